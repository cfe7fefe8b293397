"""The tree of an article: a few kinds of node, whatever the page's markup was.

Blocks: ``body p h1..h6 ul ol li blockquote pre verse table tr td th figure figcaption dl dt dd hr``;
inline: ``a em strong code del ins sup sub math br img embed``. A text is a ``str`` among the children.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

_NOT_WORDS = re.compile(r"[\W_]+")

INLINE = frozenset(
    ("a", "em", "strong", "code", "del", "ins", "sup", "sub", "math", "br", "img", "embed")
)


def tag_of(element: HtmlElement) -> str:
    """The tag of an element; empty for comments and processing instructions."""
    tag = element.tag
    return tag if isinstance(tag, str) else ""


@dataclass(slots=True, eq=False)
class Node:
    """A node of an article. ``attrs`` holds href, rel, src, alt, title, lang, id, start, value, reversed, colspan and rowspan
    where the page has them; ``source`` is the page's element.

    ``words`` and ``said`` keep what ``text`` and ``comparable`` have read; whoever changes ``children``
    afterwards calls ``changed``.
    """

    tag: str
    children: "list[Node | str]" = field(default_factory=list)
    attrs: dict[str, str] = field(default_factory=dict)
    source: object = None
    words: str | None = None
    said: str | None = None

    def nodes(self) -> "Iterator[Node]":
        """The children that are nodes, not texts."""
        return (child for child in self.children if not isinstance(child, str))

    def walk(self) -> "Iterator[Node]":
        """This node and all below it, in document order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += [c for c in reversed(node.children) if not isinstance(c, str)]

    def text(self) -> str:
        """The text below, blocks and line breaks as one space. Cached, for trees that are built."""
        if self.words is None:
            if self.tag == "body":
                self.words = " ".join(text for node in self.nodes() if (text := node.text()))
            else:
                self.words = _words(self)
        return self.words

    def comparable(self) -> str:
        """The words of the text as ``comparable`` gives them. Cached like it."""
        if self.said is None:
            self.said = comparable(self.text())
        return self.said

    def changed(self) -> None:
        """Forget what was read of the text."""
        self.words = self.said = None


def _words(node: Node) -> str:
    parts: list[str] = []
    _collect(node, parts)
    return " ".join("".join(parts).split())


def _collect(node: Node, parts: list[str]) -> None:
    """Collect the texts below a node. Recursion is safe: ``build`` limits the depth of the tree."""
    apart = node.tag not in INLINE or node.tag == "br"
    if apart:
        parts.append(" ")
    for child in node.children:
        if isinstance(child, str):
            parts.append(child)
        else:
            _collect(child, parts)
    if apart:
        parts.append(" ")


def comparable(text: str) -> str:
    """The words of a text, casefolded and separated by single spaces, for comparison."""
    return _NOT_WORDS.sub(" ", text).strip().casefold()


def tidy(text: str) -> str:
    """Text in NFC, without zero-width and other invisible characters."""
    if text.isascii():
        return text
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text.replace("\u2028", " ").replace("\u2029", " "))
    return unicodedata.normalize("NFC", text)


_INVISIBLE = re.compile("[\u200b\ufeff\u2060\u00ad\u2028\u2029]")
"""Zero-width space, byte order mark, word joiner, soft hyphen; and the separators of lines."""
