"""Damage is local: whatever a byte is flipped in, cut off or lost, every other post goes on."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import archiver
from archiver import cli
from archiver.console import report as reports
from archiver.errors import ParseError, StoreError
from archiver.facts import Fetched
from archiver.formats import warc
from archiver.formats.salvage import salvaged
from archiver.outcomes import Report
from archiver.store import lock
from archiver.store.catalog import Catalog
from archiver.store.files import Disk
from tests.fakes import FakeClock, FakeWeb, Page
from tests.store_kit import (
    T0,
    hours,
    keep_and_add,
    make_capture,
    make_report,
    make_version,
    new_archive,
    one_run,
    tree,
)
from tests.stories import PROSE, SOURCES, feed, go, page, scene

ANA, BREAD, SALT, OIL, JAM = (
    "http://ana.example/motivation/",
    *(f"http://ben.example/{name}/" for name in ("bread", "salt", "oil", "jam")),
)
SOUND = {SALT, OIL}
"""The posts that no test damages."""


def entries(*names: str, etag: str = '"1"') -> Page:
    told = ((f"/{name}/", name.title(), name) for name in names)
    return feed("ben.example", *told, etag=etag, day="Thu, 20 Apr 2017")


def of(name: str, words: str = "") -> Page:
    text = words or f"{name.title()}, water and time."
    return page(name.title(), text, PROSE, day="2017-04-20")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """Two runs: of ana's post two versions, of ben's one is gone; and what the web has next."""
    folder = tmp_path_factory.mktemp("damage")
    (folder / "sources.yaml").write_text(SOURCES)
    blog = {"http://ben.example/feed.xml": entries("bread", "salt", "oil")}
    pages = {f"http://ben.example/{name}/": of(name) for name in ("bread", "salt", "oil")}
    clock, net = scene({**blog, **pages})
    go(folder / "archive", net, clock)
    net.pages[ANA] = page("What keeps me going", "Other words.", PROSE, day="2017-05-23")
    net.pages[BREAD] = Page(status=410)
    clock.advance(2 * 86400)
    go(folder / "archive", net, clock)
    net.pages["http://ben.example/feed.xml"] = entries("jam", "bread", "salt", "oil", etag='"2"')
    net.pages |= {OIL: of("oil", "New oil and no water."), JAM: of("jam")}
    return folder, dict(net.pages)


@pytest.fixture
def place(
    kept: tuple[Path, dict[str, object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    folder = tmp_path / "copy"
    shutil.copytree(kept[0], folder)
    monkeypatch.chdir(folder)
    return folder


def one_more_run(place: Path, pages: dict[str, object]) -> Report:
    clock = FakeClock()
    clock.advance(5 * 86400)
    return go(place / "archive", FakeWeb(dict(pages), clock=clock), clock)  # type: ignore[arg-type]


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)


def cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def lost(path: Path) -> None:
    path.unlink()


KINDS = {
    "warc": "warc/*/*/*.warc.gz",
    "index": "warc/*/*/*.cdxj",
    "journal": "runs/*/*.jsonl",
    "text": "posts/ana.example/*/v2/content/post.md",
    "older text": "posts/ana.example/*/v1/content/post.md",
    "inventory": "posts/ana.example/*/inventory.json",
    "sidecar": "posts/ana.example/*/inventory.json.sha512",
    "declaration": "posts/ana.example/*/0=ocfl_object_1.1",
    "description": "archive.json",
    "readme": "README.txt",
    "catalog": "derived/catalog.sqlite",
}


@pytest.mark.parametrize("damage", [flipped, cut, lost])
@pytest.mark.parametrize("kind", KINDS)
def test_every_other_post_goes_on(
    kept: tuple[Path, dict[str, object]],
    place: Path,
    capsys: pytest.CaptureFixture[str],
    kind: str,
    damage: Callable[[Path], None],
) -> None:
    path = min((place / "archive").glob(KINDS[kind]))  # of the first run, which fetched all
    damage(path)
    codes = {}
    for words in ("list", "list --json", "search water", "export -o -", f"show {SALT}", "status"):
        codes[words] = cli.main(words.split())
        told = capsys.readouterr()
        assert codes[words] in (0, 5) and "Traceback" not in told.err
        assert (kind != "description") or told.err.startswith("archiver: archive.json: ")
        if not words.startswith(("show", "status")):
            assert all(url in told.out for url in SOUND), (words, told)
    assert codes[f"show {SALT}"] == codes["list"] == 0
    assert codes["status"] == (5 if kind == "description" else 0), "it says how the archive stands"
    code = cli.main(["check"])
    told = capsys.readouterr()
    if kind != "catalog":  # that is made again by whoever opens it
        name = path.parent if kind == "declaration" else path
        assert code == 5 and str(name.relative_to(place / "archive")) in told.out
    try:
        report = one_more_run(place, kept[1])
    except StoreError as error:  # a run that met the damage midway: the catalog is made again
        assert kind == "catalog" and "run again" in str(error)
        report = one_more_run(place, kept[1])
    archive = archiver.open(place / "archive")
    kinds = {url: str(archive.versions(url)[-1].change) for url in (JAM, OIL)}
    assert kinds == {JAM: "created", OIL: "edited"} and not report.traceback
    assert {v.url for v in archiver.open(place / "archive").posts(damaged=[])} >= {SALT, OIL, JAM}


@pytest.mark.parametrize("damage", [flipped, cut, lost])
def test_a_damaged_text_is_never_shown_as_if_it_were_whole(
    place: Path, capsys: pytest.CaptureFixture[str], damage: Callable[[Path], None]
) -> None:
    (path,) = (place / "archive").glob(KINDS["text"])
    damage(path)
    name = str(path.relative_to(place / "archive"))
    for words in ("export -o -", "list --json", f"show {ANA}", "search words"):
        assert cli.main(words.split()) == 5
        told = capsys.readouterr()
        assert name in told.err and ANA not in told.out, words


# ---- captures


@pytest.mark.parametrize("damage", ["flipped", "cut", "lost"])
def test_a_damaged_record_is_named_with_file_and_offset(tmp_path: Path, damage: str) -> None:
    archive = new_archive(tmp_path)
    with one_run(archive, "r1") as writer:
        first = writer.keep(make_capture("http://b.test/a", b"<p>" + b"one " * 99)).ref
        other = writer.keep(make_capture("http://b.test/b", b"<p>" + b"two " * 99)).ref
    assert first and other
    path = tmp_path / first.warc
    data = bytearray(path.read_bytes())
    if damage == "flipped":
        data[other.offset + 60] ^= 4
        path.write_bytes(data)
    elif damage == "cut":
        path.write_bytes(data[: other.offset + 60])
    else:
        path.unlink()
    with pytest.raises(StoreError) as caught:
        archive.capture(other)
    assert caught.value.where == f"{other.warc}@{other.offset}"
    if damage != "lost":
        assert archive.capture(first).body.startswith(b"<p>one")
        assert f"{other.warc}@{other.offset}" in {problem.path for problem in archive.check()}


@pytest.mark.parametrize("damage", [flipped, cut, lost])
def test_a_damaged_record_is_never_the_base_of_a_revisit(
    tmp_path: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    archive, url = new_archive(tmp_path), "http://b.test/a"
    body = bytes(range(256)) * 40
    with one_run(archive, "r1") as writer:
        first = writer.keep(make_capture(url, body)).ref
    assert first is not None
    damage(tmp_path / first.warc)
    refs = []
    for hour in (1, 2):
        with one_run(archive, f"r{hour + 1}", hours(hour)) as writer:
            kept = writer.keep(make_capture(url, body, fetched_at=hours(hour)))
            assert kept.ref is not None
            refs.append(kept.ref)
    assert f"{first.warc}@{first.offset}" in caplog.text
    for ref in refs:
        assert archive.capture(ref).body == body
    kinds = []
    for ref in refs:
        with (tmp_path / ref.warc).open("rb") as stream:
            stream.seek(ref.offset)
            kinds.append(next(warc.records(stream)).kind)
    assert kinds == ["response", "revisit"], "the second refers to the record that is whole"


def test_a_sound_record_is_still_the_base_of_a_revisit(tmp_path: Path) -> None:
    archive, url = new_archive(tmp_path), "http://b.test/a"
    for hour in (0, 1):
        with one_run(archive, f"r{hour}", hours(hour)) as writer:
            writer.keep(make_capture(url, b"<p>the same", fetched_at=hours(hour)))
    facts = [f for run in ("r0", "r1") for f in archive.facts(run) if hasattr(f, "revisit")]
    assert [fact.revisit for fact in facts] == [False, True]


# ---- journals


def test_a_damaged_journal_loses_its_damaged_lines_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    archive = new_archive(tmp_path)
    with one_run(archive, "r1") as writer:
        for name in "abc":
            writer.keep(make_capture(f"http://b.test/{name}"))
    (path,) = tmp_path.glob("runs/*/*.jsonl")
    lines = path.read_bytes().split(b"\n")
    before = len(b"\n".join(lines[:2])) + 1
    lines[2] = lines[2].replace(b'"action"', b'"action')
    path.write_bytes(b"\n".join(lines))
    urls = [fact.url for fact in archive.facts("r1") if isinstance(fact, Fetched)]
    assert urls == ["http://b.test/a", "http://b.test/c"]
    assert f"{path.relative_to(tmp_path)}:3, at byte {before}" in caplog.text


@pytest.mark.parametrize("line", range(6))
def test_what_is_left_of_a_journal(tmp_path: Path, line: int) -> None:
    archive = new_archive(tmp_path)
    with one_run(archive, "r1", hours(1)) as writer:
        for name in "abc":
            writer.keep(make_capture(f"http://b.test/{name}"))
    (path,) = tmp_path.glob("runs/*/*.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == 6
    lines[line] = b"{" + lines[line]
    found = salvaged(b"".join(lines), str(path))
    assert (found.journal.run, found.journal.started) == ("r1", hours(1))
    assert len(found.journal.facts) == 3 - (line in (1, 2, 3)) and len(found.damage) == 1
    assert found.journal.status == "aborted" and not found.journal.sealed


def test_what_is_no_journal_is_not_read_as_one() -> None:
    with pytest.raises(ParseError):
        salvaged(b"{}\n", "runs/2026/notes.txt")


def test_a_damaged_journal_does_not_end_the_run_that_looks_for_what_failed(
    kept: tuple[Path, dict[str, object]], place: Path
) -> None:
    pages = {**kept[1], "http://ben.example/feed.xml": Page(status=500)}
    clock = FakeClock()
    clock.advance(4 * 86400)
    go(place / "archive", FakeWeb(pages, clock=clock), clock)  # type: ignore[arg-type]
    last = max((place / "archive").glob("runs/*/*.jsonl"))
    data = last.read_bytes()
    line = data.rindex(b"\n{", 0, len(data) // 2) + 1
    last.write_bytes(data[:line] + b"?" + data[line + 1 :])
    report = one_more_run(place, kept[1])
    assert {fact.url for fact in report.changes} >= {JAM}
    (told,) = report.damaged
    assert told.startswith(f"{last.relative_to(place / 'archive')}:") and "at byte" in told
    assert told in reports.text(report) and told in json.loads(reports.as_json(report))["damaged"]


# ---- check


class ReadOnly:
    """A medium that cannot be written: whoever tries is told so, and noted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.tried: list[str] = []
        real = os.open

        def opening(path: object, flags: int, mode: int = 0o777, **more: object) -> int:
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                self._refuse(path)
            return real(path, flags, mode, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(os, "open", opening)
        for name in ("mkdir", "rename", "unlink"):
            monkeypatch.setattr(os, name, lambda path, *a, **k: self._refuse(path))
        monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)

    def _refuse(self, path: object) -> None:
        self.tried.append(str(path))
        raise OSError(30, "Read-only file system")


@pytest.mark.parametrize("has", ["its catalog", "no catalog", "an older catalog"])
def test_check_writes_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], has: str
) -> None:
    path = place / "archive"
    archiver.open(path).close()
    if has != "its catalog":
        shutil.rmtree(path / "derived")
    if has == "an older catalog":
        (path / "derived").mkdir()
        Catalog.open(path / "derived/catalog.sqlite").close()
    (path / ".lock").unlink(missing_ok=True)
    before = tree(path)
    with monkeypatch.context() as patch:
        medium = ReadOnly(patch)
        code = cli.main(["check", "-a", str(path)])
        assert (code, medium.tried) == (0, [])
        assert cli.main(["list", "-a", str(path)]) == 0
    told = capsys.readouterr()
    assert "all well" in told.out and SALT in told.out
    assert tree(path) == before


def test_whether_a_run_is_at_work_is_asked_without_writing(tmp_path: Path) -> None:
    archive = new_archive(tmp_path)
    disk = Disk(tmp_path)
    assert not lock.is_held(disk) and not (tmp_path / ".lock").exists()
    with archive.writing("r1", T0):
        assert lock.is_held(disk)
    assert not lock.is_held(disk)


def test_a_run_at_work_is_told_of_and_is_no_damage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = new_archive(tmp_path)
    with archive.writing("r1", T0) as writer:
        keep_and_add(writer, "http://b.test/a", 1)
        assert cli.main(["check", "-a", str(tmp_path)]) == 0
        told = capsys.readouterr()
        assert "at work or was cut off" in told.err and "-r1.jsonl.open" in told.err
        writer.commit(make_report("r1", T0))
    assert cli.main(["check", "-a", str(tmp_path)]) == 0
    assert capsys.readouterr().err == ""


# ---- the description


def test_the_challenges_of_a_damaged_description_come_back(place: Path) -> None:
    path = place / "archive"
    before = (path / "archive.json").read_bytes()
    challenges = archiver.open(path).challenges()
    assert challenges
    for damage in (flipped, cut, lost):
        damage(path / "archive.json")
        archive = archiver.open(path)
        assert archive.challenges() == challenges
        assert archive.repair(archive.check(), hours(9), lambda version: ()) != []
        assert (path / "archive.json").read_bytes() == before
        assert archive.check() == []


def test_a_run_says_that_it_wrote_a_damaged_description_anew(
    kept: tuple[Path, dict[str, object]], place: Path
) -> None:
    lost(place / "archive/archive.json")
    shutil.rmtree(place / "archive/derived")
    report = one_more_run(place, kept[1])
    archive = archiver.open(place / "archive")
    assert [c.id for c in archive.challenges()] == ["spring"]
    assert {m.post for m in archive.memberships("spring")} >= {ANA}
    assert archive.check() == [] and not report.traceback


@pytest.mark.parametrize("also", ["", "damaged"])
def test_an_archive_of_a_newer_format_is_refused_even_if_it_is_damaged(
    place: Path, also: str
) -> None:
    path = place / "archive/archive.json"
    text = path.read_text("utf-8").replace('"format": 2', '"format": 3')
    path.write_text(text[: len(text) // 2] if also else text, "utf-8")
    with pytest.raises(StoreError, match="newer"):
        archiver.open(place / "archive")


# ---- what was lost


def test_posts_whose_folders_are_lost_come_back_byte_for_byte(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = place / "archive"
    before = tree(path / "posts")
    for folder in path.glob("posts/*/*"):
        shutil.rmtree(folder)
    assert cli.main(["check", "--repair", "-a", str(path)]) == 0
    assert tree(path / "posts") == before, "two versions of one, a tombstone of another"
    archive = archiver.open(path)
    assert archive.check() == [] and len(list(archive.posts())) == 4


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_version_that_is_lost_comes_back(place: Path, version: str) -> None:
    path = place / "archive"
    before = tree(path / "posts")
    (folder,) = path.glob(f"posts/ana.example/*/{version}")
    shutil.rmtree(folder)
    assert cli.main(["check", "--repair", "-a", str(path)]) == 0
    assert tree(path / "posts") == before


def test_an_empty_folder_is_a_lost_post(place: Path) -> None:
    path = place / "archive"
    before = tree(path / "posts")
    (folder,) = path.glob("posts/ben.example/salt*")
    shutil.rmtree(folder)
    (folder / "v1").mkdir(parents=True)
    assert cli.main(["check", "--repair", "-a", str(path)]) == 0
    assert tree(path / "posts") == before


def test_what_reads_otherwise_by_now_is_named_and_not_made_up(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = place / "archive"
    for folder in path.glob("posts/*/*"):
        shutil.rmtree(folder)
    with monkeypatch.context() as patch:
        patch.setattr("archiver.commands.check.readings", lambda archive, version: ())
        assert cli.main(["check", "--repair", "-a", str(path)]) == 5
    told = capsys.readouterr()
    assert (
        "left: posts/ben.example/salt" in told.err
        and "if it reads the same as by archiver/" in told.err
    )
    assert not list(path.glob("posts/*/*/v1"))


def test_a_history_with_a_gap_is_not_made(tmp_path: Path) -> None:
    archive, url = new_archive(tmp_path), "http://b.test/a"
    with one_run(archive, "r1") as writer:
        keep_and_add(writer, url, 1)
        keep_and_add(writer, url, 2)
    (folder,) = tmp_path.glob("posts/*/*")
    shutil.rmtree(folder)
    first = make_version(url).post
    assert first is not None
    archive.repair(archive.check(), hours(9), lambda version: (first,))
    assert not folder.exists(), "the second version would read as the first"


# ---- the catalog


def test_a_run_that_meets_a_damaged_catalog_says_so_and_the_next_goes_on(
    kept: tuple[Path, dict[str, object]], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place / "archive"
    catalog = path / "derived/catalog.sqlite"
    archiver.open(path).close()
    data = bytearray(catalog.read_bytes())
    for start in range(4096 * 8, len(data), 4096):  # the first pages hold the schema
        data[start : start + 16] = b"\xff" * 16
    catalog.write_bytes(data)
    outcomes = []
    for _ in range(2):
        try:
            outcomes.append({fact.url for fact in one_more_run(place, kept[1]).changes})
        except StoreError as error:
            assert "catalog.sqlite" in str(error) and "run again" in str(error)
    assert outcomes and outcomes[0] >= {JAM, OIL}
    assert archiver.open(path).check() == []


def test_learned_chrome_that_was_changed_is_not_used(tmp_path: Path) -> None:
    catalog = Catalog.open(None)
    catalog.begin()
    catalog.put_habits("b.test", T0, {"lessons": 3})
    assert catalog.habits("b.test") == {"lessons": 3}
    catalog.db.execute("update habits set line=replace(line, '3', '4')")
    assert catalog.habits("b.test") is None
