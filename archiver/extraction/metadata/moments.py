"""Parses dates as pages write them: ISO 8601, RFC 5322, and days in the words of many languages."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

from archiver.extraction.metadata.claims import Moment, one_line
from archiver.web import dates
from archiver.web.vocabulary import lists

_EARLIEST = 1993  # the first pages that we would call a blog
_LATEST = 2100

_NUMBER = lists.months()
_MONTH = "|".join(sorted(_NUMBER, key=len, reverse=True))
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|o)?"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}}){_ORDINAL}[.,]?\s*+(?:(?:-|/|of\s|de\s|d['’])\s*+)?({_MONTH})\b[.,]?\s*+(?:(?:-|/|de\s|del\s|of\s)\s*+)?"
    r"(\d{4}|['’]?\d\d(?!\d|:))"
)
_MONTH_FIRST = re.compile(
    rf"(?<!\w)({_MONTH})\b[.,]?\s*(\d{{1,2}}){_ORDINAL}(?:,|\.|\s|-|/)+(\d{{4}}|['’]\d\d)(?!\d)"
)
_YEAR_MONTH = re.compile(rf"(?<!\d)(\d{{4}})[-/.,\s]+({_MONTH})\b[-/.,\s]+(\d{{1,2}})(?!\d)")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_BIG = re.compile(r"(?<!\d)(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})(?!\d)")
_SMALL = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d\d)(?!\d)")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\W+$")
"""An English weekday right before a date: it shows which of two numbers is the month."""
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T\s]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d?(?::?\d\d)?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?")


def read(text: str | None, *, language: str = "") -> Moment | None:
    """The date or time in a machine-readable attribute, or in a visible text.

    A day is a ``date``; a ``datetime`` has the offset as written, or none.
    """
    text = one_line(text)
    if not text or len(text) > 120:
        return None
    found = _iso(text) or _plausible(dates.parse(text) if ":" in text else None)
    return found or visible(text, language=language)


def _iso(text: str) -> Moment | None:
    if match := _ISO.match(text):
        year, month, day, hour, minute = map(int, match.groups()[:5])
        try:
            when = datetime(
                year, month, day, hour, minute, int(match[6] or 0), tzinfo=_zone(match[7])
            )
        except ValueError:
            return None
        return _plausible(when)
    if match := _COMPACT.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    return None


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = re.sub(r"\D", "", text)
    hours, minutes = (int(digits), 0) if len(digits) < 3 else (int(digits[:-2]), int(digits[-2:]))
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _plausible(moment: Moment | None) -> Moment | None:
    return moment if moment and _EARLIEST <= moment.year <= _LATEST else None


def _day(year: int, month: int, day: int) -> date | None:
    if year < 100:
        year += 2000 if year < 70 else 1900
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_month(word: str) -> bool:
    """Whether a word in lower case names a month in any of the languages."""
    return word in _NUMBER


@lru_cache(maxsize=512)
def visible(text: str, *, language: str = "") -> date | None:
    """The first complete day (with its year) in a visible text; None where there is none.

    ``language`` decides ``04/05/2017``: the month comes first in the United States, else the day.
    """
    low = text.lower()
    for pattern, order in (
        (_CJK, (1, 2, 3)),
        (_BIG, (1, 2, 3)),
        (_DAY_FIRST, (3, 2, 1)),
        (_MONTH_FIRST, (3, 1, 2)),
        (_YEAR_MONTH, (1, 2, 3)),
    ):
        for match in pattern.finditer(low):
            year, month, day = (match[i] for i in order)
            found = _day(int(year.strip("'’")), _NUMBER.get(month) or int(month), int(day))
            if found:
                return found
    return _numeric(low, language)


def _numeric(text: str, language: str) -> date | None:
    for match in _SMALL.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if (weekday := _WEEKDAY.search(text[: match.start()])) is not None:
            wanted = _WEEKDAYS.index(weekday[1])
            either = (_day(year, second, first), _day(year, first, second))
            fits = [day for day in either if day and day.weekday() == wanted]
            if len(fits) == 1:
                return fits[0]
        american = match[2] == "/" and language.lower() in ("", "en", "en-us", "en_us")
        day, month = (
            (second, first) if (american and first <= 12) or second > 12 else (first, second)
        )
        if found := _day(year, month, day):
            return found
    return None
