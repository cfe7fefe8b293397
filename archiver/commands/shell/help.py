"""``archiver help``: what a command does, and how; without a name, all commands."""

from argparse import ArgumentParser, Namespace

from archiver.commands import COMMANDS
from archiver.console import piece

EXAMPLES = {
    "archiver help": "all commands, by what people do",
    "archiver help list": "the options of a command, and examples; `archiver list --help` is the same",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "name",
        metavar="COMMAND",
        nargs="?",
        choices=tuple(COMMANDS),
        help="the command (default: all)",
    )


def run(args: Namespace) -> int:
    """Print the help."""
    from archiver.commands.parser import commands_of, parser  # here: it imports this module

    top = parser()
    piece((commands_of(top)[args.name] if args.name else top).format_help())
    return 0
