"""What a page holds: the stretches of prose between the links to other pages of its site.

On a post's page the author's words are one long stretch. On a list a title that links to another
page follows after a few lines, again and again.
"""

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from archiver.extraction.document.tree import Node
from archiver.web import urls
from archiver.web.page import Page
from archiver.web.vocabulary import PAGES, words_of
from archiver.web.vocabulary.exemptions import HEADINGS

_APART = ("head", "script", "style", "noscript", "template", "svg", "select", "textarea", "button")
_AROUND = ("nav", "footer", "aside", "dialog")
_PROSE = 20
"""Characters: a shorter piece of text is a label."""
_TITLE = 15
"""Characters of a link that may be the title of what it leads to."""
_BESIDE = 60
"""Characters: a link with more words behind it stands in prose."""
_BLOCKS = frozenset(("p", "li", "blockquote", "td", "pre", "dd", "ul", "ol"))
_SENTENCES = 80
"""Characters from which a block of an article is prose."""
_CURRENCIES = frozenset("$€£¥₹")
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?[$€£¥₹]")
_PERMALINK = frozenset(("permalink", "bookmark", "u-url"))
_NUMBER = re.compile(r"(?:[?&](?:page|paged|p|start|offset)=|/page/)\d{1,4}/?(?:$|[&#])")


@dataclass(slots=True)
class Stretches:
    """What stands on a page outside of its frame.

    ``longest`` is the longest stretch of prose, ``prose`` all of it, in characters. ``titles`` are
    the addresses of headings that link to other pages of the site, ``permalinks`` those that are
    called so or linked by a date, ``links`` those of all links that stand alone and may be titles;
    ``leads`` counts all that stand alone. ``names`` are the elements of both, with their addresses.
    ``prices`` counts what looks like one, ``further`` the links to further pages of the list.
    """

    longest: int = 0
    prose: int = 0
    titles: dict[str, None] = field(default_factory=dict)
    permalinks: dict[str, None] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)
    leads: int = 0
    names: dict[HtmlElement, str] = field(default_factory=dict)
    prices: int = 0
    further: int = 0
    _open: int = 0

    @property
    def entries(self) -> dict[str, None]:
        """The addresses of what has a title or a permalink."""
        return self.titles | self.permalinks

    @property
    def is_one(self) -> bool:
        """Whether one stretch is long, and most of the prose."""
        return self.longest >= 1500 and self.longest > 0.6 * self.prose

    def hold(self, tree: Node) -> None:
        """Take the stretches of an article that was found: it has no frame, and no other's words."""
        size = whole = 0
        for node in tree.walk():
            if node.tag in HEADINGS and any(n.tag == "a" and _other(n, self) for n in node.walk()):
                size = 0
            elif node.tag in _BLOCKS and not any(n.tag in _BLOCKS for n in node.nodes()):
                text = node.text()
                linked = sum(len(n.text()) for n in node.walk() if n.tag == "a")
                if len(text) >= _SENTENCES and 2 * linked < len(text):
                    size += len(text)
                    whole += len(text)
                    self.longest = max(self.longest, size)
                elif 2 * linked > len(text) > _TITLE:
                    size = 0
        self.prose = max(self.prose, whole)

    def add(self, text: str | None) -> None:
        """Let the stretch go on with a piece of text."""
        size = len(text.strip()) if text else 0
        if size >= _PROSE:
            self._open += size
            self.prose += size
            self.longest = max(self.longest, self._open)
        elif size and not _CURRENCIES.isdisjoint(text or "") and _PRICE.search(text or ""):
            self.prices += 1

    def end(self) -> None:
        """End the stretch: what follows is another's."""
        self._open = 0


def read(page: Page) -> Stretches:
    """Go through a page once, in the order of its elements."""
    found = Stretches()
    apart: set[HtmlElement] = set()
    for tag in (*_APART, *_AROUND):
        for element in page.all(tag):
            if element not in apart:
                apart.update(element.iter("*"))
    own = _Own(page)
    for element in page.elements:
        if element in apart:
            continue
        if element.tag == "a" and (href := (element.get("href") or "").strip()):
            within = list(element.iter("*"))
            apart.update(within)
            _link(found, element, within, own.address(href))
        elif element.tag not in HEADINGS:
            found.add(element.text)
        found.add(element.tail)
    found.prices = max(found.prices, _priced(page))
    return found


def has_long_text(page: Page, size: int) -> bool:
    """Whether the paragraphs side by side in one element have so many characters together.

    It is quickly told, and of most posts it is true.
    """
    found: dict[HtmlElement | None, int] = {}
    for element in page.all("p"):
        around = element.getparent()
        found[around] = found.get(around, 0) + len(element.text_content())
        if found[around] >= size:
            return True
    return False


def _link(
    found: Stretches, element: HtmlElement, within: list[HtmlElement], address: str | None
) -> None:
    text = " ".join((element.text_content() or "").split())
    for part in within:
        if part.text and len(part.text) < _PROSE and not _CURRENCIES.isdisjoint(part.text):
            found.add(part.text)
    if address is None or len(text) < 2:
        return
    around = [a for a in _parents(element) if a is not None]
    titled = any(part.tag in HEADINGS for part in (*within, *around))
    if titled or _stands_alone(element):
        found.end()
        found.leads += 1
        if titled:
            found.titles.setdefault(address)
        if len(text) >= _TITLE:
            found.links.setdefault(address)
        if titled or len(text) >= _TITLE:
            found.names[element] = address
        if _NUMBER.search(address):
            found.further += 1
    names = f"{element.get('class') or ''} {element.get('rel') or ''}".lower().split()
    dated = any(part.tag == "time" for part in (*within, *around[:1]))
    if dated or not _PERMALINK.isdisjoint(names):
        found.permalinks.setdefault(address)


def _other(link: Node, found: Stretches) -> bool:
    return urls.without_fragment(link.attrs["href"]) in found.titles


def _parents(element: HtmlElement) -> tuple[HtmlElement | None, HtmlElement | None]:
    parent = element.getparent()
    return parent, None if parent is None else parent.getparent()


def _stands_alone(element: HtmlElement) -> bool:
    """Whether a link opens its block and hardly anything follows it there."""
    parent = element.getparent()
    if parent is None or (parent.text or "").strip():
        return False
    tail = (element.tail or "").strip()
    return not tail or (len(tail) < _BESIDE and parent[0] is element)


def _priced(page: Page) -> int:
    """The number of elements whose class calls them a price."""
    names = [name for name in page.classes if "price" in name.lower()]
    named = [name for name in names if not PAGES["price"].isdisjoint(words_of(name))]
    return len({element for name in named for element in page.classes[name]})


class _Own:
    """The addresses of links to other pages of a page's own site."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.base = page.base or None
        self.here = urls.without_fragment(page.url or page.base).rstrip("/")
        self.host = _site(self.here)

    def address(self, href: str) -> str | None:
        """The address of a link; None where it leads to this page, to another site or nowhere.

        As it is written where the page's own address is unknown.
        """
        start = href.partition(":")[0] if ":" in href[:12] else ""
        if href[0] == "#" or (start and start.lower() not in ("http", "https")):
            return None
        if start and self.host and not self._is_own(_site(href)):
            return None
        if self.base is None:
            return None if start else href
        target = urls.resolve(href, self.base)
        if target is None:
            return None
        target = urls.without_fragment(target)
        return None if target.rstrip("/") == self.here else target

    def _is_own(self, site: str) -> bool:
        return site == self.host or site.endswith("." + self.host) or self.host.endswith("." + site)


def _site(url: str) -> str:
    """The host of an address as it is written, without ``www.``."""
    parts = url.split("/", 3)
    return parts[2].lower().removeprefix("www.") if len(parts) > 2 else ""
