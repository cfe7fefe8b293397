"""What a run did -> text, JSON, exit code. Pure."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from archiver.console.text import safe, style, table
from archiver.facts import (
    Fact,
    Failed,
    Quarantined,
    Status,
    Stopped,
    VersionWritten,
)
from archiver.formats import codec, journal
from archiver.model import Change, Verdict
from archiver.outcomes import Joined, Outcome, Report
from archiver.web import urls

WORDS = {
    Change.CREATED: "new",
    Change.EDITED: "edited",
    Change.RETOUCHED: "retouched",
    Change.METADATA: "metadata",
    Change.MOVED: "moved",
    Change.RE_EXTRACTED: "re-extracted",
    Change.GONE: "gone",
    Change.BACK: "back",
}
"""What kinds of change are called in reports."""


_LINES = 20
"""No list of a report is longer: it is to be read, and often as a mail."""

_ALIKE = 3
"""So many posts of a host that are held back for one reason are told of together."""
_AUTHORS = 5
_NAME = 40  # characters

_SIGNALLED = {Stopped.INTERRUPTED: 130, Stopped.TERMINATED: 143}


def exit_code(report: Report) -> int:
    """0 all well, 1 a bug, 3 some sources failed, 4 none could be reached, 130 or 143 a signal.

    A failure that is known counts no more, as long as another source works.
    """
    if report.traceback:
        return 1
    if report.stopped in _SIGNALLED:
        return _SIGNALLED[report.stopped]
    watched = [o for o in report.outcomes if o.status is not Status.RETIRED]
    failing = [o for o in watched if o.fails]
    if not failing or (len(failing) < len(watched) and all(o.known for o in failing)):
        return 0
    # where something answered, the machine's own network is not to blame
    return 3 if len(failing) < len(watched) or any(o.reached for o in failing) else 4


def is_news(report: Report) -> bool:
    """Whether a person who wants to hear of no run that went well should hear of this one."""
    told = any(o.news or (o.status is Status.FAILED and o.ended) for o in report.outcomes)
    return bool(exit_code(report) or report.quarantined or report.missed or report.warnings or told)


def summary(report: Report) -> str:
    """The one line that a cron job's mail needs."""
    kinds = Counter(fact.change for fact in report.changes)
    parts = [f"{kinds[kind]} {word}" for kind, word in WORDS.items() if kinds[kind]]
    parts = parts or ["nothing was due" if _nothing_due(report) else "nothing new"]
    failed = sum(o.fails and not o.known for o in report.outcomes)
    known = [o.failing_since for o in report.outcomes if o.known and o.failing_since]
    if report.quarantined:
        parts.append(f"{len(report.quarantined)} held back")
    if report.missed:
        parts.append(f"{len(report.missed)} could not be had")
    if postponed := report.counts.get("postponed"):
        parts.append(f"{postponed} left to the next run")
    if report.stopped:
        parts.append(f"{report.stopped}: {_left(report)}")
    if failed:
        parts.append(f"{failed} of {len(report.outcomes)} sources failed")
    if known:
        what = "a source fails" if len(known) == 1 else f"{len(known)} sources fail"
        parts.append(f"{what} since {min(known):%Y-%m-%d}")
    took = _time((report.ended - report.started).total_seconds())
    requests = report.counts.get("requests", 0)
    return f"{report.run}: {', '.join(parts)}; {requests} requests in {took}"


def _time(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


_LEFT = (("sources left", "source"), ("hosts left", "host"), ("unjudged posts", "unjudged post"))


def _left(report: Report) -> str:
    """What a run that was stopped has left."""
    counts = [(report.counts.get(name, 0), word) for name, word in _LEFT]
    parts = [f"{n} {word}{'s' * (n != 1)}" for n, word in counts if n]
    if not parts:
        return "nothing is left"
    one = len(parts) == 1 and parts[0].startswith("1 ")
    return f"{' and '.join(parts)} {'is' if one else 'are'} left to the next run"


def _nothing_due(report: Report) -> bool:
    """Whether nobody was asked, as the time of no source and no post had come."""
    rest = all(outcome.status is Status.RESTING for outcome in report.outcomes)
    asked = report.missed or report.counts.get("requests")
    return rest and not asked and report.stopped is None


def text(report: Report, *, columns: int | None = None, colour: bool = False) -> str:
    """The report for a person: what changed, what was held back, what failed, and the summary."""
    parts = [
        _section("Repaired", report.repaired, colour),
        _changes(report.changes, columns, colour),
        _section("Held back", _held_back(report.quarantined), colour),
        _section("Could not be had", _reasons(report.missed), colour),
        _section("Damaged: run `archiver check`", _few(report.damaged), colour),
        _section("Overrides", _few(report.warnings), colour),
        _section("Challenges in sources.yaml", _few(report.lines), colour),
        _section("News of the sources", _few(_source_news(report.outcomes)), colour),
        *_failing(report, colour),
        report.traceback,
        *_joined(report, colour),
        summary(report),
    ]
    return "\n\n".join(part for part in parts if part)


def _joined(report: Report, colour: bool) -> Iterator[str]:
    """A section for each challenge: what is new in its rounds, and by whom."""
    created = any(fact.change is Change.CREATED for fact in report.changes)
    if created and not report.joined and not report.counts.get("unjudged posts"):
        yield "No new post is of a challenge."
    for challenge, groups in groupby(rounds(report), lambda group: group.challenge):
        lines = [f"{g.name}: {g.posts} new ({_writers(g)})" for g in groups]
        yield _section(f"New in {safe(challenge)}", _few(lines), colour)


@dataclass(frozen=True, slots=True)
class Group:
    """The new posts of a round: ``authors`` by the number of their posts, the busiest first.

    Without a round: posts that answer none; not ``sure``: posts that may be of the challenge.
    """

    challenge: str
    round: str | None
    sure: bool
    posts: int
    authors: Mapping[str, int]

    @property
    def name(self) -> str:
        """The round, or what stands for it."""
        return (self.round or "no round") if self.sure else "unsure"


def rounds(report: Report) -> list[Group]:
    """The new posts of challenges by round, in the order of ``Report.joined``, the unsure ones last.

    A post with several authors counts for each; one that names none counts for its host.
    """
    found: dict[tuple[str, bool, str | None], list[Joined]] = {}
    for new in report.joined:
        sure = new.verdict is Verdict.MEMBER
        found.setdefault((new.challenge, not sure, new.round if sure else None), []).append(new)
    challenges = list(dict.fromkeys(new.challenge for new in report.joined))
    groups = []
    for key in sorted(found, key=lambda key: (challenges.index(key[0]), key[1])):
        news = found[key]
        names = Counter(name for new in news for name in new.authors or (urls.host(new.post),))
        authors = dict(sorted(names.items(), key=lambda item: (-item[1], item[0])))
        groups.append(Group(key[0], key[2], not key[1], len(news), authors))
    return groups


def _writers(group: Group) -> str:
    """The busiest authors of a round, and how many more there are."""
    every = [f"{_short(name)} {n}" for name, n in group.authors.items()]
    if len(every) <= _AUTHORS + 1:
        return ", ".join(every)
    return f"{', '.join(every[:_AUTHORS])} and {len(every) - _AUTHORS} others"


def _short(name: str) -> str:
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"


def _section(title: str, lines: Iterable[str], colour: bool) -> str:
    body = [f"  {safe(line)}" for line in lines]
    return "\n".join([style(title, "bold", colour=colour), *body]) if body else ""


def _reasons(facts: Sequence[Failed | Quarantined]) -> list[str]:
    return _few([f"{fact.url}  {fact.reason or ''}" for fact in facts])


def _held_back(facts: Iterable[Quarantined]) -> list[str]:
    """What is held back; what many posts of a host are for one reason stands in one line."""
    groups: dict[tuple[str, str], list[Quarantined]] = {}
    for fact in facts:
        groups.setdefault((urls.host(fact.url), fact.reason or ""), []).append(fact)
    lines = []
    for (host, reason), found in groups.items():
        if len(found) < _ALIKE:
            lines += [f"{fact.url}  {reason}" for fact in found]
        else:
            advice = f"`archiver release {host}` or `archiver reject {host}` decides"
            lines.append(f"{host}  {len(found)} posts: {reason}; {advice}")
    return _few(lines)


def _few(lines: Sequence[str]) -> list[str]:
    return [*lines[:_LINES], *([f"and {len(lines) - _LINES} more"] * (len(lines) > _LINES))]


def _changes(changes: Iterable[VersionWritten], columns: int | None, colour: bool) -> str:
    kinds: dict[Change, list[VersionWritten]] = {kind: [] for kind in WORDS}
    for fact in changes:
        kinds[fact.change].append(fact)
    rows, more = [], []
    for kind, facts in kinds.items():
        few = sorted(facts, key=lambda fact: fact.url)[:_LINES]
        rows += [(WORDS[kind], _title(fact), fact.url) for fact in few]
        more += [f"and {len(facts) - _LINES} more {WORDS[kind]}"] * (len(facts) > _LINES)
    if not rows:
        return ""
    shown = table(("change", "title", "address"), rows, columns=columns, colour=colour)
    return "\n".join([shown, *more])


def _title(fact: VersionWritten) -> str:
    copied = bool(fact.title and fact.reason)  # a tombstone has a reason too, but no title
    return f"{fact.title or ''}{' (from the feed)' * fact.from_feed}{' (from a copy)' * copied}".strip()


def _source_news(outcomes: Iterable[Outcome]) -> list[str]:
    return [f"{outcome.source}: {line}" for outcome in outcomes for line in outcome.news]


def _failing(report: Report, colour: bool) -> Iterator[str]:
    """The sources whose failure is news, in full; then those that are known to fail."""
    failing = [outcome for outcome in report.outcomes if outcome.fails]
    # that an address has answered 410 is known at once, but has to be told
    known = [o for o in failing if o.known and not (o.ended and o.status is Status.FAILED)]
    news = [_failure(o, report.started) for o in failing if o not in known]
    yield _section("Sources that failed", _few(news), colour)
    lines = [_failure(o, report.started) for o in known]
    yield _section("Sources that are known to fail", _few(lines), colour)


def _failure(outcome: Outcome, started: datetime) -> str:
    """A source that fails: since when, where that is not this run, and why."""
    since, more = outcome.failing_since, len(outcome.errors) - 3
    words = f"failing since {since:%Y-%m-%d}: " if since and since < started else ""
    if outcome.status is Status.ENDED:
        return f"{outcome.source}: {words}it answered 410, and is not asked any more"
    reasons = [*outcome.errors[:3], *([f"and {more} more like these"] * (more > 0))]
    rests = " (not asked in this run)" * (outcome.status is Status.RESTING)
    return f"{outcome.source}: {words}{'; '.join(reasons)}{rests}"


def as_json(report: Report) -> str:
    """The whole report as one JSON object, with its exit code."""
    facts = {
        "changes": [_fact(fact) for fact in report.changes],
        "quarantined": [_fact(fact) for fact in report.quarantined],
        "missed": [_fact(fact) for fact in report.missed],
    }
    groups = [codec.plain(group, whole=True) for group in rounds(report)]
    rest = codec.plain(replace(report, changes=(), quarantined=(), missed=()), whole=True)
    value = (
        rest
        | facts
        | {"rounds": groups, "exit_code": exit_code(report), "summary": summary(report)}
    )
    return json.dumps(value, ensure_ascii=False, indent=1)


def _fact(fact: Fact) -> dict[str, Any]:
    """A fact as in its journal, with all columns: null where they do not apply."""
    columns = dict.fromkeys(("action", "url", "at", *journal.COLUMNS))
    return columns | {"detail": {}} | journal.as_object(fact)
