"""The types of an export's columns, as programs that read it want to be told them.

JSON Lines and CSV carry no types: a reader guesses them from the rows, and takes a column that is empty
in one archive for another thing than in the next.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from archiver.errors import ConfigError, unknown_name
from archiver.export.tables import BY_NAME, Column, Kind

_DUCKDB = {
    Kind.TEXT: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.MOMENT: "TIMESTAMP WITH TIME ZONE",
    Kind.DAY: "DATE",
}
_PANDAS = {
    Kind.TEXT: "string",
    Kind.INTEGER: "Int64",
    Kind.NUMBER: "Float64",
    Kind.BOOLEAN: "boolean",
    Kind.MOMENT: "datetime64[us, UTC]",
    Kind.DAY: "datetime64[s]",
}
_POLARS = {
    Kind.TEXT: "String",
    Kind.INTEGER: "Int64",
    Kind.NUMBER: "Float64",
    Kind.BOOLEAN: "Boolean",
    Kind.DAY: "Date",
}


def column_types(table: str, library: str, *, flat: bool = False) -> dict[str, Any]:
    """The type of each column of a table of an export, for ``duckdb``, ``pandas`` or ``polars``.

    DuckDB takes them as ``columns`` of ``read_json`` and ``read_csv``, Polars as ``schema`` of
    ``read_ndjson`` and ``read_csv``, pandas in ``DataFrame.astype``. ``flat`` is for CSV, where a list
    is one text of JSON. Raises ConfigError for a table or a library that is not known, ImportError where
    Polars is not installed.
    """
    if table not in BY_NAME:
        raise unknown_name("table", table, BY_NAME)
    if library not in _WAYS:
        raise ConfigError(f"no types for `{library}`", hint=f"known are: {', '.join(_WAYS)}")
    of = BY_NAME[table]
    typed = _WAYS[library]
    return {c.name: typed(c, flat) for c in (of.flat if flat else of.columns)}


def _duckdb(column: Column, flat: bool) -> str:
    if flat and (column.many or column.columns):
        return "JSON"
    if column.columns:
        fields = ", ".join(f'"{c.name}" {_duckdb(c, flat)}' for c in column.columns)
        one = f"STRUCT({fields})"
    else:
        one = _DUCKDB[column.kind]
    return f"{one}[]" if column.many else one


def _pandas(column: Column, flat: bool) -> str:
    if column.many or column.columns:
        return "string" if flat else "object"
    return _PANDAS[column.kind]


def _polars(column: Column, flat: bool) -> Any:
    pl = import_module("polars")  # of the caller: nothing here needs it
    if flat and (column.many or column.columns):
        return pl.String
    if column.columns:
        one = pl.Struct({c.name: _polars(c, flat) for c in column.columns})
    elif column.kind is Kind.MOMENT:
        one = pl.Datetime("us", "UTC")
    else:
        one = getattr(pl, _POLARS[column.kind])
    return pl.List(one) if column.many else one


_WAYS: Mapping[str, Callable[[Column, bool], Any]] = {
    "duckdb": _duckdb,
    "pandas": _pandas,
    "polars": _polars,
}
