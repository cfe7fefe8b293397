"""Phrases of services as rows of data: each brings a text that it must match, and one that it must not.

A row of ``phrases/*.tsv`` has five columns: language (BCP 47, or ``mul`` where it belongs to no
one language), role, pattern, example, counter-example. The counter-example is a sentence of an
author that looks like the phrase. A line that begins with ``#`` says why rows are as they are.

Files are parsed and patterns compiled when a set is first asked, which takes some 40 ms for all
sets together; a row without its columns or with an unknown role fails then. To compile every row
alone and to try it on its own examples takes 80 ms more, too long for a start of the program, so
``faults`` does that for the test suite.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from typing import Literal

from archiver.web.vocabulary import lists
from archiver.web.vocabulary.role import Role

_COLUMNS = ("language", "role", "pattern", "example", "counter-example")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_WORDS = re.compile(r"<([a-z][a-z-]+)>")
ROWS = "<rows>"
"""Where the alternatives of a file stand in the frame around them."""


class WallKind(StrEnum):
    """What stands in the place of a page."""

    LOGIN = "login"
    CONSENT = "consent"
    PARKED = "parked"
    BLOCK = "block"
    NOTHING = "nothing"
    CLOSED = "closed"
    ERROR = "error"
    AGE = "age"
    REGION = "region"
    PAID = "paid"
    BROWSER = "browser"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One row, and where it stands."""

    file: str
    line: int
    language: str
    role: Role | WallKind
    pattern: str
    example: str
    counter: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, and the pattern around them; ``<name>`` in it is any of a list of words."""

    file: str
    frame: str = ROWS
    only: WallKind | None = None

    def phrases(self) -> tuple[Phrase, ...]:
        """The rows that belong here."""
        return tuple(row for row in load(self.file) if self.only in (None, row.role))

    def source(self, phrases: tuple[Phrase, ...]) -> str:
        """The regular expression of some of the rows."""
        return _filled(self.frame, [row.pattern for row in phrases])


@dataclass(frozen=True)
class PhraseSet:
    """What one question asks: tables of phrases, the pattern around all, and how a text is asked.

    A set knows how it is asked, so that no caller asks otherwise than its rows are tried.
    """

    asked: Literal["match", "search", "fullmatch"]
    tables: tuple[Table, ...]
    frame: str = ROWS

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All phrases as one regular expression."""
        return self._compiled([table.source(table.phrases()) for table in self.tables])

    def find(self, text: str) -> re.Match[str] | None:
        """Where a text says one of the phrases."""
        return self._ask(self.pattern, text)

    def without(self, text: str, *, count: int = 0) -> str:
        """The text with blanks in place of the phrases, or of the first few."""
        return self.pattern.sub(" ", text, count=count)

    def faults(self) -> list[str]:
        """What is wrong with rows: a sentence each, with the file, the line and what to write."""
        rows = [(table, row) for table in self.tables for row in table.phrases()]
        return [said for table, row in rows for said in self._faults(table, row)]

    def _faults(self, table: Table, row: Phrase) -> list[str]:
        where = f"{row.file}.tsv, line {row.line}"
        try:
            pattern = self._compiled([table.source((row,))])
        except re.error as error:
            return [f"{where}: {row.pattern!r} is no regular expression ({error}); mend it"]
        found = []
        if not self._ask(pattern, row.example):
            found.append(f"{where}: {row.example!r} does not match; write an example that does")
        if self.find(row.counter):
            found.append(f"{where}: {row.counter!r} matches; write a sentence that does not")
        return found

    def _ask(self, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
        match self.asked:
            case "match":
                return pattern.match(text)
            case "search":
                return pattern.search(text)
            case "fullmatch":
                return pattern.fullmatch(text)

    def _compiled(self, sources: list[str]) -> re.Pattern[str]:
        return re.compile(_filled(self.frame, sources), re.IGNORECASE)


def _filled(frame: str, alternatives: list[str]) -> str:
    """A frame with the alternatives and the lists of words that it names in their places."""
    rows = "|".join(alternatives)
    rows = rows if frame == ROWS else f"(?:{rows})"
    return _WORDS.sub(lambda name: rows if name[0] == ROWS else lists.any_of(name[1]), frame)


@cache
def load(file: str) -> tuple[Phrase, ...]:
    """The rows of a file of this package."""
    folder = resources.files("archiver.web.vocabulary") / "phrases"
    return parse((folder / f"{file}.tsv").read_text("utf-8"), file)


def parse(text: str, file: str) -> tuple[Phrase, ...]:
    """The rows of a file's text. Raises ValueError with file, line and what to write for a bad row."""
    lines = enumerate(text.splitlines(), 1)
    rows = [(n, line) for n, line in lines if line.strip() and not line.startswith("#")]
    if not rows:
        raise ValueError(f"{file}.tsv has no row: a set of no phrases would match everything")
    return tuple(_row(line, file, n) for n, line in rows)


def _row(text: str, file: str, line: int) -> Phrase:
    where = f"{file}.tsv, line {line}"
    cells = [cell.strip() for cell in text.split("\t")]
    if len(cells) != len(_COLUMNS) or not all(cells):
        raise ValueError(f"{where}: write {', '.join(_COLUMNS)}, each after a tab and none empty")
    language, role, pattern, example, counter = cells
    if not _LANGUAGE.fullmatch(language):
        raise ValueError(
            f"{where}: {language!r} is no language; write a tag as en or pt-BR, or mul"
        )
    return Phrase(file, line, language, _role(role, where), pattern, example, counter)


def _role(text: str, where: str) -> Role | WallKind:
    for kind in (Role, WallKind):
        if text in kind.__members__.values():
            return kind(text)
    known = ", ".join([*Role, *WallKind])
    raise ValueError(f"{where}: {text!r} is no role; write one of {known}")
