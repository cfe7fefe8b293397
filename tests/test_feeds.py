"""What golden cases of feeds cannot say: real feeds, hostile ones, and that nothing is fetched."""

import gzip
import json
import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.web import feeds

SHARED = Path(__file__).parents[2] / "shared"
URL = "https://blog.example.net/feed/"


def test_all_entries_of_real_feeds_are_read() -> None:
    index = SHARED / "corpus" / "feeds" / "INDEX.json"
    if not index.exists():
        pytest.skip("the corpus of feeds is not here")
    told = [t for t in json.loads(index.read_text("utf-8")) if t["items"] and t["bytes"] < 30_000]
    read = {
        t["id"]: len(feeds.parse((index.parent / t["file"]).read_bytes(), URL).entries)
        for t in told
    }
    assert read == {t["id"]: t["items"] for t in told}


@pytest.mark.parametrize("name", ["attrs", "billion", "quad", "xxe", "xinc", "param", "jd", "jn"])
def test_hostile_xml_ends_soon_and_expands_nothing(name: str) -> None:
    path = next((SHARED / "suites" / "xml").glob(f"{name}.*.gz"), None)
    if path is None:
        pytest.skip("the suite of hostile XML is not here")
    try:
        feed = feeds.parse(gzip.decompress(path.read_bytes()), URL)
    except ParseError:
        return
    assert sum(len(entry.title) + len(entry.content) for entry in feed.entries) < 1000


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a feed was parsed over the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    body = (
        b'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://blog.example.net/rss.dtd">'
        b'<rss version="2.0"><channel><title>T</title><item><link>/a</link></item></channel></rss>'
    )
    assert [entry.url for entry in feeds.parse(body, URL).entries] == ["https://blog.example.net/a"]


def test_a_file_name_is_no_feed(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text("<rss version='2.0'><channel><item><title>t</title></item></channel></rss>")
    with pytest.raises(ParseError, match="no feed"):
        feeds.parse(str(path).encode(), URL)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251", "shift_jis"])
def test_encodings(encoding: str) -> None:
    title = {"cp1251": "Терпение", "shift_jis": "毎月の動機"}.get(encoding, "Größe – 毎月")
    text = (
        f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?><rss version="2.0">'
        f"<channel><title>{title}</title><item><link>/a</link></item></channel></rss>"
    )
    assert feeds.parse(text.encode(encoding), URL).title == title


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
@settings(max_examples=60, deadline=None)
def test_any_bytes_give_a_feed_or_a_parse_error(body: bytes) -> None:
    for wrapped in (body, b"<rss version='2.0'><channel>" + body, b'{"version":' + body):
        try:
            feeds.parse(wrapped, URL)
        except ParseError as error:
            assert error.where == URL


def rss(items: str, link: str = "https://blog.example.net/") -> bytes:
    return f"<rss version='2.0'><channel><link>{link}</link>{items}</channel></rss>".encode()


def addresses(body: bytes, url: str = URL) -> list[str]:
    return [entry.url for entry in feeds.parse(body, url).entries]


OWN = "<item><title>Own</title><link>https://blog.example.net/own/</link></item>"


@pytest.mark.parametrize(
    ("item", "post"),
    [
        ("<guid>https://blog.example.net/linked/7/</guid>", "https://blog.example.net/linked/7/"),
        (
            "<guid isPermaLink='false'>https://www.blog.example.net/?p=7</guid>",
            "https://www.blog.example.net/?p=7",
        ),
        ("<guid isPermaLink='false'>7</guid>", "https://stranger.example/essay"),
        ("<guid>https://elsewhere.example/7</guid>", "https://stranger.example/essay"),
        ("<guid>https://blog.example.net/</guid>", "https://stranger.example/essay"),
        (
            "<guid>https://blog.example.net/linked/7/</guid><source url='https://s.example/f'>S</source>",
            "https://stranger.example/essay",
        ),
    ],
)
def test_the_post_of_a_link_blog_is_its_own_page(item: str, post: str) -> None:
    linked = f"<item><title>L</title>{item}<link>https://stranger.example/essay</link></item>"
    assert addresses(rss(linked + OWN)) == [post, "https://blog.example.net/own/"]


def test_a_link_blog_in_atom_and_json() -> None:
    entry = "<entry><id>https://blog.example.net/l/7</id><link href='https://stranger.example/e'/></entry>"
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><link href='/'/>{entry}</feed>"
    assert addresses(atom.encode()) == ["https://blog.example.net/l/7"]
    item = {"id": "https://blog.example.net/l/7", "url": "https://stranger.example/e"}
    told = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    assert addresses(json.dumps(told).encode()) == ["https://blog.example.net/l/7"]


def test_a_blog_on_another_host_than_its_feed_is_no_link_blog() -> None:
    """It has moved, and kept the ids of its old host."""
    items = "".join(
        f"<item><link>https://new.example/{n}/</link><guid>https://blog.example.net/?p={n}</guid></item>"
        for n in range(3)
    )
    assert addresses(rss(items)) == [f"https://new.example/{n}/" for n in range(3)]


def test_ids_on_a_host_of_many_blogs_are_no_addresses_of_posts() -> None:
    item = "<item><link>https://magazine.example/bread</link><guid>https://host.example/p/7f</guid></item>"
    body = rss(item + OWN, "https://host.example/@ana")
    assert addresses(body, "https://host.example/feed/@ana")[0] == "https://magazine.example/bread"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("/jars/", "https://blog.example.net/jars/"),
        ("jars/", "https://blog.example.net/jars/"),
        ("//blog.example.net/jars/", "https://blog.example.net/jars/"),
        ("https://feeds.example/jars/", "https://feeds.example/jars/"),
        ("https://blog.example.net/jars/", "https://blog.example.net/jars/"),
    ],
)
def test_relative_links_count_from_the_site_where_the_feed_lies_elsewhere(
    link: str, found: str
) -> None:
    item = f"<item><link>{link}</link><description>&lt;a href='/x'>x&lt;/a></description></item>"
    feed = feeds.parse(rss(item), "https://feeds.example/blog.xml")
    assert feed.entries[0].url == found


def test_what_a_feed_says_of_its_base_comes_first() -> None:
    entry = "<entry xml:base='https://third.example/x/'><link href='jars/'/></entry><entry><link href='/b'/></entry>"
    site = "<link rel='alternate' href='https://blog.example.net/'/>"
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'>{site}{entry}</feed>".encode()
    assert addresses(atom, "https://feeds.example/a.xml") == [
        "https://third.example/x/jars/",
        "https://blog.example.net/b",
    ]
    item = {"id": "1", "url": "/jars/"}
    told = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    body = json.dumps(told | {"home_page_url": "https://blog.example.net/"}).encode()
    assert addresses(body, "https://feeds.example/f.json") == ["https://blog.example.net/jars/"]


def test_a_feed_on_another_host_may_name_its_own_address() -> None:
    own = "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='self' href='https://blog.example.net/f'/>"
    body = f"<rss version='2.0'><channel>{own}<item><link>/jars/</link></item></channel></rss>"
    assert addresses(body.encode(), "https://cdn.example/f") == ["https://blog.example.net/jars/"]


def test_the_longest_text_is_the_content() -> None:
    """Extensions of RSS have descriptions of their own."""
    text = "The whole text stands in the description. " * 5
    content = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    for besides in ("<description/>", "<og><description>Short.</description></og>"):
        item = f"<item><link>/a</link><description>{text}</description>{besides}</item>"
        entry = feeds.parse(rss(item), URL).entries[0]
        assert (entry.content, entry.whole) == (text.strip(), False)
    encoded = f"<item {content}><link>/a</link><description>S</description><content:encoded>{text}</content:encoded></item>"
    entry = feeds.parse(rss(encoded), URL).entries[0]
    assert (entry.content, entry.whole) == (text.strip(), True)


def test_a_packed_feed_is_unpacked() -> None:
    body = gzip.compress(rss(OWN))
    assert addresses(body) == addresses(gzip.compress(body)) == ["https://blog.example.net/own/"]
    for broken in (body[:-9], gzip.compress(bytes(2**27), 1)):
        with pytest.raises(ParseError, match="packed"):
            feeds.parse(broken, URL)
