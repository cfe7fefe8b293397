"""The author's notes: kept apart from the sentence in which they stand, with their numbers."""

import re
from itertools import islice

from lxml.html import HtmlElement

from archiver.extraction.document.tree import Node, comparable
from archiver.web.vocabulary.forms import Form, forms_of

_NUMBER = re.compile(r"\[?\(?(?:\d{1,3}|[a-z*†‡§])\)?\]?[.:]?")
_MOST_PARTS = 30
"""Elements of a note that are looked at."""
_INLINE = frozenset(("span", "small", "label"))
_TAGS = _INLINE | {"aside", "div"}
_LEADING = re.compile(r"\d{1,3} ")


def is_note(element: HtmlElement) -> bool:
    """Whether a class names an element as a note, and it stands within a sentence."""
    names = element.get("class")
    if not names or element.tag not in _TAGS or not _names_note(names):
        return False
    if element.tag not in _INLINE and not (element.tail or "").strip():
        return False
    # what holds both the marked words and their note is the sentence
    parts = islice((e for e in element.iter("*") if e is not element), _MOST_PARTS)
    inner = (e for e in parts if _names_note(e.get("class") or ""))
    return next((e for e in inner if e.text_content().strip()), None) is None


def _names_note(names: str) -> bool:
    forms = forms_of(names)
    return Form.NOTE in forms and Form.MARK not in forms


def without_repeated(root: Node, notes: list[Node]) -> None:
    """Remove those notes that stand a second time among the footnotes at the end."""
    said = _said(root, notes)
    own = set(notes)
    for container in list(root.walk()):
        container.children = [
            child
            for child in container.children
            if isinstance(child, str) or child not in own or _words(child) not in said
        ]


def _said(root: Node, notes: list[Node]) -> set[str]:
    own = set(notes)
    return {_words(n) for n in root.walk() if n.tag in ("p", "li", "td") and n not in own}


def _words(node: Node) -> str:
    return _LEADING.sub("", comparable(Node("p", node.children).text()), count=1)


def join_numbers(children: list[Node | str]) -> list[Node | str]:
    """Blocks with the number of a footnote joined to the paragraph that begins the note."""
    found: list[Node | str] = []
    for child in children:
        last = found[-1] if found else None
        if (
            isinstance(last, Node)
            and isinstance(child, Node)
            and child.tag == "p"
            and last.tag == "p"
            and is_number(last)
        ):
            child.children[:0] = [*last.children, " "]
            found.pop()
        found.append(child)
    return found


def is_number(block: Node) -> bool:
    """Whether a block is nothing but the number of a note, which leads back to its mark."""
    links = [n for n in block.walk() if n.tag == "a" and n.attrs["href"].find("#") >= 0]
    return len(links) == 1 and bool(_NUMBER.fullmatch(block.text()))
