"""An archive on disk: opened for reading, and through ``writing`` for one writer at a time."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.errors import StoreError
from archiver.facts import Repaired
from archiver.model import Membership
from archiver.store import description, ocfl, runs
from archiver.store.catalog import Catalog, sync, write_to
from archiver.store.files import Disk
from archiver.store.layout import ARCHIVE, CATALOG, POSTS, README, RUNS, WARC
from archiver.store.lock import Lock, require_locks
from archiver.store.reader import Reader
from archiver.store.types import Merged, Problem
from archiver.store.writer import Writer

if TYPE_CHECKING:
    from archiver.store.integrity.recovery import Read

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
    return Archive(disk)


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

    # writing

    def merge(self, other: str | Path, run_id: str, at: datetime) -> Merged:
        """Merge the archive at ``other`` into this one; the rules are in docs/archive-format.md.

        Raises Locked where a run is at work in either, and StoreError, with a hint, where the other
        is damaged or the two hold different files of one name. Merging again changes nothing.
        """
        from archiver.store.merging import merge

        theirs = open_archive(other)
        try:
            merged = merge(self._disk, theirs._disk, theirs.check, run_id, at)
        finally:
            theirs.close()
        if merged != Merged():
            self.rebuild()
            self._need_judged()
        return merged

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
