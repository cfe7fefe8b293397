"""A page of one tag, category or archive: its own feed, its entries, and its older pages."""

from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from archiver.discover import autodiscovery, documents, listings
from archiver.discover.following import follow
from archiver.errors import ParseError
from archiver.model import Capture, Found, Method, Request, Source

KEY = "a tag, category or archive page"
"""What the key of this name in sources.yaml takes."""


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Read a tag page, or an older page of it.

    Raises ParseError where there is neither a feed of the tag nor an entry.
    """
    page = documents.page_of(capture)
    listing = listings.read(page, capture.final_url)
    feed = None if request.paging else _own_feed(page, capture.final_url)
    if not (feed or listing.entries or request.paging):
        raise ParseError(
            "the page shows no entries and names no feed of its own",
            where=capture.url,
            hint="is it the page of a tag or a category?",
        )
    pages = [follow(feed, source, Method.FEED)] if feed else []
    # WordPress pages its tag feeds through all posts, and with their content
    by_feed = feed and documents.platform(page, capture).startswith("wordpress")
    if listing.older and listing.entries and not by_feed:
        pages.append(follow(listing.older, source, Method.TAG, paging=True))
    found = documents.candidates(listing.entries, capture, source, Method.TAG)
    return Found(candidates=found, follow=tuple(pages), title=listing.title)


def _own_feed(page: BeautifulSoup, url: str) -> str | None:
    """The tag's own feed: one of those the page names that lies under the page's own path."""
    path = urlsplit(url).path.rstrip("/")
    named = autodiscovery.feeds_of(page, url)
    under = (feed.url for feed in named if path and not feed.comments)
    return next((feed for feed in under if urlsplit(feed).path.startswith(path + "/")), None)
