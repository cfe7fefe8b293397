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
from archiver.store import Archive, Doubt, SourceHealth
from archiver.web.dates import stamp

_FEW = 20
"""The most texts that are listed beside the sources."""
_SHORT = 30
"""Words: hardly a post."""
_LETTERS = 200
"""As many characters: a text in Japanese has few words, however long it is."""
_DISAGREE = "two ways of reading it do not agree"


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument(
        "--doubtful", action="store_true", help="all texts that deserve a look, and nothing else"
    )
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a line and source, or doubtful text"
    )


def run(args: Namespace) -> int:
    """Print the sources, then the posts that a person should look at."""
    archive = options.opened(args)
    if args.doubtful:
        _all_doubtful(archive, as_json=args.json)
        return 0
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
    lines = [f"  {found.challenge}  {found.post}" for found in archive.belongings(Verdict.UNSURE)]
    if lines:
        out("\nUnsure whether these belong; `include` or `exclude` in sources.yaml decides:")
        out("\n".join(lines[:_FEW]))
        if len(lines) > _FEW:
            out(f"  and {len(lines) - _FEW} more")


def _doubtful(archive: Archive) -> None:
    found = archive.doubtful()
    if found:
        out("\nTexts that deserve a look (`archiver show --dropped` shows what was left out):")
        out(_table(found[:_FEW]))
        if len(found) > _FEW:
            out(f"and {len(found) - _FEW} more: `archiver status --doubtful` lists them all")


def _all_doubtful(archive: Archive, *, as_json: bool) -> None:
    found = archive.doubtful()
    if as_json:
        for doubt in found:
            values = {"url": doubt.url, "confidence": doubt.confidence, "why": _why(doubt)}
            out(json.dumps({**values, "seen": doubt.seen}, ensure_ascii=False))
    else:
        out(_table(found) if found else "no text deserves a look")


def _table(found: list[Doubt]) -> str:
    rows = [(f"{doubt.confidence:.2f}", _why(doubt), doubt.url) for doubt in found]
    head = ("confidence", "why", "address")
    return table(head, rows, columns=columns(), colour=colour())


def _why(doubt: Doubt) -> str:
    return told(doubt.words, doubt.letters, doubt.missed) or _DISAGREE


def told(words: int, letters: int, missed: str) -> str:
    """Why a doubtful text deserves a look; nothing where no more is known than that it is doubted.

    ``words`` and ``letters`` are the size of the text; ``missed`` what its override named in vain.
    """
    if missed:
        return f"its override's body {missed} is not on the page"
    if words >= _SHORT or letters >= _LETTERS:
        return ""
    if letters > 10 * words:
        return f"only {letters} characters"
    return f"only {words} word{'s' * (words != 1)}"
