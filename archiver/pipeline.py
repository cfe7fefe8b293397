"""The order of things: the sources; host by host fetch, read, keep; membership; report.

This is the only module that knows it; what one step does is in ``crawl``.
"""

import logging
import secrets
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from archiver.config import contacts
from archiver.crawl import Hosts, Ledger, Sources, Work, judge, resolve
from archiver.crawl.renaming import check_ids
from archiver.errors import ConfigError, unknown_name
from archiver.facts import Asked, Rewritten
from archiver.facts.of_takedown import TakenDown
from archiver.fetch.client import Answer, Fetcher
from archiver.fetch.replay import Replay, RunRecord, recorded_runs
from archiver.fetch.transport import HttpTransport, Transport
from archiver.model import Capture, Method, Purpose, Round, Source, Version
from archiver.model import Found as Announced
from archiver.model.settings import Settings
from archiver.outcomes import Report
from archiver.reading import pool
from archiver.reading.jobs import ReadListing
from archiver.store import Archive, create, open_archive
from archiver.version import __version__
from archiver.web import urls as addresses
from archiver.web.address_kinds import is_of_part
from archiver.web.secrets import Secrets, found_in

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
    told: Callable[[Version], None] = lambda version: None,
    at_once: bool = False,
) -> Report:
    """Look at every source once and bring the archive up to date.

    ``only`` restricts the run to sources with these ids or challenges, ``urls`` to these posts;
    ``force`` also looks at sources and posts whose time has not come. ``transport`` stands in for the network,
    ``executor`` reads the pages, instead of worker processes; ``captures`` are WARC files that the
    transport answers from, and that the archive takes over. ``begun`` is given the run's ``Work``, which can
    be told to stop, ``told`` each version once it is written. With ``at_once`` a post is read when it has come,
    and not beside the others of its host: for an archive that holds nothing. Raises ConfigError for an id
    that another challenge had before, StoreError (Locked where another run is under way); what goes wrong
    with a source is in the report and ends nothing.
    """
    chosen, wanted = frozenset(only), tuple(map(Secrets(settings.secrets).hide, urls))
    _check_before(settings, chosen, wanted, transport)
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
            settings=settings,
            store=store,
            writer=writer,
            run=name,
            started=started,
            force=force,
            told=told,
        )
        if chosen or wanted or force:
            asked = Asked(at=started, only=tuple(sorted(chosen)), urls=wanted, force=force)
            writer.note(asked)
        work = Work(fetcher(ledger, transport, now), readers, at_once=at_once)
        begun(work)
        _look(ledger, work, chosen, wanted, progress)
        judge(ledger, in_haste=work.stopped is not None)
        report = ledger.report(now(), stopped=work.stopped)
        writer.commit(report)
    store.close()
    _log.info("run %s is over: %s", name, dict(report.counts))
    return report


def _look(
    ledger: Ledger,
    work: Work,
    chosen: frozenset[str],
    wanted: tuple[str, ...],
    progress: Callable[[str], None],
) -> None:
    """The sources, then host by host; or the wanted posts alone."""
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
        words = "run %s ends early: %s"
        _log.info(words, ledger.run, work.stopped, extra={"event": "stopped"})


def fetcher(ledger: Ledger, transport: Transport | None, now: Clock) -> Fetcher:
    """What asks for a run, with what it knows of hosts."""
    settings = ledger.settings
    return Fetcher(
        transport=transport or network(settings, now),
        user_agent=user_agent(settings.contact),
        pace=settings.pace,
        allow_private=settings.allow_private,
        resting=ledger.writer.resting(),
        secrets=ledger.secrets,
        robots=ledger.known_robots,
        forgiven=ledger.robots_forgiven,
        refuses=ledger.refusing.why,
        now=now,
    )


def _check_contact(settings: Settings, transport: Transport | None, asked: Iterable[str]) -> None:
    if transport is None and not settings.demo:
        contacts.check(settings, map(addresses.host, asked))


def network(settings: Settings, now: Clock = clock) -> Transport:
    """What exchanges are made by where nothing stands in for it: the network, or the demo's blogs."""
    if settings.demo:
        from archiver.demo.blogosphere import Blogosphere  # here: few runs are of the demo

        return Blogosphere(flipped=True, now=now)
    return HttpTransport(allow_private=settings.allow_private, now=now, proxy=settings.proxy)


def _opened(path: str | Path, settings: Settings) -> Archive:
    """The archive, in which every id is still that of its own challenge."""
    store = create(path)
    check_ids(store.challenges(), settings.challenges, settings.file)
    return store


def _check_before(
    settings: Settings, only: frozenset[str], wanted: Iterable[str], transport: Transport | None
) -> None:
    check_names(only, settings)
    _check_contact(settings, transport, (*(source.url for source in settings.sources), *wanted))


def check_names(only: frozenset[str], settings: Settings) -> None:
    """Raise ConfigError where a name is of no source and no challenge."""
    known = {name for source in settings.sources for name in (source.id, source.challenge)}
    for name in sorted(only - known):
        raise unknown_name("source or challenge", name, known, where=settings.file)


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

    records = recorded_runs(recorded)
    taken_down = {
        r.id: [f for f in source.facts(r.id) if isinstance(f, TakenDown)] for r in records
    }
    if said := [f for facts in taken_down.values() for f in facts if not isinstance(f, Rewritten)]:
        _take_down(settings, archive, records[0], said)
    # each run judges by today's sources.yaml, so one that only judged adds nothing
    runs = (r for r in records if not asked_in(r).judging and not taken_down[r.id])
    return tuple(map(again, runs))


def _take_down(
    settings: Settings, archive: str | Path, first: RunRecord, said: Iterable[TakenDown]
) -> None:
    """Note what was hidden and forgotten, before anything else: else it would be taken in again."""
    store, run, at = _opened(archive, settings), f"{first.id}-down", first.started
    with store.writing(run, at) as writer:
        for fact in said:
            writer.note(fact)
        writer.commit(Report(run=run, started=at, ended=at))
    store.close()


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
    method: Method | None = None


_KINDS = (Method.FEED, Method.OPML, Method.SITE, Method.ROSTER)
"""What an address is tried to be read as: each refuses what is another's, the last takes any list."""


def recognise(
    settings: Settings,
    addresses: Iterable[str],
    *,
    transport: Transport | None = None,
    now: Clock = clock,
) -> tuple[Found, ...]:
    """Look at addresses once, politely, and say by ``method`` what each is: a feed, a list of feeds, a
    blog, a page of a tag, or another list. The error, where it is none, is that of a blog."""
    wanted = tuple(addresses)
    known = Secrets(found_in(wanted))
    _check_contact(settings, transport, wanted)
    fetcher = _asking(settings, transport, now, known)
    return _looked_at(fetcher, [(known.hide(url), _KINDS) for url in wanted])


def look(
    blogs: Iterable[str],
    *,
    method: Method = Method.SITE,
    settings: Settings = Settings(),  # noqa: B008 - frozen
    transport: Transport | None = None,
    now: Clock = clock,
) -> tuple[Found, ...]:
    """Look at the home pages of blogs once, politely, and name their feeds; or at pages of another
    ``method``, such as hubs. Of ``settings`` counts what they say of the network."""
    sources = {url: Source(id=url, url=url, method=method, challenge="") for url in blogs}
    _check_contact(settings, transport, sources)
    fetcher = _asking(settings, transport, now)
    return _looked_at(fetcher, [(url, (method,)) for url in blogs])


def _asking(
    settings: Settings, transport: Transport | None, now: Clock, secrets: Secrets | None = None
) -> Fetcher:
    """Who asks as the settings say, outside of a run."""
    return Fetcher(
        transport=transport or network(settings, now),
        user_agent=user_agent(settings.contact),
        pace=settings.pace,
        allow_private=settings.allow_private,
        secrets=secrets or Secrets(),
        now=now,
    )


def _looked_at(
    fetcher: Fetcher, wanted: Iterable[tuple[str, tuple[Method, ...]]]
) -> tuple[Found, ...]:
    """What each address shows when it is read as the first kind that it can be read as."""
    kinds = dict(wanted)
    found: dict[str, Found] = {}

    def looked(answer: Answer) -> None:
        url = answer.request.source
        if answer.error is not None or answer.capture is None:
            found[url] = Found(url=url, error=str(answer.error))
        else:
            read_as(answer.capture, url, kinds[url])

    def read_as(capture: Capture, url: str, left: tuple[Method, ...]) -> None:
        source = Source(id=url, url=url, method=left[0], challenge="")
        job = ReadListing(capture=capture, request=source.first_request(), source=source)

        def take(read: object) -> None:
            told = found[url] = _found(source, read, found.get(url))
            if told.error and len(left) > 1:
                read_as(capture, url, left[1:])

        work.read(job, take)

    with closing(pool.readers(None)) as readers:
        work = Work(fetcher, readers)
        for url in kinds:
            work.ask(Source(id=url, url=url, method=kinds[url][0], challenge="").first_request())
        with closing(work.answers()) as answers:
            for answer in answers:
                if answer.request.purpose is Purpose.DISCOVER:
                    looked(answer)
    return tuple(found[url] for url in kinds)


def _found(source: Source, read: object, before: Found | None = None) -> Found:
    if not isinstance(read, Announced):
        # that it is no list either helps nobody
        told = before.error if before and source.method is Method.ROSTER else str(read)
        return Found(url=source.url, error=told, method=source.method)
    of_part = source.method is Method.SITE and is_of_part(source.url)
    named = (f for f in read.follow if f.method == Method.FEED and not f.paging)
    feeds = tuple(follow.url for follow in named)
    listed = tuple(candidate.url for candidate in read.candidates)
    return Found(
        url=source.url,
        title=read.title,
        feeds=feeds,
        rounds=read.rounds,
        listed=listed,
        method=Method.TAG if of_part else source.method,
    )
