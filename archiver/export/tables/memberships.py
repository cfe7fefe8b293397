"""The tables of memberships and of their evidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from archiver.export.holding import Holding
from archiver.export.tables.column import Column, Table, boolean, integer, number, text, thing
from archiver.export.tables.parts import of_text
from archiver.model import Evidence, Membership
from archiver.web.dates import day


@dataclass(frozen=True, slots=True)
class Answer:
    """A membership, and by how many days its post came after the last one of its round."""

    of: Membership
    late_days: int | None


def answers(holding: Holding) -> Iterator[Answer]:
    """What the rows of ``memberships`` are of: whatever is said of a post, outside as well."""
    published = day(holding.text.published)
    for membership in holding.memberships:
        closes = holding.closing.get(membership.challenge, {}).get(membership.round)
        late = (published - closes).days if published and closes else None
        yield Answer(membership, late)


@dataclass(frozen=True, slots=True)
class OneReason:
    """The ``number``-th (from 1) piece of evidence of a membership."""

    of: Membership
    number: int
    item: Evidence


def reasons(holding: Holding) -> Iterator[OneReason]:
    """What the rows of ``evidence`` are of."""
    for membership in holding.memberships:
        for place, item in enumerate(membership.evidence, 1):
            yield OneReason(membership, place, item)


EVIDENCE_PARTS = (
    text("kind", "the kind of the evidence, such as `phrase`", lambda e: e.kind),
    text("quote", "the words themselves", lambda e: e.quote),
    text("where", "where they stand", lambda e: e.where),
    text("round", "the round that they tell", lambda e: e.round, optional=True),
    number("weight", "above 0 it speaks for the post, below 0 against it", lambda e: e.weight),
    text("says", "what the words do, such as `answers`", lambda e: e.says or None, optional=True),
)


def _said(name: str, about: str, **more: Any) -> Column:
    return text(name, about, lambda a: getattr(a.of, name) or None, optional=True, **more)


_PARTS = (
    text("challenge", "its id", lambda a: a.of.challenge),
    text("verdict", "member, unsure or outside", lambda a: str(a.of.verdict)),
    _said("round", "the round that it answers; null where it answers no single one"),
    text("also", "further rounds that it answers", lambda a: a.of.also, many=True),
    number("confidence", "0 to 1: how probably a member", lambda a: a.of.confidence, optional=True),
    text("decided_by", "rules, or organiser", lambda a: a.of.decided_by),
    _said("writer", "who wrote it, as the challenge names its people"),
    integer(
        "late_days",
        "days after the round had closed; below 0 before",
        lambda a: a.late_days,
        optional=True,
    ),
    boolean(
        "late",
        "whether it came after the round had closed",
        lambda a: None if a.late_days is None else a.late_days > 0,
        optional=True,
    ),
    _said("repost_of", "the post of the challenge that it repeats on another host"),
)

NESTED = (
    *_PARTS,
    thing(
        "evidence",
        "why, the strongest first",
        lambda a: a.of.evidence,
        many=True,
        columns=EVIDENCE_PARTS,
    ),
)
"""The columns of a membership within its post."""

MEMBERSHIPS = Table(
    name="memberships",
    about="what is said of a post and a challenge",
    key=("post", "challenge"),
    refers=((("post",), "posts"), (("challenge",), "challenges")),
    columns=(text("post", "its address", lambda a: a.of.post), *_PARTS),
    nested=True,
)
EVIDENCE = Table(
    name="evidence",
    about="a reason to believe that a post is a member, or that it is none",
    key=("post", "challenge", "number"),
    refers=((("post", "challenge"), "memberships"),),
    columns=(
        text("post", "its address", lambda r: r.of.post),
        text("challenge", "its id", lambda r: r.of.challenge),
        integer("number", "from 1, the strongest first", lambda r: r.number),
        *of_text(EVIDENCE_PARTS, lambda r: r.item, optional=False),
    ),
    nested=True,
)
