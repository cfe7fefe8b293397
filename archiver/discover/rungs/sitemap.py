"""The sitemaps of a blog: an index leads to those that list posts, and they to the posts."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from archiver.discover import api_answers, post_addresses
from archiver.discover.following import part
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Found, Request, Source
from archiver.model.blog import Blog, Scope, day_of
from archiver.web import sitemaps, urls
from archiver.web.sitemaps import Listed, Sitemap

_DEPTH = 2
"""An index of indexes is against the protocol, and met; deeper ones are not."""
_MOST_LISTS = 1000
_WHOLE = re.compile(r"/(?:wp-)?sitemap(?:[_-]index|[_-]posts)?\.(?:xml|txt)(?:\.gz)?$")
"""Names of sitemaps that hold all posts, not a part of them."""
_SHARED = ("medium.com", "substack.com", "tumblr.com")
_USUAL = ("sitemap.xml", "sitemap_index.xml", "wp-sitemap.xml", "sitemap-index.xml")
_NAMES = {
    "wordpress": ("sitemap.xml", "wp-sitemap.xml", "sitemap_index.xml"),
    "wordpress_com": ("sitemap.xml",),
    "blogger": ("sitemap.xml",),
    "ghost": ("sitemap-posts.xml", "sitemap.xml"),
    "medium": ("sitemap/sitemap.xml",),
    "squarespace": ("sitemap.xml",),
    "substack": ("sitemap.xml",),
    "tumblr": ("sitemap.xml",),
}
_TYPE = re.compile(r"wp-sitemap-posts-([a-z_-]{1,40}?)-\d{1,6}\.xml")
"""WordPress's own name for the sitemap of a kind of post."""
_WORD = re.compile("[a-z]{2,}")
_OF_POSTS = {
    "post", "posts", "article", "articles", "blog", "blogs", "entry", "entries", "story", "stories",
}  # fmt: skip
_OF_OTHERS = {
    "page", "pages", "static", "tag", "tags", "category", "categories", "cat", "taxonomy", "taxonomies",
    "topic", "topics", "label", "labels", "author", "authors", "user", "users", "people", "member",
    "members", "image", "images", "media", "attachment", "attachments", "video", "videos", "product",
    "products", "shop", "store", "event", "events", "location", "locations", "misc", "archive", "archives",
    "forum", "forums", "comment", "comments", "publication", "publications",
}  # fmt: skip
"""Words in the names of sitemaps."""


def first(blog: Blog, scope: Scope) -> str | None:
    """The likeliest sitemap: one that robots.txt names, else by the platform's habit."""
    return next(iter(_addresses(blog, scope)), None)


def others(blog: Blog, scope: Scope) -> tuple[str, ...]:
    """Further ones, best first, for where one fails or does not say that it holds all."""
    return _addresses(blog, scope)[1:]


def _addresses(blog: Blog, scope: Scope) -> tuple[str, ...]:
    path = urlsplit(blog.home).path
    # a sitemap of a host of many blogs has all of theirs
    is_shared = path.startswith("/@") or urls.host(blog.home).removeprefix("www.") in _SHARED
    if is_shared or not (blog.home or blog.sitemaps):
        return ()
    if named := [Listed(url=url) for url in blog.sitemaps]:
        return tuple(listed.url for listed in _of_posts(named, scope))[:10]
    names = _NAMES.get(blog.platform, _USUAL)
    own, root = urls.folder(blog.home), urls.resolve("/", blog.home)
    found = [f"{own}{name}" for name in (names if own == root else names[:1])]
    return tuple(dict.fromkeys([*found, *(f"{root}{name}" for name in names)]))


def read(capture: Capture, request: Request, source: Source) -> Found:
    """One sitemap, or the index of some. Raises ParseError where it is none, or lists no post.

    It holds all where it has the name of such a one and is not cut; a part of an index never says so.
    """
    listed = sitemaps.parse(capture.body, capture.final_url, capture.header("content-type"))
    wanted = _lists(listed, request, source.scope)
    pages = _posts(listed, capture, request)
    if not (pages or listed.sitemaps or request.depth):
        raise ParseError("the sitemap lists no address of a post", where=capture.url)
    if listed.sitemaps and request.depth >= _DEPTH:
        raise ParseError("an index of sitemaps within an index within an index", where=capture.url)
    is_whole = not (listed.recent or listed.cut or request.depth)
    found = (_candidate(page, capture, source) for page in pages)
    return Found(
        candidates=tuple(post for post in found if post),
        follow=tuple(part(child.url, request) for child in wanted),
        cut=listed.cut,
        end=is_whole and bool(_WHOLE.search(urlsplit(capture.url).path.lower())),
    )


def _lists(listed: Sitemap, request: Request, scope: Scope) -> list[Listed]:
    """The sitemaps of an index that are worth asking for."""
    others = [s for s in listed.sitemaps if not urls.same(s.url, request.url)]
    return _of_posts(others, scope)[:_MOST_LISTS]


def _of_posts(lists: list[Listed], scope: Scope) -> list[Listed]:
    """Of some sitemaps those of posts, by their names; where none has such a name, all but those of
    other things; where nothing tells, all. What changed last, or is of days, before the scope, is not
    wanted."""
    kinds = {listed.url: _is_of_posts(listed.url) for listed in lists}
    found = [s for s in lists if kinds[s.url]]
    found = found or [s for s in lists if kinds[s.url] is None] or lists
    return [
        listed
        for listed in found
        if not scope.is_past(day_of(listed.changed)) and post_addresses.may_hold(scope, listed.url)
    ]


def _is_of_posts(url: str) -> bool | None:
    """Whether the name of a sitemap says that it is of posts; None where it says nothing."""
    name = urlsplit(url).path.lower().rpartition("/")[2]
    kind = _TYPE.fullmatch(name)
    words = set(_WORD.findall(kind[1] if kind else name))
    if words & _OF_OTHERS:
        return False
    return True if words & _OF_POSTS else False if kind else None


def _posts(listed: Sitemap, capture: Capture, request: Request) -> list[Listed]:
    home = request.home or capture.final_url
    kept = post_addresses.posts((page.url for page in listed.pages), home, capture.final_url)
    return [page for page in listed.pages if page.url in kept]


def _candidate(page: Listed, capture: Capture, source: Source) -> Candidate | None:
    post = api_answers.post(page.url, capture, source)
    return post and replace(post, title=page.title, published=page.published, updated=page.changed)
