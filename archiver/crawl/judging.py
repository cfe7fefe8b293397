"""versions -> memberships: judge which posts belong to which challenge."""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from archiver.crawl.idle_lines import idle_lines
from archiver.crawl.ledger import Ledger
from archiver.crawl.renaming import check_ids, gone, renamed, watched
from archiver.errors import Bug, bugs_told
from archiver.facts import Ruled
from archiver.model import Challenge, Change, Membership, Ruling, Verdict
from archiver.outcomes import Joined
from archiver.store import Belonging

_log = logging.getLogger(__name__)


AT_ONCE = 500
"""So many posts are judged in a few seconds."""


def judge(ledger: Ledger, *, in_haste: bool = False, everything: bool = False) -> None:
    """Judge the posts that were written or announced anew, and all of a challenge with new rules.

    Which posts these are the catalog knows: also those that a run that was cut off had not judged.
    ``in_haste`` many of them are left to the next run; ``everything`` judges all.
    """
    held = ledger.store.challenges()
    check_ids(held, ledger.settings.challenges, ledger.settings.file)
    known = {c.id: c for c in held}
    watching = watched(held, ledger.settings.challenges)
    heirs = renamed(held, watching)
    # a challenge that sources.yaml no longer names keeps its posts and its members
    wanted = (*watching, *gone(held, watching))
    anew, touched = not ledger.store.judged, ledger.writer.unjudged()
    if in_haste and len(touched) > AT_ONCE:
        ledger.counts["unjudged posts"] = len(touched)
        _log.info("%d posts are left to the next run to judge", len(touched))
        return
    touched = ledger.store.near_in_time(touched)
    # which challenge a sentence means depends on all that are watched
    unchanged = set(wanted) == set(held)
    described: list[Challenge] = []
    found: list[Membership] = []
    joined: list[Joined] = []
    whole, unread = True, set[str]()
    for challenge in wanted:
        before = [c for c in held if c.id in (challenge.id, *challenge.formerly)]
        same = not anew and not everything and before == [challenge] and unchanged
        posts = touched if same else None
        verdicts = _verdicts(ledger, challenge, posts, wanted, unread)
        if verdicts is not None and challenge not in watching and _is_empty(ledger, challenge):
            ledger.writer.rejudge(challenge.id, None, ())  # such as a draft that was tried once
        elif verdicts is not None:
            described.append(challenge)
            joined += _joined(
                ledger, challenge, verdicts, _held(ledger, before, posts), forgotten=anew
            )
            _keep(ledger, challenge, before, posts, verdicts, unread)
            found += verdicts
        else:  # what was judged before holds, and the next run judges these posts again
            whole = False
            described += before
    ledger.writer.describe(described)
    if whole:
        ledger.writer.all_judged(but=unread)
    # in haste a reader does it: it compares what no run has
    ledger.memberships = tuple(found) if in_haste else ledger.writer.linked(found)
    ledger.joined = tuple(joined)
    ledger.verdicts = ledger.writer.verdict_counts()
    news = [f"{now.id} was called {then.id} before" for then, now in heirs if now.id not in known]
    if not in_haste:  # else what an address leads to may be among the posts that are left
        news += map(str, idle_lines(ledger.store, ledger.settings))
    ledger.lines = tuple(news)
    _log.info("%d posts touched, %d verdicts on them", len(touched), len(found))


def _is_empty(ledger: Ledger, challenge: Challenge) -> bool:
    """Whether a challenge has no post that belongs to it or may."""
    held = ledger.writer.verdicts_of(challenge.id, None).values()
    return all(belonging.verdict is Verdict.OUTSIDE for belonging in held)


def _held(
    ledger: Ledger, before: Iterable[Challenge], posts: list[str] | None
) -> dict[str, Belonging]:
    """The verdicts before, by post, under whichever id the challenge had."""
    every = [ledger.writer.verdicts_of(challenge.id, posts) for challenge in before]
    return {post: belonging for one in every for post, belonging in one.items()}


def _keep(
    ledger: Ledger,
    challenge: Challenge,
    before: Iterable[Challenge],
    posts: list[str] | None,
    verdicts: list[Membership],
    unread: Collection[str],
) -> None:
    """Put the verdicts into the place of those before, and note what the organiser has decided."""
    for old in before:
        if old.id != challenge.id:
            ledger.writer.rejudge(old.id, None, ())
    ledger.writer.rejudge(challenge.id, posts, verdicts)
    if posts is None or posts:
        _note_rulings(ledger, challenge, posts, {m.post: m for m in verdicts}, unread)


def _note_rulings(
    ledger: Ledger,
    challenge: Challenge,
    posts: list[str] | None,
    verdicts: Mapping[str, Membership],
    unread: Collection[str],
) -> None:
    """Note each verdict that the organiser has set by hand, or taken back, where that is news; of an
    ``unread`` post nothing is."""
    known: dict[str, Ruled] = {}
    for fact in sorted(ledger.store.rulings(challenge), key=lambda fact: fact.at):
        known[ledger.store.identity(fact.url) or fact.url] = fact
    decided = {post for post, m in verdicts.items() if m.decided_by == "organiser"}
    # of a post that is lost, as one whose folder is damaged, nothing was taken back
    judged = {p for p in known if ledger.store.identity(p)} if posts is None else set(posts)
    for post in sorted((decided | (judged & set(known))).difference(unread)):
        before, now = known.get(post), verdicts.get(post)
        ruled = _ruled(ledger, challenge, post, now)
        said = before and (before.verdict, before.round)
        if (said or (None, None)) != (ruled.verdict, ruled.round):
            ledger.writer.note(ruled)


def _ruled(ledger: Ledger, challenge: Challenge, post: str, now: Membership | None) -> Ruled:
    """What the organiser says of a post, and what the rules say beside it."""
    found = Ruled(url=post, at=ledger.started, challenge=challenge.id)
    if now is None:
        return found
    if now.decided_by != "organiser":
        rules = Ruling(verdict=now.verdict, round=now.round, confidence=now.confidence)
        return replace(found, rules=rules)
    word = next((e for e in now.evidence if e.kind == "organiser"), None)
    return replace(found, verdict=now.verdict, round=word.round if word else None, rules=now.rules)


def _verdicts(
    ledger: Ledger,
    challenge: Challenge,
    posts: list[str] | None,
    challenges: Iterable[Challenge],
    unread: set[str],
) -> list[Membership] | None:
    """The verdicts of a challenge on these posts, or on all; None where a bug in a rule is met. Posts
    that are damaged are added to ``unread``."""
    try:
        with bugs_told(challenge.id):
            return list(ledger.store.verdicts(challenge, posts, challenges, unread))
    except Bug as bug:
        ledger.bug(bug)
        return None


def _joined(
    ledger: Ledger,
    challenge: Challenge,
    verdicts: Iterable[Membership],
    held: Mapping[str, Belonging],
    *,
    forgotten: bool,
) -> list[Joined]:
    """The posts that are new in a challenge, by round. ``held`` are the verdicts before.

    Where these are ``forgotten``, as in a fresh clone, posts of earlier runs are not new; but after
    runs that were all cut off nobody has judged or told of theirs yet.
    """
    known = forgotten and any(run.status == "committed" for run in ledger.store.runs())
    created = {f.url for f in ledger.changes if f.change is Change.CREATED} if known else None
    order = {found.id: place for place, found in enumerate(challenge.rounds)}
    news = [
        m
        for m in verdicts
        if m.verdict is not Verdict.OUTSIDE
        and (created is None or m.post in created)
        and ((was := held.get(m.post)) is None or (was.verdict, was.round) != (m.verdict, m.round))
    ]
    news.sort(key=lambda m: (order.get(m.round or "", len(order)), m.post))
    return [
        Joined(
            post=m.post,
            challenge=m.challenge,
            round=m.round,
            verdict=m.verdict,
            authors=(m.writer,) if m.writer else ledger.writer.authors(m.post),
        )
        for m in news
    ]
