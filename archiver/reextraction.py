"""All posts again from their captures, by today's extractor: what it would change, and the change."""

import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archiver.errors import ArchiverError, Bug
from archiver.facts import VersionWritten
from archiver.history.versions import re_extraction
from archiver.model import Override, Version
from archiver.outcomes import Report
from archiver.pipeline import Clock, clock, new_run_id
from archiver.reading import pool
from archiver.reading.comparison import Comparison
from archiver.reading.jobs import Again, ReadAgain
from archiver.reading.matching import Overruled
from archiver.store import Archive, open_archive
from archiver.version import EXTRACTOR
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
    jobs = [
        ReadAgain(urls=names, overrides=overrides, compares=dry_run)
        for names in _hosts(store, since, host)
    ]
    answers = pool.do(jobs, store, executor)
    readings = tuple(
        _reread(store, answer, moment) for answer in answers if isinstance(answer, Again)
    )
    readings = tuple(sorted(readings, key=lambda r: (urls.host(r.held.url), r.held.url)))
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


def _hosts(store: Archive, since: datetime | None, host: str | None) -> Iterator[tuple[str, ...]]:
    """The posts to read again, host by host."""
    hosts: dict[str, list[str]] = {}
    for head in store.posts(host=host, gone=False, damaged=[]):  # `check` names those
        if head.capture is not None and (since is None or head.seen_at >= since):
            hosts.setdefault(urls.host(head.url), []).append(head.url)
    yield from (tuple(hosts[name]) for name in sorted(hosts))


def _reread(store: Archive, again: Again, now: datetime) -> Reread:
    """How a post reads now, against what is held."""
    held = store.get(again.url)
    assert held is not None
    if isinstance(again.answer, ArchiverError):
        trace = again.answer.traceback if isinstance(again.answer, Bug) else ""
        return Reread(held, error=str(again.answer), traceback=trace)
    said, post = again.override, again.answer
    version = re_extraction(held, post, seen_at=now, extractor=EXTRACTOR, override=said)
    comparison = again.comparison if version else None
    return Reread(held, version, comparison, (held.url, said, post) if said else None)
