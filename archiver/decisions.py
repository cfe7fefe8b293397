"""What a person says of answers that were held back: ``release`` and ``reject``.

Both are journaled, so that what was decided holds after ``archiver rebuild``. A released answer is
read from its capture, and written as if it had been believed; a released absence is a tombstone.
"""

import logging
from collections.abc import Iterable
from concurrent.futures import Executor
from contextlib import closing
from functools import partial
from pathlib import Path

from archiver.crawl import Ledger, Work, judge
from archiver.crawl.believing import Believing, Opinions
from archiver.crawl.keeping import Opinion
from archiver.crawl.ledger import HeldBack
from archiver.crawl.versioning import Page, Place
from archiver.errors import ConfigError, StoreError
from archiver.facts import Quarantined, Rejected, Released
from archiver.history.belief import Doubt
from archiver.model import Capture, Settings
from archiver.outcomes import Report
from archiver.pipeline import Clock, clock, fetcher, new_run_id
from archiver.reading import pool
from archiver.reading.jobs import Read, ReadHost, Waiting, bare
from archiver.store import Archive, open_archive
from archiver.web import urls

_log = logging.getLogger(__name__)

_ABSENT = (404, 410)


def release(
    archive: str | Path,
    name: str,
    *,
    settings: Settings | None = None,
    executor: Executor | None = None,
    now: Clock = clock,
) -> Report:
    """Believe what is held back of an address or a host.

    ``settings`` say how pages are read, and by which rules posts are judged. Raises ConfigError
    where nothing is held back there, StoreError where the archive cannot be written.
    """
    return _decided(archive, name, settings=settings, executor=executor, now=now, believed=True)


def reject(archive: str | Path, name: str, *, now: Clock = clock) -> Report:
    """Say that what is held back of an address or a host is not the post: the like of it is not
    believed, counted or told of again. Raises as ``release`` does."""
    return _decided(archive, name, settings=None, executor=None, now=now, believed=False)


def _decided(
    archive: str | Path,
    name: str,
    *,
    settings: Settings | None,
    executor: Executor | None,
    now: Clock,
    believed: bool,
) -> Report:
    store, started, run = open_archive(archive), now(), new_run_id()
    with store.writing(run, started) as writer, closing(pool.readers(store, executor)) as readers:
        ledger = Ledger(
            settings=settings or Settings(),
            store=store,
            writer=writer,
            run=run,
            started=started,
        )
        found = matching(store, name)
        work = Work(fetcher(ledger, None, now), readers)
        if believed:
            _release(ledger, work, found)
        else:
            _reject(ledger, found)
        judge(ledger)
        report = ledger.report(now())
        writer.commit(report)
    store.close()
    return report


def matching(store: Archive, name: str) -> list[Quarantined]:
    """What is held back of an address, or of a host. Raises ConfigError where nothing is."""
    every = store.held_back()
    if "/" in name:
        found = [f for f in every if any(urls.same(name, url) for url in (f.url, f.post) if url)]
    else:
        host = name.lower().removeprefix("www.")
        found = [f for f in every if urls.host(f.url).removeprefix("www.") == host]
    if not found:
        hint = "`archiver status --held-back` lists what is"
        raise ConfigError(f"nothing is held back of `{name}`", hint=hint)
    return found


def _reject(ledger: Ledger, found: Iterable[Quarantined]) -> None:
    for fact in found:
        ledger.writer.note(
            Rejected(
                url=fact.url,
                at=ledger.started,
                capture=fact.capture,
                doubt=fact.doubt,
                text=fact.text,
            )
        )
        _log.info("%s is rejected", fact.url, extra={"event": "rejected", "url": fact.url})


def _release(ledger: Ledger, work: Work, found: Iterable[Quarantined]) -> None:
    believing = Believing(ledger)
    pages: list[Waiting] = []
    for fact in found:
        capture = _capture(ledger, fact)
        ledger.writer.note(
            Released(
                url=fact.url,
                at=ledger.started,
                capture=fact.capture,
                doubt=fact.doubt,
                text=fact.text,
            )
        )
        absent = fact.doubt == Doubt.ELSEWHERE or (capture and capture.status in _ABSENT)
        if absent and fact.post:
            _bury(ledger, believing, fact, capture)
        elif capture is not None:
            pages.append(Waiting(url=fact.url, capture=bare(capture), released=True))
    if pages:
        job = ReadHost(pages=tuple(pages), overrides=ledger.settings.overrides)
        captures = {page.url: page.capture for page in pages}
        work.read(job, partial(_take, ledger, believing, captures))
        with closing(work.answers()) as answers:
            for _ in answers:  # nothing is asked of the network
                pass


def _capture(ledger: Ledger, fact: Quarantined) -> Capture | None:
    """What was held back; None where it is damaged, which is told of."""
    if fact.capture is None:
        return None
    try:
        return ledger.store.capture(fact.capture)
    except StoreError as error:
        ledger.quarantine(HeldBack(url=fact.url, capture=None, error=error, doubt=fact.doubt))
        return None


def _bury(ledger: Ledger, believing: Believing, fact: Quarantined, capture: Capture | None) -> None:
    versions = ledger.store.versions(fact.post or fact.url)
    if versions:
        where = Place(owner=versions[0].url, history=versions)
        found = Opinion(url=fact.url, capture=capture, where=where)
        believing.keeper.bury(found, f"{fact.reason or fact.doubt}; a person has said so")


def _take(
    ledger: Ledger, believing: Believing, captures: dict[str, Capture], answer: object
) -> None:
    if not isinstance(answer, Read):
        return
    capture = captures[answer.url]
    if isinstance(answer.answer, Exception):
        doubt = Doubt.NOT_THE_PAGE.value
        error = answer.answer
        ledger.quarantine(HeldBack(url=answer.url, capture=capture, error=error, doubt=doubt))
        return
    page = Page(url=answer.url, capture=capture, read=answer, post=answer.answer, released=True)
    believing.read(Opinions(), page, answer.answer)
