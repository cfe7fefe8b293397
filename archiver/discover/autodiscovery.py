"""Feeds that a page names in its markup, in the order in which it names them."""

from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from archiver.web import address_kinds, urls

_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
    "application/xml",
    "text/xml",
}
_COMMENT_WORDS = (
    "comments", "comentarios", "comentários", "commentaires", "kommentare", "kommentar-feed",
    "commenti", "reacties", "комментари", "コメント",
)  # fmt: skip
_COMMENT_PATHS = ("/comments/", "comments.xml", "commentrss", "feed=comments")
_API_PATHS = ("/wp-json/", "oembed", "/api/")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed that a page names. ``comments`` marks one of readers' comments, not of posts."""

    url: str
    title: str = ""
    type: str = ""
    comments: bool = False


def base_of(page: BeautifulSoup, url: str) -> str:
    """The address that the page's relative links start from: its ``base`` element's, else ``url``."""
    base = page.find("base", href=True)
    return urls.resolve(str(base["href"]), url) or url if isinstance(base, Tag) else url


def feeds_of(page: BeautifulSoup, url: str) -> tuple[FeedLink, ...]:
    """The feeds of a page in tree order; the first is the page's own choice.

    As the HTML standard has it (4.6.7.1, "alternate"): ``link``, ``a`` or ``area`` with the
    keyword ``alternate`` in ``rel`` and a feed's type, or the keyword ``feed`` alone. APIs that
    answer with JSON but are no feeds (oEmbed, WordPress's REST) are left out.
    """
    base = base_of(page, url)
    found: dict[str, FeedLink] = {}
    for element in page.find_all(["link", "a", "area"], href=True, rel=True):
        if link := _feed_link(element, base):
            found.setdefault(link.url, link)
    return tuple(found.values())


def _feed_link(element: Tag, base: str) -> FeedLink | None:
    relations = {word.lower() for word in element.get_attribute_list("rel") if word}
    kind = str(element.get("type") or "").split(";")[0].strip().lower()
    if not ("feed" in relations or ("alternate" in relations and kind in _TYPES)):
        return None
    href = str(element["href"]).strip()
    target = urls.resolve(href.replace("feed:", "", 1) if href.startswith("feed:") else href, base)
    if not href or target is None or "stylesheet" in relations:
        return None
    if kind.endswith("json") and any(part in target.lower() for part in _API_PATHS):
        return None
    title = " ".join(str(element.get("title") or "").split())
    return FeedLink(url=target, title=title, type=kind, comments=_of_comments(target, title))


def linked(page: BeautifulSoup, url: str) -> tuple[FeedLink, ...]:
    """The feeds that a page links to in its text, as a button "RSS": addresses that look like one, on
    the page's own host, one beneath or above it, or a service for feeds. A blogroll's are none.
    """
    base, own = base_of(page, url), urls.host(url).removeprefix("www.")
    found: dict[str, FeedLink] = {}
    for element in page.find_all("a", href=True):
        href = str(element["href"]).strip().replace("feed:", "", 1)
        target = urls.resolve(f"http:{href}" if href.startswith("//") else href, base)
        if target is None or not address_kinds.is_feed(target):
            continue
        host = urls.host(target).removeprefix("www.")
        near = host == own or host.endswith("." + own) or own.endswith("." + host)
        if near or address_kinds.is_elsewhere(target):
            title = " ".join(element.get_text(" ", strip=True).split())
            known = FeedLink(url=target, title=title, comments=_of_comments(target, title))
            found.setdefault(target, known)
    return tuple(found.values())


def _of_comments(url: str, title: str) -> bool:
    return any(part in url.lower() for part in _COMMENT_PATHS) or any(
        word in title.casefold() for word in _COMMENT_WORDS
    )


def best(feeds: tuple[FeedLink, ...]) -> FeedLink | None:
    """The feed to follow for a whole blog: its first one of posts, not of one tag or author."""
    posts = [feed for feed in feeds if not feed.comments]
    whole = [feed for feed in posts if not _of_a_part(feed.url)]
    return next(iter(whole or posts), None)


def _of_a_part(url: str) -> bool:
    return any(part in url.lower() for part in ("/tag/", "/tags/", "/category/", "/author/"))
