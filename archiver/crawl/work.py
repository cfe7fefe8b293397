"""What a run has under way: requests to hosts, and pages that are being read, in one stream."""

from collections.abc import Callable, Generator
from functools import partial

from archiver.errors import ArchiverError
from archiver.facts import Stopped
from archiver.fetch.client import Answer, Fetcher, Frontier
from archiver.model import Request
from archiver.reading.jobs import Job
from archiver.reading.pool import Readers


class Work:
    """Asks and reads for the steps of a run, side by side; what comes of it comes one by one.

    ``stopped`` says why the run is to end before it is through; None while it is not. ``at_once``: a
    page is read when it has come, and does not wait for the others of its host.
    """

    def __init__(self, fetcher: Fetcher, readers: Readers, *, at_once: bool = False) -> None:
        self.at_once = at_once
        self.frontier = Frontier()
        self.stopped: Stopped | None = None
        self._fetcher, self._readers = fetcher, readers

    def ask(self, request: Request) -> bool:
        """Queue a request. False if its URL was queued before for the same purpose."""
        return self.frontier.add(request)

    def read(
        self,
        job: Job,
        take: Callable[[object], None],
        end: Callable[[], None] = lambda: None,
    ) -> None:
        """Have a job done. ``take`` is called with each answer, ``end`` after the last, in the
        thread that goes through ``answers``."""

        def ended(error: ArchiverError | None) -> None:
            self.frontier.put(partial(_end, error, end))
            self.frontier.met()

        self.frontier.expect()
        self._readers.start(job, lambda answer: self.frontier.put(partial(take, answer)), ended)

    def later(self, event: Callable[[], None]) -> None:
        """Call ``event`` when its turn in the stream has come."""
        self.frontier.expect()
        self.frontier.put(event)
        self.frontier.met()

    def answers(self) -> Generator[Answer, None, None]:
        """The answers to all requests, until nothing is under way or the run is to stop.

        The jobs' answers are taken on the way.
        """
        return self._fetcher.answers(self.frontier)

    def stop(self, why: Stopped) -> None:
        """End the stream now: what is under way is given up. Safe in a handler of a signal."""
        self.stopped = self.stopped or why
        self.frontier.stop()


def _end(error: ArchiverError | None, end: Callable[[], None]) -> None:
    if error is not None:
        raise error
    end()
