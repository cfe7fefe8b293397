"""A feed: its entries, and the older ones that it pages to.

Paging: RFC 5005 (``next``, ``prev-archive``), JSON Feed's ``next_url``, Blogger's ``next``, else
what the platform that made the feed is known for (WordPress: ``?paged=N``, until a 404).
"""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from archiver.discover.following import follow
from archiver.discover.shared_addresses import told_apart
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Found, Method, Request, Source
from archiver.web import feeds, platforms, urls
from archiver.web.feeds import Entry, Feed

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
    announced, unclear = (
        tuple(_candidate(entry, quote, capture, source) for entry, quote in entries)
        for entries in (told.entries, told.unclear)
    )
    older = _older(feed, capture)
    pages = (follow(older, source, Method.FEED, paging=True),) if older else ()
    return Found(
        candidates=announced,
        follow=pages,
        title=feed.title,
        interval=feed.interval,
        unclear=unclear,
        cut=f"the feed breaks off after {len(announced)} entries" if feed.cut else "",
    )


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


def _older(feed: Feed, capture: Capture) -> str | None:
    """The address of the feed's older entries; None where it names none, or holds them all."""
    here = {urls.key(capture.url), urls.key(capture.final_url)}
    named = (feed.links.get("prev-archive"), feed.links.get("next"))
    found = next((url for url in named if url and urls.key(url) not in here), None)
    if feed.complete or feed.expired or found or not feed.entries:
        return found
    pages = platforms.feed_pages(feed.generator, [entry.id for entry in feed.entries])
    return _next_page(capture.final_url, pages.argument) if pages else None


def _next_page(url: str, argument: str) -> str:
    """A feed's address with the next number in one argument, and its others as they are."""
    split = urlsplit(url)
    pairs = parse_qsl(split.query, keep_blank_values=True)
    numbers = (int(value[:6]) for name, value in pairs if name == argument and value.isdecimal())
    following = str(next(numbers, 1) + 1)
    query = urlencode([pair for pair in pairs if pair[0] != argument] + [(argument, following)])
    return urlunsplit(split._replace(query=query, fragment=""))
