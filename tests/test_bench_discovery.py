"""``bench/discovery.py`` counts what it says it counts, and its bars hold."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench import discovery
from bench.announcing import blogs, lists
from bench.announcing.blogs import FEED, alternate, blog, entries, fixed, paged_home
from bench.announcing.measure import Count, ours, peers
from bench.announcing.pages import listing, rss
from bench.announcing.way import Answer, Way
from tests.test_rungs import HOME, posts, sitemap_of

WAYS = {way.name: way for make in (*blogs.WAYS, *lists.WAYS) for way in [make()]}


def counted(path: Path, way: Way) -> Count:
    with ThreadPoolExecutor(1) as executor:
        return ours(way, path / "archive", executor)


def with_feed(numbers: Iterable[int], expected: set[str]) -> Way:
    """A blog whose feed has these posts; its home page says nothing."""
    web: dict[str, Answer] = {FEED: rss(entries(numbers)), HOME: listing([], head=alternate(FEED))}
    return blog("a feed", "feed", FEED, fixed(web), expected)


def test_what_is_taken_for_a_post_and_is_none_is_wrong(tmp_path: Path) -> None:
    found = counted(tmp_path, with_feed([3, 2, 1], posts([1, 2])))
    assert (found.found, found.missing, found.wrong) == (2, (), ("blog.example.net/p3",))


def test_what_is_announced_and_cannot_be_had_is_missing(tmp_path: Path) -> None:
    found = counted(tmp_path, with_feed([1], posts([1, 2])))
    assert (found.found, found.missing, found.wrong) == (1, ("blog.example.net/p2",), ())


def test_requests_for_posts_and_for_robots_txt_are_none_for_listings(tmp_path: Path) -> None:
    way = blog("home", "site", HOME, paged_home(25), posts(range(1, 26)))
    found = counted(tmp_path, way)
    assert (found.listings, found.requests) == (3, 3 + 25 + 1)


def test_the_peer_is_told_by_what_it_names() -> None:
    feed = peers(with_feed([2, 1], posts([1, 2, 3])))
    assert feed and feed.found == 2
    mapped = {HOME: listing([]), HOME + "sitemap.xml": sitemap_of(posts([1, 2, 3]))}
    by_map = peers(blog("a map", "site", HOME, mapped.get, posts([1, 2, 3])))
    assert by_map and by_map.found == 3
    # the page, a look whether the site is there, robots.txt and the map itself
    assert by_map.requests >= 4
    assert peers(WAYS["OPML roll"]) is None


def test_every_way_has_a_name_of_its_own_and_posts() -> None:
    assert len(WAYS) == len(blogs.WAYS) + len(lists.WAYS)
    for way in WAYS.values():
        assert way.expected and not {*way.expected} & {*way.also}


@pytest.mark.parametrize("words", [["5005", "tag page"], ["invitation"], ["hashtag", "calendar"]])
def test_the_bars_hold(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert discovery.main([*words, "--missing"]) == 0
    told = capsys.readouterr().out
    assert "missed" not in told and "missing:" not in told


def test_a_window_far_back_is_found_by_few_requests(tmp_path: Path) -> None:
    way = WAYS["12 of 1,000, 10 a page"]
    assert way.requests and counted(tmp_path, way).requests <= way.requests


def test_a_bar_that_is_missed_is_told_of() -> None:
    way = with_feed([1], posts([1]))
    few, many = Count(found=1, listings=1, requests=30), Count(found=1, listings=1, requests=50)
    lost = Count(found=0, missing=("a",), wrong=("b",), listings=1, requests=2)
    window = WAYS["12 of 1,000, 100 a page"]
    assert not list(discovery._faults([(way, few, None), (window, few, None)]))
    assert list(discovery._faults([(way, many, None), (window, many, None)])) == [
        f"{window.name}: 50 requests (bar 40)"
    ]
    assert list(discovery._faults([(way, lost, None)])) == [
        "a feed: 1 posts (bar 0)",
        "1 of 1 taken for posts are none (bar 2%)",
    ]


def test_a_way_that_is_none_is_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert discovery.main(["telepathy"]) == 1
    assert "feed alone" in capsys.readouterr().err
