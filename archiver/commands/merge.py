"""``archiver merge``: take over what only another archive has."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from archiver.commands import options
from archiver.console import err, out
from archiver.pipeline import clock, new_run_id
from archiver.store import Merged


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument("other", metavar="OTHER", type=Path, help="the archive that is read")


def run(args: Namespace) -> int:
    """Merge, and say what came."""
    archive = options.opened(args)
    merged = archive.merge(args.other, new_run_id(), clock())
    for sentence in merged.repaired:
        err(f"repaired: {sentence}")
    if not args.quiet:
        out(f"{archive.path}: {_said(merged)}")
    return 0


def _said(merged: Merged) -> str:
    counts = {
        "new posts": merged.copied,
        "posts joined": merged.joined,
        "WARC files": merged.captures,
        "runs": merged.runs,
        "challenges": merged.challenges,
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing new"
