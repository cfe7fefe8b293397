"""The pages of the months in the scope, as WordPress, Blogger and Movable Type have them."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from archiver.discover import site
from archiver.discover.following import older, part
from archiver.model import Capture, Found, Request, Source
from archiver.model.blog import Blog, Scope
from archiver.web import urls

_LONGEST = timedelta(days=2 * 366)
"""More months than this are slower to read than the blog."""
_MONTH = re.compile(r"(?P<above>.*/)(?P<year>\d{4})/(?P<month>\d\d)/")


def first(blog: Blog, scope: Scope) -> str | None:
    """The last month of the scope; None where it has no bounds, or is too long."""
    return next(iter(_pages(urls.folder(blog.home), scope)), None) if blog.home else None


def others(blog: Blog, scope: Scope) -> tuple[str, ...]:
    """The months before: one in which nothing was written may have no page."""
    return _pages(urls.folder(blog.home), scope)[1:] if blog.home else ()


def _pages(folder: str, scope: Scope) -> tuple[str, ...]:
    since, until = scope.since, scope.until
    if since is None or until is None or until - since > _LONGEST:
        return ()
    oldest, newest = (day.year * 12 + day.month - 1 for day in (since, until))
    return tuple(f"{folder}{n // 12:04}/{n % 12 + 1:02}/" for n in range(newest, oldest - 1, -1))


def read(capture: Capture, request: Request, source: Source) -> Found:
    """One page of a month; the first that has any leads to the months before it.

    Raises ParseError where it shows no entry.
    """
    found = site.read_entries(capture, request, source)
    month, is_first = _MONTH.match(request.url), not (request.depth or request.paging)
    own = urlsplit(month[0]).path if month else ""
    follow = [older(p.url, request) for p in found.follow if urlsplit(p.url).path.startswith(own)]
    if month and is_first:
        pages = _pages(month["above"], source.scope)
        follow += [part(page, request) for page in pages if page < month[0]]
    return replace(found, follow=tuple(follow), end=is_first, blog=Blog())
