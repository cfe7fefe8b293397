"""A verdict hears other posts of the blog, and is the same in whatever order these came."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import archiver
from archiver import config
from archiver.model import Challenge, Membership
from archiver.rejudging import rejudge
from archiver.store.grounds import Beside
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.store_kit import hours, make_post, make_version, new_archive, one_run
from tests.stories import PROSE, WHOLE, go, page

SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 1d}
challenges:
  - id: spring
    title: Kitchen Table Challenge
    rounds:
      - {id: week-1, title: Motivation, prompt: "What keeps you going month after month in your work?", opens: 2017-05-01, closes: 2017-05-07}
      - {id: week-2, title: Tone, prompt: "How do you find the right tone when a stranger is angry?", opens: 2017-08-08, closes: 2017-08-14}
    sources:
      - {id: ana, feed: http://ana.example/feed.xml}
"""
CARRIED = "I'm joining in with the Kitchen Table Challenge."
A, B = "http://ana.example/a/", "http://ana.example/b/"
FEED = "http://ana.example/feed.xml"
SPRING = config.parse(SOURCES).challenges[0]


def verdicts(path: Path) -> tuple[Membership, ...]:
    archive = archiver.open(path)
    found = archive.memberships("spring")
    archive.close()
    return found


def grown(path: Path, *webs: dict[str, Some]) -> tuple[Membership, ...]:
    """The verdicts of an archive after runs two days apart; those of `judge` and `rebuild` are no others."""
    clock = FakeClock()
    for pages in webs:
        go(path, FakeWeb(pages, clock=clock), clock, text=SOURCES)
        clock.advance(2 * 86400)
    run = verdicts(path)
    archiver.open(path).rebuild()
    assert verdicts(path) == run
    rejudge(path, config.parse(SOURCES), now=clock.now)
    assert verdicts(path) == run
    return run


def blog(*posts: tuple[str, str]) -> dict[str, Some]:
    """Posts that carry one line, each of a day."""
    items = "".join(
        f"<item><title>{url[-2]}</title><link>{url}</link><guid>{url}</guid>"
        f"<pubDate>{date.fromisoformat(day):%d %b %Y} 09:00:00 +0000</pubDate></item>"
        for url, day in posts
    )
    channel = f"{WHOLE}<title>ana</title><link>http://ana.example/</link>{items}"
    text = f"<rss version='2.0'><channel>{channel}</channel></rss>"
    told: dict[str, Some] = {FEED: Page(body=text, type="application/rss+xml")}
    texts = {
        A: ("Flour and water. The oven must be hot.", PROSE),
        B: ("Soup is cold.", PROSE[::-1]),
    }
    return told | {url: page(url[-2], CARRIED, *texts[url], day=day) for url, day in posts}


@pytest.mark.parametrize("day", ["2017-05-10", "2017-06-11", "2017-06-12", "2017-08-09"])
def test_the_order_in_which_posts_came_does_not_count(tmp_path: Path, day: str) -> None:
    first, second = (A, "2017-05-02"), (B, day)
    one = grown(tmp_path / "one", blog(first), blog(first, second))
    other = grown(tmp_path / "other", blog(second), blog(second, first))
    both = grown(tmp_path / "both", blog(first, second))
    assert one == other == both
    near = date.fromisoformat(day) <= date(2017, 6, 11)
    known = {m.post: m.confidence or 0 for m in one}
    alone = {m.post: m.confidence or 0 for m in grown(tmp_path / "a", blog(first))}
    assert (known[A] < alone[A]) == near


def test_an_edited_day_takes_a_post_away_from_those_it_was_near(tmp_path: Path) -> None:
    near, far = (B, "2017-05-10"), (B, "2017-08-09")
    moved = grown(tmp_path / "moved", blog((A, "2017-05-02"), near), blog((A, "2017-05-02"), far))
    alone = grown(tmp_path / "alone", blog((A, "2017-05-02"), far))
    assert [(m.post, m.confidence) for m in moved] == [(m.post, m.confidence) for m in alone]


def test_a_page_without_a_day_hears_nobody_and_is_heard_by_nobody(tmp_path: Path) -> None:
    pages = blog((A, "2017-05-02"), (B, "2017-05-10"))
    whole = pages[B]
    assert isinstance(whole, Page)
    start, _, rest = str(whole.body).partition("<time")
    undated = {B: replace(whole, body=start + rest.partition("</time>")[2])}
    listed = pages[FEED]
    assert isinstance(listed, Page)
    text = str(listed.body).replace("<pubDate>10 May 2017 09:00:00 +0000</pubDate>", "")
    undated[FEED] = replace(listed, body=text)
    found = grown(tmp_path / "two", blog((A, "2017-05-02")), pages | undated)
    alone = {m.post: m.confidence for m in grown(tmp_path / "a", blog((A, "2017-05-02")))}
    assert {m.post: m.confidence for m in found}[A] == alone[A]


def test_on_a_host_of_many_strangers_her_own_posts_are_heard(tmp_path: Path) -> None:
    archive = new_archive(tmp_path)
    hers = [f"https://medium.com/@ann/s{n}-aaaa{n}" for n in range(3)]
    others = [f"https://medium.com/@w{n}/t-bbb{n}" for n in range(250)]
    with one_run(archive, "r1", hours(0)) as writer:
        for url, day in (
            *((u, date(2017, 5, 1 + n)) for n, u in enumerate(hers)),
            *((u, date(2017, 5, 1)) for u in others),
        ):
            writer.add(make_version(url, post=make_post(url, published=day)))
    beside = Beside(archive, (SPRING,), ())
    assert [post.url for post in beside.host_posts(hers[0])] == hers[1:]
    assert [post.url for post in beside.host_posts(hers[2])] == [hers[1], hers[0]]
    assert list(beside.host_posts("https://medium.com/@nobody/x")) == []


def test_a_post_that_names_another_host_as_its_own_hears_the_blog_it_stands_on(
    tmp_path: Path,
) -> None:
    archive = new_archive(tmp_path)
    with one_run(archive, "r1", hours(0)) as writer:
        for url in (A, B):
            writer.add(make_version(url, post=make_post(f"http://elsewhere.example{url[-3:]}")))
    grounds = archive.grounds(A)
    assert grounds and grounds.held == A
    heard: list[str] = []

    class Told(Beside):
        def host_posts(self, post: str):  # type: ignore[no-untyped-def]
            heard.append(post)
            return super().host_posts(post)

    challenge = Challenge(id="spring", title="Kitchen Table Challenge")
    archive.verdict(grounds, challenge, Told(archive, (challenge,), ()))
    assert heard == [A]
