"""`archiver forget`: nothing of the post is left in any file, nothing else is hurt, and it does not come back."""

import errno
import gc
import json
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from archiver import cli
from archiver.errors import StoreError
from archiver.pipeline import rebuild, replay
from archiver.reextraction import re_extract
from archiver.store import open_archive
from archiver.web.content_coding import decode
from tests.fakes import FakeClock, FakeWeb, Page, Some
from tests.store_kit import Crash, Power, tree
from tests.stories import PROSE, go, settings

GONE, KEPT, LINKING = "/the-tourmaline-hour/", "/a-plain-loaf/", "/what-she-wrote/"
HOST = "ana.example"
TITLE = "The Tourmaline Hour"
WORDS = ("tourmaline", "lanternfish", "verschwörung", "ochlocracy", "zymurgy", "thimblerig")
"""Words of the post alone: in its title and address, its text, its excerpt, a comment, a picture."""
TEXT = (
    "It began with a lanternfish in a jar on the kitchen table, which nobody in the house had asked for.",
    "A verschwörung, my aunt called it, and an ochlocracy of cousins; we laughed until the milk was cold.",
    PROSE,
)
SOURCES = f"""
contact: https://example.org/bot
pace: {{delay: 0s, poll: 0s, recheck: 1d}}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    include: [http://{HOST}{GONE}]
    hub: http://hub.example/
    sources:
      - {{id: ana, feed: http://{HOST}/feed.xml}}
      - {{id: list, tag: http://{HOST}/tag/spring/}}
"""


def post(title: str, *paragraphs: str, comment: str = "") -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    sidebar = (
        f"<aside><h3>Latest</h3><ul><li><a href='{GONE}'>{TITLE}</a></li>"
        f"<li><a href='{KEPT}'>A plain loaf</a></li></ul></aside>"
        f"<nav><a rel=prev href='http://{HOST}{GONE}'>&larr; {TITLE}</a></nav>"
    )
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><main>"
        f"<article class='h-entry'><h1>{title}</h1><time class='dt-published' datetime='2017-05-02'>"
        f"2017-05-02</time><div class='e-content'>{body}</div></article>"
        f"<section class=comments>{comment}</section></main>{sidebar}</body></html>"
    )


def item(path: str, title: str, html: str) -> str:
    escaped = html.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f"<item><title>{title}</title><link>http://{HOST}{path}</link><guid>http://{HOST}{path}</guid>"
        f"<pubDate>Tue, 02 May 2017 09:00:00 +0000</pubDate><description>{escaped}</description></item>"
    )


def feed(*items: str) -> Page:
    whole = "<fh:complete xmlns:fh='http://purl.org/syndication/history/1.0'/>"
    body = f"<rss version='2.0'><channel>{whole}<title>Ana</title>{''.join(items)}</channel></rss>"
    return Page(body=body, type="application/rss+xml", etag='"1"', gzip=True)


def listing(extra: str = "") -> str:
    return (
        f"<html><head><title>Spring</title></head><body><main>{extra}"
        f"<article class=post><h2><a href='{GONE}'>{TITLE}</a></h2><p>A thimblerig in short.</p></article>"
        f"<article class=post><h2><a href='{KEPT}'>A plain loaf</a></h2><p>Flour and salt.</p></article>"
        f"<article class=post><h2><a href='{LINKING}'>What she wrote</a></h2><p>Of letters.</p></article>"
        "</main></body></html>"
    )


def pages() -> dict[str, Some]:
    comment = "<p>Pure zymurgy! says a reader.</p>"
    linking = f"Ann has written <a href='http://{HOST}{GONE}'>of an hour</a> that I remember well."
    return {
        f"http://{HOST}/feed.xml": feed(
            item(GONE, TITLE, "".join(f"<p>{t}</p>" for t in TEXT)),
            item(KEPT, "A plain loaf", "<p>Flour and salt.</p>"),
            item(LINKING, "What she wrote", f"<p>{linking}</p>"),
        ),
        f"http://{HOST}/tag/spring/": listing(),
        f"http://{HOST}{GONE}": Page(body=post(TITLE, *TEXT, comment=comment), gzip=True),
        f"http://{HOST}{KEPT}": post("A plain loaf", "Flour, water, salt and time.", PROSE),
        f"http://{HOST}{LINKING}": post(
            "What she wrote", linking, "Letters are slow, and so am I."
        ),
        "http://hub.example/": (
            f"<html><body><h1>Spring</h1><ul><li><a href='http://{HOST}{GONE}'>{TITLE}</a> by Ana: a lanternfish!</li>"
            f"<li><a href='http://{HOST}{KEPT}'>A plain loaf</a> by Ana</li></ul></body></html>"
        ),
    }


def members(data: bytes) -> Iterator[bytes]:
    while data:
        engine = zlib.decompressobj(31)
        yield engine.decompress(data) + engine.flush()
        data = engine.unused_data


def plain(name: str, data: bytes) -> Iterator[bytes]:
    """What a file says, with every packing undone."""
    if not name.endswith(".gz"):
        yield data
        return
    for member in members(data):
        yield member
        head, _, payload = member.partition(b"\r\n\r\n")[2].partition(b"\r\n\r\n")
        coding = re.search(rb"(?i)content-encoding: *(\w+)", head)
        if coding:
            yield decode(payload.removesuffix(b"\r\n\r\n"), coding[1].decode(), 2**24)


def left(path: Path, *words: str) -> dict[str, list[str]]:
    """Which words stand in which files, however they are written there."""
    found: dict[str, list[str]] = {}
    for name, data in tree(path).items():
        said = [unquote(piece.decode("utf-8", "replace")).lower() for piece in plain(name, data)]
        hits = [w for w in words if w in name or any(w in text for text in said)]
        if hits:
            found[name] = hits
    return found


def made(path: Path, extra: dict[str, Some] | None = None) -> tuple[FakeClock, FakeWeb]:
    clock = FakeClock()
    net = FakeWeb(pages() | (extra or {}), clock=clock)
    report = go(path, net, clock, text=SOURCES)
    assert not report.traceback
    return clock, net


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("forget") / "archive"
    made(path)
    return path


@pytest.fixture
def archive(template: Path, tmp_path: Path) -> Path:

    return Path(shutil.copytree(template, tmp_path / "archive"))


def forget(path: Path, address: str = f"http://{HOST}{GONE}") -> None:
    assert cli.main(["forget", "-a", str(path), address, "--yes"]) == 0


def allowed(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """But for the address in the link of another author, which is her text."""
    hers = ("what-she-wrote", "warc/")
    return {
        name: rest
        for name, words in found.items()
        if (rest := [w for w in words if not (w == "tourmaline" and any(h in name for h in hers))])
    }


def test_the_words_are_in_the_archive_at_first(archive: Path) -> None:
    found = left(archive, *WORDS)
    assert {word for words in found.values() for word in words} == set(WORDS)


def test_nothing_of_it_is_left_in_any_file(archive: Path) -> None:
    forget(archive)
    assert allowed(left(archive, *WORDS)) == {}


def test_others_are_whole(archive: Path) -> None:
    before = {name: data for name, data in tree(archive).items() if "post.md" in name}
    forget(archive)
    after = {name: data for name, data in tree(archive).items() if "post.md" in name}
    assert after == {n: d for n, d in before.items() if "tourmaline" not in n}
    store = open_archive(archive)
    assert store.check() == []
    for url in (KEPT, LINKING):
        version = store.get(f"http://{HOST}{url}")
        assert version is not None and version.capture is not None
        assert store.capture(version.capture).body
    assert store.get(f"http://{HOST}{GONE}") is None
    readings = re_extract(archive, dry_run=True)
    assert [(r.held.url, r.error, r.version) for r in readings if r.error or r.version] == []
    rebuild(archive)
    assert open_archive(archive).check() == []


def test_it_does_not_come_back(archive: Path, tmp_path: Path) -> None:
    forget(archive)
    clock = FakeClock()
    clock.advance(3 * 86400)
    net = FakeWeb(pages() | {f"http://{HOST}/feed.xml": changed_feed()}, clock=clock)
    report = go(archive, net, clock, text=SOURCES)
    assert not report.traceback
    assert net.asked(f"http://{HOST}{GONE}") == 0
    assert net.asked(f"http://{HOST}/feed.xml") == 1
    assert allowed(left(archive, *WORDS)) == {}
    assert open_archive(archive).check() == []
    assert {c.url for c in report.changes} <= {f"http://{HOST}/new/"}


def changed_feed() -> Page:
    feed_ = feed(
        item("/new/", "A new one", "<p>News of the day.</p>"),
        item(GONE, TITLE, "".join(f"<p>{t}</p>" for t in TEXT)),
        item(KEPT, "A plain loaf", "<p>Flour and salt.</p>"),
    )
    return Page(body=feed_.body, type=feed_.type, etag='"2"', gzip=True)


# ---- interrupted


def forgetting(path: Path) -> None:
    store = open_archive(path)
    store.forget([f"http://{HOST}{GONE}"], "f1", FakeClock().now())
    store.close()


@pytest.mark.parametrize("power_too", [False, True], ids=["process", "power"])
def test_whatever_interrupts_it_the_next_start_finishes_it(
    template: Path, tmp_path: Path, power_too: bool
) -> None:
    first = Path(shutil.copytree(template, tmp_path / "whole"))
    with pytest.MonkeyPatch.context() as patch:
        power = Power(patch)
        forgetting(first)
        steps = power.count
    begun = 0
    for after in range(0, steps, max(1, steps // 40)):
        path = Path(shutil.copytree(template, tmp_path / f"{power_too}-{after}"))
        with pytest.MonkeyPatch.context() as patch:
            power = Power(patch, after)
            with pytest.raises(Crash):
                forgetting(path)
            gc.collect()  # the dead process's catalog is closed, which removes a file of it
            if power_too:
                power.cut(path)
        store = open_archive(path, sync=False)
        assert store.check() == [], after
        found = allowed(left(path, *WORDS))
        if store.get(f"http://{HOST}{GONE}") is not None:
            assert not begun, "what was begun is finished"
            store.forget([f"http://{HOST}{GONE}"], "f2", FakeClock().now())
            found = allowed(left(path, *WORDS))
        else:
            begun += 1
        assert found == {}, after
        assert not (path / ".staging" / "forgetting").exists()
        store.close()
    assert begun > 20


# ---- other archives


def test_it_is_not_merged_in_again(archive: Path, template: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    clock, _ = made(other)
    clock.advance(5 * 86400)
    again = FakeWeb(pages() | {f"http://{HOST}/feed.xml": changed_feed()}, clock=clock)
    go(other, again, clock, text=SOURCES)
    before = tree(other)
    forget(archive)
    ours = open_archive(archive)
    for run in ("m1", "m2"):
        ours.merge(other, run, clock.now())
        assert allowed(left(archive, *WORDS)) == {}
        assert ours.check() == []
    assert {v.url for v in ours.posts()} == {f"http://{HOST}{KEPT}", f"http://{HOST}{LINKING}"}
    after = tree(other)
    assert {n: d for n, d in after.items() if "derived" not in n and n != ".lock"} == {
        n: d for n, d in before.items() if "derived" not in n and n != ".lock"
    }


def test_an_archive_of_before_merges_with_one_of_after(archive: Path, template: Path) -> None:
    clone = Path(shutil.copytree(template, archive.with_name("clone")))
    forget(archive)
    assert open_archive(archive).merge(clone, "m1", FakeClock().now()).copied == 0
    assert allowed(left(archive, *WORDS)) == {}
    there = open_archive(clone)
    merged = there.merge(archive, "m2", FakeClock().now())
    assert merged.forgotten_there == (f"http://{HOST}{GONE}",)
    assert there.check() == []
    for url in (KEPT, LINKING):
        version = there.get(f"http://{HOST}{url}")
        assert version and version.capture and there.capture(version.capture).body
    there.forget([f"http://{HOST}{GONE}"], "f2", FakeClock().now())
    assert allowed(left(clone, *WORDS)) == {}
    assert there.check() == []


def test_it_is_not_replayed(archive: Path, tmp_path: Path) -> None:
    forget(archive)
    new = tmp_path / "again"
    replay(settings(SOURCES), archive, new)
    assert allowed(left(new, *WORDS)) == {}
    store = open_archive(new)
    assert store.check() == []
    assert {v.url for v in store.posts()} == {f"http://{HOST}{KEPT}", f"http://{HOST}{LINKING}"}
    assert store.forgotten().is_address(f"http://{HOST}{GONE}")


# ---- the command


def test_without_yes_it_says_what_it_touches_and_does_nothing(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (archive / "derived" / "posts.csv").write_text("url\n")
    before = tree(archive)
    assert cli.main(["forget", "-a", str(archive), f"http://{HOST}{GONE}"]) == 2
    told = capsys.readouterr()
    assert "--yes" in told.err
    for words in ("1 post with 1 version", "posts.csv", "git", "backups", LINKING):
        assert words in told.out
    after = tree(archive)
    assert {n for n in {*before, *after} if before.get(n) != after.get(n)} <= {
        ".lock",
        *(n for n in {*before, *after} if n.startswith("derived/catalog")),
    }
    forget(archive)
    assert not (archive / "derived" / "posts.csv").exists()


def test_what_is_not_known_and_what_was_forgotten_before_is_an_error(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["forget", "-a", str(archive), "http://ana.example/nothing/", "--yes"]) == 2
    assert "knows nothing" in capsys.readouterr().err
    forget(archive)
    assert cli.main(["forget", "-a", str(archive), f"http://{HOST}{GONE}", "--yes"]) == 2
    assert "taken down before" in capsys.readouterr().err


def test_the_stub_is_a_valid_object_that_tells_only_when(archive: Path) -> None:
    forget(archive)
    (stub,) = (archive / "posts" / "_forgotten").iterdir()
    inventory = json.loads((stub / "inventory.json").read_text())
    assert inventory["id"] == f"info:archiver/forgotten/{stub.name}"
    said = json.loads((stub / "v1" / "content" / "forgotten.json").read_text())
    assert set(said) == {"forgotten"}


def test_a_run_says_that_it_was_taken_down(archive: Path) -> None:
    forget(archive)
    clock = FakeClock()
    clock.advance(86400 * 9)
    net = FakeWeb(pages(), clock=clock)
    report = go(archive, net, clock, text=SOURCES, urls=[f"http://{HOST}{GONE}"])
    assert [fact.reason for fact in report.missed] == ["this post was taken down; not fetched"]
    assert net.asked(f"http://{HOST}{GONE}") == 0
    assert allowed(left(archive, *WORDS)) == {}


def test_a_redirect_to_it_is_not_followed(archive: Path) -> None:
    forget(archive)
    clock = FakeClock()
    clock.advance(86400 * 9)
    net = FakeWeb(
        pages() | {"http://c.example/s": Page(status=302, location=f"http://{HOST}{GONE}")},
        clock=clock,
    )
    report = go(archive, net, clock, text=SOURCES, urls=["http://c.example/s"])
    assert "taken down" in (report.missed[0].reason or "")
    assert net.asked(f"http://{HOST}{GONE}") == 0
    assert allowed(left(archive, *WORDS)) == {}
    assert open_archive(archive).check() == []


def test_one_after_the_other(archive: Path) -> None:
    forget(archive)
    forget(archive, f"http://{HOST}{LINKING}")
    assert left(archive, *WORDS, "what-she-wrote", "letters are slow") == {}
    store = open_archive(archive)
    assert store.check() == []
    (kept,) = store.posts()
    assert kept.capture and store.capture(kept.capture).body
    assert kept.witnesses.feed and store.capture(kept.witnesses.feed).body
    clock = FakeClock()
    clock.advance(9 * 86400)
    report = go(archive, FakeWeb(pages(), clock=clock), clock, text=SOURCES)
    assert report.changes == ()
    assert left(archive, *WORDS, "what-she-wrote", "letters are slow") == {}


def test_a_post_that_was_only_announced_is_forgotten_too(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    made(path, {f"http://{HOST}{GONE}": Page(status=404)})
    assert open_archive(path).get(f"http://{HOST}{GONE}") is None
    forget(path)
    assert allowed(left(path, "tourmaline", "thimblerig")) == {}
    assert open_archive(path).check() == []


def test_a_full_disk_leaves_all_as_it_was(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_archive(archive)
    before = {n: d for n, d in tree(archive).items() if not n.startswith(("derived", ".lock"))}
    with monkeypatch.context() as patch:
        power = Power(patch)
        patch.setattr(Power, "_step", full_after(12))
        del power
        with pytest.raises(StoreError, match="No space left"):
            store.forget([f"http://{HOST}{GONE}"], "f1", FakeClock().now())
    store.close()
    after = {n: d for n, d in tree(archive).items() if not n.startswith(("derived", ".lock"))}
    assert {n: d for n, d in after.items() if ".staging" not in n} == before
    assert open_archive(archive).get(f"http://{HOST}{GONE}") is not None
    forget(archive)
    assert allowed(left(archive, *WORDS)) == {}


def full_after(count: int) -> Callable[[Power], None]:
    steps = iter(range(10**6))

    def step(self: Power) -> None:
        if next(steps) >= count:
            raise OSError(errno.ENOSPC, "No space left on device")

    return step


def test_all_addresses_that_led_to_it_are_forgotten_by_any_of_them(tmp_path: Path) -> None:
    path, old = tmp_path / "archive", f"http://{HOST}/?p=7777"
    hub = f"<html><body><ul><li><a href='{old}'>An hour</a> by Ana</li></ul></body></html>"
    made(
        path,
        {
            "http://hub.example/": hub,
            f"http://{HOST}/?p=7777": Page(status=301, location=f"http://{HOST}{GONE}"),
        },
    )
    assert set(left(path, "p=7777"))
    forget(path, old.replace("http:", "https:"))
    assert allowed(left(path, *WORDS, "p=7777")) == {}
    store = open_archive(path)
    assert store.check() == []
    known = store.forgotten()
    assert known.is_address(old) and known.is_address(f"https://www.{HOST}{GONE}#comments")
    assert not known.is_address(f"http://{HOST}/?p=7778")
    assert not known.is_address(f"http://{HOST}/")


def test_several_are_forgotten_at_once(archive: Path) -> None:
    addresses = [f"http://{HOST}{path}" for path in (GONE, LINKING)]
    assert cli.main(["forget", "-a", str(archive), *addresses, "--yes"]) == 0
    assert left(archive, *WORDS, "what-she-wrote") == {}
    assert open_archive(archive).check() == []


def test_it_leaves_a_page_however_it_stands_there(tmp_path: Path) -> None:
    address, path = f"http://{HOST}{GONE}", tmp_path / "archive"
    graph = {"@graph": [{"headline": TITLE, "url": address, "description": TEXT[0]}]}
    spread = (
        f"<!-- {TITLE}, new --><img src='/img/lanternfish-jar.jpg' alt='jar'>"
        f"<script type='application/ld+json'>{json.dumps(graph)}</script>"
        f"<a href='https://share.test/?u={quote(address, safe='')}&text={quote(TITLE)}'>share</a>"
        f"<p>{TEXT[1][:50]}&hellip; <a href='{GONE}'>more</a></p><b>{TITLE.upper()}</b>"
        f"<select><option value='{GONE}'>{TITLE}</option></select>"
    )
    link = {"Link": f"<{address}>; rel=next"}
    made(
        path,
        {
            f"http://{HOST}/tag/spring/": Page(body=listing(spread), headers=link, gzip=True),
            f"http://{HOST}{KEPT}": post("A plain loaf", "Flour, water, salt.", PROSE) + spread,
        },
    )
    before = {r.held.url: (r.error, r.version is None) for r in re_extract(path, dry_run=True)}
    forget(path)
    assert allowed(left(path, *WORDS)) == {}
    found = left(path, "tourmaline hour", "the-tourmaline-hour")
    assert {w for words in found.values() for w in words} == {"the-tourmaline-hour"}, "her link"
    after = {r.held.url: (r.error, r.version is None) for r in re_extract(path, dry_run=True)}
    assert after == {url: said for url, said in before.items() if url != address}
    assert open_archive(path).check() == []


def test_what_it_quotes_of_others_stays(tmp_path: Path) -> None:
    prompt = "What keeps you going month after month in your quiet work?"
    path, rounds = (
        tmp_path / "archive",
        f"rounds: [{{id: week-1, title: Lanternfish, prompt: {prompt!r}}}]",
    )
    hub = f"<html><body><h1>Spring</h1><h2>Lanternfish</h2><p>{prompt}</p></body></html>"
    extra: dict[str, Some] = {
        "http://hub.example/": hub,
        f"http://{HOST}{GONE}": post(TITLE, f"The prompt was: {prompt}", *TEXT),
    }
    clock = FakeClock()
    text = SOURCES.replace("    hub:", f"    {rounds}\n    hub:")
    go(path, FakeWeb(pages() | extra, clock=clock), clock, text=text)
    forget(path)
    store = open_archive(path)
    kept = store.last_capture("http://hub.example/")
    assert kept is not None and kept.body.decode() == hub
    clock.advance(9 * 86400)
    go(path, FakeWeb(pages() | extra, clock=clock), clock, text=text)
    again = open_archive(path).last_capture("http://hub.example/")
    assert again is not None and again.body.decode() == hub
