"""The record of a running run: captures, changes, failures, quarantined pages, source outcomes."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from archiver.crawl.robots_history import long_broken
from archiver.errors import ArchiverError, Bug, Postponed, StoreError, TooCostly
from archiver.facts import (
    Answered,
    Failed,
    Joined,
    Outcome,
    Quarantined,
    Report,
    RetryAfter,
    Status,
    Stopped,
    VersionWritten,
)
from archiver.fetch.client import Answer
from archiver.fetch.transport import without_credentials
from archiver.model import (
    Candidate,
    Capture,
    Change,
    Membership,
    Request,
    Settings,
    Verdict,
    Version,
)
from archiver.reading.jobs import Learned
from archiver.reading.matching import Overruled, misfits
from archiver.store import Archive, Writer
from archiver.version import EXTRACTOR
from archiver.web import urls
from archiver.web.secrets import Secrets

_log = logging.getLogger(__name__)

ROBOTS_LIFE = timedelta(hours=24)
"""How long a cached robots.txt may be used (RFC 9309, section 2.4)."""


@dataclass
class Tally:
    """The result of one source so far.

    ``whole``: it is fetched in full, without conditions; ``anew``: its pages are fetched without
    conditions; ``left``: the run has ended before all its pages were answered.
    """

    whole: bool = False
    anew: bool = False
    resting: bool = False
    left: bool = False
    unchanged: bool = True
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def status(self) -> Status:
        """The status of the source for the report."""
        if self.resting:
            return Status.RESTING
        if self.left:  # whatever else: the next run looks at it in full
            return Status.LEFT
        if self.errors:
            return Status.FAILED
        return Status.UNCHANGED if self.unchanged else Status.OK


@dataclass(kw_only=True)
class Ledger:
    """The archive of a run, and the record of what the run has done.

    ``announced`` holds the announcements of this run and the pending ones, by the key of their
    post; ``news`` the keys of those that are new or changed.
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
    overruled: list[Overruled] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    crash: str = ""

    def __post_init__(self) -> None:
        self.sources = {source.id: source for source in self.settings.sources}
        self.secrets = Secrets(self.settings.secrets)

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
        return replace(capture, url=url, ref=kept.capture)

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
            _log_failure(answer)
        # a postponed request was not sent; of a listing the next run needs it to continue there
        if answer.error is not None and (request.paging or not isinstance(answer.error, Postponed)):
            self.writer.note(failure(answer, capture, self.started))
        if answer.retry_at is not None:
            rest = RetryAfter(url=request.url, at=self.started, until=answer.retry_at)
            self.writer.note(rest)
        return capture

    def add(self, version: Version | None) -> None:
        """Keep a version, where there is one."""
        if version is not None:
            self.changes.append(self.writer.add(version))
            _log_version(version)

    def quarantine(self, url: str, capture: Capture, error: ArchiverError) -> None:
        """Quarantine a page that is not the post it should be, or that met a bug."""
        if isinstance(error, Bug):
            self._note_crash(error)
        fact = Quarantined(
            url=url,
            at=capture.fetched_at,
            capture=capture.ref,
            reason=error.message,
            unreadable_by=EXTRACTOR if isinstance(error, TooCostly) else "",
        )
        self.writer.note(fact)
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
                self._outcome(name, tally, created[name]) for name, tally in self.tallies.items()
            ),
            changes=tuple(self.changes),
            quarantined=tuple(self.quarantined),
            missed=tuple(self.missed),
            repaired=tuple(self.writer.repaired),
            warnings=(*self.warnings, *misfits(sorted(self.overruled, key=lambda o: o[0]))),
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

    def _outcome(self, name: str, tally: Tally, created: int) -> Outcome:
        return Outcome(
            source=name,
            url=self.sources[name].url,
            status=tally.status(),
            counts={**tally.counts, "created": created},
            errors=tuple(tally.errors),
        )


def _log_failure(answer: Answer) -> None:
    error, url = answer.error, without_credentials(answer.request.url)
    postponed = isinstance(error, Postponed)
    fields = {
        "event": "skipped" if postponed else "failed",
        "url": url,
        "source": answer.request.source,
        "purpose": str(answer.request.purpose),
        "error": type(error).__name__,
        "reason": error.message if error else "",
    }
    words = "%s is left to the next run: %s" if postponed else "%s could not be had: %s"
    _log.log(
        logging.INFO if postponed else logging.WARNING, words, url, fields["reason"], extra=fields
    )


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


def _reason(error: ArchiverError) -> str:
    return f"{error.message} ({error.hint})" if error.hint else error.message


def failure(answer: Answer, capture: Capture | None, at: datetime) -> Failed:
    """The journal's line for a request that failed."""
    return Failed(
        url=without_credentials(answer.request.url),
        at=capture.fetched_at if capture else at,
        source=answer.request.source or None,
        status=capture.status if capture else None,
        capture=capture.ref if capture else None,
        reason=_reason(answer.error) if answer.error else None,
        error=type(answer.error).__name__,
        method=answer.request.method,
        paging=answer.request.paging,
    )
