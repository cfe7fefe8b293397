"""Damaged and hostile bodies end in a post, a feed, a list, or in an error that says what is wrong.

A sample always runs; ``FULL=1`` tries every feed and 300 pages of the corpora with three seeds.
"""

import dataclasses
import gzip
import json
import os
import random
from pathlib import Path

import pytest

from archiver import testing
from archiver.errors import NotThePage, ParseError
from archiver.web import feeds
from tests import mutations

CASES = Path(__file__).parent / "cases"
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
FULL = bool(os.environ.get("FULL"))
SEEDS = ("1", "2", "3") if FULL else ("1",)
URL = "https://blog.example.net/2020/01/a-post/"
LISTS = ("hub", "invitation", "roundup", "site", "tag")
WORDS = "<p>What the feed says of it, at some length, &#xD83D; and more.</p>"

OWN = sorted(p for p in CASES.rglob("*") if p.suffix in {".html", ".xml", ".json", ".opml"})
FEEDS = sorted(p for p in (CORPUS / "feeds").glob("*") if "meta" not in p.name)
FEEDS = [p for p in FEEDS if p.name != "INDEX.json"]
PAGES = sorted(
    page
    for folder in ("blog", "cms", "mirrors/A", "old/A", "wild/A", "listings")
    for page in (CORPUS / folder).rglob("*.html*")
)
if not FULL:
    FEEDS = [p for p in FEEDS if p.stat().st_size < 20_000]
PAGES = PAGES[:: max(1, len(PAGES) // (300 if FULL else 16))]
needs_corpus = pytest.mark.skipif(
    not (FEEDS and PAGES), reason="needs the feeds and pages of ../shared/corpus"
)


def body_of(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def said(value: object) -> None:
    """Raise where a value could not be written: it holds half of a sign."""
    assert dataclasses.is_dataclass(value) and not isinstance(value, type)
    json.dumps(dataclasses.asdict(value), ensure_ascii=False, default=str).encode()


def read_feed(body: bytes) -> None:
    try:
        for entry in feeds.parse(body, URL).entries:
            said(entry)
        said(testing.read_listing(body, URL, "feed"))
    except ParseError as error:
        assert error.message and error.where


def read_page(body: bytes, way: str) -> None:
    for read in (
        lambda: testing.read_page(body, URL, feed=WORDS, host_pages=[(body, URL + "other/")]),
        lambda: testing.read_listing(body, URL, way),
    ):
        try:
            said(read())
        except (NotThePage, ParseError) as error:
            assert error.message and error.where


@pytest.mark.parametrize("mutation", mutations.EVERY, ids=lambda m: m.__name__)
def test_own_cases(mutation: mutations.Mutation) -> None:
    rng = random.Random(mutation.__name__)
    for n, path in enumerate(rng.sample(OWN, 24)):
        body = mutation(body_of(path), rng)
        if path.suffix == ".html":
            read_page(body, LISTS[n % len(LISTS)])
        else:
            read_feed(body)


@needs_corpus
@pytest.mark.parametrize("mutation", mutations.EVERY, ids=lambda m: m.__name__)
@pytest.mark.parametrize("seed", SEEDS)
def test_real_feeds(mutation: mutations.Mutation, seed: str) -> None:
    for path in FEEDS if FULL else FEEDS[::3]:
        rng = random.Random(f"{path.name} {mutation.__name__} {seed}")
        read_feed(mutation(body_of(path), rng))


@needs_corpus
@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("seed", SEEDS)
def test_real_pages(part: int, seed: str) -> None:
    for n, path in enumerate(PAGES):
        read_page(mutations.of(body_of(path), f"{path.name} {part} {seed}"), LISTS[n % len(LISTS)])


@pytest.mark.parametrize(
    "attributes",
    [
        *('width="%s" height="%s"', "src='/a.png' srcset='/b.png %s.5x, /c.png 1.2.3x'"),
        *("srcset='%s'", "srcset=', , %sw,,,'", 'data-srcset="/b.png  %sx,/c.png 2x"'),
    ],
)
def test_odd_numbers_of_pictures_cost_no_post(attributes: str) -> None:
    for number in ("9" * 5000, "²", "١", "-1", " " * 20_000, ", " * 10_000):
        image = f"<a href='/'><img {attributes.replace('%s', number)}></a><a href='/'>x</a>"
        body = f"<html><body><article><h1>A</h1>{image}<p>{'Some words. ' * 40}</article>"
        assert testing.read_page(body, URL).word_count >= 80


@pytest.mark.parametrize(
    "sign", ["*", "_", "~", "[", "`", "\\", "&amp;", "* ", "\n", "<br>", "<b>*"]
)
def test_a_long_row_of_signs_is_read(sign: str) -> None:
    words = f"<p>{'Some words. ' * 40}</p>"
    body = f"<html><body><article><h1>A</h1>{words}<p>{sign * 30_000}</p></article>"
    assert testing.read_page(body, URL).word_count >= 80


@pytest.mark.parametrize(
    "title",
    [
        *("x &#55356;&#57225; y", "x &#xD83D;&#xDE00; y", "x &#55356; y", "x &#xDE00;&#xD83D; y"),
        *("x &#x110000; y", "x &#99999999999999999999; y", "x &amp;#55356;&amp;#57225; y"),
        *("<![CDATA[x &#55356;&#57225; y]]>", "x &#55356 y", "&nosuch; &#; &#x; &"),
    ],
)
def test_an_odd_reference_costs_no_entry(title: str) -> None:
    entries = feeds.parse(rss(f"<title>{title}</title>"), URL).entries
    assert [entry.title for entry in entries][-1] == "Good" and len(entries) == 2
    said(entries[0])


def test_halves_of_one_sign_are_that_sign() -> None:
    for title, read in {
        "&#55356;&#57225;": "\N{PARTY POPPER}",
        "&#xD83D;&#xde00;": "\N{GRINNING FACE}",
        "a &#55356;&#57225;&#55356;&#57225; b": "a \N{PARTY POPPER}\N{PARTY POPPER} b",
        "<![CDATA[&#55356;&#57225;]]>": "\N{PARTY POPPER}",
        "&#55356; &#57225;": "\ufffd \ufffd",
        "&#57225;&#55356;": "\ufffd\ufffd",
        "&#x110000;&#8211;": "\ufffd–",
        "&#127881;": "\N{PARTY POPPER}",
    }.items():
        assert feeds.parse(rss(f"<title>{title}</title>"), URL).entries[0].title == read, title


def test_json_with_half_a_sign() -> None:
    body = (
        rb'{"version": "https://jsonfeed.org/version/1.1", "items":'
        rb' [{"id": "1", "title": "a \ud83d b", "tags": ["\ude00"]}]}'
    )
    (entry,) = feeds.parse(body, URL).entries
    assert entry.title == "a \ufffd b" and entry.tags == ("\ufffd",)


@pytest.mark.parametrize(
    "date",
    [
        *("0000-00-00 00:00:00", "0000-00-00", "Wed, 30 Nov -0001 00:00:00 +0000", "-1", ""),
        *("0000-11-30T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 GMT"),
        *("30 Nov 0000 10:00 GMT", "Thu, 31 Feb 2021 25:61:61 +9999"),
    ],
)
def test_what_is_no_date_costs_no_entry(date: str) -> None:
    for name in ("pubDate", "dc:date"):
        odd, good = feeds.parse(rss(f"<title>x</title><{name}>{date}</{name}>"), URL).entries
        assert odd.published is None and good.title == "Good"


def test_a_feed_with_more_in_it_than_any_is_refused() -> None:
    item = "<item><title>a</title><link>/a</link></item>"
    for inside, why in ((item * 25_000, "20,000 entries"), ("<a" * 300_001, "300,000 tags")):
        body = f"<rss version='2.0'><channel>{inside}</channel></rss>".encode()
        with pytest.raises(ParseError, match=why):
            feeds.parse(body, URL)


def test_entities_do_not_grow_but_stand_for_their_signs() -> None:
    growing = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">\n<!ENTITY c "&b;&b;&b;">'
    for hidden in (
        "",
        "<!-- <![CDATA[ -->",
        "<?x <![CDATA[ ?>",
        '<!ATTLIST r x CDATA "<![CDATA[">',
    ):
        body = (
            b'<?xml version="1.0"?><!DOCTYPE rss [%s]>'
            % (hidden + growing + '<!ENTITY uuml "&#252;">').encode()
        )
        (entry, _) = feeds.parse(body + rss("<title>&uuml;&c;</title>"), URL).entries
        assert "ü" in entry.title and len(entry.title) < 20
    code = "<![CDATA[<pre>&lt;x <!ENTITY a SYSTEM 'b'></pre>]]>"
    (entry, _) = feeds.parse(rss(f"<description>{code}</description>"), URL).entries
    assert "!ENTITY a SYSTEM 'b'>" in entry.content


def test_a_name_without_end_takes_no_time() -> None:
    for name in ("a" * 200_000, f"<![CDATA[{'a.' * 100_000}]]>", "a@" * 100_000):
        for tag in ("author", "dc:creator"):
            odd, good = feeds.parse(rss(f"<{tag}>{name}</{tag}>"), URL).entries
            assert len(odd.author) <= 500 and good.title == "Good"


def rss(item: str) -> bytes:
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>t</title>'
        f"<ttl/><item>{item}<link>/a</link></item>"
        "<item><title>Good</title><link>/b</link></item></channel></rss>"
    ).encode()
