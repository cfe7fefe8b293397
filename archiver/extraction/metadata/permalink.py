"""The page's own URL: the day in a permalink, and the words of the slug."""

import re
from datetime import date
from urllib.parse import unquote

from archiver.extraction.metadata.claims import Claims, Moment
from archiver.extraction.metadata.elements import Elements
from archiver.web.vocabulary import lists

_DAY = re.compile(
    r"[/=](19\d\d|20\d\d)(?:/(\d{1,2})/(\d{1,2})(?=/|$)|([-_.]?)([01]\d)\4([0-3]\d)(?!\d))"
)
_NAMED = re.compile(r"/((?:19|20)\d\d)/([^\W\d_]{3,12})/(\d{1,2})(?=/|$)")
_MONTHS = lists.months()
_MONTH = re.compile(r"/((?:19|20)\d\d)/([01]\d)/")


def read(page: Elements, canonical: str = "") -> Claims:
    """The claims of the URL, or of the canonical URL: the day of publication."""
    return Claims(witness="url", published=day(page.url) or day(canonical))


def day(url: str) -> date | None:
    """The day in ``/2017/05/23/``, ``/2017-05-23-``, ``/20170523`` or ``/2017/may/23/``; None where
    there is none."""
    path = unquote(url)
    numbers = [(m[1], m[2] or m[5], m[3] or m[6]) for m in _DAY.finditer(path)]
    named = [(m[1], _MONTHS.get(m[2].lower(), 0), m[3]) for m in _NAMED.finditer(path)]
    for year, month, number in (*numbers, *named):
        try:
            return date(int(year), int(month), int(number))
        except ValueError:
            continue
    return None


def agrees(url: str, moment: Moment) -> bool:
    """Whether a date fits the year and month in the URL; True where the URL has none."""
    match = _MONTH.search(url)
    return not match or (moment.year, moment.month) == (int(match[1]), int(match[2]))


def slug(url: str) -> frozenset[str]:
    """The words of the last part of the path."""
    path = unquote(url.split("?")[0].split("#")[0]).rstrip("/")
    last = re.sub(r"\.\w{2,5}$", "", path.rsplit("/", 1)[-1])
    return frozenset(word for word in re.split(r"[\W_]+", last.lower()) if word)
