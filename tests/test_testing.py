"""The stable names for tests, as others use them."""

import json
import re
from pathlib import Path

import pytest

from archiver import testing
from archiver.errors import NotThePage
from archiver.web.vocabulary import Role

PROSE = (
    "The ferry leaves at seven, and by nine the harbour is behind us with only gulls for company."
)
PAGE = (
    "<!doctype html><html lang=en><head><title>A walk</title></head><body><nav><a href=/>Home</a></nav>"
    f"<article class=hentry><h1 class=entry-title>A walk</h1><div class=entry-content><p>{PROSE}</p>"
    f"<p>{PROSE.replace('seven', 'eight')}</p></div></article></body></html>"
)
URL = "https://hill.example/2009/05/06/a-walk/"
VECTORS = Path(__file__).parents[2] / "shared" / "suites" / "sanitiser" / "vectors.json"


def test_a_page_is_read_as_a_run_reads_it() -> None:
    post = testing.read_page(PAGE, URL)
    assert (post.title, post.word_count) == ("A walk", 2 * len(PROSE.split()))
    with pytest.raises(NotThePage, match="leads to a login"):
        testing.read_page(PAGE, URL, came_from="https://hill.example/wp-login.php")


def test_an_entry_of_the_feed_and_pages_of_the_host_are_witnesses() -> None:
    line = "<p>Thank you for reading, and see you at the lake as soon as the ice is gone.</p>"
    named = PAGE.replace("</div></article>", f"{line}</div></article>")
    silent = named.replace(" class=entry-content", "").replace(" class=hentry", "")
    others = [
        (silent.replace("gulls", f"{word} gulls"), f"https://hill.example/{word}/")
        for word in ("three", "seven", "eleven", "nineteen")
    ]
    assert "Thank you" in testing.read_page(silent, URL).text
    assert "Thank you" not in testing.read_page(silent, URL, host_pages=others).text
    assert "Thank you" in testing.read_page(named, URL, host_pages=others).text
    (entry,) = testing.parse_feed(
        f"<rss version='2.0'><channel><item><title>A longer walk</title><link>{URL}</link>"
        f"<description>&lt;p&gt;{PROSE}&lt;/p&gt;</description></item></channel></rss>".encode(),
        "https://hill.example/feed/",
    ).entries
    assert testing.read_page(PAGE, URL, feed=entry).title == "A longer walk"


def test_a_whole_feed_is_a_witness_of_its_entry() -> None:
    other = "<item><title>A swim</title><link>https://hill.example/a-swim/</link></item>"
    mine = f"<item><title>A longer walk</title><link>{URL}</link></item>"
    feed = testing.parse_feed(
        f"<rss version='2.0'><channel>{other}{mine}</channel></rss>", "https://hill.example/feed/"
    )
    assert testing.read_page(PAGE, URL, feed=feed).title == "A longer walk"
    elsewhere = testing.read_page(PAGE, "https://hill.example/another-walk/", feed=feed)
    assert elsewhere.title == "A walk"


def test_listings_and_feeds() -> None:
    home = (
        "<html><head><title>Hill</title><link rel=alternate type=application/rss+xml href=/feed/>"
        "</head><body><article class=hentry><h2><a href=/2009/05/06/a-walk/>A walk</a></h2></article>"
        "</body></html>"
    )
    found = testing.read_listing(home, "https://hill.example/", "tag")
    assert [c.url for c in found.candidates] == [URL]
    with pytest.raises(ValueError, match="called `feeds`; these are known: feed, hub"):
        testing.read_listing(home, "https://hill.example/", "feeds")
    assert testing.feed_links(home, "https://hill.example/") == ("https://hill.example/feed/",)


def test_addresses() -> None:
    assert testing.resolve("../b", "https://a.example/x/y/") == "https://a.example/x/b"
    assert testing.resolve("mailto:ana@a.example") == "mailto:ana@a.example"
    assert testing.resolve("no address") is None
    assert testing.address_key("http://www.a.example/x/") == testing.address_key(
        "https://a.example/x?utm_source=y"
    )


def test_robots() -> None:
    text = "User-agent: archiver\nDisallow: /private\nCrawl-delay: 7\n"
    assert testing.robots_allows(text, "archiver", "https://a.example/public")
    assert not testing.robots_allows(text, "archiver", "https://a.example/private/x")
    assert testing.robots_delay(text, "archiver") == 7
    assert testing.robots_delay(text, "other") is None


def test_judging_in_the_words_of_sources_yaml() -> None:
    post = testing.read_page(PAGE.replace("A walk", "A walk, my entry for the Spring Call"), URL)
    spring = {"id": "spring", "title": "Spring Call", "rounds": [{"id": "one"}]}
    told = [{"via": "https://hill.example/feed/", "how": "feed", "source": "s", "url": URL}]
    assert testing.judge(post, spring, told).verdict == "member"
    assert testing.judge(post, {"id": "other", "title": "Autumn Call"}, told).verdict == "outside"


@pytest.mark.parametrize(
    ("element", "role"),
    [
        (("div", None, "sharedaddy sd-sharing"), "share"),
        (("div", "comments", ""), "comments"),
        (("div", None, "entry-content"), "body"),
        (("section", None, "story__text"), "body"),
        (("div", "content", ""), "entry"),
        (("article", None, ""), "entry"),
        (("nav", None, ""), "navigation"),
        (("div", None, "crp_related"), "related"),
        (("div", None, ["wp-block-latest-comments"]), "comments"),
        (("div", None, "author-bio"), "author box"),
        (("p", None, "entry-meta"), "byline"),
        (("h1", None, "entry-title"), "title"),
        (("time", None, "dt-created"), "date"),
        (("div", None, "mc4wp-form"), "subscription"),
        (("ins", None, "adsbygoogle"), "advertising"),
        (("ul", None, "post-tags"), "byline"),
        (("p", None, "a1b2c3"), None),
        (("p", None, ""), None),
    ],
)
def test_what_names_say(element: tuple[str, str | None, str], role: str | None) -> None:
    assert testing.role(*element) == role


def test_the_documentation_lists_every_role() -> None:
    listed = re.findall(
        r"[a-z][a-z ]*", testing.role.__doc__.partition("enum")[2].replace("\n   ", "")
    )  # type: ignore[union-attr]
    assert {str(role) for role in Role} <= {words.strip() for words in listed}


def test_sanitised_html_is_harmless_and_stays_as_it_is() -> None:
    hostile = '<p onclick="x()">Hello <a href="javascript:x()">you</a><script>x()</script></p>'
    assert testing.sanitise(hostile) == "<p>Hello you</p>"


def test_public_vectors_of_script_injection() -> None:
    if not VECTORS.exists():
        pytest.skip("the vectors are not on this machine")
    for vector in json.loads(VECTORS.read_text("utf-8")):
        once = testing.sanitise(vector["html"])
        assert testing.sanitise(once) == once, vector
