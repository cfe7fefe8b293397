"""A document's bytes without what is of the post; all else stays byte for byte."""

import re

from archiver.formats.blanking import entries
from archiver.formats.blanking.blank_spans import NOBODY, Others, spans_in
from archiver.formats.blanking.escapes import blanked
from archiver.formats.blanking.post_matter import Matter
from archiver.web.content_coding import unpacked
from archiver.web.content_encoders import encode

_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(r"<(?:rss|feed|rdf:RDF|urlset|channel)\b", re.IGNORECASE)
_HEAD = 4096
_GZIP, _CAP = b"\x1f\x8b", 2**28


def blank(
    body: bytes, base: str, content_type: str, matter: Matter, others: Others = NOBODY
) -> bytes:
    """A document that came from the address ``base`` without what is of the post."""
    if not body:
        return body
    if body.startswith(_GZIP):  # a file that was packed before it was served
        inner = unpacked(body, _CAP)
        left_inner = blank(inner, base, content_type, matter, others)
        return body if left_inner == inner else encode(left_inner, "gzip") or b""
    text, charset = read(body, content_type)
    left = text
    if _XML.search(text[:_HEAD]):
        left = entries.without_entries(left, base, matter)
    elif text.lstrip("\ufeff \r\n\t)]}',")[:1] in ("{", "["):
        left = entries.without_objects(left, base, matter)
    left = blanked(left, spans_in(left, base, matter, others))
    return body if left == text else written(left, charset)


def read(body: bytes, content_type: str) -> tuple[str, str]:
    """The text of a document, and the encoding by which it becomes the same bytes again."""
    said = _CHARSET.search(content_type.encode("latin-1", "replace")) or _CHARSET.search(
        body[:_HEAD]
    )
    tried = ["utf-8", *([said[1].decode("ascii", "replace")] if said else [])]
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried.insert(0, "utf-16-le" if body[:1] == b"\xff" else "utf-16-be")
    for charset in tried:
        try:
            text = body.decode(charset)
            if text.encode(charset) == body:
                return text, charset
        except (LookupError, ValueError):
            continue
    if said is None or said[1].lower() in (b"utf-8", b"utf8"):
        # a few broken bytes in what is UTF-8 otherwise
        return body.decode("utf-8", "surrogateescape"), "utf-8"
    return body.decode("latin-1"), "latin-1"


def written(text: str, charset: str) -> bytes:
    """The inverse of ``read``."""
    return text.encode(charset, "surrogateescape" if charset == "utf-8" else "strict")
