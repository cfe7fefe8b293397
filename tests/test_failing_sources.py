"""A source that fails over many runs: what is told, when it is news, and the exit codes."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

import archiver
from archiver import cli
from archiver.console import report as reports
from archiver.errors import TooSlow, Unreachable
from archiver.facts import Status
from archiver.outcomes import Outcome, Report
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.stories import PROSE, SOURCES, feed, go, home, page, web

FEED = "http://ben.example/feed.xml"
HOUR, DAY = 3600, 86400
HOURLY = SOURCES.replace("poll: 0s", "poll: 1h")
ALONE = HOURLY.replace("      - {id: ana, site: http://ana.example/}\n", "")


class Story:
    """Runs one after the other, on one clock, over a web that may change between them."""

    def __init__(self, path: Path, text: str = HOURLY, extra: Mapping[str, Some] = {}) -> None:
        self.path, self.text, self.clock = path, text, FakeClock()
        self.web: FakeWeb = web(extra, clock=self.clock)

    def run(self, after: float = 0, *, text: str = "", **options: object) -> Report:
        self.clock.advance(after)
        return go(self.path, self.web, self.clock, text=text or self.text, **options)

    def code(self, after: float = 0) -> int:
        return reports.exit_code(self.run(after))


def of(report: Report, source: str = "ben") -> Outcome:
    return next(o for o in report.outcomes if o.source == source)


# ---- a failure is news for a day


def test_a_failure_is_news_for_a_day_and_then_a_known_state(tmp_path: Path) -> None:
    story = Story(tmp_path, extra={FEED: 404})
    assert [story.code(after) for after in (0, 6 * HOUR, 6 * HOUR, 6 * HOUR)] == [3] * 4
    later = story.run(7 * HOUR)
    assert of(later).known and reports.exit_code(later) == 0 and not reports.is_news(later)
    told = reports.text(later)
    assert "a source fails since 2017-04-24" in reports.summary(later)
    assert (
        f"Sources that are known to fail\n  ben: failing since 2017-04-24: {FEED}: answered 404"
        in told
    )
    assert [story.code(30 * DAY) for _ in range(3)] == [0] * 3


def test_a_run_between_two_polls_says_it_too(tmp_path: Path) -> None:
    story = Story(tmp_path, extra={FEED: 404})
    story.run()
    between = story.run(60)
    assert of(between).status is Status.RESTING and story.web.asked(FEED) == 1
    assert of(between).errors == (f"{FEED}: answered 404",)
    assert reports.exit_code(between) == 3 and reports.is_news(between)
    assert f"ben: failing since 2017-04-24: {FEED}: answered 404 (not" in reports.text(between)
    assert "1 of 2 sources failed" in reports.summary(between)


def test_the_only_source_is_never_silently_dead(tmp_path: Path) -> None:
    story = Story(tmp_path, ALONE, {FEED: 404})
    assert [story.code(after) for after in (0, 60, 2 * DAY, 60, 90 * DAY)] == [3] * 5


def test_where_nothing_answers_each_run_says_so(tmp_path: Path) -> None:
    story = Story(tmp_path, ALONE, {FEED: 500})
    story.web.unreachable = frozenset({"ben.example", "web.archive.org"})
    assert [story.code(after) for after in (0, 60, 2 * DAY, 60)] == [4] * 4
    story.web.unreachable = frozenset()
    assert story.code(DAY) == 3, "an answer is no lack of a network"


def test_one_that_works_says_that_the_network_does(tmp_path: Path) -> None:
    story = Story(tmp_path, extra={FEED: TooSlow("no answer within 60 s")})
    assert [story.code(), story.code(60)] == [3, 3]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 451, 500, 503])
def test_an_answer_of_any_status_is_an_answer(tmp_path: Path, status: int) -> None:
    assert Story(tmp_path, ALONE, {FEED: status}).code() == 3


@pytest.mark.parametrize("rules", [Page(status=500), "User-agent: *\nDisallow: /"])
def test_so_is_a_robots_txt(tmp_path: Path, rules: Some) -> None:
    story = Story(tmp_path, ALONE, {"http://ben.example/robots.txt": rules})
    assert [story.code(), story.code(2 * HOUR)] == [3, 3]


def test_a_source_that_recovers(tmp_path: Path) -> None:
    story = Story(tmp_path, extra={FEED: 404})
    story.run()
    story.web.pages[FEED] = web().pages[FEED]
    well = story.run(2 * DAY)
    assert of(well).news == ("recovered: it had failed since 2017-04-24",)
    assert reports.exit_code(well) == 0 and reports.is_news(well), "told once"
    assert "ben: recovered" in reports.text(well)
    again = story.run(DAY)
    assert of(again).news == () and not reports.is_news(again)


def test_a_feed_that_works_every_other_run(tmp_path: Path) -> None:
    good = web().pages[FEED]
    story = Story(tmp_path, extra={FEED: [good, 500, 500, good, 500, 500, good]})  # asked twice
    told = [story.run(2 * DAY) for _ in range(5)]
    assert [reports.exit_code(report) for report in told] == [0, 3, 0, 3, 0]
    assert [bool(of(report).news) for report in told] == [False, False, True, False, True]


def test_a_dead_source_is_asked_less_and_less_often(tmp_path: Path) -> None:
    story = Story(tmp_path, extra={FEED: 404})
    for _ in range(48):
        story.run(HOUR)
    assert 5 <= story.web.asked(FEED) <= 9
    for _ in range(5):
        story.run(DAY)
    assert story.web.asked(FEED) >= 10, "but at least once a day"


def test_where_nothing_answered_the_pause_does_not_grow(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.web.unreachable = frozenset({"ben.example"})
    for _ in range(24):
        story.run(HOUR)
    assert story.web.asked("http://ben.example/robots.txt") == 24, "it may be our own network"


def test_all_of_it_is_in_the_files(tmp_path: Path) -> None:
    story = Story(tmp_path, extra={FEED: 404})
    story.run()
    story.run(2 * DAY)
    before = archiver.open(tmp_path).sources()
    for file in (tmp_path / "derived").iterdir():
        file.unlink()
    assert archiver.open(tmp_path).sources() == before
    assert next(s for s in before if s.id == "ben").failing_since == FakeClock().now()


# ---- 410, retired, silent


def test_410_is_said_once_and_is_known_at_once(tmp_path: Path) -> None:
    story = Story(tmp_path, extra={FEED: 410})
    first = story.run()
    assert "gone for good" in reports.text(first) and reports.is_news(first)
    assert reports.exit_code(first) == 0
    then = story.run(2 * HOUR)
    assert of(then).status is Status.ENDED and not reports.is_news(then)
    assert "ben: failing since 2017-04-24: it answered 410" in reports.text(then)


def test_410_of_the_only_source_is_never_well(tmp_path: Path) -> None:
    story = Story(tmp_path, ALONE, {FEED: 410})
    assert [story.code(after) for after in (0, 60, 2 * HOUR, 9 * DAY)] == [3] * 4
    assert story.web.asked(FEED) == 1


RETIRED = HOURLY.replace("feed.xml}", "feed.xml, retired: true}")


def test_a_retired_source_is_not_asked_and_its_posts_stay(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.run()
    for url in (FEED, "http://ben.example/bread/"):
        story.web.pages[url] = Unreachable("no such host")
    story.web.log.clear()
    for _ in range(3):
        report = story.run(40 * DAY, text=RETIRED)
        assert of(report).status is Status.RETIRED
        assert reports.exit_code(report) == 0 and not reports.is_news(report)
    assert not any("ben.example" in url for url in story.web.urls())
    assert any("ana.example" in url for url in story.web.urls())
    held = archiver.open(tmp_path).get("http://ben.example/bread/")
    assert held and held.post
    health = next(s for s in archiver.open(tmp_path).sources() if s.id == "ben")
    assert health.status is Status.RETIRED


def test_one_that_failed_is_no_failure_any_more(tmp_path: Path) -> None:
    story = Story(tmp_path, extra={FEED: 404})
    assert story.code() == 3
    assert reports.exit_code(story.run(60, text=RETIRED)) == 0
    assert reports.exit_code(story.run(2 * HOUR)) == 3, "until it is asked again"


def test_a_post_that_another_source_announces_too_is_looked_at(tmp_path: Path) -> None:
    text = RETIRED + "      - {id: list, roundup: http://hub.example/}\n"
    links = "<a href=http://ben.example/bread/>Bread by Ben</a>"
    story = Story(tmp_path, text, {"http://hub.example/": page("Round-up", links, PROSE)})
    story.run()
    assert story.web.asked("http://ben.example/bread/") == 1


def test_a_source_without_a_new_post_for_long_is_silent_and_told_once(tmp_path: Path) -> None:
    story = Story(tmp_path)
    news = [of(story.run(30 * DAY)).news for _ in range(12)]
    assert [bool(told) for told in news] == [n == 6 for n in range(12)]
    assert news[6] == ("silent since 2017-05-24: no new post has come since",)
    story.web.pages[FEED] = feed("ben.example", ("/rye/", "Rye", "Flour"), etag='"2"')
    story.web.pages["http://ben.example/rye/"] = page("Rye", PROSE)
    assert of(story.run(DAY)).news == ()
    assert [bool(of(story.run(30 * DAY)).news) for _ in range(7)].count(True) == 1


def test_a_page_that_is_written_once_is_not_called_silent(tmp_path: Path) -> None:
    text = SOURCES + "      - {id: list, roundup: http://hub.example/, round: week-1}\n"
    links = "<a href=http://carl.example/>Carl</a>"
    story = Story(
        tmp_path,
        text,
        {"http://hub.example/": page("Round-up", links), "http://carl.example/": page("C", PROSE)},
    )
    assert not any(of(story.run(60 * DAY), "list").news for _ in range(6))


# ---- a list

LIST = "http://hub.example/blogs.opml"
ROLL = ALONE.replace("{id: ben, feed: http://ben.example/feed.xml}", f"{{id: roll, opml: {LIST}}}")


def blogs(*dead: int) -> dict[str, Some]:
    lines = [f"<outline type='rss' xmlUrl='{feed_of(n)}'/>" for n in range(10)]
    text = f"<opml version='2.0'><head/><body>{''.join(lines)}</body></opml>"
    pages: dict[str, Some] = {LIST: Page(body=text, type="text/x-opml")}
    for n in range(10):
        pages[feed_of(n)] = 404 if n in dead else feed(f"b{n}.example", ("/a/", f"Post {n}", "x"))
        pages[f"http://b{n}.example/a/"] = page(f"Post {n}", f"My number is {n}.", PROSE)
    return pages


def feed_of(number: int) -> str:
    return f"http://b{number}.example/feed"


def test_dead_feeds_of_a_list_are_named_once_and_are_not_the_lists_failure(tmp_path: Path) -> None:
    story = Story(tmp_path, ROLL, blogs(2, 5, 7))
    first = story.run()
    outcome = of(first, "roll")
    assert outcome.status is Status.OK and outcome.errors == () and len(first.changes) == 7
    assert outcome.dead == (feed_of(2), feed_of(5), feed_of(7))
    assert f"one of 10 feeds in it fails: {feed_of(5)}: answered 404" in outcome.news
    assert reports.exit_code(first) == 0 and reports.is_news(first)
    then = story.run(2 * HOUR)
    assert of(then, "roll").news == () and not reports.is_news(then)
    assert len(of(then, "roll").dead) == 3
    story.web.pages |= blogs(2, 7, 8)
    third = of(story.run(2 * DAY), "roll")
    assert len(third.news) == 2 and third.news[1] == f"a feed in it works again: {feed_of(5)}"
    assert archiver.open(tmp_path).get("http://b5.example/a/")


def test_a_list_of_which_all_feeds_are_dead_fails(tmp_path: Path) -> None:
    story = Story(tmp_path, ROLL, blogs(*range(10)))
    assert story.code() == 3
    story.web.pages |= blogs(*range(9))
    well = story.run(2 * HOUR)
    assert of(well, "roll").news == (
        "recovered: it had failed since 2017-04-24",
        f"a feed in it works again: {feed_of(9)}",
    )


def test_a_list_that_is_itself_dead_fails(tmp_path: Path) -> None:
    story = Story(tmp_path, ROLL, blogs() | {LIST: 404})
    assert story.code() == 3


def test_dead_feeds_of_a_list_are_asked_less_and_less_often(tmp_path: Path) -> None:
    story = Story(tmp_path, ROLL, blogs(4))
    for _ in range(48):
        story.run(HOUR)
    assert story.web.asked(feed_of(3)) == 48 and 5 <= story.web.asked(feed_of(4)) <= 9


def test_an_unreadable_feed_of_a_list_is_asked_in_full(tmp_path: Path) -> None:
    odd = Page(body="<html><p>Back soon</p></html>", etag='"1"')
    story = Story(tmp_path, ROLL, blogs() | {feed_of(4): odd})
    assert len(of(story.run(), "roll").dead) == 1
    story.web.pages |= blogs()
    assert len(story.run(DAY).changes) == 1, "though the validator is the same"


# ---- a list that knows the home pages, too


def with_homes(pages: dict[str, Some]) -> dict[str, Some]:
    text = str(pages[LIST].body)  # type: ignore[union-attr]
    for n in range(10):
        text = text.replace(f"'{feed_of(n)}'", f"'{feed_of(n)}' htmlUrl='http://b{n}.example/'")
    return pages | {LIST: Page(body=text, type="text/x-opml")}


def test_the_home_page_of_a_dead_feed_in_a_list_names_the_new_one(tmp_path: Path) -> None:
    new = "http://b4.example/feed.xml"
    moved = {
        "http://b4.example/": home("b4.example"),
        new: feed("b4.example", ("/new/", "New", "x")),
        "http://b4.example/new/": page("New", PROSE),
    }
    story = Story(tmp_path, ROLL, with_homes(blogs()))
    story.run()
    story.web.pages |= with_homes(blogs(4)) | moved
    report = story.run(2 * HOUR)
    assert len(report.changes) == 1 and of(report, "roll").dead == (feed_of(4),)
    asked = story.web.asked(feed_of(4))
    for number in range(2, 26):
        story.run(HOUR)
        assert story.web.asked(new) == number, "it is read at each look"
    assert story.web.asked(feed_of(4)) <= asked + 7, "the dead one is asked ever less often"
    assert not any(story.web.asked(f"http://b{n}.example/") for n in range(4))


@pytest.mark.parametrize("gone", [404, 410, 500, Unreachable("no such host"), "<p>Sold!</p>"])
def test_a_blog_of_a_list_that_is_wholly_dead_counts_once(tmp_path: Path, gone: Some) -> None:
    dead = {feed_of(4): gone, "http://b4.example/": gone}
    story = Story(tmp_path, ROLL, with_homes(blogs()) | dead)
    for _ in range(48):
        outcome = of(story.run(HOUR), "roll")
        assert outcome.status is not Status.FAILED and outcome.dead == (feed_of(4),)
    assert 0 < story.web.asked("http://b4.example/") <= 2 * 9, "a 500 is asked twice"


# ---- what a person sees


def states(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    cli.main(["status", "-a", str(path)])
    return " ".join(capsys.readouterr().out.split())


def test_status_has_the_state_of_each_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = ROLL + "      - {id: ben, feed: http://ben.example/feed.xml}\n"
    story = Story(tmp_path, text, blogs(2, 5) | {FEED: 404})
    story.run()
    told = states(tmp_path, capsys)
    assert "failing since 2017-04-24: answered 404" in told
    assert f"2 dead in it, {feed_of(2)} since 2017-04-24" in told
    story.web.pages[FEED] = 410
    story.run(DAY)
    assert "ended: it answered 410 on 2017-04-24" in states(tmp_path, capsys)
    story.run(DAY, text=text.replace("feed.xml}", "feed.xml, retired: true}"))
    told = states(tmp_path, capsys)
    assert "retired" in told and "410" not in told


def test_a_long_list_of_failures_is_cut(tmp_path: Path) -> None:
    more = "".join(f"      - {{id: s{n}, feed: http://s{n}.example/}}\n" for n in range(30))
    story = Story(tmp_path, HOURLY + more)
    told = reports.text(story.run())
    assert "Sources that failed" in told and "\n  and 10 more\n" in told
    told = reports.text(story.run(2 * DAY))
    assert "Sources that are known to fail" in told and "\n  and 10 more\n" in told
    assert "30 sources fail since 2017-04-24" in told


def test_all_errors_of_a_source_are_not_a_page_of_text(tmp_path: Path) -> None:
    story = Story(tmp_path, ROLL, blogs(*range(10)))
    told = reports.text(story.run())
    assert told.count("answered 404") == 3 and "and 7 more like these" in told


def test_json_has_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = Story(tmp_path, ROLL, blogs(4))
    told = json.loads(reports.as_json(story.run()))["outcomes"][0]
    assert told["dead"] == [feed_of(4)] and told["failing_since"] is None
    capsys.readouterr()
    assert cli.main(["status", "-a", str(tmp_path), "--json"]) == 0
    health = json.loads(capsys.readouterr().out)
    assert list(health["dead"]) == [feed_of(4)] and health["dead"][feed_of(4)][:10] == "2017-04-24"
