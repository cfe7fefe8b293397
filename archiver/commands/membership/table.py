"""``archiver table``: who answered which round of a challenge."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping

from archiver import console
from archiver.commands import options
from archiver.console import grid
from archiver.export import participation_files
from archiver.export.participation import Table, table
from archiver.model import Change, Verdict
from archiver.store import Reader

_NEWS = {Change.CREATED: "new", Change.EDITED: "edited", Change.GONE: "gone"}


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
    wanted = options.challenge(archive, args)
    changes = news(archive, args.since) if args.since else {}
    tables = [
        table(
            challenge,
            archive.answers(challenge.id, Verdict.MEMBER, Verdict.UNSURE),
            changes,
            archive.participants(challenge),
        )
        for challenge in archive.challenges()
        if wanted in (None, challenge.id)
    ]
    if args.json:
        console.text(participation_files.as_json(tables))
    elif args.csv or args.markdown:
        write = participation_files.as_csv if args.csv else participation_files.as_markdown
        for piece in write(tables):
            console.text(piece)
    else:
        _draw(tables)
    return 0


def news(archive: Reader, since: str) -> Mapping[str, str]:
    """What has happened to posts since a run or a day, by their addresses: the greatest change of each."""
    found: dict[str, set[Change]] = {}
    for fact in archive.changes(options.since(archive, since)):
        found.setdefault(fact.url, set()).add(fact.change)
    first = {url: next((c for c in _NEWS if c in changes), None) for url, changes in found.items()}
    return {url: _NEWS[change] for url, change in first.items() if change}


def _draw(tables: Iterable[Table]) -> None:
    columns, colour = console.columns(), console.colour()
    parts = []
    for found in tables:
        drawn = grid.grid(found, columns=columns, colour=colour)
        parts.append("\n".join(filter(None, (grid.heading(found, colour=colour), drawn))))
    console.out("\n\n".join(parts) or "the archive is of no challenge")
