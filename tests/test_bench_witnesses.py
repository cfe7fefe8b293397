"""The twins and the figures of ``bench/witnesses.py`` are what it says they are."""

from archiver.extraction import learn
from bench import witnesses
from bench.witnesses import made_up, nameless, score

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
    entry, anchor = witnesses.hashed("entry"), witnesses.hashed("content")
    assert twin.count(f'"{entry}"') == 1 and f'{entry} {witnesses.hashed("share")}"' in twin
    assert f'id="{anchor}"' in twin and f'href="/x/#{anchor}"' in twin
    assert witnesses.hashed("post-71") == witnesses.hashed("post") + "-71"


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


def test_a_page_is_read_with_what_the_others_teach_and_nothing_of_its_own() -> None:
    pages = [
        witnesses.Page(
            name=str(n), url=f"http://a.example/{n}/", host=h, body=b"", gold="", feed=""
        )
        for n, h in enumerate(["a", "b", "a", "a", "a", "a"])
    ]
    words = ["rain", "hail", "snow", "fog", "wind", "frost"]
    twins = [nameless(PAGE % f"{word} {word} was all we had that week" * 9) for word in words]
    found = dict(witnesses._others(pages, twins, fed=False))
    assert {page.name: chrome.pages for page, chrome in found.items()} == dict(
        zip("012345", (4, 0, 4, 4, 4, 4), strict=True)
    )
    others = [(twins[n], pages[n].url, None) for n in (2, 3, 4, 5)]
    assert found[pages[0]] == learn(others)
