"""What a page says of itself: when it was published."""

import re
from datetime import date

from bs4 import BeautifulSoup, Tag

from archiver.web import dates

_META = (
    ("property", "article:published_time"),
    ("itemprop", "datePublished"),
    ("name", "date"),
    ("name", "dc.date"),
    ("name", "pubdate"),
)
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})(?:[/-](\d{1,2}))?(?!\d)")


def published_of(page: BeautifulSoup, url: str) -> date | None:
    """The day on which a page was published, by its own marks or its address, which may tell
    the month alone; None where neither tells."""
    for name, value in _META:
        mark = page.find(lambda tag, name=name, value=value: tag.get(name) == value)
        if isinstance(mark, Tag) and (day := _day(mark.get("content") or mark.get("datetime"))):
            return day
    for stamp in page.find_all("time", datetime=True, limit=3):
        if day := _day(stamp["datetime"]):
            return day
    match = _IN_PATH.search(url)
    return _day(f"{match[1]}-{match[2]}-{match[3] or 1}") if match else None


def _day(text: object) -> date | None:
    return dates.day(dates.parse(str(text))) if text else None
