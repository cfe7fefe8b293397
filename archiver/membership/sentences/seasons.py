"""Which season of a challenge a sentence means: by a year or a season of the year beside its name."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from archiver.membership.sentences.words import folded
from archiver.model import Challenge
from archiver.model.blog import EARLY, LATE
from archiver.web.vocabulary import lists

_YEAR = re.compile(r"(?<![\d#/.,-])((?:19|20)\d\d)(?![\d/]|[.,]\d)")
_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힣]|[^\W\d_]+")
_WIDE = re.compile(r"[㐀-鿿가-힣]")


@dataclass(frozen=True, slots=True)
class Season:
    """Years and seasons of the year (1 is spring) that stand beside a name."""

    years: frozenset[int] = frozenset()
    parts: frozenset[int] = frozenset()


@cache
def _parts() -> dict[str, int]:
    return {word: n for n, words in lists.numbered("seasons", 4).items() for word in words}


def is_season(word: str) -> bool:
    """Whether a folded word is a season of the year."""
    return word in _folded()


@cache
def _folded() -> frozenset[str]:
    return frozenset(_parts()) | frozenset(map(folded, _parts()))


def of(text: str) -> Season:
    """What a text says of a season."""
    low = text.casefold()
    years = frozenset(int(y) for y in _YEAR.findall(low))
    parts = frozenset(n for w in _WORD.findall(low) if (n := _parts().get(w)))
    return Season(years, parts)


@dataclass(frozen=True, slots=True)
class Span:
    """When a challenge takes place, as far as its rounds or its title tell, and what its title says."""

    first: date | None
    last: date | None
    season: Season


@lru_cache(256)
def span(challenge: Challenge) -> Span:
    """The season of a challenge. Without days in its rounds it is the year of its title, or that which
    the address of its hub tells."""
    opens = [r.opens for r in challenge.rounds if r.opens]
    ends = [r.closes or r.opens for r in challenge.rounds]
    known = [end for end in ends if end]
    first = min(opens, default=None)
    last = max(known) if known and len(known) == len(ends) else None
    titled = of(challenge.title)
    years = titled.years or (frozenset() if opens else _of_address(challenge.hub or ""))
    if first is None and len(years) == 1:
        (year,) = years
        month = _month_in(challenge.title)
        first, last = date(year, month or 1, 1), date(year, 12, 31)
        if month:
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if first and not years:
        final = last or max(known, default=first)
        years = frozenset(range(first.year, final.year + 1))
    return Span(first, last, Season(years, titled.parts))


def _month_in(title: str) -> int | None:
    """The month that a name plays on, as those of month-long challenges do: Blaugust, Inktober."""
    words = (word.casefold() for word in _WORD.findall(title))
    return next((n for w in words for end, n in _MONTHS.items() if w.endswith(end)), None)


_MONTHS = {
    "anuary": 1,
    "bruary": 2,
    "april": 4,
    "august": 8,
    "tember": 9,
    "tober": 10,
    "vember": 11,
    "cember": 12,
}


def _of_address(url: str) -> frozenset[int]:
    return frozenset(map(int, _IN_ADDRESS.findall(url)[:1]))


_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)(?=/)")


def is_other(said: Season, challenge: Challenge) -> bool:
    """Whether words beside the name tell of another season than the challenge's."""
    own = span(challenge).season
    if said.years and own.years and not said.years & own.years:
        return True
    return bool(said.parts and own.parts and not said.parts & own.parts)


class When:
    """Where a day lies against the days of a challenge."""

    UNKNOWN = "unknown"
    BEFORE = "before"
    EARLY = "early"
    WITHIN = "within"
    LATE = "late"
    AFTER = "after"


GRACE = timedelta(days=1)
"""Organiser and author may live in two time zones, where a day begins and ends at other times."""


def when(day: date | None, challenge: Challenge) -> str:
    """Where a day of publication lies: ``early`` are the two weeks before, ``late`` the two months after."""
    known = span(challenge)
    if day is None or known.first is None:
        return When.UNKNOWN
    # as lengths of time: a challenge may last until the last day that there is
    if known.first - day > GRACE:
        return When.EARLY if known.first - day <= EARLY else When.BEFORE
    if known.last and day - known.last > GRACE:
        return When.LATE if day - known.last <= LATE else When.AFTER
    return When.WITHIN
