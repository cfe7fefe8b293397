"""The fetcher of a run: hosts are fetched in parallel threads, answers come one by one."""

import logging
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime

from archiver.errors import FetchError, TooSlow
from archiver.fetch.frontier import Answer, Frontier, Lanes, Task
from archiver.fetch.guard import Guard
from archiver.fetch.politeness import Politeness, conditions
from archiver.fetch.transport import Transport, utc_now
from archiver.fetch.workers import Workers
from archiver.model import Capture
from archiver.model.settings import Pace
from archiver.web import urls
from archiver.web.content_coding import ACCEPT_ENCODING
from archiver.web.secrets import Secrets

__all__ = ["Answer", "Fetcher", "Frontier"]

_log = logging.getLogger(__name__)

ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"


@dataclass
class Fetcher:
    """Makes the requests of one run, with robots.txt and rate limits respected.

    Keeps for each host its robots.txt, the time of the next allowed request and the number of
    requests sent. ``resting`` maps hosts that sent a Retry-After in an earlier run to its end.
    ``robots`` returns a cached capture of a robots.txt that is still fresh, and is called in the
    thread that iterates over the answers; so is ``forgiven``, which says of a robots.txt whether it
    has been broken for so long that it counts as absent if it still is. ``refuses`` says why an address is
    not to be asked for, in any thread. All addresses have marks for
    ``secrets``; an exchange alone is made with the values. ``now``, ``sleep`` and ``monotonic`` are the clocks.
    """

    transport: Transport
    _: KW_ONLY
    user_agent: str
    pace: Pace
    allow_private: Sequence[str] = ()
    resting: Mapping[str, datetime] = field(default_factory=dict)
    robots: Callable[[str], Capture | None] = lambda url: None
    forgiven: Callable[[str], bool] = lambda url: False
    refuses: Callable[[str], str] = lambda url: ""
    now: Callable[[], datetime] = utc_now
    secrets: Secrets = field(default_factory=Secrets)
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._lanes = Lanes(self.resting)
        self._politeness = Politeness(
            pace=self.pace,
            guard=Guard(self.allow_private),
            live=bool(getattr(self.transport, "live", False)),
            robots=self.robots,
            forgiven=self.forgiven,
            refuses=self.refuses,
            secrets=self.secrets,
            now=self.now,
            monotonic=self.monotonic,
        )

    def answers(self, frontier: Frontier) -> Generator[Answer, None, None]:
        """Yield the answer to every request as it arrives, those to robots.txt requests included.

        The caller may add to the frontier between two answers. Events that are put into it are
        called as they come. Ends when nothing is queued, under way or expected, or the frontier is
        stopped. Closing the iterator earlier drops what is queued and closes all connections.
        """
        workers = Workers(frontier, self._lanes, self._politeness, self._exchange, self.sleep)
        workers.start()
        try:
            while (answer := workers.next_answer()) is not None:
                if isinstance(answer, Answer):
                    yield answer
                else:
                    answer()
        finally:
            close = getattr(self.transport, "close", None)
            if workers.stop() and callable(close):
                close()

    def _exchange(self, task: Task) -> Capture | FetchError:
        """Send one request; a FetchError is returned, not raised.

        The deadline is one for all exchanges of a task: redirects, and a second try.
        """
        host, reveal = urls.host(task.url), self.secrets.reveal
        headers = {
            "User-Agent": self.user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
            **{name: reveal(value, host) for name, value in conditions(task).items()},
        }
        began, left = self.monotonic(), self.pace.deadline - task.spent
        result: Capture | FetchError
        _log.debug("asking for %s", task.url, extra={"event": "asking", "url": task.url})
        try:
            if left <= 0:
                raise TooSlow("")
            result = self.transport.exchange(
                reveal(task.url, host), headers, deadline=left, max_bytes=self.pace.page_bytes
            )
        except TooSlow as error:
            result = self._too_slow(task, error)
        except FetchError as error:
            result = error
        result = self._hidden(task, result)
        took = self.monotonic() - began
        task.spent += took
        _log_exchange(task.url, result, took)
        return result

    def _hidden(self, task: Task, result: Capture | FetchError) -> Capture | FetchError:
        """What came of an exchange, with marks for the secrets that it repeats."""
        target = result.header("Location") if isinstance(result, Capture) else None
        if target and (there := urls.resolve(target, task.url)):
            self.secrets.led(there)
        return self.secrets.hidden(result)

    def _too_slow(self, task: Task, error: TooSlow) -> TooSlow:
        """The error, which says the whole deadline where only its rest was left."""
        if not task.spent:
            return error
        words = "redirects and second tries included"
        told = TooSlow(f"no whole answer within {self.pace.deadline:g} s, {words}", where=task.url)
        told.evidence = error.evidence
        return told


def _log_exchange(url: str, result: Capture | FetchError, seconds: float) -> None:
    fields = {"event": "request", "method": "GET", "url": url, "seconds": round(seconds, 3)}
    if isinstance(result, FetchError):
        fields |= {"error": type(result).__name__}
        _log.warning("GET %s: %s, %.2f s", url, result.message, seconds, extra=fields)
    else:
        fields |= {"status": result.status, "bytes": len(result.payload)}
        words = "GET %s: %d, %d bytes, %.2f s"
        _log.info(words, url, result.status, len(result.payload), seconds, extra=fields)
