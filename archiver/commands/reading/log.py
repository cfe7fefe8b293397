"""``archiver log``: the history of a post."""

import json
from argparse import ArgumentParser, Namespace

from archiver.commands import options
from archiver.console import colour, columns, out
from archiver.console.text import table
from archiver.history.versions import is_from_copy, is_from_feed
from archiver.model import Version
from archiver.web import urls
from archiver.web.dates import stamp

EXAMPLES = {
    "archiver log http://clara.blogspot.example/2025/09/plum-cake-without-numbers.html": "each version with its kind and time",
    "archiver log 'plum cake'": "the same, by a part of its title",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("url", metavar="POST", help=options.POST)
    options.add_archive(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: Namespace) -> int:
    """Print a line a version, oldest first."""
    archive = options.opened(args)
    versions = options.history(archive, args.url)
    if args.json:
        for version in versions:
            out(json.dumps(_fields(version), ensure_ascii=False))
        return 0
    before = (None, *versions)
    rows = [_row(version, last) for version, last in zip(versions, before, strict=False)]
    out(versions[-1].url)
    out(
        table(
            ("v", "seen", "change", "words", "title or reason"),
            rows,
            columns=columns(),
            colour=colour(),
        )
    )
    url = versions[-1].url
    for fact in archive.reposts(url):
        other = fact.of if fact.url == url else fact.url
        out(f"the same text stands at {other}, and is a post of its own")
    if held_back := archive.doubted(url, url):
        out(f"held back since {(held_back.since or held_back.at):%Y-%m-%d}: {held_back.reason}")
    return 0


def _row(version: Version, last: Version | None) -> tuple[str, ...]:
    """The columns for a person."""
    number, seen, change, words, title, from_feed, from_copy = _fields(version).values()
    source = " (from the feed)" * bool(from_feed) or f" ({version.reason})" * bool(from_copy)
    told = f"{title}{source}".strip()
    if last and last.post and version.post and not urls.same(last.post.url, version.post.url):
        told += f" (now at {version.post.url})"
    return str(number), str(seen), str(change), str(words), told


def _fields(version: Version) -> dict[str, object]:
    post = version.post
    return {
        "version": version.number,
        "seen": stamp(version.seen_at),
        "change": str(version.change),
        "words": post.word_count if post else 0,
        "title": post.title if post else version.reason,
        "from_feed": is_from_feed(post),
        "from_copy": is_from_copy(post),
    }
