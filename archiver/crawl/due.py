"""What a run should look at: decisions over what is known, without I/O and without a clock."""

from datetime import datetime, timedelta

from archiver.model import Pace

_DAY = 86400.0
_SLOWEST = 30 * _DAY


def source_due(last_attempt: datetime | None, pace: Pace, now: datetime, wish: float = 0) -> bool:
    """Whether a source may be looked at again. A clock that went back does not stop it.

    ``wish`` is the pause in seconds that its feed asks for, kept up to a day; where ``pace.poll``
    is 0, it is looked at whatever it wishes.
    """
    if last_attempt is None or last_attempt > now:
        return True
    pause = max(pace.poll, min(wish, _DAY)) if pace.poll else 0
    return now - last_attempt >= timedelta(seconds=pause)


def post_due(at: float, changed: float, pace: Pace, now: float) -> bool:
    """Whether a known post should be looked at again, by Unix times.

    The pause grows with the time since the post last changed: a tenth of it, at least
    ``pace.recheck``, at most thirty days. Looks from the future are a clock's mistake: after a day
    a tenth of them is due each day, so that nothing freezes and nothing is fetched all at once.
    """
    if at > now:
        return at > now + _DAY and int(at) % 10 == int(now / _DAY) % 10
    pause = min(max(pace.recheck, (now - changed) / 10), max(pace.recheck, _SLOWEST))
    return now - at >= (pause if pace.recheck else 0)


def retry_due(tries: tuple[float, float] | None, pace: Pace, now: float) -> bool:
    """Whether a page that could not be had, or was no post, should be tried again.

    ``tries`` are the Unix times of the last and the first try; the pause grows as for a post.
    """
    return tries is None or post_due(*tries, pace, now)
