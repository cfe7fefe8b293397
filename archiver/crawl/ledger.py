"""The record of a running run: captures, changes, failures, quarantined pages, source outcomes."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from archiver.crawl import failures
from archiver.crawl.robots_history import long_broken
from archiver.crawl.source_states import placed
from archiver.errors import (
    ArchiverError,
    Bug,
    Gone,
    Postponed,
    Refused,
    StoreError,
    TooCostly,
)
from archiver.facts import (
    Answered,
    Failed,
    Quarantined,
    RetryAfter,
    Status,
    Stopped,
    VersionWritten,
)
from archiver.fetch.client import Answer
from archiver.fetch.refusing import Refusing
from archiver.fetch.responses import MAX_HOPS
from archiver.fetch.transport import without_credentials
from archiver.history.belief import Doubt
from archiver.history.identity import entry_key
from archiver.model import Candidate, Capture, Change, Membership, Request, Verdict, Version
from archiver.model.settings import Settings
from archiver.outcomes import Joined, Outcome, Report
from archiver.reading.jobs import Learned
from archiver.reading.matching import Overruled, misfits
from archiver.store import Archive, SourceHealth, Writer
from archiver.version import EXTRACTOR
from archiver.web import urls
from archiver.web.secrets import Secrets

_log = logging.getLogger(__name__)

ROBOTS_LIFE = timedelta(hours=24)
"""How long a cached robots.txt may be used (RFC 9309, section 2.4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """An answer to be held back: the error says why, ``doubt`` of which kind that is.

    ``post`` is the identity of the held post, ``text`` the digest of what was read; ``together``
    tells that many posts of the host are held back for one reason.
    """

    url: str
    capture: Capture | None
    error: ArchiverError
    doubt: str = ""
    post: str = ""
    text: str = ""
    together: bool = False


@dataclass
class Tally:
    """The result of one source so far.

    ``whole``: it is fetched in full, without conditions; ``anew``: its pages are fetched without
    conditions; ``left``: the run has ended before all its pages were answered; ``ended``: its
    address answers 410. ``first`` is what was asked for first, ``parts`` what else its pages lead
    to, as the feeds of a list, with the error of each that failed; ``made_up``: another way has led to
    posts in the place of a feed.
    """

    known: SourceHealth | None = None
    retired: bool = False
    ended: bool = False
    first: str = ""
    whole: bool = False
    anew: bool = False
    resting: bool = False
    left: bool = False
    unchanged: bool = True
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    made_up: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether anything of the source is asked for in this run."""
        return not self.resting and not self.retired

    @property
    def growing(self) -> bool:
        """Whether pauses grow with failures: where nothing answered, it may be our own network."""
        return self.known is None or self.known.reached

    def failures(self) -> tuple[str, ...]:
        """Why the source failed: a list fails where all that it leads to does."""
        dead = tuple(filter(None, self.parts.values()))
        all_dead = len(dead) == len(self.parts) and not self.made_up
        return (*self.errors, *dead) if self.errors or all_dead else ()

    def status(self) -> Status:
        """The status of the source for the report."""
        if self.retired:
            return Status.RETIRED
        if self.resting and self.ended:
            return Status.ENDED
        if self.resting:
            return Status.RESTING
        if self.left:  # whatever else: the next run looks at it in full
            return Status.LEFT
        if self.failures():
            return Status.FAILED
        return Status.UNCHANGED if self.unchanged else Status.OK


@dataclass(kw_only=True)
class Ledger:
    """The archive of a run, and the record of what the run has done.

    ``announced`` holds the announcements of this run and the pending ones, by the key of their
    post; ``news`` the keys of those that are new or changed. ``told`` is given each version.
    """

    settings: Settings
    store: Archive
    writer: Writer
    run: str
    started: datetime
    force: bool = False
    tallies: dict[str, Tally] = field(default_factory=dict)
    announced: dict[str, list[Candidate]] = field(default_factory=dict)
    news: set[str] = field(default_factory=set)
    changes: list[VersionWritten] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    missed: list[Failed] = field(default_factory=list)
    memberships: tuple[Membership, ...] = ()
    joined: tuple[Joined, ...] = ()
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    lines: tuple[str, ...] = ()
    overruled: list[Overruled] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    crash: str = ""
    told: Callable[[Version], None] = lambda version: None
    _entries: dict[tuple[str, str], set[str]] | None = None

    def __post_init__(self) -> None:
        self.sources = {source.id: source for source in self.settings.sources}
        self.secrets = Secrets(self.settings.secrets)
        self.refusing = Refusing(self.settings.refuse, self.store.forgotten())

    def known_robots(self, url: str) -> Capture | None:
        """The capture of a robots.txt from an earlier run, if it is still fresh."""
        last = self.writer.last_fetch(url)
        if last is None or last.capture is None or last.truncated:
            return None
        if not timedelta() <= self.started - last.at < ROBOTS_LIFE:
            return None
        try:
            return self.store.capture(last.capture)
        except StoreError:
            return None  # its WARC file is damaged: fetch it again

    def robots_forgiven(self, url: str) -> bool:
        """Whether a robots.txt has been broken for so long that it counts as absent."""
        return long_broken(self.store, self.writer, url, self.started)

    def held(self, url: str) -> Version | None:
        """The newest version of a post; None where it is not held or is damaged."""
        try:
            return self.store.get(url)
        except StoreError:
            return None

    def kept(self, url: str, kept: Answered) -> Capture | None:
        """What a run that was cut off has fetched for a URL and not come to read, noted anew.

        None where it is damaged: then it has to be asked for.
        """
        assert kept.capture is not None
        try:
            capture = self.store.capture(kept.capture)
        except StoreError:
            return None
        _log.info("%s was fetched by an earlier run, and is read now", without_credentials(url))
        self.writer.note(kept)
        hops = tuple(self._hops(url, capture.final_url))
        return replace(capture, url=url, ref=kept.capture, hops=hops)

    def _hops(self, url: str, final: str) -> Iterator[Capture]:
        """The redirects from one address to another, as the journal tells of them."""
        for _ in range(MAX_HOPS):
            last = self.writer.last_fetch(url)
            if url == final or last is None or not 300 <= last.status < 400:
                return
            yield Capture(
                url=url,
                final_url=url,
                status=last.status,
                headers=(),
                payload=b"",
                body=b"",
                fetched_at=last.at,
                ref=last.capture,
            )
            url = urls.resolve(last.location or "", url) or final

    def entries(self) -> Mapping[tuple[str, str], set[str]]:
        """The addresses that each feed of this run gives to each of its ids, both as they are
        compared."""
        if self._entries is None:
            self._entries = {}
            for key, known in self.announced.items():
                for said in known:
                    if said.entry_id:
                        place = said.via, entry_key(said.entry_id)
                        self._entries.setdefault(place, set()).add(key)
        return self._entries

    def conditional(self, request: Request) -> Request:
        """The request with the validators of its last answer."""
        etag, last_modified = self.writer.validators(request.url)
        return replace(request, etag=etag, last_modified=last_modified)

    def record(self, answer: Answer) -> Capture | None:
        """Write an answer to WARC and journal, before it is processed."""
        capture, request = answer.capture, answer.request
        if capture is not None:
            self.counts["requests"] += 1
            self.counts["not modified"] += capture.status == 304
            capture = self.writer.keep(capture, source=request.source or None)
        if answer.error is not None:
            failures.log(answer)
        # a postponed request was not sent; of a listing the next run needs it to continue there
        if answer.error is not None and (request.paging or not isinstance(answer.error, Postponed)):
            self.writer.note(failures.of(answer, capture, self.started))
        if answer.retry_at is not None:
            rest = RetryAfter(url=request.url, at=self.started, until=answer.retry_at)
            self.writer.note(rest)
        return capture

    def miss(self, answer: Answer, capture: Capture | None) -> None:
        """Record a post that could not be had. It is a failure of the source only if that is on the
        same host."""
        if isinstance(answer.error, Postponed):
            self.counts["postponed"] += 1
            return
        self.missed.append(failures.of(answer, capture, self.started))
        name = answer.request.source
        source, tally = self.sources.get(name), self.tallies.get(name)
        own = source and urls.host(source.url) == urls.host(answer.request.url)
        if tally and own and not isinstance(answer.error, Gone | Refused):
            tally.errors.append(str(answer.error))

    def add(self, version: Version, *, ask: str = "") -> None:
        """Keep a version. ``ask`` is the address to ask next, where it is not its capture's."""
        self.changes.append(self.writer.add(version, ask=ask))
        # it was missed at its old address before it was found at the new one
        self.quarantined = [q for q in self.quarantined if not _is_missed(q, version.url)]
        _log_version(version)
        self.told(version)

    def quarantine(self, held_back: HeldBack) -> None:
        """Hold back an answer that is not believed to be the post, or that met a bug."""
        url, error = held_back.url, held_back.error
        if isinstance(error, Bug):
            self._note_crash(error)
        before = self.store.doubted(held_back.post, url)
        again = before is not None and before.doubt == held_back.doubt
        at = held_back.capture.fetched_at if held_back.capture else self.started
        fact = Quarantined(
            url=url,
            at=at,
            capture=held_back.capture.ref if held_back.capture else None,
            reason=error.message,
            unreadable_by=EXTRACTOR if isinstance(error, TooCostly) else "",
            doubt=held_back.doubt,
            post=held_back.post,
            since=(before.since or before.at) if before and again else at,
            text=held_back.text,
            together=held_back.together,
        )
        self.writer.note(fact)
        if self.store.is_rejected(url, fact.doubt, fact.text):
            _log.info("%s: a person has rejected the like of it", url, extra={"event": "rejected"})
            return
        self.quarantined.append(fact)
        fields = {"event": "held back", "url": url, "reason": error.message}
        _log.warning("%s is held back: %s", url, error.message, extra=fields)

    def learn(self, learned: Learned) -> None:
        """Note what the pages of a host have taught."""
        for bug in learned.bugs:
            self.bug(bug)
        for lesson in learned.lessons:
            self.writer.note(lesson)
        self.writer.put_habits(learned.host, learned.habits)

    def settle(self, host: str = "", also: Iterable[str] = ()) -> None:
        """Commit a host, or the sources: all their answers have been read.

        ``also`` are addresses of other hosts that were asked on its behalf.
        """
        self.writer.settle(host, self.started, also)
        fields = {"event": "settled", "host": host}
        _log.info("%s is settled", host or "what the sources announce", extra=fields)

    def bug(self, bug: Bug) -> None:
        """Tell of this program's own mistake where there is no page to hold back."""
        self._note_crash(bug)
        _log.error("%s: %s", bug.where, bug.message, extra={"event": "bug", "url": bug.where})

    def _note_crash(self, bug: Bug) -> None:
        self.crash += f"{bug.where}\n{bug.traceback}\n"

    def report(self, ended: datetime, stopped: Stopped | None = None) -> Report:
        """The report of this run. ``stopped`` says why it ended before it was through."""
        created = Counter(self._creators())
        return Report(
            run=self.run,
            started=self.started,
            ended=ended,
            outcomes=tuple(
                self._outcome(name, tally, created[name], ended)
                for name, tally in self.tallies.items()
            ),
            changes=tuple(self.changes),
            quarantined=tuple(self.quarantined),
            missed=tuple(self.missed),
            repaired=tuple(self.writer.repaired),
            warnings=(*self.warnings, *misfits(sorted(self.overruled, key=lambda o: o[0]))),
            lines=(*self.lines, *self.refusing.told()),
            damaged=self.store.damage,
            memberships=self.memberships,
            joined=self.joined,
            counts=self.counts | {f"{v} posts": n for v in Verdict if (n := self.verdicts.get(v))},
            traceback=self.crash,
            stopped=stopped,
        )

    def _creators(self) -> Iterator[str]:
        """The source of each post that is new, once for every source that announced it."""
        for fact in self.changes:
            if fact.change is Change.CREATED:
                yield from {c.source for c in self.announced.get(urls.key(fact.url), ())}

    def _outcome(self, name: str, tally: Tally, created: int, ended: datetime) -> Outcome:
        source = self.sources[name]
        outcome = Outcome(
            source=name,
            url=source.url,
            status=tally.status(),
            counts={**tally.counts, "created": created},
            errors=tally.failures(),
            reached=bool(tally.counts["answers"]),
            ended=tally.ended,
            scope=source.scope,
        )
        return placed(outcome, source, tally.known, tally.parts, self.started, ended)


def _is_missed(held_back: Quarantined, post: str) -> bool:
    """Whether what is held back is that a post was not found."""
    return held_back.post == post and held_back.doubt in (Doubt.MISSING, Doubt.ELSEWHERE)


def _log_version(version: Version) -> None:
    fields = {
        "event": "kept",
        "url": version.url,
        "version": version.number,
        "change": str(version.change),
        "reason": version.reason,
    }
    words = "%s is kept as version %d: %s"
    _log.info(words, version.url, version.number, version.change, extra=fields)
