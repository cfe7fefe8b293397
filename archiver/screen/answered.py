"""What an answer tells before it is read: where it came from, and what its bytes are."""

import json
import re
from urllib.parse import urlsplit

from archiver.model import Capture

_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "compressed data"),
)
_HTML_START = re.compile(
    rb"<(?:!doctype\s{1,9}html|html|head|body|!--|title|meta|h[1-6]|div|p)\b|<!--", re.IGNORECASE
)
_XML_ROOT = re.compile(rb"<(?:rss|feed|rdf:rdf|opml|urlset|sitemapindex)\b", re.IGNORECASE)
_OTHER_TYPES = re.compile(
    r"(application/(?:pdf|zip|octet-stream|json|rss\+xml|atom\+xml)|image/|audio/|video/)", re.I
)
_LOGIN_PATH = re.compile(
    r"/(?:wp-login\.php|login|log-in|signin|sign-in|sign_in|sso|oauth2?|accounts?/login|m/signin|session/new|auth)"
    r"(?:[/.]|$)",
    re.I,
)
_CONSENT_HOST = re.compile(r"(?:^|\.)(?:consent|guce|cookiewall|privacy-mgmt)\.", re.I)


def moved(capture: Capture, request_url: str) -> str | None:
    """The reason where the address led to a login or a consent page."""
    asked, got = urlsplit(request_url), urlsplit(capture.final_url)
    if _LOGIN_PATH.search(got.path) and not _LOGIN_PATH.search(asked.path):
        return "a login wall: the address leads to a login"
    if _CONSENT_HOST.search(got.hostname or "") and asked.hostname != got.hostname:
        return "a consent wall: the address leads to a consent page"
    return None


def leads_home(capture: Capture, request_url: str) -> bool:
    """Whether the address of a page led to the home page of the site."""
    asked, got = urlsplit(request_url), urlsplit(capture.final_url)
    asked_for_more = asked.path.strip("/") or asked.query
    return bool(asked_for_more and not got.path.strip("/") and not got.query)


def not_html(capture: Capture) -> str | None:
    """The reason where the bytes are not HTML. The bytes count before the Content-Type header."""
    head = capture.body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "the page is empty: not one byte of content"
    kind = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    if kind:
        return f"{kind}, not HTML"
    root, page = _XML_ROOT.search(head), _HTML_START.search(head)
    if root and (page is None or root.start() < page.start()):
        return "a feed or another XML document, not HTML"
    if page:
        return None
    if head[:1] in b"{[" and _is_json(capture.body):
        return "JSON, not HTML"
    declared = _OTHER_TYPES.match(capture.header("content-type") or "")
    return f"{declared[1].lower().rstrip('/')}, not HTML" if declared else None


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
