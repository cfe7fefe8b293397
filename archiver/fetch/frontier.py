"""The queue of requests, and one lane per host: each lane has one request under way at a time."""

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
    """The result of a request.

    ``capture`` is set where the server answered, with or without an ``error``: a 404, a 403 or a
    5xx comes with its page as evidence. ``retry_at`` is the end of the host's Retry-After; it is
    also set for requests that were not sent because of it.
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
        """Queue a request. False if this URL was queued before for the same purpose."""
        mark = (urls.without_fragment(request.url), request.purpose)
        with self.changed:
            if mark in self._seen:
                return False
            self._seen.add(mark)
            self._new.append(request)
            self.changed.notify_all()
        return True

    def drain(self) -> Iterator[Request]:
        """Remove and yield the queued requests, oldest first. Call it with ``changed`` held."""
        while self._new:
            yield self._new.popleft()


@dataclass(eq=False)
class Task:
    """A request in a lane: its current URL, and the redirects that led there."""

    request: Request
    url: str
    hops: tuple[Capture, ...] = ()
    retried: bool = False
    waited: bool = False
    rules_for: str = ""
    """For a request of a robots.txt: the authority that needs its rules. Empty for a page."""

    def visited(self) -> set[str]:
        """Every URL that was requested for this task."""
        return {self.url, *(hop.url for hop in self.hops)}


@dataclass(eq=False)
class Lane:
    """The queue and the state of a host in this run. Read and changed under one lock.

    ``due`` is the time of the next allowed request, on the monotonic clock; ``rest_until`` the end
    of the host's Retry-After. By authority (host and port): ``rules`` of its robots.txt, or in
    ``barred`` the error where that could not be fetched; ``asked`` holds the authorities whose
    robots.txt was requested, ``recalled`` those that were looked up in the captures of earlier
    runs. ``sent`` counts requests by purpose, ``silent`` failures in a row without any answer.
    """

    host: str
    tasks: deque[Task] = field(default_factory=deque)
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
        """The end of the host's Retry-After; None if it has passed or there was none."""
        return self.rest_until if self.rest_until and self.rest_until > now else None

    def first_ready(self) -> Task | None:
        """The first task that does not wait for a robots.txt. It is not removed."""
        return next((task for task in self.tasks if self.ready(task)), None)

    def ready(self, task: Task) -> bool:
        """Whether the task does not wait for a robots.txt that is under way."""
        host = authority(task.url)
        answered = host in self.rules or host in self.barred
        return bool(task.rules_for) or answered or host not in self.asked


class Lanes:
    """The lanes of all hosts of a run. ``resting``: the end of each host's Retry-After."""

    def __init__(self, resting: Mapping[str, datetime]) -> None:
        self._lanes: dict[str, Lane] = {}
        self._resting = resting

    def __iter__(self) -> Iterator[Lane]:
        return iter(self._lanes.values())

    def of(self, url: str) -> Lane:
        """The lane of a URL's host."""
        host = urls.host(url)
        if host not in self._lanes:
            self._lanes[host] = Lane(host, rest_until=self._resting.get(host))
        return self._lanes[host]

    def next_ready(self) -> Lane | None:
        """The lane with the earliest next request; that may still be in the future."""
        return min(self._ready(), key=lambda lane: lane.due, default=None)

    def store_rules(
        self, task: Task, capture: Capture | None, error: FetchError | None
    ) -> FetchError | None:
        """Store the result of a request of a robots.txt. Returns the error if it forbids the host.

        More redirects than are followed count as no robots.txt (RFC 9309, 2.3.1.2). A redirect to
        another host's robots.txt gives the rules of that host, too.
        """
        home, place = self.of(task.request.url), task.rules_for
        try:
            if capture is None:
                raise error or Unreachable("no answer", where=task.url)
            unresolved = 300 <= capture.status < 400
            rules = Rules() if unresolved else robots.read(capture.status, capture.body)
        except FetchError as failure:
            home.barred[place] = failure
            return failure
        home.rules[place] = rules
        if task.url == robots.address(task.url):
            self.of(task.url).rules.setdefault(authority(task.url), rules)
        return None

    def forget(self) -> None:
        """Drop all tasks, those that wait for a robots.txt included."""
        for lane in self:
            lane.tasks.clear()
            lane.asked.clear()

    def idle(self) -> bool:
        """Whether nothing is queued or under way anywhere."""
        return not any(lane.busy or lane.tasks for lane in self)

    def _ready(self) -> Iterable[Lane]:
        return (lane for lane in self if not lane.busy and lane.first_ready())


def authority(url: str) -> str:
    """The host and port of a robots.txt; ``http`` and ``https`` on default ports share one."""
    parts = urlsplit(url)
    port = parts.port
    return f"{parts.hostname}:{port}" if port and port not in (80, 443) else str(parts.hostname)
