"""``archiver changes``: what happened since a run or a day, for those who follow along."""

from argparse import ArgumentParser, Namespace

from archiver.commands import options
from archiver.console import piece
from archiver.formats import journal


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument("--since", metavar="RUN|DATE", required=True, help="a run's id, or a day")


def run(args: Namespace) -> int:
    """Print the journal lines of all changes after the run, or from the day on."""
    archive = options.opened(args)
    for fact in archive.changes(options.since(archive, args.since)):
        piece(journal.write(fact).decode())
    return 0
