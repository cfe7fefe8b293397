"""When the rounds of a challenge end. It imports little: whoever opens an archive needs it."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from archiver.model import Round


def last_days(rounds: Iterable[Round]) -> dict[str | None, date]:
    """The last day of each round; one without an end lasts until the next one opens."""
    known = tuple(rounds)
    starts = sorted(one.opens for one in known if one.opens)

    def ends() -> Iterator[tuple[str | None, date]]:
        for one in known:
            place = bisect_right(starts, one.opens) if one.opens else len(starts)
            after = starts[place] if place < len(starts) else None
            if end := one.closes or (after and after - timedelta(days=1)):
                yield one.id, end

    return dict(ends())
