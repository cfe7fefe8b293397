"""What the modules of this package have in common: pages parsed once, candidates, requests."""

import re
from collections.abc import Iterable
from contextlib import suppress

from bs4 import BeautifulSoup, Tag

from archiver.discover.autodiscovery import base_of
from archiver.discover.listings import ListingEntry
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Method, Source
from archiver.web import html, platforms, urls
from archiver.web import page as web_page

_DEEPEST = 1000
"""Browsers end at 512; what a page leaves open all the way down may lie deeper."""
_ELEMENT = re.compile(r"<[a-z!?/]", re.IGNORECASE)

TAGS = 200_000
"""More tags than any listing has; a tree of them takes half a minute to build."""


def page_of(capture: Capture) -> BeautifulSoup:
    """The parsed page of a capture.

    Raises ParseError where there is nothing in it, or more than can be read in reasonable time, or
    no page but a file of data.
    """
    text = html.decode(capture.body, capture.header("content-type"))
    if text.strip() and not _ELEMENT.search(text):
        raise ParseError(
            "this is no page: there is not one element of HTML in it",
            where=capture.url,
            hint="a list in CSV, JSON, YAML or Markdown is a `roster`",
        )
    return parsed(text, capture.url)


def parsed(text: str, url: str) -> BeautifulSoup:
    """The tree of a page's text. Raises ParseError as ``page_of`` does."""
    if not text.strip():
        raise ParseError("the page is empty: not one byte of content", where=url)
    if text.count("<") > TAGS:
        raise ParseError(f"the page has over {TAGS:,} tags", where=url)
    html.refuse_many_attributes(text, url=url)
    page = BeautifulSoup(text, "lxml")
    _refuse_depth(page, url)
    return page


def _refuse_depth(page: BeautifulSoup, url: str) -> None:
    """Raises ParseError where elements lie in one another deeper than on any page: whoever looks at
    what is around an element would take the square of their number.
    """
    depths = {id(page): 0}
    for element in page.find_all(True):
        depth = depths.get(id(element.parent), 0) + 1
        depths[id(element)] = depth
        if depth > _DEEPEST:
            raise ParseError(f"elements are nested over {_DEEPEST:,} deep", where=url)


def candidates(
    entries: Iterable[ListingEntry], capture: Capture, source: Source, how: Method
) -> tuple[Candidate, ...]:
    """The entries of a listing as candidates."""
    return tuple(
        Candidate(
            url=entry.url,
            via=capture.final_url,
            how=how,
            source=source.id,
            challenge=source.challenge,
            round=source.round,
            title=entry.title,
            published=entry.published,
        )
        for entry in entries
    )


def platform(page: BeautifulSoup, capture: Capture) -> str:
    """The name of the blog engine: by its own host, else as the page shows it; else empty.

    WordPress is also told by the link to its API, which themes without other marks have.
    """
    if host := platforms.of_address(capture.final_url):
        return host.name
    with suppress(ParseError):
        engine = platforms.of(web_page.page_of(capture))
        if engine and engine.is_engine:
            return engine.name
    return "wordpress" if api_of(page, capture) else ""


def api_of(page: BeautifulSoup, capture: Capture) -> str:
    """The root of the WordPress REST API that a page names; empty where it names none."""
    link = page.find("link", rel="https://api.w.org/", href=True)
    named = str(link["href"]).strip() if isinstance(link, Tag) else ""
    return (named and urls.resolve(named, base_of(page, capture.final_url))) or ""


def title_of(page: BeautifulSoup) -> str:
    """What a page calls itself: its own ``og:title``, else its ``title`` element."""
    named = page.find("meta", attrs={"property": "og:title"})
    title = str(named.get("content") or "") if isinstance(named, Tag) else ""
    return " ".join((title or (page.title.get_text() if page.title else "")).split())
