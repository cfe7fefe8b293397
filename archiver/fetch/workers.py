"""The threads that walk the lanes side by side, and the one place where trips change lanes."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from archiver.errors import FetchError, Refused, TooSlow, Unreachable
from archiver.fetch import robots
from archiver.fetch.frontier import Answer, Frontier, Lane, Lanes, Trip, authority
from archiver.fetch.politeness import Manners, conditions
from archiver.fetch.responses import Step, after_answer, after_failure
from archiver.fetch.transport import without_credentials
from archiver.model import Capture, Purpose, Request
from archiver.web import urls

_log = logging.getLogger(__name__)

_TICK = 0.1  # a waiting thread looks around after so many seconds
_BACKLOG = 32  # answers that may wait for the main thread before the lanes pause


class Crew:
    """The threads of one call of ``answers`` and what they share, under the frontier's lock."""

    def __init__(
        self,
        frontier: Frontier,
        lanes: Lanes,
        manners: Manners,
        exchange: Callable[[Trip], Capture | FetchError],
        sleep: Callable[[float], None],
    ) -> None:
        self._frontier, self._lanes, self._manners = frontier, lanes, manners
        self._exchange, self._sleep = exchange, sleep
        self._changed = frontier.changed
        self._done: deque[Answer] = deque()
        self._bug: BaseException | None = None
        self._stopping = False
        self._watched = False

    # ---- the main thread's side

    def start(self) -> None:
        """Set the threads to work."""
        for number in range(max(1, self._manners.pace.jobs)):
            threading.Thread(target=self._work, name=f"fetch {number}", daemon=True).start()

    def next_answer(self) -> Answer | None:
        """The next answer; None when there will be none. Raises what a thread died of."""
        with self._changed:
            while True:
                self._admit()
                if self._bug is not None:
                    raise self._bug
                if self._done:
                    self._changed.notify_all()
                    return self._done.popleft()
                if self._lanes.idle():
                    return None
                self._changed.wait()

    def _admit(self) -> None:
        """Give what was added to the frontier to the lanes."""
        for request in self._frontier.drain():
            url = urls.resolve(request.url)
            if url is None:
                where = without_credentials(request.url)
                error = Refused("is no address of a page", where=where)
                self._end(Trip(request, request.url), None, error)
                continue
            lane = self._lanes.of(url)
            self._manners.recall(lane, url)
            lane.trips.append(Trip(request, urls.without_fragment(url)))
            self._changed.notify_all()

    def stop(self) -> bool:
        """Let the threads end; whether something was still to be done."""
        with self._changed:
            self._stopping = True
            cut_short = not self._lanes.idle()
            self._lanes.forget()
            self._changed.notify_all()
        return cut_short

    # ---- the threads' side

    def _work(self) -> None:
        try:
            while (turn := self._take()) is not None:
                lane, trip = turn
                started = self._manners.monotonic()
                result = self._exchange(trip)
                took = self._manners.monotonic() - started
                with self._changed:
                    lane.busy, asked = False, trip.url
                    if self._stopping:
                        return
                    self._settle(lane, trip, result)
                    lane.due = max(lane.due, self._manners.due_again(lane, asked, took))
                    self._changed.notify_all()
        except BaseException as error:  # noqa: BLE001 - a thread's bug is the main thread's to raise
            with self._changed:
                self._bug = error
                self._changed.notify_all()

    def _take(self) -> tuple[Lane, Trip] | None:
        """Wait for a lane whose time has come. None when there is nothing left to do."""
        with self._changed:
            while not self._stopping:
                lane = self._lanes.next_ready() if len(self._done) < _BACKLOG else None
                trip = lane.first_ready() if lane else None
                if lane is None or trip is None:
                    self._changed.wait()
                elif self._cleared(lane, trip):
                    wait = lane.due - self._manners.monotonic()
                    if wait <= 0:
                        return self._depart(lane, trip)
                    self._pass(wait)
            return None

    def _cleared(self, lane: Lane, trip: Trip) -> bool:
        """Whether the trip may be made. If not, it is answered, or robots.txt is sent for."""
        objection = self._manners.objection(lane, trip)
        if objection is not None:
            lane.trips.remove(trip)
            until = lane.resting(self._manners.now())
            self._arrive(trip, None, Step(error=objection, rest_until=until))
            return False
        place = authority(trip.url)
        if trip.rules_for or place in lane.rules:
            return True
        lane.asked.add(place)
        address = robots.address(trip.url)
        request = Request(url=address, source=trip.request.source, purpose=Purpose.ROBOTS)
        lane.trips.appendleft(Trip(request, address, rules_for=place))
        return False

    def _depart(self, lane: Lane, trip: Trip) -> tuple[Lane, Trip]:
        lane.trips.remove(trip)
        lane.busy = True
        lane.sent[trip.request.purpose] += 1
        return lane, trip

    def _pass(self, wait: float) -> None:
        """Let time go by. One thread sleeps; the others wait until it wakes them."""
        if self._watched:
            self._changed.wait()
            return
        self._watched = True
        self._changed.release()
        try:
            self._sleep(min(wait, _TICK))
        finally:
            self._changed.acquire()
            self._watched = False
            self._changed.notify_all()

    def _settle(self, lane: Lane, trip: Trip, result: Capture | FetchError) -> None:
        """Decide what becomes of a trip after an exchange."""
        if isinstance(result, FetchError):
            capture, step = None, after_failure(trip, result)
            lane.silent += isinstance(result, (TooSlow, Unreachable))
        else:
            capture = result
            lane.silent = 0
            asked = bool(conditions(trip))
            step = after_answer(trip, capture, conditional=asked, now=self._manners.now())
        if step.follow is not None and capture is not None:
            _log.debug("%s leads to %s", trip.url, step.follow)
            trip.hops, trip.url = (*trip.hops, capture), step.follow
            self._lanes.of(trip.url).trips.appendleft(trip)
        elif step.wait is not None:
            _log.info("%s wants us to wait %.0f s", lane.host, step.wait)
            trip.waited = True
            lane.due = self._manners.monotonic() + step.wait
            lane.trips.appendleft(trip)
        elif step.later:
            _log.info("%s is asked once more: %s", trip.url, step.error)
            trip.retried = True
            lane.trips.append(trip)
        else:
            lane.rest_until = step.rest_until or lane.rest_until
            self._arrive(trip, capture, step)

    def _arrive(self, trip: Trip, capture: Capture | None, step: Step) -> None:
        error = step.error
        if trip.rules_for:
            error = self._lanes.learn(trip, capture, error)
        self._end(trip, capture, error, step.rest_until)

    def _end(
        self,
        trip: Trip,
        capture: Capture | None,
        error: FetchError | None,
        retry_at: datetime | None = None,
    ) -> None:
        hops = trip.hops
        if capture is None and hops:  # the redirects that led nowhere are evidence too
            capture, hops = hops[-1], hops[:-1]
        if capture is not None:
            capture = replace(capture, url=trip.request.url, final_url=capture.url, hops=hops)
        self._done.append(
            Answer(request=trip.request, capture=capture, error=error, retry_at=retry_at)
        )
        self._changed.notify_all()
