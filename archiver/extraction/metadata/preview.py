"""Is the page only the beginning of a paid post? Two signs are asked for, or an engine's own."""

import re
from collections.abc import Iterable

from archiver.extraction.metadata.claims import one_line
from archiver.extraction.metadata.elements import Element, Elements
from archiver.web.page import Page
from archiver.web.vocabulary import Role, lines

_SELECTOR = re.compile(r"([.#])([\w-]+)")
_SECTION = 150  # characters of prose in a section that the page has, behind a meter at most
_LINE = 200  # characters of a line in which an engine says that a preview ends
_NO_PROSE = frozenset({"a", "button", "form", "h1", "h2", "h3", "h4"})


def ends_early(parsed: Page, page: Elements, *, paid: bool, gated: Iterable[str]) -> bool:
    """Whether a page holds only the beginning of its post.

    That is so where an engine's own mark stands at the end of the preview; or where the page says
    in JSON-LD that it is ``paid`` for (``isAccessibleForFree``), and the sections that it names as
    ``gated`` are missing or hold no prose, or a line says that a preview ends. A page of the whole
    post declares itself paid as well: the reader's meter decides.
    """
    if any(page.zone(e) is not Role.COMMENTS for e in page.by_role[Role.PREVIEW]):
        return True
    if not paid:
        return False
    sections = [_found(parsed, selector) for selector in gated if _SELECTOR.fullmatch(selector)]
    missing = bool(sections) and all(sum(map(_prose, found)) < _SECTION for found in sections)
    return missing or any(_says_so(e) for e in (*page.headings, *page.paragraphs))


def _found(parsed: Page, selector: str) -> list[Element]:
    kind, name = selector[0], selector[1:]
    if kind == ".":
        return parsed.classes.get(name, [])
    return [parsed.ids[name]] if name in parsed.ids else []


def _prose(section: Element) -> int:
    """How many characters of a section are neither headings, links nor buttons."""
    if section.tag in _NO_PROSE:
        return 0
    own = len(one_line(section.text))
    parts = (_prose(e) + len(one_line(e.tail)) for e in section if isinstance(e.tag, str))
    return own + sum(parts)


def _says_so(element: Element) -> bool:
    text = one_line(element.text_content()) if len(element) < _LINE else ""
    return 0 < len(text) <= _LINE and lines.PREVIEW.find(text) is not None
