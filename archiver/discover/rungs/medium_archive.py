"""The archive pages of a publication on Medium: years, within them months, within them days."""

import re
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from bs4 import BeautifulSoup

from archiver.discover import api_answers, documents, listings, post_addresses
from archiver.discover.autodiscovery import base_of
from archiver.discover.following import part
from archiver.discover.listings import ListingEntry
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Found, Request, Source
from archiver.model.blog import Blog, Scope
from archiver.web import urls

_ARCHIVE = re.compile(r"(.{0,200}?)/archive((?:/\d{2,4}){0,3})/?$")
_POST = re.compile(r"/(?:[^/]{1,300}-)?[0-9a-f]{8,12}$")
"""The end of each post's address: its name, and a number in hexadecimal digits."""


def first(blog: Blog, scope: Scope) -> str | None:
    """The archive, or its page of the one year that is wanted; a person's profile has none."""
    name = urlsplit(blog.home).path.strip("/")
    if not blog.home or name.startswith("@") or (urls.host(blog.home) == "medium.com" and not name):
        return None
    archive = f"{urls.folder(blog.home)}archive"
    is_one_year = scope.since and scope.until and scope.since.year == scope.until.year
    return f"{archive}/{scope.since:%Y}" if is_one_year else archive


def others(blog: Blog, scope: Scope) -> tuple[str, ...]:
    """The whole archive, where a year has no page of its own."""
    begun = first(blog, scope)
    return (begun.rpartition("/")[0],) if begun and not begun.endswith("/archive") else ()


def read(capture: Capture, request: Request, source: Source) -> Found:
    """One page of the archive. Raises ParseError where it shows neither posts nor further pages."""
    asked = _ARCHIVE.match(urlsplit(request.url).path)
    if asked is None:
        raise ParseError("this is no address of an archive on Medium", where=capture.url)
    page = documents.page_of(capture)
    posts, lists = _links(page, capture, asked[1], asked[2])
    if not (posts or lists or request.depth):
        raise ParseError("the archive shows neither posts nor days", where=capture.url)
    known = {urls.key(e.url): e for e in listings.read(page, capture.final_url).entries}
    wanted = [url for url in lists if post_addresses.may_hold(source.scope, url)]
    found = (api_answers.post(url, capture, source) for url in posts)
    return Found(
        candidates=tuple(_told(post, known.get(urls.key(post.url))) for post in found if post),
        follow=tuple(part(url, request) for url in wanted),
        end=bool(lists) and not request.depth,
    )


def _told(post: Candidate, entry: ListingEntry | None) -> Candidate:
    return replace(post, title=entry.title, published=entry.published) if entry else post


def _links(
    page: BeautifulSoup, capture: Capture, folder: str, days: str
) -> tuple[list[str], list[str]]:
    """The posts of a publication that its archive shows, and the pages within those ``days``."""
    base, own = base_of(page, capture.final_url), urls.host(capture.final_url)
    posts, lists = dict[str, None](), dict[str, None]()
    for element in page.find_all("a", href=True):
        target = urls.resolve(str(element["href"]).strip(), base)
        if target is None or urls.host(target) != own:
            continue
        parts = urlsplit(target)
        bare = urlunsplit(
            parts._replace(query="", fragment="")
        )  # it tells where a reader came from
        archive = _ARCHIVE.match(parts.path)
        if archive:
            if archive[1] == folder and archive[2] != days and archive[2].startswith(days):
                lists.setdefault(bare)
        elif parts.path.startswith(f"{folder}/") and _POST.search(parts.path):
            posts.setdefault(bare)
    return list(posts), list(lists)
