"""``archiver log``: the history of a post."""

import json
from argparse import ArgumentParser, Namespace

from archiver.commands import options
from archiver.console import colour, columns, out
from archiver.console.text import table
from archiver.model import Version
from archiver.web.dates import stamp


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("url", metavar="URL", help="the post")
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
    rows = [tuple(str(v) for v in _fields(version).values()) for version in versions]
    out(versions[-1].url)
    out(
        table(
            ("v", "seen", "change", "words", "title or reason"),
            rows,
            columns=columns(),
            colour=colour(),
        )
    )
    return 0


def _fields(version: Version) -> dict[str, object]:
    post = version.post
    return {
        "version": version.number,
        "seen": stamp(version.seen_at),
        "change": str(version.change),
        "words": post.word_count if post else 0,
        "title": post.title if post else version.reason,
    }
