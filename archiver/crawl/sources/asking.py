"""Requests of the sources: an address is asked for once, and every source that wants it gets the answer."""

import logging
from collections import Counter
from collections.abc import Callable
from functools import partial

from archiver.crawl.ledger import Ledger
from archiver.crawl.work import Work
from archiver.facts import Answered
from archiver.fetch.client import Answer
from archiver.model import Request
from archiver.web import urls

_log = logging.getLogger(__name__)


class Asking:
    """The requests of a run's sources, and how many of each source's are still to be dealt with.

    ``take`` is called with a request and its answer; ``opened`` and ``closed`` where one is queued and
    has been dealt with. ``fresh`` says whether what a run that was cut off has fetched can still be
    used.
    """

    def __init__(
        self,
        ledger: Ledger,
        work: Work,
        take: Callable[[Request, Answer], None],
        fresh: Callable[[Answered], bool],
        opened: Callable[[Request], None],
        closed: Callable[[Request], None],
    ) -> None:
        self.ledger, self.work, self._take, self._fresh = ledger, work, take, fresh
        self._opened, self._closed = opened, closed
        self.unread: dict[str, Answered] = {}
        self.open: Counter[str] = Counter()
        # several sources may have one URL: a blog that took part in every season
        self._asked: dict[str, dict[tuple[str, str, str], Request]] = {}
        self._answered: dict[str, Answer] = {}

    def ask(self, request: Request) -> None:
        """Queue a request, conditional unless the source is fetched in full."""
        interested = self._asked.setdefault(urls.without_fragment(request.url), {})
        wish = (request.source, request.blog, str(request.method))
        if wish in interested:
            return
        interested[wish] = request
        self.hold(request)
        if answer := self._answered.get(urls.without_fragment(request.url)):
            self._dealt_with(request, answer)
        elif len(interested) == 1:
            kept = self.unread.get(request.url)
            if kept and self._fresh(kept):
                self.work.later(partial(self._take_kept, request, kept))
            else:
                self._request(request)

    def distribute(self, answer: Answer) -> None:
        """Pass an answer to every source that requested its URL."""
        url = urls.without_fragment(answer.request.url)
        self._answered[url] = answer
        for request in list(self._asked[url].values()):
            self._dealt_with(request, answer)

    def hold(self, request: Request) -> None:
        """A request, or the reading of its answer, is under way."""
        self.start(request.source)
        self._opened(request)

    def close(self, request: Request) -> None:
        """It has come to its end; after the last of a source that is answered."""
        self._closed(request)
        self.end(request.source)

    def start(self, source: str) -> None:
        """Something of a source is under way."""
        self.open[source] += 1

    def end(self, source: str) -> None:
        """It has come to its end."""
        self.open[source] -= 1
        if not self.open[source]:
            del self.open[source]
            log_answered(source)

    def _request(self, request: Request) -> None:
        anew = self.ledger.tallies[request.source].anew
        self.work.ask(request if anew else self.ledger.conditional(request))

    def _take_kept(self, request: Request, kept: Answered) -> None:
        """Take what a run that was cut off has fetched and not come to read; ask where it is damaged."""
        capture = self.ledger.kept(request.url, kept)
        if capture is None:
            self._request(request)
        else:
            self.distribute(Answer(request=request, capture=capture))

    def _dealt_with(self, request: Request, answer: Answer) -> None:
        self._take(request, answer)
        self.close(request)


def log_answered(source: str) -> None:
    """Tell that all of a source's requests have been dealt with."""
    _log.debug("source %s is answered", source, extra={"event": "answered", "source": source})
