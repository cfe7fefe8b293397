"""The clock of each address that the sources lead to: when it was asked, and when it wishes to be asked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from archiver.crawl import due
from archiver.crawl.ledger import Ledger
from archiver.crawl.sources import moved
from archiver.facts import Answered, Polled
from archiver.fetch import freshness, pace
from archiver.fetch.transport import without_credentials
from archiver.model import Candidate, Capture, Found, Method, Request
from archiver.web import dates

PAGE_LIFE = 7 * 86400
"""For so many seconds a page without validators is not asked for after it has named a feed: that
announces new posts. Where the feed fails, the page may name another."""

_NAME_FEEDS = (Method.SITE, Method.TAG)
_POLLED = (Method.FEED, Method.SITE, Method.OPML)


class Clocks:
    """The clocks of the addresses of a run. A feed has its own, whatever source it is of.

    ``unread`` are the answers of runs that were stopped: their times are not settled.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._heads: dict[str, tuple[int, int]] = {}
        self._read: set[str] = set()
        self.unread: Mapping[str, Answered] = {}

    def is_due(self, url: str, *, growing: bool = True) -> bool:
        """Whether an address may be asked again. ``growing``: the pause grows while it fails."""
        writer, now = self._ledger.writer, self._ledger.started
        clock, tries = writer.clock(url), self._tries(url)
        if clock is None:
            return due.poll_due(tries, clock, self._ledger.settings.pace, now)
        failing = {clock.failing} if growing else set()
        if clock.method in _NAME_FEEDS and clock.leads and not any(writer.validators(url)):
            dead = {self.failing_since(lead) for lead in clock.leads} - {None}
            if not clock.failing and not dead and tries and now.timestamp() < tries[0] + PAGE_LIFE:
                return False
            failing |= dead
        if clock.failing:  # what was postponed is no try
            tries = _latest(tries, clock.at)
        since = min(filter(None, failing), default=None)
        return due.poll_due(tries, clock, self._ledger.settings.pace, now, since)

    def in_words(self, url: str) -> str:
        """Why an address is not due."""
        if self.is_over(url):
            return "it says that it will not change any more"
        since, tries = self.failing_since(url), self._tries(url)
        if since is not None:
            return f"it has failed since {since:%Y-%m-%d}; its time has not come"
        last = datetime.fromtimestamp(tries[0], UTC) if tries else self._ledger.started
        return f"it was looked at {last:%Y-%m-%d %H:%M}; its time has not come"

    def _tries(self, url: str) -> tuple[float, float] | None:
        """The Unix times of the last and the first request of an address."""
        tries, kept = self._ledger.writer.tries(url), self.unread.get(url)
        return _latest(tries, kept.at) if kept else tries

    def leads_on(self, url: str, *, growing: bool = True) -> bool:
        """Whether anything is due that an address has led to."""
        return any(True for _ in self.leads_due(url, growing=growing))

    def leads_due(self, url: str, *, growing: bool = True) -> Iterator[str]:
        """What an address has led to, and is due."""
        seen, left = {url}, self._leads(url)
        while left:
            found = self.moved(left.pop())
            if found in seen:
                continue
            seen.add(found)
            if not self.is_gone(found) and self.is_due(found, growing=growing):
                yield found
            left += self._leads(found)

    def _leads(self, url: str) -> list[str]:
        clock = self._ledger.writer.clock(url)
        return list(clock.leads) if clock else []

    def moved(self, url: str) -> str:
        """Where an address has moved to for good; itself where it has not."""
        return moved.address(url, self._ledger.writer, self._ledger.secrets.lost)

    def is_gone(self, url: str) -> bool:
        """Whether an address has answered 410."""
        return moved.gone(url, self._ledger.writer)

    def is_over(self, url: str) -> bool:
        """Whether an address is gone, or has said that it will not change any more."""
        clock = self._ledger.writer.clock(url)
        return self.is_gone(url) or (clock is not None and clock.wish.expired)

    def failing_since(self, url: str) -> datetime | None:
        """Since when an address fails; None where it does not."""
        clock = self._ledger.writer.clock(url)
        return clock.failing if clock else None

    def answered(self, request: Request, capture: Capture) -> None:
        """Take what the head of an answer says; of an error only Retry-After counts."""
        at, good = capture.fetched_at, capture.status in (200, 304)
        until = pace.retry_after(capture.header("Retry-After"), at)
        rest = min(int((until - at) / timedelta(seconds=1)), freshness.LONGEST) if until else 0
        fresh = freshness.seconds(capture.headers, at) if good else 0
        for url in {request.url, capture.final_url}:
            self._heads[url] = fresh, rest
            if capture.status == 304:  # only what was read is asked for under conditions
                self._note(replace(self._of(url, request), failing=None, reason=None))

    def has_read(self, url: str) -> bool:
        """Whether an answer of this run was read as what it should be."""
        return url in self._read

    def read(self, request: Request, page: Capture, found: Found, news: int) -> None:
        """Note what an answer of this run says."""
        leads = tuple(f.url for f in found.follow if f.method in _POLLED and not f.paging)
        for url in {request.url, page.final_url} & set(self._heads):
            self._read.add(url)
            known = self._of(url, request)
            self._note(
                replace(
                    known,
                    wish=found.wish,
                    newest=_newest(known, found.candidates, news),
                    failing=None,
                    reason=None,
                    leads=leads,
                )
            )

    def failed(self, request: Request, reason: str) -> None:
        """Note that an address gave nothing of use."""
        known = self._of(request.url, request)
        since = known.failing or known.at
        self._ledger.writer.note(replace(known, failing=since, reason=reason))

    def leads(self, request: Request, to: str) -> None:
        """Note that another address is asked on behalf of one."""
        self._note(replace(self._of(request.url, request), leads=(to,)))

    def _of(self, url: str, request: Request) -> Polled:
        """The clock of an address, as of now: with what the head of its answer says."""
        url, at = without_credentials(url), self._ledger.started
        known = self._ledger.writer.clock(url) or Polled(url=url, at=at)
        fresh, rest = self._heads.get(url, (known.fresh, known.rest))
        source, method = request.source or None, request.method
        return replace(known, at=at, source=source, method=method, fresh=fresh, rest=rest)

    def _note(self, clock: Polled) -> None:
        held = self._ledger.writer.clock(clock.url)
        if held is None or replace(held, at=clock.at, source=clock.source) != clock:
            self._ledger.writer.note(clock)


def _latest(tries: tuple[float, float] | None, at: datetime) -> tuple[float, float]:
    last = at.timestamp()
    return (max(last, tries[0]), tries[1]) if tries else (last, last)


def _newest(known: Polled, candidates: Iterable[Candidate], news: int) -> datetime:
    """The time of the newest entry that is not dated in the future, or of the last news: at the first
    look all is news."""
    if known.newest and news:
        return known.at
    said = (moment for c in candidates for moment in (c.published, c.updated) if moment)
    past = (moment for moment in map(_moment, said) if moment and moment <= known.at)
    return max(filter(None, (known.newest, *past)), default=known.at)


def _moment(said: object) -> datetime | None:
    try:
        if isinstance(said, datetime):
            return dates.utc(said)
        return datetime.combine(said, time(), UTC)  # type: ignore[arg-type]  # a day
    except OverflowError:
        return None
