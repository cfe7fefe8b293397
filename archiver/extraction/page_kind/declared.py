"""What a page says that it is: by its address, the types that it declares, and the names on it."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from archiver.web.page import Page
from archiver.web.self_description import body_classes, has_discussion, is_article, is_single, types
from archiver.web.urls import key, resolve
from archiver.web.vocabulary import PAGES, words_of

_FILE = re.compile(r"\.\w{2,5}$")
_HOME = re.compile(r"/?(?:index|default|home)?(?:\.\w{2,5})?/?")
_DATED = re.compile(r"(?>.*?/(?:19|20)\d\d/)[\d/]*+[^/\d]")
_MONTH = re.compile(r"/(?:19|20)\d\d(?:/[01]?\d)?/?$")
_PAGING = re.compile(r"/page/\d+/?$")
_NUMBERED = re.compile(r"cat[_-]?[a-z]{0,3}\d+")
_CHOOSES = frozenset(("p", "id", "entry", "post", "page_id", "article", "story"))
"""Arguments by which the address of a home page may choose a post (as in ``may_be_post``)."""


@dataclass(frozen=True, slots=True)
class Declared:
    """Points for a list (above 0) or for a post (below), of the ``address`` and of all that the
    page ``says`` elsewhere; and whether it says that it is a ``search``, a ``shop``, a ``forum`` or
    a ``video``.
    """

    address: int
    says: int
    search: bool = False
    shop: bool = False
    forum: bool = False
    video: bool = False


def read(page: Page, *, announced: bool) -> Declared:
    """What a page says that it is; ``announced`` tells whether its blog's feed calls it a post.

    The points are explained in ``evidence``.
    """
    url = page.url or page.base
    schema, classes = types(page), body_classes(page)
    metas = {
        (e.get("property") or e.get("name") or "").lower(): (e.get("content") or "").lower()
        for e in page.all("meta")
    }
    kind = metas.get("og:type", "")
    article = is_article(schema)
    forum = _runs_forum(page) or not PAGES["forum-type"].isdisjoint(schema)
    shop = _has_shop(page)
    for_list = (
        4 * (not classes.isdisjoint(PAGES["list-class"]))
        + 2 * (kind == "website")
        + 3 * kind.startswith(("product", "video"))
        + 2 * (not article and not PAGES["list-type"].isdisjoint(schema))
        + 4 * forum
        + 4 * shop
    )
    for_post = (
        3 * is_single(classes)
        + 4 * article
        + 3 * (kind in ("article", "blog", "post", "news"))
        + 2 * ("article:published_time" in metas)
        + 2 * any("author" in (e.get("rel") or "").split() for e in page.having("rel"))
        + 8 * (has_discussion(page) and not forum)
        + 4 * announced
        + 6 * _heads_itself(page)
    )
    return Declared(
        address=_address(url, forum=forum),
        says=for_list - for_post,
        search=_is_search(url) or not classes.isdisjoint(("search", "search-results")),
        shop=shop or kind.startswith("product"),
        forum=forum,
        video=kind.startswith("video") or (not article and "videoobject" in schema),
    )


def _address(url: str, *, forum: bool) -> int:
    """The points of an address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return 0
    if not parts.netloc:
        return 0
    path = _PAGING.sub("", unquote(parts.path).lower())
    if _HOME.fullmatch(path):
        return 0 if _CHOOSES & parse_qs(parts.query).keys() else 5
    if _is_search(url):
        return 5
    steps = [_FILE.sub("", step) for step in path.split("/") if step]
    lists = PAGES["list-address"] | (PAGES["forum-address"] if forum else frozenset())
    is_list = bool(
        not lists.isdisjoint(steps)
        or steps[-1] in PAGES["list-end"]
        or any(map(_NUMBERED.fullmatch, steps))
        or _MONTH.search(path)
    )
    words = [word for word in re.split(r"[-_\s]+", steps[-1]) if word and not word.isdecimal()]
    slug = 7 if len(words) >= 6 else 5 * (len(words) >= 4)
    named = len(words) > 1 or any(map(str.isdecimal, steps[-1]))
    below = named and not is_list and not PAGES["post-address"].isdisjoint(steps[:-1])
    return 5 * is_list - 2 * bool(_DATED.match(path)) - slug - 3 * below


def _is_search(url: str) -> bool:
    asked = parse_qs(url.partition("?")[2].partition("#")[0])
    return not PAGES["search-argument"].isdisjoint(asked)


def _heads_itself(page: Page) -> bool:
    """Whether the only page but the home page that headings lead to is this one, as blogs link the
    title of a post to its own address.
    """
    here, home = key(page.url or page.base), key(resolve("/", page.url or page.base or None) or "")
    links = (a for tag in ("h1", "h2", "h3") for e in page.all(tag) for a in e.iter("a"))
    targets = {key(url) for a in links if (url := resolve(a.get("href") or "", page.base or None))}
    return bool(here) and targets - {home} == {here}


def _has_discussion(page: Page) -> bool:
    names = PAGES["comments"]
    return not (names.isdisjoint(page.ids) and names.isdisjoint(page.classes))


def _runs_forum(page: Page) -> bool:
    software = PAGES["forum-software"]
    named = page.generator.startswith(tuple(software))
    return named or any(mark.lower() in software for mark in page.ids)


def _has_shop(page: Page) -> bool:
    """Whether the page has the names of a shop, or a link to the cart."""
    together = "\n".join(page.targets)
    if any(cart in together for cart in _CARTS) and any(map(_is_cart, page.targets)):
        return True
    names = " ".join((*page.classes, *page.ids)).lower()
    if not any(word in names for word in PAGES["shop"]):  # words_of is slow for all names
        return False
    return any(not PAGES["shop"].isdisjoint(words_of(name)) for name in (*page.classes, *page.ids))


def _is_cart(href: str) -> bool:
    return href.partition("?")[0].rstrip("/").endswith(_CARTS)


_CARTS = tuple(f"/{name}" for name in sorted(PAGES["shop-address"]))
