"""JSON Lines: a row a line, UTF-8, nested, for pandas, DuckDB and jq."""

import json

from archiver.export.tables import Row

_encode = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` makes one for each call


def line(row: Row) -> str:
    """A row as a line, with its end."""
    return _encode(row) + "\n"
