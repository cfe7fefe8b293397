"""Tidies finished nodes of the tree: ends of paragraphs, items of lists, layout tables."""

from archiver.extraction.document.grids import unwrap_layout
from archiver.extraction.document.notes import is_number, join_numbers
from archiver.extraction.document.tree import Node


def ends_in_break(node: Node) -> bool:
    """Whether a paragraph ends with a line break."""
    while node.children:
        last = node.children[-1]
        if isinstance(last, str):
            if last.strip():
                return False
            break
        if last.tag == "br":
            return True
        if last.tag == "img":
            return False
        node = last
    return False


def trim_ends(node: Node, ends: tuple[int, ...] = (-1, 0)) -> None:
    """Remove white space, line breaks and empty inline nodes from the ends of a paragraph.

    ``ends`` holds the child index of each end: -1 for the last, 0 for the first.
    """
    for at in ends:
        while node.children:
            child = node.children[at]
            if isinstance(child, str):
                child = child.rstrip() if at else child.lstrip()
                if child:
                    node.children[at] = child
                    break
            elif child.tag == "img":
                break
            elif child.tag != "br":
                trim_ends(child, (at,))
                if child.children:
                    break
            node.children.pop(at)


def tidy_container(node: Node, parent: Node) -> None:
    """Tidy a finished container: unwrap layout tables, order lists, drop it if it is empty."""
    if node.tag == "table":
        unwrap_layout(node, parent)
    elif node.tag in ("ul", "ol"):
        node.children = _items(node)
        if node.children and all(map(_holds_pictures, node.nodes())):
            at = parent.children.index(node)
            parent.children[at : at + 1] = [c for item in node.nodes() for c in item.children]
    elif node.tag == "dl" and _is_gallery(node):
        _hang_pictures(node, parent)
    elif node.tag == "dl" and _is_notes(node):
        at = parent.children.index(node)
        parent.children[at : at + 1] = join_numbers([c for d in node.nodes() for c in d.children])
    elif len(node.children) > 1:
        node.children = join_numbers(node.children)
    if (
        not node.children
        and node.tag not in ("td", "th")
        and parent.children
        and parent.children[-1] is node
    ):
        parent.children.pop()


def _items(node: Node) -> list[Node | str]:
    """The items of a list; a list right within it belongs to the item before."""
    items: list[Node | str] = []
    for child in node.children:
        if isinstance(child, Node) and child.tag == "li":
            items.append(child)
        elif isinstance(child, Node) and child.tag in ("ul", "ol") and items:
            last = items[-1]
            assert isinstance(last, Node)
            last.children.append(child)
        else:
            items.append(Node("li", [child]))
    return items


def _holds_pictures(item: Node) -> bool:
    """Whether an item of a list is a picture of a gallery, with or without its caption."""
    kinds = {child.tag for child in item.nodes()}
    if kinds == {"figure"}:
        return len(item.children) == 1
    return any(inner.tag == "img" for inner in item.walk()) and not item.text()


def _is_gallery(node: Node) -> bool:
    """Whether the terms of a list of definitions are all pictures (WordPress's classic gallery)."""
    terms = [child for child in node.nodes() if child.tag == "dt"]
    return bool(terms) and all(
        any(inner.tag == "img" for inner in term.walk()) and not term.text() for term in terms
    )


def _is_notes(node: Node) -> bool:
    """Whether a list of definitions is one of footnotes (docutils)."""
    terms = [child for child in node.nodes() if child.tag == "dt"]
    return bool(terms) and all(map(is_number, terms))


def _hang_pictures(node: Node, parent: Node) -> None:
    """Replace a gallery by a figure a picture, each with its caption."""
    figures: list[Node | str] = []
    for child in node.nodes():
        last = figures[-1] if figures else None
        if child.tag == "dt" or not isinstance(last, Node):
            figures.append(Node("figure", child.children, source=child.source))
        elif child.text():
            last.children.append(Node("figcaption", child.children, source=child.source))
    at = parent.children.index(node)
    parent.children[at : at + 1] = figures
