"""sources -> candidates: fetch every source that is due, and the pages that it leads to.

The pages are read elsewhere while others are fetched; what they announce comes back here.
"""

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from archiver.crawl import due, moved, unfinished, wanted
from archiver.crawl.ledger import HeldBack, Ledger, Tally
from archiver.crawl.work import Work
from archiver.errors import (
    ArchiverError,
    Bug,
    Gone,
    NotThePage,
    Postponed,
    Refused,
    StoreError,
)
from archiver.facts import Answered, Fetched, NotRead
from archiver.fetch.client import Answer
from archiver.fetch.transport import without_credentials
from archiver.history import announcements
from archiver.model import Candidate, Capture, Found, Method, Purpose, Request, Source
from archiver.reading.jobs import ReadListing, bare
from archiver.store import SourceHealth
from archiver.web import urls

_log = logging.getLogger(__name__)

PAGE_LIFE = timedelta(days=7)
"""How long a home page is not fetched again after it has named a feed."""


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
        # hosts that answer, but for whose robots.txt's failure nothing may be asked
        self._barring: set[str] = set()

    def run(self, only: frozenset[str] = frozenset()) -> None:
        """Fetch the sources, or only those with these ids or of these challenges."""
        health = {known.id: known for known in self.ledger.store.sources()}
        past = self.ledger.store.runs()
        since = unfinished.cut_off_since(past)
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
        for request in unfinished.older_pages(self.ledger.store, health.values(), past):
            tally = self.ledger.tallies.get(request.source)
            if tally and not tally.resting and not tally.retired:
                self._ask(request)
        # not journaled: what the organiser includes holds as long as it is written
        self.candidates += wanted.included(self.ledger.settings.challenges, only)
        with closing(self.work.answers()) as answers:
            for answer in answers:
                capture = self.ledger.record(answer)
                if answer.request.purpose is Purpose.DISCOVER:
                    self._distribute(replace(answer, capture=capture))
                elif answer.error is not None and capture is not None:
                    self._barring.add(urls.authority(answer.request.url))
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
        ledger, tally = self.ledger, Tally(known=known, retired=source.retired)
        ledger.tallies[source.id] = tally
        if source.retired:
            _log_answered(source.id)
            _log_resting(source, "it is retired in sources.yaml")
            return
        tally.whole = cut_off or known is None
        # what could not be read is not changed either: a 304 would pass for a quiet source
        tally.anew = tally.whole or bool(known and known.failures_in_row)
        last = None if cut_off or known is None else known.last_attempt
        if self._is_due(last, known):
            self._start(self._moved(source.first_request()), tally)
        else:
            tally.resting = True
            _log_answered(source.id)
            _log_resting(source, f"it was looked at {last:%Y-%m-%d %H:%M}; its time has not come")

    def _start(self, request: Request, tally: Tally) -> None:
        """Queue a source's first page, or the feeds that it named a short while ago.

        A home page without validators that named a feed is not fetched for ``PAGE_LIFE``: the feed
        announces new posts. Where it has failed, the page may name another.
        """
        tally.first = request.url
        blind = not any(self.ledger.writer.validators(request.url))
        held = None
        with suppress(StoreError):  # what is damaged is fetched again
            held = self._held(request) if blind and not tally.anew else None
        if held is not None and self.ledger.started - held.fetched_at < PAGE_LIFE:
            self._read(request, held, partial(self._start_with, request, tally))
        elif not self._ask(request):
            tally.resting = tally.ended = True

    def _start_with(self, request: Request, tally: Tally, found: object) -> None:
        """Queue the feeds that a held home page names; the page itself where it names none."""
        found = self.ledger.secrets.hidden(found)
        # what fails here is fetched again, and reported if that fails
        follow = found.follow if isinstance(found, Found) else ()
        feeds = [request for request in follow if request.method == Method.FEED]
        asked = [self._ask(wanted) for wanted in feeds]
        if any(asked):
            _log.info("%s is not asked: the feed that it named is", request.url)
            tally.home = request
        elif not self._ask(request):
            tally.resting = tally.ended = True

    def _ask_home(self, request: Request, tally: Tally) -> bool:
        """Ask for the home page of a dead feed: what it names now is read.

        For a blog in a list it stands in for the feed. A site's own was spared since it had named
        the feed; where it still does, the feed's answer is dealt with once more.
        """
        if request.home:
            instead = replace(request, url=request.home, method=Method.SITE, home="")
            tally.instead.add(instead.url)
            return self._ask(instead)
        home, tally.home = tally.home, None
        if home is None:
            return False
        _log.info("%s is asked, as the feed that it named is gone", home.url)
        tally.parts.pop(request.url, None)
        del self.asked[urls.without_fragment(request.url)][request.source]
        return self._ask(home)

    def _held(self, request: Request) -> Capture | None:
        """The last good answer to a request. None for a feed: its entries are known already."""
        return (
            None if request.method == Method.FEED else self.ledger.store.last_capture(request.url)
        )

    def _moved(self, request: Request) -> Request:
        """The request with the address that it has moved to for good."""
        writer, secrets = self.ledger.writer, self.ledger.secrets
        return replace(request, url=moved.address(request.url, writer, secrets.lost))

    def _ask(self, request: Request) -> bool:
        """Queue a request, conditional unless the source is fetched in full. False: it is spared."""
        tally = self.ledger.tallies[request.source]
        part = self._is_part(request, tally)
        reason = "" if self.ledger.force else self._spared(request, tally)
        if part:
            tally.parts.setdefault(request.url, reason and f"{request.url}: {reason}")
        if reason:
            _log_resting(self.ledger.sources[request.source], f"{request.url}: {reason}")
            # a home page that is of no use is asked as seldom as the feed
            return moved.reads(request.home, self.ledger.writer) and self._ask_home(request, tally)
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

    def _spared(self, request: Request, tally: Tally) -> str:
        """Why a request is not to be made: its address is gone, or has failed and is not due."""
        writer = self.ledger.writer
        if moved.gone(request.url, writer):
            return "it answered 410 before, and is not asked any more"
        since = tally.known.dead.get(request.url) if tally.known else None
        tries = writer.tries(request.url) if since else None
        last = datetime.fromtimestamp(tries[0], UTC) if tries else None
        pace, now = self.ledger.settings.pace, self.ledger.started
        if due.source_due(last, pace, now, failing_since=since):
            return ""
        return f"it has failed since {since:%Y-%m-%d}, and its time has not come"

    def _is_part(self, request: Request, tally: Tally) -> bool:
        """Whether a request is not of the source's own pages, but of what they lead to.

        Older pages are the source's own but in a list, whose feeds have their own.
        """
        is_list = self.ledger.sources[request.source].method == Method.OPML
        own = request.url == tally.first or (request.paging and not is_list)
        return not own and request.url not in tally.instead

    def _request(self, request: Request) -> None:
        anew = self.ledger.tallies[request.source].anew
        self.work.ask(request if anew else self.ledger.conditional(request))

    def _is_due(self, last: datetime | None, known: SourceHealth | None = None) -> bool:
        ledger = self.ledger
        # where nothing answered, it may be our own network: then the pause does not grow
        failing = known.failing_since if known and known.reached else None
        wish = known.interval if known else 0
        pace, now = ledger.settings.pace, ledger.started
        return ledger.force or due.source_due(last, pace, now, wish, failing)

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
        tally.counts["answers"] += self._has_answered(answer)
        if answer.error is not None:
            # older pages are requested until the server answers 404: no failure
            if not (request.paging and isinstance(answer.error, Gone)):
                gone = isinstance(answer.error, Gone)
                self._failed(request, tally, str(answer.error), gone=gone)
                status = answer.capture.status if answer.capture else None
                tally.ended |= status == 410 and request.url == tally.first
            return
        tally.unchanged &= answer.capture is None or answer.capture.status == 304
        self._read_answer(request, answer.capture, tally)

    def _has_answered(self, answer: Answer) -> bool:
        """Whether a server said something, be it an error: then our own network is not to blame."""
        refused = isinstance(answer.error, Refused) and not isinstance(answer.error, Postponed)
        barred = urls.authority(answer.request.url) in self._barring
        return answer.capture is not None or answer.error is None or refused or barred

    def _failed(self, request: Request, tally: Tally, error: str, *, gone: bool = False) -> None:
        """Note a failure: of the source, or of one of the feeds that it leads to.

        Where a feed is gone, or fails not for the first time, its home page is asked.
        """
        if request.url in tally.instead:
            return  # the feed's own failure is told
        if not self._is_part(request, tally):
            tally.errors.append(error)
            return
        tally.parts[request.url] = error
        again = tally.known is not None and request.url in tally.known.dead
        if request.method == Method.FEED and not request.paging and (gone or again):
            self._ask_home(request, tally)

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
            self._failed(request, tally, str(error))
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
            if found.cut:
                self._not_read(request, page, tally, f"{request.url}: {found.cut}")
        elif isinstance(found, Bug):
            self.ledger.bug(found)
            told = f"{request.url}: a bug in archiver; the report has the traceback"
            self._not_read(request, page, tally, told)
        elif isinstance(found, ArchiverError):
            named = str(found) if found.where else f"{request.url}: {found}"
            self._not_read(request, page, tally, without_credentials(named))

    def _not_read(self, request: Request, page: Capture, tally: Tally, error: str) -> None:
        """Note that an answer was no use: the next request for it is without conditions."""
        self._failed(request, tally, error)
        source, url = request.source or None, without_credentials(request.url)
        note = NotRead(url=url, at=page.fetched_at, source=source, capture=page.ref, reason=error)
        self.ledger.writer.note(note)

    def _take(self, request: Request, page: Capture, tally: Tally, found: Found) -> None:
        announced = announcements.one_each(found.candidates)
        news = sum(self._announce(candidate, page) for candidate in announced)
        tally.counts["candidates"] += len(announced)
        if found.interval:
            tally.counts["interval"] = max(found.interval, tally.counts["interval"])
        self._tell_unclear(page, found, tally)
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

    def _tell_unclear(self, page: Capture, found: Found, tally: Tally) -> None:
        """Hold back what nobody can tell apart: once, and again where the page has changed."""
        announced = {c.url for c in found.candidates}
        changed = tally.whole or isinstance(self.ledger.writer.last_fetch(page.final_url), Fetched)
        for told in found.unclear:
            if urls.key(told.url) in self.ledger.news if told.url in announced else changed:
                # without the capture: it is a feed that was read, and may be asked for conditionally
                error = NotThePage(told.quote, where=told.url)
                bare = replace(page, ref=None)
                self.ledger.quarantine(HeldBack(url=told.url, capture=bare, error=error))

    def _announce(self, candidate: Candidate, page: Capture) -> bool:
        # its content lies in the capture, from which it is read with the post
        self.candidates.append(replace(candidate, content=""))
        news = self.ledger.writer.announce(candidate, page.fetched_at, page.ref)
        if news:
            self.ledger.news.add(urls.key(candidate.url))
        return news


def _log_answered(source: str) -> None:
    _log.debug("source %s is answered", source, extra={"event": "answered", "source": source})


def _log_resting(source: Source, reason: str) -> None:
    url = without_credentials(source.url)
    fields = {"event": "skipped", "source": source.id, "url": url, "reason": reason}
    _log.info("source %s is not asked: %s", source.id, reason, extra=fields)
