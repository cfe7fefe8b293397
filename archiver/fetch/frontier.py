"""The queue of requests, and one lane per host: each lane has one request under way at a time."""

import heapq
import itertools
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from archiver.errors import FetchError, Unreachable
from archiver.fetch import robots
from archiver.fetch.robots import Rules
from archiver.model import Capture, Purpose, Request
from archiver.web import urls


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The result of a request.

    ``capture`` is set where the server answered, with or without an ``error``: a 404, a 403 or a
    5xx comes with its page as evidence, and what was cut with what had come, ``truncated``. ``retry_at`` is the end of the host's Retry-After; it is
    also set for requests that were not sent because of it.
    """

    request: Request
    capture: Capture | None = None
    error: FetchError | None = None
    retry_at: datetime | None = None


Event = Callable[[], None]
"""Something that the owner of the answers does when its turn has come."""


class Frontier:
    """The requests that are still to be made. Safe to add to from any thread, at any time.

    ``changed`` is told whatever concerns the thread that iterates over the answers; it shares
    ``lock`` with the lanes and the worker threads. What else that thread waits for, as for pages
    to be read, comes in the same stream: it is expected, then put.
    """

    def __init__(self) -> None:
        self._seen: set[tuple[str, Purpose]] = set()
        self._new: deque[Request] = deque()
        self._put: deque[Event] = deque()
        self._expected = 0
        self.stopped = False
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)

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

    def expect(self) -> None:
        """Let the stream of answers not end before ``met`` is called."""
        with self.changed:
            self._expected += 1

    def put(self, event: "Event") -> None:
        """Add something to the stream of answers."""
        with self.changed:
            self._put.append(event)
            self.changed.notify_all()

    def met(self) -> None:
        """Undo one ``expect``: nothing more will be put for it."""
        with self.changed:
            self._expected -= 1
            self.changed.notify_all()

    def stop(self) -> None:
        """End the stream of answers now. Safe to call in a handler of a signal."""
        with self.changed:
            self.stopped = True
            self.changed.notify_all()

    def event(self) -> "Event | None":
        """Remove the oldest event that was put. Call it with ``changed`` held."""
        return self._put.popleft() if self._put else None

    def waits(self) -> bool:
        """Whether something is still expected. Call it with ``changed`` held."""
        return self._expected > 0

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
    spent: float = 0.0
    """Seconds that its exchanges have taken, the pauses between them left out."""
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
    runs, ``forgiven`` those whose robots.txt counts as absent while it is broken, ``waiting`` the tasks that wait for a robots.txt that is under way. ``sent`` counts
    requests by purpose, ``silent`` failures in a row without any answer. ``place`` is the lane's
    entry in the heap of lanes.
    """

    host: str
    tasks: deque[Task] = field(default_factory=deque)
    waiting: dict[str, list[Task]] = field(default_factory=dict)
    busy: bool = False
    due: float = float("-inf")
    place: tuple[float, int] | None = None
    sent: Counter[Purpose] = field(default_factory=Counter)
    silent: int = 0
    rest_until: datetime | None = None
    rules: dict[str, Rules] = field(default_factory=dict)
    barred: dict[str, FetchError] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    recalled: set[str] = field(default_factory=set)
    forgiven: set[str] = field(default_factory=set)

    def resting(self, now: datetime) -> datetime | None:
        """The end of the host's Retry-After; None if it has passed or there was none."""
        return self.rest_until if self.rest_until and self.rest_until > now else None

    def first(self) -> Task | None:
        """The first task that may be looked at now; those that wait for a robots.txt step aside."""
        while self.tasks:
            task = self.tasks[0]
            place = urls.authority(task.url)
            answered = place in self.rules or place in self.barred
            if task.rules_for or answered or place not in self.asked:
                return task
            self.waiting.setdefault(place, []).append(self.tasks.popleft())
        return None


class Lanes:
    """The lanes of all hosts of a run. ``resting``: the end of each host's Retry-After.

    Lanes with something to send lie in a heap by due time, so that a request costs the same with
    ten hosts and with ten thousand. A lane has one entry that counts, its ``place``; an entry that
    has been overtaken is dropped when it comes to the top.
    """

    def __init__(self, resting: Mapping[str, datetime]) -> None:
        self._lanes: dict[str, Lane] = {}
        self._resting = resting
        self._heap: list[tuple[tuple[float, int], Lane]] = []
        self._numbers = itertools.count()
        self._open = 0

    def of(self, url: str) -> Lane:
        """The lane of a URL's host."""
        host = urls.host(url)
        if host not in self._lanes:
            self._lanes[host] = Lane(host, rest_until=self._resting.get(host))
        return self._lanes[host]

    def add(self, task: Task, *, first: bool = False) -> None:
        """Queue a new task in the lane of its host; it is open until ``close`` is called."""
        self._open += 1
        self.put(task, first=first)

    def put(self, task: Task, *, first: bool = False) -> None:
        """Queue an open task (again) in the lane of its host: after a redirect, or once more."""
        lane = self.of(task.url)
        (lane.tasks.appendleft if first else lane.tasks.append)(task)
        self._offer(lane)

    def close(self) -> None:
        """A task has got its answer."""
        self._open -= 1

    def idle(self) -> bool:
        """Whether nothing is queued or under way anywhere."""
        return not self._open

    def next(self) -> tuple[Lane, Task] | None:
        """The lane with the earliest next request, which may be in the future, and its task."""
        while self._heap:
            place, lane = self._heap[0]
            if place == lane.place:
                if (task := lane.first()) is not None:
                    return lane, task
                lane.place = None
            heapq.heappop(self._heap)
        return None

    def claim(self, lane: Lane) -> Task:
        """Take the first task of a lane, which is busy until ``free`` is called."""
        lane.busy, lane.place = True, None
        return lane.tasks.popleft()

    def free(self, lane: Lane, due: float) -> None:
        """A lane's exchange has ended; its next one may begin at ``due``."""
        lane.busy, lane.due = False, due
        self._offer(lane)

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
            if place in home.forgiven and capture is not None:
                home.rules[place] = Rules()
                self._release(home, place)
                return None
            home.barred[place] = failure
            self._release(home, place)
            return failure
        home.rules[place] = rules
        self._release(home, place)
        if task.url == robots.address(task.url):
            other = self.of(task.url)
            other.rules.setdefault(urls.authority(task.url), rules)
            self._release(other, urls.authority(task.url))
        return None

    def forget(self) -> None:
        """Drop all tasks, those that wait for a robots.txt included."""
        for lane in self._lanes.values():
            lane.tasks.clear()
            lane.waiting.clear()
            lane.asked.clear()
            lane.place = None
        self._heap.clear()
        self._open = 0

    def _release(self, lane: Lane, place: str) -> None:
        """Put the tasks that waited for a robots.txt back to the head of their lane."""
        lane.tasks.extendleft(reversed(lane.waiting.pop(place, [])))
        self._offer(lane)

    def _offer(self, lane: Lane) -> None:
        """Give a lane its place in the heap, unless it is busy, empty, or there already."""
        if lane.busy or not lane.tasks or (lane.place and lane.place[0] == lane.due):
            return
        lane.place = lane.due, next(self._numbers)
        heapq.heappush(self._heap, (lane.place, lane))
