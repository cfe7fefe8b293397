"""Substack's archive: fifty posts at once, until it has no more."""

from dataclasses import replace

from archiver.discover import api_answers as api
from archiver.discover.following import older
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Found, Request, Source
from archiver.model.blog import Blog, Scope
from archiver.web import urls


def first(blog: Blog, scope: Scope) -> str | None:
    """The newest posts. A person's profile on Substack's own host is no publication."""
    if not blog.home or urls.host(blog.home).removeprefix("www.") == "substack.com":
        return None
    archive = urls.resolve("/api/v1/archive", blog.home)
    return archive and urls.with_arguments(archive, sort="new", offset=0, limit=50)


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Some posts. Raises ParseError where the API answers something else, or has none."""
    rows = api.rows(api.load(capture), capture)
    if not rows:
        if request.paging:
            return Found(end=True)
        raise ParseError("the archive has not one post", where=capture.url)
    found = tuple(c for row in rows if (c := _candidate(row, capture, source)))
    if api.has_passed(found, source.scope):
        return Found(candidates=found, end=True)
    # it may give fewer than were asked for, and have more
    following = api.counted_on(request.url, "offset", len(rows), 0)
    return Found(candidates=found, follow=(older(following, request),) if following else ())


def _candidate(row: api.Row, capture: Capture, source: Source) -> Candidate | None:
    slug = api.text(row, "slug")
    address = api.text(row, "canonical_url") or (slug and f"/p/{slug}")
    post = api.post(address, capture, source)
    return post and replace(
        post,
        title=api.title(row, "title"),
        author=next(iter(api.names(row.get("publishedBylines"))), ""),
        published=api.moment(api.text(row, "post_date")),
        tags=api.names(row.get("postTags")),
        entry_id=post.url,  # the feed's own id of it
    )
