"""JSON Schema of the tables (draft 2020-12)."""

from collections.abc import Iterable
from typing import Any

from archiver.export.tables import SCHEMA_VERSION, TABLES, Column, Kind, Table

_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.DAY: {"type": "string", "format": "date"},
}


def schema() -> dict[str, Any]:
    """The schema of all tables: each is one of ``$defs``; a line of ``posts.jsonl`` is a post."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Export of archiver",
        "description": "A row of a table; `$defs` has all tables by name.",
        "schema_version": SCHEMA_VERSION,
        "$ref": "#/$defs/posts",
        "$defs": {table.name: _table(table) for table in TABLES},
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "description": table.about,
        "key": list(table.key),
        "references": [
            {"columns": list(columns), "table": other} for columns, other in table.refers
        ],
        **_object(table.columns),
    }


def _object(columns: Iterable[Column]) -> dict[str, Any]:
    known = tuple(columns)
    return {
        "type": "object",
        "properties": {c.name: {"description": c.about} | _column(c) for c in known},
        "required": [c.name for c in known],
    }


def _column(column: Column) -> dict[str, Any]:
    one = _object(column.columns) if column.columns else _TYPES[column.kind]
    if column.many:
        return {"type": "array", "items": one}
    return one | {"type": [one["type"], "null"]} if column.optional else dict(one)
