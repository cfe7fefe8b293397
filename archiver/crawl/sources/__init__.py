"""sources -> candidates: fetch every source that is due, and the pages that it leads to.

The pages are read elsewhere while others are fetched; what they announce comes back here.
"""

import logging
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial

from archiver.crawl import due, wanted
from archiver.crawl.ledger import Ledger, Tally
from archiver.crawl.resolving import note_own
from archiver.crawl.source_states import NEWS
from archiver.crawl.sources import moved, unfinished
from archiver.crawl.sources.announcing import Announcing
from archiver.crawl.sources.asking import Asking, log_answered
from archiver.crawl.sources.climbing import Climbs
from archiver.crawl.sources.clocks import Clocks
from archiver.crawl.work import Work
from archiver.errors import (
    ArchiverError,
    Bug,
    Gone,
    Postponed,
    Refused,
    StoreError,
)
from archiver.facts import Answered, NotRead
from archiver.fetch.client import Answer
from archiver.fetch.transport import without_credentials
from archiver.history import announcements
from archiver.model import Capture, Found, Method, Purpose, Request, Source
from archiver.reading.jobs import ReadListing, bare
from archiver.store import SourceHealth
from archiver.web import urls

_log = logging.getLogger(__name__)


class Sources:
    """Fetches the sources of a run. Their announcements go into the ledger."""

    def __init__(
        self, ledger: Ledger, work: Work, progress: Callable[[str], None] = lambda line: None
    ) -> None:
        self.ledger, self.work, self.progress = ledger, work, progress
        self.climbs = Climbs(ledger, self._ask)
        self.clocks = Clocks(ledger)
        self.asking = Asking(
            ledger,
            work,
            self._discovered,
            self._is_fresh,
            self.climbs.opened,
            self.climbs.closed,
        )
        self.announcing = Announcing(ledger)
        # hosts that answer, but for whose robots.txt's failure nothing may be asked
        self._barring: set[str] = set()

    def run(self, only: frozenset[str] = frozenset()) -> None:
        """Fetch the sources, or only those with these ids or of these challenges."""
        health = {known.id: known for known in self.ledger.store.sources()}
        past = self.ledger.store.runs()
        since = unfinished.cut_off_since(past)
        unread = self.ledger.writer.unread() if since else {}
        self.asking.unread = self.clocks.unread = unread
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
        asked = [tally.known for tally in self.ledger.tallies.values() if tally.is_asked]
        for request in unfinished.older_pages(self.ledger.store, filter(None, asked), past):
            self._ask(request)
        for source in chosen:
            if self.ledger.tallies[source.id].is_asked:
                for request in self.climbs.go_on(source):
                    self._ask(request)
        # not journaled: what the organiser includes holds as long as it is written
        self.announcing.candidates += wanted.included(self.ledger.settings.challenges, only)
        with closing(self.work.answers()) as answers:
            for answer in answers:
                capture = self.ledger.record(answer)
                if answer.request.purpose is Purpose.DISCOVER:
                    self.asking.distribute(replace(answer, capture=capture))
                elif answer.error is not None and capture is not None:
                    self._barring.add(urls.authority(answer.request.url))
        pending = self.ledger.writer.pending()
        every = self.ledger.refusing.admitted((*pending, *self.announcing.candidates))
        self.ledger.announced = announcements.group(every)
        if self.work.stopped:
            self._leave()
        else:
            self.ledger.settle()

    def _leave(self) -> None:
        """Note which sources have not been answered in full."""
        for source in self.asking.open:
            self.ledger.tallies[source].left = True
        self.ledger.counts["sources left"] = len(self.asking.open)

    def _chosen(self, only: frozenset[str]) -> list[Source]:
        every = self.ledger.sources.values()
        return [s for s in every if not only or only & {s.id, s.challenge}]

    def _begin(self, source: Source, known: SourceHealth | None, *, cut_off: bool) -> None:
        ledger, tally = self.ledger, Tally(known=known, retired=source.retired)
        ledger.tallies[source.id] = tally
        if source.retired:
            log_answered(source.id)
            _log_resting(source, "it is retired in sources.yaml")
            return
        # what was not wanted so far may have been in what is unchanged
        wider = known is not None and source.scope.wants_more_than(known.scope)
        tally.whole = cut_off or known is None or wider
        # what could not be read is not changed either: a 304 would pass for a quiet source
        tally.anew = tally.whole or bool(known and known.failures_in_row)
        request = self._moved(source.first_request())
        tally.first = request.url
        if not self._ask(request):
            tally.resting = True
            tally.ended = self.clocks.is_over(request.url)
            log_answered(source.id)

    def _held(self, request: Request) -> Capture | None:
        """The last good answer to a request. None for a feed: its entries are known already."""
        return (
            None if request.method == Method.FEED else self.ledger.store.last_capture(request.url)
        )

    def _moved(self, request: Request) -> Request:
        """The request with the address that it has moved to for good."""
        return replace(request, url=self.clocks.moved(request.url))

    def _ask(self, request: Request) -> bool:
        """Queue a request, or what it leads to where that alone is due. False: all of it is spared."""
        tally, clocks = self.ledger.tallies[request.source], self.clocks
        request = self.climbs.begin(request, self.ledger.sources[request.source], tally)
        reason = self._why_spared(request, tally)
        fails = clocks.is_gone(request.url) or clocks.failing_since(request.url) is not None
        if self._is_part(request, tally) and not self.climbs.is_rung(request):
            told = f"{request.url}: {reason}" if reason and fails else ""
            tally.parts.setdefault(request.url, told)
        if not reason:
            self.asking.ask(request)
            return True
        _log_resting(self.ledger.sources[request.source], f"{request.url}: {reason}")
        if not fails:
            return clocks.leads_on(request.url, growing=tally.growing) and self._ask_leads(request)
        # a home page that is of no use is asked as seldom as the feed
        if self.climbs.is_rung(request) or not moved.reads(request.home, self.ledger.writer):
            return False
        clocks.leads(request, request.home)
        return self._ask(replace(request, url=request.home, method=Method.SITE, home=""))

    def _why_spared(self, request: Request, tally: Tally) -> str:
        """Why a request is not to be made: its address is gone, or its time has not come."""
        if self.ledger.force:
            return ""
        if self.clocks.is_gone(request.url):
            return "it answered 410 before, and is not asked any more"
        at_once = request.paging or tally.whole or self.climbs.is_rung(request)
        if at_once or self.clocks.is_due(request.url, growing=tally.growing):
            return ""
        return self.clocks.in_words(request.url)

    def _ask_leads(self, request: Request) -> bool:
        """Queue what a page that is not due leads to, by the page as it is held. False: it is not."""
        with suppress(StoreError):
            if (held := self._held(request)) is not None:
                self.asking.start(request.source)
                end = partial(self.asking.end, request.source)
                self._read(request, held, partial(self._take_held, request), end)
                return True
        return False

    def _take_held(self, request: Request, found: object) -> None:
        """Queue what a held page leads to; the page itself where that is nothing."""
        found = self.ledger.secrets.hidden(found)
        # what fails here is asked for again, and reported if that fails
        follow = found.follow if isinstance(found, Found) else ()
        leads = [replace(lead, blog=request.blog) for lead in follow if not lead.paging]
        asked = [self._ask(self._moved(lead)) for lead in leads]
        if any(asked):
            _log.info("%s is not asked: what it leads to is", request.url)
        else:
            self.asking.ask(request)

    def _is_part(self, request: Request, tally: Tally) -> bool:
        """Whether a request is not of the source's own pages, but of what they lead to.

        Older pages are the source's own but in a list, whose feeds have their own.
        """
        return request.url != tally.first and (bool(request.blog) or not request.paging)

    def _is_fresh(self, kept: Answered) -> bool:
        """Whether what was kept of a run that was cut off need not be asked for again."""
        pace, now = self.ledger.settings.pace, self.ledger.started
        return not self.ledger.force and due.still_fresh(kept.at, pace, now)

    def _has_clock(self, request: Request) -> bool:
        """Whether an address is one that is asked again and again, and no step of a climb."""
        return not request.paging and (
            request.method == Method.SITE or not self.climbs.is_rung(request)
        )

    def _discovered(self, request: Request, answer: Answer) -> None:
        tally = self.ledger.tallies[request.source]
        if answer.retry_at is not None and answer.capture is None:
            # not sent because of an earlier Retry-After: no failure
            tally.resting |= request.url == tally.first
            self.climbs.postponed(request, str(answer.error))
            _log_resting(self.ledger.sources[request.source], str(answer.error))
            return
        tally.counts["requests"] += 1
        tally.counts["answers"] += self._has_answered(answer)
        if answer.capture is not None and self._has_clock(request):
            self.clocks.answered(request, answer.capture)
        if answer.error is not None:
            # older pages are requested until the server answers 404: no failure
            if request.paging and isinstance(answer.error, Gone):
                self.climbs.past_end(request)
                return
            status = answer.capture.status if answer.capture else None
            since = self.clocks.failing_since(request.url)
            for_long = since is not None and self.ledger.started - since >= NEWS
            if not isinstance(answer.error, Postponed):
                for_long |= self.climbs.fails_for_long(request, tally)
            lost = for_long or isinstance(answer.error, Gone)
            self._failed(request, tally, str(answer.error), final=_is_final(answer), lost=lost)
            tally.ended |= status == 410 and request.url == tally.first
            return
        tally.unchanged &= answer.capture is None or answer.capture.status == 304
        self._read_answer(request, answer.capture, tally)

    def _has_answered(self, answer: Answer) -> bool:
        """Whether a server said something, be it an error: then our own network is not to blame."""
        refused = isinstance(answer.error, Refused) and not isinstance(answer.error, Postponed)
        barred = urls.authority(answer.request.url) in self._barring
        return answer.capture is not None or answer.error is None or refused or barred

    def _failed(
        self, request: Request, tally: Tally, error: str, *, final: bool = False, lost: bool = False
    ) -> None:
        """Note a failure: of the source, or of one of the feeds that it leads to.

        Where it is ``lost`` or failed before, the next way to the posts is tried; where it is only
        ``final``, at the first look: what worked before may work again.
        """
        again = tally.known is not None and request.url in tally.known.dead
        if not request.paging and not self.climbs.is_rung(request):
            self.clocks.failed(request, error)
        up = lost or again or (final and (tally.whole or self.climbs.goes_up(request)))
        if self.climbs.failed(request, error, tally, up=up, lost=lost):
            return
        if self._is_part(request, tally):
            tally.parts[request.url] = error
        else:
            tally.errors.append(error)

    def _unchanged(self, request: Request, tally: Tally) -> Capture | None:
        """The last capture for a 304: its posts are known, but a feed that it names may not be."""
        # the condition was another source's; this one has not read the page yet
        if tally.anew or self.climbs.again(request):
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

    def _read(
        self,
        request: Request,
        page: Capture,
        take: Callable[[object], None],
        end: Callable[[], None] | None = None,
    ) -> None:
        source = self.ledger.sources[request.source]
        job = ReadListing(capture=bare(page), request=request, source=source)
        if end is None:
            self.asking.hold(request)
            end = partial(self.asking.close, request)
        self.work.read(job, take, end)

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
            self._not_read(request, page, tally, without_credentials(named), final=True)

    def _not_read(
        self, request: Request, page: Capture, tally: Tally, error: str, *, final: bool = False
    ) -> None:
        """Note that an answer was no use: the next request for it is without conditions."""
        self._failed(request, tally, error, final=final)
        if self.climbs.is_rung(request) and self.clocks.has_read(request.url):
            return  # it was of use as what it is
        source, url = request.source or None, without_credentials(request.url)
        note = NotRead(url=url, at=page.fetched_at, source=source, capture=page.ref, reason=error)
        self.ledger.writer.note(note)

    def _take(self, request: Request, page: Capture, tally: Tally, found: Found) -> None:
        gained = self.announcing.take(request, page, tally, found)
        self.climbs.took(request, found, gained, tally)
        if request.url == tally.first and found.also:
            note_own(self.ledger, page, self.ledger.sources[request.source].url, found)
        if self._has_clock(request):
            self.clocks.read(request, page, found, gained.news)
        for follow in found.follow:
            if self.ledger.refusing.why(follow.url):
                continue
            if not follow.paging:
                self._ask(self._moved(replace(follow, blog=request.blog)))
            elif self.climbs.goes_back(request, follow, gained, tally):
                self._ask(replace(follow, blog=request.blog))
        line = f"{request.url}: {gained.posts} posts, {gained.news} of them news"
        fields = {"event": "announced", "source": request.source, "news": gained.news}
        _log.info("%s", line, extra=fields)
        self.progress(line)


def _is_final(answer: Answer) -> bool:
    """Whether a failure will not mend by itself: it is gone, forbidden, or refused by robots.txt."""
    if answer.capture is not None:
        return 400 <= answer.capture.status < 500 and answer.capture.status not in (408, 429)
    return isinstance(answer.error, Refused) and not isinstance(answer.error, Postponed)


def _log_resting(source: Source, reason: str) -> None:
    url = without_credentials(source.url)
    fields = {"event": "skipped", "source": source.id, "url": url, "reason": reason}
    _log.info("source %s is not asked: %s", source.id, reason, extra=fields)
