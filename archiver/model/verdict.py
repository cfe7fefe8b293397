"""What is said of a post and a challenge, and why. Standard library only; no I/O, no clock."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Does a post belong to a challenge?"""

    MEMBER = "member"
    UNSURE = "unsure"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason to believe that a post belongs, or that it does not: the words themselves, and where
    they stand.

    ``kind`` is the name of the module in ``membership`` that found it, or ``organiser``. ``weight`` is
    what it adds to the logarithm of the odds: above 0 it speaks for the post, below 0 against it.
    ``says`` is what the words do, such as ``answers`` or ``declines``, where they were understood.
    """

    kind: str
    quote: str
    where: str
    round: str | None = None
    weight: float = 0.0
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the rules say of a post, where the organiser's word stands above them."""

    verdict: Verdict
    round: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A verdict on one post and one challenge, with its evidence, strongest first.

    ``round`` is the one that the post answers, ``also`` are further ones. ``confidence`` (0 to 1) is how
    probable it is by the rules that the post is a member. ``decided_by`` is ``rules`` or ``organiser``;
    ``rules`` is what the rules say where she has decided. ``writer`` is who wrote it, as far as that
    is known; ``repost_of`` the post that this one repeats on another host.
    """

    post: str
    challenge: str
    verdict: Verdict
    round: str | None = None
    also: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    decided_by: str = "rules"
    confidence: float | None = None
    rules: Ruling | None = None
    writer: str = ""
    repost_of: str = ""
