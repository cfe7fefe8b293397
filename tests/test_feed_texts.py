"""A text that only the feed has is kept, marked so, until the page can be read; and never instead of
one of the page."""

import json
from pathlib import Path

import pytest

import archiver
from archiver import cli
from archiver.errors import FetchError, TooSlow, Unreachable
from archiver.history.versions import is_from_feed
from archiver.model import Change, Version
from archiver.outcomes import Report
from archiver.reextraction import re_extract
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.stories import PROSE, go, page

URL = "http://eve.example/attic/"
FEED = "http://eve.example/feed.xml"
SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 0s}
challenges:
  - id: evenings
    title: The Evening Challenge
    sources: [{feed: http://eve.example/feed.xml}]
"""
TEXT = f"<p>The attic was full of letters.</p><p>{PROSE}</p>"
WALL = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
PAGE = page("Letters", "The attic was full of letters.", PROSE)
DAY = 86400.0


def feed(text: str, *, name: str = "content:encoded", title: str = "Letters") -> Page:
    item = f"<title>{title}</title><link>{URL}</link><guid>{URL}</guid><{name}><![CDATA[{text}]]></{name}>"
    body = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Eve</title><link>http://eve.example/</link><item>{item}</item></channel></rss>"
    )
    return Page(body=body, type="application/rss+xml")


class Eve:
    """A blog, and the archive that looks at it once a day."""

    def __init__(self, path: Path, post: Some, said: Page) -> None:
        self.path, self.clock = path, FakeClock()
        self.net = FakeWeb({URL: post, FEED: said}, clock=self.clock)

    def looked_at(self, **pages: Some) -> Report:
        self.net.pages.update({URL: pages.get("post", self.net.pages[URL])})
        self.net.pages.update({FEED: pages.get("said", self.net.pages[FEED])})
        self.clock.advance(DAY)
        report = go(self.path, self.net, self.clock, text=SOURCES)
        assert not report.traceback
        return report

    @property
    def history(self) -> tuple[Version, ...]:
        archive = archiver.open(self.path)
        assert archive.check() == []
        return archive.versions(URL) if archive.get(URL) else ()

    @property
    def kinds(self) -> list[tuple[Change, bool]]:
        return [(version.change, is_from_feed(version.post)) for version in self.history]


FROM_FEED = (Change.CREATED, True)


@pytest.mark.parametrize(
    "answer",
    [
        Page(status=403, body=WALL),
        Page(status=503, body=WALL),
        WALL,
        404,
        451,
        Page(status=302, location=URL),
        Page(body="%PDF-1.7"),
    ],
)
def test_the_text_of_a_page_that_cannot_be_read_is_kept_from_the_feed(
    tmp_path: Path, answer: Some
) -> None:
    eve = Eve(tmp_path, answer, feed(TEXT))
    report = eve.looked_at()
    assert [(fact.change, fact.from_feed) for fact in report.changes] == [FROM_FEED]
    assert report.missed or report.quarantined
    (version,) = eve.history
    assert version.post is not None
    assert (version.url, version.post.title) == (URL, "Letters")
    assert version.post.text.startswith("The attic was full of letters.\n\nI have thought")
    assert version.capture == version.witnesses.feed
    assert not eve.looked_at().changes  # and what is not there is no tombstone
    assert eve.net.asked(URL) in (2, 4)  # a busy server is asked twice a run


PASSWORD = (
    '<form action="/wp-login.php?action=postpass" method="post"><input type="password"></form>'
)


def test_an_entry_that_asks_for_a_password_gives_no_text(tmp_path: Path) -> None:
    asks = f"<p>This content is protected. Please enter a password to view.</p>{PASSWORD}"
    eve = Eve(tmp_path, Page(body=f"<title>Letters</title><article>{asks}</article>"), feed(asks))
    assert [held.reason for held in eve.looked_at().quarantined] == [
        "the post is protected by a password"
    ]
    assert eve.history == ()


def test_an_entry_that_only_speaks_of_passwords_gives_its_text(tmp_path: Path) -> None:
    eve = Eve(
        tmp_path, 403, feed(f"{TEXT}<p>Change your password; a post-password-form is none.</p>")
    )
    eve.looked_at()
    assert eve.kinds == [FROM_FEED]


def test_the_page_becomes_the_next_version_and_stays(tmp_path: Path) -> None:
    eve = Eve(tmp_path, 403, feed(TEXT))
    eve.looked_at()
    eve.looked_at(post=PAGE)
    as_page = [FROM_FEED, (Change.RE_EXTRACTED, False)]
    assert eve.kinds == as_page
    eve.looked_at(post=403, said=feed(TEXT.replace("letters", "boxes")))
    eve.looked_at(post=WALL)
    assert eve.kinds == as_page


def test_another_text_on_the_page_is_an_edit(tmp_path: Path) -> None:
    eve = Eve(tmp_path, 403, feed(TEXT))
    eve.looked_at()
    eve.looked_at(
        post=page("Letters", *("Quite other words stand here by now, all through." * 3,) * 2)
    )
    assert eve.kinds == [FROM_FEED, (Change.EDITED, False)]


def test_an_edit_in_the_feed_is_one_while_there_is_no_page(tmp_path: Path) -> None:
    eve = Eve(tmp_path, 403, feed(TEXT))
    eve.looked_at()
    eve.looked_at(said=feed(TEXT.replace("letters", "boxes")))
    assert eve.kinds == [FROM_FEED, (Change.EDITED, True)]


@pytest.mark.parametrize(
    "said",
    [
        feed("<p>The attic was full of letters that nobody had opened.</p>", name="description"),
        feed(f"{TEXT}<p>And then […]</p>"),
        feed(f"{TEXT}<p><a href='{URL}'>Continue reading “Letters”</a></p>"),
        feed(""),
    ],
    ids=["a summary", "cut off", "a link to the rest", "nothing"],
)
def test_the_beginning_of_a_text_is_not_kept(tmp_path: Path, said: Page) -> None:
    eve = Eve(tmp_path, 403, said)
    assert not eve.looked_at().changes
    assert eve.history == ()


def test_a_long_summary_is_the_whole_text(tmp_path: Path) -> None:
    eve = Eve(tmp_path, 403, feed(f"<p>{PROSE}</p>" * 7, name="description"))
    eve.looked_at()
    assert eve.kinds == [FROM_FEED]


@pytest.mark.parametrize("error", [Unreachable("no such host"), TooSlow("too slow"), 500, 429])
def test_a_server_that_is_down_is_asked_again_first(
    tmp_path: Path, error: FetchError | int
) -> None:
    eve = Eve(tmp_path, error, feed(TEXT))
    assert not eve.looked_at().changes
    eve.looked_at()
    eve.looked_at()
    assert eve.kinds == [FROM_FEED]


def test_it_is_read_again_from_the_feed(tmp_path: Path) -> None:
    eve = Eve(tmp_path, 403, feed(TEXT))
    eve.looked_at()
    eve.looked_at(
        said=Page(
            body="<rss version='2.0'><channel><item><link>/new/</link></item></channel></rss>"
        )
    )
    (read,) = re_extract(tmp_path, now=eve.clock.now)
    assert (read.version, read.error) == (None, "")
    assert eve.kinds == [FROM_FEED]


def test_commands_say_where_the_text_is_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    eve = Eve(tmp_path, 403, feed(TEXT))
    eve.looked_at()
    eve.looked_at(post=PAGE)

    def said(*words: str) -> tuple[int, str, str]:
        code = cli.main([*words, "-a", str(tmp_path)])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    log = said("log", URL)[1]
    assert [line.endswith("Letters (from the feed)") for line in log.splitlines()[-2:]] == [
        True,
        False,
    ]
    told = [json.loads(line) for line in said("log", "--json", URL)[1].splitlines()]
    assert [(v["title"], v["from_feed"]) for v in told] == [("Letters", True), ("Letters", False)]
    assert "from the feed" in said("show", f"{URL}@1")[2]
    assert "from the feed" not in said("show", URL)[2]
    assert "<p>The attic" in said("show", f"{URL}@1", "--format", "html")[1]
    code, _, err = said("show", f"{URL}@1", "--dropped")
    assert code == 3 and "there is no page" in err
    assert '"from_feed": false' in said("export", "--format", "jsonl", "-o", "-")[1]


def test_entries_that_share_an_address_are_told_of_once(tmp_path: Path) -> None:
    items = "".join(
        f"<item><title>On {n}</title><link>{URL}#{n}</link><description>{n}</description></item>"
        for n in ("jars", "rain")
    )
    lost = "<item><title>Lost</title></item>"
    body = f"<rss version='2.0'><channel>{items}{lost}</channel></rss>"
    eve = Eve(
        tmp_path, page("Diary", PROSE), Page(body=body, type="application/rss+xml", etag='"1"')
    )
    held = {fact.url: fact.reason for fact in eve.looked_at().quarantined}
    assert set(held) == {URL, FEED}
    assert not eve.looked_at().quarantined
    assert not eve.looked_at().quarantined
    (post,) = archiver.open(tmp_path).posts()
    assert post.post is not None and post.post.title == "Diary"
    assert [asked.headers.get("If-None-Match") for asked in eve.net.log if asked.url == FEED][
        1:
    ] == [
        '"1"',
        '"1"',
    ]
