"""``archiver merge``: take over what only another archive has."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from archiver.commands import options
from archiver.console import err, out
from archiver.errors import ConfigError
from archiver.pipeline import clock, new_run_id
from archiver.store import Merged

EXAMPLES = {
    "archiver merge ../other/archive": "take over what only the other archive has",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument("other", metavar="OTHER", type=Path, help="the archive that is read")


def run(args: Namespace) -> int:
    """Merge, and say what came."""
    archive = options.opened(args)
    options.existing(args.other)
    if args.other.resolve() == archive.path.resolve():
        hint = "name another archive"
        raise ConfigError(
            "an archive cannot be merged with itself", where=str(args.other), hint=hint
        )
    merged = archive.merge(args.other, new_run_id(), clock())
    for sentence in merged.repaired:
        err(f"repaired: {sentence}")
    for url in merged.forgotten_there:
        err(f"archiver: {url} was taken down in the other archive: `archiver forget` does it here")
    if not args.quiet:
        out(f"{archive.path}: {_said(merged)}")
    return 0


def _said(merged: Merged) -> str:
    counts = {
        "new post{s}": merged.copied,
        "post{s} joined": merged.joined,
        "WARC file{s}": merged.captures,
        "run{s}": merged.runs,
        "challenge{s}": merged.challenges,
    }
    told = (f"{n} {what.format(s='s' * (n != 1))}" for what, n in counts.items() if n)
    return ", ".join(told) or "nothing new"
