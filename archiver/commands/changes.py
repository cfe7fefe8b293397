"""``archiver changes``: what happened since a run or a day, for those who follow along."""

from argparse import ArgumentParser, Namespace

from archiver.commands import names, options
from archiver.console import piece
from archiver.formats import journal

EXAMPLES = {
    "archiver changes --since 2025-09-15": "what was written since a day, as JSON lines",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument("--since", metavar="RUN|DATE", required=True, help="a run's id, or a day")


def run(args: Namespace) -> int:
    """Print the journal lines of all changes after the run, or from the day on."""
    archive = options.opened(args)
    fact = None
    for fact in archive.changes(options.since(archive, args.since)):
        piece(journal.write(fact).decode())
    if fact is None:
        names.say_none(args, "changes")
    return 0
