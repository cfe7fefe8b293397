"""Links from one part of a post to another: they stay within it and do not lead to the live page."""

from urllib.parse import unquote

from lxml.html import HtmlElement

from archiver.extraction.document.tree import Node
from archiver.web.urls import without_fragment


def keep_within(root: Node, marks: dict[str, HtmlElement], url: str) -> None:
    """Make links to what has one of the ``marks`` (ids) links to ``#id``, and note the id there."""
    page = without_fragment(url) + "#"
    wanted: dict[HtmlElement, str] = {}
    for node in root.walk():
        if node.tag != "a" or not node.attrs["href"].startswith(page):
            continue
        given = node.attrs["href"][len(page) :]
        mark = given if given in marks else unquote(given)
        if mark in marks:
            node.attrs["href"] = f"#{given}"
            wanted.setdefault(marks[mark], mark)
    if wanted:
        _note_ids(root, wanted)


def _note_ids(root: Node, wanted: dict[HtmlElement, str]) -> None:
    nodes: dict[object, Node] = {}
    for node in root.walk():
        if node.source is not None:
            nodes.setdefault(node.source, node)
    for element, mark in wanted.items():
        around = (element, *element.iterdescendants(), *element.iterancestors())
        if place := next((nodes[one] for one in around if one in nodes), None):
            place.attrs.setdefault("id", mark)
