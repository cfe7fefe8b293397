"""WordPress's REST API: a hundred posts a page (developer.wordpress.org/rest-api/reference/posts)."""

from dataclasses import replace

from archiver.discover import api_answers as api
from archiver.discover.following import older
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Found, Request, Source
from archiver.model.blog import Blog, Scope
from archiver.web import urls

_SIZE = 100
_FIELDS = "id,type,status,date,date_gmt,modified_gmt,guid,link,title,content.protected"


def first(blog: Blog, scope: Scope) -> str | None:
    """The first page at the API's root that a page of the blog names, else at the usual one."""
    root = blog.api or (blog.home and f"{urls.folder(blog.home)}wp-json/")
    return _posts(root, scope) if root else None


def others(blog: Blog, scope: Scope) -> tuple[str, ...]:
    """The same without pretty addresses, which not every server can have."""
    if blog.api or not blog.home:
        return ()
    return (_posts(f"{urls.folder(blog.home)}?rest_route=/", scope),)


def _posts(root: str, scope: Scope) -> str:
    asked: dict[str, str | int] = {"per_page": _SIZE, "page": 1, "_fields": _FIELDS}
    asked |= api.window(scope)
    if route := urls.argument(root, "rest_route"):
        asked["rest_route"] = f"{route.rstrip('/')}/wp/v2/posts"
        return urls.with_arguments(root, **asked)
    above = f"{root.rstrip('/')}/"
    return urls.with_arguments(f"{above}{'' if '/wp/v2/' in above else 'wp/v2/'}posts", **asked)


def read(capture: Capture, request: Request, source: Source) -> Found:
    """One page of posts. Raises ParseError where the API answers something else, or has none."""
    rows = api.rows(api.load(capture), capture)
    is_limited = any(urls.argument(request.url, name) for name in ("after", "before"))
    if not rows and not request.paging and not is_limited:
        raise ParseError("the API has not one post", where=capture.url)
    found = tuple(c for row in rows if (c := _candidate(row, capture, source)))
    total = (capture.header("x-wp-totalpages") or "").strip()
    page = urls.argument(request.url, "page")
    if total.isdecimal() and page.isdecimal():
        is_last = int(page[:7]) >= int(total[:7])
    else:  # a server that leaves out the header
        is_last = len(rows) < _SIZE
    is_last = is_last or not rows or api.has_passed(found, source.scope)
    following = None if is_last else api.counted_on(request.url, "page", 1, 1)
    return Found(
        candidates=found,
        follow=(older(following, request),) if following else (),
        end=is_last,
    )


def _candidate(row: api.Row, capture: Capture, source: Source) -> Candidate | None:
    """A post; None for one that a password protects, and for what is no post that all may read."""
    kind, status = api.text(row, "type") or "post", api.text(row, "status") or "publish"
    post = api.post(api.text(row, "link"), capture, source)
    if post is None or (kind, status) != ("post", "publish") or api.at(row, "content", "protected"):
        return None
    return replace(
        post,
        title=api.title(row, "title", "rendered") or api.title(row, "title"),
        published=api.moment(api.text(row, "date_gmt"), utc=True)
        or api.moment(api.text(row, "date")),
        updated=api.moment(api.text(row, "modified_gmt"), utc=True),
        entry_id=api.unescaped(row, "guid", "rendered"),
    )
