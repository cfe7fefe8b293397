"""The figures of an archive as a whole: what `archiver status` tells first, and monitoring asks for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from archiver.crawl.source_states import NEWS
from archiver.errors import ArchiverError, StoreError
from archiver.facts import Status, VersionWritten
from archiver.formats.journal import COMMITTED
from archiver.model import Change, Verdict
from archiver.model.settings import Settings
from archiver.store import Archive, RunInfo, SourceHealth
from archiver.store.sizes import Sizes, totals

STATES = ("working", "failing", "known to fail", "retired", "not looked at yet", "no longer listed")
"""Of a source: its failure is news for a day, then known. Without a sources.yaml the last two are unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """The last run that looked at sources. ``changes`` are its versions by kind; ``seconds`` None where it
    was cut off. ``completed``: it was through with everything."""

    id: str
    started: datetime
    seconds: float | None
    completed: bool
    status: str
    requests: int
    changes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class InChallenge:
    """The posts of a challenge: members, those that may be, and members by round, of which None stands
    for no single one."""

    id: str
    members: int
    unsure: int
    rounds: Mapping[str | None, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All of it. ``completed`` is when a run last was through; ``sources`` the state of each by its id.

    ``unfinished``: a run is at work, or was cut off. ``exit_code`` is that of a run which finds
    everything as the last one left it.
    """

    run: LastRun | None
    completed: datetime | None
    posts: int
    gone: int
    held_back: int
    challenges: tuple[InChallenge, ...]
    sources: Mapping[str, str] = field(default_factory=dict)
    sizes: Sizes = Sizes()  # noqa: RUF009 - frozen
    unfinished: bool = False
    exit_code: int = 0

    @property
    def states(self) -> Mapping[str, int]:
        """How many sources there are in each state."""
        return Counter(self.sources.values())


def figures(archive: Archive, settings: Settings | None, now: datetime) -> Figures:
    """The figures as they are now; ``settings`` say which sources are still listed."""
    posts, gone = archive.post_counts()
    runs = archive.runs()
    looked = [run for run in runs if run.scouted or run.status != COMMITTED]
    through = [run.ended for run in looked if run.status == COMMITTED]
    health = archive.sources()
    states = _states(health, settings, now)
    watched = [known for known in health if states[known.id] != "no longer listed"]
    return Figures(
        run=_last(archive, looked[-1]) if looked else None,
        completed=through[-1] if through else None,
        posts=posts,
        gone=gone,
        held_back=len(archive.held_back()),
        challenges=tuple(_challenges(archive)),
        sources=states,
        sizes=totals(archive.path),
        unfinished=bool(archive.unfinished()),
        exit_code=StoreError.exit_code if archive.damage else exit_code(watched, now),
    )


def exit_code(health: Iterable[SourceHealth], now: datetime) -> int:
    """0 all well, 3 some sources fail and that is news, or all do; 4 nothing answered: as of a run."""
    watched = [known for known in health if known.status is not Status.RETIRED]
    failing = [known for known in watched if known.failing_since]
    if not failing or (len(failing) < len(watched) and all(is_known(one, now) for one in failing)):
        return 0
    return 3 if len(failing) < len(watched) or any(one.reached for one in failing) else 4


def is_known(source: SourceHealth, now: datetime) -> bool:
    """Whether that a source fails is no news any more."""
    return source.ended or bool(source.failing_since and now - source.failing_since >= NEWS)


def _states(
    health: Iterable[SourceHealth], settings: Settings | None, now: datetime
) -> dict[str, str]:
    listed = {source.id: source for source in settings.sources} if settings else {}
    found = {}
    for known in health:
        if settings and known.id not in listed:
            found[known.id] = "no longer listed"
        elif known.status is Status.RETIRED or (settings and listed[known.id].retired):
            found[known.id] = "retired"
        elif known.failing_since:
            found[known.id] = "known to fail" if is_known(known, now) else "failing"
        else:
            found[known.id] = "working"
    for name, source in listed.items():
        found.setdefault(name, "retired" if source.retired else "not looked at yet")
    return found


def _last(archive: Archive, run: RunInfo) -> LastRun:
    changes: Counter[Change] = Counter()
    try:
        facts = archive.facts(run.id)
        changes.update(fact.change for fact in facts if isinstance(fact, VersionWritten))
    except ArchiverError:
        pass  # `check` names a journal that cannot be read; the catalog has the rest
    return LastRun(
        id=run.id,
        started=run.started,
        seconds=(run.ended - run.started).total_seconds() if run.ended else None,
        completed=run.status == COMMITTED,
        status=run.status,
        requests=run.counts.get("requests", 0),
        changes={str(kind): changes[kind] for kind in Change if changes[kind]},
    )


def _challenges(archive: Archive) -> Iterable[InChallenge]:
    members, unsure = archive.counts(Verdict.MEMBER), archive.counts(Verdict.UNSURE)
    by_round = archive.round_counts(Verdict.MEMBER)
    for challenge in archive.challenges():
        order = [*(each.id for each in challenge.rounds), None]
        rounds = {
            part: by_round[challenge.id, part] for part in order if (challenge.id, part) in by_round
        }
        yield InChallenge(
            id=challenge.id,
            members=members.get(challenge.id, 0),
            unsure=unsure.get(challenge.id, 0),
            rounds=rounds,
        )
