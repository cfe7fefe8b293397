"""A feed that the home page does not name, at the place that the blog's engine has for it, or at one of
the few that most have."""

from dataclasses import replace
from urllib.parse import urlsplit

from archiver.discover import feed
from archiver.discover.following import older
from archiver.model import Capture, Found, Request, Source
from archiver.model.blog import Blog, Scope
from archiver.web import urls

MOST = 5
"""So many places are asked of one page."""
_OF_ENGINES = (
    ("wordpress", "feed/"),
    ("blogger", "feeds/posts/default"),
    ("ghost", "rss/"),
    ("hugo", "index.xml"),
    ("jekyll", "feed.xml"),
    ("hexo", "atom.xml"),
    ("gatsby", "rss.xml"),
    ("astro", "rss.xml"),
    ("pelican", "feeds/all.atom.xml"),
    ("eleventy", "feed/feed.xml"),
    ("zola", "atom.xml"),
    ("wix", "blog-feed.xml"),
    ("squarespace", "?format=rss"),
    ("tumblr", "rss"),
)
"""By the beginning of the platform's name."""
_COMMON = ("feed/", "rss.xml", "feed.xml", "atom.xml", "index.xml")


def first(blog: Blog, scope: Scope) -> str | None:
    """The likeliest place; None where a feed is known."""
    return next(iter(_places(blog)), None)


def others(blog: Blog, scope: Scope) -> tuple[str, ...]:
    """The other places."""
    return _places(blog)[1:]


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Read a feed; raises ParseError where there is none."""
    found = feed.read(capture, request, source)
    return replace(found, follow=tuple(older(page.url, request) for page in found.follow))


def _places(blog: Blog) -> tuple[str, ...]:
    if blog.feed or not blog.home:
        return ()
    folder = blog.home.split("#")[0].split("?")[0]
    if "." not in urlsplit(folder).path.rpartition("/")[2]:
        folder = f"{folder.rstrip('/')}/"
    own = (place for name, place in _OF_ENGINES if blog.platform.startswith(name))
    found = (urls.resolve(place, folder) for place in (*own, *_COMMON))
    return tuple(dict.fromkeys(place for place in found if place))[:MOST]
