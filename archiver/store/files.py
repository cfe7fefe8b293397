"""Crash-safe file access: short writes are continued, fsync, atomic rename, no links followed.

All paths are relative to the archive, with ``/`` between the parts.
"""

import errno
import logging
import os
import secrets
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from archiver.errors import StoreError
from archiver.store.layout import STAGING

_log = logging.getLogger(__name__)

# Windows lacks the last two; no archive is opened there (see lock.py), but this must be importable
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_NEW |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_AT_ONCE = 4  # files that are made durable side by side
_OBJECT = f"{STAGING}/object-"
_FULL = (errno.ENOSPC, errno.EDQUOT)


class store_errors:  # noqa: N801 - used as `with store_errors(name):`
    """Turns an OSError into a StoreError with the path and a hint."""

    __slots__ = ("_where",)

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, OSError):
            full = error.errno in _FULL
            hint = "make room and run again; nothing acknowledged is lost" if full else ""
            raise StoreError(error.strerror or str(error), where=self._where, hint=hint) from error


def write_all(fd: int, data: bytes) -> None:
    """Write all bytes: ``os.write`` may write fewer, above all on a disk that is nearly full."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def _start_writing(fd: int) -> None:
    """Ask the system to start writing a file out: fsync of several files is then faster."""
    if hasattr(os, "posix_fadvise"):  # not on every system, and never needed
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)


class Disk:
    """The files of one archive.

    ``sync=False`` leaves out the fsync calls: for tests and benchmarks only. ``damage`` are
    sentences on what was met of damage that ends nothing, each with its file and place.
    """

    def __init__(self, root: Path, *, sync: bool = True) -> None:
        self.root = root.resolve()
        self._prefix = f"{self.root}/"
        self._sync = sync
        self._syncing: ThreadPoolExecutor | None = None
        self._real: set[str] = {""}
        self.damage: list[str] = []

    def notice(self, sentence: str) -> None:
        """Remember, once, and log what was met of damage that ends nothing."""
        if sentence not in self.damage:
            self.damage.append(sentence)
            _log.warning("%s", sentence, extra={"event": "damaged"})

    def path(self, name: str) -> Path:
        """The path of a name; StoreError where dots or links in it lead out of the archive."""
        return Path(self._at(name))

    def _at(self, name: str) -> str:
        if name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/"):
            raise StoreError("a name that leads out of the archive", where=name[:200])
        self._check_folder(name.rpartition("/")[0])
        return f"{self._prefix}{name}"

    def _check_folder(self, folder: str) -> None:
        if folder.startswith(f"{STAGING}/"):  # all in it was made by this process
            folder = STAGING
        if folder in self._real:
            return
        self._check_folder(folder.rpartition("/")[0])
        with store_errors(folder), suppress(FileNotFoundError):
            if not stat.S_ISDIR(os.lstat(self.root / folder).st_mode):
                hint = "symbolic links inside the archive are never followed"
                raise StoreError("not a folder", where=folder, hint=hint)
            self._real.add(folder)

    def exists(self, name: str) -> bool:
        """Whether there is such a file or folder; a dangling link counts as one."""
        return os.path.lexists(self._at(name))

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted; none where it does not exist."""
        with store_errors(folder):
            try:
                return sorted(os.listdir(self._at(folder)))  # noqa: PTH208 - five times as fast
            except FileNotFoundError:
                return []

    def size(self, name: str) -> int:
        """The size of a file in bytes; 0 where there is none."""
        try:
            return os.lstat(self._at(name)).st_size
        except OSError:
            return 0

    def is_writable(self, folder: str = "") -> bool:
        """Whether this process may write to the archive's folder, or to one in it, if it is there."""
        path = self._at(folder) if folder and self.exists(folder) else self.root
        return os.access(path, os.W_OK)

    def is_folder(self, name: str) -> bool:
        """Whether there is such a folder, and it is no link."""
        try:
            return stat.S_ISDIR(os.lstat(self._at(name)).st_mode)
        except OSError:
            return False

    def walk(self, folder: str) -> Iterator[str]:
        """All files under a folder, in order; links to folders are yielded, not followed."""
        for name in self.names(folder):
            path = f"{folder}/{name}"
            if self.is_folder(path):
                yield from self.walk(path)
            else:
                yield path

    def open(self, name: str) -> BinaryIO:
        """A file for reading; StoreError where it is missing or a link."""
        with store_errors(name):
            fd = os.open(self._at(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            return os.fdopen(fd, "rb")

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        with self.open(name) as stream, store_errors(name):
            return stream.read()

    def make_folder(self, folder: str) -> None:
        """Make a folder and its parents, durably.

        Folders of an object in staging are not synced here: the caller does that at the end.
        """
        if not folder or folder in self._real:
            return
        parent = folder.rpartition("/")[0]
        self.make_folder(parent)
        with store_errors(folder):
            try:
                os.mkdir(self._at(folder))  # noqa: PTH102 - pathlib would double its cost
            except FileExistsError:
                self._check_folder(folder)
            else:
                if not folder.startswith(_OBJECT):
                    self.sync_folder(parent)
                if not folder.startswith(f"{STAGING}/"):
                    self._real.add(folder)

    def sync_folder(self, folder: str) -> None:
        """Make what was created or renamed in a folder durable."""
        if not self._sync:
            return
        with store_errors(folder):
            fd = os.open(f"{self._prefix}{folder}", _FOLDER)
            try:
                os.fsync(fd)
            finally:
                os.close(fd)

    def sync(self, fd: int) -> None:
        """Make the bytes of an open file durable."""
        if self._sync:
            os.fsync(fd)

    def create(self, name: str) -> int:
        """Create a file for writing (O_EXCL). Returns its descriptor."""
        with store_errors(name):
            return os.open(self._at(name), _NEW, 0o644)

    def write(self, name: str, data: bytes) -> None:
        """Write a new file and sync it; its name is durable once the folder is synced."""
        self.write_many({name: data})

    def write_many(self, files: Mapping[str, bytes], folders: Iterable[str] = ()) -> None:
        """Write several new files, then make them and the names in these folders durable.

        All are synced after the last write, side by side: a file system makes many files durable in
        one go, but each only when it is waited for (ext4: 30 ms for the nine of a post one after
        the other, 1 ms together).
        """
        descriptors: dict[str, int] = {}
        try:
            for name, data in files.items():
                descriptors[name] = self.create(name)
                with store_errors(name):
                    write_all(descriptors[name], data)
                    _start_writing(descriptors[name])
            for folder in dict.fromkeys(folders):
                with store_errors(folder):
                    descriptors[folder] = os.open(f"{self._prefix}{folder}", _FOLDER)
            self._sync_all(descriptors)
        finally:
            for fd in descriptors.values():
                os.close(fd)

    def _sync_all(self, descriptors: Mapping[str, int]) -> None:
        if not self._sync:
            return
        self._syncing = self._syncing or ThreadPoolExecutor(_AT_ONCE, "sync")
        files = list(descriptors.items())
        shares = [
            self._syncing.submit(self._sync_some, files[n::_AT_ONCE]) for n in range(_AT_ONCE)
        ]
        wait(shares)
        for share in shares:
            share.result()

    def _sync_some(self, files: Iterable[tuple[str, int]]) -> None:
        for name, fd in files:
            with store_errors(name):
                self.sync(fd)

    def staged(self, kind: str) -> str:
        """A fresh name in the staging folder."""
        self.make_folder(STAGING)
        return f"{STAGING}/{kind}-{secrets.token_hex(8)}"

    def replace(self, name: str, data: bytes) -> None:
        """Create or replace a file in one atomic and durable step."""
        temporary = self.staged("file")
        self.write(temporary, data)
        self.move(temporary, name)

    def move(self, source: str, target: str) -> None:
        """Rename durably. A folder never replaces one that is not empty."""
        folder = target.rpartition("/")[0]
        self.make_folder(folder)
        with store_errors(target):
            os.rename(self._at(source), self._at(target))  # noqa: PTH104 - the same
        self.sync_folder(folder)

    def remove(self, name: str) -> None:
        """Remove a file, or a folder with all that is in it; links are removed, not followed."""
        path = self.path(name)
        with store_errors(name), suppress(FileNotFoundError):
            if stat.S_ISDIR(os.lstat(path).st_mode):
                shutil.rmtree(path)
                self._real = {folder for folder in self._real if not _under(folder, name)}
            else:
                path.unlink()


def _under(folder: str, parent: str) -> bool:
    return folder == parent or folder.startswith(parent + "/")
