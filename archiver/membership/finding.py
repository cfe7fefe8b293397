"""A piece of evidence with its weight, and the season that a challenge spans."""

from dataclasses import dataclass
from datetime import date, timedelta

from archiver.model import Challenge, Evidence

GRACE = timedelta(days=1)
"""Organiser and author may live in two time zones, where a day begins and ends at other times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``strong`` evidence makes a member by itself; what is only ``near`` never helps to make one."""

    evidence: Evidence
    strong: bool
    near: bool = False


def opens(challenge: Challenge) -> date | None:
    """The day on which the first round opens; None where no date is known."""
    return min((r.opens for r in challenge.rounds if r.opens), default=None)


def closes(challenge: Challenge) -> date | None:
    """The day on which the last round closes; None where one round's end is not known."""
    ends = [r.closes for r in challenge.rounds]
    known = [end for end in ends if end]
    return max(known) if known and len(known) == len(ends) else None


def too_early(published: date | None, challenge: Challenge) -> bool:
    """Whether a post is older than the challenge, so that it can hardly answer it."""
    first = opens(challenge)
    return bool(published and first and published < first - GRACE)


def too_late(published: date | None, challenge: Challenge) -> bool:
    """Whether a post came after the last round."""
    last = closes(challenge)
    return bool(published and last and published > last + GRACE)


def place(index: int, total: int) -> str:
    """Where a paragraph stands, in words; ``index`` counts from 0."""
    if index == 0:
        return "first paragraph"
    return "last paragraph" if index == total - 1 else f"paragraph {index + 1} of {total}"
