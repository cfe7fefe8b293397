"""An archive on disk: opened for reading, and through ``writing`` for one writer at a time."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from archiver import dates, frontmatter, membership, warc
from archiver.errors import ArchiverError, ParseError, StoreError
from archiver.model import (
    Candidate,
    Capture,
    CaptureRef,
    Challenge,
    Fact,
    Membership,
    Version,
)
from archiver.store import about, ocfl, runs, search, warcfiles
from archiver.store.catalog import Catalog, Filter, OtherSchema
from archiver.store.check import check
from archiver.store.files import Disk
from archiver.store.layout import ARCHIVE, CATALOG, DERIVED, POSTS, README, RUNS, WARC, object_path
from archiver.store.lock import Lock
from archiver.store.repair import repair
from archiver.store.search import Hit
from archiver.store.types import Problem, RunInfo, SourceHealth
from archiver.store.writer import Writer
from archiver.versions import last_text

Day = str | date | datetime | None


def create(path: str | Path, *, sync: bool = True) -> "Archive":
    """Make an archive, or complete one; what is there already stays as it is.

    ``sync=False`` leaves out fsync: for tests and benchmarks only.
    """
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(error.strerror or str(error), where=str(path)) from error
    disk = Disk(Path(path), sync=sync)
    for folder in (POSTS, WARC, RUNS):
        disk.make_folder(folder)
    for name, data in (ocfl.ROOT_FILES | {README: about.TEXT.encode()}).items():
        if not disk.exists(name):
            disk.replace(name, data)
    if not disk.exists(ARCHIVE):
        about.write(disk, ())
    return open_archive(path, sync=sync)


def open_archive(path: str | Path, *, sync: bool = True) -> "Archive":
    """Open an archive for reading; StoreError, with a hint, where there is none."""
    disk = Disk(Path(path), sync=sync)
    about.read(disk)
    return Archive(disk)


class Archive:
    """The posts, captures and runs that are held in a folder."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._remade: list[Problem] = []
        self._catalog = self._open_catalog()

    @property
    def path(self) -> Path:
        """The folder."""
        return self._disk.root

    def close(self) -> None:
        """Close the index. Nothing needs it, but a process that opens many archives is thankful."""
        self._catalog.close()

    # the index

    def _open_catalog(self) -> Catalog:
        """The catalog, up to date: the file's where it can be written, else one in memory."""
        with suppress(StoreError, sqlite3.Error):
            catalog = self._catalog_file()
            self._catch_up(catalog)
            return catalog
        catalog = Catalog.open(None)
        self._catch_up(catalog)
        return catalog

    def _catalog_file(self) -> Catalog:
        self._disk.make_folder(DERIVED)
        path = self._disk.path(CATALOG)
        if path.is_symlink():
            raise StoreError("a symbolic link", where=CATALOG)
        try:
            return Catalog.open(path)
        except sqlite3.DatabaseError as error:
            if not isinstance(error, OtherSchema):
                what = f"it could not be read and was made again: {error}"
                self._remade = [Problem(path=CATALOG, what=what, restorable_from="the files")]
            with Lock(self._disk):
                self._drop_catalog()
            return Catalog.open(path)

    def _drop_catalog(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._disk.remove(CATALOG + suffix)

    def _catch_up(self, catalog: Catalog) -> None:
        """Take in the journals that the catalog does not know yet; all posts if it is new."""
        names = runs.names(self._disk)
        if catalog.is_filled() and catalog.taken() == set(names):
            return
        catalog.begin()
        try:
            if not catalog.taken() <= set(names):
                catalog.clear()
            heads = [] if catalog.is_filled() else list(self._all_objects())
            taken = catalog.taken()
            for name in names:
                if name not in taken:
                    heads += self._take(catalog, name)
            for folder in dict.fromkeys(heads):
                self._index_object(catalog, folder)
            catalog.filled()
            catalog.commit()
        except BaseException:
            catalog.rollback()
            raise

    def _take(self, catalog: Catalog, name: str) -> list[str]:
        try:
            found = runs.load(self._disk, name)
        except ArchiverError:  # `check` names it
            return []
        return [f"{POSTS}/{object_path(url)}" for url in sorted(catalog.take(name, found))]

    def _all_objects(self) -> Iterator[str]:
        for host in self._disk.names(POSTS):
            if self._disk.is_folder(f"{POSTS}/{host}"):
                yield from (f"{POSTS}/{host}/{n}" for n in self._disk.names(f"{POSTS}/{host}"))

    def _index_object(self, catalog: Catalog, folder: str) -> None:
        """Index a post by all its versions: older ones know its other addresses.

        A damaged version is passed over: `check` names it, and all else is still read.
        """
        with suppress(ArchiverError):
            inventory = ocfl.read_inventory(self._disk, folder)
            for number in range(1, ocfl.number_of(inventory["head"]) + 1):
                with suppress(ArchiverError):
                    catalog.put(self._read_version(folder, number))

    def rebuild(self) -> None:
        """Make the catalog again from the files; memberships are to be judged again after it."""
        with Lock(self._disk):
            self._catalog.close()
            self._drop_catalog()
            self._catalog = self._open_catalog()

    # posts

    def challenges(self) -> tuple[Challenge, ...]:
        """The challenges whose posts are held."""
        return about.challenges(self._disk)

    def posts(
        self,
        *,
        challenge: str | None = None,
        round: str | None = None,  # noqa: A002 - the word that users know
        author: str | None = None,
        host: str | None = None,
        since: Day = None,
        until: Day = None,
        gone: bool = True,
        damaged: list[Problem] | None = None,
    ) -> Iterator[Version]:
        """The newest version of each post, by day and address.

        ``challenge`` and ``round`` choose members. ``since`` and ``until`` (both days included)
        count by the day of publication, or the day first seen where that is unknown. ``gone=False``
        leaves out tombstones. A damaged post is put on the list ``damaged``; where there is no
        list it raises StoreError.
        """
        if challenge is not None or round is not None:
            self._need_judged()
        wanted = Filter(
            challenge=challenge,
            round=round,
            author=author,
            host=host,
            since=_day(since),
            until=_day(until),
            gone=gone,
        )
        for url, number in self._catalog.select(wanted):
            try:
                yield self._read_version(f"{POSTS}/{object_path(url)}", number)
            except StoreError as error:
                if damaged is None:
                    raise
                damaged.append(Problem(path=error.where, what=error.message))

    def get(self, url: str) -> Version | None:
        """The newest version of the post that an address leads to, by whatever spelling or alias."""
        found = self._catalog.find(url)
        return self._read_version(f"{POSTS}/{object_path(found[0])}", found[1]) if found else None

    def _read_version(self, folder: str, number: int) -> Version:
        name = f"{folder}/v{number}/{ocfl.CONTENT}"
        return _version(self._disk.read(name), name)

    def versions(self, url: str) -> tuple[Version, ...]:
        """All versions of a post, the oldest first, their digests verified; none if unknown."""
        found = self._catalog.find(url)
        if found is None:
            return ()
        folder = f"{POSTS}/{object_path(found[0])}"
        inventory = ocfl.read_inventory(self._disk, folder)
        texts = (
            ocfl.content(self._disk, folder, inventory, f"v{n}")
            for n in range(1, ocfl.number_of(inventory["head"]) + 1)
        )
        return tuple(_version(data, name) for name, data in texts)

    def memberships(self, challenge: str) -> tuple[Membership, ...]:
        """All verdicts on posts and this challenge, whatever they are."""
        self._need_judged()
        return self._catalog.memberships(challenge)

    @property
    def judged(self) -> bool:
        """Whether memberships are known: they are not after the catalog was made again."""
        return self._catalog.judged() or not self._catalog.post_count()

    def _need_judged(self) -> None:
        """Judge all posts where that is not done, as after a clone without ``derived/``."""
        if not self.judged:
            self.judge(m for challenge in self.challenges() for m in self.verdicts(challenge))

    def verdicts(
        self, challenge: Challenge, posts: Iterable[str] | None = None
    ) -> Iterator[Membership]:
        """Judge these posts, or all, by today's rules; nothing is written.

        A post that nothing connects to the challenge gets no verdict.
        """
        for url in posts if posts is not None else [version.url for version in self.posts()]:
            version = last_text(self.versions(url))
            if version is None or version.post is None:
                continue
            announcements = self.announcements(url)
            found = membership.judge(version.post, challenge, announcements)
            if found.evidence or any(a.challenge == challenge.id for a in announcements):
                yield replace(found, post=url)

    def judge(self, memberships: Iterable[Membership]) -> None:
        """Replace all memberships outside of a run, as after ``rebuild``."""
        judged = list(memberships)
        with Lock(self._disk):
            self._catalog.begin()
            self._catalog.judge(judged)
            self._catalog.commit()

    def search(self, words: str, challenge: str | None = None, limit: int = 20) -> list[Hit]:
        """The posts that hold all words, the best first, with a snippet of each.

        Words in double quotes are a phrase; diacritics and case do not count. A tombstone's post is
        found by its last text. The first search after new posts brings the index up to date.
        """
        if challenge is not None:
            self._need_judged()
        self._index_texts()
        return search.find(self._catalog.db, words, challenge, limit)

    def _index_texts(self) -> None:
        waiting = self._catalog.unsearchable()
        own = bool(waiting) and not self._catalog.db.in_transaction
        if own:
            self._catalog.begin()
        for url, number in waiting:
            with suppress(ArchiverError):  # `check` names it; all else is still found
                search.add(self._catalog.db, self._last_text(url, number))
            self._catalog.searchable(url)
        if own:
            self._catalog.commit()

    def _last_text(self, url: str, number: int) -> Version:
        version = self._read_version(f"{POSTS}/{object_path(url)}", number)
        return version if version.post or number == 1 else self._last_text(url, number - 1)

    # captures, announcements, runs

    def capture(self, ref: CaptureRef) -> Capture:
        """An exchange from its WARC file; StoreError where it is not there or damaged."""
        try:
            return warc.capture_at(self._open_warc, ref)
        except ParseError as error:
            hint = "run `archiver check`"
            raise StoreError(error.message, where=error.where, hint=hint) from error

    def _open_warc(self, name: str) -> BinaryIO:
        staged = warcfiles.staged_name(name)
        return self._disk.open(name if self._disk.exists(name) else staged)

    def last_capture(self, url: str) -> Capture | None:
        """The last good (200) answer for exactly this address."""
        ref = self._catalog.last_good(url)
        return self.capture(ref) if ref else None

    def announcements(self, url: str | None = None) -> tuple[Candidate, ...]:
        """The latest announcement of each post at each place, without ``content``.

        With ``url``, those of one post, whatever the spelling of its address.
        """
        return self._catalog.announcements(url)

    def sources(self) -> tuple[SourceHealth, ...]:
        """How each source has fared."""
        return self._catalog.sources()

    def runs(self) -> tuple[RunInfo, ...]:
        """All runs that are over, the oldest first."""
        return self._catalog.runs()

    def facts(self, run: str) -> Iterator[Fact]:
        """The journal of a run; StoreError where there is no such run."""
        names = [info.journal for info in self.runs() if info.id == run]
        if not names:
            raise StoreError(f"there is no run {run!r}", where=str(self.path))
        for name in names:
            yield from runs.load(self._disk, name).facts

    def changes(self, since: str | datetime) -> Iterator[Fact]:
        """The versions written since a moment, in the order in which they were written.

        ``since`` is a time, an ISO 8601 text, or the id of a run: then what came after it.
        """
        return self._catalog.changes(since)

    # integrity

    def check(self) -> list[Problem]:
        """Read everything and hold it against everything else; nothing where all is whole."""
        fresh = Catalog.open(None)
        try:
            self._catch_up(fresh)
            return [*self._remade, *check(self._disk, self._catalog, fresh)]
        finally:
            fresh.close()

    def repair(self, problems: Iterable[Problem], at: datetime) -> list[str]:
        """Restore what the rest of the archive allows; the names of the files that were restored.

        ``problems`` are those of ``check``, which still names what is left afterwards. A text is
        not restored here but by extracting again from its capture.
        """
        found = list(problems)
        with Lock(self._disk):
            done = repair(self._disk, found, at)
        if done or any(problem.path == CATALOG for problem in found):
            self.rebuild()
            done.append(CATALOG)
        return done

    # writing

    @contextmanager
    def writing(self, run_id: str, at: datetime) -> Iterator[Writer]:
        """Take the lock, mend what a dead run left, and write; Locked at once if another does.

        Leaving without ``commit`` ends the run as an aborted one, which keeps what it had written.
        """
        with Lock(self._disk):
            mended = runs.mend(self._disk, at)
            self._catalog.close()
            self._catalog = self._open_catalog()
            writer = Writer(self._disk, self._catalog, run_id, at)
            self._catalog.begin()
            for sentence in mended:
                writer.repaired.append(sentence)
                writer.note(Fact(action="repaired", url="", at=at, reason=sentence))
            try:
                yield writer
            finally:
                if not writer.committed:
                    with suppress(StoreError):  # where even that fails, the next start does it
                        writer.abandon()
                        self._catch_up(self._catalog)


def _version(data: bytes, name: str) -> Version:
    try:
        return frontmatter.read(data.decode(), where=name)
    except (ParseError, UnicodeDecodeError) as error:
        raise StoreError(f"damaged: {error}", where=name, hint="run `archiver check`") from error


def _day(moment: Day) -> str | None:
    if isinstance(moment, str):
        read = dates.parse(moment)
        if read is None:
            raise ValueError(f"not a day: {moment!r}")
        moment = read
    day = dates.day(moment)
    return day.isoformat() if day else None
