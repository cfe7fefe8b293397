"""Which sources and posts a run should fetch. Pure: no I/O, times are arguments."""

from datetime import datetime, timedelta

from archiver.model import Pace
from archiver.store.types import SLOWEST

_DAY = 86400.0


def source_due(
    last_attempt: datetime | None,
    pace: Pace,
    now: datetime,
    wish: float = 0,
    failing_since: datetime | None = None,
) -> bool:
    """Whether a source may be fetched again. One with a time in the future (a wrong clock) may.

    ``wish`` is the pause in seconds that its feed asks for (as by ``ttl``). Where it has failed
    since ``failing_since``, the pause grows to half of that time. Both count up to a day, and not at
    all if ``pace.poll`` is 0.
    """
    if last_attempt is None or last_attempt > now:
        return True
    failing = (now - failing_since) / timedelta(seconds=2) if failing_since else 0
    pause = max(pace.poll, min(max(wish, failing), _DAY)) if pace.poll else 0
    return now - last_attempt >= timedelta(seconds=pause)


def post_due(at: float, changed: float, pace: Pace, now: float) -> bool:
    """Whether a known post should be fetched again, by Unix times.

    The pause grows with the time since the post last changed: a tenth of it, at least
    ``pace.recheck``, at most thirty days. Times in the future come from a wrong clock: if more than
    a day ahead, a tenth of these posts is due each day, so that not all are fetched at once.
    """
    if at > now:
        return at > now + _DAY and int(at) % 10 == int(now / _DAY) % 10
    pause = min(max(pace.recheck, (now - changed) / 10), max(pace.recheck, SLOWEST))
    return now - at >= (pause if pace.recheck else 0)


def retry_due(tries: tuple[float, float] | None, pace: Pace, now: float) -> bool:
    """Whether a page that failed, or was no post, should be fetched again.

    ``tries`` are the Unix times of the last and the first try; the pause grows as for a post.
    """
    return tries is None or post_due(*tries, pace, now)
