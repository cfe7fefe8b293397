"""Exports: one schema, many formats, which agree."""

import csv
import io
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import archiver
from archiver.cli import main
from archiver.export import csv as csv_format
from archiver.export import dataset_card, json_schema
from archiver.export.holding import Holding
from archiver.export.round_ends import last_days
from archiver.export.tables import BY_NAME, TABLES
from archiver.model import (
    Challenge,
    Evidence,
    Image,
    Link,
    Membership,
    Participant,
    Round,
    Verdict,
)
from archiver.publishing import FORMATS, Folder, OneFile, whole
from tests.store_kit import hours, make_post, make_version, new_archive, one_run, tree

ANA, BEN, CLEO, DAN = (f"http://{name}.example/post/" for name in ("ana", "ben", "cleo", "dan"))
SPRING = Challenge(
    id="spring",
    title="Spring",
    rounds=(
        Round(id="one", title="=Begin", opens=date(2017, 5, 1), closes=date(2017, 5, 7)),
        Round(id="two", opens=date(2017, 5, 8)),
    ),
    writers=(Participant(name="Ana Lind", blogs=("http://ana.example/",), also=("ana_l",)),),
)
Files = Callable[..., Path]


def told(url: str, verdict: Verdict = Verdict.MEMBER, **more: Any) -> Membership:
    evidence = (Evidence(kind="phrase", quote="=1+1", where="paragraph 1", weight=2.5),)
    return Membership(post=url, challenge="spring", verdict=verdict, evidence=evidence, **more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four posts: an exact time and two versions, a naive time, a day and marks, and one gone."""
    archive = new_archive(tmp_path / "archive")
    east = timezone(timedelta(hours=2))
    ana = make_post(
        url=ANA,
        title="-Ünïcode, “quotes”",
        markdown="One, *two*\n\n```\nthree\n```",
        authors=("Ana Lind",),
        published=datetime(2017, 5, 9, 10, 30, tzinfo=east),
        tags=("@motivation", "a, b"),
        links=(Link(url=f"{BEN}#top", text="Ben"), Link(url="http://else.example/", text="")),
        images=(Image(url="http://ana.example/lamp.png", alt="a lamp"),),
        licence="https://creativecommons.org/licenses/by/4.0/",
    )
    ben = make_post(
        url=BEN,
        title="'quoted",
        markdown="Four",
        authors=("Ben Oak",),
        published=datetime(2017, 5, 3, 9),  # noqa: DTZ001 - as pages write it
    )
    cleo = make_post(
        url=CLEO,
        title="Marked",
        markdown="Five words of my own",
        published=date(2017, 5, 2),
        robots=("noindex, nofollow", "noarchive"),
    )
    dan = make_post(url=DAN, title="Gone", markdown="Six", authors=("Dan", "Eve"), published=None)
    with one_run(archive, "first") as writer:
        for post in (ana, ben, cleo, dan):
            writer.add(make_version(post.url, post=post))
    with one_run(archive, "second", hours(2)) as writer:
        edited = replace(ana, text="One, two, edited", markdown="One, *two*, edited")
        writer.add(make_version(ANA, 2, post=edited, seen_at=hours(2)))
        gone = archiver.Change.GONE
        writer.add(make_version(DAN, 2, post=None, change=gone, reason="410", seen_at=hours(2)))
        writer.judge(
            [SPRING],
            [
                told(ANA, round="one", writer="Ana Lind", also=("two",), confidence=0.9),
                told(BEN, round="one"),
                told(CLEO, Verdict.UNSURE),
                told(DAN, Verdict.OUTSIDE),
            ],
        )
    return tmp_path


@pytest.fixture
def files(folder: Path) -> Files:
    """Export into a folder and give it."""

    def export(form: str, *words: str, to: str = "out") -> Path:
        out = folder / to / form
        line = ["export", "-q", "-a", str(folder / "archive"), "--format", form, "-o", str(out)]
        assert main([*line, *words]) == 0
        return out

    return export


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


# ---- the schema


def test_every_row_is_as_the_schema_says(files: Files) -> None:
    out = files("jsonl", "--all-versions", "--include-marked")
    schema = json_schema.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    seen = set()
    for path in out.glob("*.jsonl"):
        one = {"$ref": f"#/$defs/{path.stem}", "$defs": schema["$defs"]}
        check = jsonschema.Draft202012Validator(
            one, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        for row in lines(path):
            check.validate(row)
            assert list(row) == [column.name for column in BY_NAME[path.stem].columns]
            seen.add(path.stem)
    assert seen == {table.name for table in TABLES if not table.nested} - {"sources"}


def test_the_schema_is_printed_and_documented(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--export"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["schema_version"] == 1
    assert set(printed["$defs"]) == set(BY_NAME)
    assert all(column["description"] for table in printed["$defs"].values() for column in table["properties"].values())  # fmt: skip


def test_moments_are_one_column_whatever_was_written(files: Files) -> None:
    rows = {row["url"]: row for row in lines(files("jsonl", "--include-marked") / "posts.jsonl")}
    assert [(r["published"], r["published_at"], r["published_precision"]) for r in (rows[ANA], rows[BEN], rows[CLEO], rows[DAN])] == [
        ("2017-05-09T10:30:00+02:00", "2017-05-09T08:30:00Z", "instant"),
        ("2017-05-03T09:00:00", "2017-05-03T09:00:00Z", "local"),
        ("2017-05-02", "2017-05-02T00:00:00Z", "day"),
        (None, None, None),
    ]  # fmt: skip


def test_what_is_told_of_a_post(files: Files) -> None:
    out = files("jsonl")
    rows = {row["url"]: row for row in lines(out / "posts.jsonl")}
    ana, gone = rows[ANA], rows[DAN]
    (answer,) = ana["memberships"]
    assert (answer["round"], answer["also"], answer["late_days"], answer["late"]) == (
        "one", ["two"], 2, True,
    )  # fmt: skip
    assert answer["evidence"][0]["quote"] == "=1+1"
    assert ana["participants"] == ["Ana Lind"] and ana["versions"] == 2
    assert ana["links"][0] == {"url": f"{BEN}#top", "text": "Ben", "rel": ""}
    assert gone["gone"] and gone["text"] == "Six" and gone["challenges"] == []
    assert gone["memberships"][0]["verdict"] == "outside"
    held = archiver.open(out.parents[1] / "archive").versions(ANA)[-1]
    assert ana["sha512"] and ana["text"] == held.post.text  # type: ignore[union-attr]
    assert [row["change"] for row in lines(out / "changes.jsonl")] == [
        "created", "created", "created", "edited", "gone",
    ], "the marked post's own change is left out with it"  # fmt: skip
    assert lines(out / "participants.jsonl")[0]["name"] == "Ana Lind"
    assert [row["closes"] for row in lines(out / "rounds.jsonl")] == ["2017-05-07", None]


def test_texts_of_all_versions_where_they_are_asked_for(files: Files) -> None:
    bare = lines(files("jsonl") / "versions.jsonl")
    whole = lines(files("jsonl", "--all-versions", to="whole") / "versions.jsonl")
    assert {row["text"] for row in bare} == {None}
    texts = {(row["url"], row["version"]): row["text"] for row in whole}
    assert texts[ANA, 1] == "One, two\n\nthree" and texts[ANA, 2] == "One, two, edited"
    assert texts[DAN, 2] is None


# ---- formats that agree


def flat(folder: Path) -> dict[str, list[dict[str, str]]]:
    found = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") else text


def test_csv_says_the_same_and_no_spreadsheet_runs_it(files: Files) -> None:
    nested = {row["url"]: row for row in lines(files("jsonl") / "posts.jsonl")}
    tables = flat(files("csv"))
    assert set(tables) == set(BY_NAME)
    for row in tables["posts"]:
        of = nested[row["url"]]
        assert unguarded(row["title"]) == of["title"]
        assert json.loads(row["tags"]) == of["tags"] and json.loads(row["words"]) == of["words"]
        assert json.loads(row["gone"]) == of["gone"]
        assert row["published_at"] == (of["published_at"] or "")
    titles = {row["url"]: row["title"] for row in tables["posts"]}
    assert titles[ANA].startswith("'-") and titles[BEN] == "''quoted"
    assert tables["rounds"][0]["title"] == "'=Begin"
    assert {row["quote"] for row in tables["evidence"]} == {"'=1+1"}
    assert tables["memberships"][0]["late_days"] in ("2", "-4"), "a number is no formula"
    (within,) = [row["held"] for row in tables["links"] if row["held"]]
    assert within == BEN


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "\n=x", "＝1", "＠x", "'x", "''", "plain", ""]
)
def test_the_guard_can_be_taken_off(text: str) -> None:
    guarded = csv_format.guarded(text)
    assert unguarded(guarded) == text
    assert not guarded.startswith(tuple("=+-@\t\r\n＝＋－＠"))


@pytest.fixture
def db(files: Files) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(files("sqlite") / "archive.sqlite")) as db:
        yield db


def test_sqlite_has_keys_views_and_a_search(db: sqlite3.Connection) -> None:
    assert db.execute("pragma foreign_key_check").fetchall() == []
    assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    assert db.execute("pragma user_version").fetchone() == (1,)
    found = db.execute(
        "select p.url from posts_fts f join posts p on p.rowid = f.rowid"
        " where posts_fts match 'edited'"
    ).fetchall()
    assert found == [(ANA,)]
    assert db.execute("select person, round, late_days from members order by url").fetchall() == [
        ("Ana Lind", "one", 2),
        ("Ben Oak", "one", -4),
    ]
    assert db.execute("select from_host, to_host from links_within").fetchall() == [
        ("ana.example", "ben.example")
    ]
    tags = "select value from posts, json_each(tags) where url=?"
    assert db.execute(tags, (ANA,)).fetchall() == [("@motivation",), ("a, b",)]
    told = dict(db.execute('select "table" || "." || "column", description from about').fetchall())
    assert told["posts.url"] and set(told) > {f"{name}." for name in BY_NAME}


def test_parquet_has_the_same_rows_and_types_whatever_is_held(files: Files, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    nested = lines(files("jsonl", "--include-marked") / "posts.jsonl")
    table = pq.read_table(files("parquet", "--include-marked") / "posts.parquet")
    rows = table.to_pylist()
    for row in rows:
        for name in ("published_at", "updated_at", "first_seen_at", "seen_at"):
            row[name] = row[name] and row[name].strftime("%Y-%m-%dT%H:%M:%SZ")
    assert rows == nested
    empty = new_archive(tmp_path / "empty")
    with one_run(empty, "first") as writer:
        writer.add(make_version(BEN))
    out = tmp_path / "bare"
    assert main(["export", "-q", "-a", str(tmp_path / "empty"), "--format", "parquet", "-o", str(out)]) == 0  # fmt: skip
    for name in BY_NAME:
        if (out / f"{name}.parquet").exists():
            one, other = (pq.read_schema(f / f"{name}.parquet") for f in (out, files("parquet")))
            assert one.equals(other, check_metadata=True), name


@pytest.mark.parametrize(
    "form", [name for name in FORMATS if name not in ("parquet", "dataset", "opml")]
)
def test_an_export_is_the_same_twice(files: Files, form: str) -> None:
    one, two = files(form), files(form, to="again")
    names = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(two) for p in two.rglob("*") if p.is_file())
    assert [p for p in names if (one / p).read_bytes() != (two / p).read_bytes()] == []


# ---- what is left out


def test_marked_posts_are_left_out_and_counted(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    assert CLEO not in {row["url"] for row in lines(files("jsonl") / "posts.jsonl")}
    assert "1 post left out: asks for noarchive" in capsys.readouterr().err
    with_all = {
        row["url"]: row for row in lines(files("jsonl", "--include-marked") / "posts.jsonl")
    }
    assert [with_all[CLEO][mark] for mark in ("noarchive", "noindex", "noai")] == [
        True,
        True,
        False,
    ]
    assert with_all[CLEO]["robots"] == ["noindex, nofollow", "noarchive"]


@pytest.mark.parametrize("said", ["NoArchive", "index;noarchive", "noarchive,", "none"])
def test_a_mark_counts_however_it_is_written(said: str) -> None:
    version = make_version(ANA, post=make_post(ANA, robots=("all", said)))
    assert "noarchive" in Holding((version,), ("",)).marks


def test_the_last_day_of_one_round_is_that_of_all() -> None:
    first = date(2020, 1, 1)
    days = (first, None, date(2020, 3, 1), first, date(2020, 2, 1))
    rounds = [Round(id=str(n), opens=opens) for n, opens in enumerate(days)]
    rounds.append(Round(id="closed", opens=first, closes=date(2020, 1, 9)))
    every = last_days(rounds)
    assert len(every) == 4


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--participant", "ana lind"], {ANA}),
        (["--participant", "ana_l"], {ANA}),
        (["--participant", "Lind, Ana"], {ANA}),
        (["--participant", "Eve"], {DAN}),
        (["--host", "ben.example"], {BEN}),
        (["--challenge", "spring", "--round", "two"], {ANA}),
        (["--challenge", "spring", "--verdict", "unsure", "--include-marked"], {CLEO}),
        (["--since", "2017-05-03", "--until", "2017-05-03"], {BEN}),
    ],
)
def test_filters(files: Files, words: list[str], found: set[str]) -> None:
    assert {row["url"] for row in lines(files("jsonl", *words) / "posts.jsonl")} == found


@pytest.mark.parametrize("name", ["Ana Lind", "ana_l"])
def test_a_list_of_one_persons_posts(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    line = ["list", "-a", str(folder / "archive"), "--participant", name]
    assert main(line) == 0
    assert [row.split()[-1] for row in capsys.readouterr().out.splitlines()[1:]] == [ANA]
    assert main([*line, "--json"]) == 0
    assert [json.loads(row)["url"] for row in capsys.readouterr().out.splitlines()] == [ANA]
    assert main([*line, "--until", "2010-01-01", "--json"]) == 0
    assert "no posts: none with --participant" in capsys.readouterr().err


def test_a_writer_gets_what_another_challenge_has_under_another_name(tmp_path: Path) -> None:
    archive = new_archive(tmp_path / "archive")
    first = Challenge(id="a", title="A", writers=(Participant(name="Zoe Ash", also=("zed",)),))
    later = Challenge(id="b", title="B")
    with one_run(archive, "first") as writer:
        writer.add(make_version(ANA, post=make_post(ANA, authors=())))
        wrote = Membership(post=ANA, challenge="b", verdict=Verdict.MEMBER, writer="zed")
        writer.judge([first, later], [wrote])
    out = tmp_path / "hers.jsonl"
    words = ["export", "-q", "-a", str(tmp_path / "archive"), "-o", str(out)]
    assert main([*words, "--participant", "Zoe Ash"]) == 0
    assert [row["url"] for row in lines(out)] == [ANA]


def test_a_name_that_nobody_has_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["export", "-a", str(folder / "archive"), "-o", "-", "--participant", "Ana Lint"]
    assert main(words) == 2
    assert "did you mean `Ana Lind`?" in capsys.readouterr().err


def test_names_of_strangers_steer_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with one_run(new_archive(tmp_path / "a"), "first") as writer:
        writer.add(make_version(ANA, post=make_post(ANA, authors=("Mo \x1b[31m\u202eRed",))))
    assert main(["export", "-a", str(tmp_path / "a"), "-o", "-", "--author", "Zoe"]) == 2
    told = capsys.readouterr().err
    assert "Mo [31mRed" in told and "\x1b" not in told and "\u202e" not in told


# ---- files and folders


def test_a_smaller_export_leaves_no_stale_file_and_touches_no_other(files: Files) -> None:
    out = files("csv")
    (out / "mine.csv").write_text("keep me", "utf-8")
    (out / "sources.csv").unlink()  # what is missing is no harm
    main(["export", "-q", "-a", str(out.parents[1] / "archive"), "-o", str(out)])
    assert sorted(p.name for p in out.iterdir() if p.suffix == ".csv") == ["mine.csv"]
    assert (out / "posts.jsonl").exists()


def test_a_list_of_files_that_was_touched_leads_nowhere_else(files: Files) -> None:
    out = files("csv")
    victim = out.parent / "victim.txt"
    victim.write_text("keep me", "utf-8")
    (out / ".archiver-export").write_text(f"../victim.txt\n{victim}\nposts.csv\n", "utf-8")
    files("csv")
    assert victim.read_text("utf-8") == "keep me"


@pytest.mark.parametrize("name", ["posts.jsonl", "deep/er/posts.json", "posts.ndjson"])
def test_a_name_of_a_file_makes_a_file(folder: Path, name: str) -> None:
    target = folder / name
    line = ["export", "-q", "-a", str(folder / "archive"), "-o", str(target)]
    assert main(line) == 0
    assert len(lines(target)) == 3 and len(list(target.parent.iterdir())) in (1, 2)
    assert main([*line, "--table", "memberships"]) == 0
    assert {row["challenge"] for row in lines(target)} == {"spring"}


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.csv", b"schema_version,url,"),
        ("a.SQLITE", b"SQLite format 3"),
        ("a.parquet", b"PAR1"),
        ("a.xml", b"<?xml"),
        ("a.bib", b"@misc"),
        ("a.json", b'{"schema_version"'),
        ("a.zst", b"\x28\xb5\x2f\xfd"),
        ("a.csv.zst", b"\x28\xb5\x2f\xfd"),
    ],
)
def test_the_end_of_a_name_says_the_format(folder: Path, name: str, begins: bytes) -> None:
    target = folder / name
    assert main(["export", "-q", "-a", str(folder / "archive"), "-o", str(target)]) == 0
    assert target.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--format csv -o a.jsonl", "say --format jsonl, or name it otherwise"),
        ("--format parquet -o a.parquet.zst", "or name it otherwise"),
        ("--table links", "such as -o links.jsonl"),
        ("--table links --format csv -o tables", "such as -o links.csv"),
        ("--zstd -o -", "pipe it through `zstd`"),
        ("-o archive/archive.json", "a place outside of the archive"),
        ("-o archive", "a place outside of the archive"),
        ("--format markdown -o link/posts", "a place outside of the archive"),
        ("--format sqlite -o archive/derived/catalog.sqlite", "a place outside of the archive"),
    ],
)
def test_a_place_or_a_name_that_would_deceive_is_refused(
    folder: Path,
    words: str,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    (folder / "link").symlink_to("archive")
    before = tree(folder, "archive/derived")
    assert main(["export", *words.split()]) == 2
    assert told in capsys.readouterr().err and tree(folder, "archive/derived") == before


@pytest.mark.parametrize("name", ["both", "both.jsonl"])
def test_two_exports_at_once_do_not_publish_each_others_halves(folder: Path, name: str) -> None:
    def sink() -> Folder | OneFile:
        return OneFile(folder / name) if "." in name else Folder(folder / name)

    line = ["export", "-q", "-a", str(folder / "archive"), "-o", str(folder / name)]
    with whole(sink(), "here") as first, first.text("posts.jsonl") as file:
        file.write("first\n")
        assert main(line) == 75, "the other one is at work"
    found = folder / name if "." in name else folder / name / "posts.jsonl"
    assert found.read_text("utf-8") == "first\n"
    assert main(line) == 0 and len(lines(found)) == 3
    assert not [p for p in folder.rglob("*") if ".part" in p.name]


def test_a_link_stays_one_and_zstd_is_done_whatever_the_name(folder: Path) -> None:
    (folder / "link.jsonl").symlink_to("target.jsonl")
    line = ["export", "-q", "-a", str(folder / "archive"), "-o", str(folder / "link.jsonl")]
    assert main([*line, "--zstd"]) == 0
    assert (folder / "link.jsonl").is_symlink()
    assert (folder / "target.jsonl").read_bytes().startswith(b"\x28\xb5\x2f\xfd")


def test_zstd(folder: Path) -> None:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    target = folder / "posts.jsonl.zst"
    assert main(["export", "-q", "-a", str(folder / "archive"), "-o", str(target)]) == 0
    text = zstd.decompress(target.read_bytes()).decode()
    assert [json.loads(line)["url"] for line in text.splitlines()] == [BEN, ANA, DAN]


def test_stdout_gets_one_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["export", "-q", "-a", str(folder / "archive"), "-o", "-"]
    assert main(line) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert main([*line, "--format", "csv", "--table", "rounds"]) == 0
    assert len(list(csv.reader(io.StringIO(capsys.readouterr().out)))) == 3
    assert main([*line, "--format", "sqlite"]) == 2


def test_what_cannot_be_written_is_an_error_and_leaves_what_was_there(folder: Path) -> None:
    target = folder / "posts.jsonl"
    target.write_text("before", "utf-8")
    broken = folder / "archive" / "posts"
    victim = next(broken.rglob("post.md"))
    victim.write_bytes(b"damaged")
    line = ["export", "-q", "-a", str(folder / "archive"), "-o"]
    assert main([*line, str(target)]) == 5, "all others are exported, and it is said"
    assert len(lines(target)) == 2
    assert main([*line, "/dev/null/x.jsonl"]) == 2
    assert not list(folder.glob(".part-*"))


# ---- a data set


def test_a_data_set_says_what_it_holds(files: Files) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    import yaml

    out = files("dataset")
    card = (out / "README.md").read_text("utf-8")
    head = yaml.safe_load(card.split("---\n")[1])
    told = {c["config_name"]: c["data_files"][0]["path"] for c in head["configs"]}
    assert [c["config_name"] for c in head["configs"] if c.get("default")] == ["posts"]
    for name, path in told.items():
        assert pq.read_table(out / path).num_rows, name
    assert "3 rows" in card


def test_a_data_card_says_languages_and_size_in_the_words_of_the_hub() -> None:
    import yaml

    text = dataset_card.card(
        (BY_NAME["posts"],),
        {"posts": 1200},
        ["One: #two\n---\nthree"],
        ["en-GB", "en", "no", "x-klingon", "zh_TW", "norsk: bokmål"],
        pseudonymous=False,
    )
    head, _, body = text.removeprefix("---\n").partition("\n---\n")
    told = yaml.safe_load(head)
    assert told["language"] == ["en", "no", "zh"] and "en-GB" in told["language_details"]
    assert told["size_categories"] == ["1K<n<10K"]
    assert (told["license"], told["license_name"]) == ("other", "rights-of-each-author")
    assert "- One: #two --- three" in body


@pytest.mark.parametrize("more", [(), ("--pseudonymous", "--include-marked")])
def test_every_part_of_a_data_set_is_loaded(
    files: Files, more: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    datasets = pytest.importorskip("datasets", reason="the library `datasets` is not installed")
    out = files("dataset", *more)
    names = datasets.get_dataset_config_names(str(out))
    assert names and set(names) <= set(BY_NAME)
    cache = str(tmp_path / "cache")
    for name in names:
        (split,) = datasets.load_dataset(str(out), name, cache_dir=cache).values()
        assert split.num_rows and split.column_names == [c.name for c in BY_NAME[name].columns]
    assert len(datasets.load_dataset(str(out), cache_dir=cache)["train"]) == (4 if more else 3)


def test_a_pseudonymous_data_set_names_nobody(files: Files) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    out = files("dataset", "--pseudonymous", "--include-marked")
    told = ""
    for path in out.rglob("*.parquet"):
        told += json.dumps(pq.read_table(path).to_pylist(), default=str)
    told += (out / "README.md").read_text("utf-8")
    for name in ("Ana", "ana_l", "ana.example", "Ben Oak", "ben.example", "Dan", "Eve"):
        assert name not in told.replace('Ben"', ""), name
    assert "Spring" in told and "person-" in told
    posts = pq.read_table(out / "data" / "posts.parquet").to_pylist()
    urls = {row["url"] for row in posts}
    assert len(urls) == 4
    linked = [link["url"] for row in posts for link in row["links"]]
    assert len(urls & set(linked)) == 1, "who links to whom is still told"
