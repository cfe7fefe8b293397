"""When an address of a source is due."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.crawl import due
from archiver.facts import Polled
from archiver.model.settings import Pace
from archiver.model.wish import Wish

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = 3600, 86400
PACE = Pace(poll=HOUR)
NOTHING = Polled(url="", at=MONDAY)
Tries = list[float]


def asked(
    clock: Polled = NOTHING,
    *,
    step: float = HOUR,
    runs: int = 48,
    failing: datetime | None = None,
    pace: Pace = PACE,
    living: bool = False,
) -> Tries:
    """At which of so many runs an address was asked, in hours; the first run always asks.

    ``living``: there is something new in it whenever it is asked.
    """
    at: Tries = []
    for run in range(runs):
        now = MONDAY + timedelta(seconds=run * step)
        tries = (at[-1], at[0]) if at else None
        said = replace(clock, newest=now if living else clock.newest) if at else None
        if due.poll_due(tries, said, pace, now, failing if at else None):
            at.append(now.timestamp())
    return [(moment - MONDAY.timestamp()) / HOUR for moment in at]


def wishing(**said: object) -> Polled:
    return replace(NOTHING, wish=Wish(**said))  # type: ignore[arg-type]


def test_without_a_wish_every_hourly_run_asks() -> None:
    assert asked() == list(range(48))


@pytest.mark.parametrize(
    ("clock", "every"),
    [
        (wishing(interval=3 * HOUR), 3),
        (replace(NOTHING, fresh=6 * HOUR), 6),
        (replace(NOTHING, rest=6 * HOUR), 6),
        (replace(wishing(interval=3 * HOUR), fresh=2 * HOUR), 3),
        (wishing(interval=30 * DAY), 24),
        (replace(NOTHING, fresh=30 * DAY), 24),
    ],
)
def test_the_longest_wish_counts_up_to_a_day(clock: Polled, every: int) -> None:
    assert asked(clock) == list(range(0, 48, every))


@pytest.mark.parametrize("minutes", [58, 59, 59.9])
def test_a_run_that_comes_a_little_early_asks(minutes: float) -> None:
    assert len(asked(step=minutes * 60)) == 48


def test_a_run_that_comes_much_too_early_does_not() -> None:
    assert asked(step=30 * 60, runs=9) == [0, 1, 2, 3, 4]
    assert asked(step=52 * 60, runs=4) == [0, 2 * 52 / 60]


@pytest.mark.parametrize("minutes", [57, 58, 59, 59.5, 60, 61])
def test_a_wish_is_kept_on_average_and_hardly_a_run_is_lost(minutes: float) -> None:
    at = asked(wishing(interval=HOUR), step=minutes * 60, runs=24 * 21)
    assert len(at) <= at[-1] + 1, "never more than once an hour on average"
    assert all(later - before >= 0.949 for before, later in pairwise(at))
    assert len(at) >= 0.9 * 24 * 21 * minutes / 60 - 1


def test_retry_after_is_kept_to_the_second() -> None:
    at = asked(replace(NOTHING, rest=2 * HOUR), step=59 * 60)
    assert all(later - before >= 2 for before, later in pairwise(at))


def test_a_quiet_blog_is_asked_less_up_to_once_a_day() -> None:
    def pauses(days: float) -> int:
        at = asked(replace(NOTHING, newest=MONDAY - timedelta(days=days)), runs=73)
        return round(max(later - before for before, later in pairwise(at)))

    assert [pauses(days) for days in (0, 7, 21, 365, 4000)] == [2, 5, 12, 24, 24]
    assert asked(living=True) == list(range(48))


def test_what_fails_is_asked_less_and_less_up_to_once_a_day() -> None:
    gaps = [later - before for before, later in pairwise(asked(failing=MONDAY, runs=24 * 9))]
    assert gaps == sorted(gaps) and gaps[0] == 1 and gaps[-1] == 24


def test_skipped_hours_and_days_are_skipped() -> None:
    assert asked(wishing(skip_hours=tuple(range(13, 24)))) == [0, *range(12, 25), *range(36, 48)]
    assert asked(wishing(skip_days=(0, 1))) == [0, *range(36, 48)]


def test_a_run_that_never_comes_at_an_hour_that_is_left_asks_all_the_same() -> None:
    lunch_only = wishing(skip_hours=tuple(h for h in range(24) if h != 13))
    assert asked(lunch_only, step=DAY, runs=7) == [0, 48, 96, 144]
    weekly = asked(wishing(skip_days=(1, 2, 3, 4, 5, 6)), step=DAY + HOUR, runs=30)
    assert max(later - before for before, later in pairwise(weekly)) <= 8 * 25


def test_what_has_expired_is_never_asked() -> None:
    assert asked(wishing(expired=True), step=DAY, runs=400) == [0]
    assert asked(wishing(expired=True), pace=Pace(poll=0)) == [0]


def test_without_a_poll_time_every_run_asks() -> None:
    busy = replace(wishing(interval=DAY, skip_days=tuple(range(7))), fresh=DAY)
    assert asked(busy, step=1, failing=MONDAY, pace=Pace(poll=0)) == asked(
        step=1, pace=Pace(poll=0)
    )


def test_a_clock_that_went_back_stops_nothing() -> None:
    soon = MONDAY.timestamp() + 5 * HOUR
    assert due.poll_due((soon, soon), NOTHING, PACE, MONDAY)


moments = st.floats(0, 400 * DAY).map(lambda ago: MONDAY - timedelta(seconds=ago))


@st.composite
def clocks(draw: Callable[[st.SearchStrategy[object]], object]) -> Polled:
    seconds = st.integers(0, 40 * DAY)
    return replace(
        wishing(interval=draw(seconds)),
        fresh=draw(seconds),
        rest=draw(seconds),
        newest=draw(st.none() | moments),
    )


@given(clocks(), st.none() | moments, st.floats(0, 3 * DAY), st.floats(0, 400 * DAY))
def test_it_is_never_due_before_its_poll_time_and_always_after_a_day(
    clock: Polled, failing: datetime | None, gap: float, since: float
) -> None:
    last = MONDAY.timestamp() - gap
    is_due = due.poll_due((last, last - since), clock, PACE, MONDAY, failing)
    if gap < HOUR * 0.95:
        assert not is_due
    if gap >= DAY:
        assert is_due


@given(clocks(), st.integers(1, 23), st.integers(1, 6))
def test_whatever_is_skipped_it_is_due_within_a_week_and_a_day(
    clock: Polled, hours: int, days: int
) -> None:
    wish = Wish(skip_hours=tuple(range(hours)), skip_days=tuple(range(days)))
    last = (MONDAY - timedelta(days=8)).timestamp()
    assert due.poll_due((last, last), replace(clock, wish=wish), PACE, MONDAY)
