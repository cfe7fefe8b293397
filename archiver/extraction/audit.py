"""Lists every block of a page, kept or dropped, with the reason, for people to review."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from archiver.extraction.body import chrome, override
from archiver.extraction.body.survey import Article
from archiver.extraction.document.build import build
from archiver.extraction.document.tree import Node, tag_of, tidy
from archiver.extraction.reason import Reason, Sign, in_words
from archiver.model import Override
from archiver.web import platforms
from archiver.web.page import Page
from archiver.web.vocabulary import TAGS, Role

_STEPS = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page: its text, whether it was kept, why, and its path in the DOM."""

    text: str
    kept: bool
    reason: str
    path: str


@dataclass(frozen=True, slots=True)
class Audit:
    """All blocks of a page that hold text, in document order, which it iterates over.

    ``verdict`` says which witnesses agree on what was kept, ``confidence`` how sure that is.
    """

    blocks: tuple[Block, ...]
    verdict: str
    confidence: float

    def __iter__(self) -> Iterator[Block]:
        return iter(self.blocks)


def review(page: Page, found: Article, said: Override | None = None) -> Audit:
    """The audit of an article and its page; ``said`` is a person's override."""
    order = {element: at for at, element in enumerate(page.elements)}
    rows = [*_of_article(found, order)]
    for element, block in (*_pruned(found), *_outside(page, found, said)):
        rows.append((order.get(element, 0), block))
    rows.sort(key=lambda row: row[0])
    listed = tuple(block for _, block in rows if block.text)
    return Audit(listed, found.verdict, found.confidence)


def _of_article(found: Article, order: Mapping[HtmlElement, int]) -> Iterator[tuple[int, Block]]:
    """The blocks of the article's place, kept and trimmed, in the order of the tree."""
    trimmed = {id(block): reason for block, reason in found.trimmed}
    at = 0
    for block in found.blocks:
        source = _source(block, found)
        at = max(at, order.get(source, 0))
        reason = trimmed.get(id(block))
        why = in_words(reason) if reason else found.place.how
        yield at, Block(block.text(), reason is None, why, path(source))


_Row = tuple[HtmlElement, Block]


def _pruned(found: Article) -> Iterator[_Row]:
    for element, reason in found.pruned:
        if not _is_script(element):
            yield element, Block(_words(element), False, in_words(reason), path(element))


def _outside(page: Page, found: Article, said: Override | None) -> Iterator[_Row]:
    """The elements outside of the article's place, each as large as possible."""
    usual = chrome.rules(page, platforms.of(page) or platforms.GENERIC)
    reason = override.rules(page, usual, said)
    around = {a for element in found.place.elements for a in element.iterancestors()}
    inside = set(found.place.elements)
    for element in sorted(around, key=lambda e: sum(1 for _ in e.iterancestors())):
        if element.tag in ("html", "head"):
            continue
        for child in element.iterchildren("*"):
            if child not in around and child not in inside and not _is_script(child):
                why = reason(child) or Reason(None, Sign.PLACE)
                yield child, Block(_words(child), False, in_words(why), path(child))


def _source(block: Node, found: Article) -> HtmlElement:
    return block.source if isinstance(block.source, HtmlElement) else found.place.elements[0]


def _is_script(element: HtmlElement) -> bool:
    meaning = TAGS.get(tag_of(element))
    return meaning is not None and meaning.role is Role.SCRIPT


def _words(element: HtmlElement) -> str:
    tree = build(element, "", _is_script)
    return tidy(tree.text())


def path(element: object) -> str:
    """The path of an element and its nearest ancestors: ``div#main > div.entry-content > p``."""
    if not isinstance(element, HtmlElement):
        return ""
    steps = [element, *element.iterancestors()][:_STEPS]
    return " > ".join(_step(step) for step in reversed(steps))


def _step(element: HtmlElement) -> str:
    names = "".join(f".{name}" for name in (element.get("class") or "").split()[:2])
    return (
        f"{tag_of(element)}#{element.get('id')}"
        if element.get("id")
        else f"{tag_of(element)}{names}"
    )
