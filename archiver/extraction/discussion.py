"""Extracts the readers' comments of a page, apart from the body."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from lxml import etree
from lxml.html import HtmlElement

from archiver.extraction.document.build import build
from archiver.extraction.document.render import to_markdown
from archiver.extraction.document.tree import Node
from archiver.formats.markdown import to_text
from archiver.model import Comment
from archiver.web import dates
from archiver.web.page import Page
from archiver.web.vocabulary import DISCUSSION

_COMMENTS = (
    "li.comment",
    "article.comment",
    "div.comment",
    ".comment-block",
    ".h-cite.p-comment",
    ".u-comment",
    "[itemtype=http://schema.org/Comment]",
    "[itemtype=https://schema.org/Comment]",
)
_NOT_TEXT = frozenset(DISCUSSION["furniture"])
_SKIPPED = frozenset(("script", "style", "form", "svg", "button", "noscript", "img"))


def read(page: Page) -> tuple[Comment, ...]:
    """The comments in the order of the page; ``depth`` is the level in the thread, from 0."""
    for selector in _COMMENTS:
        found = page.find(selector)
        if found:
            known = set(found)
            comments = (_comment(element, known) for element in found)
            return tuple(comment for comment in comments if comment.text)
    return ()


def _comment(element: HtmlElement, known: set[HtmlElement]) -> Comment:
    depth = sum(above in known for above in element.iterancestors())
    text = next(_own(element, DISCUSSION["text"], known), element)
    author = next(_own(element, DISCUSSION["author"], known), None)
    return Comment(
        author=" ".join(author.text_content().split()) if author is not None else "",
        text=_text(text, known),
        published=_moment(element, known),
        depth=depth,
    )


def _own(
    element: HtmlElement, names: Iterable[str], known: set[HtmlElement]
) -> Iterator[HtmlElement]:
    """The descendants with one of some classes, without those in replies; in the order of names."""
    parts = [*_inside(element, known)]
    for name in names:
        for part in parts:
            if name in (part.get("class") or "").split():
                yield part


def _inside(element: HtmlElement, known: set[HtmlElement]) -> Iterator[HtmlElement]:
    walk = etree.iterwalk(element, events=("start",))
    for _, part in walk:
        if part is not element and part in known:
            walk.skip_subtree()
        elif isinstance(part.tag, str):
            yield part


def _text(element: HtmlElement, known: set[HtmlElement]) -> str:
    def drop(part: HtmlElement) -> bool:
        names = (part.get("class") or "").split()
        return part.tag in _SKIPPED or part in known or bool(_NOT_TEXT.intersection(names))

    tree: Node = build(element, "", drop)
    return to_text(to_markdown(tree))


def _moment(element: HtmlElement, known: set[HtmlElement]) -> datetime | date | None:
    for part in _inside(element, known):
        if part.tag == "time" and (moment := dates.parse(part.get("datetime"))):
            return moment
    return None
