"""Validators and permanent redirects count only of answers that were read as what they should be."""

import json
from pathlib import Path

import pytest

import archiver
from archiver.console import report as reports
from archiver.facts import Status
from archiver.outcomes import Report
from archiver.pipeline import replay
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.stories import PROSE, SOURCES, feed, go, home, page, settings, web

FEED, OTHER = "http://ben.example/feed.xml", "http://ben.example/new.xml"
HOME, ANAS = "http://ana.example/", "http://ana.example/feed.xml"
PORTAL = "<html><head><title>Welcome to the hotel</title></head><body><p>Sign in</p></body></html>"
EARLY, LATE = "Mon, 24 Apr 2017 10:00:00 GMT", "Thu, 01 Jun 2017 10:00:00 GMT"
ENTRIES = [(f"/{name}/", name.title(), "Flour") for name in ("bread", "rye", "oats")]


def rss(*numbers: int, **said: str | None) -> Page:
    made = feed("ben.example", *(ENTRIES[n] for n in numbers))
    return Page(body=made.body, type=made.type, **said)  # type: ignore[arg-type]


class Story:
    """Runs three hours apart over a web with Ben's posts."""

    def __init__(self, path: Path, extra: dict[str, Some], text: str = SOURCES) -> None:
        self.path, self.text, self.clock = path, text, FakeClock()
        posts = {f"http://ben.example{path}": page(title, PROSE) for path, title, _ in ENTRIES}
        self.web: FakeWeb = web(posts | extra, clock=self.clock)  # type: ignore[arg-type]

    def run(self, pages: dict[str, Some] | None = None) -> Report:
        self.web.pages |= pages or {}
        self.web.log.clear()
        self.clock.advance(3 * 3600)
        return go(self.path, self.web, self.clock, text=self.text)

    def fates(self, *steps: Some, url: str = FEED, source: str = "ben") -> list[Status]:
        """How a source fares where an address answers so, one run after the other."""
        return [fate(self.run({url: step}), source) for step in steps]

    def conditions(self, url: str = FEED) -> list[bool]:
        """Whether each request for an address in the last run was conditional."""
        return [
            any(name.startswith("If-") for name in asked.headers)
            for asked in self.web.log
            if asked.url == url
        ]

    def titles(self) -> set[str]:
        posts = archiver.open(self.path).posts(host="ben.example")
        return {version.post.title for version in posts if version.post}


def fate(report: Report, source: str = "ben") -> Status:
    return next(o.status for o in report.outcomes if o.source == source)


OK, SAME, FAILED = Status.OK, Status.UNCHANGED, Status.FAILED


# ---- validators

ODD = {
    "a page": Page(body=PORTAL, etag='"9"', modified=LATE),
    "an empty answer": Page(body="", etag='"9"', modified=LATE),
    "another kind": Page(body="%PDF-1.4 ...", etag='"9"', modified=LATE),
    "not found": Page(status=404, etag='"9"', modified=LATE),
    "a server's error": Page(status=500, etag='"9"', modified=LATE),
    "a login": Page(status=403, etag='"9"', modified=LATE),
}


@pytest.mark.parametrize("name", ODD)
def test_after_a_failure_a_feed_is_asked_in_full(tmp_path: Path, name: str) -> None:
    story = Story(tmp_path, {FEED: rss(0, etag='"1"', modified=EARLY)})
    assert story.fates(rss(0, etag='"1"', modified=EARLY), ODD[name]) == [OK, FAILED]
    # to the date of the odd answer its server would say 304
    assert story.fates(rss(0, 1, etag='"9"', modified=LATE)) == [OK]
    assert story.conditions() == [False] and story.titles() == {"Bread", "Rye"}
    assert story.fates(rss(0, 1, etag='"9"', modified=LATE)) == [SAME]
    assert story.conditions() == [True]


def test_an_odd_answer_at_first_sight(tmp_path: Path) -> None:
    story = Story(tmp_path, {})
    assert story.fates(ODD["a page"], rss(0, etag='"9"')) == [FAILED, OK]


def test_304_to_what_was_asked_in_full_is_a_failure_each_time(tmp_path: Path) -> None:
    story = Story(tmp_path, {FEED: rss(0, etag='"1"')})
    story.run()
    assert story.fates(500, Page(status=304), Page(status=304)) == [FAILED, FAILED, FAILED]
    assert story.conditions() == [False]


def test_a_source_that_names_the_same_feed_reads_it_in_full_too(tmp_path: Path) -> None:
    """Of an address that a site and a list lead to, whoever asks."""
    story = Story(tmp_path, {ANAS: ODD["a page"]})
    assert story.fates(ODD["a page"], url=ANAS, source="ana") == [FAILED]
    good = feed("ana.example", ("/motivation/", "What keeps me going", "x"), etag='"9"')
    assert story.fates(good, url=ANAS, source="ana") == [OK]


# ---- a feed that breaks off

WHOLE = str(rss(0, 1, 2).body)
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Ben</title>" + "".join(
    f"<entry><id>{path}</id><title>{title}</title><link href='http://ben.example{path}'/>"
    f"<content type='html'>Flour</content></entry>"
    for path, title, _ in ENTRIES
)
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Ben",
        "items": [
            {"id": path, "url": f"http://ben.example{path}", "title": title, "content_html": "x"}
            for path, title, _ in ENTRIES
        ],
    },
    indent=1,
)
CUT = {
    "as JSON": JSON[: JSON.rindex("/oats/") + 3],
    "as JSON, between two items": JSON[: JSON.rindex("{") - 3],
    "in a title": WHOLE[: WHOLE.index("Oats") + 2],
    "in an address": WHOLE[: WHOLE.index("/oats/") + 3],
    "in an end tag": WHOLE[: WHOLE.index("Oats</title>") + 8],
    "between two entries": WHOLE[: WHOLE.rindex("<item>")],
    "with a server's last words": WHOLE[: WHOLE.index("Oats")] + "<br/><b>Fatal error</b>: memory",
    "as Atom": ATOM[: ATOM.index("/oats/") + 3],
}


@pytest.mark.parametrize("name", CUT)
def test_the_whole_entries_of_a_feed_that_breaks_off_count(tmp_path: Path, name: str) -> None:
    story = Story(tmp_path, {})
    report = story.run({FEED: Page(body=CUT[name], type="application/xml", etag='"7"')})
    assert fate(report) is FAILED and reports.exit_code(report) == 3
    assert f"{FEED}: the feed breaks off after 2 entries" in reports.text(report)
    assert story.titles() == {"Bread", "Rye"}
    assert not any(url.startswith("http://ben.example/o") for url in story.web.urls())
    assert story.fates(rss(0, 1, 2, etag='"7"')) == [OK]
    assert story.titles() == {"Bread", "Rye", "Oats"}


def test_of_the_last_entry_count_the_fields_that_are_whole_with_a_whole_address(
    tmp_path: Path,
) -> None:
    body = WHOLE[: WHOLE.rindex("<description>") + 16]
    story = Story(tmp_path, {FEED: Page(body=body, type="text/xml")})
    assert fate(story.run()) is FAILED and story.titles() == {"Bread", "Rye", "Oats"}
    [oats] = [c for c in archiver.open(tmp_path).announcements() if c.url.endswith("/oats/")]
    assert (oats.title, oats.entry_id, oats.content) == ("Oats", oats.url, "")


@pytest.mark.parametrize(
    "tail", ["</channel></rss>", "</channel></RSS >\n<!-- 40 queries -->", "</rss>\0", "</rss><br>"]
)
def test_a_feed_that_has_its_end_is_whole(tmp_path: Path, tail: str) -> None:
    body = WHOLE.replace("</channel></rss>", tail)
    assert Story(tmp_path, {}).fates(Page(body=body, type="text/xml")) == [OK]


def test_a_list_that_breaks_off_is_read_in_full_the_next_time(tmp_path: Path) -> None:
    outlines = "".join(
        f"<outline type='rss' xmlUrl='http://{name}.example/feed.xml'/>\n"
        for name in ("ana", "ben")
    )
    whole = f"<opml version='1.0'><head/><body>{outlines}</body></opml>"
    text = SOURCES.replace(
        "{id: ben, feed: http://ben.example/feed.xml}", "{id: ben, opml: http://l.example/}"
    )
    story = Story(tmp_path, {FEED: rss(0)}, text)
    steps = [Page(body=body, etag='"1"') for body in (whole[: whole.index("ben")], whole)]
    assert story.fates(*steps, url="http://l.example/") == [FAILED, OK]
    assert story.titles() == {"Bread"}


# ---- permanent redirects


def moved(to: str, status: int = 301) -> Page:
    return Page(status=status, location=to)


@pytest.mark.parametrize("status", [301, 308])
def test_a_portal_for_a_day(tmp_path: Path, status: int) -> None:
    portal = {"http://portal.example/": Page(body=PORTAL, etag='"p"')}
    story = Story(tmp_path, {FEED: rss(0), **portal})
    steps = (rss(0), moved("http://portal.example/", status), rss(0, 1))
    assert story.fates(*steps) == [OK, FAILED, OK]
    assert story.titles() == {"Bread", "Rye"}


def test_a_portal_at_first_sight(tmp_path: Path) -> None:
    story = Story(tmp_path, {"http://portal.example/": PORTAL})
    steps = (moved("http://portal.example/"), moved("http://portal.example/"), rss(0))
    assert story.fates(*steps) == [FAILED, FAILED, OK]


def test_a_portal_before_a_home_page(tmp_path: Path) -> None:
    story = Story(tmp_path, {"http://portal.example/": PORTAL})
    steps = (home("ana.example"), moved("http://portal.example/"), home("ana.example"))
    assert story.fates(*steps, url=HOME, source="ana")[::2] == [OK, OK]


def test_a_feed_that_has_moved_over_several_addresses(tmp_path: Path) -> None:
    way = {f"http://ben.example/{n}": moved(f"/{n + 1}") for n in range(1, 8)}
    story = Story(tmp_path, {**way, "http://ben.example/8": rss(0, etag='"8"')})
    assert story.fates(moved("/1"), moved("/1")) == [OK, SAME]
    assert story.web.asked("http://ben.example/8") == 1
    assert story.web.asked(FEED) == story.web.asked("http://ben.example/4") == 0


def test_a_way_with_a_temporary_step_is_gone_anew(tmp_path: Path) -> None:
    story = Story(tmp_path, {OTHER: moved("/cdn/7", 302), "http://ben.example/cdn/7": rss(0)})
    assert story.fates(moved(OTHER), moved(OTHER)) == [OK, OK]
    assert story.web.asked(FEED) == 1


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_is_never_followed_for_good(tmp_path: Path, status: int) -> None:
    story = Story(tmp_path, {OTHER: rss(0)})
    assert story.fates(moved(OTHER, status), rss(0, 1)) == [OK, OK]


def test_a_strangers_feed_for_a_day(tmp_path: Path) -> None:
    ads = {"http://ads.example/feed": feed("ads.example", ("/ad/", "Cheap domains", "x"))}
    story = Story(tmp_path, {**ads, "http://ads.example/ad/": page("Cheap domains", PROSE)})
    steps = (rss(0), moved("http://ads.example/feed"), rss(0, 1))
    assert story.fates(*steps) == [OK, OK, OK]
    assert story.titles() == {"Bread", "Rye"}


@pytest.mark.parametrize("guid", [True, False])
def test_a_feed_that_moves_with_its_blog(tmp_path: Path, guid: bool) -> None:
    """The entries have new addresses; their ids stay, or at least their titles."""
    body = str(rss(0).body).replace("http://ben.example/", "http://benbakes.example/")
    if guid:
        body = body.replace("<guid>http://benbakes.", "<guid>http://ben.").replace("Bread", "Loaf")
    new = Page(body=body, type="application/rss+xml", etag='"1"')
    posts = {"http://benbakes.example/bread/": page("Bread", PROSE)}
    story = Story(tmp_path, {"http://benbakes.example/feed": new, **posts})
    story.fates(rss(0), moved("http://benbakes.example/feed"))
    assert fate(story.run()) is SAME and story.web.asked(FEED) == 0


@pytest.mark.parametrize("after", [404, 410, PORTAL, 500])
def test_where_the_new_address_dies_the_old_one_is_asked(tmp_path: Path, after: Some) -> None:
    story = Story(tmp_path, {FEED: moved(OTHER), OTHER: rss(0, etag='"1"')})
    assert [fate(story.run()), fate(story.run())] == [OK, SAME]
    story.run({OTHER: after})
    if after != 410:  # that one says to ask no more, and the old address leads to it
        assert fate(story.run({FEED: rss(0, 1)})) is OK


# ---- a site whose feed is dead


def named(path: str, **said: str) -> Page:
    link = f"<link rel=alternate type=application/rss+xml href={path}>"
    return Page(body=f"<html><head><title>Ana</title>{link}</head><body>Hi</body></html>", **said)  # type: ignore[arg-type]


NEW = feed("ana.example", ("/new/", "New words", "x"))
NEWS = {"http://ana.example/index.xml": NEW, "http://ana.example/new/": page("New words", PROSE)}


@pytest.mark.parametrize("etag", [None, '"1"'])
@pytest.mark.parametrize("dead", [404, 410])
def test_a_new_feed_is_used_at_once(tmp_path: Path, dead: int, etag: str | None) -> None:
    said = {"etag": etag} if etag else {}
    story = Story(tmp_path, {HOME: named("/feed.xml", **said)})
    story.run()
    changed = named("/index.xml", **({"etag": '"2"'} if etag else {}))
    report = story.run({HOME: changed, ANAS: dead, **NEWS})
    assert fate(report, "ana") is OK and len(report.changes) == 1
    assert story.web.asked(HOME) == 1
    assert fate(story.run(), "ana") is SAME and story.web.asked(ANAS) == 0


@pytest.mark.parametrize("odd", [PORTAL, 500, Page(body="")])
def test_what_may_pass_is_waited_for_once(tmp_path: Path, odd: Some) -> None:
    story = Story(tmp_path, {HOME: named("/feed.xml")})
    story.run()
    report = story.run({HOME: named("/index.xml"), ANAS: odd, **NEWS})
    assert fate(report, "ana") is FAILED and story.web.asked(HOME) == 0
    report = story.run()
    assert fate(report, "ana") is OK and len(report.changes) == 1


def test_a_home_page_that_goes_on_naming_a_dead_feed(tmp_path: Path) -> None:
    story = Story(tmp_path, {HOME: named("/feed.xml")})
    story.run()
    for _ in range(3):
        report = story.run({ANAS: 404})
        assert fate(report, "ana") is FAILED
        assert (story.web.asked(HOME), story.web.asked(ANAS)) == (1, 1)
        assert f"{ANAS}: answered 404" in reports.text(report)


def test_a_feed_that_was_away_for_a_day(tmp_path: Path) -> None:
    story = Story(tmp_path, {HOME: named("/feed.xml")})
    good = story.web.pages[ANAS]
    assert story.fates(good, 404, good, good, url=ANAS, source="ana") == [OK, FAILED, OK, SAME]
    assert story.web.asked(HOME) == 0, "it is spared again"


def test_a_replay_believes_the_same(tmp_path: Path) -> None:
    story = Story(tmp_path / "one", {"http://portal.example/": PORTAL})
    cut = Page(body=CUT["in an address"], type="text/xml", etag='"2"')
    fates = story.fates(rss(0), moved("http://portal.example/"), cut, rss(0, 1, 2, etag='"2"'))
    again = replay(settings(), tmp_path / "one", tmp_path / "two")
    assert [fate(report) for report in again] == fates == [OK, FAILED, FAILED, OK]
