"""Blocks of code: which elements are one, their lines without numbers, and their language."""

import re
from collections.abc import Callable, Iterable

from lxml import etree
from lxml.html import HtmlElement

from archiver.extraction.document.element_kinds import (
    BLOCKS,
    PLAIN_BLOCKS,
    is_monospaced,
)
from archiver.extraction.document.pictures import character
from archiver.extraction.document.tree import Node, tag_of, tidy

PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
_LANGUAGE = re.compile(
    r"(?:language|lang|brush:\s*|highlight-source|highlight|sourceCode\s|syntaxhighlighter\s|src\s+src|hljs\s|highlight\s)-?"
    r"([A-Za-z][A-Za-z0-9+#]{0,19})(?![\w-])"
)
_ATTRIBUTES = ("data-lang", "data-language", "data-enlighter-language", "lang")
_NO_LANGUAGES = frozenset(
    [
        "plaintext",
        "plain",
        "text",
        "txt",
        "none",
        "default",
        "nohighlight",
        "highlighter",
        "highlight",
        "code",
        "line-numbers",
        "copyable",
    ]
)
_NEWLINE = re.compile(r"\r\n|\r|\n")
_NUMBERED = re.compile(r"1\n2(?:\n\d+)*")
"""A code block with only the line numbers of the block beside it."""
_UNSELECTABLE = re.compile(r"user-select\s*:\s*none", re.IGNORECASE)
_NUMBER_CLASS = re.compile(
    r"(?:^|[\s_-])(?:line-?no(?:s|div)?|line-?numbers?|linenumber|lnt?|nums?|gutter|blob-num|gl)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CODE_CLASS = re.compile(r"code|syntax|highlight|crayon|hljs|rouge|blob|prettyprint", re.IGNORECASE)
_MARK = re.compile("\x00(\\d+)\x00")
"""Around digits that have an element of their own at the start of a line."""
_ABOVE = 5
"""Elements around a block of code that may name its language."""

Drop = Callable[[HtmlElement], object]


def starts(element: HtmlElement, *, keeps: bool) -> bool:
    """Whether an element is a block of code or of verse, of which the lines are kept.

    ``keeps``: its style keeps the lines of its source.
    """
    tag = element.tag
    if tag in PREFORMATTED:
        return True
    if tag in ("code", "samp", "tt"):
        return _is_block_of_lines(element, keeps=keeps)
    if tag in ("div", "p", "span"):
        return keeps and is_monospaced(element) and _has_lines(element)
    return False


def _is_block_of_lines(code: HtmlElement, *, keeps: bool) -> bool:
    """Whether ``code`` has several lines, and its paragraph nothing but it."""
    parent = code.getparent()
    if not _has_lines(code) or parent is None or parent.tag not in PLAIN_BLOCKS:
        return False
    if keeps or "block" in (code.get("style") or ""):
        return True
    alone = not (parent.text or "").strip() and not (code.tail or "").strip()
    return alone and len(parent) == 1


def _has_lines(element: HtmlElement) -> bool:
    if next(element.iter("br", "div", "li"), None) is not None:
        return True
    return "\n" in element.text_content().strip()


def block(element: HtmlElement, drop: Drop) -> Node | None:
    """The node of a block of code or verse; None where it holds nothing but line numbers."""
    code = _text(element, drop)
    if not code or _NUMBERED.fullmatch(code) or _is_gutter(element, code):
        return None
    verse = "verse" in (element.get("class") or "")
    node = Node("verse" if verse else "pre", [code], source=element)
    if language := _language(element):
        node.attrs["lang"] = language
    return node


def _text(element: HtmlElement, drop: Drop) -> str:
    """The lines of a block of code, without their numbers and without what is dropped."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end", "comment"))
    skipped: object = None
    for event, current in walk:
        if event == "start":
            if current is not element and (_is_number(current) or drop(current)):
                walk.skip_subtree()
                skipped = current
                continue
            if current.tag == "br":
                parts.append("\n")
            elif current.tag == "img":
                parts.append(character(current))
            elif current.tag in _LINES:
                _end_line(parts)
            _add(parts, current)
            continue
        if event == "end" and current is not skipped and current.tag in _LINES:
            _end_line(parts)
        if current is not element:
            parts.append(current.tail or "")
    lines = _NEWLINE.split(tidy("".join(parts)).replace("\u00a0", " "))
    return "\n".join(_without_numbers([line.rstrip() for line in lines])).strip("\n")


_LINES = BLOCKS - {"td", "th"}


def _add(parts: list[str], element: HtmlElement) -> None:
    text = element.text or ""
    own = element.tag in ("span", "td", "a", "i", "b", "em", "div", "label") and not len(element)
    if own and text.isascii() and text.strip().isdecimal() and "\n" not in text.strip():
        parts.append(text.replace(text.strip(), f"\x00{text.strip()}\x00"))
    else:
        parts.append(text)


def _end_line(parts: list[str]) -> None:
    while parts and not parts[-1]:
        parts.pop()
    if parts and not parts[-1].endswith("\n"):
        parts.append("\n")


def _is_number(element: HtmlElement) -> bool:
    """Whether an element holds only the number of a line: not selectable, or named so."""
    style, names = element.get("style"), element.get("class")
    if not (
        (style and _UNSELECTABLE.search(style))
        or (names and _NUMBER_CLASS.search(names))
        or element.get("unselectable")
    ):
        return False
    return all(map(str.isdecimal, element.text_content().split()))


def _without_numbers(lines: list[str]) -> list[str]:
    """The lines without their numbers, where each begins with the one that follows the last."""
    found = [_MARK.match(line.lstrip()) for line in lines if line.strip()]
    numbers = [int(match[1][:9]) for match in found if match]
    counted = len(numbers) == len(found) > 1 and numbers == [
        *range(numbers[0], numbers[0] + len(numbers))
    ]
    if not counted:
        return [_MARK.sub(r"\1", line) for line in lines]
    return [
        _MARK.sub(r"\1", _MARK.sub("", line.lstrip(), count=1).rstrip()) if line.strip() else ""
        for line in lines
    ]


def _is_gutter(element: HtmlElement, code: str) -> bool:
    """Whether a block holds the numbers of the lines of the block in the next cell."""
    if not all(map(str.isdecimal, code.split())):
        return False
    cell = next(element.iterancestors("td"), None)
    beside = cell.getnext() if cell is not None else None
    return beside is not None and next(beside.iter(*PREFORMATTED), None) is not None


# ---- tables of numbers and lines -------------------------------------------------------------


def table_block(table: HtmlElement, drop: Drop) -> Node | None:
    """The node of a table that numbers lines of code and has no ``pre`` (Crayon, SyntaxHighlighter)."""
    if next(table.iter(*PREFORMATTED), None) is not None or not _speaks_of_code(table):
        return None
    rows = [[c for c in row if c.tag in ("td", "th")] for row in table.iter("tr")]
    if not rows or any(len(row) != 2 for row in rows):
        return None
    numbers = [word for gutter, _ in rows for text in gutter.itertext() for word in text.split()]
    if numbers != [str(n) for n in _counted(numbers)]:
        return None
    if not numbers and not all(gutter.get("data-line-number") for gutter, _ in rows):
        return None
    code = "\n".join(_text(cell, drop) for _, cell in rows)
    if not code.strip() or (numbers and len(code.split("\n")) != len(numbers)):
        return None
    node = Node("pre", [code], source=table)
    if language := _language(table):
        node.attrs["lang"] = language
    return node


def _counted(numbers: list[str]) -> range:
    first = int(numbers[0][:9]) if numbers and numbers[0].isdecimal() else 1
    return range(first, first + len(numbers))


def _speaks_of_code(table: HtmlElement) -> bool:
    if next(table.iter("code"), None) is not None:
        return True
    around = (table, *list(table.iterancestors())[:2], *table.iter("td"))
    return any(_CODE_CLASS.search(e.get("class") or "") for e in around)


def line_by_line(paragraph: HtmlElement) -> bool:
    """Whether a paragraph holds several lines, each of which is code, and nothing else."""
    if (paragraph.text or "").strip():
        return False
    kinds = [tag_of(child) for child in paragraph]
    if kinds.count("code") < 2 or "br" not in kinds or set(kinds) - {"code", "br"}:
        return False
    return not any((child.tail or "").strip() for child in paragraph)


# ---- languages -------------------------------------------------------------------------------


def _language(element: HtmlElement) -> str:
    """The language of a code block, from its class, that of its ``code`` or of what is around it."""
    around = list(element.iterancestors())[:_ABOVE]
    for one in (element, *element.iterchildren("code"), *_wrappers(element, around)):
        if language := _named(one):
            return language
    for one in around[:3]:
        if "crayon" in (one.get("class") or ""):
            for name in one.iter("span"):
                if name.get("class") == "crayon-language":
                    return tidy(name.text_content()).strip().lower()
    return ""


def _wrappers(element: HtmlElement, around: Iterable[HtmlElement]) -> Iterable[HtmlElement]:
    """The elements around that hold no other block of code and hardly a word besides."""
    size = len(element.text_content())
    for one in around:
        if len(one.text_content()) > 2 * size + 80 or one.tag in ("body", "article", "main"):
            return
        yield one


def _named(element: HtmlElement) -> str:
    for name in _ATTRIBUTES[: None if element.tag in PREFORMATTED else -1]:
        given = (element.get(name) or "").strip().lower()
        if given and given not in _NO_LANGUAGES and re.fullmatch(r"[\w+#.-]{1,20}", given):
            return given
    for match in _LANGUAGE.finditer(element.get("class") or ""):
        if match[1].lower() not in _NO_LANGUAGES:
            return match[1].lower()
    return ""
