"""Where a page sends its reader on to, by a ``meta refresh`` or a ``Refresh`` header.

Browsers treat both alike (HTML, "shared declarative refresh steps").
"""

import re

from archiver.model import Capture
from archiver.screen.standing import shown
from archiver.web import urls
from archiver.web.page import Page
from archiver.web.vocabulary.registers import size

_STUB = 80
"""Words: a page with more is read, wherever it sends its reader on to."""
_SOON = 10
"""Seconds: what waits longer is a page that reloads itself."""
_VALUE = re.compile(
    r"\s*(\d{1,6})(?:\.\d{0,9})?\s*[;,]?\s*(?:url\s*=\s*)?(.*)", re.IGNORECASE | re.DOTALL
)


def target(page: Page, capture: Capture) -> str | None:
    """The absolute address that a page with little text sends on to within a short while; None where
    it stays."""
    metas = (
        m for m in page.all("meta") if (m.get("http-equiv") or "").strip().lower() == "refresh"
    )
    for value in (capture.header("refresh"), *(meta.get("content") for meta in metas)):
        found = _read(value or "", page.url)
        if found and not urls.same(found, page.url):
            return found if sum(map(size, shown(page.root))) < _STUB else None
    return None


def _read(value: str, base: str) -> str | None:
    match = _VALUE.fullmatch(value[:2000])
    if match is None or int(match[1]) > _SOON:
        return None
    address = match[2].strip()
    if address[:1] in "'\"":
        address = address[1:].partition(address[0])[0]
    return urls.resolve(address, base) if address else None
