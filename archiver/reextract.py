"""All posts again from their captures, by today's extractor: what it would change, and the change."""

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archiver import pages, plan, urls
from archiver.errors import ArchiverError, StoreError
from archiver.extract import EXTRACTOR, HostChrome
from archiver.facts import Report, VersionWritten
from archiver.model import Post, Version
from archiver.reading import BATCH, LESSONS, Reading, learn, read_all
from archiver.run import Clock, clock, new_run_id
from archiver.store import Archive, open_archive
from archiver.versions import re_extraction

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reread:
    """How a post reads now. ``version`` is the one to be kept, None where nothing changed;
    ``error`` says why the capture gives no post today."""

    held: Version
    version: Version | None = None
    error: str = ""

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
        said = r.error or ("other than it is kept" if r.version else "the same")
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
    lessons = (_loaded(store, head, None) for head in heads[:LESSONS])
    chrome = learn((page for page in lessons if isinstance(page, Reading)), HostChrome()).habits
    for start in range(0, len(heads), BATCH):
        found = [(head, _loaded(store, head, chrome)) for head in heads[start : start + BATCH]]
        answers = iter(read_all([page for _, page in found if isinstance(page, Reading)], executor))
        for head, page in found:
            answer = next(answers) if isinstance(page, Reading) else page
            yield _reading(store, head, answer, chrome, now)


def _loaded(store: Archive, head: Version, chrome: HostChrome | None) -> Reading | StoreError:
    """The page of a version, or why its capture cannot be had: all others are read."""
    try:
        return _page(store, head, chrome)
    except StoreError as error:
        return error


def read_again(store: Archive, version: Version) -> Post:
    """A version's post from its capture, with all its pages and its HTML, by today's extractor.

    Raises StoreError where there is no capture, NotThePage or ParseError where it gives no post.
    """
    (answer,) = read_all([page_of(store, version)])
    if isinstance(answer, ArchiverError):
        raise answer
    return pages.append(list(_pages(store, version.url, answer, HostChrome())))


def page_of(store: Archive, version: Version) -> Reading:
    """The page from which a version was read, and what helped."""
    if version.capture is None:
        raise StoreError("this version has no capture", where=version.url)
    return _page(store, version, None)


def _page(store: Archive, head: Version, chrome: HostChrome | None) -> Reading:
    assert head.capture is not None
    capture = store.capture(head.capture)
    return Reading(capture.url, capture, plan.feed_entry(store.announcements(head.url)), chrome)


def _reading(
    store: Archive, held: Version, answer: Post | ArchiverError, chrome: HostChrome, now: datetime
) -> Reread:
    if isinstance(answer, ArchiverError):
        return Reread(held, error=str(answer))
    try:
        post = pages.append(list(_pages(store, held.url, answer, chrome)))
    except ArchiverError as error:
        return Reread(held, error=str(error))
    return Reread(held, re_extraction(held, post, seen_at=now, extractor=EXTRACTOR))


def _pages(store: Archive, url: str, post: Post, chrome: HostChrome) -> Iterable[Post]:
    """A post and its further pages, as they were last captured."""
    first, seen = url, {url}
    post = pages.only_own(post, first)
    yield post
    while post.next_page and post.next_page not in seen:
        seen.add(post.next_page)
        capture = store.last_capture(post.next_page)
        if capture is None:
            raise StoreError("a page of this post is in no capture", where=post.next_page)
        (answer,) = read_all([Reading(post.next_page, capture, None, chrome)])
        if isinstance(answer, ArchiverError):
            raise answer
        post = pages.only_own(answer, first)
        yield post
