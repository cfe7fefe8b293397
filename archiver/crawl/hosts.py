"""candidates -> posts -> versions, host by host: the unit of a run.

A host's posts are asked for in its lane. When nothing more is to be asked they are read, compared
with what is held, written and committed, and leave the memory; meanwhile other hosts are asked.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import partial

from archiver.crawl import copies, feed_texts, wanted
from archiver.crawl.believing import Believing
from archiver.crawl.host_state import Host, log_step
from archiver.crawl.ledger import Ledger
from archiver.crawl.probing import Probing
from archiver.crawl.versioning import Page
from archiver.crawl.work import Work
from archiver.errors import (
    AnotherPage,
    ArchiverError,
    Gone,
    Postponed,
    SentOn,
    TooCostly,
    bugs_told,
)
from archiver.facts import Answered
from archiver.fetch.client import Answer
from archiver.fetch.responses import MAX_HOPS
from archiver.history.identity import is_redirected
from archiver.history.versions import is_from_copy, is_from_feed
from archiver.model import Capture, CaptureRef, Post, Purpose, Request
from archiver.reading import multipage
from archiver.reading.jobs import Learned, Read, ReadHost, Waiting, bare
from archiver.version import EXTRACTOR
from archiver.web import urls

_log = logging.getLogger(__name__)

MANY = 100
"""So many pages of a host are decided on at a time, at most: a run that is cut off has its share."""


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
        self._believing = Believing(ledger)
        self._probing = Probing(ledger, work, self._believing)
        self._learned: list[Learned] = []
        self._learning: set[str] = set()
        self._held_up: list[Host] = []

    # ---- queue

    def want(self, addresses: Iterable[str]) -> None:
        """Queue these posts and no others."""
        self._unread = self.ledger.writer.unread()
        for url in addresses:
            if missed := self.ledger.refusing.missed(url, self.ledger.started):
                self.ledger.missed.append(missed)
            self._ask(url, "")

    def want_due(self, only: frozenset[str] = frozenset()) -> None:
        """Queue every post that is new, changed or due for a check.

        ``only`` restricts it to what sources with these ids or of these challenges have announced.
        What retired sources alone have announced stays as it is.
        """
        self._unread = self.ledger.writer.unread()
        # held posts that a run which was cut off has fetched
        fetched = [(url, "") for url in self._unread if self.ledger.writer.look(url)]
        for url, source in (*wanted.posts(self.ledger, self._unread, only), *fetched):
            self._ask(url, source)

    def _ask(
        self, url: str, source: str, host: Host | None = None, since: datetime | None = None
    ) -> None:
        """Ask for a post, on behalf of a host; or take the answer that an earlier run has kept.

        What was kept before ``since``, or before the last news of the post, is asked for again.
        """
        asked = urls.without_fragment(url)
        if asked in self._asked or self.ledger.refusing.why(asked):
            return
        self._asked.add(asked)
        name = urls.host(url)
        unit = host or self._hosts.setdefault(name, Host(name))
        self._host_of[asked] = unit
        unit.asked.add(asked)
        log_step("asked", unit, url, "%s is to be looked at")
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
        del self._host_of[urls.without_fragment(url)]
        self._came(host, url, self._waiting(host, url, capture))

    def _waiting(self, host: Host, url: str, capture: Capture) -> Waiting:
        """A page to be read. One to which another page has sent is that one's, as by a redirect."""
        if url in host.copies:
            return copies.waiting(host.copies[url], capture)
        capture, through = bare(capture), host.sent_on.get(url)
        if through is not None:
            # at once is for good, as search engines take it
            sent = replace(through.capture, url=through.capture.final_url, status=301)
            hops = (*through.capture.hops, sent, *capture.hops)
            capture = replace(capture, url=through.url, hops=hops)
            url = through.url
        return Waiting(
            url=url, capture=capture, first=host.further.get(url, ""), earlier=self._earlier(url)
        )

    def _earlier(self, url: str) -> CaptureRef | None:
        """What was held back under an address in an earlier run, to be compared with."""
        before = self.ledger.store.doubted(url, url)
        return before.capture if before and before.text and not before.together else None

    def _may_be_conditional(self, url: str) -> bool:
        """Whether a 304 is enough: the post is held, and has one page only."""
        if not any(self.ledger.writer.validators(url)):
            return False
        held = self.ledger.held(url)
        if held is None or held.post is None or is_from_feed(held.post):
            return False
        return held.post.next_page is None

    # ---- fetch

    def run(self) -> None:
        """Fetch, read and keep every queued post, with all its pages."""
        with closing(self.work.answers()) as answers:
            for answer in answers:
                capture = self.ledger.record(answer)
                if answer.request.purpose is Purpose.POST:
                    self._answered(answer, capture)
                elif answer.request.purpose is Purpose.PROBE:
                    self._probing.answered(answer, capture)
        if not self.work.stopped:
            for host in list(self._hosts.values()):
                self._believing.decide(host.name, host.opinions, last=True)
                self._settle(host)

    @property
    def left(self) -> int:
        """The number of hosts that are not settled."""
        return len(self._hosts)

    def _answered(self, answer: Answer, capture: Capture | None) -> None:
        url = answer.request.url
        if tally := self.ledger.tallies.get(answer.request.source):
            tally.counts["requests"] += 1
        host = self._host_of.pop(urls.without_fragment(url))
        page = None
        through = host.sent_on.get(url)
        post = through.url if through else url
        if isinstance(answer.error, Gone) and self._gone(host, post, capture):
            pass
        elif answer.error is not None:
            if url not in host.further:
                page = feed_texts.waiting(self.ledger, url, answer.error, capture)
            if page or not self._has_copy(host, post, answer.error):
                self._missed(answer, capture)
        elif capture is not None and capture.status != 304:
            page = self._waiting(host, url, capture)
        else:
            self._believing.unchanged(host.opinions, url)
        self._came(host, url, page)

    def _came(self, host: Host, url: str, page: Waiting | None) -> None:
        """An answer has come: when it was the last of its host, its pages are read."""
        host.asked.discard(urls.without_fragment(url))
        log_step("fetched", host, url, "%s is answered")
        if page is None or self._is_known_as_unreadable(host, page):
            log_step("done", host, url, "%s is done")
        else:
            host.waiting.append(page)
        self._go_on(host)

    def _is_known_as_unreadable(self, host: Host, page: Waiting) -> bool:
        """Hold back a page that was too much to read, where neither it nor the extractor is new."""
        known, ref = self.ledger.writer.unreadable(page.url), page.capture.ref
        if known is None or ref is None or known[:2] != (ref.digest, EXTRACTOR):
            return False
        error = TooCostly(known[2], where=page.url)
        self._believing.refused(host.opinions, page.url, page.capture, error)
        return True

    def _has_copy(self, host: Host, url: str, error: ArchiverError) -> bool:
        """Whether a dead post is held from its copy, or that is asked for in its place."""
        if copies.is_held(self.ledger, url, error):
            self._believing.unchanged(host.opinions, url)
            return True
        copy = copies.to_ask(self.ledger, url, error)
        if not copy or copy in self._asked:
            return False
        _log.info("%s is dead: its copy is asked, %s", url, copy)
        host.copies[copy] = url
        self._ask(copy, "", host)
        return True

    def _missed(self, answer: Answer, capture: Capture | None) -> None:
        """Record a failed post."""
        if not isinstance(answer.error, Postponed):
            self._believing.failed(answer.request.url)
        self.ledger.miss(answer, capture)

    def _gone(self, host: Host, url: str, capture: Capture | None) -> bool:
        """Tell that a held post was not found; False where none is held."""
        held = self.ledger.held(url)
        if held is None or is_from_feed(held.post) or is_from_copy(held.post):  # it never was there
            return False
        if urls.same(url, held.url):
            self._believing.missing(host.opinions, url, capture)
        else:
            self._ask(held.url, "", host)  # an alias is gone: the post's own URL decides
        return True

    # ---- read and keep

    def _go_on(self, host: Host) -> None:
        """Read what waits; or settle the host, where nothing is to be asked or read any more."""
        comes_more = host.asked and not (self.work.at_once and host.waiting)
        if comes_more or host.is_read or host.is_probed:
            return
        if not host.waiting:
            if self._decide(host):
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
            if host.opinions.fresh >= (1 if self.work.at_once else MANY):
                needed = self._believing.decide(host.name, host.opinions)
                host.opinions.waiting += needed.pages  # they are compared when all are read
            log_step("done", host, answer.url, "%s is done")

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
            if read.fed:
                found = feed_texts.page_of(page.url, read, read.fed)
                self._believing.read(host.opinions, found, found.post)
            if not page.missed and (read.fed or not self._has_copy(host, page.url, error)):
                self._refuse(host, page, error)
            return
        fields = {"event": "read", "url": page.url, "words": post.word_count}
        words = "%s is read: %d words, %s"
        _log.info(words, page.url, post.word_count, post.title, extra=fields)
        found = Page(url=page.url, capture=page.capture, read=read, post=post)
        if page.first or post.next_page:
            host.parts[page.url] = found
            self._ask_next(host, post, first, found)
        else:
            self._believing.read(host.opinions, found, post)

    def _refuse(self, host: Host, page: Waiting, error: ArchiverError) -> None:
        """Hold back a page that is no post, or see where it leads."""
        capture = page.capture
        if isinstance(error, SentOn):
            if self._follow(host, page, *error.addresses):
                return
            # what was asked for already is another post's page
            capture = replace(capture, final_url=error.addresses[0])
        redirected = isinstance(error, AnotherPage | SentOn) and is_redirected(capture)
        if redirected and self.ledger.held(page.url):
            self._believing.elsewhere(host.opinions, page.url, capture, error)
        else:
            self._believing.refused(host.opinions, page.url, page.capture, error)

    def _follow(self, host: Host, page: Waiting, target: str) -> bool:
        """Ask for the page that another one sends on to. False where that leads nowhere new."""
        asked = urls.without_fragment(target)
        visited = {page.url, page.capture.final_url, *(hop.final_url for hop in page.capture.hops)}
        if asked in visited or len(page.capture.hops) >= MAX_HOPS or page.first:
            return False
        if asked in self._asked:  # as where the feed names both: what stands there is its own post
            held = self.ledger.store.get(target)
            if held is not None and self.ledger.held(page.url) is None:
                self.ledger.writer.alias(page.url, held.url, page.capture.fetched_at)
                return True
            return False
        host.sent_on[asked] = page
        self._ask(asked, "", host)
        return True

    def _ask_next(self, host: Host, post: Post, first: str, page: Page) -> None:
        following = post.next_page
        if following and following not in host.parts:
            host.further[following] = first
            self._ask(following, page.read.source, host, page.capture.fetched_at)

    # ---- decide

    def _decide(self, host: Host) -> bool:
        """Decide what of a host is believed; False where something more is asked first."""
        posts = {url: page.post for url, page in host.parts.items()}
        for url, post in sorted(multipage.join(posts, host.further).items()):
            self._believing.read(host.opinions, host.parts[url], post)
        host.parts = {}
        needed = self._believing.decide(host.name, host.opinions)
        for url in needed.addresses:
            self._ask(url, "", host)
        if needed.pages:
            host.is_probed = True
            self._probing.begin(host.name, needed.pages, partial(self._compared, host))
        # what another host's lane has been asked for is decided on at the end of the run
        return not (host.asked or host.is_probed or needed.addresses)

    def _compared(self, host: Host) -> None:
        host.is_probed = False
        self._go_on(host)

    def _settle(self, host: Host) -> None:
        """Commit the host."""
        self.ledger.settle(host.name, host.elsewhere)
        self._learned = []  # the catalog has it now, for all processes
        del self._hosts[host.name]
