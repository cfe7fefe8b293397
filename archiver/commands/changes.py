"""``archiver changes``: what happened since a run or a day, for those who follow along."""

from argparse import ArgumentParser, Namespace

from archiver.commands import options
from archiver.console import piece
from archiver.errors import ConfigError
from archiver.formats import journal
from archiver.web.dates import parse as parse_date


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument("--since", metavar="RUN|DATE", required=True, help="a run's id, or a day")


def run(args: Namespace) -> int:
    """Print the journal lines of all changes after the run, or from the day on."""
    archive = options.opened(args)
    known = {info.id for info in archive.runs()}
    if args.since not in known and parse_date(args.since) is None:
        hint = "runs are called like 3fa9c1d2, days are written 2017-05-01"
        raise ConfigError(f"`{args.since}` is neither a run nor a day", hint=hint)
    since = args.since if args.since in known else options.day(args.since[:10])
    for fact in archive.changes(since):
        piece(journal.write(fact).decode())
    return 0
