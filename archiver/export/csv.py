"""CSV as RFC 4180 writes it, safe to open in a spreadsheet."""

import csv
import io
import json
from collections.abc import Iterable

from archiver.export.tables import Kind, Row, Table
from archiver.web.plain_text import without_controls

_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
"""What a spreadsheet takes for a formula, or for what comes before one (OWASP, CSV injection), and the
guard itself. The wide signs are what some make of them where East Asian scripts are written."""


def head(table: Table) -> str:
    """The heading of a table."""
    return line(column.name for column in table.flat)


def row(table: Table, values: Row) -> str:
    """A row of a table: what is not known is empty, lists and objects are JSON, words are guarded."""
    return line(_value(values[c.name], words=c.kind is Kind.TEXT) for c in table.flat)


def _value(value: object, *, words: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value) if words else value
    return json.dumps(value, ensure_ascii=False)  # true, 3, 0.5, [...] and {...}


def guarded(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe goes before what it might take for a formula.

    A text that begins with an apostrophe gets one, too. So a first apostrophe is always the guard:
    whoever takes it away has the text as it was.
    """
    return "'" + text if text.startswith(_GUARDED) else text


def cell(value: object) -> str:
    """A value as the text of a cell, which no spreadsheet runs and no terminal obeys."""
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    if isinstance(value, bool):
        value = json.dumps(value)  # as in the tables of an export
    return "" if value is None else guarded(without_controls(str(value)))


def line(cells: Iterable[str]) -> str:
    """A line of the file, with its end."""
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
