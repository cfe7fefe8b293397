"""A link to a copy in a web archive is the post itself; where that is dead, its copy is kept."""

import json
from pathlib import Path

import pytest

import archiver
from archiver import cli
from archiver.console.report import text
from archiver.errors import Unreachable
from archiver.model import Change, Version
from archiver.outcomes import Report
from archiver.reextraction import re_extract
from archiver.web import urls, web_archives
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.stories import PROSE, go, page

POST = "https://dead.example/2016/kettle/"
COPY = f"https://web.archive.org/web/20170501000000/{POST}"
UNTOUCHED = f"https://web.archive.org/web/20170501000000id_/{POST}"
ROUNDUP = "https://host.example/roundup/"
SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 1d}
challenges:
  - id: evenings
    title: The Evening Challenge
    sources: [{roundup: https://host.example/roundup/}]
"""
LISTED = f"<main class=entry-content><h1>Round-up</h1><h3><a href='{COPY}'>Kettle</a></h3><p>by Ann</p></main>"
KETTLE = page("Kettle", "The kettle is on.", PROSE, "<a href='../pot/'>And the pot</a>")
PARKED = Page(
    body="<html><head><title>dead.example</title></head><body><h1>dead.example</h1>"
    "<p>This domain is for sale. Buy this domain.</p></body></html>"
)


@pytest.mark.parametrize(
    ("copy", "page", "asked"),
    [
        (COPY, POST, UNTOUCHED),
        (UNTOUCHED, POST, UNTOUCHED),
        (COPY.replace("/https:", "*/https:"), POST, UNTOUCHED),
        (COPY.replace("/https:", "if_/https:"), POST, UNTOUCHED),
        ("http://web.archive.org/web/2017/a.example/x", "", ""),
        (f"https://web.archive.org/web/{POST}", POST, ""),
        (f"https://web.archive.org/web/*/{POST}", POST, ""),
        (
            "https://web.archive.org/web/2016/http:/a.example/x?y=1",
            "http://a.example/x?y=1",
            "https://web.archive.org/web/2016id_/http://a.example/x?y=1",
        ),
        (
            f"https://wayback.archive-it.org/1068/20170501000000/{POST}",
            POST,
            f"https://wayback.archive-it.org/1068/20170501000000id_/{POST}",
        ),
        (
            f"https://arquivo.pt/wayback/20170501000000/{POST}",
            POST,
            f"https://arquivo.pt/wayback/20170501000000id_/{POST}",
        ),
        *(
            (address, POST, address)
            for address in (
                f"https://archive.ph/2017.05.01-120000/{POST}",
                f"http://archive.is/20170501/{POST}",
                f"https://archive.today/newest/{POST}",
            )
        ),
        ("https://archive.ph/AbC12", "", ""),
        ("https://archive.org/details/kettle", "", ""),
        (f"https://evil.example/web/20170501000000/{POST}", "", ""),
        (POST, "", ""),
    ],
)
def test_a_copy_is_of_a_page_and_stands_untouched_somewhere(
    copy: str, page: str, asked: str
) -> None:
    assert web_archives.original(copy) == page
    assert web_archives.untouched(copy) == asked
    assert urls.same(copy, page or copy)


class Evening:
    """A round-up that lists one dead post by its copy, looked at once a day."""

    def __init__(self, path: Path, pages: dict[str, Some]) -> None:
        self.path, self.clock = path, FakeClock()
        self.net = FakeWeb({ROUNDUP: LISTED, **pages}, clock=self.clock)

    def looked_at(self, text: str = SOURCES, days: int = 0, **pages: Some) -> Report:
        self.net.pages.update({POST: pages["post"]} if pages else {})
        self.net.log.clear()
        self.clock.advance(days * 86400)
        report = go(self.path, self.net, self.clock, text=text)
        assert not report.traceback
        return report

    @property
    def history(self) -> tuple[Version, ...]:
        archive = archiver.open(self.path)
        assert archive.check() == []
        return archive.versions(POST) if archive.get(POST) else ()


DEATHS = [404, 410, Unreachable("no such host"), PARKED]


@pytest.mark.parametrize("death", DEATHS)
def test_a_dead_post_is_kept_from_its_copy_under_its_own_address(
    tmp_path: Path, death: Some
) -> None:
    evening = Evening(tmp_path, {POST: death, UNTOUCHED: KETTLE})
    report = evening.looked_at()
    assert (report.missed, report.quarantined) == ((), ())
    (version,) = evening.history
    assert (version.url, version.reason) == (POST, f"read from its copy: {UNTOUCHED}")
    assert version.post is not None and version.post.title == "Kettle"
    assert [link.url for link in version.post.links] == ["https://dead.example/2016/pot/"]
    assert [fact.reason for fact in report.changes] == [version.reason]
    assert "Kettle (from a copy)" in text(report)
    assert evening.net.asked(UNTOUCHED) == 1
    # that it stays dead is no news, and no tombstone
    for _ in range(3):
        report = evening.looked_at(days=40)
        assert evening.net.urls() == [ROUNDUP, POST] or evening.net.asked(POST) == 2  # 5xx, twice
        assert (report.changes, report.missed, report.quarantined) == ((), (), ())
    assert len(evening.history) == 1


def test_a_living_post_is_asked_itself_and_one_that_lives_again_too(tmp_path: Path) -> None:
    evening = Evening(tmp_path, {POST: KETTLE, UNTOUCHED: 404})
    assert len(evening.looked_at().changes) == 1 and not evening.net.asked(UNTOUCHED)
    again = Evening(tmp_path / "again", {POST: 404, UNTOUCHED: KETTLE})
    again.looked_at()
    anew = page("Kettle", "The kettle is on.", PROSE, "It boils again.")
    again.looked_at(days=40, post=anew)
    assert [(v.change, bool(v.reason)) for v in again.history] == [
        (Change.CREATED, True),
        (Change.EDITED, False),
    ]


@pytest.mark.parametrize("copy", [404, Unreachable("timed out"), PARKED])
def test_where_there_is_no_copy_either_the_post_is_missed(tmp_path: Path, copy: Some) -> None:
    evening = Evening(tmp_path, {POST: 404, UNTOUCHED: copy})
    report = evening.looked_at()
    assert not report.changes and evening.history == ()
    assert [fact.url for fact in report.missed] == [UNTOUCHED] or len(report.quarantined) == 1
    assert not evening.looked_at().changes and not evening.net.asked(POST)  # not due yet
    evening.net.pages[UNTOUCHED] = KETTLE
    assert len(evening.looked_at(days=2).changes) == 1


def test_a_web_archive_is_asked_by_its_robots_txt(tmp_path: Path) -> None:
    rules = {"https://web.archive.org/robots.txt": "User-agent: *\nDisallow: /web/"}
    evening = Evening(tmp_path, {POST: 404, UNTOUCHED: KETTLE, **rules})
    assert not evening.looked_at().changes and not evening.net.asked(UNTOUCHED)


def test_the_nearest_copy_is_the_post_and_no_redirect_of_it(tmp_path: Path) -> None:
    nearest = f"https://web.archive.org/web/20160312081500id_/{POST}"
    sent = Page(status=302, location=nearest)
    evening = Evening(tmp_path, {POST: 404, UNTOUCHED: sent, nearest: KETTLE})
    evening.looked_at()
    (version,) = evening.history
    assert (version.url, version.aliases) == (POST, ())
    assert version.reason == f"read from its copy: {nearest}"


def test_a_copy_that_the_organiser_includes_is_the_post(tmp_path: Path) -> None:
    text = SOURCES.replace("    sources:", f"    include: ['{COPY}']\n    sources:")
    evening = Evening(tmp_path, {POST: 404, UNTOUCHED: KETTLE, ROUNDUP: LISTED})
    evening.looked_at(text)
    assert [version.url for version in archiver.open(tmp_path).posts()] == [POST]


def test_a_post_from_a_copy_is_read_again_and_shown_as_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evening = Evening(tmp_path, {POST: 404, UNTOUCHED: KETTLE})
    evening.looked_at()
    assert [again.version for again in re_extract(tmp_path, now=evening.clock.now)] == [None]

    def said(*words: str) -> str:
        assert cli.main([*words, POST, "-a", str(tmp_path)]) == 0
        shown = capsys.readouterr()
        return shown.out + shown.err

    assert f"Kettle (read from its copy: {UNTOUCHED})" in said("log")
    assert json.loads(said("log", "--json"))["from_copy"] is True
    assert "its own page is dead" in said("show")
    assert "The kettle is on." in said("show", "--dropped")
