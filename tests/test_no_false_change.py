"""Thirty crawls of pages that say the same, and on which everything else is new each time."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

import archiver
from archiver.reextraction import re_extract
from tests.fakes import FakeClock, FakeWeb, Page
from tests.stories import PROSE, SOURCES, feed, go, home

CRAWLS = 30
Theme = Callable[[random.Random, int], str]
TITLE = "A kettle of one's own"
BODY = (
    "<p>The kettle in the office had three owners and no friends. Whoever came first filled it, "
    "and whoever came last found it empty; between the two lay a morning of tickets.</p>"
    f"<p>{PROSE}</p>"
    "<h2>What changed</h2><p>We wrote a rota, and <em>nobody</em> kept to it. Then somebody drew a "
    "line inside of it, and that was that. See <a href='/about/'>who we are</a>.</p>"
    "<ul><li>Fill it.</li><li>Boil it.</li><li>Leave the line above the water.</li></ul>"
)
NAMES = ("Ida", "Paul", "Mira", "Oskar", "Jun", "Lena", "Tom", "Abe")
OTHERS = (
    "Seven small tickets",
    "The long queue",
    "How to say no",
    "A week of nights",
    "Letters we kept",
    "Tea, and other answers",
    "On being late",
)
ADS = ("Boots for the rain", "Learn to type", "A phone, cheaper", "Win a boat")


def comments(chance: random.Random, number: int) -> str:
    """More of them each time, with votes that go up and down."""
    items = "".join(
        f"<li class='comment' id='comment-{n}'><article><footer class='comment-meta'><b class=fn>"
        f"{NAMES[n % 8]}</b> <time>{chance.randrange(2, 50)} minutes ago</time></footer>"
        f"<div class='comment-content'><p>{NAMES[(n + 3) % 8]} is right about the kettle, and I "
        f"would add the number {n}.</p></div><span class=votes>{chance.randrange(90)}</span>"
        "</article></li>"
        for n in range(number)
    )
    return (
        f"<section id='comments' class='comments-area'><h2>{number} thoughts on “{TITLE}”</h2>"
        f"<ol class='comment-list'>{items}</ol><div id='respond'><h3>Leave a Reply</h3><form>"
        f"<input type=hidden name=nonce value={chance.getrandbits(40):x}><textarea></textarea>"
        "</form></div></section>"
    )


def around(chance: random.Random) -> dict[str, str]:
    """What no reader would call the post."""
    related = "".join(
        f"<li><a href='/{title.split()[0].lower()}/'>{title}</a></li>"
        for title in chance.sample(OTHERS, 3)
    )
    return {
        "nonce": f"{chance.getrandbits(60):x}",
        "views": str(chance.randrange(100, 9000)),
        "shares": str(chance.randrange(3, 80)),
        "related": related,
        "ad": chance.choice(ADS),
        "online": str(chance.randrange(1, 60)),
        "previous": chance.choice(OTHERS),
        "archive": "".join(
            f"<li>2017-{month:02} ({chance.randrange(1, 40)})</li>" for month in range(1, 9)
        ),
    }


def wordpress(chance: random.Random, number: int) -> str:
    some = around(chance)
    return (
        f"<!doctype html><html lang=en><head><title>{TITLE} | Ana</title>"
        f"<script>var token='{some['nonce']}';</script>"
        f"<link rel=stylesheet href='/style.css?ver={some['nonce']}'></head>"
        f"<body class='single postid-7 nonce-{some['nonce']}'><header class='site-header'>"
        f"<nav><a href=/>Home</a></nav><p>{some['online']} readers online</p></header>"
        "<main><article id='post-7' class='post type-post hentry'>"
        f"<header class='entry-header'><h1 class='entry-title'>{TITLE}</h1>"
        "<time class='entry-date published' datetime='2017-05-23T09:00:00+00:00'>May 23</time>"
        f"<span class='views'>{some['views']} views</span></header>"
        f"<div class='entry-content'>{BODY}"
        f"<div class='sharedaddy sd-sharing-enabled'><h3>Share this:</h3><ul><li><a href='?share="
        f"x&nb={some['nonce']}'>X ({some['shares']})</a></li></ul></div>"
        f"<div id='jp-relatedposts' class='jp-relatedposts'><h3>Related</h3><ul>{some['related']}"
        "</ul></div></div></article>"
        f"<ins class='adsbygoogle' data-slot={some['nonce']}>{some['ad']}</ins>"
        f"<nav class='post-navigation'><a rel=prev href='/p/'>Previous: {some['previous']}</a></nav>"
        f"{comments(chance, number)}</main>"
        f"<aside class='widget-area'><section class=widget><h2>Archives</h2><ul>{some['archive']}"
        f"</ul></section></aside><footer>Page made in 0.{chance.randrange(100, 999)} s</footer>"
        "</body></html>"
    )


def plain(chance: random.Random, number: int) -> str:
    """A theme without a name: nothing but elements of HTML5."""
    some = around(chance)
    return (
        f"<!doctype html><html lang=en><head><title>{TITLE}</title></head><body>"
        f"<header><a href=/>Ana</a> <small>{some['online']} online</small></header><main><article>"
        f"<h1>{TITLE}</h1><p><time datetime='2017-05-23'>23 May 2017</time></p>{BODY}</article>"
        f"<aside class='related'><h2>Read next</h2><ul>{some['related']}</ul></aside>"
        f"<aside class='advert'><p>Advertisement</p><p>{some['ad']}</p></aside>"
        f"{comments(chance, number)}</main><footer>{some['views']} visitors since 2009</footer>"
        "</body></html>"
    )


@pytest.mark.parametrize("theme", [wordpress, plain])
def test_thirty_crawls_of_the_same_words_make_one_version(tmp_path: Path, theme: Theme) -> None:
    clock, chance, url = FakeClock(), random.Random(11), "http://ana.example/kettle/"
    pages = {
        "http://ana.example/feed.xml": feed("ana.example", ("/kettle/", TITLE, "Three owners"))
    }
    sources = SOURCES.replace("site: http://ana.example/", "feed: http://ana.example/feed.xml")
    sources = sources.replace("      - {id: ben, feed: http://ben.example/feed.xml}\n", "")
    bodies = set()
    for number in range(CRAWLS):
        body = theme(chance, number)
        bodies.add(body)
        net = FakeWeb(pages | {url: Page(body=body)}, clock=clock)
        report = go(tmp_path, net, clock, text=sources, force=True)
        assert net.asked(url) == 1 and not report.quarantined
        clock.advance(86400)
    assert len(bodies) == CRAWLS
    archive = archiver.open(tmp_path)
    (held,) = archive.versions(url)
    assert held.post and held.post.title == TITLE
    assert held.post.text.startswith("The kettle in the office")
    assert held.post.text.endswith("Leave the line above the water.")


def test_a_change_of_a_word_among_all_that_is_seen(tmp_path: Path) -> None:
    """The same pages with one other word: so the test above could fail."""
    clock, chance, url = FakeClock(), random.Random(12), "http://ana.example/kettle/"
    for word in ("three", "four"):
        body = wordpress(chance, 5).replace("had three owners", f"had {word} owners")
        pages = {
            "http://ana.example/feed.xml": feed("ana.example", ("/kettle/", TITLE, "Owners")),
            "http://ana.example/": Page(
                body="<link rel=alternate type=application/rss+xml href=/feed.xml>"
            ),
            url: Page(body=body),
        }
        go(tmp_path, FakeWeb(pages, clock=clock), clock, force=True)
        clock.advance(86400)
    assert [v.change.value for v in archiver.open(tmp_path).versions(url)] == ["created", "edited"]


def test_a_new_title_is_seen_though_the_feed_tells_the_same(tmp_path: Path) -> None:
    """Today's entry must not lend its title to the page that is held."""
    clock, url = FakeClock(), "http://ana.example/kettle/"
    chance = random.Random(13)
    for number, title in enumerate((TITLE, TITLE, "Two kettles", "Two kettles")):
        entry = ("/kettle/", title, "Owners")
        pages = {
            "http://ana.example/feed.xml": feed("ana.example", entry, etag=f'"{number}"'),
            "http://ana.example/": home("ana.example"),
            url: Page(body=wordpress(chance, number).replace(TITLE, title)),
        }
        go(tmp_path, FakeWeb(pages, clock=clock), clock, force=True)
        clock.advance(86400)
    archive = archiver.open(tmp_path)
    assert [(v.change.value, v.post and v.post.title) for v in archive.versions(url)] == [
        ("created", TITLE),
        ("metadata", "Two kettles"),
    ]
    assert [r.held.url for r in re_extract(tmp_path) if r.version] == []
