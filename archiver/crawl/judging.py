"""versions -> memberships: judge which posts belong to which challenge."""

import logging

from archiver.crawl.ledger import Ledger
from archiver.errors import Bug, bugs_told
from archiver.model import Challenge, Membership

_log = logging.getLogger(__name__)


def judge(ledger: Ledger) -> None:
    """Judge the touched posts, and all posts of a challenge whose rules have changed."""
    known = {c.id: c for c in ledger.store.challenges()}
    for key in ledger.news:  # an announcement is evidence, too, even if the post has not changed
        for candidate in ledger.announced.get(key, ()):
            if look := ledger.writer.look(candidate.url):
                ledger.touched.add(look.post)
    # a challenge that sources.yaml no longer names keeps its posts and its members
    wanted = known | {c.id: c for c in ledger.settings.challenges}
    memberships: list[Membership] = []
    judged: list[Challenge] = []
    for challenge in wanted.values():
        before = known.get(challenge.id)
        found = _judged(ledger, challenge, whole=not ledger.store.judged or before != challenge)
        if found is not None:
            judged.append(challenge)
        elif before is not None:
            judged.append(before)  # so the next run judges it as one whose rules have changed
        memberships += found if found is not None else _held(ledger, challenge)
    ledger.memberships = tuple(memberships)
    ledger.writer.judge(judged, ledger.memberships)
    _log.info("%d posts touched, %d memberships", len(ledger.touched), len(ledger.memberships))


def _judged(ledger: Ledger, challenge: Challenge, *, whole: bool) -> list[Membership] | None:
    """The memberships of a challenge: of all posts, or anew of those that the run has touched.

    None where a bug in a rule is met.
    """
    try:
        with bugs_told(challenge.id):
            if whole:
                return list(ledger.store.verdicts(challenge))
            found = list(ledger.store.verdicts(challenge, sorted(ledger.touched)))
    except Bug as bug:  # what was judged before holds
        ledger.bug(bug)
        return None
    return [*(m for m in _held(ledger, challenge) if m.post not in ledger.touched), *found]


def _held(ledger: Ledger, challenge: Challenge) -> list[Membership]:
    """What was judged before, without judging where nothing was."""
    return list(ledger.store.memberships(challenge.id)) if ledger.store.judged else []
