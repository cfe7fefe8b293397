"""A post that answers a challenge, or may. Standard library only; no I/O, no clock."""

from dataclasses import dataclass
from datetime import date

from archiver.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What lists show of a post, and what is said of it and a challenge: no text and no evidence.

    ``published`` is the day in the author's own time zone. ``gone``: it is on the web no more.
    ``round``, ``also``, ``confidence``, ``writer`` and ``repost_of`` are as in Membership.
    """

    url: str
    verdict: Verdict
    title: str = ""
    authors: tuple[str, ...] = ()
    published: date | None = None
    gone: bool = False
    round: str | None = None
    also: tuple[str, ...] = ()
    confidence: float | None = None
    writer: str = ""
    repost_of: str = ""
