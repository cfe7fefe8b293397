"""The ladder: every post of a blog is found, whichever way to its posts is barred, and politely."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

import archiver
from archiver import cli
from archiver.console import report as reports
from archiver.errors import Unreachable
from archiver.facts import Status
from archiver.outcomes import Report
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.stories import PROSE, go, page

HOST = "http://tove.example"
FEED, HOME = f"{HOST}/feed/", f"{HOST}/"
HEAD = (
    "<meta name=generator content='WordPress 6.4'>"
    f"<link rel='https://api.w.org/' href='{HOST}/wp-json/'>"
    f"<link rel=alternate type=application/rss+xml href='{FEED}'>"
)


def sources(what: str = f"feed: {FEED}", *, rounds: str = "", poll: str = "0s", **said: str) -> str:
    """A sources.yaml with one source."""
    more = "".join(f", {key}: {value}" for key, value in said.items())
    return (
        f"contact: https://example.org/bot\npace: {{delay: 0s, poll: {poll}, recheck: 1d}}\n"
        "challenges:\n  - id: tea\n    title: The Tea Cup Challenge\n    tags: [teacup]\n"
        f"{rounds}    sources:\n      - {{id: tove, {what}{more}}}\n"
    )


MAY = (
    "    rounds:\n      - {id: one, title: One, prompt: 'Which cup do you drink from, and why?', "
    "opens: 2017-05-01, closes: 2017-05-14}\n"
)


def day(number: int) -> str:
    """The first post is of January 2017, and a new one came every fourth day."""
    ordinal = 4 * (number - 1)
    return f"2017-{ordinal // 28 + 1:02}-{ordinal % 28 + 1:02}"


def posts(count: int) -> dict[str, Some]:
    return {
        f"{HOST}/cup-{n}/": page(f"Cup {n}", f"The cup of number {n}. {PROSE}", day=day(n))
        for n in range(1, count + 1)
    }


def rss(numbers: range, *, head: str = "", entry: str = "") -> Page:
    items = "".join(
        f"<item><title>Cup {n}</title><link>{HOST}/cup-{n}/</link><guid>{HOST}/cup-{n}/</guid>"
        f"<dc:date>{day(n)}T09:00:00Z</dc:date>{entry}<description>About {n}</description></item>"
        for n in numbers
    )
    return Page(
        body=f"<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
        f"<title>Tove</title><link>{HOME}</link>{head}{items}</channel></rss>",
        type="application/rss+xml",
    )


def listing(numbers: range, older: str = "", head: str = HEAD) -> Page:
    entries = "".join(
        f"<article class=hentry><h2 class=entry-title><a href='{HOST}/cup-{n}/'>Cup {n}</a></h2>"
        f"<time datetime='{day(n)}'>{day(n)}</time><p>About {n}</p></article>"
        for n in numbers
    )
    nav = f"<nav><a class=next href='{older}'>Older posts</a></nav>" if older else ""
    body = f"<html><head><title>Tove</title>{head}</head><body><main>{entries}</main>{nav}</body></html>"
    return Page(body=body)


def homes(head: str = HEAD) -> dict[str, Some]:
    """Thirty posts, ten a page."""
    return {
        HOME: listing(range(30, 20, -1), f"{HOST}/page/2/", head),
        f"{HOST}/page/2/": listing(range(20, 10, -1), f"{HOST}/page/3/", head),
        f"{HOST}/page/3/": listing(range(10, 0, -1), "", head),
    }


def rest(numbers: range) -> Page:
    rows = [
        {
            "id": n,
            "link": f"{HOST}/cup-{n}/",
            "date_gmt": f"{day(n)}T09:00:00",
            "title": {"rendered": f"Cup {n}"},
            "guid": {"rendered": f"{HOST}/?p={n}"},
        }
        for n in numbers
    ]
    return Page(body=json.dumps(rows), type="application/json", headers={"X-WP-TotalPages": "1"})


class Story:
    """Runs one after the other over a web that may change between them."""

    def __init__(self, path: Path, pages: Mapping[str, Some], text: str = "") -> None:
        self.path, self.text, self.clock = path, text or sources(), FakeClock()
        self.web = FakeWeb(dict(pages), clock=self.clock)

    def run(self, after: float = 0, **options: object) -> Report:
        self.clock.advance(after)
        self.asked_before = len(self.web.log)
        return go(self.path, self.web, self.clock, text=self.text, **options)

    def asked(self) -> list[str]:
        """The listings that the last run asked for."""
        urls = [asked.url for asked in self.web.log[self.asked_before :]]
        return [url for url in urls if "/cup-" not in url and not url.endswith("robots.txt")]

    def held(self) -> int:
        return len(list(archiver.open(self.path).posts()))

    def why(self) -> dict[str, str]:
        """Why each way to the posts stopped, by its name."""
        return {fact.rung: fact.reason for fact in archiver.open(self.path).climbs()}


def by_rest(url: str) -> bool:
    return "/wp-json/wp/v2/posts" in url


# ---- a way that is barred hands on to the next


@pytest.mark.parametrize(
    ("barred", "told"),
    [
        (Page(status=403), "answered 403"),
        (404, "answered 404"),
        ("<html><title>Just a moment...</title><p>Checking your browser</p></html>", "HTML page"),
        (rss(range(0)), "it is empty"),
        (Page(body=""), ""),
    ],
)
def test_where_the_feed_is_of_no_use_the_home_pages_are_read(
    tmp_path: Path, barred: Some, told: str
) -> None:
    story = Story(tmp_path, posts(30) | homes() | {FEED: barred})
    report = story.run()
    assert story.held() == 30
    assert told in story.why()["feed"] and story.why()["home"] == "it has all posts"
    assert report.outcomes[0].status is Status.OK
    if told.startswith("answered"):
        assert report.outcomes[0].dead == (FEED,), "it is told of, though the posts were found"


def test_a_feed_that_robots_txt_refuses_is_made_up_for_by_the_api(tmp_path: Path) -> None:
    refused = {f"{HOST}/robots.txt": "User-agent: *\nDisallow: /feed/"}
    api = f"{HOST}/wp-json/wp/v2/posts"
    story = Story(tmp_path, posts(30) | homes() | refused)
    story.web = Answering(story.web, lambda url: rest(range(30, 0, -1)) if api in url else None)
    story.run()
    assert story.held() == 30
    assert FEED not in story.asked() and len(story.asked()) == 2, "the home page and one of the API"


class Answering(FakeWeb):
    """A web with pages that are made on demand."""

    def __init__(self, web: FakeWeb, make) -> None:  # type: ignore[no-untyped-def]
        super().__init__(web.pages, clock=web._clock)
        self._make = make

    def exchange(self, url, headers, *, deadline, max_bytes):  # type: ignore[no-untyped-def]
        if url not in self.pages and (made := self._make(url)) is not None:
            self.pages[url] = made
        return super().exchange(url, headers, deadline=deadline, max_bytes=max_bytes)


def test_a_short_feed_does_not_hide_the_older_posts(tmp_path: Path) -> None:
    story = Story(tmp_path, posts(30) | homes(head="") | {FEED: rss(range(30, 20, -1))})
    story.run()
    assert story.held() == 30
    assert story.why() == {"feed": "it names no older page", "site": "it has all posts"}


def test_a_feed_of_a_few_entries_is_whole_unless_the_home_page_shows_more(tmp_path: Path) -> None:
    few = Story(tmp_path / "a", posts(30) | {FEED: rss(range(30, 25, -1))})
    few.run()
    assert few.asked() == [FEED] and few.held() == 5, "the posts come first"
    few.run(3600)
    assert few.asked() == [FEED, HOME]
    few.run(3600)
    assert few.asked() == [FEED]
    for source in (f"feed: {FEED}", f"site: {HOME}"):
        _shows_more(tmp_path / source[:4], source)


def _shows_more(path: Path, source: str) -> None:
    feed = f"<link rel=alternate type=application/rss+xml href='{FEED}'>"
    shown = posts(30) | homes(head=feed) | {FEED: rss(range(30, 25, -1))}
    more = Story(path, shown, sources(source))
    more.run()
    more.run(3600)
    assert more.held() == 30


def test_a_feed_that_says_it_is_whole_is_believed(tmp_path: Path) -> None:
    whole = "<fh:complete xmlns:fh='http://purl.org/syndication/history/1.0'/>"
    story = Story(tmp_path, posts(3) | homes() | {FEED: rss(range(3, 0, -1), head=whole)})
    story.run()
    assert story.asked() == [FEED]


def test_a_server_that_is_out_of_order_is_left_alone(tmp_path: Path) -> None:
    story = Story(tmp_path, posts(30) | homes() | {FEED: 500})
    report = story.run()
    assert set(story.asked()) == {FEED} and report.outcomes[0].status is Status.FAILED
    story.web.pages[FEED] = rss(range(30, 20, -1))
    story.run(3600)
    assert story.held() > 0


@pytest.mark.parametrize("bad", [Unreachable("timed out"), 503, Page(status=429)])
@pytest.mark.parametrize("where", [FEED, HOME])
def test_what_fails_by_chance_at_the_first_look_costs_no_post(
    tmp_path: Path, bad: Some, where: str
) -> None:
    pages = posts(30) | homes(head="") | {FEED: rss(range(30, 20, -1))}
    story = Story(tmp_path, pages | {where: bad})
    story.run()
    assert story.held() < 30
    story.web.pages[where] = pages[where]
    story.run(3600)
    assert story.held() == 30 and story.why()["site"] == "it has all posts"
    story.run(86400)
    assert story.asked() == [FEED], "and that is all"


def test_a_way_that_fails_for_days_hands_on_to_the_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = "".join(f"<url><loc>{HOST}/cup-{n}/</loc></url>" for n in range(1, 31))
    text = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{listed}</urlset>"
    feed = Page(body=rss(range(30, 20, -1)).body, type="application/rss+xml", etag='"1"')
    sitemap = {f"{HOST}/sitemap.xml": Page(body=text, type="application/xml")}
    story = Story(tmp_path, posts(30) | sitemap | {FEED: feed, HOME: 503})
    story.run()
    cli.main(["status", "--why", "-a", str(tmp_path)])
    assert "the next run tries it again" in capsys.readouterr().out
    story.run(3600)
    assert set(story.asked()) == {FEED, HOME} and story.held() == 10
    for _ in range(3):
        story.run(90000)
    assert story.held() == 30
    story.run(90000)
    assert story.asked() == [FEED]


@pytest.mark.parametrize(("bad", "api"), [(403, True), (500, True), (500, False)])
def test_an_older_page_of_the_feed_that_fails_for_days_is_made_up_for(
    tmp_path: Path, bad: int, api: bool
) -> None:
    wordpress = "<generator>https://wordpress.org/?v=6.4</generator>"
    pages = {FEED: rss(range(30, 20, -1), head=wordpress), f"{FEED}?paged=2": bad}
    story = Story(tmp_path, posts(30) | pages)
    answer = (lambda url: rest(range(30, 0, -1)) if by_rest(url) else None) if api else (lambda url: None)  # fmt: skip
    story.web = Answering(story.web, answer)
    reports_ = [story.run(90000) for _ in range(4)]
    works = reports_[-1].outcomes[0].status is Status.OK
    assert (story.held(), works) == ((30, True) if api else (10, False))
    story.run(90000)
    assert set(story.asked()) <= {FEED, f"{FEED}?paged=2"}, "the other ways are tried once"


def test_more_requests_than_one_run_may_send_cost_no_post(tmp_path: Path) -> None:
    few = sources().replace("pace: {", "pace: {pages: 1, ")
    story = Story(tmp_path, posts(8) | {FEED: rss(range(8, 4, -1))}, few)
    story.web.pages[HOME] = listing(range(8, 0, -1), head="")
    for _ in range(9):
        story.run(3600)
    story.text = sources()
    story.run(3600)
    assert story.held() == 8


@pytest.mark.parametrize("own", ["tag/tea/feed/", "author/tove/feed/", "?feed=rss2&cat=3"])
@pytest.mark.parametrize("works", [True, False])
def test_the_feed_of_a_part_of_a_blog_does_not_lead_to_the_whole(
    tmp_path: Path, own: str, works: bool
) -> None:
    part = f"{HOST}/{own}"
    listed = {part: rss(range(30, 20, -1)) if works else 403}
    above = {} if "?" in own else {part.removesuffix("feed/"): listing(range(30, 20, -1))}
    story = Story(tmp_path, posts(60) | homes() | above | listed, sources(f"feed: '{part}'"))
    story.web.pages[FEED] = rss(range(60, 30, -1))
    story.web = Answering(story.web, lambda url: rest(range(60, 0, -1)) if by_rest(url) else None)
    story.run()
    assert story.held() == (10 if works or above else 0)


def test_after_the_first_look_the_feed_alone_is_asked(tmp_path: Path) -> None:
    story = Story(tmp_path, posts(31) | homes() | {FEED: rss(range(30, 20, -1))})
    story.run()
    assert story.held() == 30
    story.web.pages[FEED] = rss(range(31, 21, -1))
    story.run(3600)
    assert story.asked() == [FEED] and story.held() == 31


def test_a_feed_of_nothing_but_new_entries_may_have_missed_some(tmp_path: Path) -> None:
    early = {HOME: listing(range(5, 0, -1), head="")}
    story = Story(tmp_path, posts(30) | early | {FEED: rss(range(5, 0, -1))})
    story.run()
    assert story.held() == 5
    story.web.pages |= homes(head="") | {FEED: rss(range(30, 20, -1))}
    story.run(3600)
    assert story.held() == 30, "those between are found on the home pages"


def test_the_sitemap_that_robots_txt_names_is_read(tmp_path: Path) -> None:
    where = f"{HOST}/maps/all.xml"
    listed = "".join(f"<url><loc>{HOST}/cup-{n}/</loc></url>" for n in range(1, 31))
    text = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{listed}</urlset>"
    pages = {f"{HOST}/robots.txt": f"User-agent: *\nAllow: /\nSitemap: {where}\n"}
    story = Story(tmp_path, posts(30) | pages | {FEED: rss(range(30, 20, -1))})
    story.web.pages[where] = Page(body=text, type="application/xml")
    story.run()
    assert story.held() == 30 and story.asked() == [FEED, HOME, where]


def test_a_feed_that_no_page_names_is_looked_for_at_its_usual_places(tmp_path: Path) -> None:
    bare = Page(body="<html><head><title>Tove</title></head><body><p>Hello.</p></body></html>")
    pages = {HOME: bare, f"{HOST}/rss.xml": rss(range(4, 0, -1))}
    story = Story(tmp_path, posts(4) | pages, sources(f"site: {HOME}"))
    report = story.run()
    assert story.held() == 4 and report.outcomes[0].status is Status.OK
    story.web.pages[f"{HOST}/rss.xml"] = rss(range(5, 0, -1))
    story.web.pages |= posts(5)
    story.run(3600)
    assert story.held() == 5, "and it is asked at the next look, too"


def test_a_dead_blog_is_kept_from_a_web_archive(tmp_path: Path) -> None:
    copy = f"https://web.archive.org/web/20170601000000id_/{HOST}/cup-1/"
    rows = [["timestamp", "original"], ["20170601000000", f"{HOST}/cup-1/"]]
    index = Page(body=json.dumps(rows), type="application/json")
    story = Story(tmp_path, {copy: posts(1)[f"{HOST}/cup-1/"]}, sources(f"site: {HOME}"))
    story.web = Answering(story.web, lambda url: index if "/cdx/search/cdx" in url else None)
    story.run()
    assert [v.url for v in archiver.open(tmp_path).posts()] == [f"{HOST}/cup-1/"]
    assert story.why()["wayback_index"] == "it has all posts"


def test_what_nobody_answers_is_a_failure(tmp_path: Path) -> None:
    story = Story(tmp_path, {FEED: Unreachable("no such host"), HOME: Unreachable("no such host")})
    report = story.run()
    assert report.outcomes[0].status is Status.FAILED and reports.exit_code(report) != 0


def test_a_feed_that_is_dead_with_its_blog_is_a_failure(tmp_path: Path) -> None:
    story = Story(tmp_path, {})
    report = story.run()
    assert report.outcomes[0].errors == (f"{FEED}: answered 404",)


# ---- no way is gone for ever


def calendar(url: str) -> "Some | None":
    """Each page has one post, and a next page."""
    stem, _, number = url.rstrip("/").rpartition("-")
    if stem == f"{HOST}/day":
        return listing(range(int(number), int(number) + 1), f"{HOST}/day-{int(number) + 1}", "")
    if stem == f"{HOST}/cup":
        return page(f"Cup {number}", f"The cup of number {number}. {PROSE}")
    return None


def test_pages_of_one_post_each_are_read_slowly(tmp_path: Path) -> None:
    story = Story(tmp_path, {}, sources(f"tag: {HOST}/day-1"))
    story.web = Answering(story.web, calendar)
    story.run()
    assert story.held() == 10 and len(story.asked()) == 10
    for number in (11, 12):
        story.run(3600)
        assert story.held() == number and len(story.asked()) == 2
    assert "one post each" in story.why()["tag"]


ROLL = Page(
    body="<opml version='2.0'><head><title>r</title></head><body>"
    f"<outline type='rss' text='t' xmlUrl='{FEED}' htmlUrl='{HOME}'/></body></opml>",
    type="text/xml",
)


def test_the_slow_pages_of_a_blog_of_a_list_are_gone_on_with(tmp_path: Path) -> None:
    slow = {
        HOME if n == 30 else f"{HOST}/day-{n}": listing(range(n, n - 1, -1), f"{HOST}/day-{n - 1}", "")
        for n in range(30, 0, -1)
    }  # fmt: skip
    text = sources("opml: http://o.example/roll.opml", since="2017-01-01")
    story = Story(tmp_path, posts(30) | slow | {FEED: rss(range(30, 29, -1))}, text)
    story.web.pages["http://o.example/roll.opml"] = ROLL
    story.run()
    story.run(86400)
    assert story.held() == 10
    story.run(86400)
    assert story.held() == 11


def test_the_history_of_a_blog_that_a_list_names_later_is_read(tmp_path: Path) -> None:
    text = sources("opml: http://o.example/roll.opml", since="2017-01-01")
    story = Story(tmp_path, posts(30) | homes(head="") | {FEED: rss(range(30, 20, -1))}, text)
    other = str(ROLL.body).replace("tove.example", "gone.example")
    story.web.pages["http://o.example/roll.opml"] = Page(body=other, type="text/xml")
    story.run()
    story.web.pages["http://o.example/roll.opml"] = ROLL
    story.run(8 * 86400)
    assert story.held() == 30


def test_two_pages_that_name_each_other_end(tmp_path: Path) -> None:
    pages = {
        HOME: listing(range(30, 20, -1), f"{HOST}/b", ""),
        f"{HOST}/b": listing(range(30, 20, -1), HOME, ""),
    }
    story = Story(tmp_path, posts(30) | pages, sources(f"site: {HOME}"))
    story.run()
    assert story.held() == 10 and len(story.asked()) < 13


# ---- what is wanted


def test_the_challenges_own_window_is_what_is_looked_for(tmp_path: Path) -> None:
    """Posts 27 to 50 lie between the middle of April and the middle of July."""
    feed = {FEED: rss(range(90, 0, -1))}
    story = Story(tmp_path, posts(90) | feed, sources(rounds=MAY))
    report = story.run()
    days = sorted(v.post.published for v in archiver.open(tmp_path).posts() if v.post)  # type: ignore[type-var]
    assert str(days[0])[:10] >= "2017-04-17" and str(days[-1])[:10] <= "2017-07-13"
    assert report.outcomes[0].counts["not wanted"] == 90 - story.held()
    told = f"{90 - story.held()} posts outside the days or tags that are wanted"
    assert told in reports.text(report) and told not in reports.text(story.run(3600))
    assert story.why() == {"feed": "what is older lies before the wanted days"}


def test_pages_before_the_window_are_not_asked_for(tmp_path: Path) -> None:
    text = sources(f"site: {HOME}", since="2017-03-20")
    story = Story(tmp_path, posts(30) | homes(head=""), text)
    story.run()
    assert story.asked() == [HOME, f"{HOST}/page/2/"]
    assert story.why()["site"] == "what is older lies before the wanted days"


@pytest.mark.parametrize("api", [True, False])
def test_wanted_days_that_lie_far_back_are_asked_for_at_once(tmp_path: Path, api: bool) -> None:
    """Sixty posts, three to a page of the feed; wanted are three in the middle."""
    wordpress = "<generator>https://wordpress.org/?v=6.4</generator>"
    pages = {
        (FEED if n == 0 else f"{FEED}?paged={n + 1}"): rss(
            range(60 - 3 * n, 57 - 3 * n, -1), head=wordpress
        )
        for n in range(20)
    }
    text = sources(since=day(30), until=day(32))
    story = Story(
        tmp_path, posts(60) | {HOME: Page(body=f"<html><head>{HEAD}</head></html>")}, text
    )
    story.web.pages |= pages
    answer = (lambda url: rest(range(32, 29, -1)) if by_rest(url) else None) if api else (lambda url: None)  # fmt: skip
    story.web = Answering(story.web, answer)
    story.run()
    assert {v.url for v in archiver.open(tmp_path).posts()} == {
        f"{HOST}/cup-{n}/" for n in (30, 31, 32)
    }
    if api:
        assert len([url for url in story.asked() if FEED in url]) == 3
    else:
        assert story.why()["feed"] == "what is older lies before the wanted days"


def test_a_day_that_one_page_tells_counts_where_another_tells_none(tmp_path: Path) -> None:
    undated = "".join(
        f"<li><h2><a href='{HOST}/cup-{n}/'>Cup {n}</a></h2></li>" for n in range(9, 4, -1)
    )
    pages = {FEED: rss(range(9, 4, -1)), HOME: f"<html><body><ul>{undated}</ul></body></html>"}
    story = Story(tmp_path, posts(9) | pages, sources(until=day(6)))
    story.run()
    assert {v.url for v in archiver.open(tmp_path).posts()} == {f"{HOST}/cup-5/", f"{HOST}/cup-6/"}


def test_a_post_that_names_the_challenge_is_wanted_whenever_it_was_written(tmp_path: Path) -> None:
    named = rss(range(2, 1, -1), entry="<category>TeaCup</category>")
    linked = str(rss(range(1, 0, -1)).body).replace("About 1", "For The Tea-Cup Challenge")
    both = str(named.body).replace("</channel>", linked.partition("</link>")[2].partition("</channel>")[0] + "</channel>")  # fmt: skip
    story = Story(tmp_path, posts(3), sources(rounds=MAY))
    story.web.pages[FEED] = Page(body=both, type="application/rss+xml")
    story.run()
    assert story.held() == 2


@pytest.mark.parametrize(
    "said",
    [
        "<category>Tea-Cup</category>",
        "<category>#tea cup</category>",
        "<content:encoded>&lt;a href='http://www.hub.example/call'&gt;the call&lt;/a&gt;</content:encoded>",
        "<content:encoded>&lt;a href=https://hub.example/one/#top&gt;week one&lt;/a&gt;</content:encoded>",
    ],
)
def test_what_makes_a_member_makes_a_post_wanted(tmp_path: Path, said: str) -> None:
    rounds = MAY.replace("{id: one,", "{id: one, invitation: https://hub.example/one/,")
    text = sources(rounds=f"    hub: https://hub.example/call/\n{rounds}")
    body = str(rss(range(1, 0, -1), entry=said).body).replace(
        "xmlns:dc=", "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc="
    )
    story = Story(tmp_path, posts(1), text)
    story.web.pages[FEED] = Page(body=body, type="application/rss+xml")
    story.run()
    assert story.held() == 1


def test_a_link_elsewhere_on_the_hubs_host_makes_none_wanted(tmp_path: Path) -> None:
    text = sources(rounds=f"    hub: https://hub.example/\n{MAY}")
    body = str(rss(range(1, 0, -1)).body).replace(
        "About 1", "&lt;a href='https://hub.example/bread/'&gt;bread&lt;/a&gt;"
    )
    story = Story(tmp_path, posts(1), text)
    story.web.pages[FEED] = Page(body=body, type="application/rss+xml")
    story.run()
    assert story.held() == 0


def test_tags_of_a_source_choose(tmp_path: Path) -> None:
    tagged = str(rss(range(2, 0, -1), entry="<category>tea</category>").body)
    other = tagged.replace("<category>tea</category>", "<category>coffee</category>", 1)
    story = Story(tmp_path, posts(2), sources(tags="[Tea]"))
    story.web.pages[FEED] = Page(body=other, type="application/rss+xml")
    story.run()
    assert [v.url for v in archiver.open(tmp_path).posts()] == [f"{HOST}/cup-1/"]


def test_a_limit_is_of_the_newest(tmp_path: Path) -> None:
    story = Story(
        tmp_path, posts(30) | homes() | {FEED: rss(range(30, 20, -1))}, sources(limit="4")
    )
    story.run()
    held = {v.url for v in archiver.open(tmp_path).posts()}
    assert held == {f"{HOST}/cup-{n}/" for n in range(27, 31)} and story.asked() == [FEED]


def test_a_limit_is_of_each_blog_of_a_list(tmp_path: Path) -> None:
    other = "http://vera.example"
    pages = {
        "http://o.example/people.csv": Page(body=f"name,feed\nTove,{FEED}\nVera,{other}/feed/\n", type="text/csv"),
        FEED: rss(range(9, 4, -1)),
        f"{other}/feed/": str(rss(range(9, 4, -1)).body).replace(HOST, other),
    }  # fmt: skip
    pages |= {url.replace(HOST, other): told for url, told in posts(9).items()}
    story = Story(
        tmp_path, posts(9) | pages, sources("roster: http://o.example/people.csv", limit="2")
    )
    story.run()
    assert story.held() == 4


def test_one_address_may_be_two_sources_that_want_different_posts(tmp_path: Path) -> None:
    text = (
        sources(since=day(8)).rstrip() + f"\n      - {{id: early, feed: {FEED}, until: {day(2)}}}\n"
    )
    story = Story(tmp_path, posts(9) | {FEED: rss(range(9, 0, -1))}, text)
    story.run()
    assert story.held() == 4


def test_what_is_known_of_a_way_stays_after_a_304(tmp_path: Path) -> None:
    feed = Page(body=rss(range(9, 0, -1)).body, type="application/rss+xml", etag='"1"')
    story = Story(tmp_path, posts(9) | {FEED: feed, HOME: 404})
    story.run()
    story.run(3600)
    before = story.why()
    story.run(3600)
    assert story.why() == before


def test_a_wider_scope_makes_the_blog_be_looked_at_again(tmp_path: Path) -> None:
    feed = Page(body=rss(range(30, 0, -1)).body, type="application/rss+xml", etag='"1"')
    story = Story(tmp_path, posts(30) | {FEED: feed}, sources(since="2017-04-01"))
    story.run()
    few = story.held()
    story.text = sources(since="2017-02-01")
    story.run(3600)
    assert 0 < few < story.held()
    story.text = sources(since="2017-03-01")
    story.run(3600)
    assert story.asked() == [FEED], "a narrower one asks for nothing anew"


@pytest.mark.parametrize(("rounds", "whole"), [("", False), (MAY, True)])
def test_a_list_reads_the_history_of_its_blogs_within_the_window_only(
    tmp_path: Path, rounds: str, whole: bool
) -> None:
    roll = "<opml version='2.0'><head><title>r</title></head><body>" + (
        f"<outline type='rss' text='t' xmlUrl='{FEED}' htmlUrl='{HOME}'/></body></opml>"
    )
    pages = {"http://o.example/roll.opml": Page(body=roll, type="text/xml")}
    text = sources("opml: http://o.example/roll.opml", rounds=rounds)
    story = Story(
        tmp_path, posts(60) | homes(head="") | pages | {FEED: rss(range(40, 30, -1))}, text
    )
    story.run()
    assert (HOME in story.asked()) is whole


# ---- and it is told


def test_status_says_which_ways_were_gone_and_why_each_stopped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story = Story(tmp_path, posts(30) | homes() | {FEED: 404})
    story.run()
    archiver.open(tmp_path).rebuild()
    assert cli.main(["status", "--why", "-a", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "tove" in told and "feed: answered 404" in told
    assert "home: it has all posts (3 pages, 30 posts, 30 new)" in told
    assert cli.main(["status", "--why", "--json", "-a", str(tmp_path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["detail"]["rung"] for line in lines} >= {"feed", "site", "home"}


def test_what_is_told_of_a_way_is_told_anew_when_it_was_gone_on_with(tmp_path: Path) -> None:
    pages = posts(30) | homes(head="") | {FEED: rss(range(30, 20, -1))}
    story = Story(tmp_path, pages | {f"{HOST}/page/2/": 503})
    story.run()
    assert story.why()["site"] == "answered 503"
    story.web.pages[f"{HOST}/page/2/"] = pages[f"{HOST}/page/2/"]
    story.run(3600)
    assert story.held() == 30 and story.why()["site"] == "it has all posts"


def test_an_archive_without_a_run_has_gone_no_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Story(tmp_path, {}).run()
    assert cli.main(["status", "--why", "-a", str(tmp_path)]) == 0
    assert capsys.readouterr().out
