"""Listings: the entries of a home, tag, category or archive page, and the way to older ones."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup, Tag

from archiver.discover.autodiscovery import base_of
from archiver.discover.boilerplate import ListingChrome, entry_around, is_entry, names_of
from archiver.web import dates, urls
from archiver.web.address_kinds import is_dated, may_be_post
from archiver.web.vocabulary import LISTINGS, Role, lines, lists, marks

_LINK = frozenset(LISTINGS["link"])
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OLDER_LINKS = frozenset(LISTINGS["older"])
_OLDER_BOXES = frozenset(LISTINGS["around-older"])
_HOME = 3
"""So many posts stand below the address of a blog, or in elements of their own, where posts do."""
_WAY = 40
"""The most characters of a link that only says where it leads."""
_MONTH = re.compile(r"([^\W\d_]{3,12})\.?\s(?:19|20)\d\d(?:\s?\(\d{1,4}\))?")
_PAGE_IN_PATH = re.compile(
    r"/(?:page|seite|pagina|p)/?(\d{1,5})/?(?:index\.html)?$|/index-?(\d{1,5})\.html$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingEntry:
    """One post that a listing shows."""

    url: str
    title: str = ""
    published: datetime | date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a listing page says. ``older`` is the page of older entries, None on the last one."""

    title: str = ""
    entries: tuple[ListingEntry, ...] = ()
    older: str | None = None


def read(page: BeautifulSoup, url: str) -> Listing:
    """Read a listing out of a parsed page. ``url`` is where the page was found.

    A page without entries gives an empty listing: whether that is an error, the caller knows.
    """
    title = page.title.get_text(" ", strip=True) if page.title else ""
    entries = _entries(page, url)
    posts = frozenset(urls.key(entry.url) for entry in entries)
    return Listing(title=title, entries=entries, older=older(page, url, posts))


@dataclass(frozen=True, slots=True)
class _Link:
    element: Tag
    url: str
    title: str
    score: int
    shape: tuple[str, ...]


def _entries(page: BeautifulSoup, url: str) -> tuple[ListingEntry, ...]:
    links = _without_homes(list(_links(page, url)))
    if not links:
        return ()
    shapes = Counter(link.shape for link in links)
    # a lone link needs more reasons than one of a row of its like
    weights = [link.score + min(shapes[link.shape], 4) for link in links]
    titles = [
        link
        for link, weight in zip(links, weights, strict=True)
        if weight >= max(6, max(weights) - 3)
    ]
    titles = _without_sections(titles, shapes)
    kept: dict[str, _Link] = {}
    for link in [*titles, *_untitled(links, titles)]:
        known = kept.get(urls.key(link.url))
        if known is None or (link.score, len(link.title)) > (known.score, len(known.title)):
            kept[urls.key(link.url)] = link
    entries_in = Counter(id(a) for link in kept.values() for a in link.element.parents)
    return tuple(
        ListingEntry(
            url=link.url, title=link.title, published=_published(_own(link.element, entries_in))
        )
        for link in kept.values()
    )


def _own(link: Tag, entries_in: Mapping[int, int]) -> Tag:
    """What belongs to the entry of a link alone: the nearest element of one, or all that holds no
    other entry. ``entries_in`` counts the entries in an element, by its ``id``.
    """
    own = link
    for node in link.parents:
        if node.name == "body" or entries_in[id(node)] > 1:
            return own
        own = node
        if is_entry(node):
            return own
    return own


def _untitled(links: list[_Link], titles: list[_Link]) -> Iterator[_Link]:
    """Entries without a title, which are linked by their date alone (asides, notes)."""
    covered = {id(entry_around(link.element)) for link in titles}
    for link in links:
        around, rel = entry_around(link.element), link.element.get_attribute_list("rel")
        dated = link.element.find("time") or link.element.find_parent("time") or "bookmark" in rel
        if dated and link.score > 0 and around is not None and id(around) not in covered:
            yield replace(link, title="")


def _links(page: BeautifulSoup, url: str) -> Iterator[_Link]:
    base, host, chrome = base_of(page, url), urls.host(url), ListingChrome()
    prose = _Prose()
    for element in page.find_all("a", href=True):
        target = urls.resolve(str(element["href"]).strip(), base)
        if target is None or not may_be_post(target, url) or chrome.holds(element):
            continue
        title = " ".join(element.get_text(" ", strip=True).split())
        if _is_way(title):
            continue
        own = urls.host(target).removeprefix("www.") == host.removeprefix("www.")
        score = _score(element, target, title, prose) + (2 if own else -2)
        yield _Link(element, urls.clean(target), title, score, _shape(element))


def _score(element: Tag, target: str, title: str, prose: "_Prose") -> int:
    """How many reasons there are to take a link for the title of an entry."""
    near = [element, *list(element.parents)[:3]]
    names = [name for node in near[:2] for name in names_of(node)]
    score = 0
    if any(node.name in _HEADINGS for node in near) or element.find(_HEADINGS):
        score += 4
    if "bookmark" in element.get_attribute_list("rel") or _titles(names):
        score += 3
    if score == 0 and prose.holds(element, title):
        return -4
    if is_dated(target):
        score += 2
    if entry_around(element) is not None:
        score += 1
    return score + (1 if len(title) > 12 else 0 if title else -4)


def _titles(names: list[str]) -> bool:
    """Whether names mark the title of an entry, or the link to it."""
    return not _LINK.isdisjoint(names) or Role.TITLE in marks(" ".join(names))


class _Prose:
    """The running text of a page: each block is measured once, however many links it has."""

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}

    def holds(self, element: Tag, title: str) -> bool:
        """Whether a link stands in the middle of running text."""
        block = element.find_parent(["p", "blockquote", "li", "article", "section", "div", "td"])
        if block is None or block.name not in ("p", "blockquote"):
            return False
        if id(block) not in self._sizes:
            self._sizes[id(block)] = len(block.get_text())
        return self._sizes[id(block)] > len(title) + 40


def _shape(element: Tag) -> tuple[str, ...]:
    """A path of a link in the tree that is equal for all entries of one list."""
    return tuple(node.name for node in (element, *list(element.parents)[:4]))


def _published(node: Tag) -> datetime | date | None:
    """The date that stands with an entry: its own ``time`` or ``abbr``, not a neighbour's."""
    stamp = node.find("time", datetime=True)
    if isinstance(stamp, Tag):
        return dates.parse(str(stamp["datetime"]))
    stamp = node.find("abbr", class_="published", title=True)
    return dates.parse(str(stamp["title"])) if isinstance(stamp, Tag) else None


def older(page: BeautifulSoup, url: str, posts: frozenset[str] = frozenset()) -> str | None:
    """The address of the page with older entries; None where this is the last one.

    ``posts`` are the keys of what the page lists: an address such as /p7/ may be a post's.
    """
    base, here = base_of(page, url), _number(url) or 1
    for element in _older_links(page):
        target = urls.resolve(str(element["href"]).strip(), base)
        if target and _is_further(target, url, here):
            return target
    return _next_number(page, base, url, posts)


def _is_further(target: str, url: str, here: int) -> bool:
    """Whether a link leads on, and not back to a page with a lower number."""
    if urls.host(target) != urls.host(url) or urls.same(target, url):
        return False
    number = _number(target)
    return number > here if number is not None else here == 1


def _older_links(page: BeautifulSoup) -> Iterator[Tag]:
    """Links to older pages, the surest signs first (WordPress's "previous" is the older side)."""
    links = page.find_all(["link", "a"], href=True)
    yield from (e for e in links if "next" in e.get_attribute_list("rel"))
    yield from (e for e in links if e.name == "a" and _leads_to_older(e))
    for element in page.find_all("a", href=True):
        text = " ".join(element.get_text(" ", strip=True).split())
        label = str(element.get("aria-label") or element.get("title") or "")
        if any(len(words) < 40 and lines.OLDER.find(words) for words in (text, label)):
            yield element


def _leads_to_older(link: Tag) -> bool:
    """By the classes of themes: on the link itself or, for some, around it."""
    if not _OLDER_LINKS.isdisjoint(link.get_attribute_list("class")):
        return True
    return any(not _OLDER_BOXES.isdisjoint(p.get_attribute_list("class")) for p in link.parents)


def _next_number(page: BeautifulSoup, base: str, url: str, posts: frozenset[str]) -> str | None:
    following = (_number(url) or 1) + 1
    for element in page.find_all("a", href=True):
        target = urls.resolve(str(element["href"]).strip(), base)
        if target is None or _number(target) != following or urls.key(target) in posts:
            continue
        if urls.host(target) == urls.host(url):
            return target
    return None


def _number(url: str) -> int | None:
    """The page number that an address carries, as in ``/page/3/`` or ``?paged=3``."""
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if name in ("paged", "page") and value.isdecimal():
            return int(value[:6])
    match = _PAGE_IN_PATH.search(parts.path)
    return int(match[1] or match[2]) if match else None


def _without_homes(links: list[_Link]) -> list[_Link]:
    """The links without those to the blog itself: other addresses of the page begin with theirs."""
    keys = {urls.key(link.url).rstrip("/") for link in links}
    above = Counter(key[:n] for key in keys for n, letter in enumerate(key) if letter == "/")
    return [link for link in links if above[urls.key(link.url).rstrip("/")] < _HOME]


def _without_sections(titles: list[_Link], shapes: Mapping[tuple[str, ...], int]) -> list[_Link]:
    """The titles without those of a page's sections, which lead to more of a kind.

    Where entries have an element each, what stands alone outside of them is none.
    """
    boxed = [link for link in titles if link.element.find_parent("article") is not None]
    if len({urls.key(link.url) for link in boxed}) < _HOME:
        return titles
    inside = {id(link) for link in boxed}
    return [
        link
        for link in titles
        if id(link) in inside or shapes[link.shape] > 2 or is_dated(link.url)
    ]


def _is_way(words: str) -> bool:
    """Whether a link says that it leads to comments, to more posts or to a month, and to no post."""
    if not words or len(words) > _WAY:
        return False
    leads_on = lines.OLDER.find(words) or lines.MORE.find(words)
    return bool(leads_on or lines.DISCUSSION.find(words)) or _is_month(words)


def _is_month(words: str) -> bool:
    match = _MONTH.fullmatch(words)
    return match is not None and match[1].casefold() in lists.months()
