"""How long an answer stays fresh, as its headers say (RFC 9111): before that there is nothing to ask."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = 86400
"""Seconds: what is said to stay fresh for longer is looked at after a day all the same."""


def seconds(headers: Iterable[tuple[str, str]], at: datetime) -> int:
    """For how many seconds from ``at``, when it came, an answer stays fresh, up to ``LONGEST``.

    ``max-age``, else Expires less Date, each less Age (RFC 9111, 4.2.1). 0 where nothing readable is
    said, and where the answer is not to be used again without asking (``no-cache``, ``no-store``).
    ``s-maxage`` is for caches that many share.
    """
    said = [(name.lower(), value.strip()) for name, value in headers]
    directives = [
        (name.strip().lower(), value.strip().strip('"'))
        for _, line in (pair for pair in said if pair[0] == "cache-control")
        for name, _, value in (part.partition("=") for part in line.split(","))
    ]
    if {"no-cache", "no-store"} & {name for name, value in directives if not value}:
        return 0
    # of several values the first counts, as a missing number counts as none (RFC 9111, 4.2.1)
    max_age = next((value for name, value in directives if name == "max-age"), None)
    named = dict(reversed(said))
    lifetime = _expires(named, at) if max_age is None else _number(max_age)
    return max(0, min(lifetime - _number(named.get("age", "")), LONGEST))


def _expires(named: dict[str, str], at: datetime) -> int:
    expires = _moment(named.get("expires", ""))
    date = _moment(named.get("date", "")) or at
    return int((expires - date) / timedelta(seconds=1)) if expires else 0


def _moment(text: str) -> datetime | None:
    """An HTTP date. None where it is none: an Expires of ``0`` is past (RFC 9111, 5.3)."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(text: str) -> int:
    return int(text[:12]) if text.isascii() and text.isdecimal() else 0
