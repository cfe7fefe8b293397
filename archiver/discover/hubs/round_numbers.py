"""The number of a round as organisers write it: "Week 3", "3.", "T-SQL Tuesday #3"."""

import re
from functools import cache

from archiver.web.vocabulary import lists

SERIES = re.compile(r"(?P<series>[^#]{0,60}?)#\s?(?P<number>\d{1,4})\b")
_SAID = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")  # fmt: skip
_EAST = re.compile(r"第?\s?(\d{1,3})\s?(?:週目?|周|회차?|주차|日目|回)")


def label(text: str) -> tuple[str, int, str] | None:
    """The unit and number that a text begins with, and what follows; the unit of "T-SQL Tuesday #3"
    is its series.
    """
    if match := SERIES.match(text):
        return match["series"].strip(" –—-:("), int(match["number"]), text[match.end() :]
    if match := _EAST.match(text):
        return "", int(match[1]), text[match.end() :]
    match = _counted().match(text)
    if match is None:
        return None
    said = (match["number"] or match["before"]).casefold()
    number = int(said) if said.isdecimal() else _SAID.index(said) + 1
    return (match["unit"] or match["noun"] or "").casefold(), number, text[match.end() :]


@cache
def _counted() -> re.Pattern[str]:
    units, number = lists.any_of("round-units"), rf"\d{{1,3}}|{'|'.join(_SAID)}"
    return re.compile(
        rf"(?:(?P<unit>{units})\s?(?:no\.?\s?|nr\.?\s?)?(?P<number>{number})|"
        rf"(?P<before>\d{{1,3}})\.\s?(?P<noun>{units})?)(?=[\s:.,)–—-]|$)",
        re.IGNORECASE,
    )


def alone(text: str) -> tuple[str, int] | None:
    """The unit and number of a text that is nothing else: "3", "Week 3"."""
    bare = text.strip(" .#:")
    if bare.isdecimal() and len(bare) < 4:
        return "", int(bare)
    named = label(f"{bare}:")
    return named[:2] if named and not named[2].strip(" :") else None
