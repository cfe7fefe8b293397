"""What sources.yaml says, as values. Standard library only; no I/O and no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from archiver.model import Challenge, Override, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast, how much and how often. Times in seconds, sizes in bytes."""

    delay: float = 2.0
    jobs: int = 8
    deadline: float = 60.0
    page_bytes: int = 15 * 2**20
    pages: int = 200
    poll: float = 3600.0
    recheck: float = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Whom a run tells: the addresses that are asked when it starts, succeeds and fails, or none; a
    ``command`` that gets its report. ``seconds`` is the longest time for each."""

    start: str = ""
    success: str = ""
    failure: str = ""
    command: tuple[str, ...] = ()
    seconds: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that sources.yaml says. ``allow_private``: hosts that may have private addresses; ``proxy``:
    that of all requests; ``refuse``: hosts, addresses and beginnings with ``*`` that are never asked for;
    ``notify``: who is told of a run; ``overrides``: by host, address, or a beginning and ``*``. ``file`` is
    where it was read from; ``lines`` the line (from 1) of each value that a challenge lists, by the
    challenge's id, the key and the value, and of the contact, by no id. ``demo``: the made-up blogs
    of ``archiver.demo`` are asked, and no network."""

    challenges: tuple[Challenge, ...] = ()
    sources: tuple[Source, ...] = ()
    contact: str | None = None
    archive: str = "archive"
    pace: Pace = Pace()
    allow_private: tuple[str, ...] = ()
    proxy: str | None = None
    demo: bool = False
    notify: Notify = field(default=Notify(), repr=False)  # its addresses are secrets
    refuse: tuple[str, ...] = ()
    overrides: Mapping[str, Override] = field(default_factory=dict)
    secrets: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    file: str = ""
    lines: Mapping[tuple[str, str, str], int] = field(default_factory=dict, repr=False)
