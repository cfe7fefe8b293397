"""How much of what real feeds and listings announce is found? Run: python -m bench.discover

Against the pages of ../shared/corpus, each with a list of its entries. Not every line of those lists
is a post: home pages, profiles and files are counted apart, by what their address alone tells.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from archiver import addresses, discover, feeds, urls
from archiver.errors import ArchiverError
from archiver.model import Capture, Method, Source

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


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


def of_feeds() -> Iterator[tuple[str, int, int]]:
    """Name, entries in the index, entries read: of every feed."""
    for told in json.loads((CORPUS / "feeds" / "INDEX.json").read_text("utf-8")):
        body = (CORPUS / "feeds" / told["file"]).read_bytes()
        try:
            found = len(feeds.parse(body, f"https://{told['host']}/feed").entries)
        except ArchiverError:
            found = 0
        yield told["id"], told["items"], min(found, told["items"])


def of_listings() -> Iterator[tuple[str, int, int, int, int]]:
    """Name, entries listed, those that may be posts, those found, and what else was found."""
    for path in sorted((CORPUS / "listings").glob("*.json")):
        told = json.loads(path.read_text("utf-8"))
        if path.stem == "INDEX":
            continue
        url, method = address(told), Method.ROUNDUP if gathers(told["kind"]) else Method.TAG
        wanted = {urls.resolve(e["url"], url) for e in told["entries"] if e["url"]} - {None}
        posts = {urls.key(w) for w in wanted if w and addresses.may_be_post(w, url)}
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
        found = discover.read(capture(url, body), discover.start(source), source)
    except ArchiverError:
        return set()
    return {urls.key(candidate.url) for candidate in found.candidates}


def main() -> None:
    if not CORPUS.exists():
        sys.exit(f"{CORPUS} is not there")
    started = time.perf_counter()
    rows = list(of_feeds())
    short = [f"{name} {found}/{wanted}" for name, wanted, found in rows if found < wanted]
    wanted, found = sum(row[1] for row in rows), sum(row[2] for row in rows)
    print(f"feeds: {found} of {wanted} entries in {len(rows)} feeds; short: {short or 'none'}")
    print(f"       {time.perf_counter() - started:.1f} s")
    print(f"{'listing':42} listed posts found other")
    pages = list(of_listings())
    for name, listed, posts, hits, other in pages:
        print(f"{name:42} {listed:6} {posts:5} {hits:5} {other:5}")
    posts, hits = sum(page[2] for page in pages), sum(page[3] for page in pages)
    print(f"listings: {hits} of {posts} posts ({hits / posts:.1%}) on {len(pages)} pages")


if __name__ == "__main__":
    main()
