"""versions -> memberships: judge which posts belong to which challenge."""

import logging
from collections.abc import Iterable, Mapping

from archiver.crawl.ledger import Ledger
from archiver.errors import Bug, bugs_told
from archiver.model import Challenge, Change, Membership, Verdict
from archiver.outcomes import Joined
from archiver.store import Belonging

_log = logging.getLogger(__name__)


AT_ONCE = 500
"""So many posts are judged in about a second."""


def judge(ledger: Ledger, *, in_haste: bool = False) -> None:
    """Judge the posts that were written or announced anew, and all of a challenge with new rules.

    Which posts these are the catalog knows: also those that a run that was cut off had not judged.
    ``in_haste`` many of them are left to the next run.
    """
    known = {c.id: c for c in ledger.store.challenges()}
    # a challenge that sources.yaml no longer names keeps its posts and its members
    wanted = known | {c.id: c for c in ledger.settings.challenges}
    anew, touched = not ledger.store.judged, ledger.writer.unjudged()
    if in_haste and len(touched) > AT_ONCE:
        ledger.counts["unjudged posts"] = len(touched)
        _log.info("%d posts are left to the next run to judge", len(touched))
        return
    described: list[Challenge] = []
    found: list[Membership] = []
    joined: list[Joined] = []
    whole = True
    for challenge in wanted.values():
        before = known.get(challenge.id)
        posts = None if anew or before != challenge else touched
        verdicts = _verdicts(ledger, challenge, posts)
        if verdicts is not None:
            described.append(challenge)
            held = ledger.writer.verdicts_of(challenge.id, posts)
            joined += _joined(ledger, challenge, verdicts, held, forgotten=anew)
            ledger.writer.rejudge(challenge.id, posts, verdicts)
            found += verdicts
        else:  # what was judged before holds, and the next run judges these posts again
            whole = False
            described += [before] if before is not None else []
    ledger.writer.describe(described)
    if whole:
        ledger.writer.all_judged()
    ledger.memberships, ledger.joined = tuple(found), tuple(joined)
    ledger.verdicts = ledger.writer.verdict_counts()
    _log.info("%d posts touched, %d verdicts on them", len(touched), len(found))


def _verdicts(
    ledger: Ledger, challenge: Challenge, posts: list[str] | None
) -> list[Membership] | None:
    """The verdicts of a challenge on these posts, or on all; None where a bug in a rule is met."""
    try:
        with bugs_told(challenge.id):
            return list(ledger.store.verdicts(challenge, posts))
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
            authors=ledger.writer.authors(m.post),
        )
        for m in news
    ]
