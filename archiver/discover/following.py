"""Further requests of a source. Apart from what parses pages: a feed that is read names some, too."""

from dataclasses import replace

from archiver.model import Method, Purpose, Request, Source
from archiver.web import urls


def follow(url: str, source: Source, method: Method, *, paging: bool = False) -> Request:
    """A further request of a source. ``paging`` marks older entries of what was just read."""
    return Request(
        url=urls.without_fragment(url),
        source=source.id,
        purpose=Purpose.DISCOVER,
        method=method,
        paging=paging,
    )


def older(url: str, request: Request) -> Request:
    """A request for what is older than the answer to ``request``, and of the same kind."""
    return replace(_alike(url, request), paging=True)


def part(url: str, request: Request) -> Request:
    """A request for a part of what the answer to ``request`` is the list of."""
    return replace(_alike(url, request), paging=False, depth=request.depth + 1)


def _alike(url: str, request: Request) -> Request:
    url = urls.without_fragment(url)
    return replace(request, url=url, etag=None, last_modified=None)


def follow_blog(feed: str, home: str, source: Source) -> Request | None:
    """The request for a blog of a list: its feed, with its home page for the day that it dies; else
    that page. None where neither is known.
    """
    if feed:
        return replace(follow(feed, source, Method.FEED), home=home)
    return follow(home, source, Method.SITE) if home else None
