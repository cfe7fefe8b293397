"""Builds an article's tree from a page's elements: one walk without recursion, for any nesting."""

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from archiver.extraction.document import code_blocks, embeds, mathematics, pictures
from archiver.extraction.document.code_blocks import Drop
from archiver.extraction.document.element_kinds import (
    BLOCKS,
    EMBEDS,
    INLINE_TAGS,
    KEPT,
    NESTED,
    STYLES,
    is_struck_out,
    keeps_lines,
)
from archiver.extraction.document.links_within import keep_within
from archiver.extraction.document.notes import is_note, join_numbers, without_repeated
from archiver.extraction.document.replacements import replacement
from archiver.extraction.document.tidying import ends_in_break, tidy_container, trim_ends
from archiver.extraction.document.tree import INLINE, Node, tidy
from archiver.web.urls import resolve
from archiver.web.vocabulary.exemptions import HEADINGS
from archiver.web.vocabulary.forms import Form, forms_of

_DEEPEST = 40
"""Nested lists, quotes and tables beyond this depth are read as plain paragraphs."""
_NUMBER = re.compile(r"\s*[0-9]{1,6}\s*")
_NUMBERS = ("start", "value", "colspan", "rowspan")


@dataclass(slots=True)
class _Sentence:
    """An open paragraph that waits until a note within it has ended."""

    note: object
    paragraph: Node | None
    inline: list[Node]
    styles: list[tuple[object, Node]]
    space: bool
    heading: tuple[object, str] | None


class Builder:
    """Takes elements in document order and builds the tree of an article."""

    def __init__(self, url: str, drop: Drop) -> None:
        self.url = url
        self.drop = drop
        self.root = Node("body")
        self.open: list[tuple[object, Node]] = [(None, self.root)]
        self.styles: list[tuple[object, Node]] = []
        self.paragraph: Node | None = None
        self.inline: list[Node] = []
        self.space = True
        self.heading: tuple[object, str] | None = None
        self.source: object = None
        self.lines: list[object] = []
        self.sentences: list[_Sentence] = []
        self.notes: list[Node] = []
        self.waiting: list[Node] = []
        self.marks: dict[str, HtmlElement] = {}

    # ---- text -------------------------------------------------------------------------------

    def text(self, text: str | None) -> None:
        """Add text, with white space collapsed as in a browser."""
        if not text:
            return
        if self.lines and "\n" in text:
            for at, line in enumerate(text.split("\n")):
                if at:
                    self._break()
                self._words(line)
            return
        self._words(text)

    def _words(self, text: str) -> None:
        words = text.split()
        if not words:
            if text:
                self._blank()
            return
        folded = tidy(" ".join(words))
        if text[0].isspace() and not self.space:
            folded = " " + folded
        if text[-1].isspace():
            folded += " "
        if folded:
            self._inline_node().children.append(folded)
            self.space = folded[-1] == " "

    def _blank(self) -> None:
        if not self.space and self.paragraph is not None:
            self._inline_node().children.append(" ")
            self.space = True

    def _inline_node(self) -> Node:
        """The node for inline content: in the open paragraph, within the open styles."""
        if self.paragraph is None:
            tag = self.heading[1] if self.heading else "p"
            self.paragraph = Node(tag, source=self.source)
            self.open[-1][1].children.append(self.paragraph)
            self.inline = [self.paragraph]
            self.space = True
        while len(self.inline) <= len(self.styles):
            style = self.styles[len(self.inline) - 1][1]
            siblings = self.inline[-1].children
            if not (siblings and _continues(siblings[-1], style)):
                siblings.append(Node(style.tag, attrs=style.attrs))
            node = siblings[-1]
            assert isinstance(node, Node)
            self.inline.append(node)
        return self.inline[-1]

    def flush(self) -> None:
        """End the open paragraph; the notes within it follow."""
        if self.paragraph is not None:
            trim_ends(self.paragraph)
            if not self.paragraph.children:
                self.open[-1][1].children.remove(self.paragraph)
        self.paragraph = None
        self.space = True
        if self.waiting and not self.sentences:
            self.open[-1][1].children += self.waiting
            self.waiting = []

    # ---- elements ---------------------------------------------------------------------------

    def start(self, element: HtmlElement) -> bool:
        """An element begins. Whether what is below it is read as well."""
        tag = element.tag
        lines = keeps_lines(element)
        if code_blocks.starts(element, keeps=lines) or (
            tag == "p" and code_blocks.line_by_line(element)
        ):
            self.put(code_blocks.block(element, self.drop))
            return False
        if tag in EMBEDS:
            node = embeds.embed(element, self.url)
            self.put(node)
            return node is None and tag == "object"
        self._mark(element)
        if is_note(element):
            self._start_note(element)
        elif tag in BLOCKS:
            self.flush()
            self.source = element
            self._start_block(element, tag)
        elif tag == "br":
            self._break()
        elif tag in STYLES or tag == "a":
            self._start_style(element, tag)
        elif is_struck_out(element):
            self._start_style(element, "del")
        elif tag == "img":
            self._image(element)
        elif tag == "hr":
            self.flush()
            self.open[-1][1].children.append(Node("hr"))
        elif tag in _SIGNS:
            self.text(_SIGNS[tag][0] if tag != "rt" or not _has_brackets(element) else "")
        if lines:
            self.lines.append(element)
        self.text(element.text)
        return True

    def end(self, element: HtmlElement) -> None:
        """An element ends; its tail is the parent's."""
        tag = element.tag
        if self.lines and self.lines[-1] is element:
            self.lines.pop()
        if tag in _SIGNS and (tag != "rt" or not _has_brackets(element)):
            self.text(_SIGNS[tag][1])
        if self.sentences and self.sentences[-1].note is element:
            self._end_note()
        elif tag in BLOCKS:
            self.flush()
            self.source = element.getparent()
            if self.heading and self.heading[0] is element:
                self.heading = None
            if self.open[-1][0] is element:
                tidy_container(self.open.pop()[1], self.open[-1][1])
        if self.styles and self.styles[-1][0] is element:
            self.styles.pop()
            del self.inline[len(self.styles) + 1 :]

    def put(self, node: Node | None) -> None:
        """Add a finished node: within the open paragraph, or as a block of its own."""
        if node is None:
            return
        if node.tag in INLINE and node.tag != "embed":
            self._inline_node().children.append(node)
            self.space = False
            return
        self.flush()
        siblings = self.open[-1][1].children
        last = siblings[-1] if siblings else None
        if isinstance(last, Node) and last.tag == node.tag == "embed" and embeds.same(last, node):
            last.attrs["title"] = last.attrs["title"] or node.attrs["title"]
            return
        siblings.append(node)

    def _start_block(self, element: HtmlElement, tag: str) -> None:
        if tag in HEADINGS:
            self.heading = self.heading or (element, tag)
            return
        if tag not in KEPT and Form.QUOTE in forms_of(element.get("class") or ""):
            tag = "blockquote"
        if tag not in KEPT or (tag in NESTED and len(self.open) > _DEEPEST):
            return
        self.heading = None
        node = Node(tag, source=element)
        for name in _NUMBERS:
            if (number := element.get(name)) and _NUMBER.fullmatch(number):
                node.attrs[name] = number.strip()
        if tag == "ol" and "reversed" in element.attrib:
            node.attrs["reversed"] = ""
        self.open[-1][1].children.append(node)
        self.open.append((element, node))

    def _break(self) -> None:
        if self.paragraph is None:
            return
        if ends_in_break(self.paragraph):
            self.flush()
            return
        self._inline_node().children.append(Node("br"))
        self.space = True

    def _start_style(self, element: HtmlElement, tag: str) -> None:
        href = self._address(element.get("href")) if tag == "a" else ""
        if href is None:
            return
        node = Node("a", attrs={"href": href}) if tag == "a" else Node(STYLES[tag])
        if tag == "a" and (rel := element.get("rel")):
            node.attrs["rel"] = rel
        if any(style.tag == node.tag for _, style in self.styles) or len(self.styles) > _DEEPEST:
            return
        self.styles.append((element, node))

    def _image(self, element: HtmlElement) -> None:
        if character := pictures.character(element):
            self.text(character)
            return
        formula = mathematics.formula(element)
        self.put(formula[0] if formula else pictures.picture(element, self.url))

    # ---- notes ------------------------------------------------------------------------------

    def _start_note(self, element: HtmlElement) -> None:
        """Set the words of a note aside until the paragraph in which it stands has ended."""
        open_now = (self.paragraph, self.inline, self.styles, self.space, self.heading)
        self.sentences.append(_Sentence(element, *open_now))
        self.paragraph, self.inline, self.styles, self.space, self.heading = (
            None,
            [],
            [],
            True,
            None,
        )
        self.open.append((element, Node("note", source=element)))

    def _end_note(self) -> None:
        self.flush()
        waits = self.sentences.pop()
        while self.open[-1][0] is not waits.note:
            self.open.pop()
        found = self.open.pop()[1].children
        self.notes += [child for child in found if isinstance(child, Node)]
        self.waiting += [child for child in found if isinstance(child, Node)]
        self.paragraph, self.inline = waits.paragraph, waits.inline
        self.styles, self.space, self.heading = waits.styles, waits.space, waits.heading

    # ---- links ------------------------------------------------------------------------------

    def _address(self, given: str | None) -> str | None:
        """An address that a link may have: http, https or mailto."""
        given = (given or "").strip()
        if given[:7].lower() == "mailto:":
            return given
        return resolve(given, self.url or None) if given.strip("#") else None

    def _mark(self, element: HtmlElement) -> None:
        """Remember where an id stands: links within the post may lead there."""
        if mark := element.get("id"):
            self.marks.setdefault(mark, element)
        if element.tag == "a" and (mark := element.get("name")):
            self.marks.setdefault(mark, element)

    def finish(self) -> Node:
        """The tree, with the links within the post as such."""
        self.flush()
        self.root.children = join_numbers(self.root.children)
        if self.notes:
            without_repeated(self.root, self.notes)
        if self.marks and self.url:
            keep_within(self.root, self.marks, self.url)
        return self.root


_SIGNS = {"q": ("“", "”"), "rt": ("（", "）")}
"""What a browser or its reader adds around the words of an element."""


def _has_brackets(rt: HtmlElement) -> bool:
    """Whether a ruby annotation has brackets of its own, for browsers that do not know any."""
    parent = rt.getparent()
    return parent is not None and next(parent.iter("rp"), None) is not None


def _continues(last: Node | str, style: Node) -> bool:
    """Whether a style is the same as the one that has just ended: both become one node."""
    return isinstance(last, Node) and last.tag == style.tag and last.attrs == style.attrs


def build(element: HtmlElement, url: str, drop: Drop) -> Node:
    """The tree of an element's content; ``drop`` is asked once for every element below it."""
    builder = Builder(url, drop)
    asking = embeds.asking(element)
    walk = etree.iterwalk(element, events=("start", "end", "comment"))
    skipped: object = None
    for event, current in walk:
        if event == "start":
            nodes = None
            if current in asking:
                nodes = embeds.behind_consent(current, url)
            elif current is not element:
                nodes = replacement(current, url, drop)
            if nodes is not None:
                for node in nodes:
                    builder.put(node)
            elif current is not element and drop(current):
                if current.tag not in INLINE_TAGS:
                    builder.flush()
            elif builder.start(current):
                continue
            walk.skip_subtree()
            skipped = current
        else:
            if event == "end" and current is not skipped:
                builder.end(current)
            if current is not element and (tail := current.tail):
                builder.text(tail)
    return builder.finish()
