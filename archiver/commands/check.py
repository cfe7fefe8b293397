"""``archiver check``: is everything there, whole and consistent?"""

from argparse import ArgumentParser, Namespace

from archiver.commands import options
from archiver.console import out

HELP = "check the archive's integrity: objects, digests, captures, journals, catalog"


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)


def run(args: Namespace) -> int:
    """Print each problem and where it can be restored from; exit code 5 where there is one."""
    archive = options.opened(args)
    problems = archive.check()
    for problem in problems:
        cure = (
            f"; can be restored from {problem.restorable_from}" if problem.restorable_from else ""
        )
        out(f"{problem.path}: {problem.what}{cure}")
    if not problems and not args.quiet:
        out(f"{archive.path}: all well")
    return 5 if problems else 0
