"""``archiver rebuild``: make all that is derived again from the files."""

from argparse import ArgumentParser, Namespace

from archiver.commands import options
from archiver.console import err
from archiver.pipeline import rebuild

EXAMPLES = {
    "archiver rebuild": "after files were edited or restored by hand",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)


def run(args: Namespace) -> int:
    """Rebuild the catalog."""
    path = options.existing(options.archive_path(args))
    rebuild(path)
    if not args.quiet:
        err(f"{path}: the catalog is made again")
    return 0
