"""The records of a WARC file beyond its damage: what stands behind it may be of a forgotten post as well."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from archiver.errors import ParseError
from archiver.formats import warc
from archiver.formats.warc import Record

DAMAGED = "damaged"
"""The kind of what stands for a damaged piece of a file: its block is as much as can be unpacked."""
_MAGIC = b"\x1f\x8b\x08"
_CHUNK = 2**20
_STEP = 256
_LONG_AGO = (("WARC-Date", "1970-01-01T00:00:00Z"),)


def records(stream: BinaryIO) -> Iterator[Record]:
    """All records that can be read, and a piece of kind ``damaged`` for all that cannot, in their order."""
    end = 0
    while True:
        stream.seek(end)
        try:
            for record in warc.records(stream):
                yield record
                end = record.offset + record.length
            return
        except ParseError:
            start, end = end, _next_whole(stream, end + 1)
        yield Record(
            kind=DAMAGED,
            headers=_LONG_AGO,
            block=_unpacked(stream, start, end),
            offset=start,
            length=end - start,
        )


def _next_whole(stream: BinaryIO, start: int) -> int:
    """Where the next record begins that can be read; the file's end where none does."""
    while True:
        stream.seek(start)
        piece = stream.read(_CHUNK)
        found = piece.find(_MAGIC)
        if found < 0:
            if len(piece) < _CHUNK:
                return start + len(piece)
            start += len(piece) - len(_MAGIC) + 1
            continue
        start += found
        stream.seek(start)
        try:
            if next(warc.records(stream), None) is not None:
                return start
        except ParseError:
            pass
        start += 1


def _unpacked(stream: BinaryIO, start: int, end: int) -> bytes:
    """What a damaged record says up to where it breaks."""
    stream.seek(start)
    engine, pieces = zlib.decompressobj(zlib.MAX_WBITS | 16), list[bytes]()
    try:
        while stream.tell() < end and (piece := stream.read(min(_STEP, end - stream.tell()))):
            pieces.append(engine.decompress(piece))
    except zlib.error:
        pass
    return b"".join(pieces)
