"""A short link counts as a link to the page that it leads to."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archiver import membership
from archiver.crawl import resolving
from archiver.errors import Unreachable
from archiver.facts import Resolved
from archiver.membership.short_links import expanded, target_of
from archiver.model import Challenge, Link, Post, Verdict
from archiver.outcomes import Report
from archiver.pipeline import rebuild
from archiver.store import open_archive
from archiver.store.catalog import Catalog
from archiver.testing import read_listing
from archiver.web import urls
from archiver.web.address_kinds import is_short, is_shortened
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.store_kit import T0, make_post, make_version
from tests.stories import PROSE, feed, go, page

HUB = "http://hub.example/2017/04/spring-challenge/"
POST = "http://ana.example/motivation/"
OTHERS = "http://other.example/2017/a-post/"


# ---- the function


def linking(*links: str) -> Post:
    return make_post(POST, "Some *words*.", links=tuple(Link(url=u, text="there") for u in links))


def test_links_are_replaced_by_what_they_lead_to() -> None:
    targets = {urls.key("https://wp.me/p4aB-1xy"): HUB}
    post = expanded(linking("http://wp.me/p4aB-1xy#respond", "https://z.example/"), targets)
    assert [link.url for link in post.links] == [HUB, "https://z.example/"]
    assert [link.text for link in post.links] == ["there", "there"]


def test_a_post_without_short_links_is_the_same_one() -> None:
    post = linking("https://z.example/", "https://wp.me/p4aB-other")
    assert expanded(post, {urls.key("https://wp.me/p4aB-1xy"): HUB}) is post
    assert expanded(post, {}) is post


def test_a_short_link_may_lead_to_another_and_circles_end() -> None:
    a, b, c = "https://t.co/a", "https://bit.ly/b", "https://tinyurl.com/c"
    chain = {urls.key(a): b, urls.key(b): c, urls.key(c): HUB}
    assert target_of(a, chain) == HUB
    assert target_of(a, {urls.key(a): b, urls.key(b): a}) in (a, b)


def test_case_counts_in_a_short_link() -> None:
    assert target_of("https://bit.ly/ABC", {urls.key("https://bit.ly/abc"): HUB}) == (
        "https://bit.ly/ABC"
    )


def test_an_expanded_post_links_to_the_challenge() -> None:
    challenge = Challenge(id="spring", title="Anything", hub=HUB)
    post = linking("https://wp.me/p4aB-1xy")
    assert membership.judge(post, challenge, []).verdict is Verdict.OUTSIDE
    seen = expanded(post, {urls.key("https://wp.me/p4aB-1xy"): HUB})
    found = membership.judge(seen, challenge, [])
    assert found.verdict is not Verdict.OUTSIDE
    assert [e.where for e in found.evidence if e.kind == "link"] == [f"link to {HUB}"]


@pytest.mark.parametrize(
    ("url", "short", "of_a_service"),
    [
        ("https://bit.ly/3xYz", True, True),
        ("https://www.tinyurl.com/spring", True, True),
        ("http://hub.example/?p=123", True, False),
        ("http://hub.example/blog/?page_id=7", True, False),
        ("https://bit.ly/", False, False),
        ("http://hub.example/?p=123&preview=true", False, False),
        ("http://hub.example/?s=spring", False, False),
        ("http://notbit.ly/3xYz", False, False),
        (HUB, False, False),
        ("mailto:ana@a.example", False, False),
    ],
)
def test_what_is_short(url: str, short: bool, of_a_service: bool) -> None:
    assert (is_short(url), is_shortened(url)) == (short, of_a_service)


# ---- what a page tells of itself


def hub_page(head: str = "", **more: object) -> Page:
    body = (
        f"<html><head><title>The Spring Writing Challenge</title>{head}</head><body><article>"
        f"<h1>The Spring Writing Challenge</h1><p>{PROSE}</p><p>See <a href='{POST}'>Ana</a>.</p>"
        "</article></body></html>"
    )
    return replace(Page(body=body), **more)  # type: ignore[arg-type]


SHORT = "<link rel=shortlink href='https://wp.me/p4aB-1xy'>"


@pytest.mark.parametrize("method", ["hub", "invitation", "roundup"])
def test_a_page_of_a_challenge_tells_its_other_addresses(method: str) -> None:
    head = f"{SHORT}<link rel='canonical' href='/2017/04/spring/'><link rel=next href=/page/2/>"
    found = read_listing(str(hub_page(head).body), HUB, method)
    assert found.also == (HUB, "https://wp.me/p4aB-1xy", "http://hub.example/2017/04/spring/")


def test_a_home_page_is_no_other_address() -> None:
    head = "<link rel=canonical href='http://hub.example/'><link rel=shortlink href='/?p=12'>"
    found = read_listing(str(hub_page(head).body), HUB, "hub")
    assert found.also == (HUB, "http://hub.example/?p=12")


# ---- in a run

SOURCES = f"""
contact: https://example.org/bot
pace: {{delay: 0s, poll: 0s, recheck: 1d}}
challenges:
  - id: spring
    title: Words in Bloom
    hub: {HUB}
    rounds:
      - {{id: week-1, title: Motivation, opens: 2017-05-01, closes: 2017-05-07, roundup: http://hub.example/week-1/}}
    sources:
      - {{id: ana, feed: http://ana.example/feed.xml}}
"""


def small_web(
    clock: FakeClock, *links: str, hub: Page | None = None, extra: Mapping[str, Some] | None = None
) -> FakeWeb:
    """A hub that lists nobody, and a post of May 20 that links to it by short links alone."""
    told = "".join(f"<a href='{url}'>This is why I write</a> " for url in links)
    bare = Page(body=str(hub_page(SHORT).body).replace(f"<a href='{POST}'>Ana</a>", "them"))
    pages: dict[str, Some] = {
        HUB: hub or bare,
        "http://ana.example/feed.xml": feed("ana.example", ("/motivation/", "Why", "x")),
        POST: page("Why", f"A post. {told}", PROSE, PROSE, day="2017-05-20"),
    }
    pages["http://hub.example/week-1/"] = Page(
        body="<html><body><article><h1>Week 1</h1><p>By <a href='"
        f"{OTHERS}'>Jo</a></p><p>{PROSE}</p></article></body></html>"
    )
    return FakeWeb(pages | dict(extra or {}), clock=clock)


def linked(path: Path) -> list[str]:
    archive = open_archive(path)
    try:
        found = [m for m in archive.memberships("spring") if m.post == POST]
        return [e.where for m in found for e in m.evidence if e.kind == "link"]
    finally:
        archive.close()


def run(path: Path, net: FakeWeb, clock: FakeClock) -> Report:
    return go(path, net, clock, text=SOURCES)


def test_the_short_link_of_a_hub_is_known_without_asking(tmp_path: Path) -> None:
    clock = FakeClock()
    net = small_web(clock, "https://wp.me/p4aB-1xy")
    report = run(tmp_path, net, clock)
    assert linked(tmp_path) == [f"link to {HUB}"]
    assert net.asked("https://wp.me/p4aB-1xy") == 0
    # what the journal holds is enough
    rebuild(tmp_path)
    assert linked(tmp_path) == [f"link to {HUB}"]
    archive = open_archive(tmp_path)
    facts = [f for f in archive.facts(report.run) if isinstance(f, Resolved)]
    assert [(f.url, f.target) for f in facts] == [("https://wp.me/p4aB-1xy", HUB)]
    assert archive.check() == []


@pytest.mark.parametrize(
    ("hub", "link"),
    [
        pytest.param(
            hub_page(headers={"Link": "<http://hub.example/?p=12>; rel=shortlink"}),
            "http://hub.example/?p=12",
            id="header",
        ),
        pytest.param(
            hub_page("<link rel=canonical href=https://new.example/spring/>"),
            "https://new.example/spring/",
            id="canonical",
        ),
        pytest.param(
            Page(status=301, location="http://hub.example/moved/"),
            "http://hub.example/moved/",
            id="redirect",
        ),
    ],
)
def test_every_way_in_which_a_hub_tells_its_other_address(
    tmp_path: Path, hub: Page, link: str
) -> None:
    clock = FakeClock()
    hub = replace(hub, body=str(hub.body).replace(f"<a href='{POST}'>Ana</a>", "them"))
    moved = small_web(clock).pages[HUB]
    net = small_web(clock, link, hub=hub, extra={"http://hub.example/moved/": moved})
    run(tmp_path, net, clock)
    assert linked(tmp_path) == [f"link to {HUB}"]


def test_another_page_of_a_challenge_stays_what_it_is(tmp_path: Path) -> None:
    """The round-up names the hub as its canonical address: links to the hub are to the hub."""
    clock = FakeClock()
    net = small_web(clock, HUB)
    roundup = str(net.pages["http://hub.example/week-1/"].body)  # type: ignore[union-attr]
    named = roundup.replace("<html>", f"<html><head><link rel=canonical href='{HUB}'></head>")
    net.pages["http://hub.example/week-1/"] = Page(body=named)
    run(tmp_path, net, clock)
    assert linked(tmp_path) == [f"link to {HUB}"]


# ---- asked of the service


def test_a_short_link_in_a_post_is_asked_for_once(tmp_path: Path) -> None:
    clock = FakeClock()
    led = {"https://bit.ly/spring17": Page(status=301, location=HUB)}
    net = small_web(clock, "https://bit.ly/spring17", extra=led)
    run(tmp_path, net, clock)
    assert linked(tmp_path) == [f"link to {HUB}"]
    assert net.asked(HUB) == 1  # as a source; not behind the short link
    assert net.asked("https://bit.ly/robots.txt") == 1
    for _ in range(2):
        clock.advance(timedelta(days=40).total_seconds())
        run(tmp_path, net, clock)
    assert net.asked("https://bit.ly/spring17") == 1
    rebuild(tmp_path)
    assert linked(tmp_path) == [f"link to {HUB}"]
    assert open_archive(tmp_path).check() == []


def test_a_short_link_to_a_short_link_is_followed_to_the_first_long_one(tmp_path: Path) -> None:
    clock = FakeClock()
    led: dict[str, Some] = {
        "https://t.co/AbC": Page(status=301, location="https://bit.ly/spring17"),
        "https://bit.ly/spring17": Page(status=302, location="http://hub.example/?p=12"),
    }
    hub = hub_page("<link rel=shortlink href='/?p=12'>")
    net = small_web(clock, "https://t.co/AbC", hub=hub, extra=led)
    run(tmp_path, net, clock)
    assert linked(tmp_path) == [f"link to {HUB}"]
    assert net.asked("http://hub.example/?p=12") == 0


def test_a_dead_link_is_left_alone_for_a_month(tmp_path: Path) -> None:
    clock = FakeClock()
    dead: dict[str, Some] = {"https://bit.ly/interstitial": "<p>You are leaving us."}
    net = small_web(clock, "https://bit.ly/dead", "https://bit.ly/interstitial", extra=dead)
    report = run(tmp_path, net, clock)
    assert [f.url for f in report.missed] == [OTHERS]  # no post was missed for it
    facts = [f for f in open_archive(tmp_path).facts(report.run) if isinstance(f, Resolved)]
    told = {f.url: f.reason for f in facts if not f.target}
    assert told == {
        "https://bit.ly/dead": "answered 404",
        "https://bit.ly/interstitial": "it does not redirect",
    }
    clock.advance(timedelta(days=20).total_seconds())
    run(tmp_path, net, clock)
    assert net.asked("https://bit.ly/dead") == 1
    net.pages["https://bit.ly/dead"] = Page(status=301, location=HUB)
    clock.advance(timedelta(days=11).total_seconds())
    run(tmp_path, net, clock)
    assert net.asked("https://bit.ly/dead") == 2
    # the post has not changed, and is judged again
    assert linked(tmp_path) == [f"link to {HUB}"]


def test_robots_txt_counts_for_short_links_too(tmp_path: Path) -> None:
    clock = FakeClock()
    led: dict[str, Some] = {
        "https://t.co/robots.txt": "User-agent: *\nDisallow: /",
        "https://t.co/AbC": Page(status=301, location=HUB),
    }
    net = small_web(clock, "https://t.co/AbC", extra=led)
    run(tmp_path, net, clock)
    assert net.asked("https://t.co/AbC") == 0
    assert linked(tmp_path) == []


def test_a_service_that_does_not_answer_is_asked_again_later(tmp_path: Path) -> None:
    clock = FakeClock()
    led: dict[str, Some] = {"https://bit.ly/spring17": Unreachable("no such host")}
    net = small_web(clock, "https://bit.ly/spring17", extra=led)
    run(tmp_path, net, clock)
    assert linked(tmp_path) == []
    net.pages["https://bit.ly/spring17"] = Page(status=301, location=HUB)
    clock.advance(timedelta(days=2).total_seconds())
    run(tmp_path, net, clock)
    assert linked(tmp_path) == [f"link to {HUB}"]


def test_few_links_are_asked_for_in_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    links = [f"https://bit.ly/list{n}" for n in range(8)]
    net = small_web(clock, *links)

    def asked() -> int:
        return sum(net.asked(url) for url in links)

    run(tmp_path, net, clock)
    assert asked() == resolving.A_POST
    monkeypatch.setattr(resolving, "MOST", 1)
    clock.advance(timedelta(days=2).total_seconds())
    run(tmp_path, net, clock)
    assert asked() == resolving.A_POST + 1


def test_posts_before_the_challenge_are_not_asked_about(tmp_path: Path) -> None:
    clock = FakeClock()
    net = small_web(clock, "https://bit.ly/spring17")
    early = str(net.pages[POST].body).replace("2017-05-20", "2016-05-20")  # type: ignore[union-attr]
    net.pages[POST] = Page(body=early)
    entry = ("/motivation/", "Why", "x")
    net.pages["http://ana.example/feed.xml"] = feed("ana.example", entry, day="Fri, 20 May 2016")
    run(tmp_path, net, clock)
    assert net.asked("https://bit.ly/spring17") == 0


def test_a_run_of_some_sources_or_posts_asks_about_no_others(tmp_path: Path) -> None:
    clock = FakeClock()
    net = small_web(clock, "https://bit.ly/a")
    second = {"http://ben.example/feed.xml": feed("ben.example", ("/b/", "Wherefore", "x"))}
    second["http://ben.example/b/"] = page("Wherefore", "<a href=https://bit.ly/b>so</a>", PROSE)
    net.pages |= second
    text = SOURCES + "      - {id: ben, feed: http://ben.example/feed.xml}\n"
    bit = net.pages.setdefault("https://bit.ly/robots.txt", Unreachable("away"))
    go(tmp_path, net, clock, text=text)  # both posts are held, and no link was asked for
    assert bit
    net.pages["https://bit.ly/robots.txt"] = ""
    clock.advance(timedelta(days=2).total_seconds())
    go(tmp_path, net, clock, text=text, only=["ben"])
    assert (net.asked("https://bit.ly/a"), net.asked("https://bit.ly/b")) == (0, 1)
    clock.advance(timedelta(days=2).total_seconds())
    go(tmp_path, net, clock, text=text, urls=["http://ben.example/b/"])
    assert net.asked("https://bit.ly/a") == 0
    go(tmp_path, net, clock, text=text, urls=[POST])
    assert (net.asked("https://bit.ly/a"), net.asked("https://bit.ly/b")) == (1, 1)


def test_a_stopped_run_asks_for_no_short_links(tmp_path: Path) -> None:
    clock = FakeClock()
    net = small_web(clock, "https://bit.ly/spring17")

    class Stopped:
        stopped = "interrupted"

    resolving.resolve(None, Stopped())  # type: ignore[arg-type]
    assert net.log == []


# ---- the catalog


def test_a_post_whose_link_became_known_waits_for_being_judged() -> None:
    catalog = Catalog.open(None)
    catalog.begin()
    for url, link in ((POST, "https://bit.ly/a"), ("http://b.example/", "https://bit.ly/b")):
        post = replace(linking(link), url=url)
        catalog.put(make_version(url, post=post), "")
    catalog.all_judged()
    catalog.apply(Resolved(url="http://bit.ly/a", at=T0, target=HUB), "j")
    assert catalog.unjudged() == [POST]
    assert catalog.short_links() == {urls.key("https://bit.ly/a"): HUB}
    catalog.all_judged()
    catalog.apply(Resolved(url="http://bit.ly/a", at=T0, target=HUB), "j")
    catalog.apply(Resolved(url="http://bit.ly/b", at=T0), "j")
    assert catalog.unjudged() == []
    # who links to an address that looks like any other is not known
    catalog.apply(Resolved(url="http://hub.example/old/", at=T0, target=HUB), "j")
    assert catalog.unjudged() == [POST, "http://b.example/"]
    catalog.close()


def test_the_line_of_a_journal(tmp_path: Path) -> None:
    clock = FakeClock()
    run(tmp_path, small_web(clock), clock)
    (journal,) = tmp_path.glob("runs/*/*.jsonl")
    lines = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    (line,) = [line for line in lines if line.get("action") == "resolved"]
    assert (line["url"], line["detail"]) == ("https://wp.me/p4aB-1xy", {"target": HUB})
    assert line["capture"]["warc"]
