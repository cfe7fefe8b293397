"""candidates -> posts: fetch and extract posts that are new, changed or due for a check."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType

from archiver.crawl import due
from archiver.crawl.ledger import Ledger, Tally, failure
from archiver.errors import ArchiverError, Gone, Postponed, Refused, StoreError, bugs_told
from archiver.extraction import multipage
from archiver.facts import Lesson
from archiver.fetch.client import Answer, Fetcher, Frontier
from archiver.fetch.transport import without_credentials
from archiver.history.versions import tombstone
from archiver.model import Capture, Post, Purpose, Request
from archiver.reading import BATCH, LESSONS, Known, Lessons, Reading, learn, read_all
from archiver.web import urls
from archiver.web.page import Page

_log = logging.getLogger(__name__)


Waiting = tuple[str, Capture]
"""A requested URL and its capture, to be extracted."""


class Posts:
    """The posts of a run, by the requested URL.

    ``read`` holds the posts, ``captures`` their captures without the bytes, ``readings`` what they
    were read with; ``further`` maps each further page of a post to its first page.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.frontier = Frontier()
        self.read: dict[str, Post] = {}
        self.captures: dict[str, Capture] = {}
        self.further: dict[str, str] = {}
        self.readings: dict[str, Reading] = {}
        self.known = Known(
            ledger.store,
            lambda key: ledger.announced.get(key, ()),
            ledger.settings.overrides,
        )
        self._waiting: list[Waiting] = []

    # ---- queue

    def want(self, addresses: Iterable[str]) -> None:
        """Queue these posts and no others."""
        for url in addresses:
            self._ask(url, "")

    def want_due(self, only: frozenset[str] = frozenset()) -> None:
        """Queue every post that is new, changed or due for a check.

        ``only`` restricts it to what sources with these ids or of these challenges have announced.
        """
        # new posts first, then the longest unchecked: a host's limit of requests may be reached
        for url, source in (*sorted(self._announced()), *self._due()):
            if not only or self._comes_from(url, only):
                self._ask(url, source)

    def _comes_from(self, url: str, only: frozenset[str]) -> bool:
        known = self.ledger.announced.get(urls.key(url)) or self.ledger.store.announcements(url)
        return any(only & {c.source, c.challenge} for c in known)

    def _ask(self, url: str, source: str) -> None:
        request = Request(url=url, source=source, purpose=Purpose.POST)
        whole = not self._may_be_conditional(url)
        self.frontier.add(request if whole else self.ledger.conditional(request))
        words = "%s is to be asked for" if whole else "%s is to be asked for, if it has changed"
        _log.debug(words, without_credentials(url))

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
            elif self.ledger.force or self._retry_due(url):
                yield url, source
            else:
                shown = without_credentials(url)
                _log.info("%s is not tried again", shown, extra={"event": "skipped", "url": shown})

    def _retry_due(self, url: str) -> bool:
        tries, ledger = self.ledger.writer.tries(url), self.ledger
        return due.retry_due(tries, ledger.settings.pace, ledger.started.timestamp())

    # ---- fetch

    def fetch(self, fetcher: Fetcher, executor: Executor | None = None) -> None:
        """Fetch and extract every queued post, with all its pages."""
        while True:
            with closing(fetcher.answers(self.frontier)) as answers:
                for answer in answers:
                    capture = self.ledger.record(answer)
                    if answer.request.purpose is Purpose.POST:
                        self._fetched(answer, capture)
            if not self._waiting:
                return
            self._read_waiting(executor)  # queues the next pages of posts with several

    def _fetched(self, answer: Answer, capture: Capture | None) -> None:
        url, tally = answer.request.url, self.ledger.tallies.get(answer.request.source)
        if tally:
            tally.counts["requests"] += 1
        if isinstance(answer.error, Gone) and self._gone(url, capture):
            return
        if answer.error is not None:
            self._missed(answer, capture, tally)
        elif capture is not None and capture.status != 304:
            self._waiting.append((url, _bare(capture)))

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

    def _gone(self, url: str, capture: Capture | None) -> bool:
        """Add a tombstone version; False where the post is not held, or its history is damaged."""
        held = self.ledger.held(url)
        if held is None:
            return False
        if not urls.same(url, held.url):
            self._ask(held.url, "")  # an alias is gone: the post's own URL decides
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

    # ---- read

    def _read_waiting(self, executor: Executor | None) -> None:
        """Extract what was fetched, host by host, after learning the chrome of the host."""
        waiting, self._waiting = sorted(self._waiting, key=_host_first), []
        for host, group in groupby(waiting, key=lambda waits: urls.host(waits[1].final_url)):
            found = list(group)
            parsed = self._learn(host, found)
            for start in range(0, len(found), BATCH):
                batch = self._readings(found[start : start + BATCH], parsed)
                for reading, answer in zip(batch, read_all(batch, executor), strict=True):
                    self._accept(reading, answer)

    def _learn(self, host: str, found: list[Waiting]) -> dict[str, Page]:
        """Learn the chrome of a host from its new posts. Returns the parsed pages by URL."""
        ledger = self.ledger
        before = ledger.store.lessons(host)
        if not before:
            before = self._lessons_of_held_posts(host)
        taught = {lesson.url for lesson in before}
        fresh = [w for w in found if w[0] not in self.further and w[0] not in taught]
        fresh = fresh[: max(0, LESSONS - len(before))]
        if not fresh:
            return {}
        lessons = self._taught(host, self._readings(fresh))
        ledger.writer.put_habits(host, self.known.teach(host, lessons.habits))
        return {reading.url: reading.page for reading in lessons.readings if reading.page}

    def _lessons_of_held_posts(self, host: str) -> tuple[Lesson, ...]:
        """Let the posts that are held teach a host's habits, where they were read without lessons.

        Archives of before 0.2 note none; and a bug may have kept the first posts from teaching.
        """
        self._taught(host, self.known.heads(host))
        return self.ledger.store.lessons(host)

    def _taught(self, host: str, readings: Iterable[Reading]) -> Lessons:
        """What pages of a host teach beside what is known; noted in the journal."""
        lessons = learn(readings, self.known.habits(host))
        for bug in lessons.bugs:
            self.ledger.bug(bug)
        for reading in lessons.readings:
            if reading.url in lessons.taught:
                self._note_lesson(host, reading)
        return lessons

    def _note_lesson(self, host: str, reading: Reading) -> None:
        if (ref := reading.capture.ref) is not None:
            lesson = Lesson(
                url=reading.url,
                at=reading.capture.fetched_at,
                capture=ref,
                host=host,
                feed=reading.witnesses.feed,
                entry=reading.witnesses.entry,
            )
            self.ledger.writer.note(lesson)

    def _readings(
        self, waiting: Iterable[Waiting], parsed: Mapping[str, Page] = MappingProxyType({})
    ) -> list[Reading]:
        """The pages with their witnesses; one that meets a bug or damage is left out and reported."""
        found = []
        for url, capture in waiting:
            try:
                with bugs_told(url):
                    found.append(self._reading(url, capture, parsed))
            except ArchiverError as error:
                self.ledger.quarantine(url, capture, error)
        return found

    def _reading(self, url: str, capture: Capture, parsed: Mapping[str, Page]) -> Reading:
        """A page with its witnesses, and with its bytes, which are read from the WARC file."""
        if url not in parsed and capture.ref is not None:
            capture = replace(capture, body=self.ledger.store.capture(capture.ref).body)
        reading = self.known.reading(url, capture, self.further.get(url, ""))
        return replace(reading, page=parsed.get(url))

    def _accept(self, reading: Reading, answer: Post | ArchiverError) -> None:
        # where the first page answered, not where it was asked for: ?p=12 may lead to /motivation/
        first = self.further.get(reading.url, reading.capture.final_url)
        try:
            with bugs_told(reading.url):
                if isinstance(answer, ArchiverError):
                    raise answer
                post = multipage.only_own(answer, first)
        except ArchiverError as error:
            self.ledger.quarantine(reading.url, reading.capture, error)
            return
        self.captures[reading.url] = _bare(reading.capture)
        self.readings[reading.url] = replace(reading, capture=_bare(reading.capture), page=None)
        self.read[reading.url] = post
        fields = {"event": "read", "url": reading.url, "words": post.word_count}
        words = "%s is read: %d words, %s"
        _log.info(words, reading.url, post.word_count, post.title, extra=fields)
        if post.next_page and post.next_page not in self.read:
            self.further[post.next_page] = first
            self._ask(post.next_page, reading.feed.source if reading.feed else "")


def _host_first(waits: Waiting) -> tuple[str, str]:
    url, capture = waits
    return urls.host(capture.final_url), url


def _bare(capture: Capture) -> Capture:
    """A capture without its bytes, which are in the WARC file, to save memory."""
    return replace(capture, payload=b"", body=b"", hops=())
