"""The order of things: the sources; host by host fetch, read, keep; membership; report.

This is the only module that knows it; what one step does is in ``crawl``.
"""

import difflib
import logging
import secrets
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from archiver.crawl import Hosts, Ledger, Sources, Work, judge, resolve
from archiver.crawl.renaming import check_ids
from archiver.errors import ConfigError
from archiver.facts import Asked
from archiver.fetch.client import Answer, Fetcher
from archiver.fetch.replay import Replay, RunRecord, recorded_runs
from archiver.fetch.transport import HttpTransport, Transport
from archiver.model import Found as Announced
from archiver.model import Method, Purpose, Round, Source
from archiver.model.settings import Pace, Settings
from archiver.outcomes import Report
from archiver.reading import pool
from archiver.reading.jobs import ReadListing
from archiver.store import Archive, create, open_archive
from archiver.version import __version__
from archiver.web.secrets import Secrets

_log = logging.getLogger(__name__)
# a program that uses the package as a library decides what is logged, and where
logging.getLogger("archiver").addHandler(logging.NullHandler())

Clock = Callable[[], datetime]


def clock() -> datetime:
    """The time now, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def user_agent(contact: str | None) -> str:
    """Who we are, as a server's log shows it."""
    return f"archiver/{__version__}" + (f" (+{contact})" if contact else "")


def new_run_id() -> str:
    """Eight hexadecimal digits: the day and the minute stand in the journal's name beside it."""
    return secrets.token_hex(4)


def run(
    settings: Settings,
    *,
    archive: str | Path | None = None,
    transport: Transport | None = None,
    only: Iterable[str] = (),
    urls: Iterable[str] = (),
    force: bool = False,
    run_id: str | None = None,
    captures: Iterable[Path] = (),
    now: Clock = clock,
    executor: Executor | None = None,
    progress: Callable[[str], None] = lambda line: None,
    begun: Callable[[Work], None] = lambda work: None,
) -> Report:
    """Look at every source once and bring the archive up to date.

    ``only`` restricts the run to sources with these ids or challenges, ``urls`` to these posts;
    ``force`` also looks at sources and posts whose time has not come. ``transport`` stands in for the network,
    ``executor`` reads the pages, instead of worker processes; ``captures`` are WARC files that the
    transport answers from, and that the archive takes over. ``begun`` is given the run's ``Work``, which can
    be told to stop. Raises ConfigError for an id that another challenge had before, StoreError (Locked
    where another run is under way); what goes wrong with a source is in the report and ends nothing.
    """
    chosen, wanted = frozenset(only), tuple(map(Secrets(settings.secrets).hide, urls))
    _check_names(chosen, settings)
    started, name = now(), run_id or new_run_id()
    store = _opened(archive or settings.archive, settings)
    _log.info("run %s into %s", name, store.path)
    with (
        store.writing(name, started) as writer,
        closing(pool.readers(store, executor)) as readers,
    ):
        for file in captures:
            writer.adopt(file)
        ledger = Ledger(
            settings=settings, store=store, writer=writer, run=name, started=started, force=force
        )
        if chosen or wanted or force:
            asked = Asked(at=started, only=tuple(sorted(chosen)), urls=wanted, force=force)
            writer.note(asked)
        work = Work(fetcher(ledger, transport, now), readers)
        begun(work)
        hosts = Hosts(ledger, work)
        if wanted:
            hosts.want(wanted)
        else:
            Sources(ledger, work, progress).run(chosen)
            hosts.want_due(chosen)
        hosts.run()
        resolve(ledger, work, chosen, wanted)
        if work.stopped:
            ledger.counts["hosts left"] = hosts.left
            _log.info("run %s ends early: %s", name, work.stopped, extra={"event": "stopped"})
        judge(ledger, in_haste=work.stopped is not None)
        report = ledger.report(now(), stopped=work.stopped)
        writer.commit(report)
    store.close()
    _log.info("run %s is over: %s", name, dict(report.counts))
    return report


def fetcher(ledger: Ledger, transport: Transport | None, now: Clock) -> Fetcher:
    """What asks for a run, with what it knows of hosts."""
    settings = ledger.settings
    return Fetcher(
        transport=transport
        or HttpTransport(allow_private=settings.allow_private, now=now, proxy=settings.proxy),
        user_agent=user_agent(settings.contact),
        pace=settings.pace,
        allow_private=settings.allow_private,
        resting=ledger.writer.resting(),
        secrets=ledger.secrets,
        robots=ledger.known_robots,
        forgiven=ledger.robots_forgiven,
        now=now,
    )


def _opened(path: str | Path, settings: Settings) -> Archive:
    """The archive, in which every id is still that of its own challenge."""
    store = create(path)
    check_ids(store.challenges(), settings.challenges, settings.file)
    return store


def _check_names(only: frozenset[str], settings: Settings) -> None:
    known = {name for source in settings.sources for name in (source.id, source.challenge)}
    for name in sorted(only - known):
        near = difflib.get_close_matches(name, known, 1)
        hint = f"did you mean `{near[0]}`?" if near else "known are the ids in sources.yaml"
        raise ConfigError(f"no source or challenge is called `{name}`", hint=hint)


def rebuild(archive: str | Path) -> None:
    """Make all that is derived again: the catalog from the files, the memberships from the rules."""
    store = open_archive(archive)
    store.rebuild()
    store.judge(m for challenge in store.challenges() for m in store.verdicts(challenge))


def replay(settings: Settings, recorded: str | Path, archive: str | Path) -> tuple[Report, ...]:
    """Build an archive again from the captures of another one, run by run, without the network.

    Raises ConfigError where there are runs in ``archive`` already: a replay begins a new one.
    """
    settings = replace(settings, pace=replace(settings.pace, delay=0))
    if any(Path(archive).glob("runs/*/*")):
        hint = "name a new folder with -a"
        raise ConfigError("there are runs in this archive", where=str(archive), hint=hint)
    source = open_archive(recorded)

    def asked_in(record: RunRecord) -> Asked:
        facts = (fact for fact in source.facts(record.id) if isinstance(fact, Asked))
        return next(facts, Asked(at=record.started))

    def again(record: RunRecord) -> Report:
        asked = asked_in(record)
        return run(
            settings,
            archive=archive,
            transport=Replay(recorded, record.id, Secrets(settings.secrets)),
            run_id=record.id,
            captures=[Path(recorded) / name for name in record.warcs],
            only=asked.only,
            urls=asked.urls,
            force=asked.force,
            now=lambda: record.started,
        )

    # each run judges by today's sources.yaml, so one that only judged adds nothing
    runs = (record for record in recorded_runs(recorded) if not asked_in(record).judging)
    return tuple(map(again, runs))


@dataclass(frozen=True, slots=True)
class Found:
    """What a first look at a blog or a hub found: its title and feeds, its rounds and the posts that
    it lists; or why it could not be had."""

    url: str
    title: str = ""
    feeds: tuple[str, ...] = ()
    error: str = ""
    rounds: tuple[Round, ...] = ()
    listed: tuple[str, ...] = ()


def look(
    blogs: Iterable[str],
    *,
    method: Method = Method.SITE,
    contact: str | None = None,
    allow_private: Iterable[str] = (),
    transport: Transport | None = None,
    now: Clock = clock,
) -> tuple[Found, ...]:
    """Look at the home pages of blogs once, politely, and name their feeds; or at pages of another
    ``method``, such as hubs."""
    allowed = tuple(allow_private)
    fetcher = Fetcher(
        transport=transport or HttpTransport(allow_private=allowed, now=now),
        user_agent=user_agent(contact),
        pace=Pace(),
        allow_private=allowed,
        now=now,
    )
    sources = {url: Source(id=url, url=url, method=method, challenge="") for url in blogs}
    found: dict[str, Found] = {}

    def looked(answer: Answer) -> None:
        source = sources[answer.request.source]
        if answer.error is not None or answer.capture is None:
            found[source.id] = Found(url=source.url, error=str(answer.error))
            return
        job = ReadListing(capture=answer.capture, request=answer.request, source=source)
        work.read(job, lambda read: found.update({source.id: _found(source, read)}))

    with closing(pool.readers(None)) as readers:
        work = Work(fetcher, readers)
        for source in sources.values():
            work.ask(source.first_request())
        with closing(work.answers()) as answers:
            for answer in answers:
                if answer.request.purpose is Purpose.DISCOVER:
                    looked(answer)
    return tuple(found[name] for name in sources)


def _found(source: Source, read: object) -> Found:
    if not isinstance(read, Announced):
        return Found(url=source.url, error=str(read))
    feeds = tuple(request.url for request in read.follow if request.method == Method.FEED)
    listed = tuple(candidate.url for candidate in read.candidates)
    return Found(url=source.url, title=read.title, feeds=feeds, rounds=read.rounds, listed=listed)
