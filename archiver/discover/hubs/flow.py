"""The text of an announcement as lines with links in them: what the rules of hubs and round-ups look at.

A line is a heading, an item of a list, a cell of a table, a paragraph, or what `br` parts within one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

AROUND = 300
"""So many characters before and behind a link may belong to it."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BOXES = {
    "li": "item",
    "tr": "row",
    "article": "card",
    "section": "card",
    "dd": "item",
    "dt": "item",
}
_BLOCKS = frozenset((
    "p", "div", "ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "td", "th", "blockquote", "pre",
    "figure", "figcaption", "header", "footer", "main", "details", "summary", "center", "hr", "br",
    *HEADINGS, *_BOXES,
))  # fmt: skip
_SILENT = frozenset(("script", "style", "template", "noscript", "svg", "iframe", "head"))


@dataclass(slots=True)
class Piece:
    """A run of text; ``link`` is the element that it is the words of."""

    text: str
    link: Tag | None = None


@dataclass
class Line:
    """A line. ``kind``: heading, item, row, card or text. ``box`` is the element of a list, table or
    card that holds it; ``cell`` counts the cells of a row; ``beneath`` is the heading over it.
    """

    kind: str
    box: Tag | None
    beneath: str = ""
    level: int = 0
    cell: int = 0
    pieces: list[Piece] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """The words, white space folded. For lines that are whole."""
        return folded("".join(piece.text for piece in self.pieces))

    @cached_property
    def places(self) -> dict[int, tuple[int, int]]:
        """The first and the last piece of each link, by its ``id``."""
        found: dict[int, tuple[int, int]] = {}
        for n, piece in enumerate(self.pieces):
            if piece.link is not None:
                found[id(piece.link)] = (found.get(id(piece.link), (n, n))[0], n)
        return found

    def around(self, link: Tag) -> tuple[str, str]:
        """The words before and behind a link, as far as they may belong to it."""
        first, last = self.places[id(link)]
        before = _some(self.pieces[n].text for n in range(first - 1, -1, -1))
        after = _some(self.pieces[n].text for n in range(last + 1, len(self.pieces)))
        return folded("".join(reversed(before)))[-AROUND:], folded("".join(after))[:AROUND]

    def words_of(self, link: Tag) -> str:
        """The words of a link in this line."""
        first, last = self.places[id(link)]
        return folded("".join(p.text for p in self.pieces[first : last + 1] if p.link is link))

    def between(self, first: Tag, second: Tag) -> str:
        """The words between two links."""
        start, end = self.places[id(first)][1] + 1, self.places[id(second)][0]
        return folded("".join(_some(self.pieces[n].text for n in range(start, end))))

    @property
    def links(self) -> list[Tag]:
        """The links, each once, in order."""
        found = {id(piece.link): piece.link for piece in self.pieces if piece.link is not None}
        return list(found.values())


def _some(texts: Iterable[str]) -> list[str]:
    """The first of some texts, as many as are looked at: lines may be very long."""
    found, length = [], 0
    for text in texts:
        found.append(text)
        length += len(text)
        if length > 2 * AROUND:
            break
    return found


def folded(text: str) -> str:
    """The words with single spaces."""
    return " ".join(text.split())


Step = tuple[Literal["in", "out"], PageElement]


def _steps(root: Tag, skips: Callable[[Tag], bool]) -> Iterator[Step]:
    """Each node on the way in, and elements on the way out; no recursion: pages nest deeply."""
    stack: list[Step] = [("in", root)]
    while stack:
        way, node = stack.pop()
        yield way, node
        if way == "in" and isinstance(node, Tag):
            stack.append(("out", node))
            if node.name not in _SILENT and not (node is not root and skips(node)):
                stack += [("in", child) for child in reversed(node.contents)]


def lines_of(text: Tag, skips: Callable[[Tag], bool] = lambda tag: False) -> list[Line]:
    """The lines of an element that have words, without the parts for which ``skips`` holds."""
    flow = _Flow()
    for way, node in _steps(text, skips):
        if isinstance(node, Tag):
            flow.enters(node) if way == "in" else flow.leaves(node)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            flow.says(str(node))
    return flow.ended()


class _Flow:
    """Puts lines together while a tree is walked."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.boxes: list[Tag] = []
        self.heading: tuple[int, Tag] | None = None
        self.beneath = ""
        self.link: Tag | None = None
        self.cells: dict[int, int] = {}
        self.line = Line("text", None)

    def enters(self, node: Tag) -> None:
        if node.name == "a" and node.get("href"):
            self.link = node
            self.line.pieces.append(Piece("", node))
        if node.name not in _BLOCKS:
            return
        if node.name in _BOXES:
            self.boxes.append(node)
        if node.name in HEADINGS:
            self.heading = (int(node.name[1]), node)
        if node.name in ("td", "th") and self.boxes:
            row = id(self.boxes[-1])
            self.cells[row] = self.cells.get(row, 0) + 1
        self._break()

    def leaves(self, node: Tag) -> None:
        if node is self.link:
            self.link = None
        if node.name not in _BLOCKS:
            return
        self._break()
        if self.heading and node is self.heading[1]:
            self.heading = None
            self.line.kind, self.line.level = self._kind()
        if self.boxes and node is self.boxes[-1]:
            self.boxes.pop()
            self.line = self._fresh()

    def says(self, words: str) -> None:
        self.line.pieces.append(Piece(words, self.link))

    def ended(self) -> list[Line]:
        self._break()
        return self.lines

    def _break(self) -> None:
        if any(piece.text.strip() or piece.link is not None for piece in self.line.pieces):
            self.lines.append(self.line)
            if self.line.kind == "heading":
                self.beneath = self.line.text
        self.line = self._fresh()
        if self.link is not None:  # a link around blocks: each is its words
            self.line.pieces.append(Piece("", self.link))

    def _kind(self) -> tuple[str, int]:
        if self.heading:
            return "heading", self.heading[0]
        return (_BOXES[self.boxes[-1].name] if self.boxes else "text"), 0

    def _fresh(self) -> Line:
        kind, level = self._kind()
        box = self.boxes[-1] if self.boxes else None
        cell = self.cells.get(id(box), 0) if box is not None else 0
        return Line(kind, box, self.beneath, level, cell)
