"""A blog's home page: the feed that it names and, where no feed holds the history, its own entries."""

from bs4 import BeautifulSoup

from archiver.discover import autodiscovery, documents, listings
from archiver.discover.following import follow
from archiver.errors import ParseError
from archiver.model import Capture, Found, Method, Request, Source
from archiver.model.blog import Blog

_FEED_PAGES = ("wordpress", "wordpress_com", "blogger")
"""Platforms whose feed leads to all posts, so that the home page need not be paged through."""

KEY = "a blog's home page; its feed is found from there"
"""What the key of this name in sources.yaml takes."""


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Read a home page, or an older page of it.

    Raises ParseError where there is neither a feed nor an entry.
    """
    page = documents.page_of(capture)
    blog = _blog(page, capture, request)
    best = blog.feed
    if best and blog.platform in _FEED_PAGES:
        feed = follow(best, source, Method.FEED)
        return Found(follow=(feed,), title=documents.title_of(page), blog=blog)
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
    return Found(
        candidates=found,
        follow=tuple(pages),
        title=listing.title,
        end=request.paging and bool(listing.entries) and not listing.older,
        blog=blog,
    )


def read_entries(capture: Capture, request: Request, source: Source) -> Found:
    """The entries of a home page, or of an older page of it, whatever feed it names.

    Raises ParseError where it shows none.
    """
    page = documents.page_of(capture)
    listing = listings.read(page, capture.final_url)
    if not listing.entries:
        raise ParseError("the page shows no entries", where=capture.url)
    method = request.method or Method.SITE
    older = listing.older and follow(listing.older, source, method, paging=True)
    return Found(
        candidates=documents.candidates(listing.entries, capture, source, Method.SITE),
        follow=(older,) if older else (),
        title=listing.title,
        end=request.paging and not older,
        blog=_blog(page, capture, request),
    )


def _blog(page: BeautifulSoup, capture: Capture, request: Request) -> Blog:
    """What a home page says of its blog; an older page of it is asked nothing."""
    if request.paging:
        return Blog()
    return Blog(
        home=capture.final_url,
        feed=_feed(page, capture) or "",
        platform=documents.platform(page, capture),
        api=documents.api_of(page, capture),
    )


def _feed(page: BeautifulSoup, capture: Capture) -> str | None:
    """The feed that a page names in its head, else one that it links to for its readers."""
    named = autodiscovery.best(autodiscovery.feeds_of(page, capture.final_url))
    best = named or autodiscovery.best(autodiscovery.linked(page, capture.final_url))
    return best.url if best else None
