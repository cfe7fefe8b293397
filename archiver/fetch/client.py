"""Fetching politely: lanes side by side in threads, answers one by one in the main thread."""

import logging
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime

from archiver.errors import FetchError
from archiver.fetch.frontier import Answer, Frontier, Lanes, Trip
from archiver.fetch.guard import Guard
from archiver.fetch.politeness import Manners, conditions
from archiver.fetch.transport import Transport, utc_now
from archiver.fetch.workers import Crew
from archiver.model import Capture, Pace
from archiver.web.content_coding import ACCEPT_ENCODING

__all__ = ["Answer", "Fetcher", "Frontier"]

_log = logging.getLogger(__name__)

ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"


@dataclass
class Fetcher:
    """Makes the requests of a run, politely.

    Remembers for its lifetime, which is one run, what each host's robots.txt says, when each host
    may be asked again and how often it was. ``resting`` holds the hosts that asked in an earlier
    run to be left alone, and until when; ``robots`` finds an earlier answer to a robots.txt that
    may still be believed, and is called in the thread that iterates over the answers. ``now``,
    ``sleep`` and ``monotonic`` are the clocks.
    """

    transport: Transport
    _: KW_ONLY
    user_agent: str
    pace: Pace
    allow_private: Sequence[str] = ()
    resting: Mapping[str, datetime] = field(default_factory=dict)
    robots: Callable[[str], Capture | None] = lambda url: None
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._lanes = Lanes(self.resting)
        self._manners = Manners(
            pace=self.pace,
            guard=Guard(self.allow_private),
            live=bool(getattr(self.transport, "live", False)),
            robots=self.robots,
            now=self.now,
            monotonic=self.monotonic,
        )

    def answers(self, frontier: Frontier) -> Generator[Answer, None, None]:
        """Every request's answer, as it comes; also one for each robots.txt that was asked.

        The caller may add to the frontier between two answers. Ends when nothing is queued or
        under way. Closing the iterator earlier ends all lanes and all connections.
        """
        crew = Crew(frontier, self._lanes, self._manners, self._exchange, self.sleep)
        crew.start()
        try:
            while (answer := crew.next_answer()) is not None:
                yield answer
        finally:
            close = getattr(self.transport, "close", None)
            if crew.stop() and callable(close):
                close()

    def _exchange(self, trip: Trip) -> Capture | FetchError:
        """One exchange for a trip; a failure is a value here."""
        headers = {
            "User-Agent": self.user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
            **conditions(trip),
        }
        began = self.monotonic()
        try:
            capture = self.transport.exchange(
                trip.url, headers, deadline=self.pace.deadline, max_bytes=self.pace.page_bytes
            )
        except FetchError as error:
            _log_exchange(trip.url, error, self.monotonic() - began)
            return error
        _log_exchange(trip.url, capture, self.monotonic() - began)
        return capture


def _log_exchange(url: str, result: Capture | FetchError, seconds: float) -> None:
    fields = {"event": "request", "method": "GET", "url": url, "seconds": round(seconds, 3)}
    if isinstance(result, FetchError):
        fields |= {"error": type(result).__name__}
        _log.warning("GET %s: %s, %.2f s", url, result.message, seconds, extra=fields)
    else:
        fields |= {"status": result.status, "bytes": len(result.payload)}
        words = "GET %s: %d, %d bytes, %.2f s"
        _log.info(words, url, result.status, len(result.payload), seconds, extra=fields)
