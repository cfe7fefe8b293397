"""Text for a terminal: nothing from outside may steer it, and columns line up.

``rich`` lays out and colours. Each import of it stands where it is needed: a command whose output
goes to a pipe does not wait for it.
"""

import re
from collections.abc import Iterable, Sequence

# C0 and C1 controls, and the marks that reorder or hide text (Unicode TR 36)
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

_LEAST = 24
"""A column gives way to this width and no further; then the table goes beyond the edge."""

_MOST = 60
"""Off a terminal a longer cell does not make its whole column wider, but for a name or an address."""

_NAME = re.compile(r"[\x21-\x7e]+")


def safe(text: str) -> str:
    """One line without control or bidirectional characters."""
    return _UNSAFE.sub("", re.sub(r"[\t\r\n]+", " ", text))


def safe_lines(text: str) -> str:
    """The same for a text of several lines, whose line breaks and tabs stay."""
    return "\n".join(_UNSAFE.sub("", line.replace("\t", "    ")) for line in text.split("\n"))


def style(text: str, name: str, *, colour: bool) -> str:
    """The text in a style that ``rich`` knows, such as ``bold`` or ``red``; as it is without colour."""
    if not colour or not text:
        return text
    from rich.color import ColorSystem
    from rich.style import Style

    return Style.parse(name).render(text, color_system=ColorSystem.STANDARD)


def width(cell: str) -> int:
    """The columns that a cell takes on a terminal."""
    if cell.isascii():
        return len(cell)
    from rich.cells import cell_len

    return cell_len(cell)


def wrapped(text: str, columns: int) -> list[str]:
    """A text in lines of so many columns at most; only a word that is longer goes on in the next."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width(joined) <= columns:
            lines[-1] = joined
            continue
        pieces = [word] if width(word) <= columns else _chopped(word, columns)
        lines = [*filter(None, lines), *pieces]
    return lines


def _chopped(word: str, columns: int) -> list[str]:
    from rich.cells import chop_cells

    return chop_cells(word, max(columns, 2))  # a wide letter takes two


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    columns: int | None = None,
    colour: bool = False,
) -> str:
    """A table of cells without rules, for a terminal of so many columns.

    There the widest column gives way, but no address is ever cut: a column of them may go beyond
    the edge, where a terminal wraps it. Without ``columns`` it is for programs: every cell is whole.
    """
    # nearly all cells are printable, and to look for more was most of the work in a long table
    cells = [[cell if cell.isprintable() else safe(cell) for cell in row] for row in rows]
    if columns is None:
        return _whole([head, *cells])
    return _fitted(head, cells, columns, colour)


def _whole(rows: Sequence[Sequence[str]]) -> str:
    """All cells, padded; a table of rich takes a hundred times as long."""
    widths = [max(map(_wanted, set(column))) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _wanted(cell: str) -> int:
    """The width that a cell wants for its column."""
    taken = width(cell)
    return taken if taken <= _MOST or _NAME.fullmatch(cell) else _MOST


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    line = "  ".join(map(str.ljust, row, widths))
    if not line.isascii():
        padded = (c + " " * (w - width(c)) for c, w in zip(row, widths, strict=True))
        line = "  ".join(padded)
    return line.rstrip()


def _fitted(head: Sequence[str], rows: list[list[str]], columns: int, colour: bool) -> str:
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for name, *column in zip(head, *rows, strict=True):
        width = max(map(cell_len, (name, *column)))
        fixed = any(cell.startswith("http") for cell in column)
        grid.add_column(Text(name), min_width=width if fixed else min(width, _LEAST))
    for row in rows:
        # Text, for rich reads markup in a str; no_wrap here, as a column with it would not give way
        grid.add_row(*(Text(cell, no_wrap=True, overflow="ellipsis") for cell in row))
    # rendered, not printed: that would cut off what goes beyond the edge
    console = Console(width=columns, height=1, force_terminal=False, legacy_windows=False)
    bold = (style(s.text, str(s.style or "none"), colour=colour) for s in console.render(grid))
    return "\n".join(line.rstrip() for line in "".join(bold).splitlines())
