"""WordPress.com's own API, also for blogs elsewhere that are tied to it (developer.wordpress.com)."""

from dataclasses import replace
from urllib.parse import quote, urlsplit

from archiver.discover import api_answers as api
from archiver.discover.following import older
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Found, Request, Source
from archiver.model.blog import Blog, Scope
from archiver.web import urls

_FIELDS = "ID,type,status,date,modified,title,URL,guid,author,tags,categories"


def first(blog: Blog, scope: Scope) -> str | None:
    """The first page of the blog's posts; a blog below a folder has ``::`` for each slash."""
    if not (name := urls.host(blog.home)):
        return None
    path = urlsplit(urls.folder(blog.home)).path.strip("/")
    site = quote(f"{name}/{path}".strip("/").replace("/", "::"), safe=":")
    return urls.with_arguments(
        f"https://public-api.wordpress.com/rest/v1.1/sites/{site}/posts/",
        number=100,
        fields=_FIELDS,
        **api.window(scope),
    )


def read(capture: Capture, request: Request, source: Source) -> Found:
    """One page of posts. Raises ParseError where the API answers something else, or has none."""
    data = api.load(capture)
    rows = api.rows(data, capture, "posts")
    is_limited = any(urls.argument(request.url, name) for name in ("after", "before"))
    if not rows and not request.paging and not is_limited:
        raise ParseError("the API has not one post", where=capture.url)
    found = tuple(c for row in rows if (c := _candidate(row, capture, source)))
    handle = api.text(data, "meta", "next_page")
    has_more = handle and handle != urls.argument(request.url, "page_handle")
    if not rows or not has_more or api.has_passed(found, source.scope):
        return Found(candidates=found, end=True)
    following = urls.with_arguments(request.url, page_handle=handle)
    return Found(candidates=found, follow=(older(following, request),))


def _candidate(row: api.Row, capture: Capture, source: Source) -> Candidate | None:
    kind, status = api.text(row, "type") or "post", api.text(row, "status") or "publish"
    post = api.post(api.text(row, "URL"), capture, source)
    if post is None or (kind, status) != ("post", "publish"):
        return None
    return replace(
        post,
        title=api.title(row, "title"),
        author=api.title(row, "author", "name"),
        published=api.moment(api.text(row, "date")),
        updated=api.moment(api.text(row, "modified")),
        tags=api.names([*api.keys(row, "tags"), *api.keys(row, "categories")]),
        entry_id=api.unescaped(row, "guid"),
    )
