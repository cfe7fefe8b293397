"""candidates -> posts -> versions, host by host: the unit of a run.

A host's posts are asked for in its lane. When nothing more is to be asked they are read, compared
with what is held, written and committed, and leave the memory; meanwhile other hosts are asked.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from archiver.crawl import due
from archiver.crawl.ledger import Ledger, Tally, failure
from archiver.crawl.versioning import Page, keep
from archiver.crawl.work import Work
from archiver.errors import (
    ArchiverError,
    Gone,
    Postponed,
    Refused,
    StoreError,
    TooCostly,
    bugs_told,
)
from archiver.facts import Answered
from archiver.fetch.client import Answer
from archiver.fetch.transport import without_credentials
from archiver.history.versions import tombstone
from archiver.model import Capture, Post, Purpose, Request
from archiver.reading import multipage
from archiver.reading.jobs import Learned, Read, ReadHost, Waiting, bare
from archiver.version import EXTRACTOR
from archiver.web import urls

_log = logging.getLogger(__name__)


@dataclass
class Host:
    """A host whose posts are asked for in this run.

    ``asked`` are the URLs that have not been answered, ``elsewhere`` all those of other hosts;
    ``waiting`` pages to be read, ``under_way`` those that are being read, by URL. ``parts`` are read
    pages of posts with several, ``further`` maps each further page to the first one; ``is_read`` is
    whether a job is under way, also after its last page has come.
    """

    name: str
    asked: set[str] = field(default_factory=set)
    waiting: list[Waiting] = field(default_factory=list)
    under_way: dict[str, Waiting] = field(default_factory=dict)
    parts: dict[str, Page] = field(default_factory=dict)
    further: dict[str, str] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    is_read: bool = False


class Hosts:
    """The hosts of a run, from the candidates to the versions.

    Two of them may lead to one: its chrome is learned by one after the other, and two addresses of
    one post give one version.
    """

    def __init__(self, ledger: Ledger, work: Work) -> None:
        self.ledger, self.work = ledger, work
        self._hosts: dict[str, Host] = {}
        self._host_of: dict[str, Host] = {}
        self._asked: set[str] = set()
        self._unread: dict[str, Answered] = {}
        self._to_take: deque[Callable[[], None]] = deque()
        self._kept: set[str] = set()
        self._learned: list[Learned] = []
        self._learning: set[str] = set()
        self._held_up: list[Host] = []

    # ---- queue

    def want(self, addresses: Iterable[str]) -> None:
        """Queue these posts and no others."""
        self._unread = self.ledger.writer.unread()
        for url in addresses:
            self._ask(url, "")

    def want_due(self, only: frozenset[str] = frozenset()) -> None:
        """Queue every post that is new, changed or due for a check.

        ``only`` restricts it to what sources with these ids or of these challenges have announced.
        """
        self._unread = self.ledger.writer.unread()
        # new posts first, then the longest unchecked: a host's limit of requests may be reached
        for url, source in (*sorted(self._announced()), *self._due(), *self._fetched()):
            if not only or self._comes_from(url, only):
                self._ask(url, source)

    def _comes_from(self, url: str, only: frozenset[str]) -> bool:
        known = self.ledger.announced.get(urls.key(url)) or self.ledger.store.announcements(url)
        return any(only & {c.source, c.challenge} for c in known)

    def _ask(
        self, url: str, source: str, host: Host | None = None, since: datetime | None = None
    ) -> None:
        """Ask for a post, on behalf of a host; or take the answer that an earlier run has kept.

        What was kept before ``since``, or before the last news of the post, is asked for again.
        """
        asked = urls.without_fragment(url)
        if asked in self._asked:
            return
        self._asked.add(asked)
        name = urls.host(url)
        unit = host or self._hosts.setdefault(name, Host(name))
        self._host_of[asked] = unit
        unit.asked.add(asked)
        _log_step("asked", unit, url, "%s is to be looked at")
        if urls.host(url) != unit.name:
            unit.elsewhere.add(url)
        kept = self._unread.pop(url, None)
        if kept and not self._is_stale(url, kept, since):
            self._to_take.append(partial(self._take_kept, unit, url, source, kept))
            if len(self._to_take) == 1:
                self.work.later(self._take_next)
        else:
            self._request(url, source)

    def _take_next(self) -> None:
        """Take one answer that was kept, then let others have their turn: of many the first are read
        and settled while the next are looked up."""
        self._to_take[0]()
        self._to_take.popleft()
        if self._to_take:
            self.work.later(self._take_next)

    def _request(self, url: str, source: str) -> None:
        request = Request(url=url, source=source, purpose=Purpose.POST)
        whole = not self._may_be_conditional(url)
        self.work.ask(request if whole else self.ledger.conditional(request))

    def _is_stale(self, url: str, kept: Answered, since: datetime | None) -> bool:
        news = (fact.at for fact in self.ledger.store.announced(url))
        return any(kept.at < at for at in (*news, *([since] if since else ())))

    def _take_kept(self, host: Host, url: str, source: str, kept: Answered) -> None:
        """Take what an earlier run has fetched and not come to read; ask where it is damaged."""
        capture = self.ledger.kept(url, kept)
        if capture is None:
            self._request(url, source)
            return
        page = Waiting(url=url, capture=bare(capture), first=host.further.get(url, ""))
        del self._host_of[urls.without_fragment(url)]
        self._came(host, url, page)

    def _may_be_conditional(self, url: str) -> bool:
        """Whether a 304 is enough: the post is held, and has one page only."""
        if not any(self.ledger.writer.validators(url)):
            return False
        held = self.ledger.held(url)
        return held is not None and held.post is not None and held.post.next_page is None

    def _due(self) -> Iterator[tuple[str, str]]:
        """Known posts that are due for a check."""
        pace, now = self.ledger.settings.pace, self.ledger.started.timestamp()

        def is_due(at: int, changed: int) -> bool:
            return self.ledger.force or due.post_due(at, changed, pace, now)

        every = self.ledger.force or not pace.recheck
        looks = self.ledger.writer.looks(is_due, None if every else now, pace.recheck)
        yield from ((look.url, "") for look in sorted(looks, key=lambda look: (look.at, look.url)))

    def _announced(self) -> Iterator[tuple[str, str]]:
        """Announced posts that are not held, and held ones whose announcement is new or changed."""
        for key, known in self.ledger.announced.items():
            url, source = known[0].url, known[0].source
            look = self.ledger.writer.look(url)
            if look is not None:
                if key in self.ledger.news:
                    yield look.url, source
            elif self.ledger.force or url in self._unread or self._retry_due(url):
                yield url, source
            else:
                shown = without_credentials(url)
                _log.info("%s is not tried again", shown, extra={"event": "skipped", "url": shown})

    def _fetched(self) -> Iterator[tuple[str, str]]:
        """Held posts that a run which was cut off has fetched."""
        yield from ((url, "") for url in self._unread if self.ledger.writer.look(url))

    def _retry_due(self, url: str) -> bool:
        tries, ledger = self.ledger.writer.tries(url), self.ledger
        return due.retry_due(tries, ledger.settings.pace, ledger.started.timestamp())

    # ---- fetch

    def run(self) -> None:
        """Fetch, read and keep every queued post, with all its pages."""
        with closing(self.work.answers()) as answers:
            for answer in answers:
                capture = self.ledger.record(answer)
                if answer.request.purpose is Purpose.POST:
                    self._answered(answer, capture)

    @property
    def left(self) -> int:
        """The number of hosts that are not settled."""
        return len(self._hosts)

    def _answered(self, answer: Answer, capture: Capture | None) -> None:
        url, tally = answer.request.url, self.ledger.tallies.get(answer.request.source)
        if tally:
            tally.counts["requests"] += 1
        host = self._host_of.pop(urls.without_fragment(url))
        page = None
        if isinstance(answer.error, Gone) and self._gone(host, url, capture):
            pass
        elif answer.error is not None:
            self._missed(answer, capture, tally)
        elif capture is not None and capture.status != 304:
            page = Waiting(url=url, capture=bare(capture), first=host.further.get(url, ""))
        self._came(host, url, page)

    def _came(self, host: Host, url: str, page: Waiting | None) -> None:
        """An answer has come: when it was the last of its host, its pages are read."""
        host.asked.discard(urls.without_fragment(url))
        _log_step("fetched", host, url, "%s is answered")
        if page is None or self._is_known_as_unreadable(page):
            _log_step("done", host, url, "%s is done")
        else:
            host.waiting.append(page)
        self._go_on(host)

    def _is_known_as_unreadable(self, page: Waiting) -> bool:
        """Hold back a page that was too much to read, where neither it nor the extractor is new."""
        known, ref = self.ledger.writer.unreadable(page.url), page.capture.ref
        if known is None or ref is None or known[:2] != (ref.digest, EXTRACTOR):
            return False
        self.ledger.quarantine(page.url, page.capture, TooCostly(known[2], where=page.url))
        return True

    def _missed(self, answer: Answer, capture: Capture | None, tally: Tally | None) -> None:
        """Record a failed post. It is a failure of the source only if that is on the same host."""
        if isinstance(answer.error, Postponed):
            self.ledger.counts["postponed"] += 1
            return
        self.ledger.missed.append(failure(answer, capture, self.ledger.started))
        source = self.ledger.sources.get(answer.request.source)
        own = source and urls.host(source.url) == urls.host(answer.request.url)
        if tally and own and not isinstance(answer.error, (Gone, Refused)):
            tally.errors.append(str(answer.error))

    def _gone(self, host: Host, url: str, capture: Capture | None) -> bool:
        """Add a tombstone version; False where the post is not held, or its history is damaged."""
        held = self.ledger.held(url)
        if held is None:
            return False
        if not urls.same(url, held.url):
            self._ask(held.url, "", host)  # an alias is gone: the post's own URL decides
            return True
        try:
            history = self.ledger.store.versions(held.url)
        except StoreError:
            return False  # no further version after a damaged history; `check` names it
        version = tombstone(
            history,
            reason=str(capture.status) if capture else "404",
            capture=capture.ref if capture else None,
            seen_at=capture.fetched_at if capture else self.ledger.started,
        )
        self.ledger.add(version)
        return True

    # ---- read and keep

    def _go_on(self, host: Host) -> None:
        """Read what waits; or settle the host, where nothing is to be asked or read any more."""
        if host.asked or host.is_read:
            return
        if not host.waiting:
            self._settle(host)
            return
        names = {urls.host(page.capture.final_url) for page in host.waiting}
        if names & self._learning:
            self._held_up.append(host)
            return
        self._learning |= names
        host.is_read = True
        host.under_way = {page.url: page for page in host.waiting}
        host.waiting = []
        job = ReadHost(
            pages=tuple(host.under_way.values()),
            overrides=self.ledger.settings.overrides,
            learned=tuple(news for news in self._learned if news.host in names),
        )
        self.work.read(job, partial(self._take, host), partial(self._read, host, names))

    def _take(self, host: Host, answer: object) -> None:
        if isinstance(answer, Learned):
            if not answer.habits:
                return
            self.ledger.learn(answer)
            self._learned.append(answer)
        elif isinstance(answer, Read):
            for bug in answer.bugs:
                self.ledger.bug(bug)
            self._accept(host, host.under_way.pop(answer.url), answer)
            _log_step("done", host, answer.url, "%s is done")

    def _read(self, host: Host, names: set[str]) -> None:
        """All answers of a job have come; ``names`` are the hosts that its pages are of."""
        host.under_way.clear()
        host.is_read = False
        self._learning -= names
        held_up, self._held_up = self._held_up, []
        for unit in (host, *held_up):
            self._go_on(unit)

    def _accept(self, host: Host, page: Waiting, read: Read) -> None:
        # where the first page answered, not where it was asked for: ?p=12 may lead to /motivation/
        first = page.first or page.capture.final_url
        try:
            with bugs_told(page.url):
                if isinstance(read.answer, ArchiverError):
                    raise read.answer
                post = multipage.only_own(read.answer, first)
        except ArchiverError as error:
            self.ledger.quarantine(page.url, page.capture, error)
            return
        fields = {"event": "read", "url": page.url, "words": post.word_count}
        words = "%s is read: %d words, %s"
        _log.info(words, page.url, post.word_count, post.title, extra=fields)
        found = Page(url=page.url, capture=page.capture, read=read, post=post)
        if page.first or post.next_page:
            host.parts[page.url] = found
            self._ask_next(host, post, first, found)
        else:
            keep(self.ledger, self._kept, found, post)

    def _ask_next(self, host: Host, post: Post, first: str, page: Page) -> None:
        following = post.next_page
        if following and following not in host.parts:
            host.further[following] = first
            self._ask(following, page.read.source, host, page.capture.fetched_at)

    def _settle(self, host: Host) -> None:
        """Keep the posts with several pages, and commit the host."""
        posts = {url: page.post for url, page in host.parts.items()}
        for url, post in sorted(multipage.join(posts, host.further).items()):
            keep(self.ledger, self._kept, host.parts[url], post)
        self.ledger.settle(host.name, host.elsewhere)
        self._learned = []  # the catalog has it now, for all processes
        del self._hosts[host.name]


def _log_step(event: str, host: Host, url: str, words: str) -> None:
    """Tell how far a page is: each is ``asked`` for, ``fetched`` and ``done`` once."""
    shown = without_credentials(url)
    _log.debug(words, shown, extra={"event": event, "url": shown, "host": host.name})
