"""Lists with a row a line: CSV (RFC 4180) and its kin, and plain lines with an address each."""

import csv
from collections.abc import Iterator
from io import StringIO

from archiver.discover.rosters.table import Table, headed, refuse_masses

_DELIMITERS = ",;\t|"
_LINES = 20
"""So many lines tell the delimiter."""


def delimiter_of(text: str) -> str:
    """The sign that parts the most of the first lines into equally many cells; empty for none."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:_LINES]
    best, most = "", 0
    for sign in _DELIMITERS:
        counts = [_outside_quotes(line, sign) for line in lines]
        usual = max(set(counts), key=lambda n: (counts.count(n), n), default=0)
        agreeing = counts.count(usual) * (usual > 0)
        # a short list may have one line that differs, as its title
        if agreeing > most and 2 * agreeing >= len(lines):
            best, most = sign, agreeing
    return best


def _outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[::2])


def read(text: str, url: str) -> Table:
    """The rows of a text whose lines are parted by one of the usual signs. Raises ParseError where
    there are too many.
    """
    sign = delimiter_of(text) or ","
    try:
        records = list(_records(text, sign, url))
    except csv.Error:
        # a quote that nobody closes takes in all that follows; read alone, each line keeps its own
        records = list(_line_by_line(text, sign, url))
    return headed(records)


def _records(text: str, sign: str, url: str) -> Iterator[tuple[str, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=sign, strict=True)
    for count, values in enumerate(reader):
        refuse_masses(count, url)
        yield f"line {reader.line_num}", values


def _line_by_line(text: str, sign: str, url: str) -> Iterator[tuple[str, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        refuse_masses(number, url)
        try:
            values = next(csv.reader([line], delimiter=sign, strict=True), [])
        except csv.Error:
            values = line.split(sign)
        yield f"line {number}", [value.strip('" ') for value in values]
