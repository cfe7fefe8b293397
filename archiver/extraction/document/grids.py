"""Tables: those that only lay a page out, and the grid of the others."""

from lxml.html import HtmlElement

from archiver.extraction.document.tree import Node

_MOST_SPANNED = 20
"""Rows or columns that a cell may span; no page needs more, and some were made to stop readers."""

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


def unwrap_layout(table: Node, parent: Node) -> None:
    """Replace a layout table by its content: one row or column, or blocks in its cells."""
    rows = rows_of(table)
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


def rows_of(table: Node) -> list[Node]:
    """The rows of a table in the order in which they are shown: those of its foot last."""
    rows = [child for child in table.nodes() if child.tag == "tr"]
    return [row for row in rows if not _is_foot(row)] + [row for row in rows if _is_foot(row)]


def _is_foot(row: Node) -> bool:
    above = row.source.getparent() if isinstance(row.source, HtmlElement) else None
    return above is not None and above.tag == "tfoot"


def grid(table: Node) -> list[list[Node | None]]:
    """The cells of a table by row and column: None where a cell of another place reaches to."""
    found: list[list[Node | None]] = []
    above: dict[int, int] = {}  # how many rows, from this one on, a column is reached into
    for row in rows_of(table):
        line: list[Node | None] = []
        below = {at: left - 1 for at, left in above.items() if left > 1}
        for cell in (c for c in row.nodes() if c.tag in ("td", "th")):
            while len(line) in above:
                line.append(None)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            if high > 1:
                below.update((len(line) + n, high - 1) for n in range(wide))
            line += [cell, *[None] * (wide - 1)]
        above = below
        found.append(line)
    wide = max((at + 1 for line in found for at, cell in enumerate(line) if cell), default=0)
    return [(line + [None] * wide)[:wide] for line in found]


def _span(cell: Node, name: str) -> int:
    return max(1, min(int(cell.attrs.get(name, "1")), _MOST_SPANNED))
