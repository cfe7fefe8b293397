"""The tables of what is around the posts: challenges, people, sources, changes and runs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from archiver.export.round_ends import last_days
from archiver.export.tables.column import (
    Column,
    Table,
    boolean,
    day,
    integer,
    moment,
    text,
    thing,
)
from archiver.model import Challenge, Participant, Round
from archiver.web.dates import stamp

_COUNT = (
    text("name", "what is counted", lambda pair: pair[0]),
    integer("count", "how many", lambda pair: pair[1]),
)


def _moment(name: str, about: str, field: str = "") -> Column:
    def value(of: Any) -> str | None:
        at = getattr(of, field or name)
        return stamp(at) if at else None

    return moment(name, about, value, optional=True)


CHALLENGES = Table(
    name="challenges",
    about="a call to write",
    key=("id",),
    columns=(
        text("id", "as sources.yaml has it", lambda c: c.id),
        text("title", "its name", lambda c: c.title),
        text("hub", "the page that announces it", lambda c: c.hub, optional=True),
        text("tags", "that its posts carry", lambda c: c.tags, many=True),
        text("phrases", "other words by which posts name it", lambda c: c.phrases, many=True),
        text("formerly", "ids that it had before", lambda c: c.formerly, many=True),
    ),
)


@dataclass(frozen=True, slots=True)
class OneRound:
    """A round, with its challenge and its place there, from 1; ``ends`` as far as it can be told."""

    challenge: Challenge
    number: int
    of: Round
    ends: str | None


def rounds(challenge: Challenge) -> Iterator[OneRound]:
    """What the rows of ``rounds`` are of."""
    last = last_days(challenge.rounds)
    for place, one in enumerate(challenge.rounds, 1):
        end = last.get(one.id)
        yield OneRound(challenge, place, one, end.isoformat() if end else None)


ROUNDS = Table(
    name="rounds",
    about="a prompt of a challenge, and when it was open",
    key=("challenge", "id"),
    refers=((("challenge",), "challenges"),),
    columns=(
        text("challenge", "its id", lambda r: r.challenge.id),
        text("id", "as sources.yaml has it", lambda r: r.of.id),
        integer("number", "its place among the rounds, from 1", lambda r: r.number),
        text("title", "its name", lambda r: r.of.title),
        text("prompt", "what was asked", lambda r: r.of.prompt),
        day(
            "opens",
            "the first day",
            lambda r: r.of.opens.isoformat() if r.of.opens else None,
            optional=True,
        ),
        day(
            "closes",
            "the last day; without one the day before the next opens",
            lambda r: r.ends,
            optional=True,
        ),
        text("invitation", "the page of the prompt", lambda r: r.of.invitation, optional=True),
        text("roundup", "the page that gathers answers", lambda r: r.of.roundup, optional=True),
    ),
)


@dataclass(frozen=True, slots=True)
class OnePerson:
    """A participant of a challenge, at a place in its roll."""

    challenge: str
    number: int
    of: Participant


def people(challenge: str, known: Iterable[Participant]) -> Iterator[OnePerson]:
    """What the rows of ``participants`` are of."""
    for place, person in enumerate(known, 1):
        yield OnePerson(challenge, place, person)


PARTICIPANTS = Table(
    name="participants",
    about="a person who takes part, as sources.yaml or a list names them",
    key=("challenge", "number"),
    refers=((("challenge",), "challenges"),),
    columns=(
        text("challenge", "its id", lambda p: p.challenge),
        integer("number", "from 1", lambda p: p.number),
        text("name", "as it is written there", lambda p: p.of.name),
        text("blogs", "where the person writes", lambda p: p.of.blogs, many=True),
        text("also", "other names that the posts give", lambda p: p.of.also, many=True),
    ),
)

SOURCES = Table(
    name="sources",
    about="a place that announces posts, and how it fares",
    key=("id",),
    columns=(
        text("id", "as sources.yaml has it", lambda s: s.id),
        text("url", "its address", lambda s: s.url),
        text("status", "how it fared at the last look", lambda s: str(s.status)),
        _moment("last_attempt_at", "the last look", "last_attempt"),
        _moment("last_success_at", "its last answer", "last_success"),
        _moment("last_new_post_at", "when it last announced a new post", "last_new_post"),
        boolean("failing", "whether the last look failed", lambda s: s.failures_in_row > 0),
        integer("failures_in_row", "how many looks have failed", lambda s: s.failures_in_row),
        _moment("failing_since", "since when"),
        text("last_error", "what went wrong", lambda s: s.last_error or None, optional=True),
        boolean("ended", "whether it answered 410", lambda s: s.ended),
    ),
)

CHANGES = Table(
    name="changes",
    about="a version that was written, in the order in which they were",
    key=("number",),
    refers=((("post",), "posts"),),
    columns=(
        integer("number", "from 1", lambda c: c[0]),
        moment("at", "when", lambda c: stamp(c[1].at)),
        text("post", "the identity of the post", lambda c: c[1].url),
        integer("version", "its number", lambda c: c[1].version),
        text("change", "what it changed", lambda c: str(c[1].change)),
        text("reason", "why, if told", lambda c: c[1].reason or None, optional=True),
        text("source", "which had announced the post", lambda c: c[1].source, optional=True),
    ),
)

RUNS = Table(
    name="runs",
    about="a run that is over",
    key=("id",),
    columns=(
        text("id", "such as 3fa9c1d2", lambda r: r.id),
        _moment("started_at", "when it began", "started"),
        _moment("ended_at", "when it was over", "ended"),
        text("status", "committed, stopped or aborted", lambda r: r.status),
        thing(
            "counts",
            "what it has counted",
            lambda r: sorted(r.counts.items()),
            many=True,
            columns=_COUNT,
        ),
    ),
)
