"""WARC files of any maker, read from end to end: each record, or why it cannot be read.

Our own files are read by ``records``, from an offset. Others pack nothing, or all records into one
gzip member; they leave bodies chunked, and put angle brackets around addresses (both wget). After
a damaged record the next one is looked for, so that it costs no other.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO

from archiver.errors import ParseError
from archiver.formats.warc.records import Headers, read_head
from archiver.model import Capture
from archiver.web import dates
from archiver.web.content_coding import decode

_CHUNK = 2**16
_HEAD = 2**16
_GZIP = b"\x1f\x8b"
_TICK = 2**26
_HTML = ("text/html", "application/xhtml+xml")
_MARKUP = re.compile(rb"\s{0,99}<(?:!doctype\s{1,9}html|html|head|body|!--)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A record. ``offset`` is the byte of the file at which it begins, or its gzip member does;
    ``block`` what stands in it, None where nobody wanted it or it is longer than the cap."""

    headers: Headers
    offset: int
    size: int
    block: bytes | None

    def header(self, name: str) -> str:
        """A WARC header's value; empty where there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

    @property
    def kind(self) -> str:
        """Its ``WARC-Type``."""
        return self.header("WARC-Type").lower()

    @property
    def url(self) -> str:
        """Its target, without the angle brackets that wget writes."""
        return self.header("WARC-Target-URI").strip("<>")


class _Unpacked:
    """The bytes of a file without its gzip, from an offset on.

    ``out`` are those that nobody has taken; ``start`` is where their gzip member begins, ``begun`` where
    the last record did.
    """

    def __init__(self, raw: BinaryIO, offset: int) -> None:
        raw.seek(offset)
        self._raw, self._read, self._data = raw, offset, b""
        self.out = bytearray()
        self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._open = False
        self.start = self.begun = offset
        self._fill()
        self.is_packed = self._data.startswith(_GZIP)

    def _fill(self) -> bool:
        piece = self._raw.read(_CHUNK)
        self._read += len(piece)
        self._data += piece
        return bool(piece)

    def more(self) -> bool:
        """Add to ``out``; False at the end of the file. Raises ParseError at damage."""
        while self._data or self._fill():
            before = len(self.out)
            if self.is_packed:
                self._unpack()
            else:
                self.out += self._data
                self._data = b""
            if len(self.out) > before:
                return True
        if self._open:
            raise ParseError("it breaks off in the middle of a record")
        return False

    def _unpack(self) -> None:
        if not self._open:
            self._data = self._data.lstrip(b"\0")  # as some pad a file with
            if len(self._data) < len(_GZIP) and self._fill():
                return
            if not self._data:
                return
            if not self._data.startswith(_GZIP):
                self.start = self._read - len(self._data)
                raise ParseError("what stands there is no gzip member")
            self._engine, self._open = zlib.decompressobj(zlib.MAX_WBITS | 16), True
            if not self.out:
                self.start = self._read - len(self._data)
        try:
            self.out += self._engine.decompress(self._data, _CHUNK)
        except zlib.error as error:
            raise ParseError(f"a damaged gzip member ({error})") from None
        self._open = not self._engine.eof
        self._data = self._engine.unconsumed_tail if self._open else self._engine.unused_data

    def at(self) -> int:
        """The offset of the record that begins with ``out``."""
        return self.start if self.is_packed else self._read - len(self._data) - len(self.out)


def read(
    raw: BinaryIO,
    wanted: Callable[[Foreign], bool],
    most: int,
    tick: Callable[[], None] = lambda: None,
) -> Iterator[Foreign | tuple[int, ParseError]]:
    """The records of a WARC file that can be sought in, each with its block where it is ``wanted``
    and has at most ``most`` bytes; for one that is damaged its offset and the error.

    ``tick`` is called now and then while a long record is passed over.
    """
    offset: int | None = 0
    while offset is not None:
        stream = _Unpacked(raw, offset)
        try:
            yield from _records(stream, wanted, most, tick)
            return
        except ParseError as error:
            at = stream.start if stream.is_packed else stream.begun
            yield at, error
            offset = _next(raw, at + 1, is_packed=stream.is_packed)


def _records(
    stream: _Unpacked, wanted: Callable[[Foreign], bool], most: int, tick: Callable[[], None]
) -> Iterator[Foreign]:
    while _begins(stream):
        offset = stream.begun = stream.at()
        bare = _head(stream, offset)
        block = _block(stream, bare.size, most if wanted(bare) else -1, tick)
        yield Foreign(headers=bare.headers, offset=offset, size=bare.size, block=block)


def _begins(stream: _Unpacked) -> bool:
    """Pass over the line breaks between two records. False at the end of the file."""
    while True:
        while stream.out.startswith((b"\r", b"\n")):
            del stream.out[:1]
        if stream.out:
            return True
        if not stream.more():
            return False


def _head(stream: _Unpacked, offset: int) -> Foreign:
    while (end := stream.out.find(b"\r\n\r\n")) < 0:
        if not stream.out.startswith(b"WARC/"[: len(stream.out)]) or len(stream.out) > _HEAD:
            raise ParseError("what stands there is no WARC record")
        if not stream.more():
            raise ParseError("it breaks off in the middle of a record")
    first, *lines = bytes(stream.out[:end]).decode("utf-8", "replace").split("\r\n")
    headers = tuple((k.strip(), v.strip()) for k, _, v in (line.partition(":") for line in lines))
    found = Foreign(headers=headers, offset=offset, size=0, block=None)
    size = found.header("Content-Length")
    if not first.startswith("WARC/") or not (size.isascii() and size.isdigit()):
        raise ParseError("what stands there is no WARC record")
    del stream.out[: end + 4]
    return Foreign(headers=headers, offset=offset, size=int(size), block=None)


def _block(stream: _Unpacked, size: int, most: int, tick: Callable[[], None]) -> bytes | None:
    """The next ``size`` bytes; None, and passed over, where they are more than ``most``."""
    kept = bytearray() if size <= most else None
    left, passed = size, 0
    while left:
        if not stream.out and not stream.more():
            raise ParseError("it breaks off in the middle of a record")
        piece = bytes(stream.out[:left])
        del stream.out[: len(piece)]
        left -= len(piece)
        passed += len(piece)
        if kept is not None:
            kept += piece
        elif passed > _TICK:
            tick()
            passed = 0
    return None if kept is None else bytes(kept)


def _next(raw: BinaryIO, start: int, *, is_packed: bool) -> int | None:
    """Where the next record begins, from an offset on; None where there is none."""
    mark = _GZIP + b"\x08" if is_packed else b"\nWARC/1."
    raw.seek(start)
    offset, held = start, b""
    while piece := raw.read(_CHUNK):
        held += piece
        at = held.find(mark)
        while at >= 0:
            found = offset + at + (not is_packed)
            if not is_packed or _is_record(raw, found):
                return found
            at = held.find(mark, at + 1)
        kept = len(mark) - 1
        offset += len(held) - kept if len(held) > kept else 0
        held = held[-kept:]
        raw.seek(offset + len(held))
    return None


def _is_record(raw: BinaryIO, offset: int) -> bool:
    """Whether a gzip member that begins with a record stands there: the mark alone comes by chance."""
    raw.seek(offset)
    try:
        start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(raw.read(_CHUNK), 16)
    except zlib.error:
        return False
    return start.startswith(b"WARC/")


def page_in(record: Foreign, most: int) -> Capture | None:
    """The page of a response or a resource; None where it is no HTML or did not answer with 200.

    Raises ParseError and TooLarge where there is one that cannot be read.
    """
    if record.block is None:
        raise ParseError(f"the record has {record.size} bytes, more than a page may have")
    status, headers, payload = 200, _as_http(record), record.block
    if record.kind == "response":
        first, headers = read_head(record.block)
        code = first.partition(" ")[2].partition(" ")[0]
        if not first.startswith("HTTP/") or not code.isdigit():
            raise ParseError("the record holds no answer of HTTP")
        status, payload = int(code), record.block.partition(b"\r\n\r\n")[2]
    if status != 200 or not _is_html(_value(headers, "content-type"), payload):
        return None
    if cut := record.header("WARC-Truncated"):
        raise ParseError(f"only the beginning of the page is in the record ({cut})")
    if "chunked" in _value(headers, "transfer-encoding").lower():
        payload = _joined(payload)
    said = dates.parse(record.header("WARC-Date"))
    return Capture(
        url=record.url,
        final_url=record.url,
        status=status,
        headers=headers,
        payload=b"",
        body=decode(payload, _value(headers, "content-encoding") or None, most),
        fetched_at=said if isinstance(said, datetime) else datetime.fromtimestamp(0, UTC),
    )


def is_html_revisit(record: Foreign) -> bool:
    """Whether a revisit is of a page, as far as its record says."""
    headers = read_head(record.block or b"")[1]
    return record.kind == "revisit" and _value(headers, "content-type").lower().startswith(_HTML)


def _as_http(record: Foreign) -> Headers:
    return (("Content-Type", record.header("Content-Type")),)


def _value(headers: Headers, name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def _is_html(kind: str, payload: bytes) -> bool:
    return kind.lower().startswith(_HTML) or (not kind and _MARKUP.match(payload) is not None)


def _joined(payload: bytes) -> bytes:
    """A body without the chunks in which it came; as it is where it has none."""
    from warcio.bufferedreaders import ChunkedDataReader  # here: most bodies are whole

    reader, pieces = ChunkedDataReader(BytesIO(payload)), []
    while piece := reader.read(_CHUNK):
        pieces.append(piece)
    return b"".join(pieces)
