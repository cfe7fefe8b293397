"""What is still to be fetched, sorted into lanes: one host, one lane, one request at a time."""

import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from archiver.errors import FetchError, Unreachable
from archiver.fetch import robots
from archiver.fetch.robots import Rules
from archiver.model import Capture, Purpose, Request
from archiver.web import urls


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a request.

    ``capture`` is set where there was an answer, with or without an ``error``: a 404, a 403 or a
    5xx comes with its page as evidence. ``retry_at`` is when the host wants to be asked again;
    it is set on every answer that the wait of a host has cost.
    """

    request: Request
    capture: Capture | None = None
    error: FetchError | None = None
    retry_at: datetime | None = None


class Frontier:
    """The requests that are still to be made. Safe to add to from any thread, at any time."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, Purpose]] = set()
        self._new: deque[Request] = deque()
        self.changed = threading.Condition()

    def add(self, request: Request) -> bool:
        """Queue a request. False where this address was asked for before, for this purpose."""
        mark = (urls.without_fragment(request.url), request.purpose)
        with self.changed:
            if mark in self._seen:
                return False
            self._seen.add(mark)
            self._new.append(request)
            self.changed.notify_all()
        return True

    def drain(self) -> Iterator[Request]:
        """Take out what was added, oldest first. Called with ``changed`` held."""
        while self._new:
            yield self._new.popleft()


@dataclass(eq=False)
class Trip:
    """One request on its way: where it is now, and the redirects that led there."""

    request: Request
    url: str
    hops: tuple[Capture, ...] = ()
    retried: bool = False
    waited: bool = False
    rules_for: str = ""
    """For a robots.txt: the authority whose lane waits for it."""

    def visited(self) -> set[str]:
        """Every address that this trip has asked."""
        return {self.url, *(hop.url for hop in self.hops)}


@dataclass(eq=False)
class Lane:
    """All that is known about a host in this run. Read and changed under one lock.

    ``due`` is when it may be asked next, on the monotonic clock; ``rest_until`` when it wants to
    be asked again. ``rules`` and ``barred`` say by authority what robots.txt allows, or why it
    could not be had; ``asked`` holds the authorities whose robots.txt was sent for, ``recalled``
    those for which an earlier run's was looked for. ``sent`` counts by purpose what was asked,
    ``silent`` the failures without any answer since the last one.
    """

    host: str
    trips: deque[Trip] = field(default_factory=deque)
    busy: bool = False
    due: float = float("-inf")
    sent: Counter[Purpose] = field(default_factory=Counter)
    silent: int = 0
    rest_until: datetime | None = None
    rules: dict[str, Rules] = field(default_factory=dict)
    barred: dict[str, FetchError] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    recalled: set[str] = field(default_factory=set)

    def resting(self, now: datetime) -> datetime | None:
        """Until when the host wants to be left alone; None where it does not mind."""
        return self.rest_until if self.rest_until and self.rest_until > now else None

    def first_ready(self) -> Trip | None:
        """The first trip that does not wait for a robots.txt; it stays in the lane."""
        return next((trip for trip in self.trips if self.ready(trip)), None)

    def ready(self, trip: Trip) -> bool:
        """Whether nothing but time keeps this trip from going on."""
        place = authority(trip.url)
        settled = place in self.rules or place in self.barred or place not in self.asked
        return bool(trip.rules_for) or settled


class Lanes:
    """The lanes of all hosts of a run. ``resting``: hosts to be left alone, and until when."""

    def __init__(self, resting: Mapping[str, datetime]) -> None:
        self._lanes: dict[str, Lane] = {}
        self._resting = resting

    def __iter__(self) -> Iterator[Lane]:
        return iter(self._lanes.values())

    def of(self, url: str) -> Lane:
        """The lane of an address's host."""
        host = urls.host(url)
        if host not in self._lanes:
            self._lanes[host] = Lane(host, rest_until=self._resting.get(host))
        return self._lanes[host]

    def next_ready(self) -> Lane | None:
        """The lane that may go on first; its time may not have come yet."""
        return min(self._ready(), key=lambda lane: lane.due, default=None)

    def learn(
        self, trip: Trip, capture: Capture | None, error: FetchError | None
    ) -> FetchError | None:
        """Take in how the trip for a robots.txt ended; the error, if it bars the host.

        A redirect that leads nowhere is as if there were no robots.txt (RFC 9309, 2.3.1.2). One
        that leads to another host's robots.txt has saved the way to that one.
        """
        home, place = self.of(trip.request.url), trip.rules_for
        try:
            if capture is None:
                raise error or Unreachable("no answer", where=trip.url)
            lost = 300 <= capture.status < 400
            rules = Rules() if lost else robots.read(capture.status, capture.body)
        except FetchError as failure:
            home.barred[place] = failure
            return failure
        home.rules[place] = rules
        if trip.url == robots.address(trip.url):
            self.of(trip.url).rules.setdefault(authority(trip.url), rules)
        return None

    def forget(self) -> None:
        """Drop all trips, also those that wait for a robots.txt."""
        for lane in self:
            lane.trips.clear()
            lane.asked.clear()

    def idle(self) -> bool:
        """Whether nothing is queued or under way anywhere."""
        return not any(lane.busy or lane.trips for lane in self)

    def _ready(self) -> Iterable[Lane]:
        return (lane for lane in self if not lane.busy and lane.first_ready())


def authority(url: str) -> str:
    """Host and port that share a robots.txt; ``http`` and ``https`` on usual ports share one."""
    parts = urlsplit(url)
    port = parts.port
    return f"{parts.hostname}:{port}" if port and port not in (80, 443) else str(parts.hostname)
