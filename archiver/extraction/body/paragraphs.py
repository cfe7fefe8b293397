"""Measures of running text: how much prose of an author's kind an element holds.

Prose of an author's kind is text in paragraphs, outside of links. Links, pictures and fields are
what boxes of a site have beside it.
"""

from lxml.html import HtmlElement

from archiver.web.vocabulary.exemptions import HEADINGS

LINE = 40
"""Characters outside of links: a shorter line is a label."""
BLOCKS = (
    *("p", "div", "section", "article", "main", "blockquote", "li", "dd", "td", "pre", "center"),
)
PHRASING = frozenset(
    (
        *("a", "abbr", "b", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i", "img"),
        *("ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup"),
        *("time", "tt", "u", "var", "wbr"),
    )
)
"""Tags of what may stand within a line."""
FIELDS = ("form", "input", "textarea", "button", "select")
_FURNITURE = ("a", "img", "iframe", "video", *FIELDS)
_RUNNING = frozenset(("p", "li", "dd", "dt", "td", "blockquote", "figcaption")) | HEADINGS
"""Tags of what has running text of its own."""
CODE = frozenset(("pre", "code"))
_FLOW = frozenset(("p", "blockquote", "ul", "ol", "pre", "div"))
_WORD = 3
"""Letters beside an inline element that make it a part of a sentence."""


def own_words(block: HtmlElement) -> tuple[int, int]:
    """Characters of a block's own running text, and how many of them are linked."""
    words = len(block.text.strip()) if block.text else 0
    links = 0
    for child in block:
        tag = child.tag
        if tag in PHRASING:
            inner = len(child.text_content())
            words += inner
            if tag == "a":
                links += inner
            elif len(child):
                links += sum(len(a.text_content()) for a in child.iter("a"))
        if tail := child.tail:
            words += len(tail.strip())
    return words, links


def prose(element: HtmlElement, enough: float = float("inf")) -> int:
    """Characters of prose of an author's kind in an element; counting stops above ``enough``."""
    size = 0
    for block in element.iter(*BLOCKS):
        words, links = own_words(block)
        if words - links >= LINE and links * 2 < words:
            size += words - links
            if size > enough:
                break
    return size


def count(element: HtmlElement) -> int:
    """How many paragraphs of prose an element holds."""
    counts = (own_words(block) for block in element.iter(*BLOCKS))
    return sum(words - links >= LINE for words, links in counts)


def sentence_around(element: HtmlElement) -> HtmlElement | None:
    """The paragraph, heading or code among whose words an inline element stands."""
    if element.tag not in PHRASING and element.tag != "button":
        return None
    inside, parent = element, element.getparent()
    among = False
    while parent is not None and parent.tag in PHRASING and parent.tag not in CODE:
        among = among or _words_around(inside, parent)
        inside, parent = parent, parent.getparent()
    if parent is None:
        return None
    if parent.tag in CODE or (parent.tag in _RUNNING and (among or _words_around(inside, parent))):
        return parent
    return None


def _words_around(element: HtmlElement, parent: HtmlElement) -> bool:
    before = element.getprevious()
    ahead = parent.text if before is None else before.tail
    return _letters(ahead) >= _WORD or _letters(element.tail) >= _WORD


def _letters(text: str | None) -> int:
    return sum(map(str.isalpha, text[:60])) if text else 0


def is_paragraph(element: HtmlElement) -> bool:
    """Whether an element's own text is a line of prose; for a list, that of one of its items."""
    if element.tag not in _FLOW:
        return False
    if element.tag in ("ul", "ol"):
        items = map(own_words, element.iterchildren("li"))
    else:
        items = map(own_words, (element,))
    return any(words >= LINE and links * 2 < words for words, links in items)


def furniture(element: HtmlElement) -> int:
    """How many links, pictures and fields an element holds."""
    found = element.iterdescendants(*_FURNITURE)
    return sum(1 for part in found if part.tag != "a" or part.get("href"))


def is_furnished(element: HtmlElement) -> bool:
    """Whether an element holds a link, a picture or a field."""
    found = element.iterdescendants(*_FURNITURE)
    return any(part.tag != "a" or part.get("href") for part in found)
