"""Whom the rows of a table name. A column of authors says so; one that is called "name" may hold names of
blogs, so that it counts where these have a column of their own, or most are in the form of a person's."""

from collections.abc import Iterator, Mapping

from archiver.discover.rosters import columns
from archiver.discover.rosters.columns import Kind
from archiver.discover.rosters.table import Cell, Row, Table, is_address
from archiver.web.persons.person_names import is_person, looks_full, plain
from archiver.web.vocabulary import COLUMNS

_MOST = 2 / 3
"""This share of a column of names is in the form of a person's. In a list of 294 blogs it was a half, in one
of 49 people six in seven."""

_NEARLY_ALL, _FEW = 4 / 5, 3
"""The share, and the least number, where the words of links alone speak: blogs are mostly linked by
their own names."""


class Names:
    """The people of a table's rows; ``mapped`` are the columns that sources.yaml names."""

    def __init__(self, table: Table, mapped: Mapping[Kind, str]) -> None:
        self._mapped = mapped
        called = [text for row in table.rows for text in _called(row)]
        linked = [text for row in table.rows for text in _linked(row)]
        titled = any(_is_of_blog(cell) for row in table.rows for cell in row.cells)
        self._has_people = titled or _share(called) >= _MOST
        self._links_people = len(linked) >= _FEW and _share(linked) >= _NEARLY_ALL

    def of(self, row: Row) -> str:
        """The person of a row, or of the one that it stands in; empty where nobody is named."""
        ways = (
            columns.texts(row, Kind.AUTHOR, self._mapped),
            _called(row) if self._has_people else (),
            _linked(row) if self._links_people else (),
        )
        found = next((text for texts in ways for text in texts if is_person(text)), "")
        return plain(found) if found or row.outer is None else self._of_outer(row.outer)

    def _of_outer(self, row: Row) -> str:
        sure = columns.texts(row, Kind.AUTHOR, self._mapped)
        found = [*filter(is_person, sure), *filter(looks_full, _called(row))]
        if found or row.outer is None:
            return plain(found[0]) if found else ""
        return self._of_outer(row.outer)


def _share(texts: list[str]) -> float:
    return sum(map(looks_full, texts)) / len(texts) if texts else 0


def _called(row: Row) -> Iterator[str]:
    """What the columns say that are called "name", and not "blog name"."""
    for cell in row.cells:
        is_name = columns.text_kind(cell.column) is Kind.NAME and not is_address(cell.value)
        if is_name and not _is_of_blog(cell):
            yield cell.value


def _is_of_blog(cell: Cell) -> bool:
    """Whether a column has the names of blogs: "blog name", "site title"."""
    last = columns.words_of(cell.column.rpartition(".")[2])
    calls = not last.isdisjoint(COLUMNS["name"] | COLUMNS["title"])
    of_blog = not last.isdisjoint(COLUMNS["site"] | COLUMNS["feed"])
    return calls and of_blog and not is_address(cell.value)


def _linked(row: Row) -> Iterator[str]:
    """The words of links in no column."""
    return (cell.label for cell in row.cells if _is_bare(cell))


def _is_bare(cell: Cell) -> bool:
    return not cell.column and bool(cell.label.strip()) and is_address(cell.value)
