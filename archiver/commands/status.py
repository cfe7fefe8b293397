"""``archiver status``: how the sources fare, and what deserves a look."""

import json
from argparse import ArgumentParser, Namespace
from datetime import datetime

from archiver.commands import options
from archiver.console import colour, columns, out
from archiver.console.text import table
from archiver.formats import codec
from archiver.model import Verdict
from archiver.pipeline import clock
from archiver.store import Archive, SourceHealth
from archiver.web.dates import stamp


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line and source")


def run(args: Namespace) -> int:
    """Print the sources, then the posts that a person should look at."""
    archive = options.opened(args)
    now = clock()
    sources = archive.sources()
    if args.json:
        for source in sources:
            values = codec.plain(source, whole=True, moment=str)
            out(json.dumps(values, ensure_ascii=False))
        return 0
    rows = [_row(source, now) for source in sources]
    if rows:
        head = ("source", "last success", "failures", "last new post", "last error")
        out(table(head, rows, columns=columns(), colour=colour()))
    else:
        out("no source has been looked at yet")
    _unsure(archive)
    _doubtful(archive)
    return 0


def _row(source: SourceHealth, now: datetime) -> tuple[str, ...]:
    return (
        source.id,
        _ago(source.last_success, now),
        str(source.failures_in_row or ""),
        _ago(source.last_new_post, now),
        source.last_error.removeprefix(f"{source.url}: "),
    )


def _ago(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "never"
    days = (now - moment).days
    return stamp(moment)[:16].replace("T", " ") if days < 2 else f"{days} days ago"


def _unsure(archive: Archive) -> None:
    lines = [
        f"  {m.challenge}  {m.post}"
        for challenge in archive.challenges()
        for m in archive.memberships(challenge.id)
        if m.verdict is Verdict.UNSURE
    ]
    if lines:
        out("\nUnsure whether these belong; `include` or `exclude` in sources.yaml decides:")
        out("\n".join(lines[:20]) + (f"\n  and {len(lines) - 20} more" if len(lines) > 20 else ""))


def _doubtful(archive: Archive) -> None:
    lines = [f"  {sure:.2f}  {url}" for url, sure in archive.doubtful()]
    if lines:
        out("\nTexts that deserve a look (`archiver show --dropped` shows what was left out):")
        out("\n".join(lines))
