"""Reading feeds beside feedparser alone, and listings beside parsing the page alone.

    python bench/discover.py [FOLDER]

Uses the project's own cases. With FOLDER it also says how much of what feeds and listings announce is
found: ``feeds/INDEX.json`` (file, host, items) and ``listings/*.json`` (entries) beside the pages. Not
every line of such lists is a post: home pages, profiles and files are counted apart, by what their
address alone tells.
"""

import io
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import feedparser
from bs4 import BeautifulSoup

from archiver import discover
from archiver.errors import ArchiverError
from archiver.model import Capture, Method, Source
from archiver.web import address_kinds, feeds, urls

CASES = Path(__file__).parents[1] / "tests" / "cases"


def capture(url: str, body: bytes) -> Capture:
    return Capture(
        url=url,
        final_url=url,
        status=200,
        headers=(),
        payload=body,
        body=body,
        fetched_at=datetime.now(UTC),
    )


def of_feeds(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Name, entries in the index, entries read: of every feed."""
    for told in json.loads((folder / "feeds" / "INDEX.json").read_text("utf-8")):
        body = (folder / "feeds" / told["file"]).read_bytes()
        try:
            found = len(feeds.parse(body, f"https://{told['host']}/feed").entries)
        except ArchiverError:
            found = 0
        yield told["id"], told["items"], min(found, told["items"])


def of_listings(folder: Path) -> Iterator[tuple[str, int, int, int, int]]:
    """Name, entries listed, those that may be posts, those found, and what else was found."""
    for path in sorted((folder / "listings").glob("*.json")):
        told = json.loads(path.read_text("utf-8"))
        if path.stem == "INDEX":
            continue
        url, method = address(told), Method.ROUNDUP if gathers(told["kind"]) else Method.TAG
        wanted = {urls.resolve(e["url"], url) for e in told["entries"] if e["url"]} - {None}
        posts = {urls.key(w) for w in wanted if w and address_kinds.may_be_post(w, url)}
        found = read(url, method, (path.with_suffix(".html")).read_bytes())
        yield path.stem, len(wanted), len(posts), len(posts & found), len(found - posts)


def gathers(kind: str) -> bool:
    return "roundup" in kind or "reports" in kind or "hub" in kind


def address(told: dict[str, object]) -> str:
    """Where a page was found: its own word, else the host that most of its entries are on."""
    entries = [e["url"] for e in told["entries"] if e["url"] and "://" in e["url"]]  # type: ignore[attr-defined]
    hosts = [urls.origin(url) for url in entries]
    most = max(set(hosts), key=hosts.count, default="https://listing.example")
    return str(told["canonical"] or f"{most}/listing/")


def read(url: str, method: Method, body: bytes) -> set[str]:
    source = Source(id="bench", url=url, method=method, challenge="bench")
    try:
        found = discover.read(capture(url, body), source.first_request(), source)
    except ArchiverError:
        return set()
    return {urls.key(candidate.url) for candidate in found.candidates}


def milliseconds(work: Callable[[bytes], object], pages: list[bytes]) -> float:
    """CPU a page, the median of several rounds."""
    rounds = []
    for _ in range(7):
        started = time.process_time()
        for page in pages:
            work(page)
        rounds.append((time.process_time() - started) * 1000 / len(pages))
    return statistics.median(rounds)


def beside(
    name: str,
    ours: Callable[[bytes], object],
    peer: str,
    theirs: Callable[[bytes], object],
    pages: list[bytes],
) -> None:
    mine, other = milliseconds(ours, pages), milliseconds(theirs, pages)
    print(
        f"{name}: {mine:.2f} ms; {peer}: {other:.2f} ms; ratio {mine / other:.2f} ({len(pages)} pages)"
    )


def times() -> None:
    found = [p.read_bytes() for p in sorted(CASES.glob("feeds/*/*/feed.xml"))]
    good = [body for body in found if _reads(body)]
    beside(
        "feeds.parse",
        lambda body: feeds.parse(body, "http://a.example/feed"),
        "feedparser alone",
        lambda body: feedparser.parse(io.BytesIO(body)),
        good,
    )
    pages = [p.read_bytes() for p in sorted(CASES.glob("listings/*/*/page.html"))]
    beside(
        "a listing read",
        lambda body: read("http://a.example/tag/x/", Method.TAG, body),
        "BeautifulSoup alone",
        lambda body: BeautifulSoup(body, "lxml"),
        pages,
    )


def _reads(body: bytes) -> bool:
    try:
        return bool(feeds.parse(body, "http://a.example/feed").entries)
    except ArchiverError:
        return False


def recall(folder: Path) -> None:
    rows = list(of_feeds(folder))
    short = [f"{name} {found}/{wanted}" for name, wanted, found in rows if found < wanted]
    wanted, found = sum(row[1] for row in rows), sum(row[2] for row in rows)
    print(f"feeds: {found} of {wanted} entries in {len(rows)} feeds; short: {short or 'none'}")
    print(f"{'listing':42} listed posts found other")
    pages = list(of_listings(folder))
    for name, listed, posts, hits, other in pages:
        print(f"{name:42} {listed:6} {posts:5} {hits:5} {other:5}")
    posts, hits = sum(page[2] for page in pages), sum(page[3] for page in pages)
    print(f"listings: {hits} of {posts} posts ({hits / posts:.1%}) on {len(pages)} pages")


if __name__ == "__main__":
    times()
    for name in sys.argv[1:]:
        recall(Path(name))
