"""Tidies finished nodes of the tree: ends of paragraphs, items of lists, layout tables."""

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
    """Tidy a finished container: unwrap layout tables, wrap children of lists, drop it if empty."""
    if node.tag == "table":
        _unwrap_layout(node, parent)
    elif node.tag in ("ul", "ol"):
        node.children = [_as_item(child) for child in node.children]
    if (
        not node.children
        and node.tag not in ("td", "th")
        and parent.children
        and parent.children[-1] is node
    ):
        parent.children.pop()


def _as_item(child: Node | str) -> Node:
    if isinstance(child, Node) and child.tag == "li":
        return child
    return Node("li", [child])


_NOT_IN_CELLS = frozenset(
    [
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "blockquote",
        "pre",
        "verse",
        "table",
        "figure",
        "embed",
        "dl",
        "hr",
    ]
)


def _unwrap_layout(table: Node, parent: Node) -> None:
    """Replace a layout table by its content: one row or column, or blocks in its cells."""
    rows = [child for child in table.nodes() if child.tag == "tr"]
    strays = [child for child in table.nodes() if child.tag != "tr"]
    cells = [[cell for cell in row.nodes() if cell.tag in ("td", "th")] for row in rows]
    wide = max(map(len, cells), default=0)
    blocks = any(n.tag in _NOT_IN_CELLS for row in cells for cell in row for n in cell.nodes())
    long = any(len(cell.children) > 3 for row in cells for cell in row)
    if len(rows) > 1 and wide > 1 and not blocks and not long:
        table.children = [*strays, *rows]
        return
    content = [
        child
        for row in rows
        for cell in row.nodes()
        for child in (cell.children if cell.tag in ("td", "th") else [cell])
    ]
    at = parent.children.index(table)
    parent.children[at : at + 1] = [*strays, *content]
