"""All rows of an export, in one pass over the posts."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from archiver.export.holding import Holding
from archiver.export.tables import Row, Table, around
from archiver.export.tables.column import rows_of
from archiver.export.tables.memberships import EVIDENCE, MEMBERSHIPS, answers, reasons
from archiver.export.tables.parts import ABOUT, IMAGES, LINKS, images, links
from archiver.export.tables.posts import POSTS, VERSIONS, OneVersion, versions
from archiver.facts import VersionWritten
from archiver.model import Challenge, Participant

Placed = tuple[Table, Row]
"""A row, and the table that it is of."""

_SHARED = frozenset(column.name for column in ABOUT)
"""What a post and the version with its newest text have in common."""
_alone = rows_of(tuple(c for c in VERSIONS.columns if c.name not in _SHARED))


@dataclass(frozen=True)
class Around:
    """What an export tells beside the posts: values of an archive, the challenges with their people.

    ``changes`` are read as they are asked for, which may be long.
    """

    challenges: tuple[Challenge, ...] = ()
    people: Mapping[str, tuple[Participant, ...]] = field(default_factory=dict)
    sources: Iterable[Any] = ()
    changes: Iterable[VersionWritten] = ()
    runs: Iterable[Any] = ()


def of_post(holding: Holding, wanted: Collection[str], *, texts: bool) -> Iterator[Placed]:
    """The rows of a post in the tables that are wanted; ``texts``: with that of each version."""
    post = POSTS.row(holding)
    if POSTS.name in wanted:
        yield POSTS, post
    if VERSIONS.name in wanted:
        for version in versions(holding, texts=texts):
            newest = version.of.post is holding.text
            yield VERSIONS, _newest(version, post) if newest else VERSIONS.row(version)
    for table, items in (
        (MEMBERSHIPS, answers),
        (EVIDENCE, reasons),
        (LINKS, links),
        (IMAGES, images),
    ):
        if table.name in wanted:
            yield from _rows(table, items(holding))


def _newest(version: OneVersion, post: Row) -> Row:
    """The row of the version with the newest text, of which that of its post says most already."""
    own = _alone(version)
    return {c.name: (post if c.name in _SHARED else own)[c.name] for c in VERSIONS.columns}


def before(told: Around) -> Iterator[Placed]:
    """The rows to which those of posts refer."""
    for challenge in told.challenges:
        yield around.CHALLENGES, around.CHALLENGES.row(challenge)
        yield from _rows(around.ROUNDS, around.rounds(challenge))
        known = told.people.get(challenge.id, ())
        yield from _rows(around.PARTICIPANTS, around.people(challenge.id, known))


def after(told: Around) -> Iterator[Placed]:
    """The rows that follow those of posts."""
    yield from _rows(around.SOURCES, told.sources)
    yield from _rows(around.CHANGES, enumerate(told.changes, 1))
    yield from _rows(around.RUNS, told.runs)


def _rows(table: Table, items: Iterable[Any]) -> Iterator[Placed]:
    row = table.row
    return ((table, row(item)) for item in items)
