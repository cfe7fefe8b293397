"""The elements of a page that the witnesses read, indexed by kind and by role."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

import lxml.html

from archiver.extraction.metadata.claims import one_line, unmarked
from archiver.web import urls
from archiver.web.page import Page
from archiver.web.vocabulary import Role, marks, marks_of

Element: TypeAlias = lxml.html.HtmlElement

_LEVELS = 3
_FEW = 12  # words of an aside that has no room for more than who and when
_PARAGRAPH = 150  # characters of a paragraph that is no byline
_PROSE = 400  # characters; what has more is no line
_NO_PICTURE = re.compile(r"/blavatar/|/(?:blank|favicon)[\w-]*\.\w+$|\.ico$", re.IGNORECASE)


def split(url: str) -> SplitResult:
    """The parts of a URL; all empty where it cannot be parsed."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


@dataclass
class Elements:
    """The index: meta elements, links, scripts, and elements by their roles.

    ``base`` is the URL of the page's ``base`` element, from which links are resolved. ``chrome``
    holds the elements that are comments or beside the post (``Role.COMMENTS``, ``Role.ASIDE``),
    or a quotation of others (``Role.QUOTATION``). ``part`` is the post's own part of the page, once
    its heading is known (``own_part``).
    """

    url: str
    root: Element
    metas: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    links: list[tuple[frozenset[str], Element]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    head_title: str = ""
    base: str = ""
    by_role: dict[Role, dict[Element, None]] = field(default_factory=lambda: defaultdict(dict))
    headings: dict[Element, None] = field(default_factory=dict)
    times: dict[Element, None] = field(default_factory=dict)
    paragraphs: list[Element] = field(default_factory=list)
    items: list[tuple[str, Element]] = field(default_factory=list)
    chrome: dict[Element, Role] = field(default_factory=dict)
    part: Element | None = None
    _zones: dict[Element, Role | None] = field(default_factory=dict)

    @cached_property
    def host(self) -> str:
        """The host (and port) of the page's address, without ``www.``."""
        return split(self.url).netloc.lower().removeprefix("www.")

    @property
    def labels(self) -> list[str]:
        """The words between the dots of the host's name, then all but the last together."""
        found = self.host.partition(":")[0].split(".")
        return [*found, "".join(found[:-1]), "".join(found[-2::-1])]

    @cached_property
    def is_home(self) -> bool:
        """Whether the page's address is that of a home page."""
        parts = split(self.url)
        return bool(self.url) and parts.path in ("", "/") and not parts.query

    def meta(self, *names: str) -> str:
        """The first non-empty content of the meta elements with these names, in this order."""
        return next((v for name in names for v in self.metas.get(name, ()) if v), "")

    def picture(self, *names: str) -> str:
        """The URL of the first image that meta elements name, without icons and blank images."""
        found = (v for name in names for v in self.metas.get(name, ()) if v)
        return self.resolve(next((v for v in found if not _NO_PICTURE.search(v)), ""))

    def resolve(self, href: str | None) -> str:
        """The absolute address of a link on this page; empty where it is none."""
        if not href:
            return ""
        return urls.resolve(href.strip(), self.base or self.url or None) or ""

    def zone(self, element: Element) -> Role | None:
        """Role.COMMENTS or Role.ASIDE if the element is one or lies in one, else None."""
        path: list[Element] = []
        part: Element | None = element
        while part is not None and part not in self._zones and part not in self.chrome:
            path.append(part)
            part = part.getparent()
        found = None if part is None else self.chrome.get(part) or self._zones.get(part)
        self._zones.update(dict.fromkeys(path, found))
        return found

    @property
    def language(self) -> str:
        """The language that the page declares for the whole of itself, as written."""
        return self.root.get("lang") or ""

    def nearest(self, elements: Iterable[Element], heading: Element | None) -> list[Element]:
        """The elements sorted by how far above the heading their common ancestor with it lies."""
        if heading is None:
            return list(elements)
        above = {part: far for far, part in enumerate((heading, *heading.iterancestors()))}

        def far(element: Element) -> int:
            parts = (above[a] for a in (element, *element.iterancestors()) if a in above)
            return next(parts, len(above))

        return sorted(elements, key=far)

    def exempt(self, element: Element) -> None:
        """Take an element and its ancestors out of the chrome: they hold the post's title."""
        for part in (element, *element.iterancestors()):
            self.chrome.pop(part, None)
        self._zones.clear()

    def outside_chrome(self, elements: Iterable[Element]) -> Iterator[Element]:
        """Those of the elements that lie neither in the comments nor beside the post."""
        return (e for e in elements if not self.zone(e))


def gather(index: Page) -> Elements:
    """Index a page, which is not changed."""
    page = Elements(url=index.url, root=index.root)
    for element in index.all("base"):
        page.base = page.base or page.resolve(element.get("href"))
    page.head_title = next((t for e in index.all("title") if (t := unmarked(e.text))), "")
    page.scripts = [e.text or "" for e in index.all("script") if "ld+json" in e.get("type", "")]
    for element in index.all("meta"):
        _meta(page, element)
    related = [
        (e.get("rel"), e) for tag in ("link", "a") for e in index.having("rel") if e.tag == tag
    ]
    page.links = [(frozenset(rel.lower().split()), e) for rel, e in related if rel]
    page.items = [(props, e) for e in index.having("itemprop") if (props := e.get("itemprop"))]
    _sort_by_role(page, index)
    _find_chrome(page, index)
    return page


def _meta(page: Elements, element: Element) -> None:
    content = unmarked(element.get("content") or element.get("value"))
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        if name := element.get(attribute):
            page.metas[name.strip().lower()].append(content)


def _sort_by_role(page: Elements, index: Page) -> None:
    for names, element in index.classed:
        for role in marks(names):
            page.by_role[role][element] = None
    for mark, element in index.ids.items():
        for role in marks_of(mark) & _ID_ROLES:
            page.by_role[role][element] = None
    page.headings = dict.fromkeys(e for tag in ("h1", "h2", "h3") for e in index.all(tag))
    page.paragraphs = index.all("p")
    page.times = dict.fromkeys(e for tag in ("time", "abbr") for e in index.all(tag))


def _find_chrome(page: Elements, index: Page) -> None:
    """Collect comments and asides; an entry or a ``main`` is never one, whatever its class."""
    boxes = (e for e in index.all("aside") if not _is_of_post(page, e))
    footers = (e for e in index.all("footer") if not _is_in_article(e))
    for element in (*page.by_role[Role.ASIDE], *index.all("nav"), *boxes, *footers):
        page.chrome[element] = Role.ASIDE
    for element in page.by_role[Role.COMMENTS]:
        page.chrome[element] = Role.COMMENTS
    for element in (*page.by_role[Role.ENTRY], *index.all("main")):
        page.chrome.pop(element, None)
    for widget in (a for e in page.by_role[Role.ENTRY] for a in e.iterancestors("div")):
        # Blogger calls the element around all posts a widget
        if "Blog" in (widget.get("class") or "").split():
            page.chrome.pop(widget, None)
    for element in page.by_role[Role.QUOTATION]:
        page.chrome[element] = Role.QUOTATION
    for element in index.all("blockquote"):
        page.chrome.setdefault(element, Role.QUOTATION)
    for element in (index.root, *index.all("body")):
        page.chrome.pop(element, None)


def _is_of_post(page: Elements, element: Element) -> bool:
    """Whether an ``aside`` holds metadata of the post: some themes put the byline in one."""
    if any(element in page.by_role[role] for role in (Role.DATE, Role.AUTHOR, Role.TERMS)):
        return True
    return _is_in_article(element) and len(element.text_content().split()) < _FEW


def _is_in_article(element: Element) -> bool:
    """Whether a ``footer`` is the post's own."""
    return any(around.tag == "article" for around in element.iterancestors())


_ID_ROLES = frozenset({Role.COMMENTS, Role.ASIDE, Role.TITLE, Role.BRAND})


def plain(element: Element) -> str:
    """The text of an element as one line."""
    return one_line(element.text_content())


def around(page: Elements, heading: Element | None) -> Iterator[Element]:
    """What stands beside a heading and its next two ancestors, the nearest first: the siblings up to
    the prose, which ends what belongs to the heading, then those before it.
    """
    element = heading
    for _ in range(_LEVELS):
        parent = element.getparent() if element is not None else None
        if element is None or parent is None or parent.tag in ("body", "html"):
            return
        after = [] if element is page.part else _up_to_prose(islice(element.itersiblings(), 3))
        before = islice(element.itersiblings(preceding=True), 2)
        shown = (e for e in chain(after, before) if isinstance(e.tag, str))
        yield from (e for e in shown if not page.zone(e))
        element = parent


def _up_to_prose(siblings: Iterable[Element]) -> Iterator[Element]:
    for element in siblings:
        if isinstance(element.tag, str) and (
            len(element.text_content()) > _PROSE
            or any(len(p.text_content()) > _PARAGRAPH for p in element.iter("p"))
        ):
            return
        yield element


def spaced(element: Element) -> str:
    """The text with a space between elements: in markup a date may follow a name without one."""
    return one_line(" ".join(map(str, element.itertext())))


def lines(
    page: Elements, heading: Element | None, text_of: Callable[[Element], str] = plain
) -> Iterator[str]:
    """The texts of what stands around a heading, each with the text that follows it.

    ``text_of`` returns the text of an element.
    """
    if heading is not None:
        yield one_line(heading.tail)
    for element in around(page, heading):
        yield text_of(element)
        yield one_line(element.tail)
