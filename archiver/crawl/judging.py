"""versions -> memberships: judge which posts belong to which challenge."""

import logging

from archiver.crawl.ledger import Ledger
from archiver.errors import Bug, bugs_told
from archiver.model import Challenge, Membership

_log = logging.getLogger(__name__)


def judge(ledger: Ledger) -> None:
    """Judge the posts that were written or announced anew, and all of a challenge with new rules.

    Which posts these are the catalog knows: also those that a run that was cut off had not judged.
    """
    known = {c.id: c for c in ledger.store.challenges()}
    # a challenge that sources.yaml no longer names keeps its posts and its members
    wanted = known | {c.id: c for c in ledger.settings.challenges}
    anew, touched = not ledger.store.judged, ledger.writer.unjudged()
    described: list[Challenge] = []
    found: list[Membership] = []
    whole = True
    for challenge in wanted.values():
        before = known.get(challenge.id)
        posts = None if anew or before != challenge else touched
        verdicts = _verdicts(ledger, challenge, posts)
        if verdicts is not None:
            described.append(challenge)
            ledger.writer.rejudge(challenge.id, posts, verdicts)
            found += verdicts
        else:  # what was judged before holds, and the next run judges these posts again
            whole = False
            described += [before] if before is not None else []
    ledger.writer.describe(described)
    if whole:
        ledger.writer.all_judged()
    ledger.memberships = tuple(found)
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
