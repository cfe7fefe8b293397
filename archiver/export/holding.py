"""A post with all that an archive knows of it: what every export format is made from."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from archiver.model import Membership, Post, Verdict, Version
from archiver.web import urls

MARKS = ("noarchive", "noindex", "noai")
"""What a page may ask of those who would copy it, show it in a search, or train a model with it."""
_ASKED = {
    "noarchive": ("noarchive", "none", "nocache"),
    "noindex": ("noindex", "none"),
    "noai": ("noai", "noimageai", "noml"),
}
"""The directives of ``meta robots`` and ``X-Robots-Tag`` that a mark stands for."""


_BETWEEN = re.compile(r"[\s,;]+")
"""What stands between directives, also where a page has it wrong."""


def nowhere(url: str) -> None:
    """What is said of an address where no other post is known."""


@dataclass(frozen=True)
class Holding:
    """A post: all its versions, the oldest first, with the SHA-512 of each one's file.

    ``memberships`` are the verdicts on it, in the order of the challenges, ``closing`` the last days of
    their rounds. ``identity`` gives that of the post of the archive that an address leads to, if it leads to
    one. ``hidden`` tells that the archive's owner keeps it out of what is published, ``counted`` how many
    words the newest text has, where somebody has counted them before.
    """

    versions: tuple[Version, ...]
    digests: tuple[str, ...]
    memberships: tuple[Membership, ...] = ()
    closing: Mapping[str, Mapping[str | None, date]] = field(default_factory=dict)
    identity: Callable[[str], str | None] = nowhere
    hidden: bool = False
    counted: int | None = None

    @property
    def newest(self) -> Version:
        """The newest version, which may be a tombstone."""
        return self.versions[-1]

    @cached_property
    def text(self) -> Post:
        """The newest text, which a tombstone itself does not have."""
        return next(v.post for v in reversed(self.versions) if v.post)

    @property
    def words(self) -> int:
        """How many words the newest text has."""
        return self.text.word_count if self.counted is None else self.counted

    @property
    def has_text(self) -> bool:
        """Whether there ever was a text: a post may have been gone before it was seen."""
        return self.versions[0].post is not None or any(v.post for v in self.versions)

    @property
    def host(self) -> str:
        """The host of the post's address."""
        return urls.host(self.newest.url)

    @cached_property
    def belongs(self) -> tuple[Membership, ...]:
        """The challenges that it is a member of, or may be."""
        return tuple(m for m in self.memberships if m.verdict is not Verdict.OUTSIDE)

    @cached_property
    def writers(self) -> tuple[str, ...]:
        """Who wrote it: its writers as challenges know them, else the authors that the page names."""
        known = tuple(dict.fromkeys(m.writer for m in self.memberships if m.writer))
        return known or self.text.authors

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Which of ``MARKS`` its page or its server has asked for."""
        if not self.text.robots:
            return ()
        said = set(_BETWEEN.split(" ".join(self.text.robots).casefold()))
        return tuple(mark for mark in MARKS if said.intersection(_ASKED[mark]))
