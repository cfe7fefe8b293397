"""What a run would do now, and when it would do the rest: nobody is asked, and nothing is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import cast

from archiver.crawl import wanted
from archiver.crawl.ledger import Ledger
from archiver.crawl.renaming import check_ids
from archiver.crawl.sources import unfinished
from archiver.crawl.sources.clocks import Clocks
from archiver.history import announcements
from archiver.model import Source
from archiver.model.settings import Settings
from archiver.pipeline import Clock, check_names, clock
from archiver.store import Archive, SourceHealth, Writer, look_into
from archiver.store.remembered import Remembered
from archiver.web import urls

_STEP = timedelta(hours=1)
_LOOK_AHEAD = timedelta(days=9)
"""Beyond the pause of sources.yaml no pause is longer: a day by servers and silence, a week by the days
that a feed wants to be skipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceForecast:
    """What becomes of a source: the addresses that would be ``asked`` first, or none.

    ``why`` says why none, or that it is the first look; ``not_before`` when its time comes, None where it
    has come, or never comes. ``older`` are the pages at which earlier runs had left off.
    """

    source: str
    url: str
    asked: tuple[str, ...] = ()
    why: str = ""
    not_before: datetime | None = None
    older: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostForecast:
    """A post that would be looked at; ``again``: the archive holds it. ``why`` is a few words.

    ``fetched``: an earlier run has asked for it, and was cut off; it is read, not asked for.
    """

    url: str
    host: str
    again: bool
    why: str
    fetched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a run at a time would do. What the sources will announce comes on top of ``posts``.

    ``resting`` are hosts that want to be left alone until a time. ``pages`` is how many requests a host
    gets in one run at most, ``delay`` the seconds between two of them. ``at_work``: another run writes to
    the archive; ``is_first``: there is none so far.
    """

    at: datetime
    sources: tuple[SourceForecast, ...] = ()
    posts: tuple[PostForecast, ...] = ()
    resting: Mapping[str, datetime] = field(default_factory=dict)
    pages: int = 0
    delay: float = 0
    at_work: bool = False
    is_first: bool = False

    @property
    def seconds(self) -> float:
        """The least time that the busiest host takes, without what the sources will announce."""
        requests: dict[str, int] = {}
        asked = [url for source in self.sources for url in (*source.asked, *source.older)]
        for url in dict.fromkeys((*asked, *(post.url for post in self.posts if not post.fetched))):
            requests[urls.host(url)] = requests.get(urls.host(url), 0) + 1
        return min(max(requests.values(), default=0), self.pages) * self.delay


def dry_run(
    settings: Settings,
    *,
    archive: str | Path | None = None,
    only: Iterable[str] = (),
    force: bool = False,
    now: Clock = clock,
) -> Forecast:
    """Say what ``run`` would do now with the same arguments.

    Raises ConfigError as that does; StoreError where the archive is of a newer format.
    """
    chosen, at = frozenset(only), now()
    check_names(chosen, settings)
    path = Path(archive or settings.archive)
    is_first = not path.exists()
    store = look_into(path)
    try:
        if not is_first:
            check_ids(store.challenges(), settings.challenges, settings.file)
        plan = _Plan(settings, store, at, force)
        return Forecast(
            at=at,
            sources=tuple(plan.sources(chosen)),
            posts=tuple(plan.posts(chosen)),
            resting=plan.resting,
            pages=settings.pace.pages,
            delay=settings.pace.delay,
            at_work=not is_first and store.is_at_work,
            is_first=is_first,
        )
    finally:
        store.close()


class _Recalled(Remembered):
    """What is remembered, asked for once: the search for a time asks many times over."""

    def __init__(self, store: Archive, at: datetime) -> None:
        base = store.remembered(at)
        super().__init__(base._catalog, at)
        for name in ("clock", "tries", "validators", "last_fetch", "was_read", "announced_by"):
            setattr(self, name, cache(getattr(base, name)))


class _Plan:
    """The steps of a run up to the first request."""

    def __init__(self, settings: Settings, store: Archive, at: datetime, force: bool) -> None:
        self.memory = _Recalled(store, at)
        self.ledger, self.then = (
            Ledger(
                settings=settings,
                store=store,
                # what asks nobody notes nothing: all that it needs of a writer is its memory
                writer=cast(Writer, self.memory),
                run="",
                started=at,
                force=force,
            )
            for _ in range(2)
        )
        self.clocks, self.clocks_then = Clocks(self.ledger), Clocks(self.then)
        self.at, self.force, self.resting = at, force, self.memory.resting()
        self.past = store.runs()
        self.cut_off = unfinished.cut_off_since(self.past)
        self.unread = self.memory.unread()
        if self.cut_off:
            self.clocks.unread = self.clocks_then.unread = self.unread
        self.health = {known.id: known for known in store.sources()}

    def sources(self, only: frozenset[str]) -> Iterator[SourceForecast]:
        """What becomes of each source, in the order of the file."""
        every = self.ledger.sources.values()
        found = [self._source(s) for s in every if not only or only & {s.id, s.challenge}]
        asked = [self.health[f.source] for f in found if f.asked and f.source in self.health]
        older: dict[str, list[str]] = {}
        for request in unfinished.older_pages(self.ledger.store, asked, self.past):
            older.setdefault(request.source, []).append(request.url)
        for climb in self.ledger.store.climbs():
            if climb.left:
                older.setdefault(climb.source, []).append(climb.left)
        for one in found:
            yield replace(
                one, older=tuple(dict.fromkeys(older.get(one.source, ()))) if one.asked else ()
            )

    def _source(self, source: Source) -> SourceForecast:
        known, rests = self.health.get(source.id), SourceForecast(source=source.id, url=source.url)
        if source.retired:
            return replace(rests, why="retired in sources.yaml")
        url = self.clocks.moved(source.first_request().url)
        if (host := urls.host(url)) in self.resting:
            why = f"{host} wants to be left alone"
            return replace(rests, why=why, not_before=self.resting[host])
        whole = self._is_whole(source, known)
        growing = known is None or known.reached
        if asked := tuple(self._asked(self.clocks, url, whole=whole, growing=growing)):
            return replace(rests, asked=asked, why="first look" if known is None else "")
        if self.clocks.is_gone(url):
            return replace(rests, why="it answered 410, and is not asked any more")

        def is_asked(at: datetime) -> bool:
            self.then.started = at
            found = self._asked(self.clocks_then, url, whole=False, growing=growing)
            return any(True for _ in found)

        pause = timedelta(seconds=self.ledger.settings.pace.poll) + _LOOK_AHEAD
        why = self.clocks.in_words(url).partition(";")[0]
        return replace(rests, why=why, not_before=earliest(is_asked, self.at, pause))

    def _is_whole(self, source: Source, known: SourceHealth | None) -> bool:
        """Whether it is fetched in full, as at its first look or after a run that was cut off."""
        if known is None:
            return True
        cut_off = self.cut_off is not None and known.last_attempt < self.cut_off
        return cut_off or source.scope.wants_more_than(known.scope)

    def _asked(self, clocks: Clocks, url: str, *, whole: bool, growing: bool) -> Iterator[str]:
        """The address of a source, and what it is known to lead to, as far as their times have come."""
        if self.force:
            yield url
            return
        gone = clocks.is_gone(url)
        if not gone and (whole or clocks.is_due(url, growing=growing)):
            yield url
        if not gone and clocks.failing_since(url) is None:
            leads = clocks.leads_due(url, growing=growing)
            yield from (lead for lead in leads if not self.ledger.refusing.why(lead))

    def posts(self, only: frozenset[str]) -> Iterator[PostForecast]:
        """The posts that are known and would be looked at, in the order in which they are queued."""
        ledger = self.ledger
        included = wanted.included(ledger.settings.challenges, only)
        admitted = ledger.refusing.admitted((*self.memory.pending(), *included))
        ledger.announced = announcements.group(admitted)
        fetched = ((url, "") for url in self.unread if self.memory.look(url))
        for url in dict.fromkeys(
            u for u, _ in (*wanted.posts(ledger, self.unread, only), *fetched)
        ):
            host, look = urls.host(url), self.memory.look(url)
            if ledger.refusing.why(url) or (host in self.resting and url not in self.unread):
                continue
            yield PostForecast(
                url=url,
                host=host,
                again=look is not None,
                why=self._why(url),
                fetched=url in self.unread,
            )

    def _why(self, url: str) -> str:
        if url in self.unread:
            return "was fetched by an earlier run, and is read now"
        look, tries = self.memory.look(url), self.memory.tries(url)
        if look is not None:
            return f"last looked at {_day(look.at)}"
        return f"failed {_day(tries[0])}" if tries else "not asked for so far"


def _day(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"


def earliest(
    holds: Callable[[datetime], bool], after: datetime, within: timedelta
) -> datetime | None:
    """The first time at which something holds, to the minute; None where it does not within a span.

    What holds for less than an hour may be missed: hours and days are what feeds wish.
    """
    before = after
    while before - after < within:
        # at whole hours what a feed wishes may change
        then = before.replace(minute=0, second=0, microsecond=0) + _STEP
        if holds(then):
            while then - before > timedelta(seconds=1):
                middle = before + (then - before) / 2
                before, then = (before, middle) if holds(middle) else (middle, then)
            return then.replace(second=0, microsecond=0) + timedelta(minutes=bool(then.second))
        before = then
    return None
