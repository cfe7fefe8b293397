"""Moments of posts for tables: one column that sorts and compares, and how exact it is."""

from datetime import UTC, date, datetime

from archiver.web.dates import stamp

Moment = datetime | date | None

PRECISIONS = {
    "instant": "a time with its offset from UTC",
    "local": "a time without an offset, which is taken as UTC",
    "day": "a day alone, which is taken as its first second in UTC",
}
"""How exact a moment was written, and what stands in the column of moments for it."""


def written(moment: Moment) -> str | None:
    """A moment as it was written, in ISO 8601: ``2017-04-24``, ``2017-04-24T10:30:00+02:00``."""
    return moment.isoformat() if moment else None


def in_utc(moment: Moment) -> str | None:
    """A moment as ``2017-04-24T08:30:00Z``, whatever is written; what is not exact is taken as UTC."""
    if moment is None:
        return None
    try:
        return stamp(moment if isinstance(moment, datetime) else _start(moment))
    except OverflowError:  # the first or the last day that there is, with an offset beyond it
        return None


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def precision(moment: Moment) -> str | None:
    """How exact a moment is: one of ``PRECISIONS``; None where there is none."""
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        return "day"
    return "instant" if moment.tzinfo else "local"
