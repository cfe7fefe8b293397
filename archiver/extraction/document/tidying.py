"""What is settled once a part of the tree is whole: ends of paragraphs, lists, tables of layout."""

from archiver.extraction.document.tree import Node


def ends_in_break(node: Node) -> bool:
    """Whether the last thing in a paragraph is a line break."""
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


def strip(node: Node, ends: tuple[int, ...] = (-1, 0)) -> None:
    """Take white space and line breaks from the ends of a paragraph, and emptied styles with them.

    ``ends`` holds the index of each: -1 for the tail, 0 for the head.
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
                strip(child, (at,))
                if child.children:
                    break
            node.children.pop(at)


def close(node: Node, parent: Node) -> None:
    """Settle a finished container: nothing in it, a table that is only layout, strays in a list."""
    if node.tag == "table":
        _settle_table(node, parent)
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


def _settle_table(table: Node, parent: Node) -> None:
    """A table of one row or column, or with blocks in its cells, is layout: its content remains."""
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
