"""Records to captures, over whatever opens a WARC file by its name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import BinaryIO

from archiver.errors import ArchiverError, ParseError
from archiver.formats.warc.records import Record, payload_digest, read_head, records
from archiver.model import Capture, CaptureRef
from archiver.web import dates
from archiver.web.content_coding import decode

_CAP = 2**28

Opener = Callable[[str], BinaryIO]
"""Opens a WARC file by its name in the archive, for reading."""


def capture_at(open_warc: Opener, ref: CaptureRef, max_bytes: int = _CAP) -> Capture:
    """The capture that ``ref`` names, its body decoded; ``hops`` are captures of their own.

    Raises ParseError where there is no such record, or its body is not the one that was cited,
    and TooLarge where more than ``max_bytes`` come out of it.
    """
    place = f"{ref.warc}@{ref.offset}"
    with _placed(place), open_warc(ref.warc) as stream:
        stream.seek(ref.offset)
        found = records(stream)
        record = next(found, None)
        if record is None or record.kind not in ("response", "revisit"):
            raise ParseError("no response record", where=place)
        request = _following_request(found, record)
    payload = _payload(open_warc, record)
    capture = _capture(record, request, payload, max_bytes)
    if capture.digest != ref.digest:
        raise ParseError("the body is not the one that was cited", where=place)
    return replace(capture, ref=ref)


def _following_request(found: Iterator[Record], record: Record) -> Record | None:
    try:
        after = next(found, None)
    except ParseError:  # a torn tail behind the record that was asked for
        return None
    own = record.header("WARC-Record-ID")
    return after if after and after.header("WARC-Concurrent-To") == own else None


def _payload(open_warc: Opener, record: Record) -> bytes:
    if record.kind == "response":
        return record.block.partition(b"\r\n\r\n")[2]
    name = record.header("WARC-Refers-To-Filename")
    offset = int(record.header("WARC-Refers-To-File-Offset") or 0)
    return payload_at(open_warc, name, offset, record.header("WARC-Payload-Digest"))


def payload_at(open_warc: Opener, name: str, offset: int, digest: str) -> bytes:
    """The payload of a response record to which a revisit refers, its ``digest`` verified.

    Raises ParseError where there is no such record, or it has another payload.
    """
    with _placed(f"{name}@{offset}"):
        with open_warc(name) as stream:
            stream.seek(offset)
            origin = next(records(stream), None)
        if origin is None or origin.kind != "response":
            raise ParseError("a revisit of a record that is not there")
        payload = origin.block.partition(b"\r\n\r\n")[2]
        if payload_digest(payload) != digest:
            raise ParseError("a revisit of another payload")
    return payload


@contextmanager
def _placed(place: str) -> Iterator[None]:
    """Name the file and the offset of the record that an error is about."""
    try:
        yield
    except ArchiverError as error:
        raise type(error)(error.message, where=place, hint=error.hint) from error


def _capture(record: Record, request: Record | None, payload: bytes, cap: int) -> Capture:
    first, headers = read_head(record.block)
    status, _, reason = first.partition(" ")[2].partition(" ")
    url = record.header("WARC-Target-URI")
    coding = next((v for k, v in headers if k.lower() == "content-encoding"), None)
    truncated = record.header("WARC-Truncated") or None
    return Capture(
        url=url,
        final_url=url,
        status=int(status),
        headers=headers,
        payload=payload,
        body=payload if truncated else decode(payload, coding, cap),
        fetched_at=dates.read_stamp(record.header("WARC-Date")),
        request_headers=read_head(request.block)[1] if request else (),
        reason=reason,
        truncated=truncated,
    )
