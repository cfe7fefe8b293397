"""Compares the posts that have changed with those that are like them: which repeat which."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from archiver.errors import StoreError
from archiver.history.reposts import Repeat, may_repeat, repeat
from archiver.history.versions import last_text
from archiver.model import Answer, Membership, Verdict, Version
from archiver.store import texts
from archiver.store.catalog import Catalog
from archiver.store.files import Disk
from archiver.store.layout import POSTS, object_path


def compare(disk: Disk, catalog: Catalog) -> None:
    """Compare all posts that wait for it, within the open transaction.

    A damaged post repeats nothing; `check` names it, and what mends it has all compared anew.
    """

    @lru_cache(maxsize=64)
    def read(url: str) -> Version | None:
        head = catalog.find(url)
        if head is None:
            return None
        try:
            history = texts.history(disk, f"{POSTS}/{object_path(head.url)}")
        except StoreError:
            return None
        return last_text(history[: head.number])

    def repeats(url: str) -> Iterator[Repeat]:
        for other in catalog.like(url):
            if not may_repeat(url, other):
                continue
            one, two = read(url), read(other)
            if one and two and (found := repeat(one, two)):
                yield found

    for url in catalog.uncompared():
        catalog.compared(url, list(repeats(url)))


def with_reposts(catalog: Catalog, memberships: Iterable[Membership]) -> tuple[Membership, ...]:
    """Verdicts, each with the post of the same challenge that its post repeats."""
    found = tuple(memberships)
    of = {name: catalog.reposts_among(name) for name in {m.challenge for m in found}}
    return tuple(
        replace(m, repost_of=known) if (known := of[m.challenge].get(m.post)) else m for m in found
    )


def answers(catalog: Catalog, challenge: str, *verdicts: Verdict) -> list[Answer]:
    """The posts with these verdicts on a challenge, each with the post of it that it repeats."""
    of = catalog.reposts_among(challenge)
    found = catalog.answers(challenge, *verdicts)
    return [replace(a, repost_of=known) if (known := of.get(a.url)) else a for a in found]
