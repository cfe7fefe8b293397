"""Which posts are asked for."""

from dataclasses import dataclass

from archiver.model import Verdict


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
