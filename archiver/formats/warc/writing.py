"""Captures to records: what is written, and what never is."""

import io
import uuid
import zlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from archiver.formats.warc.records import Headers, Record, payload_digest
from archiver.model import Capture, CaptureRef
from archiver.version import __version__
from archiver.web import dates

SECRET = frozenset(
    {"authorization", "cookie", "cookie2", "proxy-authorization", "set-cookie", "set-cookie2"}
)
"""Headers that are never written, in lower case."""

REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_DROPPED = SECRET | {"transfer-encoding"}
_IDS = uuid.UUID("f2cbb0a0-6d3c-5b0e-9f0b-3a5f7b1c2d4e")
_HTTP = "application/http; msgtype="


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier capture of a URL whose payload a new one may repeat.

    ``payload`` is the WARC-Payload-Digest, ``coding`` the Content-Encoding under which it came.
    """

    url: str
    at: datetime
    ref: CaptureRef
    payload: str
    coding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """An exchange ready to be written: ``record`` is its first record, at offset 0 of ``data``."""

    record: Record
    data: bytes


def file_name(run: str, started: datetime, number: int) -> str:
    """Where a WARC file of a run lies in the archive."""
    return f"warc/{dates.utc(started):%Y/%m}/{run}-{number}.warc.gz"


def info(name: str, run: str, at: datetime) -> bytes:
    """The first record of a file: what made it."""
    fields = {
        "software": f"archiver/{__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "isPartOf": run,
    }
    block = "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode()
    headers = {
        "WARC-Type": "warcinfo",
        "WARC-Record-ID": _record_id(run, name, at, 0, "warcinfo"),
        "WARC-Filename": name.rsplit("/", 1)[-1],
        "WARC-Date": dates.stamp(at),
        "WARC-Block-Digest": payload_digest(block),
    }
    return _member(headers, "application/warc-fields", block)


def _record_id(run: str, url: str, at: datetime, counter: int, kind: str) -> str:
    """The same for the same run, so that a file can be made again byte for byte."""
    name = "\n".join((run, url, dates.stamp(at), str(counter), kind))
    return f"<urn:uuid:{uuid.uuid5(_IDS, name)}>"


def _member(headers: dict[str, str], content_type: str, block: bytes) -> bytes:
    out = io.BytesIO()
    # here: reading an archive needs no warcio, which takes a tenth of a second to import
    from warcio.recordloader import ArcWarcRecord
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    head = StatusAndHeaders("", list(headers.items()), protocol="WARC/1.1")
    record = ArcWarcRecord(
        "warc", headers["WARC-Type"], head, io.BytesIO(block), None, content_type, len(block)
    )
    # a revisit's block is its HTTP headers, which WARCWriter would leave out without this name
    record.rec_type = "response" if record.rec_type == "revisit" else record.rec_type
    WARCWriter(out, gzip=False, warc_version="1.1").write_record(record)
    # at level 6: WARCWriter's own level 9 takes 1.4 times as long for 0.6 % less
    engine = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return engine.compress(out.getvalue()) + engine.flush()


def pack(
    capture: Capture,
    *,
    run: str,
    counter: int,
    earlier: Earlier | None = None,
    truncated: str | None = None,
) -> Packed:
    """The records of one exchange: a response or a revisit, and its request.

    ``capture.final_url`` is the address that answered; ``hops`` are packed each on its own.
    A revisit is written where ``earlier`` holds the same payload. ``truncated`` says why a body
    was not read to its end (``length``, ``time``, ``disconnect``, ``unspecified``). Without request headers no request is written.
    """
    url, at = capture.final_url, capture.fetched_at
    digest = payload_digest(capture.payload)
    again = earlier if repeats(capture, earlier) and not truncated else None
    kind = "revisit" if again else "response"
    head = _http_head(f"HTTP/1.1 {capture.status} {capture.reason}".rstrip(), capture.headers)
    block = head if again else head + capture.payload
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": _record_id(run, url, at, counter, kind),
        "WARC-Target-URI": url,
        "WARC-Date": dates.stamp(at),
        "WARC-Payload-Digest": digest,
        "WARC-Block-Digest": payload_digest(block),
    }
    if again:
        headers |= _refers_to(again)
    if truncated:
        headers["WARC-Truncated"] = truncated
    response = _member(headers, _HTTP + "response", block)
    pairs = tuple(headers.items())
    return Packed(
        record=Record(kind=kind, headers=pairs, block=block, offset=0, length=len(response)),
        data=response + _request(capture, run, counter, headers["WARC-Record-ID"]),
    )


def repeats(capture: Capture, earlier: Earlier | None) -> bool:
    """Whether a capture has the payload of an earlier one, so that a revisit record tells it all."""
    return (
        earlier is not None
        and bool(capture.payload)
        and earlier.payload == payload_digest(capture.payload)
        and earlier.coding == capture.header("content-encoding")
    )


def _refers_to(earlier: Earlier) -> dict[str, str]:
    return {
        "WARC-Profile": REVISIT,
        "WARC-Refers-To-Target-URI": earlier.url,
        "WARC-Refers-To-Date": dates.stamp(earlier.at),
        "WARC-Refers-To-Filename": earlier.ref.warc,
        "WARC-Refers-To-File-Offset": str(earlier.ref.offset),
    }


def _request(capture: Capture, run: str, counter: int, concurrent: str) -> bytes:
    if not capture.request_headers:
        return b""
    parts = urlsplit(capture.final_url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    block = _http_head(f"GET {target} HTTP/1.1", capture.request_headers)
    headers = {
        "WARC-Type": "request",
        "WARC-Record-ID": _record_id(
            run, capture.final_url, capture.fetched_at, counter, "request"
        ),
        "WARC-Target-URI": capture.final_url,
        "WARC-Date": dates.stamp(capture.fetched_at),
        "WARC-Concurrent-To": concurrent,
        "WARC-Payload-Digest": payload_digest(b""),
        "WARC-Block-Digest": payload_digest(block),
    }
    return _member(headers, _HTTP + "request", block)


def _http_head(first: str, headers: Headers) -> bytes:
    """A head in the bytes that came: header values are Latin-1 to an HTTP library (RFC 9110, 5.5)."""
    lines = [f"{k}: {v}" for k, v in headers if k.lower() not in _DROPPED]
    lines = [line.replace("\r", " ").replace("\n", " ") for line in (first, *lines)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
