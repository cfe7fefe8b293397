"""All posts again from their captures, by today's extractor: what it would change, and the change."""

import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archiver.errors import ArchiverError, Bug, bugs_told
from archiver.extraction import EXTRACTOR
from archiver.facts import Report, VersionWritten
from archiver.history.versions import re_extraction
from archiver.model import Override, Post, Version
from archiver.pipeline import Clock, clock, new_run_id
from archiver.reading import BATCH, Answer, Comparison, Known, Reading, compare, read_all, whole
from archiver.reading.matching import Overruled
from archiver.store import Archive, open_archive
from archiver.web import urls

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reread:
    """How a post reads now. ``version`` is the one to be kept, None where nothing changed;
    ``comparison`` says whether it is likely better, where that was asked; ``overruled`` is for
    ``misfits``; ``error`` says why the capture gives no post today, ``traceback`` that this is a
    bug."""

    held: Version
    version: Version | None = None
    comparison: Comparison | None = None
    overruled: Overruled | None = None
    error: str = ""
    traceback: str = ""

    @property
    def words(self) -> tuple[int, int]:
        """The words of the text before and now."""
        before = self.held.post.word_count if self.held.post else 0
        after = self.version.post.word_count if self.version and self.version.post else before
        return before, after


def re_extract(
    archive: str | Path,
    *,
    since: datetime | None = None,
    host: str | None = None,
    overrides: Mapping[str, Override] | None = None,
    dry_run: bool = False,
    executor: Executor | None = None,
    now: Clock = clock,
) -> tuple[Reread, ...]:
    """Read every post again from its capture, or those seen since a moment or of a host; keep what
    differs.

    ``overrides`` are those of sources.yaml; without them each post keeps the one that it was read
    with. With ``dry_run`` nothing is written, and each change is compared with what is held. Posts
    that are gone keep their tombstones and are left out.
    """
    store, moment = open_archive(archive), now()
    again = _Again(store, Known(store, overrides=overrides), moment, compares=dry_run)
    groups = _hosts(store, since, host)
    readings = tuple(r for group in groups for r in again.read(group, executor))
    for r in readings:
        said = r.error or ("not as it is kept" if r.version else "the same")
        _log.info("%s reads now: %s", r.held.url, said, extra={"event": "read", "url": r.held.url})
    changed = [r.version for r in readings if r.version]
    if changed and not dry_run:
        run = new_run_id()
        with store.writing(run, moment) as writer:
            facts = tuple(writer.add(version) for version in changed)
            writer.commit(_report(run, moment, now(), facts))
        store.judge(m for challenge in store.challenges() for m in store.verdicts(challenge))
    return readings


def _report(
    run: str, started: datetime, ended: datetime, changes: tuple[VersionWritten, ...]
) -> Report:
    return Report(run=run, started=started, ended=ended, changes=changes)


def _hosts(store: Archive, since: datetime | None, host: str | None) -> Iterator[list[Version]]:
    """The posts to read again, host by host."""
    hosts: dict[str, list[Version]] = {}
    for head in store.posts(host=host, gone=False, damaged=[]):  # `check` names those
        if head.capture is not None and (since is None or head.seen_at >= since):
            hosts.setdefault(urls.host(head.url), []).append(head)
    yield from (hosts[name] for name in sorted(hosts))


@dataclass(frozen=True, slots=True)
class _Again:
    """Reads posts again."""

    store: Archive
    known: Known
    now: datetime
    compares: bool

    def read(self, heads: list[Version], executor: Executor | None) -> Iterator[Reread]:
        """How the posts of a host read now."""
        for start in range(0, len(heads), BATCH):
            found = [(head, _loaded(self.known, head)) for head in heads[start : start + BATCH]]
            readings = [reading for _, reading in found if isinstance(reading, Reading)]
            answers = iter(read_all(readings, executor))
            for head, reading in found:
                answer = next(answers) if isinstance(reading, Reading) else reading
                yield self._reread(head, reading, answer)

    def _reread(self, held: Version, reading: Reading | ArchiverError, answer: Answer) -> Reread:
        try:
            with bugs_told(held.url):
                if isinstance(reading, ArchiverError):
                    raise reading
                post = whole(self.store, self.known, reading, answer)
                return self._compared(held, reading, post)
        except ArchiverError as error:
            trace = error.traceback if isinstance(error, Bug) else ""
            return Reread(held, error=str(error), traceback=trace)

    def _compared(self, held: Version, reading: Reading, post: Post) -> Reread:
        said = reading.witnesses.override
        version = re_extraction(held, post, seen_at=self.now, extractor=EXTRACTOR, override=said)
        comparison = None
        if self.compares and version and held.post:
            anew = said != held.witnesses.override
            comparison = compare(reading, held.post, post, overruled=anew)
        return Reread(held, version, comparison, (held.url, said, post) if said else None)


def _loaded(known: Known, head: Version) -> Reading | ArchiverError:
    """The reading of a version, or why its capture cannot be had: all others are read."""
    try:
        with bugs_told(head.url):
            return known.again(head)
    except ArchiverError as error:
        return error
