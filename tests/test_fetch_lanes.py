"""What the queue costs, counted in lines of this program that are run, by the number of hosts."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from archiver.errors import Unreachable
from archiver.fetch.client import Fetcher, Frontier
from archiver.model import Purpose, Request
from archiver.model.settings import Pace
from tests.fakes import FakeClock, FakeWeb, Page

Web = Callable[[FakeClock], FakeWeb]


@contextmanager
def lines_counted(*, in_folder: str = "/archiver/fetch/") -> Iterator[list[int]]:
    """Counts the lines of a folder's files that are run meanwhile, in this thread and new ones."""
    count = [0]

    def line(frame: FrameType, event: str, about: Any) -> Any:
        count[0] += event == "line"
        return line

    def call(frame: FrameType, event: str, about: Any) -> Any:
        return line if in_folder in frame.f_code.co_filename else None

    before = sys.gettrace()
    threading.settrace(call)
    sys.settrace(call)
    try:
        yield count
    finally:
        sys.settrace(before)
        threading.settrace(before)  # type: ignore[arg-type]  # None ends it


def site(hosts: int, posts: int, robots: Page) -> dict[str, str | Page]:
    """So many posts on each of so many hosts."""
    pages: dict[str, str | Page] = {
        f"http://blog{host}.test/{post}": "<p>a post"
        for host in range(hosts)
        for post in range(posts)
    }
    return pages | {f"http://blog{host}.test/robots.txt": robots for host in range(hosts)}


def lines_each(pages: dict[str, Any], *, jobs: int = 1, delay: float = 0.0) -> float:
    """Lines an answer, when all pages but the files of robots are asked for."""
    clock, frontier = FakeClock(), Frontier()
    web = FakeWeb(pages, clock=clock)
    fetcher = Fetcher(
        web,
        user_agent="test",
        pace=Pace(delay=delay, jobs=jobs),
        now=clock.now,
        sleep=clock.sleep,
        monotonic=clock.monotonic,
    )
    wanted = [url for url in pages if not url.endswith("/robots.txt")]
    for url in wanted:
        frontier.add(Request(url=url, source="", purpose=Purpose.POST))
    with lines_counted() as count:
        answers = [a for a in fetcher.answers(frontier) if a.request.purpose is Purpose.POST]
    assert len(answers) == len(wanted)
    return count[0] / len(answers)


PLAIN, SECRET = Page(body=""), Page(body="User-agent: *\nDisallow: /")
BROKEN, MOVED = Page(status=500), Page(status=301, location="http://hub.test/robots.txt")


@pytest.mark.parametrize(
    "robots", [PLAIN, SECRET, BROKEN, MOVED], ids=["plain", "barred", "5xx", "moved"]
)
@pytest.mark.parametrize("jobs", [1, 8])
def test_an_answer_costs_the_same_with_many_hosts(robots: Page, jobs: int) -> None:
    few = lines_each(site(20, 2, robots), jobs=jobs)
    many = lines_each(site(200, 2, robots), jobs=jobs)
    assert many <= 1.5 * few


def test_an_answer_costs_the_same_with_many_posts_of_a_host() -> None:
    for robots in (PLAIN, SECRET, MOVED):
        few, many = lines_each(site(1, 40, robots)), lines_each(site(1, 400, robots))
        assert many <= 1.5 * few


def test_waiting_costs_the_same_with_many_hosts() -> None:
    """One thread, so that the fake clock moves only when that thread waits."""
    few = lines_each(site(20, 3, PLAIN), delay=200.0)
    many = lines_each(site(200, 3, PLAIN), delay=200.0)
    assert many <= few  # the hosts wait at the same time


def test_a_sleeping_queue_runs_a_few_lines_a_tick() -> None:
    pages = site(1, 2, PLAIN)
    short, long = lines_each(pages, delay=10.0), lines_each(pages, delay=110.0)
    ticks = 2 * 100 / 0.1
    assert (long - short) * 2 / ticks < 100


def test_one_answer_wakes_few_threads() -> None:
    """Threads that have nothing to do are not woken by what others do."""
    alone = lines_each(site(1, 100, PLAIN), jobs=1)
    crowd = lines_each(site(1, 100, PLAIN), jobs=64)
    assert crowd <= 3 * alone


def test_a_host_that_answers_nothing_holds_up_nobody() -> None:
    pages: dict[str, Any] = site(40, 3, PLAIN)
    pages |= {url: Unreachable("no such host") for url in pages if "//blog7." in url}
    assert lines_each(pages, jobs=8) < 1500
