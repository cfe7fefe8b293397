"""sources -> candidates: fetch every source that is due, and the pages that it leads to.

The pages are read elsewhere while others are fetched; what they announce comes back here.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from archiver.crawl import due
from archiver.crawl.ledger import Ledger, Tally
from archiver.crawl.work import Work
from archiver.errors import ArchiverError, Bug, Gone, StoreError
from archiver.facts import Answered, Failed, SourceLooked
from archiver.fetch.client import Answer
from archiver.fetch.transport import without_credentials
from archiver.formats.journal import COMMITTED
from archiver.history import announcements
from archiver.model import Candidate, Capture, Found, Method, Purpose, Request, Source
from archiver.reading.jobs import ReadListing, bare
from archiver.store import RunInfo, SourceHealth
from archiver.web import urls

_log = logging.getLogger(__name__)

PAGE_LIFE = timedelta(days=7)
"""How long a home page is not fetched again after it has named a feed."""

LOOK_BACK = 20
"""The number of earlier runs that are searched for failed pages of a source."""


class Sources:
    """Fetches the sources of a run. Their announcements go into the ledger."""

    def __init__(
        self, ledger: Ledger, work: Work, progress: Callable[[str], None] = lambda line: None
    ) -> None:
        self.ledger, self.work, self.progress = ledger, work, progress
        self.candidates: list[Candidate] = []
        # several sources may have one URL: a blog that took part in every season
        self.asked: dict[str, dict[str, Request]] = {}
        self.answered: dict[str, Answer] = {}
        self.seen: set[tuple[str, str]] = set()
        self._open: Counter[str] = Counter()
        self._unread: dict[str, Answered] = {}

    def run(self, only: frozenset[str] = frozenset()) -> None:
        """Fetch the sources, or only those with these ids or of these challenges."""
        health = {known.id: known for known in self.ledger.store.sources()}
        past = self.ledger.store.runs()
        since = _cut_off_since(past)
        self._unread = self.ledger.writer.unread() if since else {}
        chosen = self._chosen(only)
        fields = {"event": "chosen", "sources": len(chosen)}
        _log.info(
            "%d of %d sources are chosen", len(chosen), len(self.ledger.sources), extra=fields
        )
        for source in chosen:
            known = health.get(source.id)
            # after a run that was cut off here, without conditions: a 304 would hide what it had
            # not followed
            last = known.last_attempt if known else None
            cut_off = since is not None and (last is None or last < since)
            self._begin(source, known, cut_off=cut_off)
        for request in self._unfinished(health.values(), past):
            if request.source in self.ledger.tallies:
                self._ask(request)
        self._include(only)
        with closing(self.work.answers()) as answers:
            for answer in answers:
                capture = self.ledger.record(answer)
                if answer.request.purpose is Purpose.DISCOVER:
                    self._distribute(replace(answer, capture=capture))
        pending = self.ledger.writer.pending()
        self.ledger.announced = announcements.group((*pending, *self.candidates))
        if self.work.stopped:
            self._leave()
        else:
            self.ledger.settle()

    def _leave(self) -> None:
        """Note which sources have not been answered in full."""
        for source in self._open:
            self.ledger.tallies[source].left = True
        self.ledger.counts["sources left"] = len(self._open)

    def _chosen(self, only: frozenset[str]) -> list[Source]:
        every = self.ledger.sources.values()
        return [s for s in every if not only or only & {s.id, s.challenge}]

    def _begin(self, source: Source, known: SourceHealth | None, *, cut_off: bool) -> None:
        ledger, tally = self.ledger, Tally()
        ledger.tallies[source.id] = tally
        tally.whole = cut_off or known is None
        # what could not be read is not changed either: a 304 would pass for a quiet source
        tally.anew = tally.whole or bool(known and known.failures_in_row)
        last = None if cut_off or known is None else known.last_attempt
        wish = known.interval if known else 0
        if self._is_due(last, wish):
            self._start(self._moved(source.first_request()), tally)
        else:
            tally.resting = True
            _log_answered(source.id)
            _log_resting(source, f"it was looked at {last:%Y-%m-%d %H:%M}; its time has not come")

    def _start(self, request: Request, tally: Tally) -> None:
        """Queue a source's first page, or the feeds that it named a short while ago.

        A home page without validators that named a feed is not fetched for ``PAGE_LIFE``: the feed
        announces new posts.
        """
        blind = not any(self.ledger.writer.validators(request.url))
        held = None
        with suppress(StoreError):  # what is damaged is fetched again
            held = self._held(request) if blind and not tally.whole else None
        if held is not None and self.ledger.started - held.fetched_at < PAGE_LIFE:
            self._read(request, held, partial(self._start_with, request, tally))
        else:
            tally.resting = not self._ask(request)

    def _start_with(self, request: Request, tally: Tally, found: object) -> None:
        """Queue the feeds that a held home page names; the page itself where it names none."""
        found = self.ledger.secrets.hidden(found)
        # what fails here is fetched again, and reported if that fails
        follow = found.follow if isinstance(found, Found) else ()
        feeds = [request for request in follow if request.method == Method.FEED]
        if feeds:
            _log.info("%s is not asked: the feed that it named is", request.url)
        asked = [self._ask(wanted) for wanted in feeds or [request]]
        tally.resting = not any(asked)

    def _unfinished(
        self, health: Iterable[SourceHealth], past: Sequence[RunInfo]
    ) -> Iterator[Request]:
        """Older pages of a listing that failed when their source was last fetched."""
        failed = {known.id for known in health if known.failures_in_row}
        for run in reversed(past[-LOOK_BACK:] if failed else ()):
            facts = list(self.ledger.store.facts(run.id))
            looked = failed & {f.source for f in facts if isinstance(f, SourceLooked)}
            failed -= looked
            for fact in facts:
                if isinstance(fact, Failed) and fact.source in looked and fact.paging:
                    yield Request(
                        url=fact.url,
                        source=fact.source or "",
                        purpose=Purpose.DISCOVER,
                        method=fact.method,
                        paging=True,
                    )

    def _held(self, request: Request) -> Capture | None:
        """The last good answer to a request. None for a feed: its entries are known already."""
        return (
            None if request.method == Method.FEED else self.ledger.store.last_capture(request.url)
        )

    def _moved(self, request: Request) -> Request:
        """The request with the target of its permanent redirects (301, 308)."""
        for _ in range(5):
            last = self.ledger.writer.last_fetch(request.url)
            if last is None or last.status not in (301, 308):
                break
            target = urls.resolve(last.location or "", request.url)
            there = self.ledger.writer.last_fetch(target) if target else None
            # a redirect to a page that has failed since was not permanent
            if target is None or there is None or there.status not in (200, 304):
                break
            if self.ledger.secrets.lost(target):  # only who knows it leads there with the value
                break
            request = replace(request, url=target)
        return request

    def _gone(self, url: str) -> bool:
        """Whether an address, or where it has moved to, answered 410: it asks not to be asked."""
        for _ in range(5):
            last = self.ledger.writer.last_fetch(url)
            if last is None or last.status not in (301, 308):
                return last is not None and last.status == 410
            url = urls.resolve(last.location or "", url) or ""
        return False

    def _ask(self, request: Request) -> bool:
        """Queue a request, conditional unless the source is fetched in full. False: it is gone."""
        if not self.ledger.force and self._gone(request.url):
            _log_resting(self.ledger.sources[request.source], f"{request.url} answered 410 before")
            return False
        interested = self.asked.setdefault(urls.without_fragment(request.url), {})
        if request.source in interested:
            return True
        interested[request.source] = request
        self._open[request.source] += 1
        if answer := self.answered.get(urls.without_fragment(request.url)):
            self._dealt_with(request, answer)
        elif len(interested) == 1:
            kept = self._unread.get(request.url)
            if kept and not self._is_due(kept.at):
                self.work.later(partial(self._take_kept, request, kept))
            else:
                self._request(request)
        return True

    def _request(self, request: Request) -> None:
        anew = self.ledger.tallies[request.source].anew
        self.work.ask(request if anew else self.ledger.conditional(request))

    def _is_due(self, last: datetime | None, wish: int = 0) -> bool:
        ledger = self.ledger
        return ledger.force or due.source_due(last, ledger.settings.pace, ledger.started, wish)

    def _take_kept(self, request: Request, kept: Answered) -> None:
        """Take what a run that was cut off has fetched and not come to read; ask where it is damaged."""
        capture = self.ledger.kept(request.url, kept)
        if capture is None:
            self._request(request)
        else:
            self._distribute(Answer(request=request, capture=capture))

    def _distribute(self, answer: Answer) -> None:
        """Pass an answer to every source that requested its URL."""
        url = urls.without_fragment(answer.request.url)
        self.answered[url] = answer
        for request in list(self.asked[url].values()):
            self._dealt_with(request, answer)

    def _dealt_with(self, request: Request, answer: Answer) -> None:
        self._discovered(request, answer)
        self._close(request.source)

    def _close(self, source: str) -> None:
        """One request or reading of a source has come to its end; after the last it is answered."""
        self._open[source] -= 1
        if not self._open[source]:
            del self._open[source]
            _log_answered(source)

    def _discovered(self, request: Request, answer: Answer) -> None:
        tally = self.ledger.tallies[request.source]
        if answer.retry_at is not None and answer.capture is None:
            tally.resting = True  # not sent because of an earlier Retry-After: no failure
            _log_resting(self.ledger.sources[request.source], str(answer.error))
            return
        tally.counts["requests"] += 1
        if answer.error is not None:
            # older pages are requested until the server answers 404: no failure
            if not (request.paging and isinstance(answer.error, Gone)):
                tally.errors.append(str(answer.error))
            return
        tally.counts["answers"] += 1
        tally.unchanged &= answer.capture is None or answer.capture.status == 304
        self._read_answer(request, answer.capture, tally)

    def _unchanged(self, request: Request, tally: Tally) -> Capture | None:
        """The last capture for a 304: its posts are known, but a feed that it names may not be."""
        if tally.anew:  # the condition was another source's; this one has not read the page yet
            return self.ledger.store.last_capture(request.url)
        return self._held(request)

    def _read_answer(self, request: Request, page: Capture | None, tally: Tally) -> None:
        try:
            if page is not None and page.status == 304:
                page = self._unchanged(request, tally)
        except StoreError as error:
            tally.errors.append(str(error))
            return
        if page is not None:
            self._read(request, page, partial(self._listed, request, page, tally))

    def _read(self, request: Request, page: Capture, take: Callable[[object], None]) -> None:
        source = self.ledger.sources[request.source]
        job = ReadListing(capture=bare(page), request=request, source=source)
        self._open[source.id] += 1
        self.work.read(job, take, partial(self._close, source.id))

    def _listed(self, request: Request, page: Capture, tally: Tally, found: object) -> None:
        """Take what a page announces, or why it could not be read."""
        found = self.ledger.secrets.hidden(found)
        if isinstance(found, Found):
            self._take(request, page, tally, found)
        elif isinstance(found, Bug):
            self.ledger.bug(found)
            tally.errors.append(f"{request.url}: a bug in archiver; the report has the traceback")
        elif isinstance(found, ArchiverError):
            named = str(found) if found.where else f"{request.url}: {found}"
            tally.errors.append(without_credentials(named))

    def _take(self, request: Request, page: Capture, tally: Tally, found: Found) -> None:
        announced = announcements.one_each(found.candidates)
        news = sum(self._announce(candidate, page) for candidate in announced)
        tally.counts["candidates"] += len(announced)
        if found.interval:
            tally.counts["interval"] = max(found.interval, tally.counts["interval"])
        marks = {(request.source, urls.key(c.url)) for c in found.candidates}
        # some servers return the same page for every page number
        fresh = not request.paging or not marks <= self.seen
        self.seen |= marks
        for follow in found.follow:
            if not follow.paging or (fresh and (news or tally.whole)):
                self._ask(follow)
        line = f"{request.url}: {len(announced)} posts, {news} of them news"
        _log.info("%s", line, extra={"event": "announced", "source": request.source, "news": news})
        self.progress(line)

    def _announce(self, candidate: Candidate, page: Capture) -> bool:
        # its content lies in the capture, from which it is read with the post
        self.candidates.append(replace(candidate, content=""))
        news = self.ledger.writer.announce(candidate, page.fetched_at, page.ref)
        if news:
            self.ledger.news.add(urls.key(candidate.url))
        return news

    def _include(self, only: frozenset[str]) -> None:
        """Add the posts that the organiser includes in sources.yaml as candidates."""
        for challenge in self.ledger.settings.challenges:
            for url in challenge.include if not only or challenge.id in only else ():
                named = Candidate(
                    url=url,
                    via="sources.yaml",
                    how=Method.HUB,
                    source="sources.yaml",
                    challenge=challenge.id,
                )
                self.candidates.append(named)  # not journaled: it holds as long as it is written


def _cut_off_since(past: Sequence[RunInfo]) -> datetime | None:
    """When the first of the last runs began that were all cut off before their sources were read."""
    since = None
    for run in reversed(past):
        if run.status == COMMITTED or run.scouted:
            break
        since = run.started
    return since


def _log_answered(source: str) -> None:
    _log.debug("source %s is answered", source, extra={"event": "answered", "source": source})


def _log_resting(source: Source, reason: str) -> None:
    url = without_credentials(source.url)
    fields = {"event": "skipped", "source": source.id, "url": url, "reason": reason}
    _log.info("source %s is not asked: %s", source.id, reason, extra=fields)
