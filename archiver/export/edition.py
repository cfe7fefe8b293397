"""A post as it stood at one version: what a file of its own is made from."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from archiver.export.holding import Holding
from archiver.model import Change, Post, Version
from archiver.web import dates
from archiver.web.plain_text import without_controls

_TITLE_WORDS = 8
_FARTHEST = timedelta(hours=14)
"""How far a clock on earth goes before UTC: so late a time without an offset may be."""


@dataclass(frozen=True)
class Edition:
    """A version of a holding that has a text; ``newest`` is the last one that has."""

    holding: Holding
    version: Version
    post: Post
    newest: bool = True

    @cached_property
    def title(self) -> str:
        """The title on one line; of a post without one its first words, or else its address."""
        if title := " ".join(without_controls(self.post.title).split()):
            return title
        words = without_controls(self.post.text[:500]).split()
        more = "…" if len(words) > _TITLE_WORDS else ""
        return " ".join(words[:_TITLE_WORDS]) + more or self.version.url

    @cached_property
    def key(self) -> str:
        """Eight hexadecimal digits that tell the post from others of its title."""
        return hashlib.sha256(self.version.url.encode("utf-8", "replace")).hexdigest()[:8]

    @property
    def gone(self) -> str:
        """How it was noticed that the post is gone; empty where it is there."""
        last = self.holding.newest
        return (last.reason or "gone") if last.change is Change.GONE else ""

    @property
    def day(self) -> date | None:
        """The day on which it was published, as its writer's calendar has it."""
        return dates.day(self.by_then)

    @cached_property
    def by_then(self) -> datetime | date | None:
        """When it was published; where its page names a time after we saw it, the time we saw it.

        What builds a site leaves out posts of the future.
        """
        said, seen = self.post.published, self.version.seen_at
        if said is None:
            return None
        if isinstance(said, datetime):
            late = said > seen if said.tzinfo else said.replace(tzinfo=UTC) > seen - _FARTHEST
        else:
            late = datetime.combine(said, time(), UTC) > seen - _FARTHEST
        return seen if late else said


def editions(holding: Holding, all_versions: bool = False) -> Iterator[Edition]:
    """The newest version that has a text, or, the oldest first, all that have; none where none has."""
    texts = [(version, version.post) for version in holding.versions if version.post]
    for version, post in texts if all_versions else texts[-1:]:
        yield Edition(holding, version, post, newest=version is texts[-1][0])


def written(moment: date | None) -> str | None:
    """A day or a time in ISO 8601, as exact as it is, to the second; offsets are whole minutes."""
    if not isinstance(moment, datetime):
        return moment.isoformat() if moment else None
    offset = moment.utcoffset()
    if offset is not None and offset.seconds % 60:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="seconds")
