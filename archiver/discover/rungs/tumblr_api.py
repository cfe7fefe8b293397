"""Tumblr's first API, which asks for no key: fifty posts at once, as a script."""

from dataclasses import replace
from urllib.parse import urlsplit

from archiver.discover import api_answers as api
from archiver.discover.following import older
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Found, Request, Source
from archiver.model.blog import Blog, Scope
from archiver.web import urls

_TITLES = ("regular-title", "link-text", "question", "conversation-title", "quote-source")
"""What kinds of posts have as their title."""


def first(blog: Blog, scope: Scope) -> str | None:
    """The newest posts. ``tumblr.com/ana`` is the blog ``ana.tumblr.com``."""
    if not blog.home:
        return None
    home, path = blog.home, urlsplit(blog.home).path.strip("/").split("/")
    if urls.host(home).removeprefix("www.") == "tumblr.com":
        names = [part for part in path if part and part != "blog"]
        home = f"https://{names[0]}.tumblr.com/" if names else ""
    answers = urls.resolve("/api/read/json", home) if home else None
    return answers and urls.with_arguments(answers, num=50, start=0)


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Some posts. Raises ParseError where the API answers something else, or has none."""
    data = api.load(capture, before="var tumblr_api_read = ", after=";")
    rows = api.rows(data, capture, "posts")
    if not rows:
        if request.paging:
            return Found(end=True)
        raise ParseError("the API has not one post", where=capture.url)
    found = tuple(c for row in rows if (c := _candidate(row, capture, source)))
    following = api.counted_on(request.url, "start", len(rows), 0)
    total = api.number(data, "posts-total")
    holds_all = following and total is not None and int(urls.argument(following, "start")) >= total
    if holds_all or api.has_passed(found, source.scope):
        return Found(candidates=found, end=True)
    return Found(candidates=found, follow=(older(following, request),) if following else ())


def _candidate(row: api.Row, capture: Capture, source: Source) -> Candidate | None:
    post = api.post(api.text(row, "url-with-slug") or api.text(row, "url"), capture, source)
    return post and replace(
        post,
        title=next((title for name in _TITLES if (title := api.title(row, name))), ""),
        published=api.moment(api.text(row, "date-gmt").removesuffix(" GMT"), utc=True),
        tags=api.names(row.get("tags")),
        entry_id=api.text(row, "url"),
    )
