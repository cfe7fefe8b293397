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
class Settings:
    """All that sources.yaml says. ``allow_private``: hosts that may have private addresses; ``proxy``:
    that of all requests; ``overrides``: by host, address, or a beginning and ``*``. ``file`` is where
    it was read from; ``lines`` the line (from 1) of each value that a challenge lists, by the
    challenge's id, the key and the value."""

    challenges: tuple[Challenge, ...] = ()
    sources: tuple[Source, ...] = ()
    contact: str | None = None
    archive: str = "archive"
    pace: Pace = Pace()
    allow_private: tuple[str, ...] = ()
    proxy: str | None = None
    overrides: Mapping[str, Override] = field(default_factory=dict)
    secrets: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    file: str = ""
    lines: Mapping[tuple[str, str, str], int] = field(default_factory=dict, repr=False)
