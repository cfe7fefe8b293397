"""Facts about sources: how they fared, and the ways to their posts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from archiver.facts.fact import Fact
from archiver.model import CaptureRef, Method, Participant
from archiver.model.blog import Scope
from archiver.model.wish import Wish


class Status(StrEnum):
    """How a source fared in a run."""

    OK = "ok"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    RESTING = "resting"
    LEFT = "left"
    ENDED = "ended"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRead(Fact):
    """An answer for a source that is not what it should be, or breaks off: a 304 to it would say
    nothing, and a redirect to it moves no source."""

    action: ClassVar[str] = "not-read"

    source: str | None = None
    capture: CaptureRef | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryAfter(Fact):
    """The wish of a host to be left alone."""

    action: ClassVar[str] = "retry-after"

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLooked(Fact):
    """How a source fared in a run; ``reason`` is its first error. ``ended``: its address answered
    410; ``dead`` are the addresses in it, as of a list's feeds, that failed; ``scope`` is what was
    wanted of it."""

    action: ClassVar[str] = "source"

    source: str
    reason: str | None = None
    status: Status
    counts: Mapping[str, int] = field(default_factory=dict)
    ended: bool = False
    dead: tuple[str, ...] = ()
    scope: Scope = Scope()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved(Fact):
    """An address leads to the page ``target``: a short link that was asked for, or another address of
    a page of a challenge, as that page (``capture``) tells. Without a target it leads nowhere, and
    ``reason`` says why."""

    action: ClassVar[str] = "resolved"

    target: str = ""
    capture: CaptureRef | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled(Fact):
    """How an address of a source stands, noted where that changes: its clock.

    ``wish`` is what it itself says of when to ask again; ``fresh`` and ``rest`` are the seconds that
    the headers of its last answer want to pass first, as a cache's (RFC 9111) and as Retry-After.
    ``newest`` is the time of its newest entry, or of the last news in it; it fails since ``failing``.
    ``leads`` are the addresses that are asked on its behalf, as the feeds of a list; ``method`` is that
    of its request.
    """

    action: ClassVar[str] = "polled"

    source: str | None = None
    method: Method | None = None
    wish: Wish = Wish()  # noqa: RUF009 - frozen
    fresh: int = 0
    rest: int = 0
    newest: datetime | None = None
    failing: datetime | None = None
    reason: str | None = None
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Climbed(Fact):
    """A way to the posts of the blog ``url`` has come to its end: ``rung`` names it, ``reason`` says why
    it stopped. ``pages`` were read, and announced ``posts``, ``news`` of them for the first time.
    ``left`` is the page at which the next run goes on; ``order`` counts the ways in which they were
    tried in a run. Its first page has failed, as by chance, since ``failing``: the next run begins
    with it again."""

    action: ClassVar[str] = "climbed"

    source: str
    rung: str
    pages: int = 0
    posts: int = 0
    news: int = 0
    reason: str = ""
    left: str = ""
    order: int = 0
    failing: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakesPart(Fact):
    """The list ``url`` names a person and her ``blogs``: noted once, and where it says otherwise.

    ``renamed``: it has another name for all of these blogs now, as where a slip was mended. Who has left
    the list is not forgotten: she wrote what she wrote.
    """

    action: ClassVar[str] = "takes-part"

    source: str
    challenge: str
    name: str
    blogs: tuple[str, ...] = ()
    renamed: bool = False

    @property
    def person(self) -> Participant:
        """The person."""
        return Participant(name=self.name, blogs=self.blogs)
