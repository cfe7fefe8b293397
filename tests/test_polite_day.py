"""A day of hourly runs: no host is asked more often, or otherwise, than it wants to be asked."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from archiver import config
from archiver.pipeline import run
from tests.fakes import NOON, FakeClock, FakeWeb, Page, Some
from tests.stories import feed

BOTH, ETAG, DATE, WEAK, OLD, NEW, AWAY, GONE, BUSY, DOWN, BROKEN = (
    f"http://{name}.example/feed.xml"
    for name in "both etag date weak old new away gone busy down broken".split()  # noqa: SIM905
)
HOURS = 24
WHEN = "Mon, 24 Apr 2017 10:00:00 GMT"


def answers() -> dict[str, Some]:
    body = feed("posts.example", ("/a/", "A post", "Words")).body
    kind = "application/rss+xml"
    soon = f"{NOON + timedelta(hours=2):%a, %d %b %Y %H:%M:%S} GMT"
    return {
        BOTH: Page(body=body, type=kind, etag='"1"', modified=WHEN),
        ETAG: Page(body=body, type=kind, etag='"1"'),
        DATE: Page(body=body, type=kind, modified=WHEN),
        WEAK: Page(body=body, type=kind, etag='W/"1"'),
        OLD: Page(status=301, location=NEW),
        NEW: Page(body=body, type=kind, etag='"1"', modified=WHEN),
        AWAY: Page(status=302, location=NEW),
        GONE: Page(status=410),
        BUSY: Page(status=429, headers={"Retry-After": str(4 * 3600)}),
        DOWN: Page(status=503, headers={"Retry-After": soon}),
        BROKEN: Page(status=500),
        "http://posts.example/a/": "<article><h1>A post</h1><p>Some words of it.</p></article>",
    }


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> FakeWeb:
    """The web after a day; its log has the times, in seconds."""
    clock = FakeClock()
    net = FakeWeb(answers(), clock=clock, live=True, takes=0.2)
    names = [OLD, BOTH, ETAG, DATE, WEAK, AWAY, GONE, BUSY, DOWN, BROKEN]
    sources = "".join(f"      - {{feed: {url}}}\n" for url in names)
    settings = config.parse(
        "contact: https://example.org/bot\npace: {jobs: 1, poll: 1h, recheck: 1d}\nchallenges:\n"
        f"  - id: x\n    title: A Challenge\n    sources:\n{sources}"
    )
    path: Path = tmp_path_factory.mktemp("day")
    from archiver import pipeline

    make = pipeline.Fetcher
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            pipeline,
            "Fetcher",
            lambda **more: make(**more, sleep=clock.sleep, monotonic=clock.monotonic),
        )
        for hour in range(HOURS):
            clock.advance(max(0.0, hour * 3650 - clock.monotonic()))
            run(settings, archive=path, transport=net, now=clock.now)
    return net


def times(net: FakeWeb, url: str) -> list[float]:
    return [asked.began for asked in net.log if asked.url == url]


@pytest.mark.parametrize("url", [BOTH, ETAG, DATE, WEAK])
def test_a_feed_is_asked_hourly_and_with_its_validators(day: FakeWeb, url: str) -> None:
    asked = [entry for entry in day.log if entry.url == url]
    assert HOURS - 2 <= len(asked) <= HOURS
    assert all({"If-None-Match", "If-Modified-Since"} & set(entry.headers) for entry in asked[1:])
    assert all(later - before >= 3590 for before, later in pairwise(times(day, url)))


def test_an_address_that_has_moved_for_good_is_asked_once(day: FakeWeb) -> None:
    assert len(times(day, OLD)) == 1
    assert len(times(day, AWAY)) > HOURS - 3  # this one has only moved for now


def test_what_is_gone_is_asked_once(day: FakeWeb) -> None:
    assert len(times(day, GONE)) == 1


@pytest.mark.parametrize(("url", "hours"), [(BUSY, 4), (DOWN, 2)])
def test_a_host_that_wants_to_rest_rests(day: FakeWeb, url: str, hours: int) -> None:
    at = times(day, url)
    assert len(at) >= 2 and at[1] - at[0] >= hours * 3600
    if url == BUSY:
        assert all(later - before >= hours * 3600 for before, later in pairwise(at))


def test_robots_txt_comes_first_and_once_a_day(day: FakeWeb) -> None:
    firsts: dict[str, str] = {}
    for entry in day.log:
        firsts.setdefault(entry.url.split("/")[2], entry.url)
    assert all(url.endswith("/robots.txt") for url in firsts.values())
    for host in firsts:
        at = times(day, f"http://{host}/robots.txt")
        assert all(later - before >= 86_000 for before, later in pairwise(at))


def test_a_host_has_a_second_between_two_requests(day: FakeWeb) -> None:
    by_host: dict[str, list[tuple[float, float]]] = {}
    for entry in day.log:
        by_host.setdefault(entry.url.split("/")[2], []).append((entry.began, entry.ended))
    for spans in by_host.values():
        assert all(later[0] - before[1] >= 1.0 for before, later in pairwise(sorted(spans)))


def test_every_request_says_who_asks_and_nothing_else(day: FakeWeb) -> None:
    for entry in day.log:
        names = {name.lower() for name in entry.headers}
        assert "https://example.org/bot" in entry.headers["User-Agent"]
        assert "gzip" in entry.headers["Accept-Encoding"]
        assert not names & {"cookie", "referer", "authorization"}
        # the index of a web archive, in which a dead blog is looked for, is asked by arguments
        assert "?" not in entry.url or entry.url.startswith("https://web.archive.org/cdx/")
