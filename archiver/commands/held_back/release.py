"""``archiver release``: believe what was held back."""

from argparse import ArgumentParser, Namespace

from archiver.commands import options
from archiver.console import colour, columns, out, say
from archiver.console import report as reports
from archiver.decisions import release
from archiver.web import urls

EXAMPLES = {
    "archiver release edith.substack.example": "believe all that is held back of a blog",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", metavar="URL|HOST", help="the address, or all of a host")
    options.add_archive(parser)
    parser.add_argument("--json", action="store_true", help="the report as JSON on stdout")


def run(args: Namespace) -> int:
    """Write the versions and tombstones that were held back, and report them."""
    path = options.existing(options.archive_path(args))
    report = release(path, args.name, settings=options.settings_at_hand(args))
    if args.json:
        out(urls.redacted(reports.as_json(report)))
    elif not args.quiet:
        say(urls.redacted(reports.text(report, columns=columns(), colour=colour())))
    return reports.exit_code(report)
