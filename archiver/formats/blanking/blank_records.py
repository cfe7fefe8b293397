"""A WARC record without what is of a post that was taken down: wholly blank, or without its words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archiver.errors import ArchiverError
from archiver.formats.blanking.blank_spans import NOBODY, Others
from archiver.formats.blanking.body import blank
from archiver.formats.blanking.fitting import member
from archiver.formats.blanking.post_matter import Matter
from archiver.formats.warc.records import Headers, Record, payload_digest, read_head
from archiver.web.content_coding import decode
from archiver.web.content_encoders import encode

_CAP = 2**28
_NEEDED = frozenset(
    (
        "content-type",
        "content-encoding",
        "content-length",
        "location",
        "etag",
        "last-modified",
        "x-robots-tag",
        "link",
        "refresh",
    )
)
"""Headers of an answer that its reading rests on."""
_SPARED = frozenset(("warc-block-digest", "warc-ip-address", "warc-protocol", "warc-cipher-suite"))
"""Headers of a record that may be left out: blanks break up what repeats in a small page, so that it packs worse."""


@dataclass(frozen=True, slots=True)
class Blanked:
    """A record's new bytes, as long as the old ones; with the payload and its digests of an answer that can still
    be read. ``coding`` is its Content-Encoding now."""

    data: bytes
    record: Record
    body: bytes = b""
    payload: str = ""
    coding: str = ""


def empty(record: Record, mark: str) -> bytes:
    """A record in the place of one of which nothing may stay: it tells nothing. ``mark`` is its id, a UUID.

    Raises ValueError where it does not fit, as where the old record was no whole record.
    """
    headers = (
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", f"<urn:uuid:{mark}>"),
        ("WARC-Date", record.header("WARC-Date")),
        ("WARC-Block-Digest", payload_digest(b"")),
    )
    for tried in (headers, headers[:3]):
        if data := member(_bytes(tried, b""), record.length):
            return data
    raise ValueError(f"an empty record does not fit into {record.length} bytes")


def _bytes(headers: Headers, block: bytes) -> bytes:
    lines = [f"{name}: {value}\r\n" for name, value in headers if name.lower() != "content-length"]
    head = f"WARC/1.1\r\n{''.join(lines)}Content-Length: {len(block)}\r\n\r\n"
    return head.encode("utf-8", "replace") + block + b"\r\n\r\n"


def without(record: Record, matter: Matter, others: Others = NOBODY) -> Blanked | None:
    """A response, revisit or request without the words and addresses of a post; None where it has none of
    them. Raises ValueError where it has, and what is left does not fit into its place."""
    payload = record.block.partition(b"\r\n\r\n")[2]
    first, pairs = read_head(record.block)
    url = record.header("WARC-Target-URI")
    new_first, new_pairs = blank_head(first, pairs, url, matter)
    if record.kind != "response":
        if (new_first, new_pairs) == (first, pairs):
            return None
        return _fitted(record, [(_head(new_first, new_pairs), b"", "", b"")])
    coding = next((v for k, v in pairs if k.lower() == "content-encoding"), "")
    body = body_of(payload, coding, truncated=bool(record.header("WARC-Truncated")))
    kind = next((v for k, v in pairs if k.lower() == "content-type"), "")
    left = blank(body, url, kind, matter, others)
    if left == body and (new_first, new_pairs) == (first, pairs):
        return None
    return _fitted(record, _ways(new_first, new_pairs, payload, body, left, coding))


def body_of(payload: bytes, coding: str, *, truncated: bool) -> bytes:
    """A payload with its coding undone; as it is where that cannot be done."""
    if truncated:
        return payload
    try:
        return decode(payload, coding or None, _CAP)
    except ArchiverError:
        return payload


def _ways(
    first: str, pairs: Headers, payload: bytes, body: bytes, left: bytes, coding: str
) -> Iterator[tuple[bytes, bytes, str, bytes]]:
    """Ways to write what is left, each smaller than the one before: head, payload, coding, body."""
    needed = tuple((k, v) for k, v in pairs if k.lower() in _NEEDED)
    plain = tuple((k, v) for k, v in needed if k.lower() != "content-encoding")
    coded = payload if left == body else left if payload == body else encode(left, coding)
    if coded is not None:
        name = coding if payload != body else ""
        yield _head(first, _sized(pairs, coded)), coded, name, left
        yield _head(first, _sized(needed, coded)), coded, name, left
    if payload != body:
        yield _head(first, _sized(plain, left)), left, "", left


def _sized(pairs: Headers, payload: bytes) -> Headers:
    return tuple((k, str(len(payload)) if k.lower() == "content-length" else v) for k, v in pairs)


def _head(first: str, pairs: Headers) -> bytes:
    lines = (first, *(f"{k}: {v}" for k, v in pairs))
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def blank_head(first: str, pairs: Headers, url: str, matter: Matter) -> tuple[str, Headers]:
    """The head of a message without the values that name the post."""
    return first, tuple((k, v if _stays(v, url, matter) else "") for k, v in pairs)


def _stays(value: str, url: str, matter: Matter) -> bool:
    from archiver.formats.blanking.blank_spans import spans_in

    if "/" not in value and " " not in value:
        return True
    quoted = f'<a href="{value}">' if "<" not in value and '"' not in value else value
    return not spans_in(quoted, url, matter) and not spans_in(value, url, matter)


def _fitted(
    record: Record,
    ways: Iterator[tuple[bytes, bytes, str, bytes]] | list[tuple[bytes, bytes, str, bytes]],
) -> Blanked:
    tried = list(ways)
    for number, (head, payload, coding, body) in enumerate((*tried, *tried)):
        block = head + payload
        headers = with_digests(record, block, payload)
        if number >= len(tried):
            headers = tuple((k, v) for k, v in headers if k.lower() not in _SPARED)
        if data := member(_bytes(headers, block), record.length):
            new = Record(
                kind=record.kind,
                headers=headers,
                block=block,
                offset=record.offset,
                length=record.length,
            )
            return Blanked(data, new, body, payload_digest(payload), coding)
    raise ValueError(f"what is left does not fit into {record.length} bytes")


def with_digests(record: Record, block: bytes, payload: bytes) -> Headers:
    """A record's headers with the digests of a new block."""
    new: dict[str, Callable[[], str]] = {"warc-block-digest": lambda: payload_digest(block)}
    if record.kind == "response":
        new["warc-payload-digest"] = lambda: payload_digest(payload)
    return tuple((k, new[k.lower()]() if k.lower() in new else v) for k, v in record.headers)


def of_payload(record: Record, payload: str) -> Blanked:
    """A revisit of a record whose payload is another now, by its digest."""
    headers = tuple(
        (k, payload if k.lower() == "warc-payload-digest" else v) for k, v in record.headers
    )
    short = tuple((k, v) for k, v in headers if k.lower() != "warc-refers-to-date")
    for tried in (headers, short):
        if data := member(_bytes(tried, record.block), record.length):
            new = Record(
                kind=record.kind,
                headers=tried,
                block=record.block,
                offset=record.offset,
                length=record.length,
            )
            return Blanked(data, new, payload=payload)
    raise ValueError(f"a revisit does not fit into {record.length} bytes")
