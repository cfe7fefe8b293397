"""Text for a terminal: nothing from outside may steer it, and columns line up.

``rich`` lays out and colours. Each import of it stands where it is needed: a command whose output
goes to a pipe does not wait for it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

# C0 and C1 controls, and the marks that reorder or hide text (Unicode TR 36)
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

_LEAST = 24
"""The columns of a terminal that a place of a table wants at least, if its words do not need fewer."""

_MOST = 60
"""Off a terminal a longer cell does not make its whole column wider, but for a name or an address."""

_GAP = 2
_INDENT = "    "
"""What stands below its row, as there is no room in it."""

_NAME = re.compile(r"[\x21-\x7e]+")
_STYLES = re.compile("\x1b\\[[0-9;]*m")


def safe(text: str) -> str:
    """One line without control or bidirectional characters."""
    return _UNSAFE.sub("", re.sub(r"[\t\r\n]+", " ", text))


def safe_lines(text: str) -> str:
    """The same for a text of several lines, whose line breaks and tabs stay."""
    return "\n".join(_UNSAFE.sub("", line.replace("\t", "    ")) for line in text.split("\n"))


def style(text: str, name: str, *, colour: bool) -> str:
    """The text in a style that ``rich`` knows, such as ``bold`` or ``red``; as it is without colour."""
    if not colour or not text or not name:
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


def folded(line: str, columns: int | None, *, further: int = _GAP) -> list[str]:
    """A line as several that fit a terminal, the later ones ``further`` in; off a terminal as it is.

    No word is cut, so that an address can be copied: one that is longer goes beyond the edge. A script
    without spaces is cut anywhere, as it always is.
    """
    if columns is None or width(_STYLES.sub("", line)) <= columns:
        return [line]
    body = line.lstrip(" ")
    made, taken = [" " * (len(line) - len(body))], len(line) - len(body)
    further += taken
    for word in body.split(" "):
        needed = width(_STYLES.sub("", word))
        space = " " if made[-1].strip() else ""
        fits = taken + len(space) + needed <= columns
        if not fits and not _is_one(word):
            first = _chopped(word, columns - taken - len(space))[0]
            rest = _chopped(word.removeprefix(first), columns - further)
            made[-1] += space + first
            made += [" " * further + piece for piece in rest]
            taken = width(made[-1])
            continue
        if space and not fits:
            made.append(" " * further)
            taken, space = further, ""
        made[-1] += space + word
        taken += len(space) + needed
    return [piece.rstrip() for piece in made]


def _is_one(word: str) -> bool:
    """Whether a word can be cut nowhere: it is of letters that take one column each."""
    return width(word) <= len(word)


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

    There the widest column gives way and its words go on in the next line. What has no room even so, an
    address before all else, stands below its row, and is never cut. Without ``columns`` it is for
    programs: every cell is whole, and every row one line.
    """
    # nearly all cells are printable, and to look for more was most of the work in a long table
    cells = [[cell if cell.isprintable() else safe(cell) for cell in row] for row in rows]
    if columns is None:
        return _whole([head, *cells])
    return "\n".join(_fitted(head, cells, columns, colour))


def _whole(rows: Sequence[Sequence[str]]) -> str:
    """All cells, padded."""
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


def _fitted(
    head: Sequence[str], rows: list[list[str]], columns: int, colour: bool
) -> Iterator[str]:
    sizes = [_Size.of(place) for place in zip(head, *rows, strict=True)]
    beside, widths = _arranged(sizes, columns)
    for number, row in enumerate([list(head), *rows]):
        cells = []
        for place, taken in zip(beside, widths, strict=True):
            loose = any(_is_one(word) and width(word) > taken for word in row[place].split(" "))
            if loose:
                yield from folded(row[place], columns)
            cells.append([""] if loose else wrapped(row[place], taken))
        for line in zip_longest(*cells, fillvalue=""):
            if any(line):
                yield style(_line(line, widths), "" if number else "bold", colour=colour)
        for place in range(len(head)):
            if number and place not in beside and row[place]:
                yield from folded(_INDENT + row[place], columns)


class _Size(NamedTuple):
    """The columns of a terminal that a column of a table takes if it may, wants at least, and can do with."""

    wanted: int
    least: int
    tight: int
    is_address: bool

    @classmethod
    def of(cls, place: Sequence[str]) -> "_Size":
        cells = set(place)
        wanted = max(map(width, cells))
        if any(cell.startswith("http") for cell in cells):
            return cls(wanted, wanted, wanted, True)
        longest = max(width(word) for cell in cells for word in cell.split(" "))
        # a sentence in a column of a word's width is read by nobody
        return cls(wanted, min(wanted, _LEAST), min(max(longest, wanted // 4), _LEAST), False)


def _arranged(sizes: Sequence[_Size], columns: int) -> tuple[list[int], list[int]]:
    """The columns that stand side by side, and their widths; for want of room addresses go below
    their rows, and then the last columns do."""
    beside = list(range(len(sizes)))
    while True:
        room = columns - _GAP * (len(beside) - 1)
        addresses = [n for n in beside if sizes[n].is_address]
        for least in ("least", *(() if addresses else ("tight",))):
            smallest = [getattr(sizes[n], least) for n in beside]
            if sum(smallest) <= room or len(beside) == 1:
                return beside, _narrowed([sizes[n].wanted for n in beside], smallest, room)
        beside.remove(addresses[-1] if addresses else beside[-1])


def _narrowed(widths: list[int], least: Sequence[int], room: int) -> list[int]:
    """The widths, the widest lowered until all have room."""
    while sum(widths) > room and (able := [n for n, w in enumerate(widths) if w > least[n]]):
        widths[max(able, key=lambda n: widths[n])] -= 1
    return widths
