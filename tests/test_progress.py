"""How far a run is: what is counted, drawn on a terminal, and logged once a minute."""

import io
import json
import logging
import sys
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from archiver import cli
from archiver.commands import run as command
from archiver.console import progress
from archiver.console.progress import Counter, counted
from archiver.errors import Unreachable
from archiver.model import Capture
from archiver.pipeline import replay, run
from tests.fakes import FakeClock, FakeWeb, Page
from tests.stories import PROSE, SOURCES, page, scene, settings

COUNTS = {
    "sources": 2,
    "sources_done": 2,
    "posts": 2,
    "posts_fetched": 2,
    "posts_done": 2,
    "hosts": 2,
    "hosts_settled": 2,
}


def tell(counter: Counter, event: str, **fields: object) -> None:
    record = logging.makeLogRecord({"event": event, **fields})
    counter.handle(record)


def asks(counter: Counter, host: str, posts: int) -> None:
    for _ in range(posts):
        tell(counter, "asked", host=host)


def fetches(counter: Counter, clock: FakeClock, host: str, posts: int, seconds: float) -> None:
    for _ in range(posts):
        tell(counter, "asking", url=f"http://{host}/")
        clock.advance(seconds)
        tell(counter, "fetched", host=host)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def counter(clock: FakeClock) -> Counter:
    return Counter(clock.monotonic)


def test_the_counts_of_a_run(tmp_path: Path, clock: FakeClock, counter: Counter) -> None:
    time, net = scene()
    with counted(counter):
        run(settings(), archive=tmp_path, transport=net, now=time.now)
    told = counter.figures()
    assert {name: told[name] for name in COUNTS} == COUNTS
    assert counter.hosts_at_work() == "2 of 2 hosts", "nobody is at work any more"


@pytest.mark.parametrize(
    ("pages", "posts"),
    [
        ({"http://ana.example/motivation/": Page(status=404)}, 2),
        ({"http://ana.example/motivation/": Unreachable("no such host")}, 2),
        ({"http://ana.example/motivation/": Page(body="%PDF-1.7", type="application/pdf")}, 2),
        ({"http://ana.example/motivation/": Page(status=301, location="/new/")}, 2),
        (
            {
                "http://ana.example/motivation/": page(
                    "One", PROSE, '<a rel=next href="/motivation/2/">Next page</a>'
                ),
                "http://ana.example/motivation/2/": page("One", PROSE[::-1]),
            },
            None,
        ),
    ],
    ids=["not found", "unreachable", "held back", "moved", "two pages"],
)
def test_whatever_becomes_of_a_post_it_is_fetched_and_done_once(
    pages: dict[str, Any], posts: int | None, tmp_path: Path, counter: Counter
) -> None:
    time, net = scene(pages)
    for _ in range(3):  # a held post is asked again, by a condition or whole
        found = Counter(time.monotonic)
        with counted(found):
            run(settings(), archive=tmp_path, transport=net, now=time.now, force=True)
        assert found.posts == found.posts_fetched == found.posts_done
        assert posts is None or found.posts == posts
        assert found.hosts == found.hosts_settled == 2
        assert found.sources == found.sources_done == 2
        time.advance(86400 * 3)


def test_a_source_that_rests_is_done(tmp_path: Path, counter: Counter) -> None:
    time, net = scene()
    for _ in range(2):
        found = Counter()
        with counted(found):
            text = SOURCES.replace("poll: 0s", "poll: 1h")
            run(settings(text), archive=tmp_path, transport=net, now=time.now)
        assert (found.sources_done, found.sources) == (2, 2)
    assert str(found) == "2 of 2 sources; 0:00:00"


def test_each_run_of_a_replay_is_counted_from_nothing(tmp_path: Path, counter: Counter) -> None:
    time, net = scene()
    for _ in range(2):
        run(settings(), archive=tmp_path / "a", transport=net, now=time.now)
        time.advance(86400 * 2)
    with counted(counter):
        assert len(replay(settings(), tmp_path / "a", tmp_path / "b")) == 2
    told = counter.figures()
    assert {name: told[name] for name in COUNTS} == COUNTS


def test_what_a_person_reads(clock: FakeClock, counter: Counter) -> None:
    assert str(counter) == "0 of 0 sources; 0:00:00"
    tell(counter, "chosen", sources=3)
    tell(counter, "asking", url="http://a.example/feed")
    tell(counter, "answered", source="a")
    clock.advance(70)
    assert str(counter) == "1 of 3 sources; 0:01:10"
    assert counter.hosts_at_work() == "1 at work: a.example"
    tell(counter, "settled", host="")
    assert counter.hosts_at_work() == ""
    asks(counter, "a.example", 3)
    asks(counter, "b.example", 1)
    assert str(counter) == "0 of 4 posts fetched, 0 read; 0:01:10"
    fetches(counter, clock, "a.example", 1, 10)
    tell(counter, "done", host="a.example")
    assert str(counter) == "1 of 4 posts fetched, 1 read; 0:01:20, about 0:00:30 left"
    assert counter.share() == (2, 8)
    assert counter.hosts_at_work() == "0 of 2 hosts, 1 at work: a.example"
    tell(counter, "settled", host="a.example")
    assert counter.hosts_at_work() == "1 of 2 hosts"


def test_the_time_left_is_that_of_the_slowest_host(clock: FakeClock, counter: Counter) -> None:
    asks(counter, "slow.example", 100)
    for number in range(10):
        asks(counter, f"b{number}.example", 10)
    fetches(counter, clock, "slow.example", 1, 10)
    for number in range(10):
        fetches(counter, clock, f"b{number}.example", 10, 0)
        tell(counter, "settled", host=f"b{number}.example")
    assert counter.figures()["seconds_left"] == 99 * 10


def test_when_all_is_fetched_the_time_left_is_that_of_reading(
    clock: FakeClock, counter: Counter
) -> None:
    asks(counter, "a.example", 4)
    fetches(counter, clock, "a.example", 4, 1)
    assert "seconds_left" not in counter.figures()
    tell(counter, "done", host="a.example")
    assert counter.figures()["seconds_left"] == 12


def test_many_hosts_are_a_few_names(counter: Counter) -> None:
    for number in range(12):
        tell(counter, "asking", url=f"http://h{number}.example/")
    asks(counter, "h1.example", 2)
    told = "0 of 1 hosts, 12 at work: h0.example, h1.example, h2.example, ..."
    assert counter.hosts_at_work() == told


@pytest.mark.parametrize("name", ["\x1b[31mred\x1b[0m", "a\rb\nc", "\u202eevil", "x" * 300, "[/]"])
def test_no_name_steers_the_terminal(
    name: str, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress.urls, "host", lambda url: url)
    tell(counter, "asking", url=name)
    told = counter.hosts_at_work()
    assert told.isprintable() and len(told) < 60
    drawn = drawing(lambda: tell(counter, "asking", url=name), monkeypatch, counter)
    assert "\x1b[31mred" not in drawn and "\u202e" not in drawn and "a\rb" not in drawn


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def drawing(work: Callable[[], object], monkeypatch: pytest.MonkeyPatch, counter: Counter) -> str:
    """What is drawn on a terminal meanwhile."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "Counter", lambda: counter)
    screen = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", screen)
        with progress.shown(bar=True, logged=False):
            work()
    return screen.getvalue()


def test_the_bar_goes_away_and_leaves_the_cursor(
    monkeypatch: pytest.MonkeyPatch, counter: Counter
) -> None:
    drawn = drawing(lambda: asks(counter, "a.example", 3), monkeypatch, counter)
    assert "0 of 3 posts fetched" in drawn and "0 of 1 hosts" in drawn
    assert drawn.endswith("\x1b[2K"), "its lines are erased"
    assert drawn.index("\x1b[?25h") < drawn.index("posts"), "the cursor is there if it is killed"


def test_a_run_that_is_ended_says_so(monkeypatch: pytest.MonkeyPatch, counter: Counter) -> None:
    drawn = drawing(lambda: tell(counter, "stopped"), monkeypatch, counter)
    assert "ending in order; Ctrl-C once more ends it at once" in drawn


def test_afterwards_nothing_is_left() -> None:
    names = ("archiver", "archiver.crawl", "archiver.fetch", "archiver.fetch.client")
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger.level, list(logger.handlers)) for logger in loggers]
    with progress.shown(bar=False, logged=True):
        assert [(logger.level, logger.handlers) for logger in loggers] != before
    assert [(logger.level, logger.handlers) for logger in loggers] == before


def test_a_host_that_does_not_answer_is_at_work(tmp_path: Path) -> None:
    counter, said = Counter(), []

    class Slow(FakeWeb):
        def exchange(self, url: str, headers: Mapping[str, str], **limits: Any) -> Capture:
            if url == "http://ben.example/bread/":
                said.append(counter.hosts_at_work())
            return super().exchange(url, headers, **limits)

    clock, net = scene()
    with counted(counter):
        run(settings(), archive=tmp_path, transport=Slow(net.pages, clock=clock), now=clock.now)
    assert "ben.example" in said[0]


def test_a_line_is_logged_again_and_again(
    caplog: pytest.LogCaptureFixture, counter: Counter
) -> None:
    enough = threading.Semaphore(0)

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            enough.release()

    heard = Heard()
    ours = logging.getLogger("archiver.console.progress")
    asks(counter, "a.example", 2)
    tell(counter, "asking", url="http://a.example/1")
    ours.addHandler(heard)
    try:
        with caplog.at_level(logging.INFO, "archiver"), progress.told(counter, 0.001):
            for _ in range(3):
                assert enough.acquire(timeout=60)
    finally:
        ours.removeHandler(heard)
    record = caplog.records[0]
    words = "0 of 2 posts fetched, 0 read; 0:00:00; 0 of 1 hosts, 1 at work: a.example"
    assert record.getMessage() == words
    assert record.__dict__["event"] == "progress" and record.__dict__["posts"] == 2


class Web(FakeWeb):
    """A web that does not answer for a post before somebody has told how far the run is."""

    def __init__(self, told: threading.Event) -> None:
        clock, web = scene()
        super().__init__(web.pages, clock=clock)
        self.told, self.now = told, clock.now

    def exchange(self, url: str, headers: Mapping[str, str], **limits: Any) -> Capture:
        assert "motivation" not in url or self.told.wait(60)
        return super().exchange(url, headers, **limits)


@pytest.mark.parametrize("as_json", [False, True])
def test_a_run_that_is_logged_tells_how_far_it_is(
    as_json: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    net = Web(threading.Event())

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.__dict__["posts"]:
                net.told.set()

    monkeypatch.setattr(command, "run_once", partial(run, transport=net, now=net.now))
    monkeypatch.setattr(progress, "MINUTE", 0.01)
    monkeypatch.chdir(tmp_path)
    Path("sources.yaml").write_text(SOURCES)
    ours, heard = logging.getLogger("archiver.console.progress"), Heard()
    ours.addHandler(heard)
    try:
        assert cli.main(["run", "-q", "--log-json" if as_json else "-v"]) == 0
    finally:
        ours.removeHandler(heard)
    said = capsys.readouterr().err
    lines = [line for line in said.splitlines() if "archiver.console.progress" in line]
    assert lines and " DEBUG " not in said
    if as_json:
        last = json.loads(lines[-1])
        assert last["event"] == "progress" and last["seconds"] >= 0 and set(COUNTS) <= set(last)
    else:
        assert " INFO    archiver.console.progress: " in lines[0]
        assert " of 2 posts fetched, " in lines[-1] and " of 2 hosts" in lines[-1]
