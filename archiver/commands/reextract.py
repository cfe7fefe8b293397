"""``archiver re-extract``: read all posts again from their captures, by today's extractor."""

import json
from argparse import ArgumentParser, Namespace
from collections import Counter

from archiver.commands import names, options
from archiver.console import colour, columns, err, out, say
from archiver.console.text import safe, table
from archiver.formats import codec
from archiver.reading.comparison import Comparison, Verdict
from archiver.reading.matching import misfits
from archiver.reextraction import Reread, re_extract
from archiver.store import open_archive

_HEAD: tuple[str, ...] = ("words before", "now", "title", "address")
_JUDGED: tuple[str, ...] = ("likely", "changed", "words", "confidence", "witnesses", "address")


EXAMPLES = {
    "archiver re-extract --dry-run --host clara.blogspot.example": "what of a blog would read otherwise today, and whether better",
    "archiver re-extract": "keep it, as new versions",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument(
        "--since", metavar="DATE", type=options.day, help="only posts seen from this day on"
    )
    parser.add_argument("--host", metavar="NAME", help="only posts of this host")
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="say what would change, for better or worse, and keep nothing",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line and change")


def run(args: Namespace) -> int:
    """Print what reads otherwise; exit code 3 where a capture gives no post any more."""
    path = options.existing(options.archive_path(args))
    settings = options.settings_at_hand(args)
    readings = re_extract(
        path,
        since=args.since,
        host=args.host,
        overrides=settings.overrides if settings else None,
        dry_run=args.dry_run,
    )
    if args.host and not readings:
        names.host(open_archive(path), args.host)
    changed = [reading for reading in readings if reading.version]
    failed = [reading for reading in readings if reading.error]
    if args.json:
        for reading in (*changed, *failed):
            out(json.dumps(_fields(reading), ensure_ascii=False))
    else:
        _print(changed, args)
    for sentence in misfits(r.overruled for r in readings if r.overruled):
        err(f"archiver: {safe(sentence)}")
    for reading in failed:
        err(f"archiver: {safe(reading.error)}")
    if not args.quiet and not args.json:
        verb = "would change" if args.dry_run else "changed"
        totals = _totals(changed) if args.dry_run and changed else ""
        say(
            f"{len(readings)} posts read again, {len(changed)} {verb}{totals}, {len(failed)} failed"
        )
    for reading in failed:
        if reading.traceback:
            err(reading.traceback.rstrip())
    if any(reading.traceback for reading in failed):
        return 1
    return 3 if failed else 0


def _print(changed: list[Reread], args: Namespace) -> None:
    if not changed:
        return
    if args.dry_run:
        order = list(Verdict)
        judged = [(r, r.comparison) for r in changed if r.comparison]
        judged.sort(key=lambda pair: order.index(pair[1].verdict))
        rows = [_JUDGED, *(_judged_row(reading, found) for reading, found in judged)]
    else:
        rows = [_HEAD, *map(_row, changed)]
    out(table(rows[0], rows[1:], columns=columns(), colour=colour()))


def _row(reading: Reread) -> tuple[str, ...]:
    before, after = reading.words
    post = reading.version.post if reading.version else None
    return str(before), str(after), post.title if post else "", reading.held.url


def _judged_row(reading: Reread, found: Comparison) -> tuple[str, ...]:
    said: dict[str, dict[str, None]] = {}
    for vote in found.votes:
        if vote.speaks:
            said.setdefault(vote.verdict, {})[vote.witness] = None
    return (
        found.verdict,
        ", ".join(found.fields),
        "{} -> {}".format(*reading.words),
        "{} -> {}".format(*map(_sure, _confidences(reading))),
        "; ".join(f"{verdict}: {', '.join(names)}" for verdict, names in said.items()),
        reading.held.url,
    )


def _totals(changed: list[Reread]) -> str:
    counts = Counter(reading.comparison.verdict for reading in changed if reading.comparison)
    return f" ({', '.join(f'{counts[verdict]} {verdict}' for verdict in Verdict)})"


def _confidences(reading: Reread) -> tuple[float | None, float | None]:
    held, version = reading.held.post, reading.version and reading.version.post
    return held.confidence if held else None, version.confidence if version else None


def _sure(confidence: float | None) -> str:
    return "?" if confidence is None else f"{confidence:.2f}"


def _fields(reading: Reread) -> dict[str, object]:
    """A reading for programs; ``likely`` and ``votes`` are there for a dry run only."""
    found = reading.comparison
    (words, now), (sure, surer) = reading.words, _confidences(reading)
    fields: dict[str, object] = {"url": reading.held.url, "error": reading.error}
    if reading.version:
        fields |= {
            "words": {"before": words, "after": now},
            "confidence": {"before": sure, "after": surer},
            "extractor": {"before": reading.held.extractor, "after": reading.version.extractor},
        }
    if found:
        fields |= {"likely": found.verdict, "changed": list(found.fields)}
        fields["votes"] = [codec.plain(v, whole=True) | {"likely": v.verdict} for v in found.votes]
    return fields
