"""An archive on disk: opened for reading, and through ``writing`` for one writer at a time."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.errors import Locked, StoreError
from archiver.facts import Hidden, Repaired, Shown
from archiver.model import Membership
from archiver.outcomes import Report
from archiver.store import description, ocfl, runs, warcfiles
from archiver.store.catalog import Catalog, sync, write_to
from archiver.store.catalog.filters import EVERY
from archiver.store.files import Disk
from archiver.store.layout import ARCHIVE, CATALOG, FORGETTING, POSTS, README, RUNS, WARC
from archiver.store.lock import Lock, is_held, require_locks
from archiver.store.reader import Reader
from archiver.store.remembered import Remembered
from archiver.store.takedown import forgetting
from archiver.store.types import Merged, Problem
from archiver.store.writer import Writer

if TYPE_CHECKING:
    from archiver.formats.blanking.post_matter import Hashed
    from archiver.store.integrity.recovery import Read
    from archiver.store.takedown.carrying_out import Touched

# checking, repairing and merging are imported where they are done: a run does none of them


def create(path: str | Path, *, sync: bool = True) -> "Archive":
    """Make an archive, or complete one; what is there already stays as it is.

    ``sync=False`` leaves out fsync: for tests and benchmarks only.
    """
    require_locks(path)
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(error.strerror or str(error), where=str(path)) from error
    disk = Disk(Path(path), sync=sync)
    for folder in (POSTS, WARC, RUNS):
        disk.make_folder(folder)
    for name, data in (ocfl.ROOT_FILES | {README: description.TEXT.encode()}).items():
        if not disk.exists(name):
            disk.replace(name, data)
    archive = open_archive(path, sync=sync)
    if not disk.exists(ARCHIVE):
        description.write(disk, archive._catalog.challenges() or ())
    return archive


def open_archive(path: str | Path, *, sync: bool = True) -> "Archive":
    """Open an archive for reading; StoreError, with a hint, where there is none."""
    require_locks(path)
    disk = Disk(Path(path), sync=sync)
    description.require(disk)
    if disk.exists(FORGETTING) and disk.is_writable():
        try:
            with Lock(disk):
                runs.finish_forgetting(disk)
        except Locked:  # somebody is at it
            pass
        except StoreError as error:  # the posts can be read all the same
            disk.notice(f"a post is not forgotten yet: {error}")
    return Archive(disk)


def look_into(path: str | Path) -> "Archive":
    """Open an archive without writing anything, not even its catalog; an empty one where there is none.

    Raises StoreError where its format is newer than this program.
    """
    require_locks(path)
    disk = Disk(Path(path))
    if disk.exists(ARCHIVE):
        description.require(disk)
    return Archive(disk, looks_only=True)


class Archive(Reader):
    """An archive that can also be checked, mended, merged, and written by one run at a time."""

    def rebuild(self) -> None:
        """Make the catalog again from the files; memberships are to be judged again after it."""
        with Lock(self._disk):
            self._catalog.close()
            sync.drop(self._disk)
            self._catalog, self._remade = sync.opened(self._disk)

    def judge(self, memberships: Iterable[Membership]) -> None:
        """Replace all memberships outside of a run, as after ``rebuild``."""
        judged = list(memberships)
        with Lock(self._disk):
            write_to(self._catalog, lambda catalog: catalog.judge(judged))

    # integrity

    def check(self) -> list[Problem]:
        """Verify all digests and references; an empty list where nothing is damaged."""
        from archiver.store.integrity.checks import check, state

        before, fresh = state(self._disk), Catalog.open(None)
        try:
            sync.catch_up(self._disk, fresh)
            return [*self._remade, *check(self._disk, self._catalog, fresh, before)]
        finally:
            fresh.close()

    def unfinished(self) -> list[str]:
        """The journals of runs that are at work or were cut off: information, not damage.

        As long as there are any, ``check`` does not compare the catalog with the journals.
        """
        from archiver.store.integrity.checks import unsealed_journals

        return unsealed_journals(self._disk)

    def repair(self, problems: Iterable[Problem], at: datetime, read: "Read") -> list[str]:
        """Restore what the rest of the archive allows; the names of the files that were restored.

        ``problems`` are those of ``check``, which still names what is left afterwards. A text is
        recovered from its capture if ``read`` gives it with the same digest.
        """
        from archiver.store.integrity.recovery import recover
        from archiver.store.integrity.repair import repair

        found = list(problems)
        with Lock(self._disk):
            done = repair(self._disk, found, at)
            challenges = self._catalog.challenges()
            if any(p.path == ARCHIVE for p in found) and challenges is not None:
                description.write(self._disk, challenges)
                done.append(ARCHIVE)
            done += recover(self._disk, self._catalog, sorted({p.path for p in found}), read)
        if done or any(problem.path == CATALOG for problem in found):
            self.rebuild()
            done.append(CATALOG)
        return done

    def remembered(self, at: datetime) -> Remembered:
        """What a run at a time would know of addresses; ``writing`` gives it to one that writes, too."""
        return Remembered(self._catalog, at)

    @property
    def is_at_work(self) -> bool:
        """Whether another process writes to it."""
        return is_held(self._disk)

    # takedown

    def hide(
        self,
        url: str,
        host: str,
        run_id: str,
        at: datetime,
        *,
        undo: bool = False,
        reason: str = "",
    ) -> None:
        """Hide a post by its identity, or all posts of a host; or show them again with ``undo``."""
        fact = Shown if undo else Hidden
        with self.writing(run_id, at) as writer:
            writer.note(fact(url=url, host=host, at=at, reason=reason or None))
            writer.commit(Report(run=run_id, started=at, ended=at))

    def would_forget(self, urls: Iterable[str], at: datetime) -> "Touched":
        """What forgetting the posts at these addresses would touch. Nothing is changed.

        Raises ConfigError for an address of which nothing is known, Locked where a run is at work.
        """
        from archiver.store.takedown.carrying_out import touched

        with Lock(self._disk):
            runs.mend(self._disk, at)
            self._open_again()
            return touched(self._disk, forgetting.wanted(self._catalog, urls, "", at))

    def known_of(self, known: "Hashed") -> list[str]:
        """The addresses of which this archive knows something, and that are ``known`` as taken down elsewhere."""
        return [url for url in self._catalog.addresses() if known.is_address(url)]

    def forget(
        self, urls: Iterable[str], run_id: str, at: datetime, *, salt: str = ""
    ) -> "Touched":
        """Take the posts at these addresses out of the archive for good, with all that tells of
        them, and say what was touched.

        What it is interrupted in the next start finishes. Raises as ``would_forget``, and StoreError
        where the archive cannot be written.
        """
        from archiver.store.takedown import carrying_out, intent

        with Lock(self._disk):
            runs.mend(self._disk, at)
            self._open_again()
            wanted = forgetting.wanted(self._catalog, urls, run_id, at, salt)
            intent.write(self._disk, wanted)
            self._catalog.close()
            try:
                return carrying_out.carry_out(self._disk, wanted)
            except Exception:
                intent.withdraw(self._disk)
                raise
            finally:
                self._open_again()

    def _open_again(self) -> None:
        self._catalog.close()
        self._catalog, self._remade = sync.opened(self._disk)

    # writing

    def merge(self, other: str | Path, run_id: str, at: datetime) -> Merged:
        """Merge the archive at ``other`` into this one; the rules are in docs/archive-format.md.

        Raises Locked where a run is at work in either, and StoreError, with a hint, where the other
        is damaged or the two hold different files of one name. Merging again changes nothing.
        """
        from archiver.store.merging import merge
        from archiver.store.merging.without_forgotten import without_forgotten

        theirs = open_archive(other)
        try:
            with without_forgotten(self._disk, theirs, self.forgotten(), run_id, at) as path:
                source = open_archive(path) if path else theirs

                def excused(name: str) -> bool:
                    """Whether two files differ only since a post was taken out of one of them."""
                    here, there = (warcfiles.sha256(a._disk, name) for a in (self, theirs))
                    rewritten = self._catalog.was_rewritten(name, there)
                    return rewritten or theirs._catalog.was_rewritten(name, here)

                merged = merge(self._disk, source._disk, source.check, excused, run_id, at)
                source.close()
        finally:
            theirs.close()
        if merged != Merged():
            self.rebuild()
            self._need_judged()
        forgotten = self.forgotten()
        still = (h.url for h in self._catalog.select(EVERY) if forgotten.is_address(h.url))
        return replace(merged, forgotten_there=tuple(still)) if forgotten else merged

    @contextmanager
    def writing(self, run_id: str, at: datetime) -> Iterator[Writer]:
        """Take the lock, mend what a dead run left, yield a writer; Locked if another run writes.

        Leaving without ``commit`` ends the run as an aborted one, which keeps what it had written.
        """
        with Lock(self._disk):
            description.bring_up_to_date(self._disk)
            mended = runs.mend(self._disk, at)
            self._catalog.close()
            self._catalog, self._remade = sync.opened(self._disk)
            writer = Writer(self._disk, self._catalog, run_id, at)
            self._catalog.begin()
            for sentence in mended:
                writer.repaired.append(sentence)
                writer.note(Repaired(at=at, reason=sentence))
            try:
                yield writer
            except sqlite3.OperationalError as error:
                hint = "make room and run again; nothing acknowledged is lost"
                raise StoreError(str(error), where=CATALOG, hint=hint) from error
            finally:
                if not writer.committed:
                    # where even that fails, the next start does it
                    with suppress(StoreError, sqlite3.Error):
                        writer.abandon()
                        sync.catch_up(self._disk, self._catalog)
                if self._catalog.damaged:
                    self._catalog.close()
                    sync.drop(self._disk)
                    writer.remembered = False
                if not writer.remembered:
                    self._catalog, self._remade = sync.opened(self._disk)
