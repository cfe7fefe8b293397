"""``archiver search``: posts by the words in them."""

import json
from argparse import ArgumentParser, Namespace

from archiver.commands import options
from archiver.console import colour, out
from archiver.console.text import safe, style
from archiver.formats import codec
from archiver.store import Problem


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "words", metavar="WORD", nargs="+", help='all have to stand in the post; "a phrase"'
    )
    options.add_archive(parser)
    parser.add_argument("--challenge", metavar="ID", help="only members of this challenge")
    parser.add_argument("--limit", metavar="N", type=int, default=20, help="at most so many (20)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: Namespace) -> int:
    """Print the posts, the best first, each with a snippet."""
    archive = options.opened(args)
    challenge = options.challenge(archive, args)
    damaged: list[Problem] = []
    hits = archive.search(" ".join(args.words), challenge, args.limit, damaged)
    for hit in hits:
        if args.json:
            out(json.dumps(codec.plain(hit, whole=True), ensure_ascii=False))
        else:
            out(
                f"{style(safe(hit.title), 'bold', colour=colour())}\n  {hit.url}\n  {safe(hit.snippet)}"
            )
    if not hits and not args.json:
        out("no post has all of these words")
    return options.report_damage(damaged)
