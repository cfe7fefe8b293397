"""How long to leave a host alone. Pure: times come in as arguments."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from archiver.model import Pace

FLOOR = 1.0
"""Seconds between two requests to a public host, at the very least."""

ADAPT = 5.0
"""The pause is at least so many times the last answer's time (as Heritrix does) ..."""

ADAPT_CAP = 30.0
"""... up to so many seconds."""

CRAWL_DELAY_CAP = 30.0
"""Seconds of Crawl-delay that are waited for; a host that asks for more is left alone."""

SHORT_WAIT = 5.0
"""Seconds of Retry-After that are waited for within a run, once a request."""

LONGEST_REST = timedelta(days=7)
"""A host that wants to be left alone for longer is asked again after this."""

UNSAID_REST = timedelta(hours=1)
"""How long a host is left alone that answers 429 and does not say (readably) for how long."""


def pause(pace: Pace, *, took: float, crawl_delay: float | None, at_home: bool) -> float:
    """Seconds to wait after an answer that took ``took`` seconds.

    ``at_home``: the host is the user's own (``allow_private``), or there is no network at all;
    then only what the user and the host ask for counts.
    """
    asked = max(pace.delay, crawl_delay or 0.0)
    if at_home:
        return asked
    return max(asked, FLOOR, min(took * ADAPT, ADAPT_CAP))


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """When a Retry-After header (RFC 9110, 10.2.3) allows the next request.

    Both forms, seconds and an HTTP date. None where it says nothing readable: absent, negative,
    words. Never later than ``LONGEST_REST`` from ``now``, and never before ``now``.
    """
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?", text, re.ASCII):
        seconds = min(float(text[:20]), LONGEST_REST.total_seconds())
        return now + timedelta(seconds=seconds)
    try:
        when = parsedate_to_datetime(text)
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    return min(max(when, now), now + LONGEST_REST)
