"""Which posts are asked for."""

from dataclasses import dataclass
from typing import TypedDict, Unpack

from archiver.model import Verdict
from archiver.store.types import Day, iso_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which posts to select; None selects all. Days in ISO 8601, both included.

    A challenge or a round chooses its members, unless ``verdict`` is another one.
    """

    challenge: str | None = None
    round: str | None = None
    verdict: str | None = None
    author: str | None = None
    host: str | None = None
    since: str | None = None
    until: str | None = None
    gone: bool = True

    @property
    def needs_verdicts(self) -> bool:
        """Whether memberships have to be known to answer it."""
        return any(part is not None for part in (self.challenge, self.round, self.verdict))

    def judged(self) -> tuple[list[str], list[str]]:
        """The SQL clause that chooses posts by what was said of them, if any, and its values.

        Raises ValueError where ``verdict`` is none.
        """
        if not self.needs_verdicts:
            return [], []
        clauses, values = ["verdict = ?"], [Verdict(self.verdict or Verdict.MEMBER).value]
        if self.challenge is not None:
            clauses.append("challenge = ?")
            values.append(self.challenge)
        if self.round is not None:
            # further rounds stand in the line alone, which is read where the first is another one
            also = "exists (select 1 from json_each(line, '$.also') where value = ?)"
            clauses.append(f"(round = ? or {also})")
            values += [self.round, self.round]
        return [
            f"url in (select post from memberships where {' and '.join(clauses)})"  # noqa: S608 - constants
        ], values


EVERY = Filter()
"""All posts."""


class Filters(TypedDict, total=False):
    """Which posts are asked for, as ``Archive.posts`` takes it."""

    challenge: str | None
    round: str | None
    verdict: str | None
    author: str | None
    host: str | None
    since: Day
    until: Day
    gone: bool


def chosen_by(**filters: Unpack[Filters]) -> Filter:
    """The filter of what a program asks for. Raises ValueError for a text that is no day."""
    return Filter(
        challenge=filters.get("challenge"),
        round=filters.get("round"),
        verdict=filters.get("verdict"),
        author=filters.get("author"),
        host=filters.get("host"),
        since=iso_day(filters.get("since")),
        until=iso_day(filters.get("until")),
        gone=filters.get("gone", True),
    )
