"""``archiver re-extract``: read all posts again from their captures, by today's extractor."""

from argparse import ArgumentParser, Namespace

from archiver.commands import options
from archiver.console import colour, columns, err, out
from archiver.console.text import safe, table
from archiver.reextraction import Reread, re_extract


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument(
        "--since", metavar="DATE", type=options.day, help="only posts seen from this day on"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would change, and keep nothing"
    )


def run(args: Namespace) -> int:
    """Print what reads otherwise; exit code 3 where a capture gives no post any more."""
    path = options.archive_path(args)
    readings = re_extract(path, since=args.since, dry_run=args.dry_run)
    changed = [reading for reading in readings if reading.version]
    failed = [reading for reading in readings if reading.error]
    if changed:
        head = ("words before", "now", "title", "address")
        out(table(head, map(_row, changed), columns=columns(), colour=colour()))
    for reading in failed:
        err(f"archiver: {safe(reading.error)}")
    if not args.quiet:
        verb = "would change" if args.dry_run else "changed"
        out(f"{len(readings)} posts read again, {len(changed)} {verb}, {len(failed)} failed")
    for reading in failed:
        if reading.traceback:
            err(reading.traceback.rstrip())
    if any(reading.traceback for reading in failed):
        return 1
    return 3 if failed else 0


def _row(reading: Reread) -> tuple[str, ...]:
    before, after = reading.words
    post = reading.version.post if reading.version else None
    return str(before), str(after), post.title if post else "", reading.held.url
