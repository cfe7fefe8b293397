"""The posts that are read, and those that only teach what their host has in common."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup

import archiver
from archiver.demo import sites
from archiver.demo.blogosphere import Blogosphere
from archiver.discover import autodiscovery
from archiver.web import feeds, urls


@dataclass(frozen=True, kw_only=True)
class Post:
    """A post's page. ``gold`` is its text, empty for a post that only teaches how others are read.

    ``feed`` is the HTML that its feed has of it, if any. ``record`` is what a feed would have, where
    the gold is the blog's own record of the post: it may teach how the other pages are read, and
    never its own.
    """

    name: str
    url: str
    host: str
    body: bytes
    gold: str
    feed: str = ""
    record: str = ""


def of_folder(folder: Path) -> Iterator[Post]:
    """The pages of a folder that have a gold text, and further posts of the same hosts.

    Those are in ``siblings/<host>/``, whose ``index.json`` has their addresses; what their feeds say
    of them is in ``feeds/<host>.xml.gz`` and ``feeds/<host>--N.xml.gz``.
    """
    hosts = set()
    for path in sorted((*folder.rglob("*.html"), *folder.rglob("*.html.gz"))):
        stem = path.name.removesuffix(".gz").removesuffix(".html")
        beside = path.with_name(stem + ".json")
        told = json.loads(beside.read_text("utf-8")) if beside.exists() else {}
        if not told.get("text"):
            continue
        url = str(told.get("url") or "")
        host = str(told.get("host") or urls.host(url))
        hosts.add(host)
        yield Post(
            name=str(path.relative_to(folder)),
            url=url,
            host=host,
            body=gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes(),
            gold=str(told["text"]),
            feed=str(told.get("feed") or ""),
            record=str(told.get("feed") or _paragraphs(str(told["text"]))),
        )
    for host in sorted(hosts):
        yield from _siblings(folder, host)


def _siblings(folder: Path, host: str) -> Iterator[Post]:
    index = folder / "siblings" / host / "index.json"
    if not index.exists():
        return
    said = _entries(folder / "feeds", host)
    for page in json.loads(index.read_text("utf-8"))["pages"]:
        path = index.with_name(page["file"])
        record = said.get(urls.key(page["url"]), "")
        yield Post(
            name=str(path.relative_to(folder)),
            url=page["url"],
            host=host,
            body=gzip.decompress(path.read_bytes()),
            gold="",
            feed=record,
            record=record,
        )


def _entries(folder: Path, host: str) -> Mapping[str, str]:
    """What a host's feeds have of its posts, by the keys of their addresses."""
    said: dict[str, str] = {}
    for path in (*folder.glob(f"{host}.xml.gz"), *sorted(folder.glob(f"{host}--*.xml.gz"))):
        feed = feeds.parse(gzip.decompress(path.read_bytes()), f"http://{host}/feed/")
        for entry in feed.entries:
            said.setdefault(urls.key(entry.url), entry.content)
    return said


def of_demo() -> Iterator[Post]:
    """Every post of the demo's web in its second state, as its server would send it."""
    web = Blogosphere()
    web.flip()
    for host in sites.hosts():
        for post in sites.load(host, "second").posts:
            page, url = web.find(host, post.path), f"http://{host}{post.path}"
            if page.status != 200:
                continue
            gold = archiver.extract(page.body, url=url).text
            assert gold, f"archiver reads nothing from {url}"
            feed = _entry(web, host, page.body, url)
            yield Post(
                name=url, url=url, host=host, body=page.body, gold=gold, feed=feed, record=feed
            )


def _entry(web: Blogosphere, host: str, body: bytes, url: str) -> str:
    """The content that the feed of a page's own choice has of it; empty where it has none."""
    feed = autodiscovery.best(autodiscovery.feeds_of(BeautifulSoup(body, "lxml"), url))
    assert feed, f"{url} names no feed"
    path = feed.url.removeprefix(f"http://{host}")
    entries = feeds.parse(web.find(host, path).body, feed.url).entries
    return next((entry.content for entry in entries if entry.url == url), "")


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
