"""One crawl of 2,000 pages that is cut off 200 times, and one in small boxes of time: nothing that
was acknowledged is lost, next to nothing is asked again, and it ends as if it had gone through."""

import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archiver.model.settings import Settings
from archiver.pipeline import run
from archiver.store import open_archive
from tests.fakes import FakeWeb, Some
from tests.live.crawls import Blogs, Forked, Program, as_pages, end, sources, wait
from tests.stories import settings

pytestmark = [
    pytest.mark.live,
    pytest.mark.workers,
    pytest.mark.xdist_group("resumed"),
]

KILLS, PAGES, BLOGS = 200, 2000, 30
WAYS = ("group", "main", "SIGINT", "SIGTERM")


def sizes(pages: int, blogs: int) -> dict[str, int]:
    """A few large blogs and many small ones, with so many posts in all."""
    chance = random.Random(7)
    weights = [min(12.0, chance.paretovariate(1.2)) for _ in range(blogs)]
    rest = pages - 5 * blogs
    found = {f"blog{n}.test": 5 + int(rest * w / sum(weights)) for n, w in enumerate(weights)}
    found["blog0.test"] += pages - sum(found.values())
    return found


def twice(asked: Counter[str]) -> int:
    """How many requests were of pages that had been asked for before."""
    return asked.total() - len(asked)


@pytest.fixture(scope="module")
def web() -> tuple[dict[str, Some], Settings]:
    made = sizes(PAGES, BLOGS)
    return as_pages(made), settings(sources(made, 80).replace(":80/", "/"))


@pytest.fixture(scope="module")
def in_one_go(
    web: tuple[dict[str, Some], Settings], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Forked, float]:
    """The archive of a run that nobody cut off, and how many seconds it took."""
    with ThreadPoolExecutor(1) as executor:  # what is imported here need not be in each copy
        small = as_pages({"blog0.test": 2})
        text = settings(sources({"blog0.test": 2}, 80).replace(":80/", "/"))
        warm = tmp_path_factory.mktemp("warm")
        run(text, archive=warm, transport=FakeWeb(small), executor=executor)
    folder, began = tmp_path_factory.mktemp("one-go"), time.monotonic()
    crawl = Forked(folder, pages=web[0], settings=web[1])
    assert wait(crawl.start()) == 0, (folder / "output").read_text()
    assert len(crawl.shown()) == PAGES
    return crawl, time.monotonic() - began


def test_a_crawl_that_is_cut_off_two_hundred_times(
    web: tuple[dict[str, Some], Settings], in_one_go: tuple[Forked, float], tmp_path: Path
) -> None:
    chance, began, most = random.Random(11), time.monotonic(), 0
    crawl = Forked(tmp_path, pages=web[0], settings=web[1])
    for number in range(1, KILLS + 1):
        before, pid = twice(crawl.asked()), crawl.start()
        time.sleep(chance.uniform(0, 1.6 * in_one_go[1] / KILLS))
        crawl.codes[end(pid, chance.choice(WAYS))] += 1
        most = max(most, twice(crawl.asked()) - before)
        if number % 20 == 0:
            crawl.assert_whole()
    held = len(crawl.shown())
    assert wait(crawl.start()) == 0, (tmp_path / "output").read_text()
    print(
        f"{KILLS} kills, {dict(crawl.codes)}; {held} posts before the last run, {len(crawl.told())}"
        f" facts told of, {twice(crawl.asked())} of {PAGES} pages asked again in all, at most {most}"
        f" in a run, {time.monotonic() - began:.0f} s"
    )
    assert set(crawl.codes) <= {-9, 0, 130, 143, -2, -15}
    assert crawl.lost() == []
    assert most <= PAGES * 0.05
    assert crawl.shown() == in_one_go[0].shown()
    crawl.assert_whole()
    archive = open_archive(crawl.archive)
    assert archive.unfinished() == [] and {v.number for v in archive.posts()} == {1}
    archive.close()


def test_a_crawl_in_small_boxes_of_time(
    web: tuple[dict[str, Some], Settings], in_one_go: tuple[Forked, float], tmp_path: Path
) -> None:
    crawl = Forked(tmp_path, pages=web[0], settings=web[1])
    # a share of what the whole takes, on this machine as it is now
    box, boxes, progress, idle, held = max(1.0, in_one_go[1] / 12), 0, 0, 0, 0
    while held < PAGES:
        boxes += 1
        assert wait(crawl.start(box)) == 0, (tmp_path / "output").read_text()
        if (now := len(crawl.told())) == progress:
            # while the machine is busy with others, a box may end before a feed has been read
            idle, box = idle + 1, 2 * box
        progress, held = now, len(crawl.shown())
        assert idle < 8, "no box is large enough for any progress"
    print(
        f"{boxes} boxes of at most {box:.1f} s, {idle} of them too small,"
        f" {twice(crawl.asked())} of {PAGES} pages asked again"
    )
    assert boxes > 1
    assert twice(crawl.asked()) <= PAGES * 0.05
    assert crawl.lost() == []
    assert crawl.shown() == in_one_go[0].shown()
    crawl.assert_whole()


def test_the_program_itself_is_cut_off_again_and_again(tmp_path: Path) -> None:
    """With a network, and with processes that read."""
    chance, kills = random.Random(5), 16
    with Blogs(sizes(300, 8)) as blogs:
        whole = Program(tmp_path / "one-go", blogs=blogs)
        assert wait(whole.start()) == 0, (whole.folder / "output").read_text()
        blogs.asked.clear()
        crawl = Program(tmp_path / "cut-off", blogs=blogs)
        for number in range(kills):
            pid = crawl.start()
            # as some pages have come, and then at any moment
            blogs.wait_for(chance.randrange(1, 60), seconds=5)
            time.sleep(chance.uniform(0, 1))
            crawl.codes[end(pid, WAYS[number % len(WAYS)])] += 1
        crawl.assert_whole()
        assert wait(crawl.start()) == 0, (crawl.folder / "output").read_text()
        print(f"{kills} kills, {dict(crawl.codes)}, {twice(blogs.posts)} of 300 pages asked again")
        assert twice(blogs.posts) <= 8 * kills, "what was under way, at most"
    assert set(crawl.codes) <= {-9, 0, 130, 143, -2, -15}
    assert crawl.lost() == []
    assert crawl.shown() == whole.shown()
    crawl.assert_whole()


def test_readers_beside_the_program(tmp_path: Path) -> None:
    """They list, read, search and check all the time that it is at work, and neither minds."""
    with Blogs(sizes(300, 8)) as blogs:
        crawl = Program(tmp_path, blogs=blogs)
        pid, rounds, before = crawl.start(), 0, set[str]()
        while (ended := os.waitpid(pid, os.WNOHANG))[0] == 0:
            if not (crawl.archive / "archive.json").exists():
                continue
            archive = open_archive(crawl.archive)
            try:
                listed = {summary.url for summary in archive.summaries()}
                assert before <= listed, "what was seen once stays"
                for version in archive.posts():
                    assert version.post and version.post.text
                archive.search("letter")
                archive.sources()
                assert archive.check() == []
            finally:
                archive.close()
            rounds, before = rounds + 1, listed
        assert os.waitstatus_to_exitcode(ended[1]) == 0, (tmp_path / "output").read_text()
    print(f"{rounds} rounds of readers")
    assert rounds > 1 and len(crawl.shown()) == 300
    crawl.assert_whole()
