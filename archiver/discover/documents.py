"""What the modules of this package have in common: pages parsed once, candidates, requests."""

from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag

from archiver.discover.listings import ListingEntry
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Method, Source
from archiver.web import html

TAGS = 200_000
"""More tags than any listing has; a tree of them takes half a minute to build."""


def page_of(capture: Capture) -> BeautifulSoup:
    """The parsed page of a capture.

    Raises ParseError where there is nothing in it, or more than can be read in reasonable time.
    """
    text = html.decode(capture.body, capture.header("content-type"))
    if not text.strip():
        raise ParseError("the page is empty: not one byte of content", where=capture.url)
    if text.count("<") > TAGS:
        raise ParseError(f"the page has over {TAGS:,} tags", where=capture.url)
    html.refuse_many_attributes(text, url=capture.url)
    return BeautifulSoup(text, "lxml")


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


def platform(page: BeautifulSoup) -> str:
    """The blog engine, in lower case: WordPress by its API's link, else as the generator says."""
    if page.find("link", rel="https://api.w.org/"):
        return "wordpress"
    generator = page.find("meta", attrs={"name": "generator"})
    name = str(generator.get("content") or "").lower() if isinstance(generator, Tag) else ""
    return next((engine for engine in ("wordpress", "blogger") if engine in name), name)


def title_of(page: BeautifulSoup) -> str:
    """What a page calls itself: its own ``og:title``, else its ``title`` element."""
    named = page.find("meta", attrs={"property": "og:title"})
    title = str(named.get("content") or "") if isinstance(named, Tag) else ""
    return " ".join((title or (page.title.get_text() if page.title else "")).split())
