"""(our history, their history) -> one history of a post that two archives hold.

Versions are ordered by the time they were seen, those of one archive stay in their order, and all
are numbered anew. A version with the same content as the one before it is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archiver.history.versions import difference
from archiver.model import Change, Version


@dataclass(frozen=True, slots=True)
class Held:
    """A version, its bytes, and the version before it in its own archive."""

    version: Version
    data: bytes
    before: "Held | None" = None


def chain(history: Sequence[tuple[Version, bytes]]) -> list[Held]:
    """A history as a linked list: each version with the one before it."""
    found: list[Held] = []
    for version, data in history:
        found.append(Held(version, data, found[-1] if found else None))
    return found


def join(ours: Sequence[Held], theirs: Sequence[Held]) -> list[tuple[Version, bytes | None]]:
    """The joined history; the bytes are None where the front matter of a version changes."""
    joined: list[tuple[Version, bytes | None]] = []
    first_seen = min(held.version.first_seen for held in (*ours, *theirs))
    last: Held | None = None
    for held in _by_time(list(ours), list(theirs)):
        if last is not None and _says_the_same(last.version, held.version):
            continue
        version = replace(
            held.version,
            number=len(joined) + 1,
            first_seen=first_seen,
            change=_change(last, held),
        )
        joined.append((version, held.data if version == held.version else None))
        last = held
    return joined


def _by_time(ours: list[Held], theirs: list[Held]) -> Iterator[Held]:
    """Merge by time, ours first if equal. Not a sort: clocks may have jumped."""
    while ours and theirs:
        later = theirs[0].version.seen_at < ours[0].version.seen_at
        yield (theirs if later else ours).pop(0)
    yield from (*ours, *theirs)


def _says_the_same(before: Version, after: Version) -> bool:
    if before.post is None or after.post is None:
        return before.post is after.post
    return difference(before.post, after.post) is None


def _change(last: Held | None, held: Held) -> Change:
    """The kind of change against the version that is now before it."""
    version = held.version
    if last is None:
        return Change.CREATED
    if version.post is None:
        return Change.GONE
    if last.version.post is None:
        return Change.BACK
    if last is held.before:
        return version.change
    return difference(last.version.post, version.post) or version.change
