"""A challenge, its rounds and the people who take part. Standard library only; no I/O, no clock."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A person who takes part in a challenge.

    ``blogs`` are the home pages, feeds or accounts where the person writes, ``also`` other names that
    the posts there give. Who is named without a blog is known by the name alone.
    """

    name: str
    blogs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One prompt of a challenge and the window in which it was open (both days included)."""

    id: str
    title: str = ""
    prompt: str = ""
    opens: date | None = None
    closes: date | None = None
    invitation: str | None = None
    roundup: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A post and the round that the organiser says it answers."""

    url: str
    round: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A call to write, and how its posts are recognised.

    ``placed`` are those of ``include`` of which the organiser also says the round; ``writers`` are the
    people who take part, as far as sources.yaml names them; ``formerly`` are ids that it had before.
    """

    id: str
    title: str
    hub: str | None = None
    tags: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()
    placed: tuple[Placed, ...] = ()
    writers: tuple[Participant, ...] = ()
    formerly: tuple[str, ...] = ()
