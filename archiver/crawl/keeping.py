"""Writes what is believed of an answer: the next version, a tombstone, a join; or holds it back."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from archiver.crawl import same_post, versioning
from archiver.crawl.ledger import HeldBack, Ledger
from archiver.crawl.versioning import Page, Place
from archiver.errors import ArchiverError, NotThePage
from archiver.facts import SamePost
from archiver.history.belief import Doubt
from archiver.history.folding import fold
from archiver.history.versions import tombstone
from archiver.model import Capture, Post, Version
from archiver.web import urls

_WORDS = 3
"""A text with fewer words says nothing that could be compared: that of a photo post."""


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """An answer that waits for the others of its host.

    ``doubt`` is why it is not believed by itself; None where only what happened to its host may
    speak against it. Without a ``post`` the answer was none, and ``error`` says what it was.
    """

    url: str
    capture: Capture | None
    where: Place
    doubt: Doubt | None = None
    error: ArchiverError | None = None
    page: Page | None = None
    post: Post | None = None

    @property
    def text(self) -> str:
        """A digest of the text; empty where there are too few words. New posts that differ in their
        titles are not one page."""
        words = fold(self.post.text) if self.post else ""
        if len(words.split()) < _WORDS:
            return ""
        if self.post and self.doubt is None and not self.where.history:
            words = f"{fold(self.post.title)}\n{words}"
        return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()

    @property
    def is_supported(self) -> bool:
        """Whether an entry or an announced title speaks for the page."""
        read = self.page and self.page.read
        return bool(read and (read.entry or read.titled))


class Keeper:
    """Writes versions. One for a run: two hosts may lead to one post.

    ``kept`` are the posts that have got their version in this run; ``seen`` tells of held posts
    whether their own address still has their text.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.kept: set[str] = set()
        self.seen: dict[str, bool] = {}

    def write(self, found: Opinion, version: Version | None = None) -> None:
        """Write the version of a believed page, with what it tells of other posts.

        ``version`` is its next one, where it was placed just now.
        """
        page, post = found.page, found.post
        assert page is not None and post is not None
        where, repost_of = found.where, ""
        if version is None or where.twin:
            where, repost_of = self._placed_again(page, post)
            if where.owner in self.kept:
                versioning.write(self.ledger, page, None, where)
                return
            version = versioning.next_of(self.ledger, page, post, where)
        self.keep(page, version, where)
        if repost_of:
            at = page.capture.fetched_at
            same_post.link(self.ledger, where.owner, repost_of, where.because, at)

    def keep(self, page: Page, version: Version | None, where: Place) -> None:
        """Write a version, where there is one, and the other addresses of its post."""
        versioning.write(self.ledger, page, version, where)
        self.kept.add(where.owner)
        if where.because and where.history:
            address, at = urls.clean(page.capture.final_url), page.capture.fetched_at
            joined = SamePost(url=address, of=where.owner, at=at, reason=where.because)
            self.ledger.writer.note(joined)

    def _placed_again(self, page: Page, post: Post) -> tuple[Place, str]:
        """Where a post belongs, after all that was written meanwhile; and the post that it repeats.

        What was written of this host or another may have made two posts one.
        """
        ledger = self.ledger
        where = versioning.place(ledger, page, post)
        if not where.twin:
            return where, ""
        if where.history:
            at = page.capture.fetched_at
            same_post.join(ledger, where.twin, where.owner, where.because, at)
            history = ledger.store.versions(where.owner)
            return replace(where, history=history, twin="", because=""), ""
        if self.seen.get(where.twin, True):
            return where, where.twin
        history = ledger.store.versions(where.twin)
        return Place(owner=where.twin, history=history, because=where.because), ""

    def bury(self, found: Opinion, reason: str) -> None:
        """Write a tombstone; or join the post to its twin where it has moved."""
        where, ledger = found.where, self.ledger
        at = found.capture.fetched_at if found.capture else ledger.started
        if twin := self.living_twin(found):
            self._join_twins(where.owner, twin, at=at)
            return
        version = tombstone(
            where.history,
            reason=reason,
            capture=found.capture.ref if found.capture else None,
            seen_at=at,
        )
        if version is not None:
            ledger.add(version, ask=found.url)

    def _join_twins(self, gone: str, living: str, at: datetime) -> None:
        first = {url: self.ledger.store.versions(url)[0].first_seen for url in (gone, living)}
        older, younger = sorted(first, key=lambda url: (first[url], url != gone))
        reason = "its address is gone, and its text, title and day stand under another one"
        same_post.join(self.ledger, younger, older, reason, at)

    def hold(self, found: Opinion, why: str, *, together: bool = False) -> None:
        """Hold back an answer; ``why`` says so in words."""
        hint = found.error.hint if found.error else ""
        self.ledger.quarantine(
            HeldBack(
                url=found.url,
                capture=found.capture,
                error=NotThePage(why, where=found.url, hint=hint),
                doubt=(found.doubt or Doubt.CHANGED).value,
                post=found.where.owner if found.where.history else "",
                text=found.text,
                together=together,
            )
        )

    def living_twin(self, found: Opinion) -> str:
        """Where the text of a held post stands too; nothing where it does not."""
        held = found.where.held
        return same_post.living_twin(self.ledger, held, found.where.owner) if held else ""
