"""What a run did: its facts, one small class an action of the journal, and the report of them.

Standard library only; no I/O and no clock. ``journal.py`` puts facts into lines and back.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from archiver.facts.fact import Fact
from archiver.facts.of_sources import (
    Climbed,
    NotRead,
    Polled,
    Resolved,
    RetryAfter,
    SourceLooked,
    Status,
    TakesPart,
)
from archiver.facts.of_takedown import Forgotten, Hidden, Redacted, Rewritten, Shown
from archiver.model import (
    Candidate,
    CaptureRef,
    Change,
    Method,
    Ruling,
    Verdict,
    Witnesses,
)

__all__ = [
    "KINDS",
    "Adopted",
    "Alias",
    "Announced",
    "Answered",
    "Asked",
    "Climbed",
    "Decided",
    "Fact",
    "Failed",
    "Fetched",
    "Forgotten",
    "Hidden",
    "Lesson",
    "NotRead",
    "Polled",
    "Quarantined",
    "Redacted",
    "Rejected",
    "Released",
    "Repaired",
    "Repost",
    "Resolved",
    "RetryAfter",
    "Rewritten",
    "Ruled",
    "SamePost",
    "Settled",
    "Shown",
    "SourceLooked",
    "Status",
    "Stopped",
    "TakesPart",
    "Unchanged",
    "Unknown",
    "VersionWritten",
]


class Stopped(StrEnum):
    """Why a run ended before it was through."""

    INTERRUPTED = "interrupted"
    TERMINATED = "terminated"
    TIME = "its time was over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Fact):
    """A final answer of a server: ``Fetched`` or ``Unchanged``.

    ``asked`` is the address that was asked for, where redirects led from it to ``url``; ``payload``
    the digest of the body as it came, ``coding`` its Content-Encoding; ``revisit`` tells that the
    record only refers to an earlier one; ``truncated`` why the body was not read to its end.
    """

    source: str | None = None
    status: int
    etag: str | None = None
    last_modified: str | None = None
    capture: CaptureRef | None = None
    payload: str | None = None
    coding: str | None = None
    revisit: bool = False
    truncated: str | None = None
    location: str | None = None
    asked: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched(Answered):
    """An answer with something new, or another final answer than 200."""

    action: ClassVar[str] = "fetched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged(Answered):
    """A 304, or the same content again."""

    action: ClassVar[str] = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Fact):
    """A request that gave no answer, or none that is of use.

    ``error`` is the name of the class in ``errors``. ``method`` is that of the request, and
    ``paging`` marks an older page of a listing, so that the next run can go on there.
    """

    action: ClassVar[str] = "failed"

    source: str | None = None
    status: int | None = None
    capture: CaptureRef | None = None
    reason: str | None = None
    error: str = ""
    method: Method | None = None
    paging: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionWritten(Fact):
    """A version of the post ``url``; ``sha512`` is that of its text, None the title of a tombstone.

    ``via``, ``aliases`` and ``witnesses`` stand in the text too: without them a lost one could not
    be made again byte for byte. ``ask`` is the address to ask next, where it is not the capture's.
    """

    change: Change
    source: str | None = None
    version: int
    sha512: str
    capture: CaptureRef | None = None
    extractor: str
    reason: str | None = None
    title: str | None = None
    via: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    witnesses: Witnesses = Witnesses()  # noqa: RUF009 - frozen
    ask: str = ""

    @property
    def action(self) -> str:
        """The kind of change."""
        return self.change.value

    @property
    def from_feed(self) -> bool:
        """Whether the text is that of the feed, as the post's page could not be read."""
        return self.capture is not None and self.capture == self.witnesses.feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced(Fact):
    """What a document said of a post: a ``Candidate``, but for its content, which lies in the
    document's ``capture``; ``content_sha256`` stands for it."""

    action: ClassVar[str] = "announced"

    source: str
    capture: CaptureRef | None = None
    via: str
    how: Method
    challenge: str = ""
    round: str | None = None
    title: str = ""
    author: str = ""
    published: datetime | date | None = None
    updated: datetime | date | None = None
    tags: tuple[str, ...] = ()
    quote: str = ""
    entry_id: str = ""
    content_sha256: str = ""
    copy: str = ""

    @classmethod
    def of(
        cls, candidate: Candidate, at: datetime, capture: CaptureRef | None = None
    ) -> "Announced":
        """The fact that a candidate was announced, by the document in ``capture``."""
        said = {name: getattr(candidate, name) for name in _SAID}
        content = candidate.content.encode("utf-8", "replace")
        digest = hashlib.sha256(content).hexdigest() if content else ""
        return cls(**said, at=at, capture=capture, content_sha256=digest)

    @property
    def candidate(self) -> Candidate:
        """The candidate, without its content."""
        return Candidate(**{name: getattr(self, name) for name in _SAID})


_SAID = tuple(f.name for f in fields(Candidate) if f.name != "content")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(Fact):
    """An address that leads to the post whose identity is ``of``."""

    action: ClassVar[str] = "alias"

    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined(Fact):
    """An answer that was held back, since it is not believed to be the post that it should be.

    ``doubt`` is the kind of the reason, ``post`` the identity of the held post, ``since`` when the
    like was first held back; ``text`` the digest of what was read; ``together`` tells that many posts
    of its host were. ``unreadable_by`` names the
    extractor for which the page was too much: it is not tried again on the same bytes.
    """

    action: ClassVar[str] = "quarantined"

    capture: CaptureRef | None = None
    reason: str | None = None
    unreadable_by: str = ""
    doubt: str = ""
    post: str = ""
    since: datetime | None = None
    text: str = ""
    together: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Fact):
    """What a person has said of an answer that was held back: ``Released`` or ``Rejected``.

    ``text`` and ``doubt`` are those of the held back answer.
    """

    capture: CaptureRef | None = None
    doubt: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Decided):
    """It is the post, or the post is gone, whatever spoke against it."""

    action: ClassVar[str] = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected(Decided):
    """It is not the post: the like is not held back, counted or believed again."""

    action: ClassVar[str] = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled(Fact):
    """What the organiser has decided by hand of a post and a challenge, beside what the rules said
    then (``rules``). Without a ``verdict`` she has taken it back.
    """

    action: ClassVar[str] = "ruled"

    challenge: str
    verdict: Verdict | None = None
    round: str | None = None
    rules: Ruling | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePost(Fact):
    """Two histories have become one: the post ``url`` is the post ``of``, whose identity stays."""

    action: ClassVar[str] = "joined"

    of: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repost(Fact):
    """The post ``url`` has the text of the post ``of``, and both are there: two posts."""

    action: ClassVar[str] = "repost"

    of: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(Fact):
    """All answers of a host that stand before it in the journal have been read, and what they gave
    is written. Without a host: all answers of the sources. ``also`` are addresses of other hosts
    that were asked on behalf of this one, such as the second page of a post.

    What it covers counts also where the run was cut off afterwards.
    """

    action: ClassVar[str] = "settled"

    url: str = ""
    host: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson(Fact):
    """A page that taught what repeats on its host; ``feed`` is the capture whose entry of it helped.

    All lessons of a host, learned in the order in which they were noted, give what was known of it.
    """

    action: ClassVar[str] = "lesson"

    capture: CaptureRef
    host: str
    feed: CaptureRef | None = None
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Fact):
    """How a run was restricted: to sources or challenges, to posts; ``force``: whatever is due.

    ``judging``: it asked nobody, and only judged what was held.
    """

    action: ClassVar[str] = "asked"

    url: str = ""
    only: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    force: bool = False
    judging: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired(Fact):
    """A sentence on what a dead run had left, and the start of this one mended."""

    action: ClassVar[str] = "repaired"

    url: str = ""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted(Fact):
    """A WARC file that is about to be copied from another archive."""

    action: ClassVar[str] = "adopted"

    url: str = ""
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Fact):
    """A fact that only a newer program understands; ``line`` is the JSON object as it stands."""

    word: str
    capture: CaptureRef | None = None
    line: str

    @property
    def action(self) -> str:
        """The newer program's word."""
        return self.word


KINDS: Mapping[str, type[Fact]] = {
    **{change.value: VersionWritten for change in Change},
    **{
        kind.action: kind
        for kind in (
            *(Fetched, Unchanged, Failed, NotRead, Announced, Alias, Quarantined, Lesson),
            *(Asked, RetryAfter, SourceLooked, Polled, Repaired, Adopted, Settled),
            *(Released, Rejected, Ruled, SamePost, Repost, Climbed, Resolved),
            *(TakesPart, Hidden, Shown, Forgotten, Redacted, Rewritten),
        )
    },
}
"""The class of each action."""
