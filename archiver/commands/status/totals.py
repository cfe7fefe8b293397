"""The figures of an archive in words, for the head of `archiver status`."""

from collections.abc import Iterator
from datetime import datetime

from archiver.commands.status.figures import STATES, Figures, InChallenge, LastRun
from archiver.console.report import WORDS
from archiver.console.text import safe, style, width, wrapped
from archiver.formats.journal import ABORTED, STOPPED
from archiver.model import Change

_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_WIDEST = 100
"""Characters: no line is longer on a wide terminal, or in a file."""
_ENDED = {
    STOPPED: "ended before it was through; the next one goes on",
    ABORTED: "was cut off; what it had written is kept",
}


def amount(size: int) -> str:
    """An amount of bytes as a person reads it, in decimal units: ``1.4 MB``."""
    value, unit = float(size), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    shown = f"{value:.0f}" if unit == 0 or value >= 10 else f"{value:.1f}"
    return f"{shown} {_UNITS[unit]}"


def plural(count: int, word: str) -> str:
    """A number and its noun."""
    return f"{count} {word}{'s' * (count != 1)}"


def text(found: Figures, now: datetime, *, columns: int | None, colour: bool) -> str:
    """A line for each figure, folded to the terminal."""
    lines = [*_lines(found, now)]
    label = max(width(name) for name, _ in lines) + 2
    room = max(min(columns or _WIDEST, _WIDEST) - label, 24)
    told = []
    for name, said in lines:
        first, *more = wrapped(safe(said), room)
        padding = " " * (label - width(name))
        told.append(style(safe(name), "bold", colour=colour) + padding + first)
        told += [" " * label + line for line in more]
    return "\n".join(told)


def _lines(found: Figures, now: datetime) -> Iterator[tuple[str, str]]:
    if found.run is None:
        yield "last run", "none yet: `archiver run` looks at the sources of sources.yaml"
    else:
        yield "last run", _run(found.run, now)
        if found.completed is None:
            yield "last whole run", "none yet"
        elif not found.run.completed:
            yield "last whole run", ago(found.completed, now)
    if found.unfinished:
        yield "unfinished", "a run is at work, or was cut off and is mended by the next one"
    gone = f", {found.gone} of them gone from the web" if found.gone else ""
    held = f"; {found.held_back} held back" if found.held_back else ""
    yield "posts", f"{found.posts}{gone}{held}"
    for challenge in found.challenges:
        yield challenge.id, _members(challenge)
    yield "sources", _sources(found)
    yield "size", f"{amount(found.sizes.all)}; `archiver status --sizes` has the parts"


def _run(run: LastRun, now: datetime) -> str:
    took = "" if run.seconds is None else f", took {duration(run.seconds)}"
    changes = [f"{count} {WORDS.get(Change(kind), kind)}" for kind, count in run.changes.items()]
    did = f"{', '.join(changes) or 'nothing new'}; {plural(run.requests, 'request')}"
    ended = "" if run.completed else f". It {_ENDED.get(run.status, run.status)}"
    if not run.completed and not run.requests:  # the counts of what was cut off are not known
        did = ", ".join(changes) or "nothing new"
    return f"{ago(run.started, now)}{took}: {did}{ended}"


def ago(moment: datetime, now: datetime) -> str:
    """A time, and how long ago that was."""
    seconds = (now - moment).total_seconds()
    if seconds < 0:  # the clock was put back
        return f"{moment:%Y-%m-%d %H:%M} UTC"
    return f"{moment:%Y-%m-%d %H:%M} UTC, {duration(seconds)} ago"


def duration(seconds: float) -> str:
    """A span of time as a person says it, rounded down: ``3 hours``."""
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return plural(int(seconds // size), word)
    return plural(int(seconds), "second")


def _members(found: InChallenge) -> str:
    unsure = f", {found.unsure} unsure" if found.unsure else ""
    rounds = [f"{part or 'no round'} {count}" for part, count in found.rounds.items()]
    parts = f": {', '.join(rounds)}" if any(found.rounds) else ""
    return f"{plural(found.members, 'member')}{unsure}{parts}"


def _sources(found: Figures) -> str:
    states = found.states
    if not states:
        return "none has been looked at yet"
    left = states.get("no longer listed", 0)
    parts = [f"{states[state]} {state}" for state in STATES[:-1] if states.get(state)]
    more = f"; {left} no longer in sources.yaml" if left else ""
    return f"{', '.join(parts) or 'none'}{more}"
