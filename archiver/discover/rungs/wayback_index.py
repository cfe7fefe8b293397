"""The index of the Wayback Machine (CDX server): what it has kept of a blog that is gone."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import unquote_plus, urlsplit

from archiver.discover import api_answers as api
from archiver.discover import post_addresses
from archiver.discover.following import older
from archiver.discover.post_addresses import days_of_post, overlaps
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Found, Request, Source
from archiver.model.blog import Blog, Scope
from archiver.web import urls

_SERVER = "https://web.archive.org/cdx/search/cdx"
_ROWS = 3000
_LATER = timedelta(days=365)
"""How long after its publication a post is kept for the first time, mostly."""


def first(blog: Blog, scope: Scope) -> str | None:
    """The pages below the blog's home, each once, kept since the scope begins."""
    if not (name := urls.host(blog.home)):
        return None
    path = urlsplit(urls.folder(blog.home)).path
    asked: dict[str, str | int] = {
        "url": f"{name}{path}*",
        "output": "json",
        "fl": "timestamp,original",
        "collapse": "urlkey",
        "showResumeKey": "true",
        "limit": _ROWS,
    }
    if scope.since:
        asked["from"] = f"{scope.since:%Y%m%d}"
    if scope.until and scope.until < date.max - _LATER:
        asked["to"] = f"{scope.until + _LATER:%Y%m%d}"
    filters = "filter=statuscode:200&filter=mimetype:text/html"
    return f"{urls.with_arguments(_SERVER, **asked)}&{filters}"


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Some of the pages. Raises ParseError where the index answers something else, or has none."""
    data = api.load(capture)
    if not isinstance(data, list):
        raise ParseError("the index answers with no list of pages", where=capture.url)
    rows = [row for row in data[1:] if _is_row(row)]
    if not rows and not request.paging:
        raise ParseError("the index has not one page of the blog", where=capture.url)
    home = request.home or _home(request.url)
    kept: dict[str, str] = {}
    for timestamp, original in rows:
        kept.setdefault(urls.clean(original), timestamp)
    posts = post_addresses.posts(kept, home)
    found: dict[str, Candidate] = {}
    # the rows stand in the order of their addresses: that some are too old says nothing of the next
    wanted = (u for u in kept if overlaps(source.scope, days_of_post(u)))
    for url in wanted:
        post = api.post(url, capture, source) if url in posts else None
        if post is not None:
            copy = f"https://web.archive.org/web/{kept[url]}id_/{url}"
            found.setdefault(urls.key(url), replace(post, copy=copy))
    following = _resumed(data, request.url)
    return Found(
        candidates=tuple(found.values()),
        follow=(older(following, request),) if following else (),
        end=not following,
    )


def _is_row(row: object) -> bool:
    """Whether a row is a page: the last one may be the key to go on with."""
    return isinstance(row, list) and len(row) == 2 and all(isinstance(each, str) for each in row)


def _home(asked: str) -> str:
    return f"https://{urls.argument(asked, 'url').removesuffix('*')}"


def _resumed(data: list[object], asked: str) -> str | None:
    """The address of the next rows: their key stands alone behind an empty row."""
    if len(data) < 2 or data[-2] != []:
        return None
    last = data[-1]
    written = last[0] if isinstance(last, list) and len(last) == 1 else None
    # it is given as it stands in an address
    key = unquote_plus(written) if isinstance(written, str) else ""
    if not key or key == urls.argument(asked, "resumeKey"):
        return None
    return urls.with_arguments(asked, resumeKey=key)
