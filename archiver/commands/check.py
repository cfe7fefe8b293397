"""``archiver check``: is everything there, whole and consistent?"""

from argparse import ArgumentParser, Namespace
from functools import partial

from archiver.commands import options
from archiver.console import err, say
from archiver.pipeline import clock
from archiver.reading.again import readings
from archiver.store import Problem

EXAMPLES = {
    "archiver check": "read all, and say what is damaged; it writes nothing",
    "archiver check --repair": "and restore what the rest of the archive allows",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument(
        "--repair", action="store_true", help="restore what the rest of the archive allows"
    )


def run(args: Namespace) -> int:
    """Print each problem and what it can be restored from; exit code 5 where one is left."""
    archive = options.opened(args)
    problems = archive.check()
    for name in archive.unfinished():
        what = "of a run that is at work or was cut off; the catalog is compared once it is over"
        err(f"{name}: {what}")
    for problem in problems:
        say(_line(problem))
    if args.repair and problems:
        for name in archive.repair(problems, clock(), partial(readings, archive)):
            err(f"restored: {name}")
        problems = archive.check()
        for problem in problems:
            err(f"left: {_line(problem)}")
    if not problems and not args.quiet:
        say(f"{archive.path}: all well")
    return 5 if problems else 0


def _line(problem: Problem) -> str:
    cure = f"; can be restored from {problem.restorable_from}" if problem.restorable_from else ""
    return f"{problem.path}: {problem.what}{cure}"
