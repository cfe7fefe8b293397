"""What a list holds, whatever its format: tables of rows, and cells in them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archiver.errors import ParseError
from archiver.web import urls

MOST_ROWS = 20_000
"""More rows than any list of participants has."""

_ABOVE = 20
"""Among so many of the first records stands the one with the names of the columns."""

_ADDRESS = re.compile(r"(?:https?|feed)://\S+", re.IGNORECASE)
_BARE = re.compile(
    r"(?:[a-z\d](?:[a-z\d-]{0,62})\.){1,6}[a-z]{2,18}(?::\d{2,5})?(?:[/?]\S*)?", re.I
)
_BESIDE_PATHS = re.compile(r"(?:\.{1,2})?/\S+")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value. ``column`` is the name of its column, or the way of keys to it (``socials.blog``);
    empty where it has none. ``label`` are the words of the link whose address the value is."""

    column: str
    value: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. ``where`` names it in messages; ``groups`` are the headings or keys that it stands
    under, outermost first; ``outer`` is the row that holds its table; ``words`` are its words, where
    it is a line for readers."""

    where: str
    cells: tuple[Cell, ...]
    groups: tuple[str, ...] = ()
    outer: "Row | None" = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows that say the same of different people. ``name`` is the key that it stands under."""

    rows: tuple[Row, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list as it was read. ``is_page``: it is written for readers, and links to other things, too."""

    format: str
    tables: tuple[Table, ...]
    title: str = ""
    is_page: bool = False


def grouped(rows: Iterable[Row]) -> tuple[Table, ...]:
    """Rows for readers as tables: those under one heading are of one kind."""
    tables: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        tables.setdefault(row.groups, []).append(row)
    return tuple(Table(rows=tuple(group)) for group in tables.values())


def headed(records: Iterable[tuple[str, list[str]]]) -> Table:
    """Records of plain values, each with its place, as a table: the names of the columns stand in
    the fullest record above those with an address. Without one the columns have none.
    """
    lines = [(where, [value.strip() for value in values]) for where, values in records]
    lines = [(where, values) for where, values in lines if any(values)]
    head = _head([values for _, values in lines[:_ABOVE]])
    names = lines[head][1] if head is not None else []
    rows = (
        Row(where=where, cells=tuple(_cells(names, values)))
        for where, values in lines[0 if head is None else head + 1 :]
    )
    return Table(rows=tuple(rows))


def _head(lines: list[list[str]]) -> int | None:
    widest = max((sum(map(bool, values)) for values in lines), default=0)
    best, most = None, 0
    for n, values in enumerate(lines):
        full = sum(map(bool, values))
        if any(is_address(value) or _BARE.fullmatch(value) for value in values):
            if full > 1 or widest == 1:
                break
        elif full > most:  # what stands above the names, as the title, has fewer cells
            best, most = n, full
    return best


def _cells(names: list[str], values: list[str]) -> Iterator[Cell]:
    for n, value in enumerate(values):
        if value:
            yield Cell(names[n] if n < len(names) else "", value)


def is_address(value: str) -> bool:
    """Whether a value is written as an address of the web, with its scheme."""
    return bool(_ADDRESS.fullmatch(value.strip()))


def by_hand(value: str) -> bool:
    """Whether a value is an address as people write it: ``ann.example``, or ``/ann`` within a site."""
    return bool(_BARE.fullmatch(value.strip()) or _BESIDE_PATHS.fullmatch(value.strip()))


def resolved(value: str, base: str, *, named: bool = False) -> str | None:
    """The address that a value means; None where it is none.

    One written by hand counts where its column is ``named`` as one of addresses: ``Next.js`` is
    mostly none.
    """
    value = value.strip()
    if value.lower().startswith("feed:"):
        value = value[5:] if is_address(value[5:]) else f"http:{value[5:]}"
    if named and _BARE.fullmatch(value):
        value = f"https://{value}"
    if not (is_address(value) or (named and _BESIDE_PATHS.fullmatch(value))):
        return None
    found = urls.resolve(value, base)
    return found if found and "." in urls.host(found).strip(".") else None


def refuse_masses(count: int, url: str) -> None:
    """Raises ParseError where a list has more rows than any has."""
    if count > MOST_ROWS:
        raise ParseError(f"the list has over {MOST_ROWS:,} rows", where=url)
