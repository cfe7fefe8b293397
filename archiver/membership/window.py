"""The post was published while a round was open: weak, for blogs go on with other things.

The day is the author's own, as it is written with the author's offset. The round's days are the
organiser's: so a post of the day before or after may be in time by one clock and not by the other.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from archiver.membership.finding import GRACE, Finding
from archiver.model import Candidate, Challenge, Evidence, Post
from archiver.web import dates


def find(post: Post, challenge: Challenge, announcements: Sequence[Candidate]) -> list[Finding]:
    """The round that was open on the day of publication; the latest where several were.

    Else the one that had closed the day before, else the one that opened the day after.
    """
    day = dates.day(post.published) or _announced(announcements)
    if not day:
        return []
    known = sorted(windows(challenge), key=lambda window: window[1], reverse=True)
    ways = (
        ("between {} and {}", [w for w in known if w[1] <= day <= w[2]]),
        ("late by clock: a day after {} to {}", [w for w in known if day - GRACE == w[2]]),
        ("early by clock: a day before {} to {}", [w for w in known if day + GRACE == w[1]]),
    )
    words, found = next(((words, found) for words, found in ways if found), ("", []))
    return [
        Finding(
            evidence=Evidence(
                kind="window", quote=day.isoformat(), where=words.format(start, end), round=key
            ),
            strong=False,
            near="clock" in words,
        )
        for key, start, end in found[:1]
    ]


def windows(challenge: Challenge) -> Iterator[tuple[str, date, date]]:
    """Each round's first and last day. One without an end lasts until the next one opens."""
    starts = sorted(r.opens for r in challenge.rounds if r.opens)
    for one in challenge.rounds:
        after = next((s for s in starts if one.opens and s > one.opens), None)
        end = one.closes or (after - timedelta(days=1) if after else None)
        if one.opens and end:
            yield one.id, one.opens, end


def _announced(announcements: Sequence[Candidate]) -> date | None:
    """The day that an announcement gives, where the page itself gives none."""
    return next((day for a in announcements if (day := dates.day(a.published))), None)
