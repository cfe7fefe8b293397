"""Files of pages: HTML, MHTML and WARC files on this machine -> their posts, without the network.

They come from outside like any other page, and are read in a worker: it opens the file itself, and
its limits count for each page. What is known of a page is what stands in its file.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from archiver.errors import ArchiverError, ParseError, TooLarge, tried
from archiver.model import Capture, Override, Post, Witnesses
from archiver.reading.jobs import Begin

if TYPE_CHECKING:
    from archiver.formats.warc.foreign import Foreign
    from archiver.store import Reader

MOST = 2**26
"""Bytes that a page may have: no more than an answer of a server, though that is asked for less."""

SUFFIXES = (".html", ".htm", ".xhtml", ".mhtml", ".mht", ".warc", ".warc.gz", ".html.gz")
"""Files in a folder that are read; one that is named is read whatever its name."""

_UNKNOWN = datetime.fromtimestamp(0, UTC)
"""When a page was fetched of which nobody knows it."""

_HEAD = 20_000
_GZIP = b"\x1f\x8b"
_WARC = b"WARC/"
_TOO_LARGE = f"more than {MOST >> 20} MB: no page is that large"
_KINDS = ("response", "resource", "revisit")
_OTHERS = (
    (b"filedesc://", "an ARC file, the elder of WARC", "warcio's `recompress` makes WARC of it"),
    (b"PK\x03\x04", "a ZIP archive", "of a WACZ unpack it: the files in its `archive` can be read"),
)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A record that only says that its page had not changed: that is in another one, and perhaps in
    another file. ``payload`` is the digest by which it is known."""

    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FromFile:
    """What became of a page in a file. ``where`` names the file, and the record where it has several;
    ``number`` is that of the file."""

    number: int
    where: str
    answer: Post | ArchiverError | Repeat


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """All pages of a file have been answered. ``payloads`` are the digests of those in its records."""

    number: int
    payloads: frozenset[str] = frozenset()


Content = Capture | ArchiverError | Repeat
Pages = Iterator[tuple[str, Content]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """The pages in a file. The answers: ``FromFile`` for each, then ``FileRead``.

    ``name`` is the file as the user called it, ``number`` its place among others, ``url`` the address
    of the page in it, where the user says that. ``done`` pages have been answered.
    """

    path: str
    name: str
    number: int = 0
    url: str = ""
    overrides: Mapping[str, Override] | None = None
    done: int = 0

    @property
    def size(self) -> int:
        """As a page: most files have one."""
        return 1

    def run(self, archive: "Reader | None", begin: Begin) -> Iterator[FromFile | FileRead]:
        """Read it page by page."""
        count = 0
        payloads: set[str] = set()

        def tick() -> None:
            begin(f"{count} {self.name}")

        tick()
        for where, page in _pages(self, payloads, tick):
            begin(f"{count} {where}")
            if count >= self.done:
                yield FromFile(number=self.number, where=where, answer=self._read(page))
            count += 1
            tick()
        yield FileRead(number=self.number, payloads=frozenset(payloads))

    def _read(self, page: Content) -> Post | ArchiverError | Repeat:
        from archiver.reading.matching import override_for
        from archiver.reading.reading import Reading, attempt

        if not isinstance(page, Capture):
            return page
        said = override_for(self.overrides or {}, [page.url]) if page.url else None
        answer = attempt(Reading(page.url, page, witnesses=Witnesses(override=said)))
        if isinstance(answer, Post) and not answer.url:  # it has no address: that is its file's
            named = "" if self.name == "-" else Path(self.path).as_uri()
            return replace(answer, url=named)
        return answer

    def after_death(
        self, step: str, error: ParseError, given: int
    ) -> tuple[tuple[object, ...], "ReadFile | None"]:
        """The pages that follow; none, where the file itself was too much."""
        number, _, where = step.partition(" ")
        answers = (FromFile(number=self.number, where=where, answer=error),)
        if int(number) < self.done:
            return (*answers, FileRead(number=self.number)), None
        return answers, replace(self, done=int(number) + 1)


def _pages(job: ReadFile, payloads: set[str], tick: Callable[[], None]) -> Pages:
    """Where each page of a file stands, and what is there; the digests of payloads are collected."""
    try:
        with Path(job.path).open("rb") as file:
            if _begins_as_warc(file):
                yield from _in_warc(file, job.name, payloads, tick)
            else:
                data = file.read(MOST + 1)
                yield job.name, tried(job.name, lambda: page_in(data, job.url))
    except OSError as error:
        yield job.name, ParseError(error.strerror or str(error), where=job.name)


def page_in(data: bytes, url: str = "", content_type: str | None = None) -> Capture:
    """The page that a file of one holds, as it is or as MHTML, packed or not.

    Raises ParseError. Where ``url`` is empty it has the address that the file tells.
    """
    from archiver.web import saved_pages
    from archiver.web.content_coding import unpacked

    if len(data) > MOST:
        raise ParseError(_TOO_LARGE)
    try:
        saved = saved_pages.Saved(unpacked(data, MOST))
    except TooLarge:
        raise ParseError(_TOO_LARGE) from None
    for mark, what, hint in _OTHERS:
        if saved.body.startswith(mark):
            raise ParseError(f"this is {what}", hint=hint)
    if saved_pages.is_mhtml(saved.body):
        saved = saved_pages.of_mhtml(saved.body)
    # what a program writes there is ASCII, also in a file of two bytes a character
    start = saved.body[:_HEAD].decode("latin-1").replace("\0", "")
    where = url or saved.url or saved_pages.address(start)
    kind = content_type or saved.content_type
    return Capture(
        url=where,
        final_url=where,
        status=200,
        headers=(("Content-Type", kind),) if kind else (),
        payload=b"",
        body=saved.body,
        fetched_at=_UNKNOWN,
    )


def is_warc(path: Path) -> bool:
    """Whether a file has the records of a WARC file, by its first bytes."""
    with suppress(OSError), path.open("rb") as file:
        return _begins_as_warc(file)
    return False


def _begins_as_warc(file: BufferedReader) -> bool:
    start = file.peek(len(_WARC))
    if start.startswith(_GZIP):
        with suppress(zlib.error):
            start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, len(_WARC))
    return start.startswith(_WARC)


def _in_warc(file: BinaryIO, name: str, payloads: set[str], tick: Callable[[], None]) -> Pages:
    from archiver.formats.warc import foreign

    for record in foreign.read(file, _may_be_page, MOST, tick):
        if not isinstance(record, foreign.Foreign):
            offset, error = record
            yield f"{name}, record at byte {offset}", error
            continue
        if not _may_be_page(record):
            continue
        where = f"{name}, record at byte {record.offset}, {record.url}"
        payload = record.header("WARC-Payload-Digest")
        if record.kind == "revisit":
            if foreign.is_html_revisit(record) and payload not in payloads:
                yield where, Repeat(payload)
            continue
        payloads.add(payload)
        page = tried(where, partial(foreign.page_in, record, MOST))
        if page is not None:
            yield where, page


def _may_be_page(record: "Foreign") -> bool:
    return record.kind in _KINDS and record.url.startswith(("http://", "https://"))
