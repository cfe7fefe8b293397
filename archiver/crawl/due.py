"""Which sources and posts a run should ask for. Pure: no I/O, times are arguments."""

from datetime import datetime, timedelta

from archiver.facts import Polled
from archiver.model.settings import Pace
from archiver.store.types import SLOWEST

_DAY = 86400.0
_WEEK = 7 * _DAY
_SLACK, _MOST_SLACK = 0.05, 300.0
"""A run may come early by so much of a pause, and so many seconds: cron is not exact."""

_PER_SILENCE = 48
"""Half an hour's pause for each day that nothing new has come: a day after seven weeks."""


def poll_due(
    tries: tuple[float, float] | None,
    clock: Polled | None,
    pace: Pace,
    now: datetime,
    failing: datetime | None = None,
) -> bool:
    """Whether an address of a source may be asked again.

    ``tries`` are the Unix times of the last and the first request; one in the future is of a wrong
    clock. The pause is the longest of ``pace.poll``, of what the address and its server wish, of
    half the time for which it has failed, since ``failing``, and of a share of the time for which
    nothing new has come; it counts up to a day, and not at all if ``pace.poll`` is 0. After it the
    hours that a feed wants to be skipped are, for a day at most, and the days for a week: else a run
    that comes at a fixed time might never come at a right one. What has expired is never due.
    """
    clock = clock or Polled(url="", at=now)
    if clock.wish.expired:
        return False
    if tries is None or not pace.poll or tries[0] > now.timestamp():
        return True
    last, first = tries
    gap, wish = now.timestamp() - last, clock.wish
    asked_for = min(max(wish.interval, clock.fresh), _DAY)
    own = max(pace.poll, min(_ago(clock.newest, now) / _PER_SILENCE, _DAY))
    least = max(own - _slack(own), min(max(_ago(failing, now) / 2, clock.rest), _DAY))
    if gap < least or not _in_turn(first, last, asked_for, now.timestamp()):
        return False
    skipped_hour = now.hour in wish.skip_hours and gap < max(least, asked_for) + _DAY
    skipped_day = now.weekday() in wish.skip_days and gap < _WEEK
    return not (skipped_hour or skipped_day)


def _ago(moment: datetime | None, now: datetime) -> float:
    return (now - moment) / timedelta(seconds=1) if moment else 0


def _slack(pause: float) -> float:
    return min(pause * _SLACK, _MOST_SLACK)


def _in_turn(first: float, last: float, pause: float, now: float) -> bool:
    """Whether a pause that somebody asks for has passed, or nearly has, and a new turn has come.

    The turns are as long as the pause and count from the first request. So runs that come a little
    early do not find it closed, and yet there is never more than one request a turn.
    """
    gap, slack = now - last, _slack(pause)
    if gap >= pause:
        return True
    return gap >= pause - slack and (now - first + slack) // pause > (last - first + slack) // pause


def still_fresh(at: datetime, pace: Pace, now: datetime) -> bool:
    """Whether what was asked for at a time need not be asked for again: ``pace.poll`` has not passed."""
    return timedelta() <= now - at < timedelta(seconds=pace.poll)


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
