"""Lists of words as data: the rows of ``words/*.tsv``, read once.

A row has two columns, language and word; ``months.tsv`` has a column a month. A line that begins
with ``#`` says why rows are as they are.
"""

import re
from functools import cache
from importlib import resources


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of a list, in the order of its rows."""
    rows = _rows(name, columns=2)
    return tuple(dict.fromkeys(row[1] for row in rows))


@cache
def months() -> dict[str, int]:
    """The number of the month that a word in lower case stands for, in many languages."""
    rows = _rows("months", columns=13)
    cells = [(n, row[n]) for row in rows for n in range(1, 13) if row[n] != "-"]
    return {word: n for n, cell in cells for word in cell.split()}


@cache
def numbered(name: str, columns: int) -> dict[int, tuple[str, ...]]:
    """Words in lower case by the number of their column, from 1 on, in all languages of a list."""
    rows = _rows(name, columns=columns + 1)
    return {
        n: tuple(w for row in rows if row[n] != "-" for w in row[n].split())
        for n in range(1, columns + 1)
    }


@cache
def numbers() -> tuple[dict[str, int], dict[str, int]]:
    """The number that a cardinal, and that an ordinal in lower case stands for, in many languages."""
    found: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for number, *cells in _rows("numbers", columns=3):
        for words_of, cell in zip(found, cells, strict=True):
            words_of.update({w: int(number) for w in cell.split() if w != "-"})
    return found


@cache
def any_of(name: str) -> str:
    """The regular expression of any word of a list; the first that fits wins, as in the rows."""
    return f"(?:{'|'.join(map(re.escape, words(name)))})"


def _rows(name: str, *, columns: int) -> list[list[str]]:
    folder = resources.files("archiver.web.vocabulary") / "words"
    return parse((folder / f"{name}.tsv").read_text("utf-8"), name, columns=columns)


def parse(text: str, name: str, *, columns: int) -> list[list[str]]:
    """The rows of a list's text. Raises ValueError with file and line for a bad row."""
    found = []
    for n, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != columns or not all(cells):
            raise ValueError(
                f"{name}.tsv, line {n}: write a language and {columns - 1} more, each after a tab"
            )
        found.append(cells)
    return found
