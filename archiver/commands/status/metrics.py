"""The figures of an archive for Prometheus: its text format, which is OpenMetrics as well."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from archiver.commands.status.figures import STATES, Figures

_UP = ("working", "failing", "known to fail")
_PARTS = ("warc", "posts", "runs", "derived", "staging", "other")
_NO_LABELS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class _Gauge:
    """A gauge: its name without the prefix, what it is, and its values by their labels."""

    name: str
    help: str
    values: tuple[tuple[Mapping[str, str], float], ...]


def text(found: Figures, now: datetime) -> str:
    """All metrics; what is not known, as the last run of an archive without one, is left out."""
    gauges = [gauge for gauge in _gauges(found, now) if gauge.values]
    return "".join(line + "\n" for gauge in gauges for line in _lines(gauge)) + "# EOF\n"


def _gauges(found: Figures, now: datetime) -> Iterator[_Gauge]:
    yield _one("posts", "Posts that the archive holds.", found.posts)
    yield _one("posts_gone", "Posts that are gone from the web.", found.gone)
    yield _one("held_back", "Answers that are not believed, and wait.", found.held_back)
    yield _Gauge(
        "members",
        "Posts of a challenge by the round that they answer, which is empty for none; one that "
        "answers two counts in both.",
        tuple(
            ({"challenge": each.id, "round": part or ""}, count)
            for each in found.challenges
            for part, count in each.rounds.items()
        ),
    )
    for name, what in (("members", "are of a challenge"), ("unsure", "may be of a challenge")):
        values = tuple(({"challenge": c.id}, getattr(c, name)) for c in found.challenges)
        yield _Gauge(f"challenge_{name}", f"Posts that {what}.", values)
    states = tuple(({"state": state}, found.states.get(state, 0)) for state in STATES)
    yield _Gauge("sources", "Sources by state; a failure is known after a day.", states)
    up = ((name, state == "working") for name, state in found.sources.items() if state in _UP)
    values = tuple(({"source": name}, float(works)) for name, works in up)
    yield _Gauge("source_up", "Whether a source worked when it was last asked.", values)
    yield from _of_runs(found, now)
    yield _one("exit_code", "The exit code of archiver status.", found.exit_code)
    parts = tuple(({"part": part}, getattr(found.sizes, part)) for part in _PARTS)
    yield _Gauge("bytes", "Bytes on disk.", parts)


def _of_runs(found: Figures, now: datetime) -> Iterator[_Gauge]:
    if found.run is not None:
        run = found.run
        began = run.started.timestamp()
        yield _one("last_run_timestamp_seconds", "When the last run began.", began)
        if run.seconds is not None:
            yield _one("last_run_duration_seconds", "How long the last run took.", run.seconds)
        yield _one("last_run_completed", "Whether it was through with all.", run.completed)
    if found.completed is not None:
        at = found.completed.timestamp()
        yield _one("last_success_timestamp_seconds", "When a run last was through.", at)
        since = now.timestamp() - at
        yield _one("seconds_since_last_success", "The same as an age, as of now.", since)


def _one(name: str, said: str, value: float) -> _Gauge:
    return _Gauge(name, said, ((_NO_LABELS, float(value)),))


def _lines(gauge: _Gauge) -> Iterable[str]:
    name = f"archiver_{gauge.name}"
    yield f"# HELP {name} {_escaped(gauge.help)}"
    yield f"# TYPE {name} gauge"
    for labels, value in gauge.values:
        told = ",".join(f'{label}="{_escaped(said)}"' for label, said in labels.items())
        yield f"{name}{{{told}}} {value:.15g}" if told else f"{name} {value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
