"""When a feed wishes to be asked again. Standard library only; no I/O, no clock."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a feed itself says of when to ask for it.

    ``interval`` is the least pause in seconds; ``skip_hours`` are the hours of the day (0 to 23) and
    ``skip_days`` the days of the week (0 is Monday), both in UTC, at which it is not to be asked.
    ``expired``: it will never change again.
    """

    interval: int = 0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    expired: bool = False
