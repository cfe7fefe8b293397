"""The twins and the figures of ``bench/witnesses.py`` are what it says they are, and hold its bars."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import fmean

import pytest

from archiver.extraction import learn
from bench import witnesses
from bench.witnessing import ways
from bench.witnessing.posts import Post, of_folder
from bench.witnessing.twin import hashed, made_up, nameless
from bench.witnessing.ways import ALONE, FEED, HOST, TAUGHT, measured, read, score, twins

MIRRORS = Path(__file__).parents[2] / "shared" / "corpus" / "mirrors" / "A"
BLOGS = sorted(path.name for path in MIRRORS.glob("siblings/*"))
needs_mirrors = pytest.mark.skipif(not BLOGS, reason="needs ../shared/corpus/mirrors")

PAGE = """<!DOCTYPE html><html><head><title>Snow at last - Small Hours</title>
<meta name="generator" content="WordPress 6.8"><link rel="stylesheet" href="/wp-content/a.css">
<script type="application/ld+json">{"@type": "BlogPosting"}</script></head><body>
<nav class="menu" role="navigation"><a href="/" rel="home">Home</a></nav>
<main id="content" data-kind="post"><article class="post-71 entry" itemscope itemtype="/BlogPosting">
<h1 class="entry-title">Snow at last</h1><!-- .entry-title -->
<p>It <b>fell</b> all night.<br>Nobody <time datetime="2025-01-02">slept</time>.</p>
<div class="entry share">S<b>hare</b> this, J\u00e4ger <a href="/x/#content">up</a></div></article></main>
<p class="entry" aria-label="tagged">%s</p></body></html>"""
GOLD = "It fell all night.\nNobody slept."


def test_a_nameless_page_has_its_words_and_no_name() -> None:
    twin = nameless(PAGE % "Filed under weather")
    assert not any(
        word in twin
        for word in (
            *("menu", "entry", "post", "share\"", "navigation", "home\"", "content", "generator"),
            *("BlogPosting", "stylesheet", "tagged", "<nav", "<main", "<article", "<time", "<!--"),
        )
    )  # fmt: skip
    assert "It <b>fell</b> all night.<br>Nobody <span" in twin
    assert "Filed under weather" in twin


def test_the_same_name_has_the_same_hash_and_anchors_follow() -> None:
    twin = nameless(PAGE % "")
    entry, anchor = hashed("entry"), hashed("content")
    assert twin.count(f'"{entry}"') == 1 and f'{entry} {hashed("share")}"' in twin
    assert f'id="{anchor}"' in twin and f'href="/x/#{anchor}"' in twin
    assert hashed("post-71") == hashed("post") + "-71"


def test_a_cipher_makes_up_labels_and_leaves_the_author_alone() -> None:
    twin = nameless(PAGE % "all night.", GOLD, cipher=True)
    for kept in ("It <b>fell</b> all night.<br>Nobody", ">Snow at last</h1>", ">all night.</p>"):
        assert kept in twin
    for lost in ("Home", "hare", "J\u00e4ger"):
        assert lost not in twin
    assert made_up("Home") in twin


def test_a_long_text_outside_of_the_post_is_no_label() -> None:
    said = "I was awake as well and heard it " * 3
    assert said in nameless(PAGE % said, GOLD, cipher=True)


def test_made_up_words_keep_case_accents_and_digits_in_any_script() -> None:
    assert made_up("Zauber, 14 caf\u00e9s") == "Beacis, 14 deg\u00edt"
    assert made_up("\u043a\u043e\u0442 \u5173") == "\u043b\u043f\u0443 \u5174"


def test_a_score_counts_words_and_runs_of_four() -> None:
    found = score("by Ann one two three four five", "One two, three four five six!")
    assert (found.foreign, found.lost) == (2, 1)
    assert found.words == 2 * 5 / 13
    assert found.shingles == 2 * 2 / 7
    assert score("", "one").lost == 1 and score("", "one").words == 0
    assert score("Yes", "yes").shingles == 1


def post(name: str, host: str, *, gold: str = "said", record: str = "") -> Post:
    url = f"http://{host}.example/{name}/"
    return Post(name=name, url=url, host=host, body=b"", gold=gold, record=record)


WORDS = ["rain", "hail", "snow", "fog", "wind", "frost"]
PAGES = [nameless(PAGE % f"{word} {word} was all we had that week" * 9) for word in WORDS]


def test_a_page_is_read_with_what_the_others_teach_and_nothing_of_its_own() -> None:
    posts = [post(str(n), host) for n, host in enumerate(["a", "b", "a", "a", "a", "a"])]
    found = dict(ways._habits(posts, PAGES, fed=False))
    assert {page.name: chrome.pages for page, chrome in found.items()} == dict(
        zip("012345", (4, 0, 4, 4, 4, 4), strict=True)
    )
    others = [(PAGES[n], posts[n].url, None) for n in (2, 3, 4, 5)]
    assert found[posts[0]] == learn(others)


def test_a_post_without_gold_teaches_and_is_not_measured() -> None:
    posts = [post("0", "a"), post("1", "a", gold=""), post("2", "b", gold="")]
    assert measured(posts) == posts[:1]
    found = dict(ways._habits(posts, PAGES[:3], fed=False))
    assert found == {posts[0]: learn([(PAGES[1], posts[1].url, None)])}
    assert [len(texts) for texts in read(posts, PAGES[:3], (ALONE, HOST)).values()] == [1, 1]


def test_a_folder_may_have_siblings_with_what_feeds_say_of_them(tmp_path: Path) -> None:
    site = "http://a.example"
    entry = "<item><link>http://a.example/%s/</link><description>%s</description></item>"
    feed = f"<rss version='2.0'><channel>{entry % ('old', 'Fog.')}</channel></rss>"
    index = {"pages": [{"file": "01.html.gz", "url": f"{site}/old/"}]}
    (tmp_path / "feeds").mkdir()
    (tmp_path / "siblings" / "a.example").mkdir(parents=True)
    (tmp_path / "feeds" / "a.example--2.xml.gz").write_bytes(gzip.compress(feed.encode()))
    sibling = tmp_path / "siblings" / "a.example" / "01.html.gz"
    sibling.write_bytes(gzip.compress(b"<p>Fog.</p>"))
    sibling.with_name("index.json").write_text(json.dumps(index), "utf-8")
    (tmp_path / "new.html.gz").write_bytes(gzip.compress(b"<p>Hail.</p>"))
    told = {"url": f"{site}/new/", "text": "Hail.", "feed": "<p>Hail.</p>"}
    (tmp_path / "new.json").write_text(json.dumps(told), "utf-8")
    new, old = of_folder(tmp_path)
    assert (new.gold, new.record, new.feed) == ("Hail.", "<p>Hail.</p>", "<p>Hail.</p>")
    assert (old.gold, old.record, old.host) == ("", "Fog.", "a.example")


def test_pages_are_named_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for number, word in enumerate(WORDS[:4]):
        own = f"<p>{word.title()} was all that we had in week number {number} of that winter.</p>"
        page = f"<title>{word}</title><div class=a><div class=b>{own * 5}<p>{GOLD}</p></div></div>"
        (tmp_path / f"{word}.html").write_text(page, "utf-8")
        told = {"url": f"http://a.example/{word}/", "text": f"{word} was all that we had in week"}
        (tmp_path / f"{word}.json").write_text(json.dumps(told), "utf-8")
    printed = []
    for option in ([], ["--pages"]):
        monkeypatch.setattr("sys.argv", ["witnesses.py", str(tmp_path), *option])
        assert witnesses.main() == 0
        printed.append(capsys.readouterr().out)
    assert "names kept" in printed[0] and "nameless" in printed[0]
    assert "rain.html" not in printed[0] and "rain.html" in printed[1]


# ---- bars, on mirrors of real blogs with their feeds


@cache
def all_posts() -> tuple[Post, ...]:
    return tuple(of_folder(MIRRORS))


def mirrored(host: str) -> list[Post]:
    """The posts of a mirror; two of them are measured, since a minute is enough for all mirrors."""
    posts = [post for post in all_posts() if post.host == host]
    return posts[:2] + [replace(post, gold="") for post in posts[2:10]]


def shingles(posts: list[Post], pages: Sequence[bytes | str], way: str) -> list[float]:
    (texts,) = read(posts, pages, (way,)).values()
    both = zip(texts, measured(posts), strict=True)
    return [score(text, post.gold).shingles for text, post in both]


@needs_mirrors
@pytest.mark.parametrize("host", BLOGS)
def test_where_names_speak_no_witness_makes_a_post_worse(host: str) -> None:
    posts = mirrored(host)
    pages = [post.body for post in posts]
    alone = shingles(posts, pages, ALONE)
    for way in (HOST, TAUGHT, FEED):
        found = shingles(posts, pages, way)
        assert max(a - b for a, b in zip(alone, found, strict=True)) <= 0.02, way
        assert fmean(found) >= fmean(alone), way


@needs_mirrors
def test_where_no_name_speaks_the_hosts_feed_finds_the_posts() -> None:
    found = []
    for posts in map(mirrored, BLOGS):
        found += shingles(posts, twins(posts, cipher=False), TAUGHT)
    assert fmean(found) >= 0.98
