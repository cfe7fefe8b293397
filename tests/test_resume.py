"""What a run that was cut off leaves, and how the next one goes on: host by host, nothing twice."""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archiver.crawl import Work
from archiver.errors import StoreError
from archiver.facts import Fact, Failed, Stopped
from archiver.model import Capture, Version
from archiver.pipeline import rebuild, replay
from archiver.reading import pool
from archiver.reading.again import read_again
from archiver.store import Writer, open_archive
from tests.cut_off import DEAD, Deaths, PowerOfProcess, cut_off
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.stories import PROSE, feed, go, page, settings
from tests.test_store_crash import full_after

SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 1d, jobs: 2}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    sources:
      - {id: ana, feed: http://ana.example/feed.xml}
      - {id: ben, feed: http://ben.example/feed.xml}
      - {id: old, feed: http://old.example/feed.xml}
      - {id: older, feed: http://older.example/feed.xml}
"""
ANA, BEN, SHORT = "http://ana.example", "http://ben.example", "http://ana.example/?p=3"
LINKS = (
    '<div class="page-links">Pages: <span class="post-page-numbers current">1</span> '
    f'<a href="{ANA}/long/2/" class="post-page-numbers">2</a></div></div><footer>'
)
DAY = 86400


def pages() -> dict[str, Some]:
    """Ana has a post of two pages, and one that three addresses on three hosts lead to."""
    long = str(page("A long one", "Page one.", PROSE).body).replace("</div><footer>", LINKS)
    return {
        f"{ANA}/feed.xml": feed(
            "ana.example",
            ("/one/", "One", "x"),
            ("/long/", "A long one", "x"),
            ("/?p=3", "Three", "x"),
        ),
        f"{ANA}/one/": page("One", "The first of them.", PROSE),
        f"{ANA}/long/": Page(body=long),
        f"{ANA}/long/2/": page("A long one", "Page two, the end.", PROSE),
        SHORT: Page(status=301, location="/three/"),
        f"{ANA}/three/": page("Three", "The third of them.", PROSE),
        f"{BEN}/feed.xml": feed("ben.example", ("/bread/", "Bread", "x"), ("/gone/", "Gone", "x")),
        f"{BEN}/bread/": page("Bread", "Flour, water, salt and time.", PROSE),
        **{
            f"http://{host}.example/feed.xml": feed(f"{host}.example", ("/three/", "Three", "x"))
            for host in ("old", "older")
        },
        **{
            f"http://{host}.example/three/": Page(status=301, location=f"{ANA}/three/")
            for host in ("old", "older")
        },
    }


def run(path: Path, net: FakeWeb, clock: FakeClock, **options: object) -> None:
    clock.advance(60)
    go(path, net, clock, text=SOURCES, **options)


def asked_posts(net: FakeWeb) -> list[str]:
    return [url for url in net.urls() if not url.endswith((".xml", ".example/"))]


def asked_again(kept: list[str], net: FakeWeb) -> set[str]:
    """Of the posts whose answers were kept those that were asked for again."""
    # a 404 is kept before it is noted as a failure
    posts = {url for url in kept if not url.endswith((".txt", ".xml", "/gone/"))}
    return posts & set(asked_posts(net))


def shown(path: Path) -> dict[str, tuple[int, str]]:
    """All posts: how many versions, the newest text."""
    archive = open_archive(path)
    try:
        return {v.url: (v.number, _text(v)) for v in archive.posts()}
    finally:
        archive.close()


def _text(version: Version) -> str:
    return version.post.text if version.post else "gone"


def known_as(path: Path) -> dict[str, str]:
    archive = open_archive(path)
    try:
        urls = (f"{ANA}/three/", SHORT, "http://old.example/three/", "http://older.example/three/")
        return {url: found.url if (found := archive.get(url)) else "" for url in urls}
    finally:
        archive.close()


def assert_whole(path: Path) -> None:
    archive = open_archive(path)
    try:
        assert archive.check() == []
        assert archive.unfinished() == []
    finally:
        archive.close()


@pytest.fixture(scope="module")
def in_one_go(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path, clock = tmp_path_factory.mktemp("one-go") / "archive", FakeClock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "readers", lambda archive, executor=None: pool.Here(archive))
        run(path, FakeWeb(pages(), clock=clock), clock)
    return path


def resumed(path: Path, in_one_go: Path, prepare: Callable[[pytest.MonkeyPatch], object]) -> bool:
    """Cut a run off, look at what it left, and let another one go on. Returns whether it died."""
    clock = FakeClock()
    net = FakeWeb(pages(), clock=clock)
    kept = cut_off(lambda: run(path, net, clock), prepare)
    assert not any(line.startswith("Traceback") for line in kept), "\n".join(kept)
    whole = shown(in_one_go)
    if (path / "archive.json").exists():
        between = shown(path)
        assert between.items() <= whole.items()
    clock.advance(60)
    net = FakeWeb(pages(), clock=clock)
    run(path, net, clock)
    assert not asked_again(kept, net)
    assert shown(path) == whole
    assert known_as(path) == known_as(in_one_go)
    assert_whole(path)
    net = FakeWeb(pages(), clock=clock)
    run(path, net, clock)
    assert asked_posts(net) == [], "the run after it has nothing to do"
    assert shown(path) == whole
    return kept[-1:] != ["through"]


POINTS = [
    *(("keep", "after", n) for n in (1, 5, 6, 9, 11, 13, 14, 16)),
    *((method, when, n) for method in ("add", "settle") for when in ("before", "after") for n in (1, 2, 3)),
    *(("settle", when, n) for when in ("before", "after") for n in (4, 5)),
    *(("commit", when, 1) for when in ("before", "after")),
]  # fmt: skip


@pytest.mark.parametrize("method, when, nth", POINTS)
def test_a_run_goes_on_where_the_last_one_died(
    method: str, when: str, nth: int, tmp_path: Path, in_one_go: Path
) -> None:
    assert resumed(
        tmp_path / "archive", in_one_go, lambda patch: Deaths(patch, method, when, nth)
    ) or (method, when) == ("commit", "after")


@pytest.mark.parametrize("part", range(3))
def test_a_run_goes_on_whatever_step_to_the_disk_was_the_last(
    part: int, tmp_path: Path, in_one_go: Path
) -> None:
    died, step = True, 20 + 12 * part
    while died:
        path = tmp_path / f"{step}"
        died = resumed(path, in_one_go, lambda patch, step=step: PowerOfProcess(patch, step))  # type: ignore[misc]
        step += 36
    assert step > 150


# ---- what the next run asks


def cut_off_after(path: Path, net: FakeWeb, clock: FakeClock, nth: int) -> list[str]:
    """A run that dies after so many answers; its fake web's log dies with it."""
    clock.advance(60)
    return cut_off(
        lambda: go(path, net, clock, text=SOURCES),
        lambda patch: Deaths(patch, "keep", "after", nth),
    )


def with_robots(sites: dict[str, Some]) -> tuple[FakeClock, FakeWeb]:
    clock = FakeClock()
    return clock, FakeWeb(sites, clock=clock)


def of_ben(*entries: str, etag: str = '"1"') -> Page:
    return feed("ben.example", *((f"/{name}/", name, "x") for name in entries), etag=etag)


def bens(*names: str) -> dict[str, Some]:
    """One blog; the feeds of the others are empty."""
    empty = {f"http://{h}.example/feed.xml": feed(f"{h}.example") for h in ("ana", "old", "older")}
    posts = {f"{BEN}/{n}/": page(n, f"On {n}.", PROSE) for n in names}
    return {**empty, f"{BEN}/feed.xml": of_ben(*names), **posts}


def test_a_held_post_that_was_asked_before_the_death_is_read_once_and_due_later(
    tmp_path: Path,
) -> None:
    clock, net = with_robots(bens("a", "b", "c"))
    run(tmp_path, net, clock)
    clock.advance(60 * DAY)
    net.pages[f"{BEN}/a/"] = page("a", "Quite other words.", PROSE)
    # four feeds and a robots.txt each come before the posts
    kept = cut_off_after(tmp_path, net, clock, 10)
    assert sum(url.endswith(("a/", "b/")) for url in kept) == 2
    net.log.clear()
    run(tmp_path, net, clock)
    assert asked_posts(net) == [f"{BEN}/c/"]
    assert shown(tmp_path)[f"{BEN}/a/"][0] == 2
    assert shown(tmp_path)[f"{BEN}/b/"][0] == 1
    net.log.clear()
    run(tmp_path, net, clock)
    assert asked_posts(net) == []
    clock.advance(60 * DAY)
    net.pages[f"{BEN}/b/"] = page("b", "Quite other words.", PROSE)
    run(tmp_path, net, clock)
    assert sorted(asked_posts(net)) == [f"{BEN}/a/", f"{BEN}/b/", f"{BEN}/c/"]
    assert shown(tmp_path)[f"{BEN}/b/"][0] == 2
    assert_whole(tmp_path)


def test_what_was_fetched_is_read_by_the_next_run_though_its_time_has_not_come(
    tmp_path: Path,
) -> None:
    clock, net = with_robots(bens("a", "b"))
    run(tmp_path, net, clock)
    net.pages[f"{BEN}/a/"] = page("a", "Quite other words.", PROSE)
    forced = lambda: go(tmp_path, net, clock, text=SOURCES, force=True)  # noqa: E731
    clock.advance(60)
    cut_off(forced, lambda patch: Deaths(patch, "keep", "after", 5))
    net.log.clear()
    run(tmp_path, net, clock)
    assert asked_posts(net) == []
    assert shown(tmp_path)[f"{BEN}/a/"][0] == 2


def test_news_that_died_with_its_run_are_asked_for(tmp_path: Path) -> None:
    clock, net = with_robots(bens("a"))
    run(tmp_path, net, clock)
    net.pages[f"{BEN}/a/"] = page("a", "Quite other words.", PROSE)
    net.pages[f"{BEN}/feed.xml"] = feed("ben.example", ("/a/", "a", "Quite other"), etag='"2"')
    cut_off_after(tmp_path, net, clock, 4)
    net.log.clear()
    run(tmp_path, net, clock)
    assert asked_posts(net) == [f"{BEN}/a/"]
    assert shown(tmp_path)[f"{BEN}/a/"][0] == 2


def test_an_answer_that_is_older_than_the_news_is_not_believed(tmp_path: Path) -> None:
    clock, net = with_robots(bens("a", "b"))
    cut_off_after(tmp_path, net, clock, 9)  # a is fetched, b is not
    net.pages[f"{BEN}/a/"] = page("a", "Quite other words.", PROSE)
    net.pages[f"{BEN}/feed.xml"] = feed(
        "ben.example", ("/a/", "a", "Quite other"), ("/b/", "b", "x"), etag='"2"'
    )
    cut_off_after(tmp_path, net, clock, 4)  # the news are noted, and it dies again
    net.log.clear()
    run(tmp_path, net, clock)
    assert sorted(asked_posts(net)) == [f"{BEN}/a/", f"{BEN}/b/"]
    assert "Quite other words." in shown(tmp_path)[f"{BEN}/a/"][1]


def test_feeds_that_were_fetched_are_read_by_the_next_run_before_their_time(tmp_path: Path) -> None:
    clock, net = with_robots(pages())
    text = SOURCES.replace("poll: 0s", "poll: 1d")
    clock.advance(60)
    kept = cut_off(
        lambda: go(tmp_path, net, clock, text=text),
        lambda patch: Deaths(patch, "keep", "after", 7),
    )
    feeds = {url for url in kept if url.endswith("feed.xml")}
    assert feeds
    clock.advance(60)
    net.log.clear()
    go(tmp_path, net, clock, text=text)
    assert not feeds & set(net.urls())
    assert len(shown(tmp_path)) == 4
    assert_whole(tmp_path)


def test_a_failure_counts_though_its_run_died(tmp_path: Path) -> None:
    clock, net = with_robots(bens("a", "b", "c"))
    net.pages[f"{BEN}/a/"] = 404
    cut_off_after(tmp_path, net, clock, 10)
    net.log.clear()
    run(tmp_path, net, clock)
    assert asked_posts(net) == [f"{BEN}/c/"]


def test_a_304_counts_though_its_run_died(tmp_path: Path) -> None:
    clock, net = with_robots(bens("a", "b", "c"))
    for name in "abc":
        net.pages[f"{BEN}/{name}/"] = page(name, f"On {name}.", PROSE)
        net.pages[f"{BEN}/{name}/"] = Page(body=net.pages[f"{BEN}/{name}/"].body, etag='"1"')  # type: ignore[union-attr]
    run(tmp_path, net, clock)
    clock.advance(60 * DAY)
    cut_off_after(tmp_path, net, clock, 10)
    net.log.clear()
    run(tmp_path, net, clock)
    assert asked_posts(net) == [f"{BEN}/c/"]
    assert_whole(tmp_path)


def test_where_an_alias_is_gone_the_own_address_is_asked_also_after_a_death(tmp_path: Path) -> None:
    clock, net = with_robots(bens("short", "b"))
    canonical = f"<link rel=canonical href={BEN}/long/></head>"
    body = str(page("long", "On it.", PROSE).body).replace("</head>", canonical)
    net.pages |= {f"{BEN}/short/": Page(body=body), f"{BEN}/long/": Page(body=body)}
    run(tmp_path, net, clock)
    assert shown(tmp_path)[f"{BEN}/long/"][0] == 1
    net.pages |= {f"{BEN}/short/": 404, f"{BEN}/long/": 404}
    clock.advance(60 * DAY)
    kept = cut_off(
        lambda: go(tmp_path, net, clock, text=SOURCES),
        # the first failure is noted: the alias is gone
        lambda patch: _die_after_failures(patch, 1),
    )
    assert f"{BEN}/short/" in kept
    net.log.clear()
    run(tmp_path, net, clock)
    assert f"{BEN}/long/" in asked_posts(net)
    assert shown(tmp_path)[f"{BEN}/long/"][0] == 1  # one look is none
    clock.advance(60 * DAY)
    run(tmp_path, net, clock)
    assert shown(tmp_path)[f"{BEN}/long/"] == (2, "gone")


def _die_after_failures(patch: pytest.MonkeyPatch, nth: int) -> None:
    real, left = Writer.note, [nth]

    def noting(writer: Writer, fact: Fact) -> None:
        real(writer, fact)
        left[0] -= isinstance(fact, Failed)
        if not left[0]:
            os._exit(DEAD)

    patch.setattr(Writer, "note", noting)


def test_only_one_source_after_a_death_leaves_the_rest_to_the_run_after_it(tmp_path: Path) -> None:
    clock, net = with_robots(pages())
    kept = cut_off_after(tmp_path, net, clock, 14)
    run(tmp_path, net, clock, only=["ben"])
    # the host of an address that leads to ana's post may have been read before the death
    assert {f"{BEN}/bread/"} <= set(shown(tmp_path)) <= {f"{BEN}/bread/", f"{ANA}/three/"}
    net.log.clear()
    run(tmp_path, net, clock)
    assert not asked_again(kept, net)
    assert len(shown(tmp_path)) == 4


def test_the_catalog_is_lost_between_a_death_and_the_next_run(
    tmp_path: Path, in_one_go: Path
) -> None:
    clock, net = with_robots(pages())
    kept = cut_off_after(tmp_path, net, clock, 14)
    shutil.rmtree(tmp_path / "derived")
    net.log.clear()
    run(tmp_path, net, clock)
    assert not asked_again(kept, net)
    assert shown(tmp_path) == shown(in_one_go)
    assert_whole(tmp_path)


def stopped_after(path: Path, net: FakeWeb, clock: FakeClock, nth: int) -> list[str]:
    """A run that is told to stop at its nth answer. Returns the addresses of those it kept."""
    works: list[Work] = []
    kept: list[str] = []
    real, left = Writer.keep, [nth]

    def keeping(writer: Writer, capture: Capture, **options: str | None) -> Capture:
        left[0] -= 1
        if not left[0]:
            works[0].stop(Stopped.TIME)
        kept.append(capture.url)
        return real(writer, capture, **options)

    clock.advance(60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "keep", keeping)
        report = go(path, net, clock, text=SOURCES, begun=works.append)
    assert report.stopped is Stopped.TIME
    return kept


@pytest.mark.parametrize("nth", range(1, 17, 3))
def test_a_run_that_was_stopped_is_gone_on_with_and_its_journal_says_the_same(
    nth: int, tmp_path: Path, in_one_go: Path
) -> None:
    clock, net = with_robots(pages())
    kept = stopped_after(tmp_path, net, clock, nth)
    assert_whole(tmp_path)
    rebuild(tmp_path)
    net.log.clear()
    run(tmp_path, net, clock)
    assert not asked_again(kept, net)
    assert shown(tmp_path) == shown(in_one_go)
    assert_whole(tmp_path)
    rebuild(tmp_path)
    assert shown(tmp_path) == shown(in_one_go)


def test_sources_that_do_not_fit_one_box_of_time_are_read_by_several(tmp_path: Path) -> None:
    clock, net = with_robots(pages())
    slow = SOURCES.replace("poll: 0s", "poll: 1d").replace("jobs: 2", "jobs: 1")
    known: list[set[str]] = [set()]
    for read in (3, 2, 9):
        net.log.clear()
        works: list[Work] = []
        lines: list[str] = []

        def progress(line: str, lines: list[str] = lines, works: list[Work] = works) -> None:
            lines.append(line)
            if len(lines) == read:  # noqa: B023 - called in this turn of the loop only
                works[0].stop(Stopped.TIME)

        clock.advance(60)
        go(tmp_path, net, clock, text=slow, begun=works.append, progress=progress)
        asked = {url.split("/")[2].partition(".")[0] for url in net.urls() if "feed.xml" in url}
        assert not asked & known[-1], "what was read before has its time to come"
        archive = open_archive(tmp_path)
        known.append({source.id for source in archive.sources()})
        archive.close()
    assert [len(ids) for ids in known] == [0, 2, 3, 4]
    assert len(shown(tmp_path)) == 4


@pytest.mark.parametrize("nth", (2, 8, 11, 14))
@pytest.mark.parametrize("how", ["died", "stopped"])
def test_runs_that_were_cut_off_are_replayed(
    how: str, nth: int, tmp_path: Path, in_one_go: Path
) -> None:
    clock, net = with_robots(pages())
    path = tmp_path / "a"
    (cut_off_after if how == "died" else stopped_after)(path, net, clock, nth)
    run(path, net, clock)
    clock.advance(DAY)
    net.pages[f"{ANA}/one/"] = page("One", "Quite other words.", PROSE)
    run(path, net, clock)
    replay(settings(SOURCES), path, tmp_path / "b")
    assert shown(tmp_path / "b") == shown(path)
    assert_whole(tmp_path / "b")


def test_an_archive_with_a_dead_run_is_merged_once_it_is_mended(
    tmp_path: Path, in_one_go: Path
) -> None:
    clock, net = with_robots(pages())
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    run(ours, FakeWeb(bens("a"), clock=clock), clock)
    cut_off_after(theirs, net, clock, 14)
    archive = open_archive(ours)
    with pytest.raises(StoreError, match="a run died in that archive"):
        archive.merge(theirs, "m1", clock.now())
    run(theirs, net, clock)
    archive.merge(theirs, "m2", clock.now())
    archive.close()
    assert shown(in_one_go).items() <= shown(ours).items()
    assert_whole(ours)


def test_an_archive_with_a_dead_run_of_its_own_takes_another_one_in(
    tmp_path: Path, in_one_go: Path
) -> None:
    clock, net = with_robots(pages())
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    run(theirs, FakeWeb(bens("a"), clock=clock), clock)
    kept = cut_off_after(ours, net, clock, 14)
    archive = open_archive(ours)
    archive.merge(theirs, "m1", clock.now())
    archive.close()
    assert_whole(ours)
    net.log.clear()
    run(ours, net, clock)
    assert not asked_again(kept, net)
    assert shown(in_one_go).items() <= shown(ours).items()
    assert_whole(ours)


@pytest.mark.parametrize("allowed", range(12_000, 40_000, 4_000))
def test_a_disk_that_is_full_leaves_what_was_settled(
    allowed: int, tmp_path: Path, in_one_go: Path
) -> None:
    clock, net = with_robots(pages())
    with pytest.MonkeyPatch.context() as patch:
        full_after(patch, allowed)
        with pytest.raises(StoreError, match="No space left"):
            run(tmp_path, net, clock)
    assert shown(tmp_path).items() <= shown(in_one_go).items()
    run(tmp_path, net, clock)
    assert shown(tmp_path) == shown(in_one_go)
    assert_whole(tmp_path)


def test_two_hosts_that_lead_to_one_teach_it_one_after_the_other(tmp_path: Path) -> None:
    """Each version says how many lessons it was read with: read again so, it is the same."""
    names = [f"{letter}{n}" for letter in "ab" for n in range(4)]
    sites: dict[str, Some] = bens()
    for host in ("old", "older"):
        mine = names[:4] if host == "old" else names[4:]
        sites[f"http://{host}.example/feed.xml"] = feed(
            f"{host}.example", *((f"/{n}/", n, "x") for n in mine)
        )
        for name in mine:
            sites[f"http://{host}.example/{name}/"] = Page(status=301, location=f"{BEN}/{name}/")
    for name in names:
        words = " ".join(f"{name}{n} {n * n} and the rest of them;" for n in range(40))
        furniture = "Read more of what I wrote in the spring, and join the letter that I send."
        sites[f"{BEN}/{name}/"] = page(f"About {name}", words, furniture)
    clock, net = with_robots(sites)
    with ThreadPoolExecutor(4) as executor:
        run(tmp_path, net, clock, executor=executor)
    archive = open_archive(tmp_path)
    versions = list(archive.posts())
    assert len(versions) == 8
    assert sorted({v.witnesses.lessons for v in versions}) == [4, 8]
    assert (archive.habits("ben.example") or {})["lessons"] == len(archive.lessons("ben.example"))
    for version in versions:
        assert version.post and read_again(archive, version).text == version.post.text
    archive.close()
