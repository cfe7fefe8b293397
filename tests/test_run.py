"""Whole runs over a fake web: what happens, what is kept, and what a report says."""

import json
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import archiver
from archiver.console import report as reports
from archiver.console.report import exit_code
from archiver.errors import ConfigError, Gone, Locked, Refused, TooLarge, TooSlow, Unreachable
from archiver.facts import Status
from archiver.model import Change, Post, Verdict
from archiver.model.settings import Settings
from archiver.outcomes import Report
from archiver.pipeline import look, replay, run
from archiver.reextraction import re_extract
from archiver.web.page import Page as ParsedPage
from tests.fakes import FakeClock, FakeWeb, Page
from tests.stories import ENTRY, PROSE, SOURCES, WHOLE, feed, go, page, scene, settings, web

POST = "http://ana.example/motivation/"


def listing(path: Path) -> dict[str, bytes]:
    return {
        str(f.relative_to(path)): f.read_bytes() for f in sorted(path.rglob("*")) if f.is_file()
    }


def kinds(report: Report) -> Counter[str]:
    return Counter(fact.action for fact in report.changes)


def fates(report: Report) -> dict[str, Status]:
    return {outcome.source: outcome.status for outcome in report.outcomes}


def test_a_first_run(tmp_path: Path) -> None:
    report = go(tmp_path, web(), FakeClock())
    assert kinds(report) == {"created": 2}
    assert reports.exit_code(report) == 0
    archive = archiver.open(tmp_path)
    version = archive.get(POST)
    assert version and version.post
    assert version.post.title == "What keeps me going"
    assert version.post.text.endswith(PROSE)
    assert version.via == ("http://ana.example/feed.xml",)
    assert archive.check() == []


def test_the_first_and_the_last_day_that_there_is_stop_no_run(tmp_path: Path) -> None:
    """A challenge without an end, as some write it, and posts of engines that know no day."""
    text = SOURCES.replace("opens: 2017-05-01", "opens: 0001-01-01")
    text = text.replace("closes: 2017-05-14", "closes: 9999-12-31")
    days = {
        POST: page("One", PROSE, day="9999-12-31"),
        "http://ben.example/bread/": page("Two", PROSE, day="0001-01-01"),
    }
    report = go(tmp_path, web(days), FakeClock(), text=text)
    assert kinds(report) == {"created": 2} and reports.exit_code(report) == 0
    assert len(archiver.open(tmp_path).memberships("spring")) == 2


def test_members_and_outsiders(tmp_path: Path) -> None:
    go(tmp_path, web(), FakeClock())
    archive = archiver.open(tmp_path)
    found = {m.post: m for m in archive.memberships("spring")}
    member = found[POST]
    assert (member.verdict, member.round) == (Verdict.MEMBER, "week-1"), (
        "late, but it quotes the prompt"
    )
    assert {"phrase", "prompt", "tag"} <= {e.kind for e in member.evidence}
    assert found["http://ben.example/bread/"].verdict is Verdict.OUTSIDE
    assert [v.url for v in archive.posts(challenge="spring", round="week-1")] == [POST]


def test_a_second_run_writes_nothing_but_its_record(tmp_path: Path) -> None:
    clock, net = scene()
    go(tmp_path, net, clock)
    before = listing(tmp_path)
    net.log.clear()
    clock.advance(7200)
    report = go(tmp_path, net, clock)
    assert kinds(report) == {} and set(fates(report).values()) == {Status.UNCHANGED}
    assert net.urls(robots=True) == [e.url for e in net.log if "If-None-Match" in e.headers]
    after = listing(tmp_path)
    changed = {n for n in after if before.get(n) != after[n] and not n.startswith("derived/")}
    assert [name.split("/")[0] for name in changed] == ["runs"]


def test_an_edit_is_a_version_and_a_deleted_post_a_tombstone(tmp_path: Path) -> None:
    clock, net = scene()
    go(tmp_path, net, clock)
    net.pages[POST] = page("What keeps me going", "Quite another text.", PROSE, day="2017-05-23")
    net.pages["http://ben.example/bread/"] = 410
    clock.advance(2 * 86400)
    assert kinds(go(tmp_path, net, clock)) == {"edited": 1, "gone": 1}
    archive = archiver.open(tmp_path)
    bread = archive.versions("http://ben.example/bread/")
    assert [v.change for v in bread] == [Change.CREATED, Change.GONE]
    assert bread[1].reason == "410"
    assert bread[0].post and "Flour" in bread[0].post.text, "the text stays"
    clock.advance(4 * 86400)
    assert kinds(go(tmp_path, net, clock)) == {}, "a tombstone is put up once"


def test_a_news_in_the_feed_is_followed_at_once(tmp_path: Path) -> None:
    clock, net = scene()
    go(tmp_path, net, clock)
    net.pages["http://ana.example/feed.xml"] = feed(
        "ana.example",
        (ENTRY[0], ENTRY[1], "Other words"),
        ("/second/", "A second", "More"),
        etag='"2"',
    )
    net.pages[POST] = page("What keeps me going", "Other words.", PROSE, day="2017-05-23")
    net.pages["http://ana.example/second/"] = page("A second", "More.", PROSE)
    clock.advance(3700)
    report = go(tmp_path, net, clock)
    assert kinds(report) == {"edited": 1, "created": 1}


def test_a_wall_is_held_back_and_harms_nothing(tmp_path: Path) -> None:
    clock, net = scene()
    go(tmp_path, net, clock)
    net.pages[POST] = (
        "<html><head><title>Log in</title></head><body><form action=/login method=post>"
        "<h1>Log in</h1><p>You must log in to continue.</p><input name=user>"
        "<input type=password name=password><button>Log in</button></form></body></html>"
    )
    clock.advance(5 * 86400)
    report = go(tmp_path, net, clock)
    assert [fact.url for fact in report.quarantined] == [POST]
    held = archiver.open(tmp_path).get(POST)
    assert held and held.number == 1 and held.post


FAULTS = {
    "dead host": Unreachable("no such host"),
    "timeout": TooSlow("no answer within 60 s"),
    "too large": TooLarge("more than 15 MiB"),
    "refused": Refused("a private address"),
    "gone": Gone("410"),
    "server error": Page(status=500, body="oops"),
    "forbidden": Page(status=403, body="no"),
    "not found": Page(status=404, body="nothing"),
    "empty": Page(body="", type="application/rss+xml"),
    "html instead": Page(body="<html><p>not a feed</p></html>"),
    "cut": Page(body="<rss version='2.0'><channel><item><ti", type="application/rss+xml"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_source_is_told_and_ends_nothing(name: str, tmp_path: Path) -> None:
    net = web({"http://ben.example/feed.xml": FAULTS[name]})
    report = go(tmp_path, net, FakeClock())
    assert fates(report) == {"ana": Status.OK, "ben": Status.FAILED}
    assert kinds(report) == {"created": 1}
    assert reports.exit_code(report) == 3
    assert "ben: http://ben.example/feed.xml" in reports.text(report)
    (ben,) = [s for s in archiver.open(tmp_path).sources() if s.id == "ben"]
    assert ben.failures_in_row == 1 and ben.last_success is None and ben.last_error


@pytest.mark.parametrize("name", sorted(set(FAULTS) - {"html instead"}))
def test_a_broken_post_is_asked_for_again(name: str, tmp_path: Path) -> None:
    clock, net = scene({POST: FAULTS[name]})
    report = go(tmp_path, net, clock)
    assert kinds(report) == {"created": 1}
    assert [f.url for f in (*report.missed, *report.quarantined)] == [POST]
    net.pages[POST] = web().pages[POST]
    clock.advance(2 * 86400)
    assert kinds(go(tmp_path, net, clock)) == {"created": 1}, "though the feed answers 304"


def test_none_could_be_reached(tmp_path: Path) -> None:
    down = Unreachable("no route")
    net = web({"http://ana.example/": down, "http://ben.example/feed.xml": down})
    assert reports.exit_code(go(tmp_path, net, FakeClock())) == 4


def test_a_bug_in_one_source_spares_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from archiver import discover

    real = discover.read

    def read(capture, request, source):  # type: ignore[no-untyped-def]
        if source.id == "ben":
            raise ZeroDivisionError("a bug")
        return real(capture, request, source)

    monkeypatch.setattr(discover, "read", read)
    report = go(tmp_path, web(), FakeClock())
    assert kinds(report) == {"created": 1}
    assert reports.exit_code(report) == 1 and "ZeroDivisionError" in report.traceback


def test_what_a_killed_run_had_announced_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, net = scene()
    with monkeypatch.context() as patch:
        patch.setattr(
            "archiver.crawl.Hosts.want_due", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            go(tmp_path, net, clock)
    clock.advance(60)
    assert kinds(go(tmp_path, net, clock)) == {"created": 2}


def test_two_addresses_of_one_post_are_one_post(tmp_path: Path) -> None:
    short = "http://ana.example/?p=7"
    clock, net = scene({short: Page(status=301, location=POST)})
    net.pages["http://ben.example/feed.xml"] = feed(
        "ben.example", ("/bread/", "Bread", "x")
    ).body.replace("http://ben.example/bread/", short)  # type: ignore[union-attr,arg-type]
    net.pages["http://ben.example/feed.xml"] = Page(
        body=net.pages["http://ben.example/feed.xml"], type="application/rss+xml"
    )  # type: ignore[arg-type]
    report = go(tmp_path, net, clock)
    assert kinds(report) == {"created": 1}
    archive = archiver.open(tmp_path)
    by_short, by_long = archive.get(short), archive.get(POST)
    assert by_short == by_long and by_short and by_short.url == POST


def test_a_post_in_pages_is_one_post(tmp_path: Path) -> None:
    first = page("What keeps me going", "Page one.", PROSE)
    links = '<div class="page-links">Pages: <span class="post-page-numbers current">1</span> <a href="http://ana.example/motivation/2/" class="post-page-numbers">2</a></div></div><footer>'
    body = str(first.body).replace("</div><footer>", links)
    second = page("What keeps me going", "Page two, the end.", PROSE)
    net = web({POST: Page(body=body), POST + "2/": second})
    report = go(tmp_path, net, FakeClock())
    assert kinds(report) == {"created": 2}
    version = archiver.open(tmp_path).get(POST)
    assert version and version.post
    assert (
        version.post.text.count("Page one.") == version.post.text.count("Page two, the end.") == 1
    )


def test_edits_of_a_post_in_pages_are_seen_on_every_page(tmp_path: Path) -> None:
    links = '<div class="page-links">Pages: <span class="post-page-numbers">1</span> <a href="/motivation/2/" class="post-page-numbers">2</a></div></div><footer>'
    first = str(page("What keeps me going", "Page one.", PROSE).body).replace(
        "</div><footer>", links
    )
    second = str(page("What keeps me going", "Page two, the end.", PROSE).body)
    clock, net = scene(
        {POST: Page(body=first, etag='"a"'), POST + "2/": Page(body=second, etag='"b"')}
    )
    go(tmp_path, net, clock)
    for number, body in ((1, first), (2, second)):
        clock.advance(5 * 86400)
        assert kinds(go(tmp_path, net, clock)) == {}, "nothing has changed"
        address = POST if number == 1 else POST + "2/"
        net.pages[address] = Page(body=body.replace("Page ", "Leaf "), etag=f'"{number}"')
        clock.advance(5 * 86400)
        assert kinds(go(tmp_path, net, clock)) == {"edited": 1}, address
    held = archiver.open(tmp_path).get(POST)
    assert held and held.post and "Leaf one." in held.post.text and "Leaf two" in held.post.text


@pytest.mark.parametrize(
    "cut",
    [
        lambda first, second: (re.sub('<div class="page-links">.*</div></div>', "", first), second),
        lambda first, second: (first, second.replace("<p>Page two, the end.</p>", "")),
        lambda first, second: (first, second.replace("</p></div>", "</p><p>And more.</p></div>")),
    ],
    ids=["the page", "its first words", "a word more"],
)
def test_what_is_cut_or_added_on_a_further_page_is_an_edit(
    tmp_path: Path, cut: Callable[[str, str], tuple[str, str]]
) -> None:
    links = '<div class="page-links">Pages: <span class="post-page-numbers">1</span> <a href="/motivation/2/" class="post-page-numbers">2</a></div></div><footer>'
    first = str(page("What keeps me going", "Page one.", PROSE).body).replace(
        "</div><footer>", links
    )
    second = str(page("What keeps me going", "Page two, the end.", "It has one line more.").body)
    clock, net = scene({POST: Page(body=first), POST + "2/": Page(body=second)})
    go(tmp_path, net, clock)
    after = cut(first, second)
    assert after != (first, second)
    net.pages.update({POST: Page(body=after[0]), POST + "2/": Page(body=after[1])})
    clock.advance(5 * 86400)
    assert kinds(go(tmp_path, net, clock)) == {"edited": 1}


def test_a_bug_in_a_rule_of_membership_keeps_what_was_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, net = scene()
    go(tmp_path, net, clock)
    other = SOURCES.replace("tags: [spring challenge]", "tags: [spring challenge, autumn]")
    clock.advance(3700)
    with monkeypatch.context() as patch:
        patch.setattr("archiver.membership.judge", lambda *a, **k: {}["rule"])
        report = go(tmp_path, net, clock, text=other)
    assert exit_code(report) == 1 and "KeyError: 'rule'" in report.traceback
    found = {m.post: m.verdict for m in archiver.open(tmp_path).memberships("spring")}
    assert found[POST] is Verdict.MEMBER
    clock.advance(3700)
    report = go(tmp_path, net, clock, text=other)
    assert [c.tags for c in archiver.open(tmp_path).challenges()] == [
        ("spring challenge", "autumn")
    ]


def test_two_posts_that_name_one_wrong_canonical_address_stay_two(tmp_path: Path) -> None:
    wrong = "<link rel=canonical href=http://ben.example/blog/></head>"
    posts = {
        f"http://ben.example/{name}/": str(page(name, text, PROSE[:80]).body).replace(
            "</head>", wrong
        )
        for name, text in (
            ("bread", "Flour and water for the sourdough loaf. " * 9),
            ("bike", "Chain, spoke and wheel in the rain. " * 9),
        )
    }
    entries = [(f"/{name}/", name, "x") for name in ("bread", "bike")]
    clock, net = scene(posts | {"http://ben.example/feed.xml": feed("ben.example", *entries)})  # type: ignore[arg-type]
    go(tmp_path, net, clock)
    texts = [v.post.text for v in archiver.open(tmp_path).posts(host="ben.example") if v.post]
    assert len(texts) == 2 and {"Flour" in t for t in texts} == {True, False}
    clock.advance(5 * 86400)
    assert kinds(go(tmp_path, net, clock)) == {}


def test_an_address_that_dies_beside_its_post_is_no_tombstone(tmp_path: Path) -> None:
    short = "http://ana.example/?p=7"
    body = feed("ana.example", ENTRY).body
    clock, net = scene(
        {short: page("What keeps me going", PROSE), POST: page("What keeps me going", PROSE)}
    )
    canonical = f"<link rel=canonical href={POST}></head>"
    for url in (short, POST):
        net.pages[url] = Page(body=str(net.pages[url].body).replace("</head>", canonical))  # type: ignore[union-attr]
    net.pages["http://ben.example/feed.xml"] = Page(
        body=str(body).replace(POST, short), type="application/rss+xml"
    )
    go(tmp_path, net, clock)
    net.pages[short] = 404
    clock.advance(5 * 86400)
    assert "gone" not in kinds(go(tmp_path, net, clock))


def test_a_page_that_could_not_be_read_is_read_again_though_it_has_not_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, net = scene()
    net.pages[POST] = replace(net.pages[POST], etag='"p"')  # type: ignore[type-var,arg-type]
    with monkeypatch.context() as patch:
        patch.setattr("archiver.reading.reading.extract", lambda *a, **k: 1 / 0)
        report = go(tmp_path, net, clock)
    assert len(report.quarantined) == 2
    assert exit_code(report) == 1 and "ZeroDivisionError" in report.traceback
    clock.advance(2 * 86400)
    assert kinds(go(tmp_path, net, clock)) == {"created": 2}


def test_two_entries_of_one_address_are_news_once(tmp_path: Path) -> None:
    clock, net = scene()
    again = ("/motivation/", "What kept me going", "")
    net.pages["http://ana.example/feed.xml"] = feed("ana.example", again, ENTRY)
    slow = SOURCES.replace("recheck: 1d", "recheck: 30d")
    for _ in range(3):
        go(tmp_path, net, clock, text=slow)
        clock.advance(3700)
    assert [entry.url for entry in net.log].count(POST) == 1


def test_a_round_up_that_lists_a_held_post_changes_its_membership(tmp_path: Path) -> None:
    clock, net = scene()
    net.pages["http://ben.example/bread/"] = page("Bread", "Flour.", PROSE, day="2017-06-01")
    net.pages["http://ben.example/feed.xml"] = feed(
        "ben.example", ("/bread/", "Bread", "x"), day="Thu, 01 Jun 2017"
    )
    net.pages["http://ben.example/bread/"] = replace(
        net.pages["http://ben.example/bread/"], etag='"b"'
    )  # type: ignore[type-var,arg-type]
    text = SOURCES + "      - {id: list, roundup: http://hub.example/roundup/}\n"
    go(tmp_path, net, clock)
    net.pages["http://hub.example/roundup/"] = page(
        "Round-up", "<a href='http://ben.example/bread/'>Bread</a> by Ben", PROSE
    )
    clock.advance(3700)
    go(tmp_path, net, clock, text=text)
    found = {m.post: m.verdict for m in archiver.open(tmp_path).memberships("spring")}
    assert found["http://ben.example/bread/"] is Verdict.MEMBER


def test_a_feed_that_is_the_same_on_every_page_is_read_once(tmp_path: Path) -> None:
    same = feed("ben.example", ("/bread/", "Bread", "x"))
    same = replace(
        same,
        body=str(same.body).replace(WHOLE, "<generator>https://wordpress.org/?v=6</generator>"),
    )
    extra = {f"http://ben.example/feed.xml?paged={n}": same for n in range(2, 40)}
    clock, net = scene({"http://ben.example/feed.xml": same} | extra)
    report = go(tmp_path, net, clock)
    assert fates(report)["ben"] is Status.OK
    assert sum("paged" in url for url in net.urls()) <= 2


def test_an_older_page_that_failed_is_asked_again(tmp_path: Path) -> None:
    def part(number: int) -> Page:
        made = feed("ben.example", (f"/p{number}/", f"P{number}", "x"))
        text = str(made.body).replace(WHOLE, "<generator>https://wordpress.org/?v=6</generator>")
        return replace(made, body=text)

    pages = {f"http://ben.example/p{n}/": page(f"P{n}", PROSE) for n in (1, 2, 3)}
    clock, net = scene(pages | {"http://ben.example/feed.xml": part(1)})  # type: ignore[arg-type]
    net.pages["http://ben.example/feed.xml?paged=2"] = Unreachable("cut")
    net.pages["http://ben.example/feed.xml?paged=3"] = part(3)
    assert fates(go(tmp_path, net, clock))["ben"] is Status.FAILED
    net.pages["http://ben.example/feed.xml?paged=2"] = part(2)
    clock.advance(3700)
    assert kinds(go(tmp_path, net, clock)) == {"created": 2}


def test_a_history_longer_than_a_run_may_read_is_read_by_several(tmp_path: Path) -> None:
    def part(number: int) -> Page:
        made = feed("ben.example", (f"/p{number}/", f"P{number}", "x"))
        text = str(made.body).replace(WHOLE, "<generator>https://wordpress.org/?v=6</generator>")
        return replace(made, body=text)

    pages = {f"http://ben.example/p{n}/": page(f"P{n}", PROSE) for n in range(1, 8)}
    clock, net = scene(pages | {"http://ben.example/feed.xml": part(1)})  # type: ignore[arg-type]
    net.pages |= {f"http://ben.example/feed.xml?paged={n}": part(n) for n in range(2, 8)}
    text = SOURCES.replace("delay: 0s", "delay: 0s, pages: 3").replace("recheck: 1d", "recheck: 0s")
    for _ in range(4):
        report = go(tmp_path, net, clock, text=text, only=["ben"])
        clock.advance(3700)
    assert len(list(archiver.open(tmp_path).posts(host="ben.example"))) == 7
    assert fates(report)["ben"] is not Status.FAILED


def test_replay_of_runs_that_were_restricted(tmp_path: Path) -> None:
    clock, net = scene({"http://carl.example/post/": page("A guest", PROSE)})
    go(tmp_path / "a", net, clock, only=["ben"])
    clock.advance(60)
    run(
        Settings(),
        archive=tmp_path / "a",
        transport=net,
        urls=["http://carl.example/post/"],
        now=clock.now,
    )
    net.pages["http://ben.example/bread/"] = page("Bread", "Rye.", PROSE, day="2017-03-01")
    clock.advance(60)
    go(tmp_path / "a", net, clock, force=True)
    reports_ = replay(settings(), tmp_path / "a", tmp_path / "b")
    assert [len(r.changes) for r in reports_] == [1, 1, 2]
    posts, again = (
        {n: d for n, d in listing(tmp_path / side).items() if n.startswith("posts/")}
        for side in "ab"
    )
    assert again == posts
    with pytest.raises(ConfigError, match="there are runs"):
        replay(settings(), tmp_path / "a", tmp_path / "b")


def test_an_unknown_name_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean `spring`"):
        go(tmp_path, web(), FakeClock(), only=["sprng"])


def test_one_damaged_post_stops_no_run(tmp_path: Path) -> None:
    clock, net = scene()
    go(tmp_path, net, clock)
    victim = next((tmp_path / "posts" / "ben.example").rglob("post.md"))
    victim.write_text("garbage")
    net.pages[POST] = page("What keeps me going", "Quite another text.", PROSE, day="2017-05-23")
    clock.advance(5 * 86400)
    assert kinds(go(tmp_path, net, clock))["edited"] == 1


def test_damaged_copies_stop_neither_a_run_nor_a_re_extraction(tmp_path: Path) -> None:
    clock, net = scene({"http://ben.example/bread/": replace(page("Bread", PROSE), etag='"b"')})
    go(tmp_path, net, clock)
    next((tmp_path / "posts" / "ben.example").rglob("post.md")).write_text("garbage")
    net.pages["http://ben.example/bread/"] = 410
    net.pages[POST] = page("What keeps me going", "Quite another text.", PROSE, day="2017-05-23")
    clock.advance(5 * 86400)
    assert kinds(go(tmp_path, net, clock)) == {"edited": 1}
    assert [r.held.url for r in re_extract(tmp_path, now=clock.now)] == [POST]
    for file in tmp_path.rglob("*.warc.gz"):
        file.write_bytes(b"garbage")
    assert [bool(r.error) for r in re_extract(tmp_path, now=clock.now)] == [True]
    net.pages[POST] = page("What keeps me going", "A third text.", PROSE, day="2017-05-23")
    clock.advance(5 * 86400)
    assert kinds(go(tmp_path, net, clock))["edited"] == 1


def test_walls_and_missing_posts_are_told(tmp_path: Path) -> None:
    report = go(tmp_path, web({POST: Page(status=403, body="no")}), FakeClock())
    assert "1 could not be had" in reports.summary(report)
    assert POST in reports.text(report)


def test_robots_are_obeyed_and_remembered(tmp_path: Path) -> None:
    clock, net = scene({"http://ana.example/robots.txt": "User-agent: *\nDisallow: /motivation/\n"})
    report = go(tmp_path, net, clock)
    assert net.asked(POST) == 0 and kinds(report) == {"created": 1}
    assert [(f.url, f.reason) for f in report.missed] == [(POST, "robots.txt does not allow it")]
    clock.advance(3 * 3600)
    go(tmp_path, net, clock)
    assert net.asked("http://ana.example/robots.txt") == 1, "believed for a day (RFC 9309)"
    clock.advance(22 * 3600)
    go(tmp_path, net, clock)
    assert net.asked("http://ana.example/robots.txt") == 2


def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(tmp_path: Path) -> None:
    clock, net = scene()
    net.pages["http://ben.example/new.xml"] = net.pages["http://ben.example/feed.xml"]
    net.pages["http://ben.example/feed.xml"] = Page(status=301, location="/new.xml")
    go(tmp_path, net, clock)
    clock.advance(3700)
    report = go(tmp_path, net, clock)
    assert (
        net.asked("http://ben.example/feed.xml") == 1
        and net.asked("http://ben.example/new.xml") == 2
    )
    assert fates(report)["ben"] is Status.UNCHANGED


def test_a_source_rests_between_polls(tmp_path: Path) -> None:
    clock, net = scene()
    text = SOURCES.replace("poll: 0s", "poll: 1h")
    go(tmp_path, net, clock, text=text)
    net.log.clear()
    clock.advance(600)
    report = go(tmp_path, net, clock, text=text)
    assert net.log == [] and set(fates(report).values()) == {Status.RESTING}
    assert ": nothing was due; 0 requests" in reports.summary(report)
    assert reports.exit_code(report) == 0
    report = go(tmp_path, net, clock, text=text, force=True)
    assert Status.RESTING not in fates(report).values()


def test_posts_kept_one_by_one_leave_the_challenges_alone(tmp_path: Path) -> None:
    clock, net = scene({"http://carl.example/post/": page("A guest", PROSE)})
    go(tmp_path, net, clock)
    run(
        Settings(),
        archive=tmp_path,
        transport=net,
        urls=["http://carl.example/post/"],
        now=clock.now,
    )
    archive = archiver.open(tmp_path)
    assert archive.get("http://carl.example/post/")
    assert {m.post for m in archive.memberships("spring")} >= {POST}


LIVELY = feed("ben.example", ("/bread/", "Bread", "Flour"), day="Sun, 23 Apr 2017")


def test_a_source_that_rests_is_looked_at_when_its_time_has_come(tmp_path: Path) -> None:
    clock, net = scene({"http://ben.example/feed.xml": LIVELY})
    text = SOURCES.replace("poll: 0s", "poll: 1h")
    looked = []
    for _ in range(5):
        looked.append(fates(go(tmp_path, net, clock, text=text))["ben"])
        clock.advance(1800)
    rest, same = Status.RESTING, Status.UNCHANGED
    assert looked == [Status.OK, rest, same, rest, same]


def test_a_feed_may_ask_for_a_longer_pause(tmp_path: Path) -> None:
    clock, net = scene()
    told = net.pages["http://ben.example/feed.xml"]
    text = str(told.body).replace("<channel>", "<channel><ttl>300</ttl>")  # type: ignore[union-attr]
    net.pages["http://ben.example/feed.xml"] = replace(told, body=text)  # type: ignore[type-var,arg-type]
    sources = SOURCES.replace("poll: 0s", "poll: 1h")
    looked = []
    for _ in range(4):
        looked.append(fates(go(tmp_path, net, clock, text=sources))["ben"])
        clock.advance(2 * 3600)
    rest = Status.RESTING
    assert looked == [Status.OK, rest, rest, Status.UNCHANGED], "ttl is in minutes"


def test_a_host_that_asked_to_wait_is_left_alone_and_its_failure_stays_told(tmp_path: Path) -> None:
    clock, net = scene(
        {"http://ben.example/feed.xml": Page(status=429, headers={"Retry-After": "7200"})}
    )
    assert fates(go(tmp_path, net, clock))["ben"] is Status.FAILED
    clock.advance(3600)
    report = go(tmp_path, net, clock)
    assert fates(report)["ben"] is Status.RESTING and reports.exit_code(report) == 3
    assert net.asked("http://ben.example/feed.xml") == 1
    net.pages["http://ben.example/feed.xml"] = web().pages["http://ben.example/feed.xml"]
    clock.advance(3700)
    assert kinds(go(tmp_path, net, clock)) == {"created": 1}


def test_only_one_source(tmp_path: Path) -> None:
    report = go(tmp_path, web(), FakeClock(), only=["ben"])
    assert fates(report) == {"ben": Status.OK}


def test_included_posts_are_looked_for(tmp_path: Path) -> None:
    text = SOURCES.replace("    tags:", "    include: [http://carl.example/post/]\n    tags:")
    net = web({"http://carl.example/post/": page("A guest", "I was asked to write.", PROSE)})
    go(tmp_path, net, FakeClock(), text=text)
    found = {m.post: m for m in archiver.open(tmp_path).memberships("spring")}
    guest = found["http://carl.example/post/"]
    assert (guest.verdict, guest.decided_by) == (Verdict.MEMBER, "organiser")


def test_changed_rules_judge_again_without_any_request_for_posts(tmp_path: Path) -> None:
    clock, net = scene()
    go(tmp_path, net, clock)
    net.log.clear()
    clock.advance(60)
    text = SOURCES.replace("    tags:", "    exclude: [http://ana.example/motivation/]\n    tags:")
    report = go(tmp_path, net, clock, text=text)
    assert kinds(report) == {} and POST not in net.urls()
    found = {m.post: m for m in archiver.open(tmp_path).memberships("spring")}
    assert found[POST].verdict is Verdict.OUTSIDE


def test_one_blog_in_two_challenges_is_asked_once_and_serves_both(tmp_path: Path) -> None:
    second = """
  - id: autumn
    title: The Autumn Writing Challenge
    sources:
      - {id: ben again, feed: http://ben.example/feed.xml}
      - {id: ana again, site: http://ana.example/}
"""
    clock, net = scene()
    report = go(tmp_path, net, clock, text=SOURCES + second)
    assert net.asked("http://ben.example/feed.xml") == net.asked("http://ana.example/feed.xml") == 1
    assert set(fates(report).values()) == {Status.OK}
    announced = archiver.open(tmp_path).announcements("http://ben.example/bread/")
    assert {c.challenge for c in announced} >= {"autumn"}
    clock.advance(3700)
    report = go(tmp_path, net, clock, text=SOURCES + second)
    assert set(fates(report).values()) == {Status.UNCHANGED} and kinds(report) == {}


def test_replay_makes_the_same_posts_without_the_network(tmp_path: Path) -> None:
    clock, net = (
        FakeClock(),
        web({"http://ana.example/robots.txt": "User-agent: *\nDisallow: /x\n"}),
    )
    go(tmp_path / "a", net, clock)
    net.pages[POST] = page("What keeps me going", "Quite another text.", PROSE, day="2017-05-23")
    net.pages["http://ben.example/bread/"] = 404
    clock.advance(2 * 86400)
    go(tmp_path / "a", net, clock)
    replay(settings(), tmp_path / "a", tmp_path / "b")
    posts, again = (
        {n: d for n, d in listing(tmp_path / side).items() if n.startswith(("posts/", "warc/"))}
        for side in "ab"
    )
    assert again == posts
    assert archiver.open(tmp_path / "b").check() == []


def test_a_better_extractor_reads_the_same_captures_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, net = scene()
    with monkeypatch.context() as patch:
        patch.setattr("archiver.reading.reading.extract", _poor)
        go(tmp_path, net, clock)
    clock.advance(86400)
    net.log.clear()
    trial = re_extract(tmp_path, dry_run=True, now=clock.now)
    assert sum(r.version is not None for r in trial) == 2
    assert archiver.open(tmp_path).get(POST).number == 1  # type: ignore[union-attr]
    done = re_extract(tmp_path, now=clock.now)
    assert [r.words[0] < r.words[1] for r in done] == [True, True] and net.log == []
    archive = archiver.open(tmp_path)
    assert [v.change for v in archive.versions(POST)] == [Change.CREATED, Change.RE_EXTRACTED]
    assert archive.versions(POST)[1].capture == archive.versions(POST)[0].capture
    assert {m.post: m.verdict for m in archive.memberships("spring")}[POST] is Verdict.MEMBER
    assert not any(r.version for r in re_extract(tmp_path, now=clock.now))
    assert kinds(go(tmp_path, net, clock, force=True)) == {}


def _poor(page: ParsedPage, **hints: object) -> Post:
    """An extractor that loses most of the text."""
    post = archiver.extract(page, **hints)  # type: ignore[arg-type]
    return replace(post, text=post.text[:20], markdown=post.markdown[:20])


def test_a_second_run_at_a_time_leaves_at_once(tmp_path: Path) -> None:
    clock = FakeClock()
    go(tmp_path, web(), clock)
    with archiver.open(tmp_path).writing("other", clock.now()), pytest.raises(Locked) as caught:
        go(tmp_path, web(), clock)
    assert caught.value.exit_code == 75


def test_extraction_may_run_elsewhere(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as executor:
        report = go(tmp_path, web(), FakeClock(), executor=executor)
    assert kinds(report) == {"created": 2}


def test_the_report_reads_as_json(tmp_path: Path) -> None:
    report = go(tmp_path, web({POST: FAULTS["timeout"]}), FakeClock())
    read = json.loads(reports.as_json(report))
    assert read["exit_code"] == 3 and read["run"] == report.run
    assert read["missed"][0]["url"] == POST and read["changes"][0]["action"] == "created"


def test_a_first_look_names_the_feeds(tmp_path: Path) -> None:
    net = web()
    (found,) = look(["http://ana.example/"], transport=net, now=FakeClock().now)
    assert (found.title, found.feeds) == ("ana.example", ("http://ana.example/feed.xml",))
    (dead,) = look(
        ["http://x.example/"], transport=FakeWeb({"http://x.example/": Unreachable("no such host")})
    )
    assert "no such host" in dead.error
