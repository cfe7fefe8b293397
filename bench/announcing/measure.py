"""What a run of archiver finds in each way, and what trafilatura finds there."""

from collections.abc import Iterable
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import trafilatura.feeds
import trafilatura.sitemaps

import archiver
from archiver.facts import Announced
from archiver.web import urls
from bench.announcing.way import Way
from tests.fakes import FakeClock, FakeWeb
from tests.stories import go

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
"""After the days of all posts, and long after those of most."""

SOURCES = """\
contact: bench@example.org
pace: {{delay: 0s, poll: 0s, pages: 1000}}
challenges:
  - id: tea
    title: The Kettle Spring Writing Challenge
    sources:
      - {{id: it, {method}: "{url}", {scope}}}
"""


@dataclass(frozen=True, kw_only=True)
class Count:
    """``found`` posts of the expected ones; ``wrong`` addresses that were taken for posts and are none
    of the way's; ``listings`` are the requests but for posts and robots.txt, ``requests`` are all.
    ``trouble`` says what the run itself called a failure."""

    found: int
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    listings: int
    requests: int
    trouble: str = ""


def ours(way: Way, folder: Path, executor: Executor) -> Count:
    """One run of archiver into a folder that does not exist yet."""
    clock = FakeClock(NOW)
    web = way.web(clock)
    text = SOURCES.format(method=way.method, url=way.url, scope=way.scope)
    report = go(folder, web, clock, text=text, executor=executor)
    with closing(archiver.open(folder)) as archive:
        held = keys(version.url for version in archive.posts())
        told = [fact for fact in archive.facts(report.run) if isinstance(fact, Announced)]
    expected, also = keys(way.expected), keys(way.also)
    announced, copies = keys(fact.url for fact in told), keys(fact.copy for fact in told)
    listings = [url for url in web.urls() if urls.key(url) not in announced | copies]
    taken = held | (keys(web.urls()) & announced)
    return Count(
        found=len(held & expected),
        missing=tuple(sorted(expected - held)),
        wrong=tuple(sorted(taken - expected - also)),
        listings=len(listings),
        requests=len(web.log),
        trouble="; ".join(error for outcome in report.outcomes for error in outcome.errors),
    )


def peers(way: Way) -> Count | None:
    """What trafilatura's search for feeds and for sitemaps names together; None where it is not made for it.

    It gets its pages from the same web, without the pauses that it would make between them.
    """
    if way.peer is None:
        return None
    web = way.web(FakeClock(NOW))

    def fetch(url: str, *args: object, **kwargs: object) -> str | None:
        return fetched(web, url)

    def is_live(url: str, *args: object) -> bool:
        return fetched(web, url) is not None

    with (
        mock.patch.object(trafilatura.feeds, "fetch_url", fetch),
        mock.patch.object(trafilatura.sitemaps, "fetch_url", fetch),
        mock.patch.object(trafilatura.sitemaps, "is_live_page", is_live),
    ):
        given, home = way.peer
        named = keys(trafilatura.feeds.find_feed_urls(given, sleep_time=0))
        named |= keys(trafilatura.sitemaps.sitemap_search(home, sleep_time=0))
    found = named & keys(way.expected)
    return Count(found=len(found), listings=len(web.log), requests=len(web.log))


def fetched(web: FakeWeb, url: str) -> str | None:
    """The text of a page as ``trafilatura.fetch_url`` gives it: None where the server has none."""
    asked = url if url.count("/") > 2 else f"{url}/"  # a client sends "/" where there is no path
    capture = web.exchange(asked, {}, deadline=60, max_bytes=2**24)
    return capture.body.decode() if capture.status == 200 and capture.body else None


def keys(found: Iterable[str]) -> set[str]:
    """Addresses in the form in which two that lead to one page are mostly equal."""
    return {urls.key(url) for url in found if url}
