"""How much text, links and prose each element of a page holds, measured in one pass."""

import re
from collections.abc import Callable, Sequence
from itertools import accumulate

from lxml.html import HtmlElement

from archiver.extraction.body.paragraphs import PHRASING
from archiver.web.vocabulary.exemptions import HEADINGS

LEAVES = frozenset(("p", "pre", "blockquote", "ul", "ol", "table", "dl", "figure"))
"""Blocks that hold a part of a post, and never all of it."""
SILENT = frozenset(
    (
        *("button", "canvas", "datalist", "head", "iframe", "map", "noscript", "object"),
        *("script", "select", "style", "svg", "template", "textarea", "title"),
    )
)
"""Elements whose text nobody reads as the page's."""
_PROSE = 40
"""Characters of its own from which a block is prose, if less than half of it is linked."""
_CARD = 1500
"""Characters of prose that a link may be put around: with more, somebody forgot to end it."""
_DIGIT = re.compile(r"\d")


class Measures:
    """The sizes of the elements of a tree, by their number in document order.

    ``end[n]`` is the number after the last descendant of ``n``, so that ``n < m < end[n]`` says
    that ``m`` lies in ``n``. ``text`` and ``linked`` are characters, ``prose`` those in blocks of
    prose (``own`` those of the element itself), ``links``, ``heads``, ``fields`` and ``numbers``
    count links, headings, fields for an address, and elements with a digit or a time.
    """

    def __init__(self, elements: Sequence[HtmlElement]) -> None:
        self.elements = elements
        self.number = dict(zip(elements, range(len(elements)), strict=True))
        size = len(elements)
        self.parent = [-1] * size
        self.end = [n + 1 for n in range(size)]
        self.text, self.linked, self.links = [0] * size, [0] * size, [0] * size
        self.prose, self.own = [0] * size, [0] * size
        self.heads, self.numbers = [0] * size, [0] * size
        self._measure()
        self.before = [0, *accumulate(self.own)]
        """The characters of prose before each element, and in all of them."""

    def _measure(self) -> None:
        elements, number, own = self.elements, self.number, self.own
        parent, end, text, linked = self.parent, self.end, self.text, self.linked
        links, prose, heads, numbers = self.links, self.prose, self.heads, self.numbers
        # the words of a block itself, with those of inline elements in it; and the linked ones
        words, linked_words = [0] * len(end), [0] * len(end)
        for n in range(len(end) - 1, -1, -1):
            element = elements[n]
            tag = element.tag
            inline = tag in PHRASING
            if tag in SILENT:
                text[n] = linked[n] = links[n] = prose[n] = heads[n] = words[n] = numbers[n] = 0
            else:
                if said := element.text:
                    size = len(said.strip())
                    text[n] += size
                    words[n] += size
                    if size and _DIGIT.search(said):
                        numbers[n] += 1
                if tag == "a":
                    if element.get("href"):
                        links[n] += 1
                        linked[n] = text[n]
                        linked_words[n] = words[n]
                        if prose[n] < _CARD:
                            prose[n] = 0
                elif tag == "time":
                    numbers[n] += 1
                elif not inline:
                    if words[n] >= _PROSE and linked_words[n] * 2 < words[n]:
                        own[n] = words[n]
                        prose[n] += words[n]
                    if tag in HEADINGS:
                        heads[n] += 1
            above = element.getparent()
            up = parent[n] = -1 if above is None else number.get(above, -1)
            if up < 0:
                continue
            if end[n] > end[up]:
                end[up] = end[n]
            if links[n]:
                links[up] += links[n]
            if heads[n]:
                heads[up] += heads[n]
            if numbers[n]:
                numbers[up] += numbers[n]
            # a large part of a page's elements has no text, and with it none of these
            if inner := text[n]:
                text[up] += inner
                linked[up] += linked[n]
                prose[up] += prose[n]
                if inline:
                    words[up] += words[n]
                    linked_words[up] += linked_words[n]
            if tail := element.tail:
                size = len(tail.strip())
                text[up] += size
                words[up] += size

    def own_without(self, skip: Callable[[HtmlElement], object]) -> dict[int, int]:
        """The prose of each element itself, where it has some and lies in none that ``skip`` names.

        ``skip`` is asked only of what holds prose: that is a small part of a page.
        """
        own, end, before = self.own, self.end, self.before
        found: dict[int, int] = {}
        n, size = 0, len(end)
        while n < size:
            if before[n] == before[end[n]] or skip(self.elements[n]):
                n = end[n]
                continue
            if own[n]:
                found[n] = own[n]
            n += 1
        return found

    def sums(self, own: dict[int, int]) -> list[int]:
        """The prose of each element with all that lies in it, of what each of them has itself."""
        found = [0] * len(self.end)
        for n, size in own.items():
            found[n] = size
        for n in range(len(found) - 1, 0, -1):
            if found[n] and (up := self.parent[n]) >= 0:
                found[up] += found[n]
        return found
