"""Facts of posts that were hidden, or taken down for good."""

from dataclasses import dataclass
from typing import ClassVar

from archiver.facts.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDown(Fact):
    """What has to do with hiding and forgetting."""

    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden(TakenDown):
    """A post, or all posts of the ``host``, are kept and not published, for the ``reason``."""

    action: ClassVar[str] = "hidden"

    host: str = ""
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(TakenDown):
    """A post, or the posts of a host, are hidden no longer."""

    action: ClassVar[str] = "shown"

    host: str = ""
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten(TakenDown):
    """A post was taken down for good. What is known of it are salted hashes, by which it is not taken in
    again: of its addresses, of how its sentences begin, and of its titles, each behind the number of its words.

    ``stub`` is the name under which its object stands.
    """

    action: ClassVar[str] = "forgotten"

    salt: str
    stub: str = ""
    addresses: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted(TakenDown):
    """Words of a forgotten post were blanked in the record of another thing: the digest of its body ``before``,
    by which it is cited, and ``after``."""

    action: ClassVar[str] = "redacted"

    file: str
    offset: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten(TakenDown):
    """A file was written anew without a forgotten post: its SHA-256 before and after."""

    action: ClassVar[str] = "rewritten"

    file: str
    before: str
    after: str
