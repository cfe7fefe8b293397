"""A blog's home page: the feed that it names and, where no feed holds the history, its own entries."""

from bs4 import BeautifulSoup

from archiver.discover import autodiscovery, documents, listings
from archiver.discover.following import follow
from archiver.errors import ParseError
from archiver.model import Capture, Found, Method, Request, Source

_FEED_PAGES = ("wordpress", "blogger")
"""Platforms whose feed leads to all posts, so that the home page need not be paged through."""

KEY = "a blog's home page; its feed is found from there"
"""What the key of this name in sources.yaml takes."""


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Read a home page, or an older page of it.

    Raises ParseError where there is neither a feed nor an entry.
    """
    page = documents.page_of(capture)
    best = None if request.paging else _feed(page, capture)
    if best and documents.platform(page) in _FEED_PAGES:
        feed = follow(best, source, Method.FEED)
        return Found(follow=(feed,), title=documents.title_of(page))
    listing = listings.read(page, capture.final_url)
    if not best and not listing.entries and not request.paging:
        raise ParseError(
            "the page names no feed and shows no entries",
            where=capture.url,
            hint="give the address of the feed itself, or of a page that lists the posts",
        )
    pages = [follow(best, source, Method.FEED)] if best else []
    if listing.older and listing.entries:
        pages.append(follow(listing.older, source, Method.SITE, paging=True))
    found = documents.candidates(listing.entries, capture, source, Method.SITE)
    return Found(candidates=found, follow=tuple(pages), title=listing.title)


def _feed(page: BeautifulSoup, capture: Capture) -> str | None:
    best = autodiscovery.best(autodiscovery.feeds_of(page, capture.final_url))
    return best.url if best else None
