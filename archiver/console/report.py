"""What a run did -> text, JSON, exit code. Pure."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from archiver.console.text import safe, style, table
from archiver.facts import Fact, Failed, Outcome, Quarantined, Report, Status, VersionWritten
from archiver.formats import codec, journal
from archiver.model import Change

_WORTH = {
    Change.CREATED: "new",
    Change.EDITED: "edited",
    Change.RETOUCHED: "retouched",
    Change.METADATA: "metadata",
    Change.MOVED: "moved",
    Change.RE_EXTRACTED: "re-extracted",
    Change.GONE: "gone",
    Change.BACK: "back",
}


def exit_code(report: Report) -> int:
    """0 all well, 1 a bug, 3 some sources failed, 4 none could be reached."""
    if report.traceback:
        return 1
    asked = [o for o in report.outcomes if o.status is not Status.RESTING]
    failed = [o for o in asked if o.status is Status.FAILED]
    unanswered = all(not o.counts.get("answers") for o in asked)
    # what rests answered a short while ago: then the machine's own network is not to blame
    if failed and unanswered and len(asked) == len(report.outcomes):
        return 4
    return 3 if failed else 0


def summary(report: Report) -> str:
    """The one line that a cron job's mail needs."""
    kinds = Counter(fact.change for fact in report.changes)
    parts = [f"{kinds[kind]} {word}" for kind, word in _WORTH.items() if kinds[kind]]
    parts = parts or ["nothing was due" if _nothing_due(report) else "nothing new"]
    failed = sum(o.status is Status.FAILED for o in report.outcomes)
    if report.quarantined:
        parts.append(f"{len(report.quarantined)} held back")
    if report.missed:
        parts.append(f"{len(report.missed)} could not be had")
    if postponed := report.counts.get("postponed"):
        parts.append(f"{postponed} left to the next run")
    if failed:
        parts.append(f"{failed} of {len(report.outcomes)} sources failed")
    seconds = (report.ended - report.started).total_seconds()
    requests = report.counts.get("requests", 0)
    return f"{report.run}: {', '.join(parts)}; {requests} requests in {seconds:.0f} s"


def _nothing_due(report: Report) -> bool:
    """Whether nobody was asked, as the time of no source and no post had come."""
    rest = all(outcome.status is Status.RESTING for outcome in report.outcomes)
    return rest and not report.missed and not report.counts.get("requests")


def text(report: Report, *, columns: int | None = None, colour: bool = False) -> str:
    """The report for a person: what changed, what was held back, what failed, and the summary."""
    parts = [
        _section("Repaired", report.repaired, colour),
        _changes(report.changes, columns, colour),
        _section("Held back", _reasons(report.quarantined), colour),
        _section("Could not be had", _reasons(report.missed), colour),
        _section("Damaged: run `archiver check`", _few(report.damaged), colour),
        _section("Overrides", _few(report.warnings), colour),
        _sources(report.outcomes, columns, colour),
        report.traceback,
        summary(report),
    ]
    return "\n\n".join(part for part in parts if part)


def _section(title: str, lines: Iterable[str], colour: bool) -> str:
    body = [f"  {safe(line)}" for line in lines]
    return "\n".join([style(title, "bold", colour=colour), *body]) if body else ""


def _reasons(facts: Sequence[Failed | Quarantined]) -> list[str]:
    return _few([f"{fact.url}  {fact.reason or ''}" for fact in facts])


def _few(lines: Sequence[str]) -> list[str]:
    return [*lines[:20], *([f"and {len(lines) - 20} more"] * (len(lines) > 20))]


def _changes(changes: Iterable[VersionWritten], columns: int | None, colour: bool) -> str:
    rows = [
        (_WORTH[f.change], f.title or "", f.url)
        for f in sorted(changes, key=lambda f: (list(_WORTH).index(f.change), f.url))
    ]
    return (
        table(("change", "title", "address"), rows, columns=columns, colour=colour) if rows else ""
    )


def _sources(outcomes: Iterable[Outcome], columns: int | None, colour: bool) -> str:
    lines = []
    for outcome in outcomes:
        if outcome.status is Status.FAILED:
            lines.append(f"{outcome.source}: {'; '.join(outcome.errors[:3])}")
            if len(outcome.errors) > 3:
                lines.append(f"  and {len(outcome.errors) - 3} more like these")
    return _section("Sources that failed", lines, colour)


def as_json(report: Report) -> str:
    """The whole report as one JSON object, with its exit code."""
    facts = {
        "changes": [_fact(fact) for fact in report.changes],
        "quarantined": [_fact(fact) for fact in report.quarantined],
        "missed": [_fact(fact) for fact in report.missed],
    }
    rest = codec.plain(replace(report, changes=(), quarantined=(), missed=()), whole=True)
    value = rest | facts | {"exit_code": exit_code(report), "summary": summary(report)}
    return json.dumps(value, ensure_ascii=False, indent=1)


def _fact(fact: Fact) -> dict[str, Any]:
    """A fact as in its journal, with all columns: null where they do not apply."""
    columns = dict.fromkeys(("action", "url", "at", *journal.COLUMNS))
    return columns | {"detail": {}} | journal.as_object(fact)
