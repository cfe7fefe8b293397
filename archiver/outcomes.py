"""The report of a run: what became of its sources and posts.

Standard library only; no I/O and no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from archiver.facts import Failed, Quarantined, Status, Stopped, VersionWritten
from archiver.model import Membership, Verdict
from archiver.model.blog import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one source. ``counts``: requests, candidates, posts, by kind of change.

    ``failing_since`` is there for each that fails, also where it rested in this run; ``known``: that
    is no news any more. ``reached``: something answered when it was last asked. ``news`` are
    sentences on how it has changed; ``ended``, ``dead``, ``scope``: see ``SourceLooked``.
    """

    source: str
    url: str
    status: Status
    counts: Mapping[str, int] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
    failing_since: datetime | None = None
    known: bool = False
    reached: bool = True
    ended: bool = False
    dead: tuple[str, ...] = ()
    scope: Scope = Scope()  # noqa: RUF009 - frozen
    news: tuple[str, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether it fails, by this run or by the last one that asked it."""
        return self.status is Status.FAILED or self.failing_since is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A post that is new in a challenge, or in another round of it than before.

    ``verdict`` is that of a member, or that this is not sure. ``round`` is None where it answers
    none; ``authors`` are those that the post names.
    """

    post: str
    challenge: str
    round: str | None = None
    verdict: Verdict
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did. ``missed`` are the posts that could not be had, with the reason;
    ``warnings`` tell of overrides in sources.yaml that do not fit what was read, ``lines`` of what it
    says of challenges and matches nothing, and of challenges with another id; ``damaged`` of
    damage in the archive that was met, by file and place. ``memberships`` are the verdicts of this
    run; how many there are in all stands in ``counts``. ``joined`` are in the order of challenges
    and rounds. ``stopped`` says why the run ended before it was through; the next one goes on."""

    run: str
    started: datetime
    ended: datetime
    outcomes: tuple[Outcome, ...] = ()
    changes: tuple[VersionWritten, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    missed: tuple[Failed, ...] = ()
    repaired: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    memberships: tuple[Membership, ...] = ()
    joined: tuple[Joined, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    traceback: str = ""
    stopped: Stopped | None = None
