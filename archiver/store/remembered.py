"""What a run asks of the archive before it asks anybody else: when it asked, what came, what is left."""

from collections.abc import Callable, Mapping
from datetime import datetime

from archiver.facts import Announced, Answered, Lesson, Polled, TakesPart
from archiver.model import Candidate
from archiver.store.catalog import Catalog
from archiver.store.types import Look


class Remembered:
    """What the runs before have learned of addresses, as of a time."""

    def __init__(self, catalog: Catalog, at: datetime) -> None:
        self._catalog, self._at = catalog, at

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """ETag and Last-Modified of the last good answer for exactly this address.

        None where the run of that answer was not committed: its page may not have been read.
        """
        return self._catalog.validators(url)

    def last_fetch(self, url: str) -> Answered | None:
        """The last ``fetched`` or ``unchanged`` fact of exactly this address."""
        return self._catalog.last_fetch(url)

    def was_read(self, url: str) -> bool:
        """Whether the last good answer for exactly this address was read as what it should be."""
        return self._catalog.was_read(url)

    def announced_by(self, via: str) -> tuple[Announced, ...]:
        """What the document at an address has announced so far."""
        return self._catalog.announced_by(via)

    def looks(
        self, due: Callable[[int, int], bool], now: float | None = None, pause: float = 0
    ) -> list[Look]:
        """The last looks at posts for which ``due(at, changed)`` holds (Unix times), by address.

        With ``now``, and the least ``pause`` in seconds between two looks, only posts are asked
        about that can be due by then.
        """
        return self._catalog.looks(due, now, pause)

    def look(self, url: str) -> Look | None:
        """The last look at a post, by any of its addresses; None where it is not held."""
        found = self._catalog.find(url)
        return self._catalog.look(found.url) if found else None

    def pending(self) -> tuple[Candidate, ...]:
        """Announcements for which no post is held so far."""
        return self._catalog.pending()

    def lessons(self, host: str) -> tuple[Lesson, ...]:
        """The pages from which a host's chrome was learned, in the order they were noted."""
        return self._catalog.lessons(host)

    def habits(self, host: str) -> Mapping[str, object] | None:
        """The learned chrome of a host, as JSON; derived, may be missing."""
        return self._catalog.habits(host)

    def unread(self) -> dict[str, Answered]:
        """The good answers that earlier runs have kept but not come to read, by their address.

        A run that reads one notes it again: then it is among those that this run settles.
        """
        return self._catalog.unread()

    def unreadable(self, url: str) -> tuple[str, str, str] | None:
        """The digest of a page that was too much to read, for which extractor, and the reason."""
        return self._catalog.unreadable(url)

    def tries(self, url: str) -> tuple[int, int] | None:
        """The Unix times of the last and the first request of exactly this address."""
        return self._catalog.tries(url)

    def clock(self, url: str) -> Polled | None:
        """How exactly this address stands as a source's, and when it wishes to be asked again."""
        return self._catalog.clock(url)

    def takes_part(self, challenge: str) -> tuple[TakesPart, ...]:
        """Who is named in the lists of a challenge so far."""
        return self._catalog.takes_part(challenge)

    def resting(self) -> dict[str, datetime]:
        """Hosts whose Retry-After ends after the start of this run."""
        return self._catalog.resting(self._at)
