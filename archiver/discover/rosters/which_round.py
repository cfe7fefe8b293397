"""Which of a challenge's rounds a row means: by its id, its title or its number."""

import re
from collections.abc import Sequence

from archiver.discover.rosters.columns import words_of
from archiver.model import Round
from archiver.web.vocabulary import COLUMNS

_NUMBER = re.compile(r"(?<!\d)0{0,3}(\d{1,3})(?!\d)")
_LONGEST = 200
_SHORTEST = 4
"""Characters of a round's title that is found within a longer heading."""
_UNITS = frozenset(("day", "week", "month", "회차", "주차", "週", "woche", "semaine", "semana"))
_WEEKS = frozenset(("week", "주차", "週", "woche", "semaine", "semana"))


def named(value: str, column: str, rounds: Sequence[Round]) -> str | None:
    """The id of the round that a value means; None where it means none of them.

    ``column`` is the name of the value's column, which may say what the number counts.
    """
    said = " ".join(value.casefold().split())[:_LONGEST]
    if not said:
        return None
    for r in rounds:
        if said in (r.id.casefold(), r.title.casefold()):
            return r.id
    within = [r for r in rounds if len(r.title) >= _SHORTEST and _holds(said, r.title.casefold())]
    if len(within) == 1:
        return within[0].id
    return _by_number(said, column, rounds)


def _holds(said: str, title: str) -> bool:
    before, found, after = said.partition(title)
    return bool(found) and not (before[-1:].isalnum() or after[:1].isalnum())


def _by_number(said: str, column: str, rounds: Sequence[Round]) -> str | None:
    """By the number that the ids or titles of rounds have, or by their order where none has one."""
    numbers = _NUMBER.findall(said)
    unit = _unit(f"{column} {said}")
    if len(numbers) != 1 or not (words_of(f"{column} {said}") & COLUMNS["round"]):
        return None
    number = int(numbers[0])
    own = [(r, _own_number(r)) for r in rounds]
    if not any(_NUMBER.search(f"{r.id} {r.title}") for r in rounds):
        own = [(r, place) for place, r in enumerate(rounds, 1)]
    for r, n in own:
        theirs = _unit(f"{r.id} {r.title}")
        if n == number and (not unit or not theirs or unit == theirs):
            return r.id
    return None


def _own_number(r: Round) -> int | None:
    for text in (r.id, r.title):
        found = _NUMBER.findall(text)
        if len(found) == 1:
            return int(found[0])
    return None


def _unit(text: str) -> str:
    """What is counted, so that the third day of a series is not taken for the third week."""
    found = words_of(text) & _UNITS
    return "week" if found & _WEEKS else next(iter(sorted(found)), "")
