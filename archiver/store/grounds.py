"""Reading what a verdict on a post rests on, and what was said of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from archiver.errors import StoreError
from archiver.facts import Ruled
from archiver.history.versions import last_text
from archiver.model import Candidate, Challenge, Grounds, Membership, Participant, Post, Version
from archiver.store import comparing
from archiver.store.catalog import Catalog
from archiver.store.catalog.filters import EVERY
from archiver.store.files import Disk


class WithGrounds(ABC):
    """The part of a reader that judges single posts."""

    _catalog: Catalog
    _disk: Disk

    @abstractmethod
    def versions(self, url: str) -> tuple[Version, ...]:
        """All versions of a post, the oldest first, their digests verified; none if unknown."""

    @abstractmethod
    def announcements(self, url: str | None = None) -> tuple[Candidate, ...]:
        """The latest announcement of each post at each place; with ``url``, those of one post."""

    @abstractmethod
    def challenges(self) -> tuple[Challenge, ...]:
        """The challenges whose posts are held."""

    @abstractmethod
    def participants(self, challenge: Challenge | str) -> tuple[Participant, ...]:
        """Who takes part in a challenge."""

    @abstractmethod
    def _need_judged(self) -> None: ...

    @abstractmethod
    def _need_compared(self) -> None: ...

    def identity(self, url: str) -> str | None:
        """The identity of the post that an address leads to."""
        found = self._catalog.find(url)
        return found.url if found else None

    def grounds(self, url: str) -> Grounds | None:
        """What a verdict on a post rests on, by any of its addresses; None where it has no text.

        Its short links are those to the pages that they lead to.
        """
        from archiver.membership.short_links import expanded  # here: as below

        version = last_text(self.versions(url))
        if version is None or version.post is None:
            return None
        return Grounds(
            post=expanded(version.post, self._catalog.short_links()),
            announcements=self.announcements(url),
            names=tuple(sorted(self._catalog.names(version.url))),
            held=version.url,
        )

    def verdict(
        self, grounds: Grounds, challenge: Challenge, beside: "Beside | None" = None
    ) -> Membership:
        """Judge a post by today's rules; nothing is written. Whoever judges many gives what is known
        ``beside`` them."""
        from archiver.membership import judge  # here: most who read an archive judge nothing

        beside = beside or self.beside(challenge)
        return judge(
            grounds.post,
            challenge,
            grounds.announcements,
            names=grounds.names,
            challenges=beside.challenges,
            host_posts=beside.host_posts(grounds.held or grounds.post.url),
            participants=beside.participants,
        )

    def verdicts(
        self,
        challenge: Challenge,
        posts: Iterable[str] | None = None,
        challenges: Iterable[Challenge] = (),
        unread: set[str] | None = None,
    ) -> Iterator[Membership]:
        """Judge these posts, or all, by today's rules; nothing is written. ``challenges`` are all that
        are watched, where these are not those of the archive's own description.

        A post of which nothing but its day is known gets no verdict, unless it was announced for the
        challenge. A damaged one keeps the verdict that it has: it is put into ``unread``, and told in
        ``damage``.
        """
        every = [h.url for h in self._catalog.select(EVERY)] if posts is None else list(posts)
        if not every:
            return
        beside = self.beside(challenge, challenges)
        ids = (challenge.id, *challenge.formerly)
        for url in every:
            try:
                grounds = self.grounds(url)
            except StoreError as error:
                self._disk.notice(str(error))
                if unread is not None:
                    unread.add(url)
                held = (m for name in ids for m in self._catalog.memberships(name, url))
                yield from (replace(m, challenge=challenge.id) for m in islice(held, 1))
                continue
            if grounds is None:
                continue
            found = self.verdict(grounds, challenge, beside)
            speaks = any(e.kind != "window" or e.weight > 0 for e in found.evidence)
            if speaks or any(a.challenge in ids for a in grounds.announcements):
                yield replace(found, post=url)

    def beside(self, challenge: Challenge, challenges: Iterable[Challenge] = ()) -> "Beside":
        """What is known beside the posts of a challenge; ``challenges`` are all that are watched, where
        these are not those of the archive's own description."""
        known = tuple(challenges) or self.challenges()
        return Beside(self, known, self.participants(challenge))

    def near_in_time(self, posts: Iterable[str]) -> list[str]:
        """These posts, and those of the same hosts that are so near in time that they may speak of them."""
        return self._catalog.near_in_time(posts)

    def posts_beside(self, post: str) -> list[str]:
        """The identities of the other posts of a host that are so near in time, the nearest first."""
        return self._catalog.beside(post)

    def membership(self, challenge: str, post: str) -> Membership | None:
        """The verdict on a post, by its identity, and a challenge."""
        self._need_judged()
        self._need_compared()
        found = self._catalog.memberships(challenge, post)
        return next(iter(comparing.with_reposts(self._catalog, found)), None)

    def is_unjudged(self, post: str) -> bool:
        """Whether a post waits for being judged, as after a run that was cut off."""
        return post in self._catalog.unjudged()

    def rulings(self, challenge: Challenge) -> tuple[Ruled, ...]:
        """What was last decided by hand of each post, also under the challenge's former ids."""
        return self._catalog.rulings((challenge.id, *challenge.formerly))


_MOST = 200
"""So many posts of a blog are read for one of them: enough to know what it carries everywhere."""
_KEPT = 2000
"""So many read posts are kept: whoever judges all goes from day to day, and soon needs the same again."""


class Beside:
    """What is known beside a post: the challenges that are watched, the people, and the posts of the blog
    that are near in time, which are read once and only where somebody asks for them."""

    def __init__(
        self,
        reader: WithGrounds,
        challenges: tuple[Challenge, ...],
        participants: tuple[Participant, ...],
    ) -> None:
        self.challenges = challenges
        self.participants = participants
        self._reader = reader
        self._read = lru_cache(maxsize=_KEPT)(self._text)

    def host_posts(self, post: str) -> Iterator[Post]:
        """The other posts of the blog of a post, by its identity, that are near in time, the nearest first.

        It is no other set than the one that a run judges again for news of any of them.
        """
        from archiver.web.persons.accounts import of_post  # here: a run without news asks nobody

        blog = of_post(post)
        near = (url for url in self._reader.posts_beside(post) if of_post(url) == blog)
        yield from filter(None, map(self._read, islice(near, _MOST)))

    def _text(self, url: str) -> Post | None:
        with suppress(StoreError):  # `check` names what is damaged
            grounds = self._reader.grounds(url)
            return grounds.post if grounds else None
        return None
