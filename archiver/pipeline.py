"""The order of things: discover -> fetch -> screen -> extract -> versions -> membership -> report.

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

from archiver import discover
from archiver.crawl import Ledger, Posts, Sources, judge, keep_versions
from archiver.errors import ArchiverError, ConfigError
from archiver.facts import Asked, Report
from archiver.fetch.client import Answer, Fetcher, Frontier
from archiver.fetch.replay import Replay, RunRecord, recorded_runs
from archiver.fetch.transport import HttpTransport, Transport
from archiver.model import Method, Pace, Purpose, Settings, Source
from archiver.store import create, open_archive
from archiver.version import __version__

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
) -> Report:
    """Look at every source once and bring the archive up to date.

    ``only`` restricts the run to sources with these ids or challenges, ``urls`` to these posts;
    ``force`` also looks at sources and posts whose time has not come. ``transport`` stands in for the network,
    ``executor`` runs the extraction elsewhere; ``captures`` are WARC files that the transport
    answers from, and that the archive takes over. Raises StoreError (Locked where another run is
    under way); what goes wrong with a source is in the report and ends nothing.
    """
    chosen, wanted = frozenset(only), tuple(urls)
    _check_names(chosen, settings)
    started, name = now(), run_id or new_run_id()
    store = create(archive or settings.archive)
    _log.info("run %s into %s", name, store.path)
    with store.writing(name, started) as writer:
        for file in captures:
            writer.adopt(file)
        ledger = Ledger(
            settings=settings, store=store, writer=writer, run=name, started=started, force=force
        )
        fetcher = Fetcher(
            transport=transport
            or HttpTransport(allow_private=settings.allow_private, now=now, proxy=settings.proxy),
            user_agent=user_agent(settings.contact),
            pace=settings.pace,
            allow_private=settings.allow_private,
            resting=writer.resting(),
            robots=ledger.known_robots,
            forgiven=ledger.robots_forgiven,
            now=now,
        )
        if chosen or wanted or force:
            asked = Asked(at=started, only=tuple(sorted(chosen)), urls=wanted, force=force)
            writer.note(asked)
        posts = Posts(ledger)
        if wanted:
            posts.want(wanted)
        else:
            Sources(ledger, progress).run(fetcher, chosen)
            posts.want_due(chosen)
        posts.fetch(fetcher, executor)
        keep_versions(ledger, posts)
        judge(ledger)
        report = ledger.report(now())
        writer.commit(report)
    _log.info("run %s is committed: %s", name, dict(report.counts))
    return report


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

    def again(record: RunRecord) -> Report:
        facts = (fact for fact in source.facts(record.id) if isinstance(fact, Asked))
        asked = next(facts, Asked(at=record.started))
        return run(
            settings,
            archive=archive,
            transport=Replay(recorded, record.id),
            run_id=record.id,
            captures=[Path(recorded) / name for name in record.warcs],
            only=asked.only,
            urls=asked.urls,
            force=asked.force,
            now=lambda: record.started,
        )

    return tuple(again(record) for record in recorded_runs(recorded))


@dataclass(frozen=True, slots=True)
class Found:
    """What a first look at a blog found: its title and feeds, or why it could not be had."""

    url: str
    title: str = ""
    feeds: tuple[str, ...] = ()
    error: str = ""


def look(
    blogs: Iterable[str],
    *,
    contact: str | None = None,
    allow_private: Iterable[str] = (),
    transport: Transport | None = None,
    now: Clock = clock,
) -> tuple[Found, ...]:
    """Look at the home pages of blogs once, politely, and name their feeds."""
    allowed = tuple(allow_private)
    fetcher = Fetcher(
        transport=transport or HttpTransport(allow_private=allowed, now=now),
        user_agent=user_agent(contact),
        pace=Pace(),
        allow_private=allowed,
        now=now,
    )
    frontier = Frontier()
    sources = {url: Source(id=url, url=url, method=Method.SITE, challenge="") for url in blogs}
    for source in sources.values():
        frontier.add(discover.start(source))
    found = {}
    with closing(fetcher.answers(frontier)) as answers:
        for answer in answers:
            if answer.request.purpose is Purpose.DISCOVER:
                name = answer.request.source
                found[name] = _looked(answer, sources[name])
    return tuple(found[name] for name in sources)


def _looked(answer: Answer, source: Source) -> Found:
    if answer.error is not None or answer.capture is None:
        return Found(url=source.url, error=str(answer.error))
    try:
        read = discover.read(answer.capture, answer.request, source)
    except ArchiverError as error:
        return Found(url=source.url, error=str(error))
    feeds = tuple(request.url for request in read.follow if request.method == Method.FEED)
    return Found(url=source.url, title=read.title, feeds=feeds)
