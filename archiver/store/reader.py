"""Reading an archive. Nothing here writes, except to the derived catalog."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Unpack

from archiver.errors import ArchiverError, ParseError, StoreError
from archiver.facts import Announced, Fact, Lesson, Quarantined, Repost, VersionWritten
from archiver.facts.of_sources import Climbed, Polled
from archiver.formats import warc
from archiver.formats.blanking.post_matter import Hashed
from archiver.model import (
    Answer,
    Candidate,
    Capture,
    CaptureRef,
    Challenge,
    Membership,
    Verdict,
    Version,
)
from archiver.store import comparing, description, journals, texts, warcfiles
from archiver.store.catalog import Catalog, fulltext, sync, write_to
from archiver.store.catalog.filters import EVERY, Filter, Filters, chosen_by
from archiver.store.catalog.fulltext import Hit
from archiver.store.catalog.tables import CatalogDamaged
from archiver.store.catalog.taken_down import HiddenName
from archiver.store.files import Disk
from archiver.store.grounds import WithGrounds
from archiver.store.holdings import WithHoldings
from archiver.store.layout import POSTS, object_path
from archiver.store.lock import Lock
from archiver.store.overview import WithOverview
from archiver.store.types import (
    Belonging,
    Day,
    Doubt,
    Head,
    Problem,
    RunInfo,
    SourceHealth,
    Summary,
    Titled,
)


class Reader(WithOverview, WithGrounds, WithHoldings):
    """The posts, captures and runs that are held in a folder, for reading."""

    def __init__(self, disk: Disk, *, looks_only: bool = False) -> None:
        """``looks_only``: not even the catalog is brought up to date, but in memory."""
        self._disk = disk
        self._catalog, self._remade = (
            (sync.looked_into(disk), []) if looks_only else sync.opened(disk)
        )

    @property
    def path(self) -> Path:
        """The folder."""
        return self._disk.root

    @property
    def damage(self) -> tuple[str, ...]:
        """Sentences on the damage that was met so far and ended nothing, with its file and place."""
        return tuple(self._disk.damage)

    def close(self) -> None:
        """Close the catalog. Only a process that opens many archives needs to."""
        self._catalog.close()

    # posts

    def challenges(self) -> tuple[Challenge, ...]:
        """The challenges whose posts are held; as the catalog has them where archive.json is damaged."""
        try:
            return description.challenges(self._disk)
        except StoreError as error:
            self._disk.notice(str(error))
            return self._catalog.challenges() or ()

    def posts(
        self,
        *,
        challenge: str | None = None,
        round: str | None = None,  # noqa: A002 - the word that users know
        verdict: str | None = None,
        author: str | None = None,
        host: str | None = None,
        since: Day = None,
        until: Day = None,
        gone: bool = True,
        damaged: list[Problem] | None = None,
    ) -> Iterator[Version]:
        """The newest version of each post, by day and address.

        ``challenge`` and ``round`` choose members, or posts with another ``verdict``. ``since`` and
        ``until`` (both days included) count by the day of publication, or the day first seen where
        that is unknown. ``gone=False`` leaves out tombstones. A damaged post is put on the list
        ``damaged``; where there is no list it raises StoreError.
        """
        wanted = chosen_by(
            challenge=challenge,
            round=round,
            verdict=verdict,
            author=author,
            host=host,
            since=since,
            until=until,
            gone=gone,
        )
        for head in self._catalog.select(self._answerable(wanted)):
            try:
                yield self._read(head)
            except StoreError as error:
                if damaged is None:
                    raise
                damaged.append(Problem(path=error.where, what=error.message))

    def get(self, url: str) -> Version | None:
        """The newest version of a post, by any spelling or alias of its address."""
        found = self._catalog.find(url)
        return self._read(found) if found else None

    def _read(self, head: Head) -> Version:
        return texts.version(
            self._disk, f"{POSTS}/{object_path(head.url)}", head.number, head.sha512
        )

    def summaries(self, wanted: Filter = EVERY, **filters: Unpack[Filters]) -> list[Summary]:
        """What lists show of the posts that have a text, by day and address. No post is opened.

        The filters are those of ``posts``, or ``wanted``, which is made of them.
        """
        if filters:
            wanted = chosen_by(**filters)
        return self._catalog.summaries(self._answerable(wanted))

    def hidden_names(self) -> list[HiddenName]:
        """What is hidden, posts by the keys of their addresses and hosts, since when and why."""
        return self._catalog.hidden_names()

    def forgotten(self) -> Hashed:
        """By what the posts are known that were taken down for good."""
        return self._catalog.forgotten()

    def hosts(self) -> set[str]:
        """The hosts of all posts."""
        return self._catalog.hosts()

    def author_names(self) -> set[str]:
        """The names of all who wrote posts, as the posts have them."""
        return self._catalog.author_names()

    def versions(self, url: str) -> tuple[Version, ...]:
        """All versions of a post, the oldest first, their digests verified; none if unknown."""
        found = self._catalog.find(url)
        if found is None:
            return ()
        # a run at work may have written more, of which it is not certain that it stays
        return texts.history(self._disk, f"{POSTS}/{object_path(found.url)}")[: found.number]

    def memberships(self, challenge: str) -> tuple[Membership, ...]:
        """All verdicts on posts and this challenge, whatever they are; which repeat others of it.

        Raises ConfigError where there is no such challenge.
        """
        self._need_judged()
        self._need_compared()
        found = self._catalog.memberships(challenge)
        return comparing.with_reposts(self._catalog, found or self._none_of(challenge))

    def belongings(self, *verdicts: Verdict) -> list[Belonging]:
        """These verdicts on all posts and challenges, without their evidence."""
        self._need_judged()
        return self._catalog.belongings(*verdicts)

    def answers(self, challenge: str, *verdicts: Verdict) -> list[Answer]:
        """The posts on which there are these verdicts for a challenge, and which repeat others of it.

        Raises ConfigError where there is no such challenge.
        """
        self._need_judged()
        self._need_compared()
        found = comparing.answers(self._catalog, challenge, *verdicts)
        return found or list(self._none_of(challenge))

    @property
    def judged(self) -> bool:
        """Whether memberships are known: they are not after the catalog was made again."""
        return self._catalog.judged() or not self._catalog.post_count()

    def _need_judged(self) -> None:
        """Judge all posts where that is not done, as after a clone without ``derived/``."""
        if not self.judged:
            found = [m for challenge in self.challenges() for m in self.verdicts(challenge)]
            self._update(lambda catalog: catalog.judge(found))

    def _need_compared(self) -> None:
        """Compare the texts that no run has compared, as after a clone without ``derived/``."""
        if self._catalog.uncompared() and not self._catalog.db.in_transaction:
            self._update(partial(comparing.compare, self._disk))

    def _update(self, work: Callable[[Catalog], None]) -> None:
        """Write to the catalog; to a copy in memory where its file cannot be written."""
        try:
            with Lock(self._disk):
                write_to(self._catalog, work)
        except CatalogDamaged:
            self._catalog.make_again()
            write_to(self._catalog, work)
        except (StoreError, sqlite3.OperationalError):
            self._catalog = self._catalog.in_memory()
            write_to(self._catalog, work)

    def doubtful(self, below: float = 0.5) -> list[Doubt]:
        """The posts with a low extraction confidence, the newest first."""
        return self._catalog.doubtful(below)

    def search(
        self,
        words: str,
        challenge: str | None = None,
        limit: int = 20,
        damaged: list[Problem] | None = None,
    ) -> list[Hit]:
        """The posts that hold all words, the best first, with a snippet of each.

        Words in double quotes are a phrase; diacritics and case do not count. A tombstone's post is
        found by its last text. The first search after new posts brings the index up to date; a
        damaged post, which cannot be found, is put on the list ``damaged``.
        """
        if challenge is not None:
            self._need_judged()
        found: list[Problem] = [] if damaged is None else damaged
        try:
            self._index_texts(found)
            return fulltext.find(self._catalog.db, words, challenge, limit)
        except CatalogDamaged:
            self._catalog.make_again()
        found.clear()
        if challenge is not None:
            self._need_judged()
        self._index_texts(found)
        return fulltext.find(self._catalog.db, words, challenge, limit)

    def _index_texts(self, damaged: list[Problem]) -> None:
        if self._catalog.db.in_transaction:  # of a run in this process
            self._add_texts(damaged, self._catalog)
        elif self._catalog.unsearchable():
            self._update(partial(self._add_texts, damaged))

    def _add_texts(self, damaged: list[Problem], catalog: Catalog) -> None:
        damaged.clear()
        for url, number in catalog.unsearchable():
            try:
                fulltext.add(catalog.db, self._last_text(url, number))
            except CatalogDamaged:
                raise
            except ArchiverError as error:  # all else is still found, and it is tried again
                damaged.append(Problem(path=error.where, what=error.message))
            else:
                catalog.searchable(url)

    def _last_text(self, url: str, number: int) -> Version:
        version = texts.version(self._disk, f"{POSTS}/{object_path(url)}", number)
        return version if version.post or number == 1 else self._last_text(url, number - 1)

    # captures, announcements, runs

    def capture(self, ref: CaptureRef) -> Capture:
        """An exchange from its WARC file; StoreError where it is not there or damaged.

        What is hidden in its address is hidden in its ``body``, too; not in its ``payload``.
        """
        try:
            found = self._capture(self._catalog.as_it_is(ref), ref)
        except ParseError as error:
            hint = "run `archiver check`"
            raise StoreError(error.message, where=error.where, hint=hint) from error
        return warcfiles.read_as_asked(found)

    def _capture(self, here: CaptureRef, ref: CaptureRef) -> Capture:
        opener = partial(warcfiles.open_warc, self._disk)
        try:
            return replace(warc.capture_at(opener, here), ref=ref)
        except ParseError:
            if here == ref:
                raise
        # blanked in another archive, whose journals were merged in: here the record is as it was
        return warc.capture_at(opener, ref)

    def last_good(self, url: str) -> CaptureRef | None:
        """The reference of the last good (200) capture of exactly this address."""
        return self._catalog.last_good(url)

    def last_capture(self, url: str) -> Capture | None:
        """The last good (200) capture of exactly this address."""
        ref = self._catalog.last_good(url)
        return self.capture(ref) if ref else None

    def announcements(self, url: str | None = None) -> tuple[Candidate, ...]:
        """The latest announcement of each post at each place, without ``content``.

        With ``url``, those of one post, whatever the spelling of its address.
        """
        return self._catalog.announcements(url)

    def announced(self, url: str) -> tuple[Announced, ...]:
        """The facts behind the announcements of one post, with the documents' captures."""
        return self._catalog.announced(url)

    def held_back(self, host: str = "") -> list[Quarantined]:
        """The answers that are held back, those of a host or all, by address."""
        return self._catalog.held_back(host)

    def doubted(self, post: str, asked: str) -> Quarantined | None:
        """What is held back of a post, by its identity or by the address that is asked for."""
        return self._catalog.doubted(post, asked)

    def is_rejected(self, url: str, doubt: str, text: str) -> bool:
        """Whether a person has said of such an answer that it is not the post."""
        return self._catalog.is_rejected(url, doubt, text)

    def texts_held_back(self, host: str) -> dict[str, str]:
        """The digests of the texts that are held back of a host, by address."""
        return self._catalog.texts_held_back(host)

    def of_entry(self, said: Candidate) -> tuple[Candidate, ...]:
        """What was announced under the id of an entry: by the same feed, whatever host the id names;
        by another one of the same source under the whole id."""
        return self._catalog.of_entry(said)

    def titled(self, title: str, host: str = "") -> list[Titled]:
        """The posts with exactly this title, of a host or of all; tombstones as well."""
        return self._catalog.titled(title, host)

    def published(
        self, days: tuple[date, date], words: tuple[int, int], before: datetime | None = None
    ) -> list[Titled]:
        """The posts of these days with so many words, tombstones as well; those older than ``before``."""
        return self._catalog.published(days, words, before)

    def is_unscreened(self, *addresses: str) -> bool:
        """Whether a person has said of one of these that what looks like a wall there is the post."""
        return self._catalog.is_unscreened(*addresses)

    def reposts(self, post: str) -> tuple[Repost, ...]:
        """The posts with the same text on other blogs, as they were met."""
        return self._catalog.reposts(post)

    def habits(self, host: str) -> Mapping[str, object] | None:
        """The learned chrome of a host, as JSON; derived, may be missing."""
        return self._catalog.habits(host)

    def lessons(self, host: str) -> tuple[Lesson, ...]:
        """The pages from which a host's chrome was learned, in the order they were noted."""
        return self._catalog.lessons(host)

    def sources(self) -> tuple[SourceHealth, ...]:
        """The health of each source."""
        return self._catalog.sources()

    def short_links(self) -> Mapping[str, str]:
        """Where short links, and other addresses of a challenge's pages, lead to: by ``urls.key``."""
        return self._catalog.short_links()

    def clocks(self) -> tuple[Polled, ...]:
        """How the addresses of the sources stand, and when they wish to be asked again."""
        return self._catalog.clocks()

    def climbs(self) -> tuple[Climbed, ...]:
        """How far each way to the posts of each blog was gone, and why it stopped there."""
        return self._catalog.climbs()

    def runs(self) -> tuple[RunInfo, ...]:
        """All runs that are over, the oldest first."""
        return self._catalog.runs()

    def facts(self, run: str) -> Iterator[Fact]:
        """What the journal of a run holds; StoreError where there is no such run.

        Damaged lines are left out, and named in ``damage``.
        """
        names = [info.journal for info in self.runs() if info.id == run]
        if not names:
            raise StoreError(f"there is no run {run!r}", where=str(self.path))
        for name in names:
            yield from journals.what_holds(self._disk, name).facts

    def changes(self, since: str | datetime | None = None) -> Iterator[VersionWritten]:
        """The versions written since a moment, in the order in which they were written.

        ``since`` is a time, an ISO 8601 text, or the id of a run: then what came after it. Without it
        they are all that there are. Raises ValueError for a text that is neither.
        """
        return self.every_change() if since is None else self._catalog.changes(since)
