"""The worker threads: they take tasks from the lanes, send them and apply the answers."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from archiver.errors import FetchError, Refused, TooSlow, Unreachable
from archiver.fetch import robots
from archiver.fetch.frontier import Answer, Event, Frontier, Lane, Lanes, Task
from archiver.fetch.politeness import Politeness, conditions
from archiver.fetch.responses import Step, after_answer, after_failure
from archiver.fetch.transport import without_credentials
from archiver.model import Capture, Purpose, Request
from archiver.web import urls

_log = logging.getLogger(__name__)

_TICK = 0.1  # seconds that one sleep lasts at most: a task with an earlier time may be added

_LOOK = 1.0  # seconds: a signal that comes just before the main thread waits does not wake it


class Workers:
    """The threads of one ``Fetcher.answers`` and their state, under the frontier's lock."""

    def __init__(
        self,
        frontier: Frontier,
        lanes: Lanes,
        politeness: Politeness,
        exchange: Callable[[Task], Capture | FetchError],
        sleep: Callable[[float], None],
    ) -> None:
        self._frontier, self._lanes, self._politeness = frontier, lanes, politeness
        self._exchange, self._sleep = exchange, sleep
        self._changed = frontier.changed  # the main thread waits for this
        self._work = threading.Condition(frontier.lock)  # and the threads that have none for this
        self._done: deque[Answer] = deque()
        self._jobs = max(1, politeness.pace.jobs)
        self._under_way = 0
        self._held = 0  # 1 while the main thread has an answer in hand that may not be kept yet
        self._crash: BaseException | None = None
        self._stopping = False
        self._sleeping = False

    # ---- called in the main thread

    def start(self) -> None:
        """Start the threads."""
        for number in range(self._jobs):
            threading.Thread(target=self._run, name=f"fetch {number}", daemon=True).start()

    def next_answer(self) -> Answer | Event | None:
        """Wait for the next answer or event; None after the last, or where the frontier is stopped.

        Raises the exception of a thread.
        """
        with self._changed:
            self._held = 0
            self._work.notify()
            while True:
                self._drain_frontier()
                if self._crash is not None:
                    raise self._crash
                if self._done:
                    self._held = 1
                    return self._done.popleft()
                if self._frontier.stopped:  # what was answered before is kept
                    return None
                if (event := self._frontier.event()) is not None:
                    return event
                if self._lanes.idle() and not self._frontier.waits():
                    return None
                self._changed.wait(_LOOK)

    def _drain_frontier(self) -> None:
        """Move the requests in the frontier to their lanes."""
        for request in self._frontier.drain():
            url = urls.resolve(request.url)
            if url is None:
                where = without_credentials(request.url)
                error = Refused("is no address of a page", where=where)
                self._report(Task(request, request.url), None, error)
                continue
            self._politeness.recall_robots(self._lanes.of(url), url)
            self._lanes.add(Task(request, urls.without_fragment(url)))
            self._work.notify()

    def stop(self) -> bool:
        """Stop the threads. Returns whether tasks were left."""
        with self._changed:
            self._stopping = True
            cut_short = not self._lanes.idle()
            self._lanes.forget()
            self._work.notify_all()
        return cut_short

    # ---- called in the worker threads

    def _run(self) -> None:
        try:
            while (claimed := self._next_task()) is not None:
                lane, task = claimed
                asked, started = task.url, self._politeness.monotonic()
                result = self._exchange(task)
                took = self._politeness.monotonic() - started
                with self._changed:
                    self._under_way -= 1
                    if self._stopping or self._frontier.stopped:  # too late to be taken
                        lane.busy = False
                        return
                    self._apply(lane, task, result)
                    due = self._politeness.next_due(lane, asked, took)
                    self._lanes.free(lane, max(lane.due, due))
        except BaseException as error:  # noqa: BLE001 - a thread's bug is the main thread's to raise
            with self._changed:
                self._crash = error
                self._changed.notify_all()

    def _next_task(self) -> tuple[Lane, Task] | None:
        """Wait for a lane that is due and claim its first task. None after ``stop``.

        A thread that leaves with a task wakes another one, to look for the next: so a request
        wakes one thread, and not all of them.
        """
        with self._changed:
            while not (self._stopping or self._frontier.stopped):
                found = self._lanes.next() if self._may_ask() else None
                if found is None:
                    self._work.wait()
                elif self._may_send(*found):
                    lane, task = found
                    wait = lane.due - self._politeness.monotonic()
                    if wait <= 0:
                        self._lanes.claim(lane)
                        lane.sent[task.request.purpose] += 1
                        self._under_way += 1
                        self._work.notify()
                        return lane, task
                    self._wait(wait)
            return None

    def _may_ask(self) -> bool:
        """Whether one more request may be under way.

        Answers that the main thread has not dealt with count as well: they are not kept yet, and
        would have to be asked for again after a crash.
        """
        return len(self._done) + self._under_way + self._held < self._jobs

    def _may_send(self, lane: Lane, task: Task) -> bool:
        """Whether the task may be sent. Else it gets its error, or its robots.txt is queued."""
        objection = self._politeness.objection(lane, task)
        if objection is not None:
            lane.tasks.popleft()
            until = lane.resting(self._politeness.now())
            self._finish(task, None, Step(error=objection, rest_until=until))
            return False
        place = urls.authority(task.url)
        if task.rules_for or place in lane.rules:
            return True
        lane.asked.add(place)
        address = robots.address(task.url)
        request = Request(url=address, source=task.request.source, purpose=Purpose.ROBOTS)
        self._lanes.add(Task(request, address, rules_for=place), first=True)
        return False

    def _wait(self, wait: float) -> None:
        """Sleep without the lock. One thread sleeps; the others wait until it has found work."""
        if self._sleeping:
            self._work.wait()
            return
        self._sleeping = True
        self._changed.release()
        try:
            self._sleep(min(wait, _TICK))
        finally:
            self._changed.acquire()
            self._sleeping = False

    def _apply(self, lane: Lane, task: Task, result: Capture | FetchError) -> None:
        """Apply the result of an exchange: redirect, retry or finish the task."""
        if isinstance(result, FetchError):
            capture, step = result.evidence, after_failure(task, result)
            lane.silent += isinstance(result, (TooSlow, Unreachable))
        else:
            capture = result
            lane.silent = 0
            asked = bool(conditions(task))
            step = after_answer(task, capture, conditional=asked, now=self._politeness.now())
        if step.follow is not None and capture is not None:
            _log.debug("%s leads to %s", task.url, step.follow)
            task.hops, task.url = (*task.hops, capture), step.follow
            self._lanes.put(task, first=True)
        elif step.wait is not None:
            _log.info("%s wants us to wait %.0f s", lane.host, step.wait)
            task.waited = True
            lane.due = self._politeness.monotonic() + step.wait
            self._lanes.put(task, first=True)
        elif step.later:
            _log.info("%s is asked once more: %s", task.url, step.error)
            task.retried = True
            self._lanes.put(task)
        else:
            lane.rest_until = step.rest_until or lane.rest_until
            self._finish(task, capture, step)

    def _finish(self, task: Task, capture: Capture | None, step: Step) -> None:
        self._lanes.close()
        error = step.error
        if task.rules_for:
            error = self._lanes.store_rules(task, capture, error)
        self._report(task, capture, error, step.rest_until)

    def _report(
        self,
        task: Task,
        capture: Capture | None,
        error: FetchError | None,
        retry_at: datetime | None = None,
    ) -> None:
        hops = task.hops
        if error is not None:  # it goes to the console, the journal and the report
            error.message, error.where = urls.redacted(error.message), urls.redacted(error.where)
        if capture is None and hops:  # the redirects before a failure are evidence, too
            capture, hops = hops[-1], hops[:-1]
        if capture is not None:
            capture = replace(capture, url=task.request.url, final_url=capture.url, hops=hops)
        self._done.append(
            Answer(request=task.request, capture=capture, error=error, retry_at=retry_at)
        )
        self._changed.notify_all()
