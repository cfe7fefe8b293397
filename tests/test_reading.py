"""One page, one reading: whoever reads a capture reads it once, and with the same witnesses."""

import pkgutil
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import archiver
from archiver.cli import main
from archiver.facts import Lesson
from archiver.reading.known import Known
from archiver.reading.reading import Reading, learn, read
from archiver.reextraction import re_extract
from archiver.web import html
from tests.fakes import FakeClock, FakeWeb, Page
from tests.stories import go

ROOT = Path(__file__).parents[1]
SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 0s}
challenges:
  - id: evenings
    title: The Evening Challenge
    sources: [{feed: http://eve.example/feed.xml}]
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of the demo's two runs."""
    folder = tmp_path_factory.mktemp("reading")
    assert main(["demo", "-q", "-o", str(folder)]) == 0
    return folder / "archive"


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_the_same_extractor_reads_every_post_of_the_demo_the_same(demo: Path) -> None:
    read_again = re_extract(demo, dry_run=True)
    assert len(read_again) > 10
    assert [r.held.url for r in read_again if r.version or r.error] == []


def test_html_that_is_shown_has_the_words_that_are_held(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for version in archiver.open(demo).posts(gone=False):
        assert main(["show", version.url, "-a", str(demo), "--format", "html"]) == 0
        shown, err = capsys.readouterr()
        apart = re.sub(r"<(?!/?(?:a|em|strong|code|sup|sub)\b)", " <", shown)
        text = html.parse(f"<body>{apart}</body>").text_content()
        assert version.post is not None
        assert Counter(words(text)) == Counter(words(version.post.text)), version.url
        assert err == ""


def test_what_is_said_to_be_kept_is_what_is_held(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for version in archiver.open(demo).posts(gone=False):
        assert main(["show", version.url, "-a", str(demo), "--dropped"]) == 0
        lines = capsys.readouterr().out.splitlines()
        kept = [line[48:] for line in lines if line.startswith("keep")]
        assert version.post is not None
        held = " ".join(words(version.post.text))
        assert kept and all(" ".join(words(text[:150]))[:100] in held for text in kept)


# ---- once


def test_a_page_is_decoded_and_parsed_once_from_its_screening_to_its_post(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done: Counter[str] = Counter()

    def counted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(text: str | bytes, *args: object, **more: object) -> object:
            data = text.encode() if isinstance(text, str) else text
            done[name] += b"<title>An evening" in data
            return real(text, *args, **more)

        return call

    for name in ("decode", "parse"):
        monkeypatch.setattr(html, name, counted(name, getattr(html, name)))
    clock, net = evenings(5)
    report = go(tmp_path, net, clock, text=SOURCES)
    assert Counter(change.action for change in report.changes) == {"created": 5}
    assert done == {"decode": 5, "parse": 5}


def test_learning_and_reading_share_the_parsed_page() -> None:
    _, net = evenings(1)
    capture = net.exchange("http://eve.example/an-evening-0/", {}, deadline=9, max_bytes=10**6)
    lessons = learn([Reading(capture.url, capture)], Known(_Nothing()).habits("eve.example"))  # type: ignore[arg-type]
    (reading,) = lessons.readings
    assert reading.page is not None and reading.opened() is reading
    assert read(reading).title == "An evening"


class _Nothing:
    """An archive that knows nothing."""

    def lessons(self, host: str) -> tuple[Lesson, ...]:
        return ()

    def habits(self, host: str) -> None:
        return None


# ---- with the same witnesses: the feed alone tells the author's words from the readers'


def prose(name: str, paragraphs: int) -> list[str]:
    """Paragraphs of 60 words that no other name has."""
    return [" ".join(f"{name}{n}x{i}" for i in range(60)) + "." for n in range(paragraphs)]


def evening(number: int, mine: list[str]) -> Page:
    """A page whose classes say nothing, with more words by its readers than by its author."""
    author = "".join(f"<p>{p}</p>" for p in mine)
    readers = "".join(f"<div class=d4><p>{p}</p></div>" for p in prose(f"theirs{number}y", 12))
    return Page(
        body="<!doctype html><html lang=en><head><title>An evening</title></head><body>"
        f"<div class=a1><div class=b2><h1>An evening</h1>{author}</div>"
        f"<div class=c3>{readers}</div></div></body></html>"
    )


def entries(*numbers: int) -> Page:
    items = "".join(
        f"<item><title>An evening</title><link>http://eve.example/an-evening-{n}/</link>"
        "<pubDate>Tue, 02 May 2017 09:00:00 +0000</pubDate><content:encoded><![CDATA["
        + "".join(f"<p>{p}</p>" for p in prose(f"mine{n}z", 5))
        + "]]></content:encoded></item>"
        for n in numbers
    )
    head = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
    return Page(body=f"{head}<title>Eve</title>{items}</channel></rss>", type="application/rss+xml")


def evenings(posts: int) -> tuple[FakeClock, FakeWeb]:
    clock = FakeClock()
    pages = {
        f"http://eve.example/an-evening-{n}/": evening(n, prose(f"mine{n}z", 5))
        for n in range(posts)
    }
    return clock, FakeWeb(
        pages | {"http://eve.example/feed.xml": entries(*range(posts))}, clock=clock
    )


def text(path: Path, number: int = 0) -> str:
    version = archiver.open(path).get(f"http://eve.example/an-evening-{number}/")
    assert version is not None and version.post is not None
    return version.post.text


@pytest.mark.parametrize("posts", [1, 6])
def test_re_extraction_knows_what_the_first_reading_knew(tmp_path: Path, posts: int) -> None:
    clock, net = evenings(posts)
    go(tmp_path, net, clock, text=SOURCES)
    assert text(tmp_path).split() == " ".join(prose("mine0z", 5)).split()
    assert not [r for r in re_extract(tmp_path, dry_run=True) if r.version or r.error]
    main(["rebuild", "-a", str(tmp_path)])
    assert not [r for r in re_extract(tmp_path, dry_run=True) if r.version or r.error]


@pytest.mark.parametrize("posts", [1, 6])
@pytest.mark.parametrize(
    "edit",
    [
        lambda mine: [f"Well, {mine[0]}", *mine[1:]],
        lambda mine: [*mine[:2], mine[2].replace("x7 ", "x7 indeed "), *mine[3:]],
        lambda mine: [*mine, "Update: the next evening was better, and shorter by far."],
        lambda mine: ["A word before all others, written the day after.", *mine],
        lambda mine: mine[1:],
    ],
    ids=["first", "middle", "update", "preface", "cut"],
)
def test_an_edit_after_the_entry_has_left_the_feed_is_that_edit(
    tmp_path: Path, posts: int, edit: Callable[[list[str]], list[str]]
) -> None:
    clock, net = evenings(posts)
    go(tmp_path, net, clock, text=SOURCES)
    after = edit(prose("mine0z", 5))
    net.pages["http://eve.example/an-evening-0/"] = evening(0, after)
    net.pages["http://eve.example/feed.xml"] = entries(99)
    clock.advance(40 * 86400)
    report = go(tmp_path, net, clock, text=SOURCES)
    edited = [change.url for change in report.changes if change.action == "edited"]
    assert edited == ["http://eve.example/an-evening-0/"]
    assert text(tmp_path).split() == " ".join(after).split()
    assert not [r for r in re_extract(tmp_path, dry_run=True) if r.version or r.error]


def test_a_version_names_its_witnesses(tmp_path: Path) -> None:
    clock, net = evenings(3)
    go(tmp_path, net, clock, text=SOURCES)
    version = archiver.open(tmp_path).get("http://eve.example/an-evening-0/")
    assert version is not None
    feed, lessons = version.witnesses.feed, version.witnesses.lessons
    assert feed is not None and lessons == 3
    assert b"<rss" in archiver.open(tmp_path).capture(feed).body


# ---- damage


def test_a_lost_capture_of_the_feed_leaves_what_the_journal_has_of_the_entry(
    tmp_path: Path,
) -> None:
    clock, net = evenings(1)
    page = evening(0, prose("mine0z", 5)).body.replace("An evening", "Untitled")  # type: ignore[union-attr]
    net.pages["http://eve.example/an-evening-0/"] = Page(body=page)
    go(tmp_path, net, clock, text=SOURCES)
    archive = archiver.open(tmp_path)
    version = archive.get("http://eve.example/an-evening-0/")
    assert version is not None and version.post is not None and version.witnesses.feed is not None
    assert version.post.title == "An evening"
    ref = version.witnesses.feed
    path = tmp_path / ref.warc
    held = bytearray(path.read_bytes())
    held[ref.offset + 40 : ref.offset + 80] = bytes(40)
    path.write_bytes(held)
    reading = Known(archiver.open(tmp_path)).again(version)
    assert reading.feed is not None and reading.feed.title == "An evening"


# ---- bugs


def test_a_bug_in_what_a_page_teaches_is_told_of_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, net = evenings(2)
    monkeypatch.setattr("archiver.reading.reading.learn_habits", lambda *a: {}["lesson"])
    report = go(tmp_path, net, clock, text=SOURCES)
    assert "KeyError: 'lesson'" in report.traceback
    assert Counter(change.action for change in report.changes) == {"created": 2}


def test_a_bug_ends_a_re_extraction_with_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock, net = evenings(2)
    go(tmp_path, net, clock, text=SOURCES)
    monkeypatch.setattr("archiver.reading.reading.extract", lambda *a, **k: {}["rule"])
    assert main(["re-extract", "-a", str(tmp_path)]) == 1
    assert "KeyError: 'rule'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "broken",
    [
        "archiver.crawl.versioning.next_version",
        "archiver.crawl.hosts.multipage.only_own",
        "archiver.crawl.versioning.announcements.announcers",
    ],
)
def test_a_bug_in_keeping_a_post_spares_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    clock, net = evenings(3)
    calls = iter((True, False, False))
    room, _, name = broken.rpartition(".")
    real = getattr(pkgutil.resolve_name(room), name)
    with monkeypatch.context() as patch:
        patch.setattr(broken, lambda *a, **k: {}["post"] if next(calls) else real(*a, **k))
        report = go(tmp_path, net, clock, text=SOURCES)
    assert "KeyError: 'post'" in report.traceback
    assert [change.action for change in report.changes] == ["created", "created"]
    clock.advance(40 * 86400)
    assert [c.action for c in go(tmp_path, net, clock, text=SOURCES).changes] == ["created"]


def test_a_page_that_met_a_bug_is_read_again_though_it_has_not_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a version is held already, so that the server is asked conditionally."""
    clock, net = evenings(1)
    url = "http://eve.example/an-evening-0/"
    net.pages[url] = replace(evening(0, prose("mine0z", 5)), etag='"1"')
    go(tmp_path, net, clock, text=SOURCES)
    after = [p.replace("mine0z2x7 ", "mine0z2x7 indeed ") for p in prose("mine0z", 5)]
    net.pages[url] = replace(evening(0, after), etag='"2"')
    clock.advance(40 * 86400)
    with monkeypatch.context() as patch:
        patch.setattr("archiver.reading.reading.extract", lambda *a, **k: {}["rule"])
        assert "KeyError: 'rule'" in go(tmp_path, net, clock, text=SOURCES).traceback
    clock.advance(40 * 86400)
    assert [c.action for c in go(tmp_path, net, clock, text=SOURCES).changes] == ["edited"]
    assert text(tmp_path).split() == " ".join(after).split()
