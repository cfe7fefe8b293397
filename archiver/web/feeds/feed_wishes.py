"""What an RSS or Atom feed says of when to ask for it: ttl, the syndication module, skipHours, skipDays."""

import re
from collections.abc import Mapping
from typing import Any

from archiver.model.wish import Wish

_PERIODS = {
    "hourly": 3600,
    "daily": 86400,
    "weekly": 604800,
    "monthly": 2592000,
    "yearly": 31536000,
}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_QUOTED = re.compile(r"<!--(?:.*?-->|.*)|<!\[CDATA\[(?:.*?\]\]>|.*)", re.DOTALL)
_NUMBER = re.compile(r">\s*+(\d{1,2})\s*+</hour\b", re.ASCII)
_NAME = re.compile(r">\s*+([a-z]{3,9})\s*+</day\b")


def read(feed: Mapping[str, Any], text: str) -> Wish:
    """The wish of a feed: ``feed`` is what feedparser makes of its channel, ``text`` its source."""
    said = _of_channel(text) if "<skip" in text.lower() else ""
    hours = {int(number) % 24 for number in _NUMBER.findall(_between(said, "skiphours"))}
    names = [name[:3] for name in _NAME.findall(_between(said, "skipdays"))]
    days = {_DAYS.index(name) for name in names if name in _DAYS}
    return Wish(
        interval=_interval(feed),
        # what leaves no time at all is meant otherwise, whatever it may be
        skip_hours=tuple(sorted(hours)) if len(hours) < 24 else (),
        skip_days=tuple(sorted(days)) if len(days) < 7 else (),
    )


def _interval(feed: Mapping[str, Any]) -> int:
    """The longer of RSS ``ttl`` (minutes) and the syndication module's period, in seconds."""
    ttl = str(feed.get("ttl") or "").strip()
    minutes = int(ttl[:9]) if ttl.isdecimal() else 0
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower(), 0)
    times = str(feed.get("sy_updatefrequency") or "").strip()
    return max(minutes * 60, period // max(1, int(times[:9]) if times.isdecimal() else 1))


def _of_channel(text: str) -> str:
    """A feed's source in lower case, without its items, and without what is quoted in it.

    feedparser keeps but one of the hours, and a post may tell of skipHours.
    """
    text = _QUOTED.sub("", text).lower()
    first, last = text.find("<item"), text.rfind("</item>")
    return text if first < 0 else text[:first] + text[max(first, last) :]


def _between(text: str, name: str) -> str:
    """The content of the first element of this name; empty where there is none."""
    start = text.find(f"<{name}")
    end = text.find(f"</{name}", start)
    return text[start:end] if 0 <= start < end else ""
