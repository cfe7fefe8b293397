"""Judge the whole archive by today's sources.yaml, offline, and say what that changes."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archiver.crawl import Ledger, judge
from archiver.crawl.idle_lines import IdleLine, idle_lines, said_of
from archiver.crawl.renaming import check_ids, gone, renamed, watched
from archiver.errors import Bug, bugs_told
from archiver.facts import Asked, Ruled
from archiver.membership.differences import Difference, differences
from archiver.membership.sentences import words
from archiver.model import Challenge, Membership, Verdict
from archiver.model.settings import Settings
from archiver.outcomes import Report
from archiver.pipeline import Clock, clock, new_run_id
from archiver.store import Archive, open_archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What judging the whole archive has changed, or would change.

    ``posts`` are all that were judged with a verdict; ``renamed`` gives for the new id of a challenge
    the old one; ``gone`` how many members those have that sources.yaml names no more. ``idle`` are
    lines that match nothing, ``unused`` tags and phrases that no verdict quotes; ``titles`` those of the
    posts in ``changes``. ``damaged`` are sentences on what could not be read, and ``traceback`` is that
    of rules that fail: what was judged before holds. ``report`` is None where nothing was written.
    """

    posts: int
    changes: tuple[Difference, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, int] = field(default_factory=dict)
    idle: tuple[IdleLine, ...] = ()
    unused: tuple[IdleLine, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    damaged: tuple[str, ...] = ()
    traceback: str = ""
    report: Report | None = None


def rejudge(
    archive: str | Path, settings: Settings, *, dry_run: bool = False, now: Clock = clock
) -> Judged:
    """Judge all posts anew. With ``dry_run`` the same is said, and nothing is written.

    Raises ConfigError for an id that another challenge had before, and StoreError where the archive cannot be written (Locked where a run is under way).
    """
    store = open_archive(archive)
    held = store.challenges()
    check_ids(held, settings.challenges, settings.file)
    before = {challenge.id: store.memberships(challenge.id) for challenge in held}
    watching = watched(held, settings.challenges)
    others = gone(held, watching)
    report, traceback = None, ""
    if dry_run:
        after, traceback = _tried(store, (*watching, *others), before)
    else:
        report = _written(store, settings, now)
        traceback = report.traceback
        # where a rule fails, what was judged before holds
        after = {c.id: store.memberships(c.id) for c in store.challenges()}
    found: list[Difference] = []
    for challenge in (c for c in (*watching, *others) if c.id in after):
        then = [m for i in (challenge.id, *challenge.formerly) for m in before.get(i, ())]
        found += differences(then, after[challenge.id], challenge.id)
    verdicts = [m for every in after.values() for m in every]
    judged = Judged(
        posts=len({m.post for m in verdicts}),
        changes=tuple(found),
        renamed={heir.id: old.id for old, heir in renamed(held, watching)},
        gone={c.id: n for c in others if (n := _members(before[c.id]))},
        idle=tuple(idle_lines(store, settings, {m.writer for m in verdicts if m.writer})),
        unused=tuple(_unused(settings, verdicts)),
        titles=_titles(store, found),
        damaged=store.damage,
        traceback=traceback,
        report=report,
    )
    store.close()
    return judged


def _tried(
    store: Archive,
    challenges: Collection[Challenge],
    before: Mapping[str, tuple[Membership, ...]],
) -> tuple[dict[str, tuple[Membership, ...]], str]:
    """The verdicts of challenges as they would be, and the traceback of rules that fail."""
    after: dict[str, tuple[Membership, ...]] = {}
    trace = ""
    for challenge in challenges:
        try:
            with bugs_told(challenge.id):
                after[challenge.id] = tuple(store.verdicts(challenge, challenges=challenges))
        except Bug as bug:
            trace += f"{bug.where}\n{bug.traceback}\n"
            held = (before.get(name, ()) for name in (challenge.id, *challenge.formerly))
            after[challenge.id] = tuple(m for every in held for m in every)
    return after, trace


def _written(store: Archive, settings: Settings, now: Clock) -> Report:
    """The report of a run that only judges."""
    started, run = now(), new_run_id()
    with store.writing(run, started) as writer:
        ledger = Ledger(settings=settings, store=store, writer=writer, run=run, started=started)
        writer.note(Asked(at=started, judging=True))
        judge(ledger, everything=True)
        report = ledger.report(now())
        writer.commit(report)
    return report


def _titles(store: Archive, found: Iterable[Difference]) -> dict[str, str]:
    wanted = {one.post for one in found}
    return (
        {post.url: post.title for post in store.summaries() if post.url in wanted} if wanted else {}
    )


def _members(verdicts: Iterable[Membership]) -> int:
    return sum(m.verdict is Verdict.MEMBER for m in verdicts)


def _unused(settings: Settings, verdicts: Iterable[Membership]) -> Iterator[IdleLine]:
    """The tags and phrases of which no verdict has a quotation."""
    quoted: dict[str, set[str]] = {}
    for m in verdicts:
        quoted.setdefault(m.challenge, set()).update(_spoken(e.quote) for e in m.evidence)
    for challenge in settings.challenges:
        quotes = quoted.get(challenge.id, set())
        for phrase in challenge.phrases:
            if not any(f" {_spoken(phrase)} " in f" {quote} " for quote in quotes):
                why = "no verdict rests on this phrase"
                yield said_of(settings, challenge.id, "phrases", phrase, why)
        glued = {quote.replace(" ", "") for quote in quotes}
        for tag in challenge.tags:
            if not any(_spoken(tag).replace(" ", "") in quote for quote in glued):
                yield said_of(settings, challenge.id, "tags", tag, "no verdict rests on this tag")


def _spoken(text: str) -> str:
    return " ".join(words.words(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the organiser may want to decide of a challenge: the unsure posts, the nearest first, and
    what she has decided so far. ``titles`` are those of these posts."""

    challenge: Challenge
    unsure: tuple[Membership, ...]
    decided: tuple[Ruled, ...]
    titles: Mapping[str, str]

    @property
    def agreed(self) -> int:
        """How often the rules had said the same: the verdict, and the round where she names one."""
        return sum(agrees(fact) for fact in self.decided)


def agrees(fact: Ruled) -> bool:
    """Whether the rules had said what was then decided by hand."""
    if fact.rules is None or fact.rules.verdict is not fact.verdict:
        return False
    return fact.round is None or fact.round == fact.rules.round


def review(store: Archive, only: str | None = None) -> tuple[Review, ...]:
    """What is unsure and what was decided, of all challenges or of ``only`` one; nothing is judged."""
    titles = {post.url: post.title for post in store.summaries()}
    found = []
    for challenge in store.challenges():
        if only in (None, challenge.id):
            unsure = [m for m in store.memberships(challenge.id) if m.verdict is Verdict.UNSURE]
            unsure.sort(key=lambda m: -1.0 if m.confidence is None else m.confidence, reverse=True)
            decided = tuple(fact for fact in store.rulings(challenge) if fact.verdict is not None)
            posts = {m.post for m in unsure} | {fact.url for fact in decided}
            found.append(
                Review(
                    challenge=challenge,
                    unsure=tuple(unsure),
                    decided=decided,
                    titles={url: titles.get(url, "") for url in sorted(posts)},
                )
            )
    return tuple(found)
