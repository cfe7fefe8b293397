"""A feed: its entries, and the older ones that it pages to.

Paging: RFC 5005 (``next``, ``prev-archive``), JSON Feed's ``next_url``, Blogger's ``next``, else
what the platform that made the feed is known for (WordPress: ``?paged=N``, until a 404).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from archiver.discover import social_notes
from archiver.discover.following import follow
from archiver.discover.shared_addresses import told_apart
from archiver.discover.social_notes import Note
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Found, Method, Request, Source
from archiver.model.blog import Blog
from archiver.web import feeds, platforms, urls
from archiver.web.feeds import Entry, Feed
from archiver.web.platforms import FeedPages, Platform

_LAST_PAGE = 10**6
"""No feed has so many pages; a number that grows for ever has to end somewhere."""
_NUMBERED = re.compile(r"/(\d{1,7})/?$")

_QUOTE = 300
"""The most characters of a quote."""

KEY = "an RSS, Atom or JSON feed"
"""What the key of this name in sources.yaml takes."""


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Read a feed. Raises ParseError, with a hint where a page stands in the feed's place."""
    content_type = capture.header("content-type")
    try:
        feed = feeds.parse(capture.body, capture.final_url, content_type)
    except ParseError as error:
        raise _with_hint(error, capture) from error
    if feed.entries and not any(entry.url for entry in feed.entries):
        raise ParseError("not one entry of the feed has an address", where=capture.url)
    told = told_apart(feed, capture.final_url)
    lead_on = social_notes.found(feed, capture.final_url)
    announced, unclear = (
        tuple(
            _candidate(entry, quote, capture, source)
            for entry, quote in entries
            if entry.url not in lead_on
        )
        for entries in (told.entries, told.unclear)
    )
    if lead_on:
        announced += tuple(_linked(lead_on, feed, capture, source))
    platform = platforms.of_feed(feed.generator, [e.id for e in feed.entries], capture.final_url)
    older = _older(feed, capture, platform)
    pages = (follow(older, source, Method.FEED, paging=True),) if older else ()
    return Found(
        candidates=announced,
        follow=pages,
        title=feed.title,
        wish=feed.wish,
        unclear=unclear,
        cut=f"the feed breaks off after {len(announced)} entries" if feed.cut else "",
        end=not (older or feed.cut) and _is_end(feed, capture, request, platform),
        blog=_blog(feed, capture, request, platform),
    )


def _is_end(feed: Feed, capture: Capture, request: Request, platform: Platform | None) -> bool:
    """Whether a feed that leads to no older page holds the oldest entries there are.

    It does where it says so (RFC 5005, 2), is the last page of a chain, or counts what it has.
    """
    chained = {"next", "prev-archive"} & feed.links.keys()
    counted = bool(platform and platform.feed_pages and platform.feed_pages.size and feed.total)
    return feed.complete or (request.paging and not chained) or counted


def _blog(feed: Feed, capture: Capture, request: Request, platform: Platform | None) -> Blog:
    """What a feed says of its blog. The address of an older page is not that of its feed.

    A home page where neither the feed nor one of its entries is was left from elsewhere: a
    generator's example, the host on which the blog was tried.
    """
    home = urls.clean(feed.links.get("alternate", ""))
    own = {_site(capture.url), _site(capture.final_url), *(_site(e.url) for e in feed.entries)}
    is_own = _site(home) in own and not urls.same(home, capture.url)
    return Blog(
        home=home if is_own else "",
        feed="" if request.paging else capture.url,
        platform=platform.name if platform else "",
    )


def _site(url: str) -> str:
    return urls.host(url).removeprefix("www.")


def _with_hint(error: ParseError, capture: Capture) -> ParseError:
    """The same error, with the feeds that the page in the feed's place names."""
    # here: most feeds are feeds, and what parses pages takes a while to import
    from archiver.discover import autodiscovery, documents

    try:
        page = documents.page_of(capture)
    except ParseError:
        return error
    named = autodiscovery.best(autodiscovery.feeds_of(page, capture.final_url))
    hint = f"the page names {named.url} as its feed" if named else ""
    return ParseError(error.message, where=capture.url, hint=hint)


def _candidate(entry: Entry, quote: str, capture: Capture, source: Source) -> Candidate:
    return replace(
        entry.candidate(via=capture.final_url, source=source.id),
        # a tag page's own feed announces by that tag
        how=Method.TAG if source.method == Method.TAG else Method.FEED,
        challenge=source.challenge,
        round=source.round,
        quote=quote,
    )


def _linked(
    lead_on: Mapping[str, Note], feed: Feed, capture: Capture, source: Source
) -> Iterator[Candidate]:
    """The posts that notes lead to. What a note says of its author and day is not said of them."""
    how = Method.TAG if social_notes.is_of_tag(feed, capture.final_url) else Method.SITE
    for note in lead_on.values():
        for url in note.links:
            yield Candidate(
                url=url,
                via=capture.final_url,
                how=how,
                source=source.id,
                challenge=source.challenge,
                round=source.round,
                quote=note.words[:_QUOTE],
            )


def _older(feed: Feed, capture: Capture, platform: Platform | None) -> str | None:
    """The address of the feed's older entries; None where it names none, or holds them all."""
    here = {urls.key(capture.url), urls.key(capture.final_url)}
    named = (feed.links.get("prev-archive"), feed.links.get("next"))
    found = next((url for url in named if url and urls.key(url) not in here), None)
    if feed.complete or feed.wish.expired or found or not feed.entries:
        return found
    pages = platform.feed_pages if platform else None
    return _next_page(capture.final_url, pages, feed) if pages else None


def _next_page(url: str, pages: FeedPages, feed: Feed) -> str | None:
    """A feed's address with the next number in it, and its arguments as they are."""
    if not pages.argument:
        return _next_in_path(url)
    written = urls.argument(url, pages.argument)
    here = int(written[:7]) if written.isdecimal() else 1
    if here >= _LAST_PAGE:
        return None
    if pages.size is None:
        return urls.with_arguments(url, **{pages.argument: here + 1})
    following = here + len(feed.entries)
    if feed.total is not None and following > feed.total:
        return None
    return urls.with_arguments(url, **{pages.argument: following, pages.size[0]: pages.size[1]})


def _next_in_path(url: str) -> str | None:
    parts = urlsplit(url)
    match = _NUMBERED.search(parts.path)
    number, folder = (int(match[1]), parts.path[: match.start()]) if match else (1, parts.path)
    if number >= _LAST_PAGE:
        return None
    return urlunsplit(parts._replace(path=f"{folder.rstrip('/')}/{number + 1}/", fragment=""))
