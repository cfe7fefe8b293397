"""The nouns. Standard library only; no I/O and no clock: time comes in as an argument.

All times are aware ``datetime`` values in UTC, to the second, unless a field says otherwise.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from archiver.model.answer import Answer
from archiver.model.blog import Blog, Scope
from archiver.model.challenge import Challenge, Participant, Placed, Round
from archiver.model.verdict import Evidence, Membership, Ruling, Verdict
from archiver.model.wish import Wish

__all__ = [
    "Answer",
    "Blog",
    "Candidate",
    "Capture",
    "CaptureRef",
    "Challenge",
    "Change",
    "Comment",
    "Evidence",
    "Found",
    "Grounds",
    "Image",
    "Link",
    "Membership",
    "Method",
    "Override",
    "Participant",
    "Placed",
    "Post",
    "Purpose",
    "Request",
    "Round",
    "Ruling",
    "Scope",
    "Source",
    "Verdict",
    "Version",
    "Wish",
    "Witnesses",
]


class Method(str):
    """How a source announces posts; also the name of the module in ``discover`` that reads it.

    No enum: a further way is a further module there. Those that other rooms speak of have names.
    """

    __slots__ = ()

    FEED: ClassVar["Method"]
    HUB: ClassVar["Method"]
    INVITATION: ClassVar["Method"]
    OPML: ClassVar["Method"]
    ROUNDUP: ClassVar["Method"]
    SITE: ClassVar["Method"]
    ROSTER: ClassVar["Method"]
    TAG: ClassVar["Method"]


for _name in ("feed", "hub", "invitation", "opml", "roundup", "roster", "site", "tag"):
    setattr(Method, _name.upper(), Method(_name))


class Purpose(StrEnum):
    """What a request's answer is for."""

    DISCOVER = "discover"
    POST = "post"
    PROBE = "probe"
    RESOLVE = "resolve"
    ROBOTS = "robots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place that announces posts of a challenge, or of a ``round``; a ``retired`` one did once,
    one that has ``moved_from`` an address was there before. ``scope`` is what is wanted of it. A list
    may have ``columns``, their names by what they are for, and ``rounds``, in which its rows have a
    place. ``writer`` is the name of the participant whose blog it is, where sources.yaml says it."""

    id: str
    url: str
    method: Method
    challenge: str
    round: str | None = None
    retired: bool = False
    moved_from: str = ""
    scope: Scope = Scope()  # noqa: RUF009 - frozen
    columns: Mapping[str, str] = field(default_factory=dict)
    rounds: tuple[Round, ...] = ()
    writer: str = ""

    def first_request(self) -> "Request":
        """What is asked for first."""
        return Request(url=self.url, source=self.id, purpose=Purpose.DISCOVER, method=self.method)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A wish to fetch. ``method`` names the discovery module that reads the answer. ``paging`` marks
    an older page of a listing: worth asking for only while the newer page announced something that
    is not yet known. ``home`` is that of the blog, which may name another feed where this one is dead.
    ``blog`` tells whose history the answer is a part of, where a list names many blogs: its home
    page, or its feed where no home page is known. ``depth`` counts the lists of lists above it."""

    url: str
    source: str
    purpose: Purpose
    method: Method | None = None
    etag: str | None = None
    last_modified: str | None = None
    paging: bool = False
    home: str = ""
    blog: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRef:
    """Where a capture lies: WARC file (relative to the archive), byte offset, payload digest.

    ``digest`` is ``sha256:`` and the lower-case hexadecimal SHA-256 of the decoded body.
    """

    warc: str
    offset: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One HTTP exchange.

    ``payload`` is the entity as it came over the wire (still content-coded), ``body`` the decoded
    bytes. ``url`` was asked for; ``final_url`` answered, after the redirects in ``hops`` (oldest
    first, each a capture of its own). ``ref`` is set once the capture lies in a WARC file.
    ``truncated`` says, in WARC's words, why the payload is not whole; ``body`` is the same then.
    ``copy`` is the address of the copy in a web archive that has answered in the page's place.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    body: bytes
    fetched_at: datetime
    request_headers: tuple[tuple[str, str], ...] = ()
    hops: tuple["Capture", ...] = ()
    reason: str = ""
    ref: CaptureRef | None = None
    truncated: str | None = None
    copy: str = ""

    @property
    def digest(self) -> str:
        """``sha256:`` and the hexadecimal SHA-256 of the decoded body."""
        return "sha256:" + hashlib.sha256(self.body).hexdigest()

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A post that somebody announced.

    ``how`` is the way it was announced, ``via`` the address of the announcing document, ``quote``
    the words around the link there. ``content`` is the HTML that a feed itself carries, whole or
    an excerpt. ``entry_id`` is the feed's own id of the entry. Dates may lack a time or an offset.
    ``copy`` is the address of a copy in a web archive, to be asked where the post itself is dead.
    """

    url: str
    via: str
    how: Method
    source: str
    challenge: str = ""
    round: str | None = None
    title: str = ""
    author: str = ""
    published: datetime | date | None = None
    updated: datetime | date | None = None
    tags: tuple[str, ...] = ()
    quote: str = ""
    entry_id: str = ""
    content: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a discovery step read: posts announced, what to ask for next, when the page
    wishes to be asked again. ``unclear`` are entries of which nobody can tell
    the post, their ``quote`` says why; ``cut`` tells of a document that breaks off. ``end`` tells that
    there is nothing older than what stands here and in what is asked for next; ``blog`` is what the
    page says of its blog. ``rounds`` are
    those that a hub announces, ``people`` those whom a list names with their blogs; ``also`` are the
    addresses of the page itself, its short link among them."""

    candidates: tuple[Candidate, ...] = ()
    follow: tuple[Request, ...] = ()
    title: str = ""
    wish: Wish = Wish()  # noqa: RUF009 - frozen
    unclear: tuple[Candidate, ...] = ()
    cut: str = ""
    rounds: tuple[Round, ...] = ()
    end: bool = False
    blog: Blog = Blog()  # noqa: RUF009 - frozen
    people: tuple[Participant, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in a post's body, resolved."""

    url: str
    text: str = ""
    rel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture in a post's body, resolved."""

    url: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A reader's comment. ``depth`` 0 answers the post, 1 answers such a comment, and so on."""

    author: str = ""
    text: str = ""
    published: datetime | date | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One article, clean.

    ``text``, ``markdown`` and ``html`` are three forms of one tree. ``published`` and ``updated``
    are as exact as the page is: a date, a naive or an aware time. ``origins`` names for each
    metadata field the witness that it was taken from (``json-ld``, ``meta``, ``markup``, ...).
    ``confidence`` (0 to 1) says how far ways of reading agree. ``next_page`` is that of a post with
    several; ``partial`` tells a paid post's preview; ``unmatched`` are an override's idle selectors.
    """

    url: str
    title: str
    text: str
    markdown: str
    html: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | date | None = None
    updated: datetime | date | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    language: str | None = None
    site: str | None = None
    licence: str | None = None
    description: str | None = None
    lead_image: str | None = None
    series: str | None = None
    robots: tuple[str, ...] = ()
    next_page: str | None = None
    partial: bool = False
    comments: tuple[Comment, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    confidence: float | None = None
    unmatched: tuple[str, ...] = ()

    @property
    def word_count(self) -> int:
        """White-space separated words of the text."""
        return len(self.text.split())

    @property
    def digest(self) -> str:
        """``sha256:`` of what a reader sees: title, authors, dates, tags and the Markdown."""
        days = (day and day.isoformat() for day in (self.published, self.updated))
        seen = [self.title, self.authors, *days, self.tags, self.categories, self.markdown]
        return "sha256:" + hashlib.sha256(json.dumps(seen).encode()).hexdigest()


class Change(StrEnum):
    """What a version changed against the one before it."""

    CREATED = "created"
    EDITED = "edited"
    RETOUCHED = "retouched"
    METADATA = "metadata"
    RE_EXTRACTED = "re-extracted"
    MOVED = "moved"
    GONE = "gone"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """How a person says that a post is read; what is empty is read in the usual way. ``body`` are
    selectors of the elements that hold the text, ``drop`` of what in them is not the author's."""

    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """What a post was read with beside its page, so that it can be read so again.

    ``feed`` is the capture of the feed whose entry of the post helped, ``entry`` what tells that
    one from others of the same address there, ``has_left`` whether it had left the feed by then;
    ``lessons`` how many lessons of the host, the first that the journals tell of, had been learned;
    ``override`` what a person had said. Before archiver 0.2 none was noted: ``lessons`` is None.
    """

    feed: CaptureRef | None = None
    entry: str = ""
    has_left: bool = False
    lessons: int | None = None
    override: Override | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a post said at one time. A tombstone (``Change.GONE``) has no ``post``, but a ``reason``.

    ``url`` is the post's identity in the archive and stays the same through all versions;
    ``aliases`` are other addresses that lead to it. ``number`` counts from 1.
    """

    url: str
    number: int
    change: Change
    post: Post | None
    capture: CaptureRef | None
    first_seen: datetime
    seen_at: datetime
    extractor: str
    via: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    reason: str = ""
    witnesses: Witnesses = Witnesses()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a verdict on a post rests on: its text, all that announced it, and the keys (see
    ``urls.key``) of all addresses that lead to it. ``held`` is the address under which an archive has
    it, where that is not the one that the text gives for its own."""

    post: Post
    announcements: tuple[Candidate, ...] = ()
    names: tuple[str, ...] = ()
    held: str = ""
