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
