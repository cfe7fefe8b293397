"""Sitemaps as they are met: limits, damage, and the public suite."""

import gzip
from pathlib import Path

import pytest

from archiver.errors import ParseError
from archiver.web import sitemaps

SUITE = Path(__file__).parents[2] / "shared" / "suites" / "sitemaps"
URL = "https://blog.example.net/sitemap.xml"
SUITE_HAS = {
    "atom.xml": 1,
    "do-not-visit.txt": 1,
    "hebdenbridgetimes-articles-sitemap.xml": 74,
    "pagemaps-sitemap.xml": 2,
    "shinpaideshou-news-sitemap.xml": 3,
    "sitemap-images.xml": 1,
    "sitemap-links.xml": 3,
    "sitemap-mobile.xml": 3,
    "sitemap-news.xml": 2,
    "sitemap-videos-tvshow.xml": 1,
    "sitemap-videos.xml": 3,
    "feed.rss": 4,
    "xmlRss_pubDate.xml": 7,
    "sitemap-with-bom.txt": 2,
    "sitemap.badns.xml": 2,
    "sitemap.index.xml": 15,
    "sitemap.ns.xml": 2,
    "sitemap.txt": 2,
    "sitemap.txt.gz": 5,
    "xmlSitemap.gz": 5,
}
"""How many addresses its files have, counted by hand."""


def urlset(count: int, start: int = 0) -> str:
    rows = "".join(
        f"<url><loc>https://blog.example.net/p{n}/</loc></url>" for n in range(start, start + count)
    )
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</urlset>"


@pytest.mark.skipif(not SUITE.exists(), reason="needs ../shared/suites/sitemaps")
def test_the_public_suite() -> None:
    found = {}
    for path in SUITE.rglob("*"):
        if path.is_file() and path.name != "README.md":
            read = sitemaps.parse(path.read_bytes(), f"http://www.example.com/{path.name}")
            assert read.cut == ""
            found[path.name] = len(read.pages) + len(read.sitemaps)
    assert found == SUITE_HAS


@pytest.mark.parametrize("count", [9, 10, 11])
@pytest.mark.parametrize("kind", ["xml", "lines"])
def test_no_more_addresses_are_read_than_the_protocol_allows(
    monkeypatch: pytest.MonkeyPatch, count: int, kind: str
) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 10)
    lines = "\n".join(f"https://blog.example.net/p{n}/" for n in range(count))
    found = sitemaps.parse((urlset(count) if kind == "xml" else lines).encode(), URL)
    assert len(found.pages) == min(count, 10)
    assert found.cut == ("the sitemap goes on after 10 addresses" if count > 10 else "")


def test_what_unfolds_to_more_than_the_protocol_allows_is_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sitemaps, "_MOST_BYTES", 2**16)
    monkeypatch.setattr(sitemaps, "_PIECE", 64)
    packed = gzip.compress((urlset(5) + " " * 2**20).encode())
    found = sitemaps.parse(packed, URL)
    assert (len(found.pages), found.cut) == (
        5,
        "the sitemap is larger than 50 MB after 5 addresses",
    )


@pytest.mark.parametrize(
    ("damaged", "pages", "cut"),
    [
        (urlset(3)[:-9], 3, "breaks off"),
        (urlset(3)[:-12], 2, "breaks off"),
        (urlset(3)[:-40], 2, "breaks off"),
        (urlset(1)[:90], 0, "breaks off"),
        (urlset(3).replace("p1/</loc>", "p1/"), 3, ""),
        (urlset(3).replace("<url><loc>", "<!-- <url></url> --><url><loc>"), 3, ""),
        (urlset(3).replace("p1", "x" * 11_000_000), 1, "is damaged"),
        (urlset(3).replace("p1/", "p&#xD83D;&#0;&nbsp;&/"), 3, ""),
        (urlset(3).replace("<url>", "<url><image:image/>"), 3, ""),
        (urlset(3).replace("</loc></url>", "</loc>"), 3, ""),
        ("\ufeff\n" + urlset(3), 3, ""),
        ("<?xml version='1.0' encoding='utf-16'?>" + urlset(3), 3, ""),
        ("<?xml-stylesheet href='/x.xsl'?><!-- <html> -->" + urlset(3), 3, ""),
        (urlset(3) + "<script>", 3, ""),
    ],
)
def test_of_a_damaged_one_counts_what_is_whole(damaged: str, pages: int, cut: str) -> None:
    found = sitemaps.parse(damaged.encode(), URL)
    assert (len(found.pages), found.cut) == (
        pages,
        f"the sitemap {cut} after {pages} addresses" if cut else "",
    )
    assert all(page.url.startswith("https://blog.example.net/") for page in found.pages)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "empty"),
        (b" \n\xef\xbb\xbf", "empty"),
        (b"<!doctype html><html><title>Not found</title>", "a page"),
        (b'{"code": "not_found"}', "JSON"),
        (b"Not found", "unknown text"),
        (b"<opml><outline/></opml>", "<opml> document"),
        (b"<!-- -->", "empty"),
        (b"<>", "<> document"),
        (b"\x1f\x8b\x08 no gzip", "packed"),
    ],
)
def test_what_is_no_sitemap_is_told(body: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message) as caught:
        sitemaps.parse(body, URL)
    assert caught.value.where == URL


def test_entities_stand_for_nothing() -> None:
    head = "<!DOCTYPE u [<!ENTITY a 'aaaa'><!ENTITY b SYSTEM 'file:///etc/passwd'>]>"
    body = head + urlset(1).replace("p0", "&a;&b;")
    [page] = sitemaps.parse(body.encode(), URL).pages
    assert page.url == "https://blog.example.net/&a;&b;/"
