"""The addresses of a page, as it tells of them itself: its short link, its canonical address, those from
which redirects led to it."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from archiver.discover.autodiscovery import base_of
from archiver.model import Capture
from archiver.web import urls

_LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;[^,<]{0,200}){1,20})")
_RELATION = re.compile(r";\s*rel\s*=\s*[\"']?([^\"';]*)", re.IGNORECASE)
_OWN = frozenset(("shortlink", "canonical"))


def of_page(page: BeautifulSoup, capture: Capture) -> tuple[str, ...]:
    """The addresses of a page, one a spelling, without those of home pages: broken themes and
    dead sites give a home page as that of everything."""
    said = [
        capture.url,
        *(hop.final_url for hop in capture.hops),
        capture.final_url,
        *_in_headers(capture),
        *_in_page(page, capture),
    ]
    found: dict[str, str] = {}
    for written in said:
        url = urls.resolve(written, capture.final_url)
        if url and not _is_home(url):
            found.setdefault(urls.key(url), urls.without_fragment(url))
    return tuple(found.values())


def _in_headers(capture: Capture) -> Iterator[str]:
    """The links of the header Link (RFC 8288) that are the page's own."""
    for name, value in capture.headers:
        if name.lower() == "link":
            for match in _LINK.finditer(value):
                relation = _RELATION.search(match[2])
                if relation and _OWN & set(relation[1].lower().split()):
                    yield match[1]


def _in_page(page: BeautifulSoup, capture: Capture) -> Iterator[str]:
    base = base_of(page, capture.final_url)
    for element in page.find_all("link", href=True, rel=True):
        assert isinstance(element, Tag)
        relations = {str(rel).lower() for rel in element.get_attribute_list("rel")}
        if relations & _OWN and (url := urls.resolve(str(element["href"]).strip(), base)):
            yield url


def _is_home(url: str) -> bool:
    parts = urls.parse(url)
    return parts is None or (not parts.path.strip("/") and not parts.query)
