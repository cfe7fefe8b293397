"""Text for a terminal: nothing from outside may steer it, and columns line up."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

# C0 and C1 controls, and the marks that reorder or hide text (Unicode TR 36)
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def safe(text: str) -> str:
    """One line without control or bidirectional characters."""
    return _UNSAFE.sub("", re.sub(r"[\t\r\n]+", " ", text))


def safe_lines(text: str) -> str:
    """The same for a text of several lines, whose line breaks and tabs stay."""
    return "\n".join(_UNSAFE.sub("", line.replace("\t", "    ")) for line in text.split("\n"))


def style(text: str, name: str, *, colour: bool) -> str:
    """The text in a style of ``STYLES``, or as it is without colour."""
    return f"\x1b[{STYLES[name]}m{text}\x1b[0m" if colour and text else text


def width(text: str) -> int:
    """How many columns a text takes."""
    wide = sum(1 for c in text if unicodedata.east_asian_width(c) in "WF")
    marks = sum(1 for c in text if unicodedata.combining(c))
    return len(text) + wide - marks


def fit(text: str, columns: int) -> str:
    """The text cut to a number of columns, with an ellipsis, and padded to it."""
    text = text[: columns * 4 + 1]  # no character is narrower than a mark on its neighbour
    if width(text) > columns:
        kept, used = [], 0
        for character in text:
            used += width(character)
            if used > columns - 1:
                break
            kept.append(character)
        text = "".join(kept) + "…"
    return text + " " * (columns - width(text))


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, columns: int = 80, colour: bool = False
) -> str:
    """A table of cells without rules; the widest column gives way where it would not fit.

    An address is never cut: a column of them may go beyond the edge, where a terminal wraps it.
    """
    cells = [[safe(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(head, *cells, strict=True)]
    whole = [any(c.startswith("http") for c in column) for column in zip(*cells, strict=True)]
    soft = [n for n, kept in enumerate(whole) if not kept] if cells else list(range(len(head)))
    gaps = 2 * (len(widths) - 1)
    for n in soft:
        widths[n] = min(widths[n], max(columns, 24))
    while sum(widths) + gaps > columns and soft:
        widest = max(soft, key=lambda n: widths[n])
        if widths[widest] <= 24:
            break
        widths[widest] -= 1
    lines = [style(_line(head, widths), "bold", colour=colour)]
    return "\n".join(lines + [_line(row, widths) for row in cells])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(fit(c, w) for c, w in zip(cells, widths, strict=True)).rstrip()
