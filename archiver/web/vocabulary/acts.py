"""What a sentence does with a challenge that it names: answers it, declines, looks back, speaks of others.

A file of ``acts/*.tsv`` is one language. A row has an act, a pattern, an example that it must match,
and a counter-example that no row of the act may match. In patterns and texts ``§`` stands for the
challenge and ``№`` for a round of it. A row that begins with ``=`` gives a name to words, which
patterns of the file have in braces. Patterns are compiled when a sentence is first asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

CHALLENGE = "§"
ROUND = "№"
_NAME = re.compile(r"\{([a-z]+)\}")


class Act(StrEnum):
    """What the words do. ``here`` to ``joins`` claim, from the surest on, that this text is an answer."""

    HERE = "here"
    MINE = "mine"
    JOINS = "joins"
    DECLINES = "declines"
    PLANS = "plans"
    HOSTS = "hosts"
    ANNOUNCES = "announces"
    RECALLS = "recalls"
    OTHERS = "others"
    THANKS = "thanks"
    WEIGHS = "weighs"
    QUOTES = "quotes"
    SELLS = "sells"


CLAIMS = (Act.HERE, Act.MINE, Act.JOINS)


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern, and where it stands."""

    place: str
    act: Act
    pattern: str
    example: str
    counter: str


@cache
def rows() -> tuple[Row, ...]:
    """The rows of all languages. Raises ValueError, with file and line, for one that cannot be meant."""
    folder = resources.files("archiver.web.vocabulary") / "acts"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(row for file in files for row in parse(file.read_text("utf-8"), file.name))


def parse(text: str, name: str) -> Iterator[Row]:
    """The rows of a file's text."""
    named: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in line.split("\t")]
        place = f"{name}, line {number}"
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("="):
            named[cells[0][1:]] = cells[1]
            continue
        if len(cells) != 4 or not all(cells):
            raise ValueError(
                f"{place}: write act, pattern, example, counter-example, parted by tabs"
            )
        if cells[0] not in Act.__members__.values():
            raise ValueError(f"{place}: `{cells[0]}` is no act; write one of {', '.join(Act)}")
        pattern = _NAME.sub(lambda found: named[found[1]], cells[1])
        yield Row(place, Act(cells[0]), pattern, cells[2], cells[3])


@cache
def _compiled(act: Act) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row.pattern})" for row in rows() if row.act is act))


def acts_of(sentence: str) -> frozenset[Act]:
    """All that a sentence does; it is in lower case, with its marks for challenge and round."""
    return frozenset(act for act in Act if _compiled(act).search(sentence))


def faults() -> list[str]:
    """What is wrong with rows: a sentence each, with the file, the line and what to write."""
    found = []
    for row in rows():
        try:
            pattern = re.compile(row.pattern)
        except re.error as error:
            found.append(
                f"{row.place}: {row.pattern!r} is no regular expression ({error}); mend it"
            )
            continue
        if not pattern.search(row.example):
            found.append(f"{row.place}: {row.example!r} does not match; write an example that does")
        if pattern.search(row.counter):
            found.append(f"{row.place}: {row.counter!r} matches; write a sentence that does not")
    return found
