"""Ten questions about an archive: each is one query on the SQLite export, and answered from Python."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import archiver
from archiver import Change, Verdict
from archiver.cli import main
from archiver.facts import Status
from archiver.model import Challenge, Comment, Evidence, Link, Membership, Participant, Round
from archiver.web import urls
from tests.store_kit import hours, make_post, make_report, make_version, new_archive, outcome

GULL, ROPE, TIDE, FOG = (
    "http://hedda.test/gull/",
    "http://hedda.test/rope/",
    "http://iver.test/tide/",
    "http://iver.test/fog/",
)
HARBOUR = Challenge(
    id="harbour",
    title="Harbour Notes",
    rounds=(
        Round(id="gulls", opens=date(2021, 6, 1), closes=date(2021, 6, 7)),
        Round(id="tides", opens=date(2021, 6, 8), closes=date(2021, 6, 14)),
    ),
    writers=(Participant(name="Hedda Moe", blogs=("http://hedda.test/",)),),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people, four posts, two runs."""
    folder = tmp_path_factory.mktemp("questions")
    archive = new_archive(folder / "archive")
    posts = {
        GULL: make_post(
            GULL,
            "Gulls stand on the pier.",
            title="Gull",
            authors=("hedda",),
            published=date(2021, 6, 4),
            language="en",
            comments=(Comment(author="A", text="Yes."), Comment(author="B", text="No.")),
        ),
        ROPE: make_post(
            ROPE,
            "Rope, and [the tide](http://iver.test/tide/) again.",
            title="Rope",
            authors=("hedda",),
            published=date(2021, 6, 17),
            language="en",
            links=(Link(url=f"{TIDE}#comments", text="the tide"), Link(url=f"{ROPE}#note")),
        ),
        TIDE: make_post(
            TIDE,
            "Vannet stiger.",
            title="Tide",
            authors=("Iver Dahl",),
            published=date(2021, 6, 10),
            language="nb",
        ),
        FOG: make_post(
            FOG,
            "Fog came in.",
            title="Fog",
            authors=("Iver Dahl",),
            published=date(2021, 6, 5),
            language="en",
        ),
    }
    with archive.writing("first", hours(0)) as writer:
        for post in posts.values():
            writer.add(make_version(post.url, post=post))
        tag = Evidence(kind="tag", quote="harbour", where="tags of the page", weight=3.0)
        said = Evidence(kind="phrase", quote="my harbour note", where="paragraph 1", weight=5.0)
        known = {"challenge": "harbour", "verdict": Verdict.MEMBER}
        writer.judge(
            [HARBOUR],
            [
                Membership(
                    post=GULL, round="gulls", evidence=(said, tag), writer="Hedda Moe", **known
                ),
                Membership(
                    post=ROPE,
                    round="tides",
                    also=("gulls",),
                    evidence=(tag,),
                    writer="Hedda Moe",
                    **known,
                ),
                Membership(post=TIDE, round="tides", evidence=(tag,), **known),
                Membership(post=FOG, evidence=(said,), **known),
            ],
        )
        failed = outcome(Status.FAILED, source="mast", errors=("no answer",))
        writer.commit(make_report("first", hours(0), outcome(Status.OK, source="hedda"), failed))
    with archive.writing("second", hours(2)) as writer:
        edited = replace(posts[TIDE], text="Vannet stiger igjen.", markdown="Vannet stiger igjen.")
        writer.add(make_version(TIDE, 2, post=edited, seen_at=hours(2)))
        gone = {"change": Change.GONE, "reason": "410", "seen_at": hours(2)}
        writer.add(make_version(FOG, 2, post=None, **gone))
        writer.commit(make_report("second", hours(2)))
    archive.close()
    line = ["export", "-q", "-a", str(folder / "archive"), "--format", "sqlite"]
    assert main([*line, "-o", str(folder / "archive.sqlite")]) == 0
    return folder


@pytest.fixture
def archive(folder: Path) -> Iterator[archiver.Archive]:
    opened = archiver.open(folder / "archive")
    yield opened
    opened.close()


def members(archive: archiver.Archive) -> Iterator[archiver.Holding]:
    return archive.holdings(challenge="harbour")


def who_answered_what(archive: archiver.Archive) -> Any:
    return [
        (row.person, column.id if column else None, entry.answer.title)
        for row in archive.table("harbour").rows
        for column, cell in zip(archive.table("harbour").columns, row.cells, strict=True)
        for entry in cell
    ]


def how_late(archive: archiver.Archive) -> Any:
    closes = {r.id: r.closes for r in archive.rounds("harbour")}
    return [
        (a.title, (a.published - end).days)
        for a in archive.answers("harbour", Verdict.MEMBER)
        if a.published and a.round and (end := closes[a.round])
    ]


def why(archive: archiver.Archive) -> Any:
    return [
        (holding.text.title, evidence.kind, evidence.quote)
        for holding in members(archive)
        for membership in holding.belongs
        for evidence in membership.evidence
    ]


def edits(archive: archiver.Archive) -> Any:
    found = Counter(fact.url for fact in archive.changes() if fact.change is Change.EDITED)
    return list(found.items())


def links(archive: archiver.Archive) -> Any:
    found = Counter((urls.host(link.post), urls.host(link.to)) for link in archive.links())
    return [(*pair, count) for pair, count in found.items()]


QUESTIONS: dict[str, tuple[str, Callable[[archiver.Archive], Any], list[Any]]] = {
    "who answered which round": (
        "select person, round, title from answers where challenge = 'harbour'",
        who_answered_what,
        [
            ("Hedda Moe", "gulls", "Gull"),
            ("Hedda Moe", "gulls", "Rope"),
            ("Hedda Moe", "tides", "Rope"),
            ("Iver Dahl", None, "Fog"),
            ("Iver Dahl", "tides", "Tide"),
        ],
    ),
    "how late": (
        "select title, late_days from members where late_days is not null",
        how_late,
        [("Gull", -3), ("Rope", 3), ("Tide", -4)],
    ),
    "in how many words": (
        "select title, words from members",
        lambda a: [(h.text.title, h.text.word_count) for h in members(a)],
        [("Fog", 3), ("Gull", 5), ("Rope", 5), ("Tide", 3)],
    ),
    "what was edited, and how often": (
        "select post, count(*) from changes where change = 'edited' group by post",
        edits,
        [(TIDE, 1)],
    ),
    "who links to whom": (
        "select from_host, to_host, count(*) from links_within group by 1, 2",
        links,
        [("hedda.test", "iver.test", 1)],
    ),
    "what is gone": (
        "select title, gone_reason from posts where gone",
        lambda a: [(h.text.title, h.newest.reason) for h in a.holdings() if not h.newest.post],
        [("Fog", "410")],
    ),
    "why each is a member": (
        "select p.title, e.kind, e.quote from evidence e join posts p on p.url = e.post",
        why,
        [
            ("Fog", "phrase", "my harbour note"),
            ("Gull", "phrase", "my harbour note"),
            ("Gull", "tag", "harbour"),
            ("Rope", "tag", "harbour"),
            ("Tide", "tag", "harbour"),
        ],
    ),
    "how many comments": (
        "select title, json_array_length(comments) from posts where comments <> '[]'",
        lambda a: [(h.text.title, len(h.text.comments)) for h in members(a) if h.text.comments],
        [("Gull", 2)],
    ),
    "in which languages": (
        "select language, count(*) from posts group by language",
        lambda a: list(Counter(h.text.language for h in members(a)).items()),
        [("en", 3), ("nb", 1)],
    ),
    "which sources fail": (
        "select id, last_error from sources where failing",
        lambda a: [(s.id, s.last_error) for s in a.sources() if s.failures_in_row],
        [("mast", "no answer")],
    ),
}


def in_order(rows: Any) -> list[Any]:
    return sorted(rows, key=lambda row: [str(value) for value in row])


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_one_query(folder: Path, question: str) -> None:
    query, _, answer = QUESTIONS[question]
    with closing(sqlite3.connect(folder / "archive.sqlite")) as db:
        assert in_order(db.execute(query).fetchall()) == in_order(answer)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_from_python(archive: archiver.Archive, question: str) -> None:
    _, ask, answer = QUESTIONS[question]
    assert in_order(ask(archive)) == in_order(answer)
