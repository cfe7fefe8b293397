"""Blogger's feed, as much at once as it gives, and of the days that are wanted alone.

The arguments are those of Google's data API, which feeds go on to take.
"""

from dataclasses import replace

from archiver.discover import feed
from archiver.discover.following import older
from archiver.errors import ParseError
from archiver.model import Capture, Found, Request, Source
from archiver.model.blog import Blog, Scope
from archiver.web import urls


def first(blog: Blog, scope: Scope) -> str | None:
    """The newest entries, from Blogger itself and not from where it leads its readers."""
    address = urls.resolve("/feeds/posts/default", blog.home) if blog.home else None
    if address is None:
        return None
    asked: dict[str, str | int] = {"orderby": "published", "max-results": 150, "redirect": "false"}
    # a moment without an offset is one in the blog's own time
    if scope.since:
        asked["published-min"] = f"{scope.since}T00:00:00"
    if scope.until:
        asked["published-max"] = f"{scope.until}T23:59:59"
    return urls.with_arguments(address, **asked)


def read(capture: Capture, request: Request, source: Source) -> Found:
    """One page of the feed. Raises ParseError where it is none, or has no entry."""
    found = feed.read(capture, request, source)
    is_limited = any(urls.argument(request.url, f"published-{end}") for end in ("min", "max"))
    if not (found.candidates or found.follow or request.paging or is_limited):
        raise ParseError("the feed has no entry", where=capture.url)
    named = [_own(page.url, request.url) for page in found.follow]
    following = tuple(older(url, request) for url in named if url)
    return replace(found, follow=following, blog=Blog(), end=found.end or not following)


def _own(following: str, asked: str) -> str | None:
    """The next page at the blog's own address: the one that the feed names may lie elsewhere, and be of
    all days. None where it does not lead on."""
    start, here = (urls.argument(url, "start-index")[:7] for url in (following, asked))
    if not start.isdecimal() or int(start) <= (int(here) if here.isdecimal() else 1):
        return None
    return urls.with_arguments(asked, **{"start-index": int(start)})
