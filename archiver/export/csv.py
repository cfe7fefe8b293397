"""CSV as RFC 4180 writes it, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator

from archiver.export.record import COLUMNS, Record

# what a spreadsheet takes for a formula (OWASP, CSV injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(records: Iterable[Record]) -> Iterator[tuple[str, str]]:
    """Pieces of ``posts.csv``: the heading, then a row a post. Lists are joined by ``; ``."""
    yield "posts.csv", _line(COLUMNS)
    for item in records:
        yield "posts.csv", _line([_cell(item[column]) for column in COLUMNS])


def _cell(value: object) -> str:
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    cell = "" if value is None else str(value)
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
