"""The post was published while a round was open: weak, for blogs go on with other things."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from archiver.membership.finding import Finding
from archiver.model import Candidate, Challenge, Evidence, Post
from archiver.web import dates


def find(post: Post, challenge: Challenge, announcements: Sequence[Candidate]) -> list[Finding]:
    """The round that was open on the day of publication; the latest where several were."""
    day = dates.day(post.published) or _announced(announcements)
    open_then = [w for w in windows(challenge) if day and w[1] <= day <= w[2]]
    if not day or not open_then:
        return []
    key, start, end = max(open_then, key=lambda window: window[1])
    where = f"between {start} and {end}"
    return [
        Finding(
            evidence=Evidence(kind="window", quote=day.isoformat(), where=where, round=key),
            strong=False,
        )
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
