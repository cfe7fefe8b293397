"""What the witnesses that only an archive of blogs has are worth, where markup speaks and where not.

    python bench/witnesses.py [FOLDER] [--cipher] [--gold-as-feed] [--pages]

The witnesses are the feed's own content of a post and the host's other posts. Every page is read
twice: as it is, and as a nameless twin, as a theme would serve it whose names nobody has rules for:
classes, ids and anchors are hashes (the same name, the same hash), elements that say what they are
for are plain ones, roles, microdata, comments, scripts and links to other files are gone.
``--cipher`` also makes up the words of the twin's short labels outside the post: a theme in a
language that nobody has rules for.

FOLDER holds ``*.html`` or ``*.html.gz``, each with a ``.json`` of the same name: ``url``, ``text``
(the gold, the blog's own record of the post), ``host``, and ``feed`` where there is one: else the
records stand for the feed, each for the other pages only. Further posts of a host may be in
``siblings/<host>/``, its feeds in ``feeds/<host>.xml.gz``. Without FOLDER the pages are the demo's,
whose gold is what archiver reads from the page with its names. What the host has in common is
learned from its other pages only. ``--gold-as-feed`` lets a record stand for the feed of its own
page, too, which says no more than whether archiver follows a feed; so it does where FOLDER's ``feed``
is the gold. Only totals are printed; ``--pages`` names the pages where a witness made a difference.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from statistics import fmean, median

from bench.witnessing import posts as folder_or_demo
from bench.witnessing.posts import Post
from bench.witnessing.ways import (
    ALONE,
    BOTH,
    FEED,
    HOST,
    PEER,
    TAUGHT,
    WITNESSED,
    Scores,
    measured,
    read,
    score,
    twins,
)

PERFECT = 0.99
"""The F1 of shingles from which on a page counts as read without a fault."""
SEEN = 0.001
"""A smaller change of that F1 is none."""


def main() -> int:
    """Measure and print; 1 where there is nothing to measure."""
    options = _options()
    found = folder_or_demo.of_folder(options.folder) if options.folder else folder_or_demo.of_demo()
    posts = list(found)
    if not measured(posts):
        print("no pages with a gold text", file=sys.stderr)
        return 1
    _print_heading(posts, options.folder, cipher=options.cipher)
    if options.gold_as_feed:
        print(
            "the gold stands for its own page's feed, too: no measure, a check that it is followed"
        )
        posts = [replace(post, feed=post.feed or post.record) for post in posts]
    fed = any(post.feed for post in measured(posts))
    ways = (PEER, ALONE, HOST, TAUGHT, *((FEED, BOTH) if fed else ()))
    pages: Mapping[str, list[bytes] | list[str]] = {
        "names kept": [post.body for post in posts],
        "nameless": twins(posts, cipher=options.cipher),
    }
    for title, bodies in pages.items():
        readings = read(posts, bodies, ways)
        scores = {
            way: [score(text, post.gold) for text, post in zip(texts, measured(posts), strict=True)]
            for way, texts in readings.items()
        }
        print()
        _print_scores(title, scores, {way: texts.count("") for way, texts in readings.items()})
        _print_differences(measured(posts), scores, named=options.pages)
    return 0


def _options() -> argparse.Namespace:
    cli = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    cli.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    cli.add_argument("--cipher", action="store_true", help="make up the words of short labels")
    cli.add_argument("--gold-as-feed", action="store_true", help="for a page's own feed")
    cli.add_argument("--pages", action="store_true", help="name the pages that a witness changed")
    return cli.parse_args()


def _print_heading(posts: list[Post], folder: Path | None, *, cipher: bool) -> None:
    pages = measured(posts)
    hosts = Counter(post.host for post in posts)
    others = median(hosts[page.host] - 1 for page in pages)
    fed = sum(bool(page.feed) for page in pages)
    labels = "made up outside the post" if cipher else "as they are"
    gold = f"the text of the .json files in {folder}"
    if not folder:
        gold = "what archiver reads from the demo's own pages with their names"
    print(f"{len(pages)} pages, {len(hosts)} hosts; words of the twins' short labels: {labels}")
    print(f"gold: {gold}")
    print(f"witnesses: the feed's content for {fed} pages; of the host {others:g} others (median)")
    told = sum(bool(post.record) for post in posts)
    print(f"of {told} of {len(posts)} posts their feed, or else their record, teaches the others")


def _print_scores(title: str, scores: Scores, empty: Mapping[str, int]) -> None:
    columns = ("words", "shingles", "perfect", "foreign", "lost")
    print(f"{title:22}" + "".join(f"{column:>9}" for column in columns))
    for way, found in scores.items():
        words, shingles = fmean(s.words for s in found), fmean(s.shingles for s in found)
        perfect = fmean(s.shingles >= PERFECT for s in found)
        foreign, lost = fmean(s.foreign for s in found), fmean(s.lost for s in found)
        line = f"{way:22}{words:9.3f}{shingles:9.3f}{perfect:9.3f}{foreign:9.1f}{lost:9.1f}"
        print(line + (f"  (nothing read from {empty[way]})" if empty[way] else ""))


def _print_differences(pages: list[Post], scores: Scores, *, named: bool) -> None:
    """How many pages each witness changed for better and for worse, and by how much at most."""
    for way in WITNESSED:
        if way not in scores:
            continue
        pairs = zip(pages, scores[ALONE], scores[way], strict=True)
        changed = [(now.shingles - was.shingles, page.name, was, now) for page, was, now in pairs]
        changed = [one for one in changed if abs(one[0]) >= SEEN]
        worse = [-one[0] for one in changed if one[0] < 0]
        most = f", by {max(worse):.3f} at most" if worse else ""
        better = len(changed) - len(worse)
        print(f"{way}: {better} pages better than alone, {len(worse)} worse{most}")
        for _, name, was, now in sorted(changed, key=lambda one: one[:2]) if named else ():
            words = f"foreign {was.foreign} > {now.foreign}, lost {was.lost} > {now.lost}"
            print(f"  {was.shingles:.3f} > {now.shingles:.3f}  {words}  {name}")


if __name__ == "__main__":
    sys.exit(main())
