"""The API: everything the commands print can be had typed, and docs/api.md is what the docstrings say."""

import ast
import re
import runpy
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import archiver
from archiver import Change, Verdict
from archiver.errors import ConfigError
from archiver.export.tables import BY_NAME, TABLES
from archiver.facts import Status
from archiver.model import Challenge, Link, Membership, Participant, Round
from tests.store_kit import hours, make_post, make_report, make_version, new_archive, outcome

ROOT = Path(__file__).parents[1]
IDA, KIM, LEO = (f"http://{name}.example/lamp/" for name in ("ida", "kim", "leo"))
AUTUMN = Challenge(
    id="autumn-lamps",
    title="Autumn Lamps",
    rounds=(
        Round(id="wick", opens=date(2019, 10, 1), closes=date(2019, 10, 7)),
        Round(id="oil", opens=date(2019, 10, 8)),
    ),
    writers=(Participant(name="Ida Holm", blogs=("http://ida.example/",)),),
    formerly=("lamps",),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[archiver.Archive]:
    """Three posts of two runs: one that was edited, one that links to it, one that is gone."""
    made = new_archive(tmp_path_factory.mktemp("api") / "archive")
    ida = make_post(
        IDA,
        "A lamp of my own.",
        title="The lamp",
        authors=("Ida Holm",),
        published=date(2019, 10, 9),
        confidence=0.2,
    )
    links = (
        Link(url=f"{IDA}#wick", text="Ida's"),
        Link(url=f"{KIM}#note"),
        Link(url="http://x.test/"),
    )
    kim = make_post(KIM, "As Ida says.", published=date(2019, 10, 3), links=links)
    leo = make_post(LEO, "No lamp at all.", published=date(2019, 10, 4))
    with made.writing("first", hours(0)) as writer:
        for post in (ida, kim, leo):
            writer.add(make_version(post.url, post=post))
        told = (outcome(Status.OK), outcome(Status.FAILED, source="dead", errors=("no answer",)))
        writer.judge(
            [AUTUMN],
            [
                Membership(post=IDA, challenge=AUTUMN.id, verdict=Verdict.MEMBER, round="wick"),
                Membership(post=KIM, challenge=AUTUMN.id, verdict=Verdict.MEMBER, round="wick"),
                Membership(post=LEO, challenge=AUTUMN.id, verdict=Verdict.UNSURE),
            ],
        )
        writer.commit(make_report("first", hours(0), *told))
    with made.writing("second", hours(2)) as writer:
        edited = replace(ida, text="A lamp of mine.", markdown="A lamp of mine.")
        writer.add(make_version(IDA, 2, post=edited, seen_at=hours(2)))
        gone = {"change": Change.GONE, "reason": "410", "seen_at": hours(2)}
        writer.add(make_version(LEO, 2, post=None, **gone))
        writer.commit(make_report("second", hours(2)))
    made.close()
    opened = archiver.open(made.path)
    yield opened
    opened.close()


def test_posts_with_all_that_is_known_of_them(archive: archiver.Archive) -> None:
    assert [version.url for version in archive.posts(gone=False)] == [KIM, IDA]
    held = {holding.newest.url: holding for holding in archive.holdings(challenge="autumn-lamps")}
    assert set(held) == {IDA, KIM}
    assert [len(held[url].versions) for url in (IDA, KIM)] == [2, 1]
    assert held[IDA].memberships[0].round == "wick" and held[IDA].text.title == "The lamp"
    assert [h.newest.url for h in archive.holdings(host="leo.example")] == [LEO]
    assert [s.url for s in archive.summaries(since="2019-10-04", until=date(2019, 10, 8))] == [LEO]
    with pytest.raises(ValueError, match="not a day"):
        list(archive.holdings(since="soon"))


def test_who_links_to_whom(archive: archiver.Archive) -> None:
    (link,) = archive.links()
    assert (link.post, link.to, link.url, link.text) == (KIM, IDA, f"{IDA}#wick", "Ida's")
    assert list(archive.links(host="ida.example")) == []


def test_a_challenge_is_asked_for_by_its_id(archive: archiver.Archive) -> None:
    assert archive.challenge("autumn-lamps") == archive.challenge("lamps") == AUTUMN
    assert [found.id for found in archive.rounds("autumn-lamps")] == ["wick", "oil"]
    assert archive.participants("autumn-lamps") == archive.participants(AUTUMN) == AUTUMN.writers
    table = archive.table("autumn-lamps", since="first")
    cells = {row.person: [[e.answer.url for e in cell] for cell in row.cells] for row in table.rows}
    assert cells["Ida Holm"] == [[IDA], [], []]
    told = {e.answer.url: (e.late, e.change) for row in table.rows for c in row.cells for e in c}
    assert told == {IDA: (True, "edited"), KIM: (False, ""), LEO: (False, "gone")}
    assert table.tally.members == 2 and table.tally.unsure == 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda a: a.challenge("autumn-lamp"),
        lambda a: a.rounds("autumn-lamp"),
        lambda a: a.participants("autumn-lamp"),
        lambda a: a.table("autumn-lamp"),
        lambda a: a.memberships("autumn-lamp"),
        lambda a: a.answers("autumn-lamp", Verdict.MEMBER),
        lambda a: list(a.posts(challenge="autumn-lamp")),
        lambda a: list(a.holdings(challenge="autumn-lamp")),
        lambda a: list(a.links(challenge="autumn-lamp")),
        lambda a: a.summaries(challenge="autumn-lamp"),
    ],
)
def test_a_name_that_is_none_is_told_and_is_not_just_empty(
    archive: archiver.Archive, ask: Any
) -> None:
    with pytest.raises(ConfigError, match="did you mean `autumn-lamps`"):
        ask(archive)


def test_a_round_that_is_none_is_told(archive: archiver.Archive) -> None:
    assert [v.url for v in archive.posts(challenge="autumn-lamps", round="oil")] == []
    with pytest.raises(ConfigError, match="did you mean `wick`"):
        list(archive.posts(challenge="autumn-lamps", round="wik"))
    assert archive.memberships("lamps") == (), "its verdicts stand under the new id"


def test_what_happened_and_what_deserves_a_look(archive: archiver.Archive) -> None:
    assert [fact.change for fact in archive.changes(since="first")] == ["edited", "gone"]
    assert len(list(archive.changes())) == 5
    assert [run.id for run in archive.runs()] == ["first", "second"]
    assert [s.id for s in archive.sources() if s.failures_in_row] == ["dead"]
    assert [doubt.url for doubt in archive.doubtful()] == [IDA]
    assert [hit.url for hit in archive.search("mine")] == [IDA]
    assert (archive.held_back(), archive.hidden()) == ([], frozenset())


# ---- the document


@pytest.fixture(scope="module")
def making() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "api.py"))


def test_the_document_is_what_the_docstrings_say(making: dict[str, Any]) -> None:
    written = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert written == making["page"](), "run `python docs/api.py`"


def test_every_public_name_is_documented(making: dict[str, Any]) -> None:
    nouns = {name for names in making["NOUNS"].values() for name in names}
    told = {*making["FUNCTIONS"], *making["ERRORS"], *nouns, "Archive", "__version__"}
    assert told == set(archiver.__all__)
    headings = re.findall(r"^#{3,4} (.*)$", making["page"](), re.MULTILINE)
    methods = {f"archive.{name}" for names in making["METHODS"].values() for name in names}
    functions = {f"archiver.{name}" for name in making["FUNCTIONS"]}
    assert {*methods, *functions, *nouns, *making["ERRORS"]} <= set(headings)


def test_what_the_archive_answers_with_has_a_public_name(making: dict[str, Any]) -> None:
    plain = {"Iterator", "Path", "Mapping", "None"}
    for names in making["METHODS"].values():
        for name in names:
            found = getattr(archiver.Archive, name)
            code = making["_parsed"](found.fget if isinstance(found, property) else found)
            answer = ast.parse(making["_type"](code.returns))
            classes = {node.id for node in ast.walk(answer) if isinstance(node, ast.Name)}
            unknown = {c for c in classes if c[0].isupper()} - plain - set(archiver.__all__)
            assert not unknown, f"{name} gives {unknown}"


def test_every_table_of_an_export_is_documented() -> None:
    text = (ROOT / "docs" / "exports.md").read_text("utf-8")
    told = re.findall(r"^\| `(\w+)` \| (.*) \| (`.*`) \|$", text, re.MULTILINE)
    known = [(t.name, t.about, ", ".join(f"`{name}`" for name in t.key)) for t in TABLES]
    assert [row for row in told if row[0] in BY_NAME] == known
