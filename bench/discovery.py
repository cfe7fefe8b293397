"""What is found of what is announced, in each way in which posts are announced, and by how many requests.

    python bench/discovery.py [WAY ...] [--missing]

Each way is a small made-up web in the shape of a real one, with pages beside the posts that are none.
``archiver run`` looks at it for the first time. Printed are the posts found (held in the end) of those
that are there; ``wrong``, what was taken for a post and is none; the requests for listings, which
are all but those for posts and robots.txt; and all requests. WAY is a word of the names of the ways
to be looked at; ``--missing`` names what was missed and what is wrong.

The peer is trafilatura: its search for feeds and its search for sitemaps, over the same web, from
the same address and the home page. It names posts and fetches none of them, so that its requests stand
beside those for listings. ``-`` stands where it is not made for such a source.

Exit code 1 where a post is missed, where more than two in a hundred of what was taken for a post
are none, where the calendar takes more than 25 requests, or the 12 wanted posts among 1,000 more than 40.
"""

import argparse
import logging
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.announcing import blogs, lists
from bench.announcing.measure import Count, ours, peers
from bench.announcing.way import Way

WRONG = 0.02
"""The largest part that may be wrong of what was taken for a post, over the ways that are looked at."""

Row = tuple[Way, Count, Count | None]


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where a bar is missed or there is no such way."""
    options = _options(words)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    ways = [make() for make in (*blogs.WAYS, *lists.WAYS)]
    chosen = [way for way in ways if _is_chosen(way.name, options.way)]
    if not chosen:
        print(f"no such way; there are: {', '.join(way.name for way in ways)}", file=sys.stderr)
        return 1
    print(f"{'':26}{'archiver':^38}{'trafilatura':^22}")
    print(
        f"{'way':26}{'found':>9}{'wrong':>8}{'listings':>10}{'requests':>10}{'found':>11}{'requests':>10}"
    )
    rows = []
    for row in _measured(chosen):
        _print_row(row, named=options.missing)
        rows.append(row)
    _print_totals(rows)
    faults = list(_faults(rows))
    for fault in faults:
        print(f"missed: {fault}")
    return int(bool(faults))


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    cli = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    cli.add_argument("way", nargs="*", metavar="WAY", help="a word of the name of a way")
    cli.add_argument(
        "--missing", action="store_true", help="name what was missed, and what is wrong"
    )
    return cli.parse_args(words)


def _is_chosen(name: str, words: Sequence[str]) -> bool:
    return not words or any(word.casefold() in name.casefold() for word in words)


def _measured(ways: Sequence[Way]) -> Iterator[Row]:
    with ThreadPoolExecutor(1) as executor, tempfile.TemporaryDirectory() as folder:
        for number, way in enumerate(ways):
            yield way, ours(way, Path(folder, str(number)), executor), peers(way)


def _print_row(row: Row, *, named: bool) -> None:
    way, mine, peer = row
    of = len(way.expected)
    line = f"{way.name:26}{f'{mine.found} of {of}':>9}{len(mine.wrong):8}{mine.listings:10}"
    line += f"{mine.requests:10}"
    beside = (f"{peer.found} of {of}", f"{peer.requests}") if peer else ("-", "-")
    print(line + f"{beside[0]:>11}{beside[1]:>10}")
    if named:
        for word, found in (("missing", mine.missing), ("wrong", mine.wrong)):
            for url in found:
                print(f"    {word}: {url}")
        if mine.trouble:
            print(f"    told: {mine.trouble}")


def _print_totals(rows: Sequence[Row]) -> None:
    expected, found = sum(len(way.expected) for way, _, _ in rows), sum(c.found for _, c, _ in rows)
    listings = sum(mine.listings for _, mine, _ in rows)
    print(
        f"\narchiver: {found} of {expected} posts in {len(rows)} ways, {listings / max(1, found):.2f} listings a post"
    )
    both = [(way, mine, peer) for way, mine, peer in rows if peer]
    if not both:
        return
    mine, peer = sum(c.found for _, c, _ in both), sum(c.found for _, _, c in both)
    asked, by_peer = sum(c.listings for _, c, _ in both), sum(c.requests for _, _, c in both)
    print(f"where trafilatura is made for it, in {len(both)} of them: ", end="")
    print(f"{mine} posts beside {peer}, ratio {mine / max(1, peer):.2f};", end=" ")
    here, there = asked / max(1, mine), by_peer / max(1, peer)
    print(f"{here:.2f} listings a post beside {there:.2f}, ratio {here / max(there, 1e-9):.2f}")


def _faults(rows: Sequence[Row]) -> Iterator[str]:
    """The bars that are missed, in words."""
    for way, mine, _ in rows:
        if mine.missing:
            yield f"{way.name}: {len(mine.missing)} posts (bar 0)"
        if way.requests is not None and mine.requests > way.requests:
            yield f"{way.name}: {mine.requests} requests (bar {way.requests})"
    wrong, found = sum(len(c.wrong) for _, c, _ in rows), sum(c.found for _, c, _ in rows)
    if wrong > WRONG * (wrong + found):
        yield f"{wrong} of {wrong + found} taken for posts are none (bar {WRONG:.0%})"


if __name__ == "__main__":
    sys.exit(main())
