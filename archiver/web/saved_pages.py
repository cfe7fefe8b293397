"""Pages that somebody has saved to a file: where they came from, and MHTML unpacked."""

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from typing import NamedTuple

from archiver.errors import ParseError
from archiver.web import urls

_HEAD = 20_000
"""Characters in which a program that saves a page says so."""

# in turn: Chrome, Edge and their elders; SingleFile; monolith; Save Page WE; HTTrack, which writes
# no scheme
_MARKS = (
    re.compile(r"<!--\s{0,9}saved from url=\(\d{1,9}\)(\S{1,4000})", re.IGNORECASE),
    re.compile(r"<!--\s{0,9}Page saved with SingleFile\s{1,9}url:\s{0,9}(\S{1,4000})"),
    re.compile(r"<!--\s{0,9}Saved from (\S{1,4000}) at [^>]{1,99} using monolith"),
    re.compile(r"<meta name=\"?savepage-url\"? content=\"?([^\s\">]{1,4000})", re.IGNORECASE),
    re.compile(r"<!--\s{0,9}Mirrored from (\S{1,4000}) by HTTrack"),
)
_MHTML = re.compile(rb"[A-Za-z][A-Za-z-]{1,40}: ")


class Saved(NamedTuple):
    """The HTML of a saved page, and what its file says of its address and its ``Content-Type``."""

    body: bytes
    url: str = ""
    content_type: str | None = None


def address(source: str) -> str:
    """The address that the program which saved a page wrote into it; empty where none did."""
    head = source[:_HEAD]
    for mark in _MARKS:
        if found := mark.search(head):
            named = found[1]
            url = urls.resolve(named if ":" in named.split("/")[0] else f"http://{named}")
            if url:
                return url
    return ""


def is_mhtml(data: bytes) -> bool:
    """Whether a file is a page with all that belongs to it, as browsers save it (RFC 2557)."""
    return _MHTML.match(data) is not None and b"multipart/related" in data[:4096].lower()


def of_mhtml(data: bytes) -> Saved:
    """The page in an MHTML file. Raises ParseError where there is none."""
    try:
        message = message_from_bytes(data, _class=EmailMessage, policy=policy.default)
        parts = (part for part in message.walk() if part.get_content_type() in _HTML)
        page = next(parts, None)
        body = page.get_payload(decode=True) if page else None
        if page is None or not isinstance(body, bytes):
            raise ParseError("there is no HTML in this MHTML file")
        where = page["Content-Location"] or message["Snapshot-Content-Location"]
        kind = page["Content-Type"]
        return Saved(body, urls.resolve(str(where or "")) or "", str(kind) if kind else None)
    except (MessageError, ValueError, LookupError) as error:
        raise ParseError(f"a damaged MHTML file: {error}") from None


_HTML = ("text/html", "application/xhtml+xml")
