"""``archiver table``: who answered which round of a challenge."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from archiver import console
from archiver.commands import names, options
from archiver.console import grid
from archiver.export import participation_files
from archiver.export.participation import Table

EXAMPLES = {
    "archiver table": "who answered what, for each challenge",
    "archiver table --challenge kitchen-table --since 2025-09-15": "and what is new, edited or gone since a day",
    "archiver table --markdown > table.md": "to be put on a page",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument("--challenge", metavar="ID", help="this challenge alone (default: all)")
    parser.add_argument(
        "--since", metavar="RUN|DATE", help="mark what is new, edited or gone since a run or a day"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="a line a person, round and post")
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument(
        "--markdown", action="store_true", help="tables with links, as GitHub has them"
    )


def run(args: Namespace) -> int:
    """Print the tables, from the catalog alone."""
    archive = options.opened(args)
    wanted = names.challenge(archive, args.challenge)
    since = options.since(archive, args.since) if args.since else None
    tables = [
        archive.table(challenge.id, since)
        for challenge in archive.challenges()
        if wanted in (None, challenge.id)
    ]
    if not tables:
        names.say_none(args, "challenges")
    if args.json:
        console.text(participation_files.as_json(tables))
    elif args.csv or args.markdown:
        write = participation_files.as_csv if args.csv else participation_files.as_markdown
        for piece in write(tables):
            console.text(piece)
    elif tables:
        _draw(tables)
    return 0


def _draw(tables: Iterable[Table]) -> None:
    columns, colour = console.columns(), console.colour()
    parts = []
    for found in tables:
        drawn = grid.grid(found, columns=columns, colour=colour)
        parts.append("\n".join(filter(None, (grid.heading(found, colour=colour), drawn))))
    console.say("\n\n".join(parts))
