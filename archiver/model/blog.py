"""What is known of a blog, and how much of it is wanted. Standard library only; no I/O, no clock."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

EARLY = timedelta(days=14)
"""How long before a challenge opens an answer to it may be dated."""

LATE = timedelta(days=60)
"""How long after a challenge has closed answers to it are looked for."""

CLOSE = timedelta(days=40)
"""Posts of a blog that are so near in time may tell of one another whether their author takes part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """What is known of a blog: by it the ways to its older posts are chosen.

    ``platform`` is the name of a file in ``web/platforms``, empty where it is not known; ``api`` the
    root of its WordPress REST API, where a page names one; ``sitemaps`` those that its robots.txt
    names.
    """

    home: str = ""
    feed: str = ""
    platform: str = ""
    api: str = ""
    sitemaps: tuple[str, ...] = ()

    def filled(self, other: "Blog") -> "Blog":
        """This blog, and where nothing is known of it what the other one says."""
        return Blog(
            **{f.name: getattr(self, f.name) or getattr(other, f.name) for f in fields(self)}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How much of a blog is wanted: what was published in a window (both days included), with one of
    the ``tags`` where there are any, ``limit`` posts at most. An empty one wants everything."""

    since: date | None = None
    until: date | None = None
    tags: tuple[str, ...] = ()
    limit: int | None = None

    def wants_more_than(self, other: "Scope") -> bool:
        """Whether this may hold a post that the other one does not."""
        return (
            (other.since is not None and (self.since is None or self.since < other.since))
            or (other.until is not None and (self.until is None or self.until > other.until))
            or (bool(other.tags) and not (self.tags and {*self.tags} <= {*other.tags}))
            or (other.limit is not None and (self.limit is None or self.limit > other.limit))
        )

    def is_past(self, published: date | datetime | None) -> bool:
        """Whether a day lies before the window: what is older need not be looked for."""
        day = day_of(published)
        return bool(day and self.since and day < self.since)


def day_of(moment: date | datetime | None) -> date | None:
    """The day of a date or a time, where its writer was."""
    return moment.date() if isinstance(moment, datetime) else moment
