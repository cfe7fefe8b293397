"""Records as they lie in a file: gzip members in, records out, and what is wrong with them."""

import base64
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archiver.errors import ParseError

_CHUNK = 2**16

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record as it lies in a file: ``length`` is that of its gzip member at ``offset``."""

    kind: str
    headers: Headers
    block: bytes
    offset: int
    length: int

    def header(self, name: str) -> str:
        """A WARC header's value; empty where there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


def payload_digest(payload: bytes) -> str:
    """``sha1:`` and base 32, the form that the tools of web archives compare."""
    return (
        "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()
    )


def members(stream: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Offset, length and content of each gzip member from the stream's position on.

    Raises ParseError, with the offset, at a member that is torn or whose checksum fails. Bytes
    before it have been given out by then.
    """
    offset, data = stream.tell(), b""
    while data := data or stream.read(_CHUNK):
        engine, pieces, used = zlib.decompressobj(zlib.MAX_WBITS | 16), [], 0
        while not engine.eof:
            if not data:
                raise ParseError("a torn record", where=str(offset))
            try:
                pieces.append(engine.decompress(data))
            except zlib.error as error:
                raise ParseError(f"a broken record: {error}", where=str(offset)) from None
            used += len(data)
            data = b"" if engine.eof else stream.read(_CHUNK)
        data = engine.unused_data
        used -= len(data)
        yield offset, used, b"".join(pieces)
        offset += used


def records(stream: BinaryIO) -> Iterator[Record]:
    """The records from the stream's position on; raises ParseError, with the offset."""
    for offset, length, data in members(stream):
        yield _record(offset, length, data)


def _record(offset: int, length: int, data: bytes) -> Record:
    head, _, rest = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("utf-8", "replace").split("\r\n")
    pairs = tuple((k.strip(), v.strip()) for k, _, v in (line.partition(":") for line in lines))
    names = {key.lower(): value for key, value in pairs}
    size = names.get("content-length", "")
    if not first.startswith("WARC/1.") or not size.isdigit() or len(rest) != int(size) + 4:
        raise ParseError("not a WARC record", where=str(offset))
    return Record(
        kind=names.get("warc-type", ""),
        headers=pairs,
        block=rest[:-4],
        offset=offset,
        length=length,
    )


def verify(record: Record) -> str:
    """What is wrong with a record's digests; empty where nothing is."""
    # a record in which a forgotten post was blanked may have none: there was no room for it
    said = record.header("WARC-Block-Digest")
    if said and said != payload_digest(record.block):
        return "the block's digest differs"
    if record.kind == "response":
        payload = record.block.partition(b"\r\n\r\n")[2]
        if record.header("WARC-Payload-Digest") != payload_digest(payload):
            return "the payload's digest differs"
    return ""


def whole_length(stream: BinaryIO) -> int:
    """Up to where the file consists of whole gzip members: where a torn file is to be cut."""
    end = stream.tell()
    try:
        for offset, length, _ in members(stream):
            end = offset + length
    except ParseError:
        pass
    return end


def read_head(block: bytes) -> tuple[str, Headers]:
    """The first line and the headers of an HTTP message."""
    first, *lines = block.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    return first, tuple((k, v.strip()) for k, _, v in (line.partition(":") for line in lines))
