"""The page's own URL: the day in a permalink, and the words of the slug."""

import re
from datetime import date
from urllib.parse import unquote

from archiver.extraction.metadata.claims import Claims, Moment
from archiver.extraction.metadata.elements import Elements

_DAY = re.compile(
    r"[/=](19\d\d|20\d\d)(?:/(\d{1,2})/(\d{1,2})(?=/|$)|([-_.]?)([01]\d)\4([0-3]\d)(?!\d))"
)
_MONTH = re.compile(r"/((?:19|20)\d\d)/([01]\d)/")


def read(page: Elements, canonical: str = "") -> Claims:
    """The claims of the URL, or of the canonical URL: the day of publication."""
    return Claims(witness="url", published=day(page.url) or day(canonical))


def day(url: str) -> date | None:
    """The day in ``/2017/05/23/``, ``/2017-05-23-`` or ``/20170523``; None where there is none."""
    for match in _DAY.finditer(unquote(url)):
        try:
            return date(int(match[1]), int(match[2] or match[5]), int(match[3] or match[6]))
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
