"""What a table of an export is: its columns, their types, and where each value comes from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import Any

Row = Mapping[str, Any]
"""The values of a row by column, as JSON has them."""


class Kind(StrEnum):
    """The type of a value. A moment is in UTC, as ``2026-11-21T08:00:00Z``; a day is ``2026-11-21``."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    MOMENT = "moment"
    DAY = "day"
    OBJECT = "object"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: ``about`` says to a reader what it holds, ``value`` takes it from what the row is of.

    ``many``: a list of such values, which may be empty. ``optional``: it may be null. An ``OBJECT`` has
    ``columns`` of its own. ``table`` names the table that holds the same one by one, for formats that
    cannot nest. ``through`` gives from what the row is of that from which ``value`` takes it, as the text
    of a version: once for all columns that share it; where it gives None, the value is null or an empty list.
    """

    name: str
    kind: Kind
    about: str
    value: Callable[[Any], Any]
    many: bool = False
    optional: bool = False
    columns: tuple["Column", ...] = ()
    table: str = ""
    through: Callable[[Any], Any] | None = None

    def read(self) -> Callable[[Any], Any]:
        """What gives the value of the column, as JSON has it."""
        value = self.value
        if not self.columns:
            return (lambda of: list(value(of))) if self.many else value
        row = rows_of(self.columns)
        if self.many:
            return lambda of: [row(item) for item in value(of)]
        return lambda of: None if (found := value(of)) is None else row(found)


def _of(kind: Kind) -> Callable[..., Column]:
    def column(name: str, about: str, value: Callable[[Any], Any], **more: Any) -> Column:
        return Column(name=name, kind=kind, about=about, value=value, **more)

    return column


text, integer, number = _of(Kind.TEXT), _of(Kind.INTEGER), _of(Kind.NUMBER)
boolean, moment, day, thing = _of(Kind.BOOLEAN), _of(Kind.MOMENT), _of(Kind.DAY), _of(Kind.OBJECT)
"""Columns of each kind: ``text("url", "its address", lambda post: post.url)``."""


def rows_of(columns: Iterable[Column]) -> Callable[[Any], dict[str, Any]]:
    """What makes rows of these columns. It is made once: a row costs little more than its values."""
    groups = [_group(through, tuple(them)) for through, them in groupby(columns, _through)]

    def row(of: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for through, ways, nothing in groups:
            inner = through(of) if through else of
            made |= nothing if inner is None else {name: read(inner) for name, read in ways}
        return made

    return row


_Through = Callable[[Any], Any] | None


def _through(column: Column) -> _Through:
    return column.through


def _group(
    through: _Through, columns: tuple[Column, ...]
) -> tuple[_Through, list[tuple[str, Callable[[Any], Any]]], dict[str, Any]]:
    """What gives the columns' values, and what they are where there is nothing to take them from."""
    nothing: dict[str, Any] = {column.name: [] if column.many else None for column in columns}
    return through, [(column.name, column.read()) for column in columns], nothing


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table: ``key`` are the columns that tell a row from all others, ``refers`` says which columns
    are the key of which other table. ``nested``: a column of ``posts`` holds its rows, too."""

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    refers: tuple[tuple[tuple[str, ...], str], ...] = ()
    nested: bool = False

    @cached_property
    def row(self) -> Callable[[Any], dict[str, Any]]:
        """What makes a row, as JSON has it, of what it is of."""
        return rows_of(self.columns)

    @cached_property
    def flat(self) -> tuple[Column, ...]:
        """The columns for formats that cannot nest: without what another table holds one by one."""
        return tuple(column for column in self.columns if not column.table)
