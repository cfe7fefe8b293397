"""The day of publication: while a round was open it speaks for a post, weakly, for blogs go on with
other things; long before or after the challenge it speaks against it.

The day is the author's own, as it is written with the author's offset. The round's days are the
organiser's: so a post of the day before or after may be in time by one clock and not by the other.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from archiver.membership import weights
from archiver.membership.case import Case
from archiver.membership.sentences import seasons
from archiver.membership.sentences.seasons import GRACE, When
from archiver.model import Challenge, Evidence

_AGAINST = {
    When.EARLY: "before the first round opens",
    When.LATE: "after the last round",
    When.BEFORE: "long before the first round opens",
    When.AFTER: "long after the last round",
}


_WEEKS = timedelta(days=70)


def find(case: Case) -> list[Evidence]:
    """The round that was open on the day of publication; the latest where several were.

    Else the one that had closed the day before, else the one that opened the day after.
    """
    if not case.day:
        return []
    return _open(case, case.day) or _outside(case, case.day)


def _open(case: Case, day: date) -> list[Evidence]:
    known = sorted(windows(case.challenge), key=lambda window: window[1], reverse=True)
    ways = (
        ("between {} and {}", weights.WINDOW, [w for w in known if w[1] <= day <= w[2]]),
        ("late by clock: a day after {} to {}", weights.NEARBY, [w for w in known if day - w[2] == GRACE]),
        ("early by clock: a day before {} to {}", weights.NEARBY, [w for w in known if w[1] - day == GRACE]),
    )  # fmt: skip
    for said, weight, found in ways:
        for key, start, end in found[:1]:
            where = said.format(start, end)
            quote = day.isoformat()
            return [
                Evidence(kind="window", quote=quote, where=where, round=key or None, weight=weight)
            ]
    return []


def _outside(case: Case, day: date) -> list[Evidence]:
    weight = weights.TIME[case.when]
    if not weight:
        return []
    return [
        Evidence(kind="window", quote=day.isoformat(), where=_AGAINST[case.when], weight=weight)
    ]


def windows(challenge: Challenge) -> Iterator[tuple[str, date, date]]:
    """Each round's first and last day. One without an end lasts until the next one opens; a challenge
    without rounds that lasts some weeks is one window."""
    whole = seasons.span(challenge)
    if not challenge.rounds and whole.first and whole.last and whole.last - whole.first < _WEEKS:
        yield "", whole.first, whole.last
    starts = sorted(r.opens for r in challenge.rounds if r.opens)
    for one in challenge.rounds:
        after = next((s for s in starts if one.opens and s > one.opens), None)
        end = one.closes or (after - timedelta(days=1) if after else None)
        if one.opens and end:
            yield one.id, one.opens, end
