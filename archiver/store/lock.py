"""The lock of the archive: one writer at a time. The system frees it when a process dies."""

import errno
import os
from types import TracebackType
from typing import Self

from archiver.errors import Locked, StoreError
from archiver.store.files import Disk, store_errors
from archiver.store.layout import LOCK

try:
    import fcntl
except ImportError:  # Windows: pages are read there all the same, but no archive is opened
    fcntl = None  # type: ignore[assignment]


def require_locks(where: object) -> None:
    """Raise StoreError where the system has no POSIX file locks.

    Readers need it, too: they bring the catalog up to date, which writes.
    """
    if fcntl is None:
        raise StoreError(
            "writing an archive needs POSIX file locks; Windows is not supported yet",
            where=str(where),
            hint="use Linux or macOS; `archiver fetch` prints posts without an archive",
        )


def is_held(disk: Disk) -> bool:
    """Whether a run is at work. Nothing is written to find out, not even the file of the lock."""
    try:
        fd = os.open(disk.path(LOCK), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:  # no run has ever been at work, or nobody can be: the medium is read-only
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in (errno.EWOULDBLOCK, errno.EACCES)
    finally:
        os.close(fd)
    return False


class Lock:
    """Holds the archive's lock as a context manager; raises Locked if another process has it."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._fd = -1

    def __enter__(self) -> Self:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with store_errors(LOCK):
            self._fd = os.open(self._disk.path(LOCK), flags, 0o644)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._fd)
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                with store_errors(LOCK):
                    raise
            raise Locked(
                "another run is at work in this archive",
                where=str(self._disk.root),
                hint="wait for it; nothing needs to be removed, a dead run's lock frees itself",
            ) from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._fd)
