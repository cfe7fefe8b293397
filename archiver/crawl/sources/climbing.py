"""The ladder of a blog: where a way to its posts ends, and has not shown that it had all, the next is tried.

A climb is *deep* where the whole history is wanted: at the first look at a source. Afterwards it goes
up where a rung fails or is empty, or where all that a feed announces is new: then something between
may have been missed.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

from archiver.crawl.ledger import Ledger, Tally
from archiver.crawl.source_states import NEWS
from archiver.crawl.sources.announcing import Gained
from archiver.crawl.sources.climb import FEED, LEAN, LOOK, Climb, Step
from archiver.discover.rungs import starts
from archiver.facts import Climbed
from archiver.fetch import robots
from archiver.fetch.transport import without_credentials
from archiver.model import Found, Method, Purpose, Request, Source
from archiver.model.blog import Blog
from archiver.web import urls
from archiver.web.address_kinds import home_of, is_of_part

_log = logging.getLogger(__name__)

_MISSED = 3
"""So many entries, all of them new, tell that a feed may have had more since the last look."""

_BLOGS = (Method.FEED, Method.SITE, Method.TAG)


class Climbs:
    """The climbs of a run. ``ask`` queues a request, and says whether it is not spared."""

    def __init__(self, ledger: Ledger, ask: Callable[[Request], bool]) -> None:
        self.ledger, self._ask = ledger, ask
        self._climbs: dict[tuple[str, str], Climb] = {}
        self._before = before = ledger.store.climbs()
        self._left = {(f.source, f.url, f.rung): f.left for f in before if f.left}
        self._failing = {(f.source, f.url): f for f in before if f.failing}
        self._read = {(f.source, f.url) for f in before if f.pages}

    def of(self, request: Request) -> Climb | None:
        """The climb that a request is a part of."""
        return self._climbs.get((request.source, request.blog))

    def begin(self, request: Request, source: Source, tally: Tally) -> Request:
        """A source's first request, or that for a blog of a list, as a part of a climb."""
        is_list = source.method not in _BLOGS
        if (is_list and request.method not in _BLOGS) or request.paging or self.of(request):
            return request
        request = replace(request, blog=(request.home or request.url) if is_list else "")
        is_feed = request.method == Method.FEED
        home = request.home or (home_of(request.url) if is_feed else request.url)
        of_window_only = is_list and source.scope.since is None
        climb = Climb(
            source=source,
            key=request.blog,
            blog=Blog(home=home, feed=request.url if is_feed else ""),
            deep=not of_window_only and (tally.whole or self._is_first(request, source)),
            first=_rung_of(request),
            of_part=source.method == Method.TAG or (is_feed and is_of_part(request.url)),
        )
        if climb.of_part:
            is_home = source.method == Method.TAG or is_of_part(home)
            climb.rungs = ("home",) if is_home else ()
        elif of_window_only:
            climb.rungs = ()  # without a window a list would fetch the history of everybody
        if failing := self._failing.get((source.id, climb.name)):
            climb.again, climb.since = failing.rung, failing.failing
        self._climbs.setdefault((source.id, request.blog), climb)
        return request

    def _is_first(self, request: Request, source: Source) -> bool:
        """Whether nothing of a blog has been read so far."""
        name = request.blog or source.url
        return (source.id, name) not in self._read and not self.ledger.writer.was_read(request.url)

    def is_rung(self, request: Request) -> bool:
        """Whether a request is of no feed, nor what the source or list names, but of a rung above."""
        climb, name = self.of(request), _rung_of(request)
        return climb is not None and name not in (FEED, climb.first)

    def opened(self, request: Request) -> None:
        """A request is queued."""
        if climb := self.of(request):
            name = _rung_of(request)
            if name not in climb.steps and not request.paging:
                climb.current = name
            goes_on = request.paging and name not in climb.steps
            step = climb.step(name)
            step.open += 1
            step.resumed |= goes_on

    def closed(self, request: Request) -> None:
        """A request, or the reading of its answer, has come to its end."""
        if climb := self.of(request):
            step = climb.step(_rung_of(request))
            step.open -= 1
            if step.open:
                return
            if step.rung == climb.current:
                self._finish(climb, step)
            elif step.resumed:
                step.reason = step.ended
                self._note(climb, step)

    def took(self, request: Request, found: Found, gained: Gained, tally: Tally) -> None:
        """A page was read."""
        climb = self.of(request)
        if climb is None:
            return
        climb.blog = climb.blog.filled(found.blog)
        step = climb.step(_rung_of(request))
        step.took(found, gained)
        known_before = tally.known is not None and tally.known.last_success is not None
        if step.rung == FEED and known_before and gained.news == gained.posts >= _MISSED:
            climb.gap |= not request.paging
        if step.rung == LOOK:
            self._looked(climb, step, found, tally)

    def _looked(self, climb: Climb, step: Step, found: Found, tally: Tally) -> None:
        """The home page was read: a feed that it names has its own time, one that it names no longer
        has not failed."""
        named = {follow.url for follow in found.follow if follow.method == Method.FEED}
        step.enough |= bool(named) and not (climb.deep or climb.again)
        step.only_looks |= bool(named)
        if climb.source.method == Method.SITE:
            for feed in set(climb.feeds) - named:
                tally.parts.pop(feed, None)

    def goes_back(self, request: Request, follow: Request, gained: Gained, tally: Tally) -> bool:
        """Whether an older page that was named is to be asked for."""
        climb = self.of(request)
        if climb is None:
            return gained.fresh and bool(gained.news or tally.whole)
        step, is_feed = climb.step(_rung_of(request)), request.method == Method.FEED
        by_days = is_feed and climb.by_days()
        deep = climb.reads_all(step.rung)
        return step.goes_back(follow.url, gained, deep=deep, by_days=by_days)

    def go_on(self, source: Source) -> Iterator[Request]:
        """The pages at which the rungs of an earlier run were left, one page each a run."""
        if climb := self._climbs.get((source.id, "")):
            yield from self._left_of(climb)

    def _left_of(self, climb: Climb) -> Iterator[Request]:
        for (source, blog, rung_name), url in self._left.items():
            if (source, blog) == (climb.source.id, climb.name):
                step = climb.step(rung_name)
                step.lean, step.resumed = LEAN - 1, True
                yield _request(climb, url, Method(rung_name), paging=True)

    def failed(
        self, request: Request, error: str, tally: Tally, *, up: bool, lost: bool = False
    ) -> bool:
        """Note that a request of a climb failed. False: it is the source's or a feed's own failure.

        ``up`` says whether the next rung may be tried at once; ``lost`` that the address is gone, or
        has not answered for long.
        """
        climb = self.of(request)
        if climb is None:
            return False
        of_rung = self.is_rung(request)
        step = climb.step(_rung_of(request))
        # the address is told anyway
        step.reason, step.failed = error.removeprefix(f"{without_credentials(request.url)}: "), True
        own = request.url == tally.first and not of_rung
        if not request.paging:
            climb.failed(step, own=own, lost=lost)
            if step.rung in (FEED, Method.TAG):
                climb.feeds.append(request.url)
        if not up:
            step.enough = True  # it may have failed by chance: the next run looks again
            if of_rung and not request.paging:
                is_same = climb.again == step.rung and climb.since
                step.failing = climb.since if is_same else self.ledger.started
        if own:
            climb.error = error
            return True
        if up and request.paging and step.rung == FEED == climb.current:
            climb.deep = True
            climb.pages_lost.append(error)
            return True
        return of_rung and not request.paging

    def postponed(self, request: Request, reason: str) -> None:
        """A request is not made in this run: the next one goes on with it."""
        climb = self.of(request)
        if climb is None:
            return
        step = climb.step(_rung_of(request))
        step.reason, step.enough = reason.removeprefix(f"{request.url}: "), True
        if request.paging:
            step.left = request.url
        elif self.is_rung(request):
            step.failed, step.failing = True, self.ledger.started

    def goes_up(self, request: Request) -> bool:
        """Whether another way is tried at once, where one fails for good."""
        climb = self.of(request)
        return climb is not None and (climb.deep or self.is_rung(request))

    def fails_for_long(self, request: Request, tally: Tally) -> bool:
        """Whether a page of a rung has failed, as by chance, for so long that it is none."""
        climb = self.of(request)
        if request.paging and tally.known is not None and (since := tally.known.failing_since):
            news = since + NEWS
            tried = (f for f in self._before if f.source == request.source and f.rung != FEED)
            return self.ledger.started >= news and not any(f.at >= news for f in tried)
        if climb is None or climb.since is None:
            return False
        if climb.again != (rung := _rung_of(request)):
            return rung == LOOK  # an earlier run was past it
        return self.ledger.started - climb.since >= NEWS

    def again(self, request: Request) -> bool:
        """Whether a request is of a climb that an earlier run could not go on with."""
        climb = self.of(request)
        return climb is not None and bool(climb.again)

    def past_end(self, request: Request) -> None:
        """An older page is not there: the page before it was the last."""
        if climb := self.of(request):
            climb.step(_rung_of(request)).past_end()

    def _finish(self, climb: Climb, step: Step) -> None:
        step.reason = step.ended
        told = climb.deep or climb.gap or len(climb.steps) > 1 or step.pages > 1
        has_told = step.pages or step.failed or step.left  # else it is as it was noted
        if has_told and (told or step.failed or step.left or step.resumed):
            self._note(climb, step)
        if climb.key and step.rung == climb.first:
            for request in self._left_of(climb):  # a blog of a list is known by now
                self._ask(request)
        if climb.waits(step):
            look = climb.step(LOOK)
            look.reason, look.failing = "the next run looks at it", self.ledger.started
            self._note(climb, look)
            self._end(climb)
        elif climb.is_over(step) or not self._next(climb):
            self._end(climb)

    def _next(self, climb: Climb) -> bool:
        """Ask for the first page of the next rung that this blog can have."""
        if not climb.blog.sitemaps:
            climb.blog = replace(climb.blog, sitemaps=self._sitemaps(climb.blog.home))
        if climb.may_look():
            return self._begin(climb, _request(climb, climb.blog.home, Method.SITE))
        for name in list(climb.left()):
            if (step := climb.put_off()) is not None:
                return self._take_up(climb, step)
            known = climb.steps.get(name)
            begun = known.others if known else starts(name, climb.blog, climb.source.scope)
            climb.step(name)  # it is not asked for again, also where this blog has none
            while begun:
                url, *rest = begun
                begun = tuple(rest)
                climb.step(name).begin_at(begun)
                if self._begin(climb, _request(climb, url, Method(name))):
                    return True
        step = climb.put_off()
        return step is not None and self._take_up(climb, step)

    def _take_up(self, climb: Climb, step: Step) -> bool:
        """Go on with what was put off."""
        url, step.put_off, step.reason = step.put_off, "", ""
        climb.current = step.rung
        return self._ask(_request(climb, url, Method(step.rung), paging=True))

    def _sitemaps(self, home: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of a home page names."""
        url = urls.resolve("/robots.txt", home) if home else None
        rules = self.ledger.known_robots(url) if url else None
        named = robots.sitemaps(rules.body) if rules and rules.status == 200 else ()
        return tuple(found for name in named if (found := urls.resolve(name, home)))

    def _begin(self, climb: Climb, request: Request) -> bool:
        climb.current = _rung_of(request)
        climb.step(climb.current)
        return self._ask(request)

    def _end(self, climb: Climb) -> None:
        """Nothing more is tried. What the source itself failed with is told; where another way has led
        to posts it is no failure of the source."""
        tally = self.ledger.tallies[climb.source.id]
        made_up = climb.made_up()
        tally.made_up |= made_up and bool(climb.feeds or climb.error)
        if climb.error and made_up:
            tally.parts[tally.first] = climb.error
        elif climb.error:
            tally.errors.append(climb.error)
        climb.error = ""
        if not climb.has_all_by_another():
            tally.errors += climb.pages_lost
        left_alone = any(step.failed and step.enough for step in climb.steps.values())
        if climb.again and climb.again not in climb.steps and not left_alone:
            climb.step(climb.again).reason = "another way was enough"
            self._note(climb, climb.step(climb.again))

    def _note(self, climb: Climb, step: Step) -> None:
        fact = Climbed(
            url=climb.name,
            at=self.ledger.started,
            source=climb.source.id,
            rung=step.rung,
            pages=step.pages,
            posts=step.posts,
            news=step.news,
            reason=step.reason,
            left=step.left,
            failing=step.failing,
            order=list(climb.steps).index(step.rung),
        )
        self.ledger.writer.note(fact)
        fields = {"event": "climbed", "source": fact.source, "rung": fact.rung, "news": fact.news}
        words = "%s: %s gave %d posts on %d pages: %s"
        _log.info(words, fact.url, fact.rung, fact.posts, fact.pages, fact.reason, extra=fields)


def _rung_of(request: Request) -> str:
    return str(request.method)


def _request(climb: Climb, url: str, method: Method, *, paging: bool = False) -> Request:
    return Request(
        url=urls.without_fragment(url),
        source=climb.source.id,
        purpose=Purpose.DISCOVER,
        method=method,
        paging=paging,
        home="" if method in _BLOGS else climb.blog.home,
        blog=climb.key,
    )
