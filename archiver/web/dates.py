"""Dates as the web writes them, read without a clock and without guessing an offset."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NO_YEAR = re.compile(
    r"-|0000-|(?:[^\W\d_]{3,9},?\s{1,9})?\d{1,2}[\s-]{1,9}[^\W\d_]{3,9}[.\s-]{1,9}"
    r"(?:-\d|0\d\d|\d(?!\d))"
)
"""What engines write where they have no date: 0000-00-00, 30 Nov -0001 or .NET's 01 Jan 0001."""


def parse(text: str | None) -> datetime | date | None:
    """Read an ISO 8601 or RFC 5322 date as exactly as it is written; None where it is neither.

    A bare day comes back as a ``date``; a time without an offset as a naive ``datetime``. What has
    no year after Christ is no date: the standard library would read ``01 Jan 0001`` as of 2001.
    """
    text = (text or "").strip()
    if not text or has_no_year(text):
        return None
    for read in (_iso, parsedate_to_datetime):
        try:
            return read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def has_no_year(text: str) -> bool:
    """Whether a text has the form of a date, but with a year below 1 or of fewer than four digits."""
    return bool(_NO_YEAR.match(text))


def _iso(text: str) -> datetime | date:
    if match := _DAY.fullmatch(text):
        year, month, day = map(int, match.groups())
        return date(year, month, day)
    return datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text))


def day(moment: datetime | date | None) -> date | None:
    """The calendar day that was written, in the writer's own time zone."""
    return moment.date() if isinstance(moment, datetime) else moment


def moved(day: date, by: timedelta) -> date:
    """A day so much later; the first or the last that there is where none lies there."""
    try:
        return day + by
    except OverflowError:
        return date.max if by > timedelta() else date.min


def utc(moment: datetime) -> datetime:
    """The moment in UTC, to the second; a naive time is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def stamp(moment: datetime) -> str:
    """``2026-11-21T08:00:00Z``."""
    return utc(moment).replace(tzinfo=None).isoformat() + "Z"


def read_stamp(text: str) -> datetime:
    """The inverse of ``stamp``; raises ValueError."""
    return utc(datetime.fromisoformat(text))
