"""``archiver search``: posts by the words in them."""

import json
from argparse import ArgumentParser, Namespace

from archiver.commands import names, options
from archiver.console import colour, out, say
from archiver.console.text import safe, style
from archiver.errors import ConfigError
from archiver.formats import codec
from archiver.store import Problem

EXAMPLES = {
    "archiver search plum cake": "posts with both words",
    "archiver search '\"kitchen table\"' --limit 5": "with a phrase; the five best",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "words", metavar="WORD", nargs="+", help='all have to stand in the post; "a phrase"'
    )
    options.add_archive(parser)
    parser.add_argument("--challenge", metavar="ID", help="only members of this challenge")
    parser.add_argument(
        "--limit", metavar="N", type=options.count, default=20, help="at most so many (20)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: Namespace) -> int:
    """Print the posts, the best first, each with a snippet."""
    if not any(word.strip(' "') for word in args.words):
        raise ConfigError("no word to search for", hint="`archiver search plum cake`")
    " ".join(args.words).encode()  # what the locale could not read would be found nowhere
    archive = options.opened(args)
    challenge = names.challenge(archive, args.challenge)
    damaged: list[Problem] = []
    hits = archive.search(" ".join(args.words), challenge, args.limit, damaged)
    for hit in hits:
        if args.json:
            out(json.dumps(codec.plain(hit, whole=True), ensure_ascii=False))
        else:
            say(
                f"{style(safe(hit.title), 'bold', colour=colour())}\n  {hit.url}\n  {safe(hit.snippet)}"
            )
    if not hits:
        names.say_none(args, why="none has all of these words")
    return options.report_damage(damaged)
