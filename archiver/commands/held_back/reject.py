"""``archiver reject``: say that what was held back is not the post."""

from argparse import ArgumentParser, Namespace

from archiver.commands import options
from archiver.console import err
from archiver.decisions import reject

EXAMPLES = {
    "archiver reject edith.substack.example": "say of all that is held back of a blog that it is not the post",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", metavar="URL|HOST", help="the address, or all of a host")
    options.add_archive(parser)


def run(args: Namespace) -> int:
    """Note the decision."""
    path = options.existing(options.archive_path(args))
    reject(path, args.name)
    if not args.quiet:
        err(f"{args.name}: what was held back is rejected, and the like of it is not told of again")
    return 0
