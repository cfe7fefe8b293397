"""Which of a blog's addresses are its posts', and of which days its lists: by the addresses alone."""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit

from archiver.model.blog import Scope
from archiver.web import dates, urls
from archiver.web.address_kinds import is_dated, may_be_post

_FOLDERS = {
    "archive", "archives", "article", "articles", "blog", "blogs", "diary", "entries", "entry", "essay",
    "essays", "journal", "log", "news", "note", "notes", "p", "post", "posts", "stories", "story", "til",
    "weblog", "writing", "writings",
}  # fmt: skip
"""Folders in which blogs keep their posts."""
_MANY, _MOSTLY = 8, 0.75
"""So many addresses of one shape, and such a share of all, show what the blog's posts look like."""
_SEVERAL = 3
_HYPHENED = re.compile(r"/(?:19|20)\d\d-[01]\d-[0-3]\d[-_][^/]{1,300}$")
"""A day that is a part of the post's own name, as Jekyll has it."""
_FOLDER_OF_DAYS = re.compile(
    r"/((?:19|20)\d\d)/(?:(0?[1-9]|1[0-2])/(?:(0?[1-9]|[12]\d|3[01])/)?)?(?=[^/])"
    r"|/((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[-/_](?=[^/])"
)
_DAYS = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:[-_/.](0[1-9]|1[0-2])(?!\d)(?:[-_/.](0[1-9]|[12]\d|3[01])(?!\d))?)?"
)

Days = tuple[date, date]
_NEAR = timedelta(days=1)
"""A day where the writer is may be another day where the list was made."""


def days_of_post(url: str) -> Days | None:
    """The first and the last day on which a post was published, as the folders it lies in say."""
    match = _FOLDER_OF_DAYS.search(urlsplit(url).path)
    if match is None:
        return None
    year, month, day, *hyphened = match.groups()
    return _days(year, month, day) if year else _days(*hyphened)


def days_of_list(url: str) -> Days | None:
    """The days that a list is of, as its name says: ``posts-2017-05.xml``, ``/archive/2017/05``."""
    matches = list(_DAYS.finditer(url.partition("://")[2].partition("/")[2]))
    # the folder of a year has lists of its months
    match = max(matches, key=lambda m: len(m[0]), default=None)
    return _days(match[1], match[2], match[3]) if match else None


def _days(year: str, month: str | None, day: str | None) -> Days | None:
    """The first and the last day of a year, a month or a day; None where there is no such day."""
    try:
        if month is None:
            return date(int(year), 1, 1), date(int(year), 12, 31)
        if day is None:
            last = monthrange(int(year), int(month))[1]
            return date(int(year), int(month), 1), date(int(year), int(month), last)
        return (found := date(int(year), int(month), int(day))), found
    except ValueError:
        return None


def may_hold(scope: Scope, url: str) -> bool:
    """Whether a list may have posts of the scope, by the days in its name, if there are any."""
    return overlaps(scope, days_of_list(url))


def overlaps(scope: Scope, days: Days | None) -> bool:
    """Whether some of these days are wanted. What is not known does not speak against it."""
    if days is None:
        return True
    first, last = dates.moved(days[0], -_NEAR), dates.moved(days[1], _NEAR)
    return not scope.is_past(last) and not (scope.until and first > scope.until)


def posts(addresses: Iterable[str], home: str, *also: str) -> frozenset[str]:
    """Those of a site's addresses that may be posts of the blog at ``home``.

    What is on other hosts is not, but for those of ``also``, to which the blog may have moved; nor what lies beside the folder of the home page: it may be
    another's blog. (Many have their home page at ``/blog/``, and posts beside it.) An address that is
    the folder of several others is their list. Where nearly all lie in folders of days, or in one such
    as ``/notes/``, the few others are pages about the author and the like.
    """
    own = {urls.host(address).removeprefix("www.") for address in (home, *also)}
    within = urlsplit(urls.folder(home)).path
    found = {
        url: urlsplit(url).path
        for url in addresses
        if urls.host(url).removeprefix("www.") in own and may_be_post(url)
    }
    found = {url: path for url, path in found.items() if path != within or "?" in url}
    inside = {url: path for url, path in found.items() if path.startswith(within)}
    if inside or within.strip("/").rpartition("/")[2].lower() not in _FOLDERS:
        found = inside
    within_each = Counter(f"{path.rstrip('/').rpartition('/')[0]}/" for path in found.values())
    found = {u: p for u, p in found.items() if within_each[f"{p.rstrip('/')}/"] < _SEVERAL}
    shapes = {url: _shape(url, path.removeprefix(within)) for url, path in found.items()}
    common, times = max(Counter(shapes.values()).items(), key=lambda item: item[1], default=("", 0))
    if not common or times < max(_MANY, _MOSTLY * len(found)):
        return frozenset(found)
    return frozenset(
        u for u, shape in shapes.items() if shape in (common, "/") or shape in _FOLDERS
    )


def _shape(url: str, path: str) -> str:
    """What the addresses of a blog's posts have in common: ``/`` for folders of days, else the name
    of the first folder. Empty for what lies in none, and for a language's."""
    if is_dated(url) or _HYPHENED.search(urlsplit(url).path):
        return "/"
    folders = path.strip("/").split("/")[:-1]
    return folders[0].lower() if folders and len(folders[0]) != len("en") else ""
