"""Who answered which round, as the archive knows it: `archiver table`, and lists by verdict and round."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import archiver
from archiver import cli
from archiver.model import Answer, Challenge, Change, Evidence, Membership, Round, Verdict
from tests.store_kit import hours, make_post, make_version, new_archive, one_run
from tests.stories import PROSE

SPRING = Challenge(
    id="spring",
    title="Spring",
    rounds=(
        Round(id="one", title="Begin", closes=date(2017, 4, 24)),
        Round(id="two", title="Go on\x1b[31m", closes=date(2017, 4, 20)),
    ),
)
AUTUMN = Challenge(id="autumn", title="Autumn", rounds=(Round(id="two"),))
BOTH, LATE, MAYBE, OTHER, COPY, LOOSE = (
    f"http://{name}.example/" for name in ("both", "late", "maybe", "other", "copy", "loose")
)
LONG = f"Other *words*. {PROSE} " + " ".join(f"On day {n} I began page {n}." for n in range(9))
MEMBER = Membership(
    post=BOTH,
    challenge="spring",
    verdict=Verdict.MEMBER,
    round="one",
    also=("two",),
    writer="Ana Lee",
    confidence=0.75,
    evidence=(Evidence(kind="phrase", quote='"also":["three"]', where="text"),),
)
VERDICTS = (
    MEMBER,
    replace(MEMBER, post=LATE, round="two", also=(), confidence=None),
    replace(MEMBER, post=MAYBE, verdict=Verdict.UNSURE, also=(), writer=""),
    replace(MEMBER, post=OTHER, verdict=Verdict.OUTSIDE, round=None, also=(), writer=""),
    replace(MEMBER, post=COPY, also=(), writer=""),
    replace(MEMBER, post=LOOSE, round=None, also=(), writer="Bo"),
    # what is said of another challenge is no answer to this one
    replace(MEMBER, post=LATE, challenge="autumn", verdict=Verdict.OUTSIDE, round=None, also=()),
    replace(MEMBER, post=MAYBE, challenge="autumn", round="two", also=()),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("answers")
    archive = new_archive(path)
    with one_run(archive, "r1") as writer:
        for url in (BOTH, LATE, MAYBE, OTHER, COPY, LOOSE):
            title = "=1+1" if url == LATE else "On words"
            text = LONG if url == COPY else "One *word*."
            writer.add(make_version(url, post=make_post(url, text, title=title)))
        writer.judge([SPRING, AUTUMN], VERDICTS)
    with one_run(archive, "r2", hours(1)) as writer:
        writer.add(make_version(LOOSE, 2, change=Change.GONE, post=None, seen_at=hours(1)))
        edited = make_post(BOTH, LONG)
        writer.add(make_version(BOTH, 2, change=Change.EDITED, post=edited, seen_at=hours(1)))
        writer.judge([SPRING, AUTUMN], VERDICTS)
    archive.close()
    return path


@pytest.fixture
def asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator["Asked"]:
    yield Asked(folder, capsys)


class Asked:
    """A command on the archive: what it says, and that it ends well."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def __call__(self, *words: str, code: int = 0) -> str:
        assert cli.main([*words, "-a", str(self.folder)]) == code
        told = self.capsys.readouterr()
        return told.err if code else told.out

    def urls(self, *words: str) -> list[str]:
        return re.findall(r"http://\S+", self("list", *words))


def test_an_answer_has_all_that_was_said_of_it(folder: Path) -> None:
    archive = archiver.open(folder)
    found = {a.url: a for a in archive.answers("spring", Verdict.MEMBER, Verdict.UNSURE)}
    assert found.keys() == {BOTH, LATE, MAYBE, COPY, LOOSE}
    assert found[BOTH] == Answer(
        url=BOTH,
        verdict=Verdict.MEMBER,
        title="On words",
        authors=("Ann Lee",),
        published=date(2017, 4, 24),
        round="one",
        also=("two",),
        confidence=0.75,
        writer="Ana Lee",
    )
    assert (found[LATE].also, found[LATE].confidence) == ((), None)
    assert found[COPY].repost_of == BOTH
    assert (found[LOOSE].round, found[LOOSE].gone) == (None, True)
    assert [a.url for a in archive.answers("spring", Verdict.OUTSIDE)] == [OTHER]
    with pytest.raises(archiver.ConfigError, match="no challenge `winter`"):
        archive.answers("winter", Verdict.MEMBER)


def test_answers_are_there_after_the_catalog_was_made_again(tmp_path: Path) -> None:
    archive = new_archive(tmp_path)
    phrases = Challenge(id="c", title="C", phrases=("Spring of Words",))
    with one_run(archive, "r1") as writer:
        text = "This is my post for the Spring of Words, as I said I would write one."
        writer.add(make_version(BOTH, post=make_post(BOTH, text)))
        writer.judge([phrases], archive.verdicts(phrases))
    before = archive.answers("c", *Verdict)
    archive.rebuild()
    assert archive.answers("c", *Verdict) == before != []


# ---- lists by what was said


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--challenge", "spring"], {BOTH, LATE, COPY, LOOSE}),
        (["--challenge", "spring", "--verdict", "member"], {BOTH, LATE, COPY, LOOSE}),
        (["--challenge", "spring", "--verdict", "unsure"], {MAYBE}),
        (["--challenge", "spring", "--verdict", "outside"], {OTHER}),
        (["--challenge", "autumn", "--verdict", "outside"], {LATE}),
        (["--verdict", "outside"], {OTHER, LATE}),
        (["--verdict", "unsure"], {MAYBE}),
        (["--verdict", "unsure", "--author", "ann lee", "--host", "late.example"], set()),
        (["--challenge", "spring", "--round", "two"], {BOTH, LATE}),
        (["--challenge", "spring", "--round", "one"], {BOTH, COPY}),
        (["--challenge", "spring", "--round", "one", "--verdict", "unsure"], {MAYBE}),
        (["--challenge", "autumn", "--round", "two"], {MAYBE}),
        ([], {BOTH, LATE, MAYBE, OTHER, COPY, LOOSE}),
    ],
)
def test_a_list_by_verdict(asked: Asked, words: list[str], found: set[str]) -> None:
    assert set(asked.urls(*words)) == found
    lines = asked("list", "--json", *words).splitlines()
    assert {json.loads(line)["url"] for line in lines} == found
    lines = asked("export", "-o", "-", *words).splitlines()
    assert {json.loads(line)["url"] for line in lines} == found


def test_a_verdict_that_is_none_is_refused(
    asked: Asked, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        asked("list", "--verdict", "membr")
    assert "did you mean `member`?" in capsys.readouterr().err
    with pytest.raises(ValueError, match="membr"):
        list(archiver.open(folder).posts(verdict="membr"))


# ---- the table


def test_all_challenges_stand_one_after_another(asked: Asked) -> None:
    assert asked("table").splitlines() == [
        "Spring (spring): 3 people, 3 posts, 1 unsure",
        "         1 Begin           2 Go on[31m     no round        all",
        "Ana Lee  ● 24 Apr          ● 24 Apr, late  ·               2",
        "                           ● 24 Apr, late",
        "Ann Lee  ○ 24 Apr, repost  ·               ·               1?",
        "         ? 24 Apr",
        "Bo       ·                 ·               † 24 Apr, gone  1",
        "all      1 +1?             2               1               3 +1?",
        "",
        "● belongs   ? unsure   † gone from the web, kept here   ○ a repost, not counted twice   "
        "late: after the round",
        "",
        "Autumn (autumn): 1 person, 1 post",
        "         1 two",
        "Ana Lee  ● 24 Apr",
        "",
        "● belongs",
    ]


def test_one_challenge_alone(asked: Asked) -> None:
    assert asked("table", "--challenge", "autumn").startswith("Autumn (autumn): 1 person")
    assert "Spring" not in asked("table", "--challenge", "autumn", "--markdown")
    told = asked("table", "--challenge", "sprin", code=2)
    assert "no challenge `sprin` (did you mean `spring`?)" in told


def test_what_happened_since_a_run_or_a_day_is_marked(asked: Asked) -> None:
    since = asked("table", "--challenge", "spring", "--since", "r1")
    assert "● 24 Apr, edited, late" in since and since.count("edited") == 2
    assert "new" not in since and "† 24 Apr, gone" in since
    assert asked("table", "--since", "2016-01-01").count("new") == 7
    assert "new" not in asked("table", "--since", "2999-01-01")
    assert "`soon` is neither a run nor a day" in asked("table", "--since", "soon", code=2)


def test_the_same_for_programs(asked: Asked) -> None:
    rows = list(csv.DictReader(io.StringIO(asked("table", "--csv"))))
    assert [(r["challenge"], r["round"], r["person"], r["url"]) for r in rows] == [
        ("spring", "one", "Ana Lee", BOTH),
        ("spring", "two", "Ana Lee", BOTH),
        ("spring", "two", "Ana Lee", LATE),
        ("spring", "one", "Ann Lee", COPY),
        ("spring", "one", "Ann Lee", MAYBE),
        ("spring", "", "Bo", LOOSE),
        ("autumn", "two", "Ana Lee", MAYBE),
    ]
    assert (rows[2]["title"], rows[0]["confidence"], rows[3]["repost_of"]) == (
        "'=1+1",
        "0.75",
        BOTH,
    )
    told = json.loads(asked("table", "--json"))["challenges"]
    assert [(c["id"], c["members"], c["unsure"], len(c["people"])) for c in told] == [
        ("spring", 3, 1, 3),
        ("autumn", 1, 0, 1),
    ]
    markdown = asked("table", "--markdown")
    assert re.findall("^## .*$", markdown, re.MULTILINE) == ["## Spring", "## Autumn"]
    assert f"[=1+1]({LATE}) (late)" in markdown


def test_a_terminal_gets_what_fits_it(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archiver.console.columns", lambda: 40)
    monkeypatch.setattr("archiver.console.colour", lambda: True)
    told = asked("table", "--challenge", "spring")
    assert max(len(re.sub(r"\x1b\[\d+m", "", line)) for line in told.splitlines()[1:]) <= 40
    assert "\x1b[33m◑\x1b[0m" in told and "1 Begin   2 Go on[31m   - no round" in told


def test_a_terminal_is_not_steered_by_what_is_for_programs(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Go on[31m" in asked("table", "--csv"), "a file may be shown by a terminal later"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for form in ("--csv", "--json", "--markdown"):
        assert "\x1b" not in asked("table", form)


def test_a_pipe_that_is_closed_early_is_no_failure(folder: Path) -> None:
    command = [sys.executable, "-m", "archiver", "table", "--json", "-a", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert b"Traceback" not in running.stderr.read()


def test_only_one_form_at_a_time(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        asked("table", "--csv", "--json")
    assert "`--json` and `--csv` exclude each other" in capsys.readouterr().err


def test_an_archive_without_posts_or_without_challenges(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "archive"
    archive = new_archive(path)
    asked = Asked(path, capsys)
    assert cli.main(["table", "-a", str(path)]) == 0
    assert capsys.readouterr() == (
        "",
        "archiver: no challenges: the archive holds none yet; `archiver run` fills it\n",
    )
    assert json.loads(asked("table", "--json")) == {"challenges": []}
    assert asked("table", "--markdown") == ""
    with one_run(archive, "r1") as writer:
        writer.judge([SPRING], [])
    assert asked("table") == "Spring (spring): no post answers it yet\n"
    assert asked("table", "--csv").splitlines() == [asked("table", "--csv").strip()]
    assert asked("table", "--markdown") == "## Spring\n\nNo post answers it yet.\n"
    asked.folder = tmp_path / "elsewhere"
    assert "there is no such folder" in asked("table", code=2)
