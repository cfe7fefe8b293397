"""Days as organisers write them before a prompt: mostly without a year, in many languages, at times a span."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from archiver.web.vocabulary import lists

_NUMBERS = re.compile(r"(\d{1,2})([./])(\d{1,2})(?:\2((?:19|20)\d\d)?)?(?![\d/])")
_ISO = re.compile(r"((?:19|20)\d\d)[-/.年]\s?(\d{1,2})(?:[-/.月]\s?(\d{1,2})日?|月)")
_CJK = re.compile(r"(?:((?:19|20)\d\d)\s?[年년]\s?)?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일])?")
_BEFORE = re.compile(
    r"(?:(?:the|week|of|from|starting|starts|begins|on|by|due|ab|der|die|vom|woche|am|semaine|du|le|la|"
    r"desde|del|el|semana|dal|il|van|vanaf|från|den)\s+){1,4}",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\s\W_]{0,6}")
_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.)?\s?(?:[–—-]|to|bis|au|al?|até|tot|till?)\s?(?=\d)",
    re.IGNORECASE,
)
_LAST = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|\.)?(?!\w|[.:]\d)")
_SPAN = re.compile(r"\s?(?:[–—-]|to|till?|until|through|bis|au|al?|até|tot|till)\s?", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WHOLE = re.compile(
    r"(\d{1,2})([./-])(\d{1,2})\2(19(?:7[1-9]|[89]\d)|20\d\d)(?:,?\s\d{1,2}:\d\d[\s\w:.+-]{0,20})?"
)
HALF = timedelta(days=183)
"""A day without a year is meant nearer to its page's own than this."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day as far as it is written. Without a ``day`` it is the month."""

    month: int
    day: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A day, or the first and last of several, and where they end in the text."""

    first: Day
    last: Day | None
    end: int


def read(text: str, *, day_first: bool = True) -> Span | None:
    """The day or days that a text begins with, behind a weekday or a word such as "from"."""
    at = _start(text)
    found = _day(text, at, day_first=day_first)
    if found is None:
        return _of_one_month(text, at, day_first=day_first)
    first, end = found
    span = _SPAN.match(text, end)
    if span is None:
        return Span(first, None, end)
    behind = _day(text, _start(text, span.end()), day_first=day_first)
    if behind and not (behind[0].day is None and first.day is not None):
        last, end = behind
        return Span(_before(first, last), last, end)
    if first.day and (number := _LAST.match(text, span.end())):
        return Span(first, replace(first, day=int(number[1])), number.end())
    return Span(first, None, end)


def joined(opens: Span, closes: Span) -> Span:
    """A span of the days of two columns."""
    last = closes.last or closes.first
    if opens.last or last.day is None:
        return opens
    return Span(_before(opens.first, last), last, opens.end)


def _before(first: Day, last: Day) -> Day:
    """The first day of some with the year of the last, where it has none of its own."""
    if first.year or not last.year:
        return first
    turned = (first.month, first.day or 1) > (last.month, last.day or 31)
    return replace(first, year=last.year - turned)


def _start(text: str, at: int = 0) -> int:
    """Where a day begins, behind marks, a weekday and small words."""
    for _ in range(3):
        for pattern in (_MARKS, _weekday(), _BEFORE):
            if match := pattern.match(text, at):
                at = match.end()
    return at


@cache
def _weekday() -> re.Pattern[str]:
    days = sorted(lists.words("weekdays"), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, days))})\.?,?\s+", re.IGNORECASE)


@cache
def _named() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    names = sorted(lists.months(), key=len, reverse=True)
    month = rf"(?P<month>{'|'.join(map(re.escape, names))})(?!\w)\.?"
    year = r"(?:,?\s?(?:de )?(?P<year>(?:19|20)\d\d)(?!\d))?"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|re|[ºª]|\.)?(?!\w)"
    return (
        re.compile(rf"{month}\s?(?:the\s)?{day}{year}", re.IGNORECASE),
        re.compile(rf"{day}\s?(?:of |de |d')?{month}{year}", re.IGNORECASE),
        re.compile(rf"{month}{year}", re.IGNORECASE),
    )


def _day(text: str, at: int, *, day_first: bool) -> tuple[Day, int] | None:
    """The day that stands at a place, and where it ends."""
    for pattern in (_ISO, _CJK):
        if match := pattern.match(text, at):
            year, month, day = (int(part) if part else None for part in match.groups())
            return _checked(year, month, day, match.end())
    for pattern in _named():
        if match := pattern.match(text, at):
            said = match.groupdict()
            month = lists.months()[said["month"].casefold()]
            day = int(said["day"]) if said.get("day") else None
            return _checked(int(said["year"]) if said["year"] else None, month, day, match.end())
    if match := _NUMBERS.match(text, at):
        one, two = int(match[1]), int(match[3])
        day, month = (one, two) if day_first or match[2] == "." or one > 12 else (two, one)
        return _checked(int(match[4]) if match[4] else None, month, day, match.end())
    return None


def _checked(
    year: int | None, month: int | None, day: int | None, end: int
) -> tuple[Day, int] | None:
    if month is None or not 1 <= month <= 12 or not (day is None or 1 <= day <= 31):
        return None
    return Day(month, day, year), end


def is_month_first(texts: Sequence[str]) -> bool:
    """Whether days such as 5/29 have the month before the day: one of them tells it of all."""
    found = [m for text in texts if (m := _NUMBERS.match(text, _start(text))) and m[2] == "/"]
    return any(int(m[3]) > 12 for m in found)


def is_day_first(texts: Iterable[str]) -> bool | None:
    """Whether days with their year, such as 25/4/2017, have the day before the month; None where no
    text is clear, or two contradict each other."""
    found = [m for text in texts if (m := _WHOLE.fullmatch(text.strip()))]
    clear = {int(m[1]) > 12 for m in found if (int(m[1]) > 12) != (int(m[3]) > 12)}
    return clear.pop() if len(clear) == 1 else None


def in_numbers(text: str, *, day_first: bool | None) -> date | None:
    """The day that a text is, in numbers and with its year; None where it is none, or where its order
    is unclear and not known from others. With dots the day is first."""
    match = _WHOLE.fullmatch(text.strip())
    if match is None:
        return None
    one, two = int(match[1]), int(match[3])
    if match[2] == "." or one > 12 or one == two:
        day_first = True
    elif two > 12:
        day_first = False
    if day_first is None:
        return None
    day, month = (one, two) if day_first else (two, one)
    return _date(int(match[4]), Day(month, day))


def year_in(title: str) -> int | None:
    """The only year that a title names."""
    years = set(_YEAR.findall(title))
    return int(years.pop()) if len(years) == 1 else None


def placed(
    spans: Sequence[Span | None], year: int | None, near: date | None
) -> list[tuple[date, date | None] | None]:
    """The days of rounds in their order, with their years; the last day of each where one is told.

    ``year`` is that of the title, ``near`` the day on which the page was published. The year turns
    where a list goes on from December to January; one that runs backwards is read backwards.
    """
    order = [n for n, span in enumerate(spans) if span]
    keys = [(s.first.month, s.first.day or 1) for s in spans if s]
    falls = sum(a > b for a, b in pairwise(keys))
    if len(keys) > 2 and falls > len(keys) / 2:
        order.reverse()
    found: list[tuple[date, date | None] | None] = [None] * len(spans)
    before: date | None = None
    for n in order:
        span = spans[n]
        assert span is not None
        first = _dated(span.first, year, before, near)
        if first is None:
            continue
        last = _dated(span.last, None, first, first) if span.last else _end_of(span.first, first)
        found[n] = first, (last if last is None or last >= first else None)
        before = first
    return found


def _dated(said: Day, year: int | None, before: date | None, near: date | None) -> date | None:
    """A day with its year: the one that is written, else that of the one before it or the next,
    else that of the title, else the one that is nearest to its page's own day."""
    if said.year:
        return _date(said.year, said)
    if before:
        found = _date(before.year, said)
        return found if found and found >= before else _date(before.year + 1, said)
    if year:
        return _date(year, said)
    if near is None:
        return None
    around = [d for y in (near.year - 1, near.year, near.year + 1) if (d := _date(y, said))]
    return min(around, key=lambda d: abs(d - near), default=None)


def _date(year: int, said: Day) -> date | None:
    try:
        return date(year, said.month, said.day or 1)
    except ValueError:
        return None


def _end_of(said: Day, first: date) -> date | None:
    """The last day of a month that stands for itself."""
    if said.day is not None:
        return None
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _of_one_month(text: str, at: int, *, day_first: bool) -> Span | None:
    """Days that share the name of their month: "4 to 10 May"."""
    number = _FIRST.match(text, at)
    behind = _day(text, number.end(), day_first=day_first) if number else None
    if number is None or behind is None or behind[0].day is None:
        return None
    last, end = behind
    return Span(replace(last, day=int(number[1])), last, end)
