"""Each address that the sources lead to has its own clock: stories over hours and days."""

from collections.abc import Mapping
from email.utils import format_datetime
from pathlib import Path

import pytest

import archiver
from archiver import cli
from archiver.console import report as reports
from archiver.crawl import Work
from archiver.facts import Status
from archiver.outcomes import Report
from archiver.pipeline import rebuild
from tests.fakes import NOON, FakeClock, FakeWeb, Page, Some
from tests.stories import PROSE, go, page

HOUR, DAY = 3600, 86400
LIST, BEN, HOME = "http://hub.example/blogs.opml", "http://ben.example/feed", "http://ben.example/"
DAILY = "<sy:updatePeriod>daily</sy:updatePeriod>"
SOURCES = """
contact: https://example.org/bot
pace: {{delay: 0s, poll: 1h, recheck: 30d}}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    sources:
{}"""


def feed_of(number: int) -> str:
    return f"http://b{number}.example/feed"


def rss(host: str, channel: str = "", *posts: str, **said: object) -> Page:
    """A feed with a post of the first day, and others."""
    items = "".join(
        f"<item><title>Post {path}</title><link>http://{host}/{path}/</link>"
        f"<pubDate>{format_datetime(NOON)}</pubDate></item>"
        for path in ("a", *posts)
    )
    body = (
        "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>"
        f"<title>{host}</title><link>http://{host}/</link>{channel}{items}</channel></rss>"
    )
    return Page(body=body, type="application/rss+xml", **({"etag": '"1"'} | said))  # type: ignore[arg-type]


def roll(*urls: str, **said: object) -> Page:
    lines = "".join(f"<outline type='rss' xmlUrl='{url}'/>" for url in urls)
    body = f"<opml version='2.0'><head/><body>{lines}</body></opml>"
    return Page(body=body, type="text/x-opml", **({"etag": '"o"'} | said))  # type: ignore[arg-type]


class Story:
    """Runs an hour apart on one clock, over a web that may change between them."""

    def __init__(self, path: Path, pages: Mapping[str, Some], *sources: str) -> None:
        self.path, self.clock = path, FakeClock()
        posts = {f"http://{name}.example/a/": page(f"Post of {name}", PROSE) for name in BLOGS}
        self.web = FakeWeb({**posts, **pages}, clock=self.clock)
        self.text = SOURCES.format("".join(f"      - {source}\n" for source in sources))
        self.report: Report

    def runs(self, number: int, step: float = HOUR, **options: object) -> Report:
        for _ in range(number):
            self.report = go(self.path, self.web, self.clock, text=self.text, **options)
            self.clock.advance(step)
        return self.report

    def asked(self, *urls: str) -> list[int]:
        return [self.web.asked(url) for url in urls]


BLOGS = ("b0", "b1", "b2", "ben")
ROLL = f"{{id: roll, opml: {LIST}}}"
FEEDS = [feed_of(n) for n in range(3)]


def rolled(**changed: Some) -> dict[str, Some]:
    feeds = {name: rss(f"{name}.example") for name in ("b0", "b1", "b2")} | changed
    return {f"http://{name}.example/feed": found for name, found in feeds.items()}


# ---- the feeds of a list


def test_a_feed_of_a_list_is_asked_when_it_wishes_and_the_others_hourly(tmp_path: Path) -> None:
    story = Story(tmp_path, {LIST: roll(*FEEDS), **rolled(b1=rss("b1.example", DAILY))}, ROLL)
    story.runs(25)
    assert story.asked(*FEEDS, LIST) == [25, 2, 25, 25]


def test_a_list_that_wants_to_be_asked_daily_does_not_hold_up_its_feeds(tmp_path: Path) -> None:
    daily = roll(*FEEDS, headers={"Cache-Control": "max-age=86400"})
    story = Story(tmp_path, {LIST: daily, **rolled(b1=rss("b1.example", "<ttl>360</ttl>"))}, ROLL)
    story.runs(24)
    assert story.asked(LIST, *FEEDS) == [1, 24, 4, 24]
    story.web.pages[LIST] = roll(*FEEDS[:2], etag='"o2"')
    story.runs(24)
    assert story.asked(LIST, feed_of(2)) == [24 + 1, 24], "what it names no more is not asked"


def test_a_dead_feed_of_a_list_is_its_own_failure_only(tmp_path: Path) -> None:
    story = Story(tmp_path, {LIST: roll(*FEEDS), **rolled(b2=404)}, ROLL)
    codes = [reports.exit_code(story.runs(1)) for _ in range(48)]
    assert set(codes) == {0} and not reports.is_news(story.report)
    assert story.asked(*FEEDS[:2]) == [48, 48] and 5 <= story.web.asked(feed_of(2)) <= 9
    held = {clock.url: clock for clock in archiver.open(tmp_path).clocks()}
    assert held[feed_of(2)].failing == NOON and "404" in (held[feed_of(2)].reason or "")
    assert held[feed_of(0)].failing is None
    story.web.pages |= rolled()
    story.runs(24)
    works = archiver.open(tmp_path).clocks()
    assert not any(clock.failing or clock.reason for clock in works if clock.url in FEEDS)
    before = story.web.asked(feed_of(2))
    story.runs(3)
    assert story.web.asked(feed_of(2)) >= before + 2, "and is asked as often as the others again"


def test_a_feed_of_a_list_that_has_moved_for_good(tmp_path: Path) -> None:
    moved = {feed_of(9): rss("b1.example"), feed_of(1): Page(status=301, location=feed_of(9))}
    story = Story(tmp_path, {LIST: roll(*FEEDS), **rolled(), **moved}, ROLL)
    story.runs(5)
    assert story.asked(feed_of(1), feed_of(9)) == [1, 5]


def test_a_host_that_rests_holds_up_no_other_feed_of_its_list(tmp_path: Path) -> None:
    busy = Page(status=429, headers={"Retry-After": str(6 * HOUR)})
    story = Story(tmp_path, {LIST: roll(*FEEDS), **rolled(b1=busy)}, ROLL)
    story.runs(5)
    assert story.asked(*FEEDS) == [5, 1, 5]
    [outcome] = story.report.outcomes
    assert outcome.status is Status.UNCHANGED


# ---- the feed of a home page


def linking(body: str = "", **said: object) -> Page:
    head = "<title>Ben</title><link rel=alternate type=application/rss+xml href=/feed>"
    return Page(body=f"<html><head>{head}</head><body>{body}</body></html>", **said)  # type: ignore[arg-type]


@pytest.mark.parametrize("etag", [None, '"h"'])
def test_a_feed_that_a_home_page_names_has_its_own_clock(tmp_path: Path, etag: str | None) -> None:
    site = f"{{id: ben, site: {HOME}}}"
    pages = {HOME: linking(etag=etag), BEN: rss("ben.example", "<ttl>180</ttl>")}
    story = Story(tmp_path, pages, site)
    story.runs(24)
    assert story.asked(BEN) == [8]
    assert story.asked(HOME) == [24 if etag else 1], "without a validator the feed speaks for it"


def test_when_nothing_is_due_nothing_is_asked_and_no_page_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {HOME: linking(), BEN: rss("ben.example"), LIST: roll(*FEEDS), **rolled()}
    story = Story(tmp_path, pages, ROLL, f"{{id: ben, site: {HOME}}}")
    story.runs(1, step=60)
    story.web.log.clear()
    monkeypatch.setattr(Work, "read", None)
    monkeypatch.setattr(Work, "ask", None)
    report = story.runs(30, step=60)
    assert not story.web.log and {o.status for o in report.outcomes} == {Status.RESTING}


# ---- what an address says


def single(path: Path, found: Some, *more: str) -> Story:
    return Story(path, {BEN: found}, f"{{id: ben, feed: {BEN}}}", *more)


def test_headers_of_a_304_count_anew_and_the_wish_of_its_feed_stays(tmp_path: Path) -> None:
    cached = {"Cache-Control": "max-age=21600"}
    story = single(tmp_path, rss("ben.example", "<ttl>180</ttl>", headers=cached))
    story.runs(13)
    assert story.asked(BEN) == [3]
    story.web.pages[BEN] = rss("ben.example", "<ttl>180</ttl>")
    story.runs(12)
    assert story.asked(BEN) == [3 + 3], "after six hours, then every three"


@pytest.mark.parametrize("status", [403, 404, 500])
def test_retry_after_counts_whatever_the_status(tmp_path: Path, status: int) -> None:
    story = single(tmp_path, Page(status=status, headers={"Retry-After": str(5 * HOUR)}))
    story.runs(5)
    times = {int(entry.began) // HOUR for entry in story.web.log if entry.url == BEN}
    assert times == {0}
    story.runs(1)
    assert max(entry.began for entry in story.web.log if entry.url == BEN) >= 5 * HOUR


def test_a_feed_that_has_expired_is_over_and_no_failure(tmp_path: Path) -> None:
    said = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Ben", "expired": true,'
        ' "items": [{"id": "1", "url": "http://ben.example/a/"}]}'
    )
    story = single(tmp_path, Page(body=said, type="application/feed+json"))
    story.runs(40, step=DAY)
    assert story.asked(BEN) == [1]
    [outcome] = story.report.outcomes
    assert outcome.status is Status.ENDED and reports.exit_code(story.report) == 0
    story.runs(1, force=True)
    assert story.asked(BEN) == [2]


def test_news_makes_a_quiet_blog_a_lively_one(tmp_path: Path) -> None:
    story = single(tmp_path, rss("ben.example"))
    story.runs(24 * 60)
    quiet = story.web.asked(BEN)
    story.runs(48)
    assert story.asked(BEN) == [quiet + 2], "two months without a post: once a day"
    story.web.pages[BEN] = rss("ben.example", "", "b", etag='"2"')
    story.web.pages["http://ben.example/b/"] = page("A new one", PROSE)
    story.runs(24)
    before = story.web.asked(BEN)
    story.runs(12)
    assert story.web.asked(BEN) == before + 12


def test_a_source_that_is_new_reads_a_feed_at_once_whatever_it_wishes(tmp_path: Path) -> None:
    story = single(tmp_path, rss("ben.example", DAILY))
    story.runs(2)
    other = "  - id: autumn\n    title: The Autumn Writing Challenge\n    sources:\n"
    story.text += f"{other}      - {{id: again, feed: {BEN}}}\n"
    story.runs(2)
    assert story.asked(BEN) == [2]


# ---- where it is kept


def test_the_clocks_follow_from_the_journal(tmp_path: Path) -> None:
    daily = rss("b1.example", DAILY + "<skipDays><day>Sunday</day></skipDays>")
    story = Story(tmp_path, {LIST: roll(*FEEDS), **rolled(b1=daily, b2=404)}, ROLL)
    story.runs(30)
    before = archiver.open(tmp_path).clocks()
    assert {LIST, *FEEDS} <= {clock.url for clock in before}
    rebuild(tmp_path)
    assert archiver.open(tmp_path).clocks() == before


def test_a_steady_feed_adds_no_line_of_its_clock(tmp_path: Path) -> None:
    story = single(
        tmp_path, rss("ben.example", "<ttl>60</ttl>", headers={"Cache-Control": "max-age=60"})
    )
    story.runs(5)
    journals = sorted((tmp_path / "runs").rglob("*.jsonl"))
    assert ['"polled"' in path.read_text("utf-8") for path in journals] == [True] + [False] * 4


def test_status_tells_of_feeds_that_are_asked_less(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = {LIST: roll(*FEEDS), **rolled(b2=404), BEN: rss("ben.example", DAILY)}
    Story(tmp_path, pages, ROLL, f"{{id: ben, feed: {BEN}}}").runs(2)
    assert cli.main(["status", "-a", str(tmp_path)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert f"1 dead in it, {feed_of(2)} since 2017-04-24" in told
    assert cli.main(["status", "-a", str(tmp_path), "--feeds"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert f"{feed_of(2)}" in told and "failing since 2017-04-24: answered 404" in told
    assert "wishes a pause of 1440 min" in told
