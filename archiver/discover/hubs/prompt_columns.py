"""What the columns of a table of rounds hold: as their heads say, and most of their cells."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from archiver.discover.hubs import round_dates, round_numbers
from archiver.discover.hubs.round_dates import Span
from archiver.web.vocabulary import ROUND_COLUMNS

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_LONGEST = 60
"""Characters of a column's head that are looked at."""

Cells = Mapping[int, str]
"""The text of a row's cells, by the numbers of their columns, which begin with 1."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, 0 where there is none. ``texts`` are that of the titles and that of the
    prompts, or the only one that has both."""

    opens: int = 0
    closes: int = 0
    number: int = 0
    texts: tuple[int, ...] = ()

    def days(self, row: Cells, *, day_first: bool) -> Span | None:
        """The days of a row's round."""
        opens, closes = (
            round_dates.read(row.get(column, ""), day_first=day_first)
            for column in (self.opens, self.closes)
        )
        return round_dates.joined(opens, closes) if opens and closes else opens


def of_table(rows: Sequence[Cells], linked: Sequence[Set[int]], day_first: bool) -> Columns:
    """The columns of a table; ``linked`` are the cells of each row that are a link to a blog alone."""
    table = _Table(rows, linked, day_first)
    days = [c for c in table.columns if table.has_days(c)]
    opens = next((c for c in days if table.says(c, "opens")), 0)
    opens = opens or next((c for c in days if not table.says(c, "closes")), days[0] if days else 0)
    behind = [c for c in days if c > opens]
    closes = next(
        (c for c in days if c != opens and table.says(c, "closes")), next(iter(behind), 0)
    )
    rest = [c for c in table.columns if c not in days]
    numbers = [c for c in rest if table.has_numbers(c)]
    texts = [c for c in rest if c not in numbers and not table.is_beside(c)]
    texts = texts or [c for c in rest if table.is_named(c)]  # "The host's prompt"
    return Columns(opens, closes, next(iter(numbers), 0), table.said(texts))


class _Table:
    def __init__(self, rows: Sequence[Cells], linked: Sequence[Set[int]], day_first: bool) -> None:
        self._day_first = day_first
        headed = len(rows) > 1 and not any(self._is_told(text) for text in rows[0].values())
        self._heads = {c: _words(text) for c, text in rows[0].items()} if headed else {}
        body = rows[1:] if headed else rows
        self.columns = sorted({c for row in rows for c in row})
        self._cells = {c: [row[c] for row in body if row.get(c)] for c in self.columns}
        self._linked = {c: sum(c in cells for cells in linked) for c in self.columns}

    def says(self, column: int, kind: str) -> bool:
        """Whether the head of a column says what it holds."""
        return not ROUND_COLUMNS[kind].isdisjoint(self._heads.get(column, ()))

    def is_named(self, column: int) -> bool:
        """Whether the head of a column says that it has the titles or the prompts."""
        return self.says(column, "prompt") or self.says(column, "title")

    def has_days(self, column: int) -> bool:
        """Whether most cells of a column are nothing but days."""
        cells = [self._is_day(text) for text in self._cells[column]]
        return self._most(column, cells) and not self.says(column, "beside")

    def has_numbers(self, column: int) -> bool:
        """Whether most cells of a column are the number of a round."""
        return self._most(column, [round_numbers.alone(t) is not None for t in self._cells[column]])

    def is_beside(self, column: int) -> bool:
        """Whether a column names people, or other things than what is asked."""
        if self.says(column, "person"):
            return True
        if self.is_named(column):
            return False
        return self.says(column, "beside") or 2 * self._linked[column] > len(self._cells[column])

    def said(self, columns: Sequence[int]) -> tuple[int, ...]:
        """Of columns of texts that of the titles and that of the prompts: as they are headed, else the
        most varied; the prompts are the longer ones."""
        columns = [c for c in columns if self._cells[c]]
        if any(self.says(c, "prompt") for c in columns):
            columns = [c for c in columns if self.is_named(c)]
        chosen = sorted(columns, key=self._rank, reverse=True)[:2]
        return tuple(sorted(chosen, key=self._place))

    def _rank(self, column: int) -> tuple[bool, int, float]:
        varied = len(set(self._cells[column]))
        return self.says(column, "title"), varied, self._length(column)

    def _place(self, column: int) -> tuple[bool, float, int]:
        return not self.says(column, "title"), self._length(column), column

    def _length(self, column: int) -> float:
        cells = self._cells[column]
        return sum(map(len, cells)) / len(cells)

    def _most(self, column: int, which: Sequence[bool]) -> bool:
        return sum(which) > 0 and 2 * sum(which) >= len(self._cells[column])

    def _is_day(self, text: str) -> bool:
        span = round_dates.read(text, day_first=self._day_first)
        return span is not None and not text[span.end :].strip(" .:,)")

    def _is_told(self, text: str) -> bool:
        return self._is_day(text) or round_numbers.alone(text) is not None


def _words(head: str) -> frozenset[str]:
    return frozenset(_WORD.findall(head[:_LONGEST].casefold()))
