"""The pause between two requests to a host. Pure: times are arguments."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from archiver.model.settings import Pace

FLOOR = 1.0
"""Seconds between two requests to a public host, at the very least."""

ADAPT = 5.0
"""The pause is at least so many times as long as the last answer took (as in Heritrix) ..."""

ADAPT_CAP = 30.0
"""... up to so many seconds."""

CRAWL_DELAY_CAP = 30.0
"""The longest Crawl-delay, in seconds, that is waited for; a host with more is not fetched."""

SHORT_WAIT = 5.0
"""The longest Retry-After, in seconds, that is waited for within a run, once per request."""

LONGEST_REST = timedelta(days=7)
"""A longer Retry-After counts as this."""

UNSAID_REST = timedelta(hours=1)
"""The pause after a 429 without a readable Retry-After."""


def pause(pace: Pace, *, took: float, crawl_delay: float | None, at_home: bool) -> float:
    """Seconds to wait after an answer that took ``took`` seconds.

    ``at_home``: the host is the user's own (``allow_private``), or the run is a replay: then only
    ``pace.delay`` and the Crawl-delay count.
    """
    asked = max(pace.delay, crawl_delay or 0.0)
    if at_home:
        return asked
    return max(asked, FLOOR, min(took * ADAPT, ADAPT_CAP))


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """When a Retry-After header (RFC 9110, 10.2.3) allows the next request.

    Seconds or an HTTP date. None where it is absent or unreadable (negative, words).
    Never later than ``LONGEST_REST`` from ``now``, and never before ``now``.
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
