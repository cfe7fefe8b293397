"""Reading posts with all that is known of them, a stretch of the archive at a time."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Unpack

from archiver.errors import StoreError
from archiver.export.holding import Holding
from archiver.export.round_ends import last_days
from archiver.facts import VersionWritten
from archiver.model import Challenge, Membership, Version
from archiver.store import ocfl, texts
from archiver.store.catalog import Catalog
from archiver.store.catalog.filters import EVERY, Filter, Filters, chosen_by
from archiver.store.files import Disk
from archiver.store.layout import POSTS, object_path
from archiver.store.types import Head, HeldLink, Problem
from archiver.web import urls

_STRETCH = 200
"""Posts whose verdicts are looked up at a time: an archive may have very many."""


class WithHoldings(ABC):
    """The part of a reader that reads whole posts, for exports."""

    _catalog: Catalog
    _disk: Disk

    @abstractmethod
    def challenges(self) -> tuple[Challenge, ...]:
        """The challenges whose posts are held."""

    @abstractmethod
    def hosts(self) -> set[str]:
        """The hosts of all posts."""

    @abstractmethod
    def _need_judged(self) -> None: ...

    @abstractmethod
    def _need_compared(self) -> None: ...

    @abstractmethod
    def _answerable(self, wanted: Filter) -> Filter: ...

    def holdings(
        self,
        wanted: Filter = EVERY,
        damaged: list[Problem] | None = None,
        **filters: Unpack[Filters],
    ) -> Iterator[Holding]:
        """The posts that a filter chooses, each with its versions and verdicts, by day and address.

        The filters are those of ``posts``; a program that has made a ``Filter`` of them gives that as
        ``wanted``. A damaged post is put on the list ``damaged``; where there is no list it raises StoreError.
        Posts without any text are left out: they were gone before they were seen.
        """
        if filters:
            wanted = chosen_by(**filters)
        self._need_judged()
        self._need_compared()
        closing = {known.id: last_days(known.rounds) for known in self.challenges()}
        reposts = {name: self._catalog.reposts_among(name) for name in closing}
        hidden, identity = self.hidden(), self._identity_of()
        heads = iter(self._catalog.select(self._answerable(wanted)))
        while stretch := list(islice(heads, _STRETCH)):
            verdicts = self._verdicts_on([head.url for head in stretch], reposts)
            for head in stretch:
                try:
                    versions, digests = self._held(head)
                except StoreError as error:
                    if damaged is None:
                        raise
                    damaged.append(Problem(path=error.where, what=error.message))
                    continue
                held = Holding(
                    versions,
                    digests,
                    tuple(verdicts.get(head.url, ())),
                    closing,
                    identity,
                    hidden=head.url in hidden,
                    counted=head.words,
                )
                if held.has_text:
                    yield held

    def links(
        self, *, damaged: list[Problem] | None = None, **filters: Unpack[Filters]
    ) -> Iterator[HeldLink]:
        """The links by which posts of the archive lead to other posts of it, as the newest texts have them.

        The filters are those of ``posts``, and choose whose links they are. Damaged posts are as there.
        """
        for holding in self.holdings(damaged=damaged, **filters):
            post = holding.newest.url
            for link in holding.text.links:
                to = holding.identity(link.url)
                if to and to != post:
                    yield HeldLink(post=post, to=to, url=link.url, text=link.text, rel=link.rel)

    def fingerprint(self) -> bytes:
        """A digest of the newest versions of all posts, which nobody can make who has not the archive."""
        told = "".join(f"{head.url} {head.sha512}\n" for head in self._catalog.select(EVERY))
        return hashlib.sha256(told.encode("utf-8", "replace")).digest()

    def hidden(self) -> frozenset[str]:
        """The identities of the posts that are hidden: they are kept, and not published."""
        return self._catalog.hidden_posts()

    def _held(self, head: Head) -> tuple[tuple[Version, ...], tuple[str, ...]]:
        """The versions of a post and the digests of their files; but for those that a run at work has
        added since."""
        folder = f"{POSTS}/{object_path(head.url)}"
        if head.number == 1:  # nearly all: the inventory would say no more than the catalog
            return (texts.version(self._disk, folder, 1, head.sha512),), (head.sha512,)
        found = texts.with_bytes(self._disk, folder)[: head.number]
        return tuple(version for version, _ in found), tuple(ocfl.sha512(data) for _, data in found)

    def _verdicts_on(
        self, posts: list[str], reposts: Mapping[str, Mapping[str, str]]
    ) -> dict[str, list[Membership]]:
        """All verdicts on some posts, by post and in the order of the challenges."""
        found: dict[str, list[Membership]] = {}
        for name, repeats in reposts.items():
            for membership in self._catalog.memberships_of(name, posts):
                of = repeats.get(membership.post)
                whole = replace(membership, repost_of=of) if of else membership
                found.setdefault(membership.post, []).append(whole)
        return found

    def _identity_of(self) -> Callable[[str], str | None]:
        """What finds the post that an address leads to; most links lead to hosts of no post."""
        known = self.hosts()

        def identity(url: str) -> str | None:
            head = self._catalog.find(url) if urls.host(url) in known else None
            return head.url if head else None

        return identity

    def every_change(self, posts: Iterable[str] | None = None) -> Iterator[VersionWritten]:
        """The versions that were ever written, in the order in which they were; of all or some posts."""
        wanted = None if posts is None else frozenset(posts)
        place = 0
        while rows := self._catalog.changes_after(place, _STRETCH):
            place = rows[-1][0]
            yield from (fact for _, fact in rows if wanted is None or fact.url in wanted)
