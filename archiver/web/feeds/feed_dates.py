"""Dates as feeds write them: by the standards, in the words of many languages, or as a clock's count.

What no blog can mean is no date: a day that no calendar has, and the first moment of some clock
(1970, 1904, 1601, the year 1), which engines write where they know none.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from archiver.web import dates
from archiver.web.vocabulary import lists

_FIRST, _LAST = 1971, 2100
"""The years that are believed; the first is the one after Unix began to count."""
_COUNT = re.compile(r"(\d{9,10})(?:\.\d{1,9})?|(\d{12,13})")
"""Seconds or milliseconds since 1970."""
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")
_DAY_NUMBERS = re.compile(r"^\d{4}-\d{1,2}-(\d{1,2})|(?<![\d:.+-])(\d{1,2})(?![\d:])")
_WORD = r"([^\W\d_]{3,12})"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:[.ºª]|er|st|nd|rd|th)?[\s-]{{0,3}}(?:de\s)?{_WORD}\.?,?[\s-]{{1,3}}"
    r"(?:de\s)?(\d{4})(?!\d)\.?,?"
)
_MONTH_FIRST = re.compile(
    rf"{_WORD}\.?\s{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(\d{{4}})(?!\d),?"
)
_YEAR_FIRST = re.compile(rf"(?<!\d)(\d{{4}})\.?\s{{1,3}}{_WORD}\.?\s{{1,3}}(\d{{1,2}})(?!\d)\.?,?")
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_ORDERS = (
    (_DAY_FIRST, (1, 2, 3)),
    (_MONTH_FIRST, (2, 1, 3)),
    (_YEAR_FIRST, (3, 2, 1)),
    (_CJK, (3, 2, 1)),
)
"""The ways to write a day, each with the places of day, month and year."""
_TIME = re.compile(
    r"[\s\w.,]{0,12}?(?<!\d)(\d{1,2}:\d\d(?::\d\d)?)(?:\.\d{1,9})?(?!\s?[ap]\.?m)"
    r"\s?(Z|[A-Z]{3,4}\b|[+-]\d\d:?\d\d)?",
)
_ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

Moment = datetime | date


def read(text: str, guess: Sequence[int] | None = None) -> Moment | None:
    """A date as exactly as it is written; None where there is none.

    ``guess`` is what another parser made of it, in UTC. It counts where nothing is read here, and
    where the text has its day: parsers count on from the 31st of February to March.
    """
    text = " ".join(text.split())[:120]
    if not text or dates.has_no_year(text):
        return None
    if text.replace(".", "", 1).isdecimal():
        return _plausible(_of_digits(text))
    found = dates.parse(_SLASHED.sub(_hyphened, text, count=1)) or _in_words(text)
    return _plausible(found or _guessed(text, guess))


def _of_digits(text: str) -> Moment | None:
    """The moment of a clock's count since 1970, or of a day without hyphens."""
    try:
        if match := _COMPACT.fullmatch(text):
            return date(*map(int, match.groups()))
        if match := _COUNT.fullmatch(text):
            seconds = int(match[1]) if match[1] else int(match[2]) // 1000
            return datetime.fromtimestamp(seconds, UTC)
        if len(text) == 14:  # as in the Wayback Machine's addresses
            return datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007 - no offset is written
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _hyphened(match: re.Match[str]) -> str:
    """A day with slashes as ISO 8601 has it: feedparser mistakes its parts for each other."""
    return f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}"


def _in_words(text: str) -> Moment | None:
    """A date with the name of its month, in any language that `months.tsv` has."""
    for pattern, order in _ORDERS:
        for match in pattern.finditer(text):
            day, word, year = (match[n] for n in order)
            month = int(word) if word.isdecimal() else lists.months().get(word.lower(), 0)
            if 1 <= month <= len(_ENGLISH):
                return _on(f"{day} {_ENGLISH[month - 1]} {year}", text[match.end() :])
    return None


def _on(day: str, rest: str) -> Moment | None:
    """A day in English, with the time that stands behind it where that is one."""
    clock = _TIME.match(rest)
    if clock:
        zone = "GMT" if clock[2] == "Z" else (clock[2] or "").replace(":", "")
        with suppress(ValueError, TypeError):
            return parsedate_to_datetime(f"{day} {clock[1]} {zone}".strip())
    with suppress(ValueError, TypeError):
        return parsedate_to_datetime(f"{day} 00:00:00").date()
    return None


def _guessed(text: str, guess: Sequence[int] | None) -> datetime | None:
    if guess is None:
        return None
    year, month, day, hour, minute, second = guess[:6]
    try:
        found = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        near = {(found + timedelta(days=n)).day for n in (-1, 0, 1)}  # it is written in some zone
    except (ValueError, OverflowError):  # feedparser counts on, to the year 0 and to 10000
        return None
    written = {int(one or other) for one, other in _DAY_NUMBERS.findall(text)}
    return found if near & written else None


def _plausible(moment: Moment | None) -> Moment | None:
    return moment if moment and _FIRST <= moment.year <= _LAST else None
