"""What a person says of answers that were held back: ``release`` and ``reject``.

Both are journaled, so that what was decided holds after ``archiver rebuild``. A released answer is
read from its capture, and written as if it had been believed; a released absence is a tombstone.
"""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import closing
from functools import partial
from pathlib import Path

from archiver.crawl import Ledger, Work, judge
from archiver.crawl.believing import Believing, Opinions
from archiver.crawl.keeping import Opinion
from archiver.crawl.ledger import HeldBack
from archiver.crawl.versioning import Page, Place
from archiver.errors import ConfigError, StoreError, unknown_name
from archiver.facts import Decided, Quarantined, Rejected, Released
from archiver.history.belief import Doubt
from archiver.model import Capture
from archiver.model.settings import Settings
from archiver.outcomes import Report
from archiver.pipeline import Clock, clock, fetcher, new_run_id
from archiver.reading import pool
from archiver.reading.from_copy import standing_in
from archiver.reading.jobs import Read, ReadHost, Waiting, bare
from archiver.store import Archive, open_archive
from archiver.web import urls

_log = logging.getLogger(__name__)


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

    def believe(ledger: Ledger, found: Iterable[Quarantined]) -> None:
        with closing(pool.readers(ledger.store, executor)) as readers:
            _release(ledger, Work(fetcher(ledger, None, now), readers), found)
        judge(ledger)

    return _decided(archive, name, settings or Settings(), now, believe)


def reject(archive: str | Path, name: str, *, now: Clock = clock) -> Report:
    """Say that what is held back of an address or a host is not the post: the like of it is not
    believed, counted or told of again. Raises as ``release`` does."""

    def disbelieve(ledger: Ledger, found: Iterable[Quarantined]) -> None:
        for fact in found:
            _note(ledger, Rejected, fact)

    return _decided(archive, name, Settings(), now, disbelieve)


def _decided(
    archive: str | Path,
    name: str,
    settings: Settings,
    now: Clock,
    decide: Callable[[Ledger, Iterable[Quarantined]], None],
) -> Report:
    """The report of a run that only decides."""
    store, started, run = open_archive(archive), now(), new_run_id()
    found = matching(store, name)
    with store.writing(run, started) as writer:
        ledger = Ledger(settings=settings, store=store, writer=writer, run=run, started=started)
        decide(ledger, found)
        report = ledger.report(now())
        writer.commit(report)
    store.close()
    return report


def _note(ledger: Ledger, kind: type[Decided], fact: Quarantined) -> None:
    """Journal a decision."""
    said = kind(
        url=fact.url, at=ledger.started, capture=fact.capture, doubt=fact.doubt, text=fact.text
    )
    ledger.writer.note(said)
    _log.info("%s is %s", fact.url, said.action, extra={"event": said.action, "url": fact.url})


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
        if every and "/" not in name:
            hint = unknown_name("host", host, {urls.host(f.url) for f in every}).hint
        raise ConfigError(f"nothing is held back of `{name}`", hint=hint)
    return found


def _release(ledger: Ledger, work: Work, found: Iterable[Quarantined]) -> None:
    believing = Believing(ledger)
    pages: list[Waiting] = []
    for fact in found:
        try:
            capture = standing_in(ledger.store.capture(fact.capture)) if fact.capture else None
        except StoreError as error:  # it stays held back
            ledger.quarantine(
                HeldBack(url=fact.url, capture=None, error=error, doubt=fact.doubt, post=fact.post)
            )
            continue
        _note(ledger, Released, fact)
        absent = fact.doubt in (Doubt.MISSING, Doubt.ELSEWHERE)
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
