"""Listings: the entries of a home, tag, category or archive page, and the way to older ones."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup, Tag

from archiver.discover.autodiscovery import base_of
from archiver.web import dates, urls
from archiver.web.address_kinds import is_dated, may_be_post
from archiver.web.vocabulary import LISTINGS, Meaning, Role, lines, marks, of_class, of_frame, of_id

_FRAMING = frozenset(("nav", "footer", "aside", "form", "noscript", "template", "script", "style"))
"""Tags that hold no entries, but for an entry's own footer."""
_ENTRY = frozenset(LISTINGS["entry"])
_CONTENT = _ENTRY.union(LISTINGS["list"])
"""Names that make an element content even where another of its names is one of chrome."""
_LINK = frozenset(LISTINGS["link"])
_BESIDE = frozenset(
    (
        Role.NAVIGATION,
        Role.FRAME,
        Role.ASIDE,
        Role.FOOTER,
        Role.COMMENTS,
        Role.COMMENT_FORM,
        Role.SHARE,
        Role.RELATED,
        Role.SUBSCRIPTION,
        Role.ADVERTISING,
        Role.OVERLAY,
        Role.COOKIES,
        Role.DONATION,
    )
)
"""What stands beside the entries of a listing. Bylines and cards do not: they hold the entries' titles."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OLDER_LINKS = frozenset(LISTINGS["older"])
_OLDER_BOXES = frozenset(LISTINGS["around-older"])
_PAGE_IN_PATH = re.compile(
    r"/(?:page|seite|pagina|p)/?(\d{1,5})/?(?:index\.html)?$|/index-?(\d{1,5})\.html$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingEntry:
    """One post that a listing shows. ``excerpt`` is the text beside its title, cut short."""

    url: str
    title: str = ""
    published: datetime | date | None = None
    tags: tuple[str, ...] = ()
    excerpt: str = ""


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
    return Listing(title=title, entries=_entries(page, url), older=older(page, url))


class Chrome:
    """The elements of a page without announcements: navigation, sidebars, comments and the like.

    Within the text of a post (``in_post``) this is all that extraction would drop, also cards of
    other posts and what a single word hints at; on a listing these may be the entries.
    """

    def __init__(self, *, in_post: bool = False) -> None:
        self.in_post = in_post
        self._known: dict[int, bool] = {}

    def holds(self, element: Tag) -> bool:
        """Whether an element or one around it is chrome."""
        for node in (element, *element.parents):
            if node.name in ("body", "html", "[document]"):
                return False
            if id(node) not in self._known:
                self._known[id(node)] = self._is(node)
            if self._known[id(node)]:
                return True
        return False

    def _is(self, node: Tag) -> bool:
        if node.name in _FRAMING and not _belongs_to_entry(node):
            return True
        names = names_of(node)
        return _CONTENT.isdisjoint(names) and any(
            self._counts(meaning) and _fits(node, meaning) for meaning in _meanings(node)
        )

    def _counts(self, meaning: Meaning) -> bool:
        # a mere word would match a home page's section of "latest stories", too: its entries
        return self.in_post or (meaning.whole and meaning.role in _BESIDE)


def _meanings(node: Tag) -> Iterator[Meaning]:
    """What the classes and the id of an element say, each by itself."""
    for name in dict.fromkeys(str(name) for name in node.get_attribute_list("class") if name):
        if meaning := of_class(name):
            yield meaning
    for name in dict.fromkeys(str(node.get("id") or "").split()):
        if meaning := of_id(name):
            yield meaning
    for name in names_of(node):
        if role := of_frame(name):
            yield Meaning(role)


def _fits(node: Tag, meaning: Meaning) -> bool:
    """Whether an element has no more text than its name allows, and no title of a post."""
    if not meaning.whole and node.find("h1") is not None:
        return False
    return not meaning.most or len(node.get_text(strip=True)) <= meaning.most


def names_of(node: Tag) -> list[str]:
    """The classes and the id of an element."""
    return [
        *(str(name) for name in node.get_attribute_list("class") if name),
        *str(node.get("id") or "").split(),
    ]


def _belongs_to_entry(node: Tag) -> bool:
    """An article's own footer holds its permalink; an ``aside`` may hold a whole article (Pelican)."""
    if node.name == "footer":
        return _around(node) is not None
    return (
        node.name == "aside"
        and node.find("article") is not None
        and node.find_parent("article") is None
    )


@dataclass(frozen=True, slots=True)
class _Link:
    element: Tag
    url: str
    title: str
    score: int
    shape: tuple[str, ...]


def _entries(page: BeautifulSoup, url: str) -> tuple[ListingEntry, ...]:
    links = list(_links(page, url))
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
    kept: dict[str, _Link] = {}
    for link in [*titles, *_untitled(links, titles)]:
        known = kept.get(urls.key(link.url))
        if known is None or (link.score, len(link.title)) > (known.score, len(known.title)):
            kept[urls.key(link.url)] = link
    return tuple(_entry(link) for link in kept.values())


def _untitled(links: list[_Link], titles: list[_Link]) -> Iterator[_Link]:
    """Entries without a title, which are linked by their date alone (asides, notes)."""
    covered = {id(_around(link.element)) for link in titles}
    for link in links:
        around, rel = _around(link.element), link.element.get_attribute_list("rel")
        dated = link.element.find("time") or link.element.find_parent("time") or "bookmark" in rel
        if dated and link.score > 0 and around is not None and id(around) not in covered:
            yield replace(link, title="")


def _links(page: BeautifulSoup, url: str) -> Iterator[_Link]:
    base, host, chrome = base_of(page, url), urls.host(url), Chrome()
    for element in page.find_all("a", href=True):
        target = urls.resolve(str(element["href"]).strip(), base)
        if target is None or not may_be_post(target, url) or chrome.holds(element):
            continue
        title = " ".join(element.get_text(" ", strip=True).split())
        own = urls.host(target).removeprefix("www.") == host.removeprefix("www.")
        score = _score(element, target, title) + (2 if own else -2)
        yield _Link(element, urls.clean(target), title, score, _shape(element))


def _score(element: Tag, target: str, title: str) -> int:
    """How many reasons there are to take a link for the title of an entry."""
    near = [element, *list(element.parents)[:3]]
    names = [name for node in near[:2] for name in names_of(node)]
    score = 0
    if any(node.name in _HEADINGS for node in near) or element.find(_HEADINGS):
        score += 4
    if "bookmark" in element.get_attribute_list("rel") or _titles(names):
        score += 3
    if score == 0 and _in_prose(element, title):
        return -4
    if is_dated(target):
        score += 2
    if _around(element) is not None:
        score += 1
    return score + (1 if len(title) > 12 else 0 if title else -4)


def _titles(names: list[str]) -> bool:
    """Whether names mark the title of an entry, or the link to it."""
    return not _LINK.isdisjoint(names) or Role.TITLE in marks(" ".join(names))


def _in_prose(element: Tag, title: str) -> bool:
    """Whether a link stands in the middle of running text."""
    block = element.find_parent(["p", "blockquote", "li", "article", "section", "div", "td"])
    return (
        block is not None
        and block.name in ("p", "blockquote")
        and len(block.get_text()) > len(title) + 40
    )


def _around(element: Tag) -> Tag | None:
    """The nearest element that holds one whole entry."""
    for node in element.parents:
        if node.name == "body":
            return None
        if node.name in ("article", "section") or _ENTRY.intersection(names_of(node)):
            return node
    return None


def _shape(element: Tag) -> tuple[str, ...]:
    """A path of a link in the tree that is equal for all entries of one list."""
    return tuple(node.name for node in (element, *list(element.parents)[:4]))


def _entry(link: _Link) -> ListingEntry:
    return ListingEntry(url=link.url, title=link.title, published=_published(link.element))


def _published(link: Tag) -> datetime | date | None:
    """The date that stands with an entry: its own ``time`` or ``abbr``, not a neighbour's."""
    node = _around(link) or link.parent
    if node is None:
        return None
    stamp = node.find("time", datetime=True)
    if isinstance(stamp, Tag):
        return dates.parse(str(stamp["datetime"]))
    stamp = node.find("abbr", class_="published", title=True)
    return dates.parse(str(stamp["title"])) if isinstance(stamp, Tag) else None


def older(page: BeautifulSoup, url: str) -> str | None:
    """The address of the page with older entries; None where this is the last one."""
    base, here = base_of(page, url), _number(url) or 1
    for element in _older_links(page):
        target = urls.resolve(str(element["href"]).strip(), base)
        if target and _is_further(target, url, here):
            return target
    return _next_number(page, base, url, here)


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


def _next_number(page: BeautifulSoup, base: str, url: str, here: int) -> str | None:
    for element in page.find_all("a", href=True):
        target = urls.resolve(str(element["href"]).strip(), base)
        if target and _number(target) == here + 1 and urls.host(target) == urls.host(url):
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
