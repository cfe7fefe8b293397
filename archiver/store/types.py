"""Types for the runs of an archive, its sources and its damage."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from archiver.facts import SourceLooked, Status
from archiver.model import Verdict
from archiver.model.blog import Scope
from archiver.web import dates

Day = str | date | datetime | None
"""A day, as programs may give it."""


def iso_day(moment: Day) -> str | None:
    """A day in ISO 8601; raises ValueError for a text that is none."""
    if isinstance(moment, str):
        read = dates.parse(moment)
        if read is None:
            raise ValueError(f"not a day: {moment!r}")
        moment = read
    day = dates.day(moment)
    return day.isoformat() if day else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """A run that is over. ``status`` is ``committed``, ``stopped`` or ``aborted``.

    ``scouted``: it had read all answers of its sources.
    """

    id: str
    started: datetime
    ended: datetime | None
    status: str
    journal: str
    counts: Mapping[str, int] = field(default_factory=dict)
    scouted: bool = False


SLOWEST = 30 * 86400
"""Seconds after which every post is looked at again, however long it has not changed."""


class Head(NamedTuple):
    """The newest version of a post: the post's identity, its number, the digest of its file; how many
    words the newest text has, where that was asked for."""

    url: str
    number: int
    sha512: str
    words: int | None = None


class Summary(NamedTuple):
    """What a list shows of a post. ``title``, ``authors`` and ``published`` are of its newest text.

    ``published`` is a day in ISO 8601, empty where it is not known.
    """

    url: str
    number: int
    gone: bool
    title: str
    authors: tuple[str, ...]
    published: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLink:
    """A link of one post of the archive to another one, both by their identities.

    ``url`` is the address that the link has, ``text`` its words, ``rel`` its ``rel`` as it is written.
    """

    post: str
    to: str
    url: str
    text: str = ""
    rel: str = ""


class Titled(NamedTuple):
    """A post by its title or day: its identity, its day of publication if known, whether it is gone."""

    url: str
    published: str
    gone: bool


class Doubt(NamedTuple):
    """A post whose text deserves a look: its confidence, when it was seen, the size of its text.

    ``missed`` names the elements of an override's ``body`` that are not on the page.
    """

    url: str
    confidence: float
    seen: str
    words: int
    letters: int
    missed: str


class Belonging(NamedTuple):
    """The verdict on a post and a challenge, without its evidence."""

    challenge: str
    post: str
    round: str | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Look:
    """The last fetch of a post: its identity, the requested URL, the time, its last change.

    Times are Unix times in whole seconds: an archive may have very many of these.
    """

    post: str
    url: str
    at: int
    changed: int


SILENCE = timedelta(days=180)
"""A source without a new post for so long is silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """The health of a source over all runs. ``last_success``: its last answer, new or unchanged.

    ``reached``: something answered at the last look, be it an error. ``ended``: its address answered
    410. ``dead`` are the addresses in it that fail, as of a list's feeds, each with its first day;
    ``scope`` is what was wanted of it when it was last read.
    """

    id: str
    url: str
    status: Status
    last_attempt: datetime
    last_success: datetime | None = None
    last_new_post: datetime | None = None
    failures_in_row: int = 0
    last_error: str = ""
    failing_since: datetime | None = None
    reached: bool = True
    ended: bool = False
    dead: Mapping[str, datetime] = field(default_factory=dict)
    scope: Scope = Scope()  # noqa: RUF009 - frozen

    def failed(self, fact: SourceLooked) -> "SourceHealth":
        """The health after a look that failed."""
        return replace(
            self,
            last_error=fact.reason or "",
            failures_in_row=self.failures_in_row + 1,
            failing_since=self.failing_since or fact.at,
            reached=bool(fact.counts.get("answers")),
            ended=fact.ended,
        )

    def silent(self, at: datetime | None) -> bool:
        """Whether at a time no new post had come of it for long."""
        return bool(at and self.last_new_post and at - self.last_new_post >= SILENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge has added: posts copied and joined, runs, WARC files, challenges.

    ``repaired`` says, in sentences, what was mended at the start; ``forgotten_there`` are posts that
    are still held here, and were taken down in the other archive.
    """

    copied: int = 0
    joined: int = 0
    runs: int = 0
    captures: int = 0
    challenges: int = 0
    repaired: tuple[str, ...] = ()
    forgotten_there: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something damaged: its path in the archive, what is wrong, and what it can be restored from.

    ``restorable_from`` is empty where nothing in the archive can restore it.
    """

    path: str
    what: str
    restorable_from: str = ""
