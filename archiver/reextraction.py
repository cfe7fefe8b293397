"""All posts again from their captures, by today's extractor: what it would change, and the change."""

import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archiver.errors import ArchiverError, Bug, bugs_told
from archiver.extraction import EXTRACTOR
from archiver.facts import Report, VersionWritten
from archiver.history.versions import re_extraction
from archiver.model import Version
from archiver.pipeline import Clock, clock, new_run_id
from archiver.reading import BATCH, Answer, Known, Reading, read_all, whole
from archiver.store import Archive, open_archive
from archiver.web import urls

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reread:
    """How a post reads now. ``version`` is the one to be kept, None where nothing changed;
    ``error`` says why the capture gives no post today, ``traceback`` that this is a bug."""

    held: Version
    version: Version | None = None
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
    dry_run: bool = False,
    executor: Executor | None = None,
    now: Clock = clock,
) -> tuple[Reread, ...]:
    """Read every post again from its capture, or those seen since a moment; keep what differs.

    With ``dry_run`` nothing is written. Posts that are gone keep their tombstones and are left out.
    """
    store, moment = open_archive(archive), now()
    readings = tuple(
        r for group in _hosts(store, since) for r in _read(store, group, moment, executor)
    )
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


def _hosts(store: Archive, since: datetime | None) -> Iterator[list[Version]]:
    """The posts to read again, host by host."""
    hosts: dict[str, list[Version]] = {}
    for head in store.posts(gone=False, damaged=[]):  # `check` names those
        if head.capture is not None and (since is None or head.seen_at >= since):
            hosts.setdefault(urls.host(head.url), []).append(head)
    yield from (hosts[name] for name in sorted(hosts))


def _read(
    store: Archive, heads: list[Version], now: datetime, executor: Executor | None
) -> Iterator[Reread]:
    known = Known(store)
    for start in range(0, len(heads), BATCH):
        found = [(head, _loaded(known, head)) for head in heads[start : start + BATCH]]
        readings = [reading for _, reading in found if isinstance(reading, Reading)]
        answers = iter(read_all(readings, executor))
        for head, reading in found:
            answer = next(answers) if isinstance(reading, Reading) else reading
            yield _reread(store, known, head, reading, answer, now)


def _loaded(known: Known, head: Version) -> Reading | ArchiverError:
    """The reading of a version, or why its capture cannot be had: all others are read."""
    try:
        with bugs_told(head.url):
            return known.again(head)
    except ArchiverError as error:
        return error


def _reread(
    store: Archive,
    known: Known,
    held: Version,
    reading: Reading | ArchiverError,
    answer: Answer,
    now: datetime,
) -> Reread:
    try:
        with bugs_told(held.url):
            if isinstance(reading, ArchiverError):
                raise reading
            post = whole(store, known, reading, answer)
            return Reread(held, re_extraction(held, post, seen_at=now, extractor=EXTRACTOR))
    except ArchiverError as error:
        trace = error.traceback if isinstance(error, Bug) else ""
        return Reread(held, error=str(error), traceback=trace)
