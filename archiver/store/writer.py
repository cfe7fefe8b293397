"""The writer of a run. What a method has written when it returns survives a crash."""

import logging
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from archiver.errors import StoreError
from archiver.facts import (
    Alias,
    Announced,
    Answered,
    Fact,
    Failed,
    Fetched,
    Repaired,
    Settled,
    SourceLooked,
    Status,
    Unchanged,
    VersionWritten,
)
from archiver.formats import frontmatter, journal, warc
from archiver.formats.journal import Journal
from archiver.model import Candidate, Capture, CaptureRef, Challenge, Membership, Verdict, Version
from archiver.outcomes import Outcome, Report
from archiver.store import comparing, description, ocfl, runs, warcfiles
from archiver.store.catalog import Catalog, sync
from archiver.store.files import Disk
from archiver.store.layout import ARCHIVE, POSTS, object_path
from archiver.store.remembered import Remembered
from archiver.store.runs import RunJournal
from archiver.store.takedown.keeping_out import KeepingOut
from archiver.store.types import Belonging
from archiver.store.warcfiles import WarcFiles
from archiver.web import urls

_log = logging.getLogger(__name__)


class Writer(Remembered):
    """Writes the results of a run. ``repaired`` holds a sentence per repair at the start.

    The archive of this process sees them at once, other processes after the commit. Made by
    ``Archive.writing``, which holds the lock.
    """

    def __init__(self, disk: Disk, catalog: Catalog, run: str, at: datetime) -> None:
        self.repaired: list[str] = []
        self.committed = self._broken = False
        self.remembered = True
        super().__init__(catalog, at)
        self._disk, self._run = disk, run
        self._journal = RunJournal(disk, run, at, catalog.last_journal())
        self._warcs = WarcFiles(disk, run, at)
        self._out = KeepingOut(disk, catalog)
        self._looks: dict[str, list[Fact]] = {}
        self._scouted: tuple[Settled, ...] = ()

    def note(self, noted: Fact) -> None:
        """Write a fact to the journal, without what is of forgotten posts."""
        if (fact := self._out.fact(noted)) is None:
            return
        self._journal.note(fact)
        self._catalog.apply(fact, self._journal.name)
        if isinstance(fact, Answered | Failed):
            self._looks.setdefault(journal.host_of(fact), []).append(fact)

    def settle(self, host: str, at: datetime, also: Iterable[str] = ()) -> None:
        """Commit a host: all its answers have been read, and what they gave is written.

        With an empty ``host`` the sources; ``also`` are addresses of other hosts that were asked on
        its behalf. What is settled survives whatever ends the run; other processes see it.
        """
        fact = Settled(at=at, host=host, also=tuple(sorted(also)))
        self.note(fact)
        self._scouted = self._scouted if host else (fact,)
        for name in [host] if host else list(self._looks):
            for look in self._looks.pop(name, ()):
                self._catalog.looked(look, self._journal.name)
        for address in fact.also:
            for look in self._looks.get(urls.host(address), ()):
                if journal.address_of(look) == address:
                    self._catalog.looked(look, self._journal.name)
        self._commit_catalog()

    def _commit_catalog(self) -> None:
        """Show other processes what was done; the catalog never knows more than the journal."""
        self._warcs.sync()
        self._journal.sync()
        self._catalog.commit()
        self._catalog.begin()

    def keep(
        self, capture: Capture, *, source: str | None = None, truncated: str | None = None
    ) -> Capture:
        """Write an exchange and its redirects, with a ``fetched`` or ``unchanged`` fact for each.

        Returns it with ``ref`` set, also on its hops. Of a capture that has a ``ref``
        (replay) and of a 304 only the fact is written. The fact has the URL of its own exchange.
        ``truncated``, or the capture's own mark, says why a body was cut short.
        """
        hops = tuple(self._keep_one(hop, source, None) for hop in capture.hops)
        return replace(self._keep_one(capture, source, truncated or capture.truncated), hops=hops)

    def _keep_one(self, capture: Capture, source: str | None, truncated: str | None) -> Capture:
        if self._out.is_forgotten(capture):
            return capture
        if capture.status == 304:
            self.note(runs.answered(Unchanged, capture, source))
            return capture
        capture = self._out.capture(capture)
        url, good = capture.final_url, capture.status == 200 and not truncated
        earlier = self._catalog.earlier(url) if good else None
        if capture.ref is None and warc.repeats(capture, earlier):
            earlier = warcfiles.base(self._disk, earlier)
        ref = capture.ref or self._warcs.append(capture, earlier, truncated)
        _log.debug("%s lies in %s at %d", url, ref.warc, ref.offset)
        held = self._catalog.last_good(url) if good else None
        kind = Unchanged if held and held.digest == ref.digest else Fetched
        fact = replace(
            runs.answered(kind, capture, source),
            capture=ref,
            payload=warc.payload_digest(capture.payload) if good and capture.payload else None,
            coding=capture.header("content-encoding"),
            revisit=warc.repeats(capture, earlier),
            truncated=truncated,
            location=capture.header("location") if 300 <= capture.status < 400 else None,
        )
        self.note(fact)
        return replace(capture, ref=ref)

    def add(self, version: Version, *, source: str | None = None, ask: str = "") -> VersionWritten:
        """Write the next version of a post, durably, and note it.

        ``ask`` is the address to ask next, where it is not the one that has answered.
        Raises StoreError where the number is not the next one. After a failed write the run can
        no longer be committed; what it acknowledged before is kept.
        """
        folder = f"{POSTS}/{object_path(version.url)}"
        text = frontmatter.write(version).encode()
        message = ocfl.message(version.change.value, version.reason)
        self._broken = True
        staged = ocfl.Staged(self._disk, folder, version.url, text, version.seen_at, message)
        if staged.number != version.number:
            staged.discard()
            self._broken = False  # nothing was written: all other posts go on
            wrong = f"version {version.number} was to be written, but the next is {staged.number}"
            raise StoreError(wrong, where=version.url, hint="run `archiver check --repair`")
        fact = self._publish(version, staged, source, ask)
        self._broken = False
        return fact

    @property
    def is_broken(self) -> bool:
        """Whether a write has failed, so that the run cannot be committed any more."""
        return self._broken

    def _publish(
        self, version: Version, staged: ocfl.Staged, source: str | None, ask: str
    ) -> VersionWritten:
        fact = replace(runs.version_fact(version, staged.sha512, source), ask=ask)
        self._warcs.sync()
        self._journal.note(fact)
        self._journal.sync()
        staged.publish()
        self._catalog.apply(fact, self._journal.name)
        self._catalog.put(version, fact.sha512)
        return fact

    def announce(
        self, candidate: Candidate, at: datetime, capture: CaptureRef | None = None
    ) -> bool:
        """Note an announcement, by the document in ``capture``, if it is new; returns whether it is."""
        fact = Announced.of(candidate, at, capture)
        news = self._catalog.is_news(fact)
        if news:
            self.note(fact)
        return news

    def alias(self, url: str, of: str, at: datetime) -> None:
        """Note a URL as an alias of the post whose identity is ``of``.

        An address that is another post's identity stays that one's.
        """
        found = self._catalog.find(url)
        if found is not None and found.url != of and urls.same(found.url, url):
            return
        if found is None or found.url != of:
            self.note(Alias(url=url, at=at, of=of))

    def put_habits(self, host: str, learned: Mapping[str, object]) -> None:
        """Store the learned chrome of a host."""
        self._catalog.put_habits(host, self._at, learned)

    def describe(self, challenges: Iterable[Challenge]) -> None:
        """Write the description of the challenges where it changed, or was damaged."""
        wanted = tuple(map(self._out.challenge, challenges))
        sound = description.is_sound(self._disk)
        if not sound or wanted != description.challenges(self._disk):
            description.write(self._disk, wanted)
        if not sound:
            self.repaired.append(f"{ARCHIVE}: it was damaged, and is written anew")
            self.note(Repaired(at=self._at, reason=self.repaired[-1]))
        self._catalog.describe(wanted)

    def judge(self, challenges: Iterable[Challenge], memberships: Iterable[Membership]) -> None:
        """Replace all memberships, and the description of the challenges where it changed."""
        self.describe(challenges)
        self._catalog.judge(memberships)

    def unresolved(self, since: str) -> list[tuple[str, str, str]]:
        """The short links of which nothing is known, nor ``since`` that they lead nowhere; each with
        a post that has it and that one's day."""
        return self._catalog.unresolved(since)

    def unjudged(self) -> list[str]:
        """The posts that were written or announced anew since memberships were last judged."""
        return self._catalog.unjudged()

    def verdicts_of(self, challenge: str, posts: Iterable[str] | None) -> dict[str, Belonging]:
        """The verdicts of a challenge on these posts, or on all, as they are before ``rejudge``."""
        return self._catalog.verdicts_of(challenge, posts)

    def authors(self, url: str) -> tuple[str, ...]:
        """The authors of a post by its own address."""
        return self._catalog.authors(url)

    def rejudge(
        self, challenge: str, posts: Iterable[str] | None, memberships: Iterable[Membership]
    ) -> None:
        """Replace the verdicts of a challenge: those on these posts, or all of them."""
        self._catalog.rejudge(challenge, posts, memberships)

    def all_judged(self, but: Iterable[str] = ()) -> None:
        """Mark that no post waits for being judged, ``but`` some, and commit what was judged."""
        self._catalog.all_judged(but)
        self._commit_catalog()

    def linked(self, memberships: Iterable[Membership]) -> tuple[Membership, ...]:
        """Verdicts with the posts that theirs repeat, once all texts that changed are compared."""
        comparing.compare(self._disk, self._catalog)
        return comparing.with_reposts(self._catalog, memberships)

    def verdict_counts(self) -> Mapping[Verdict, int]:
        """How many verdicts there are of each kind."""
        return self._catalog.verdict_counts()

    def adopt(self, path: str | Path) -> None:
        """Take over a WARC file of another archive unchanged, with its index: for replay.

        ``path`` ends as names in an archive do: ``warc/<year>/<month>/<run>-<n>.warc.gz``.
        """
        source = Path(path)
        name = "/".join(source.parts[-4:])
        self._warcs.sealed[name] = warcfiles.copy(self._disk, source, name)

    def commit(self, report: Report) -> None:
        """Note the outcome of each source, seal the WARC files, then the journal: the commit.

        Of a run that was stopped counts what it had settled. Raises StoreError where an earlier
        write of this run failed.
        """
        if self._broken:
            raise StoreError("an earlier write of this run failed", where=self._run)
        for outcome in filter(_is_told, report.outcomes):
            self.note(
                SourceLooked(
                    url=outcome.url,
                    at=report.ended,
                    source=outcome.source,
                    reason=outcome.errors[0] if outcome.errors else None,
                    status=outcome.status,
                    counts=outcome.counts,
                    ended=outcome.ended,
                    dead=outcome.dead,
                    scope=outcome.scope,
                )
            )
        files = self._warcs.seal()
        status = journal.STOPPED if report.stopped else journal.COMMITTED
        self._journal.seal(report.ended, status, report.counts, files)
        self.committed = True
        self._remember(report, files)

    def _remember(self, report: Report, files: dict[str, str]) -> None:
        ended = Journal(
            run=self._run,
            started=self._at,
            facts=self._scouted,
            ended=report.ended,
            status=journal.COMMITTED,
            counts=report.counts,
            files=files,
            sealed=True,
        )
        try:
            if report.stopped:  # what is not settled must not count: its journal says what is
                self._catalog.rollback()
                sync.catch_up(self._disk, self._catalog)
                return
            for facts in self._looks.values():
                for fact in facts:
                    self._catalog.looked(fact, self._journal.name)
            self._catalog.add_run(self._journal.name, ended)
            self._catalog.commit()
        except sqlite3.Error:  # the run counts all the same; the catalog is made again from it
            self._catalog.rollback()
            sync.drop(self._disk)
            self.remembered = False

    def abandon(self) -> list[str]:
        """End the run without a commit: mended as after a crash, and marked as aborted."""
        self._warcs.close()
        self._journal.close()
        self._catalog.rollback()
        return runs.mend(self._disk, self._at)


def _is_told(outcome: Outcome) -> bool:
    """Whether a run's outcome of a source says something of it that is not known."""
    untold = outcome.status in (Status.RESTING, Status.LEFT, Status.ENDED)
    return not untold and not (outcome.status is Status.RETIRED and outcome.known)
