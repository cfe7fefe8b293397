"""What is read in the processes of ``pool``: a job a kind of reading.

A job can be sent to another process, and is light: what it needs to read is imported where it runs.
It names captures that lie in the archive and does not carry them. Its answers come one by one. If
the process dies of a page, ``after_death`` gives the job that is left without that page.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from archiver.errors import ArchiverError, Bug, ParseError, tried
from archiver.facts import Lesson
from archiver.model import (
    Capture,
    CaptureRef,
    Found,
    Override,
    Post,
    Request,
    Source,
    Witnesses,
)

if TYPE_CHECKING:
    from archiver.reading.comparison import Comparison
    from archiver.store import Reader

Begin = Callable[[str], None]
"""Called with the name of a step before it begins: its limits count from there."""

FEED = 8
"""Reading a page that announces posts costs about as much as reading so many posts."""


class Job(Protocol):
    """Something to be read. ``size`` is about how many pages it is."""

    @property
    def size(self) -> int:
        """How many pages it costs about as much as."""
        ...

    def run(self, archive: "Reader | None", begin: Begin) -> Iterator[object]:
        """Read it; yields the answers."""
        ...

    def after_death(
        self, step: str, error: ParseError, given: int
    ) -> tuple[tuple[object, ...], "Job | None"]:
        """What to answer, and what is left to do, where the process died in a step.

        ``given`` answers were given before.
        """
        ...


def _whole(capture: Capture, archive: "Reader | None") -> Capture:
    """A capture with its bytes, from the archive where it does not carry them."""
    if capture.body or capture.ref is None or archive is None:
        return capture
    return replace(capture, body=archive.capture(capture.ref).body)


def bare(capture: Capture) -> Capture:
    """A capture without its bytes, which are in its WARC file, and its hops without theirs."""
    hops = tuple(bare(hop) for hop in capture.hops)
    return replace(capture, payload=b"", body=b"", hops=hops)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadListing:
    """A page that announces posts. The answer: a ``Found`` or an error."""

    capture: Capture
    request: Request
    source: Source

    @property
    def size(self) -> int:
        """As a feed."""
        return FEED

    def run(self, archive: "Reader | None", begin: Begin) -> Iterator[Found | ArchiverError]:
        """Read it as its request says."""
        from archiver import discover

        begin(self.request.url)

        def read() -> Found:
            return discover.read(_whole(self.capture, archive), self.request, self.source)

        yield tried(self.request.url, read)

    def after_death(
        self, step: str, error: ParseError, given: int
    ) -> tuple[tuple[object, ...], "Job | None"]:
        """The error is the answer."""
        return (() if given else (error,)), None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A page to be read as a post: the requested URL, its capture without the bytes.

    Of a further page of a post ``first`` is the address of its first page. ``earlier`` is what was
    held back of the post in an earlier run, to be compared with; ``released`` tells that a person
    has said that this is the post, whatever speaks against it. ``missed``: there is no page, as it
    could not be had; the feed may have the text.
    """

    url: str
    capture: Capture
    first: str = ""
    earlier: CaptureRef | None = None
    released: bool = False
    missed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What the pages of a host have taught: facts for the journal, the habits for the catalog.

    Without ``habits`` there was nothing to learn.
    """

    host: str
    lessons: tuple[Lesson, ...] = ()
    habits: Mapping[str, object] = field(default_factory=dict)
    bugs: tuple[Bug, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """The capture of version ``number`` and the new one, both read today and as pages alone."""

    number: int
    then: Post
    now: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """A post as its feed gives it: the feed's capture, under the post's address, and the witnesses."""

    post: Post
    capture: Capture
    witnesses: Witnesses


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What became of a page. ``source`` announced it in a feed.

    ``twins`` is there where the post is held with another text that may be due to its reading,
    ``fed`` where the page gives no post, and none is held of it. ``entry`` tells whether the text of the
    feed's entry is the page's, None where there is nothing to compare; ``titled`` whether the page
    itself bears an announced title, ``title_stays`` that of the held post; ``breaks_off`` that it
    has no end, though the held page has one; ``as_before`` that it says what was held back in an
    earlier run.
    """

    url: str
    answer: Post | ArchiverError
    witnesses: Witnesses = Witnesses()  # noqa: RUF009 - frozen
    source: str = ""
    twins: Twins | None = None
    fed: Fed | None = None
    entry: bool | None = None
    titled: bool = False
    title_stays: bool = False
    breaks_off: bool = False
    as_before: bool = False
    bugs: tuple[Bug, ...] = ()


LEARNING, READING = "learning from ", "reading "
"""The steps of ``ReadHost``, followed by the URL of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHost:
    """The pages of a host. The answers: for each host that answered ``Learned``, then its ``Read``
    in the order of their URLs.

    ``learned`` is what the same run has learned before and not yet committed.
    """

    pages: tuple[Waiting, ...]
    overrides: Mapping[str, Override]
    learned: tuple[Learned, ...] = ()
    dead: tuple[tuple[str, ParseError], ...] = ()
    given: int = 0

    @property
    def size(self) -> int:
        """The number of its pages."""
        return len(self.pages)

    def run(self, archive: "Reader | None", begin: Begin) -> Iterator[Learned | Read]:
        """Learn from the first of them, then read all."""
        from archiver.reading.host import HostReader

        assert archive is not None
        return HostReader(archive, self, begin).answers()

    def after_death(
        self, step: str, error: ParseError, given: int
    ) -> tuple[tuple[object, ...], "Job | None"]:
        """The same pages, but what the process died of is not done again."""
        rest = replace(self, dead=(*self.dead, (step, error)), given=self.given + given)
        return (), rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """Whether a page is what its host answers for an address that cannot exist."""

    url: str
    is_soft_404: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProbe:
    """Pages of a host beside what it answered for an address that cannot exist. The answers:
    ``Probed``, in the same order."""

    pages: tuple[Waiting, ...]
    probe: Capture

    @property
    def size(self) -> int:
        """The number of pages that are parsed."""
        return len(self.pages) + 1

    def run(self, archive: "Reader | None", begin: Begin) -> Iterator[Probed]:
        """Compare them."""
        from archiver.screen import is_soft_404
        from archiver.web.page import page_of

        begin(self.probe.final_url)
        nothing = page_of(_whole(self.probe, archive))
        for page in self.pages:
            begin(page.url)
            found = page_of(_whole(page.capture, archive))
            yield Probed(url=page.url, is_soft_404=is_soft_404(found, nothing))

    def after_death(
        self, step: str, error: ParseError, given: int
    ) -> tuple[tuple[object, ...], "Job | None"]:
        """What cannot be read is nobody's post."""
        left = self.pages[given:]
        return tuple(Probed(url=page.url, is_soft_404=True) for page in left), None


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """How a held post reads today, and with which override.

    ``comparison`` says whether it is likely better, where it differs and that was asked.
    """

    url: str
    answer: Post | ArchiverError
    override: Override | None = None
    comparison: "Comparison | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAgain:
    """Held posts, from their captures. The answers: ``Again``, in the same order."""

    urls: tuple[str, ...]
    overrides: Mapping[str, Override] | None = None
    compares: bool = False
    dead: tuple[tuple[str, ParseError], ...] = ()
    given: int = 0

    @property
    def size(self) -> int:
        """The number of posts."""
        return len(self.urls)

    def run(self, archive: "Reader | None", begin: Begin) -> Iterator[Again]:
        """Read them with the witnesses that they were read with."""
        from archiver.reading.again import reread

        assert archive is not None
        return reread(archive, self, begin)

    def after_death(
        self, step: str, error: ParseError, given: int
    ) -> tuple[tuple[object, ...], Job | None]:
        """The same posts, but the one that the process died of is not read again."""
        rest = replace(self, dead=(*self.dead, (step, error)), given=self.given + given)
        return (), rest
