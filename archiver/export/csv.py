"""CSV as RFC 4180 writes it, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator

from archiver.export.record import COLUMNS, Record
from archiver.web.plain_text import without_controls

# what a spreadsheet takes for a formula (OWASP, CSV injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(records: Iterable[Record]) -> Iterator[tuple[str, str]]:
    """Pieces of ``posts.csv``: the heading, then a row a post. Lists are joined by ``; ``."""
    yield "posts.csv", line(COLUMNS)
    for item in records:
        yield "posts.csv", line(cell(item[column]) for column in COLUMNS)


def cell(value: object) -> str:
    """A value as the text of a cell, which no spreadsheet runs and no terminal obeys."""
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    text = "" if value is None else without_controls(str(value))
    return "'" + text if text.startswith(_FORMULA) else text


def line(cells: Iterable[str]) -> str:
    """A line of the file, with its end."""
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
