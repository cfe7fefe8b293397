"""Where an export goes: a folder, a file or a stream; what is not whole is never seen there."""

import errno
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, Any, Protocol, TextIO

from archiver.errors import ConfigError, Locked, StoreError

try:
    import fcntl
except ImportError:  # Windows: sources are exported there all the same
    fcntl = None  # type: ignore[assignment]

MANIFEST = ".archiver-export"
"""In the folder of an export: the names of the files that it has written there."""
_PART = ".archiver-export.part"
_ZSTD = ".zst"
_NO_PLACE = frozenset(
    (
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EISDIR,
        errno.EEXIST,
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENAMETOOLONG,
        errno.ELOOP,
    )
)
"""What is wrong with the place itself, and not with the disk."""


class Sink(Protocol):
    """Takes the files of an export."""

    def path(self, name: str) -> Path:
        """Where a program may write the file of a name."""
        ...

    def text(self, name: str) -> AbstractContextManager[TextIO]:
        """The file of a name, for writing; compressed where the name ends in ``.zst``."""
        ...


class Folder:
    """A folder whose files come into their places together, once all are whole.

    Files that an earlier export has written there and this one has not are removed; what else lies
    in the folder stays. ``count`` is how many files were written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._part = root / _PART
        self._held = -1
        self._names: list[str] = []
        self._known: set[Path] = set()

    @property
    def count(self) -> int:
        """How many files there are."""
        return len(self._names)

    def path(self, name: str) -> Path:
        """Where to write the file of a name within the folder, which may be in a folder there."""
        path = self._part / name
        if path.parent not in self._known:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._known.add(path.parent)
        self._names.append(name)
        return path

    def text(self, name: str) -> AbstractContextManager[TextIO]:
        """The file of a name within the folder, for writing."""
        return _opened(self.path(name))

    def begin(self) -> None:
        """Remove what an export left that was interrupted. Raises Locked where one is at work."""
        self._held = _hold(self._part, lambda: self._part.mkdir(parents=True, exist_ok=True))
        for left in self._part.iterdir():
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()

    def commit(self) -> None:
        """Put all files in their places, and remove those that an earlier export has left."""
        before = self._written_before()
        folders: set[Path] = set()
        for name in self._names:
            place = self.root / name
            if place.parent not in folders:
                place.parent.mkdir(parents=True, exist_ok=True)
                folders.add(place.parent)
            (self._part / name).replace(place)
        for name in sorted(before - set(self._names)):
            self._remove(name)
        listed = "".join(f"{name}\n" for name in sorted(self._names))
        part = self._part / MANIFEST
        part.write_text(listed, "utf-8")
        part.replace(self.root / MANIFEST)
        self.discard()

    def discard(self) -> None:
        """Forget what was not put in its place."""
        if self._held >= 0:  # else it is that of another export
            shutil.rmtree(self._part, ignore_errors=True)
            os.close(self._held)
            self._held = -1

    def _written_before(self) -> set[str]:
        try:
            listed = (self.root / MANIFEST).read_text("utf-8")
        except FileNotFoundError:
            return set()
        return {name for name in listed.splitlines() if _is_within(name)}

    def _remove(self, name: str) -> None:
        """Remove a file and the folders that are empty then, up to that of the export."""
        path = self.root / name
        path.unlink(missing_ok=True)
        for folder in path.relative_to(self.root).parents:
            if folder == Path():
                return
            try:
                (self.root / folder).rmdir()
            except OSError:  # it holds something else
                return


def _is_within(name: str) -> bool:
    """Whether a name of the list leads nowhere else: the file may have been touched."""
    return bool(name) and not Path(name).is_absolute() and ".." not in Path(name).parts


class OneFile:
    """A file that takes its name once it is whole, whatever the export calls it.

    A link stays one: what it leads to is written. ``compressed``: also where the name does not say so.
    """

    count = 1

    def __init__(self, target: Path, *, compressed: bool = False) -> None:
        self._target = Path(os.path.realpath(target))
        self._compressed = compressed
        # the end of the name says what it is, also to libraries that write it
        self._part = self._target.with_name(f".part-{self._target.name}")
        self._held = -1

    def path(self, name: str) -> Path:
        """Where to write the one file."""
        return self._part

    def text(self, name: str) -> AbstractContextManager[TextIO]:
        """The one file, for writing."""
        return _opened(self._part, compressed=self._compressed)

    def begin(self) -> None:
        """Make the folder of the file. Raises Locked where another export writes it."""
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self._held = _hold(self._part, self._part.touch)
        os.truncate(self._part, 0)

    def commit(self) -> None:
        """Give the file its name."""
        self._part.replace(self._target)
        os.close(self._held)
        self._held = -1

    def discard(self) -> None:
        """Forget what is not whole."""
        if self._held >= 0:
            with suppress(OSError):
                self._part.unlink(missing_ok=True)
            os.close(self._held)
            self._held = -1


class Stream:
    """A stream such as stdout, into which one text goes as it comes."""

    count = 0

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def path(self, name: str) -> Path:
        """There is none: only texts fit into a stream."""
        raise TypeError(f"{name} has no path in a stream")

    def text(self, name: str) -> AbstractContextManager[TextIO]:
        """The stream, which stays open."""
        return nullcontext(self._stream)

    def begin(self) -> None:
        """There is nothing to begin with."""

    def commit(self) -> None:
        """What was written is there."""

    def discard(self) -> None:
        """What was written is there."""


@contextmanager
def whole(sink: Folder | OneFile | Stream, where: str) -> Iterator[Sink]:
    """A sink to write to; its files are there at the end, or none where something went wrong.

    Raises ConfigError where nothing can be written in that place, and StoreError where it was begun
    and cannot be ended, as on a full disk.
    """
    try:
        sink.begin()
        yield sink
        sink.commit()
    except OSError as error:
        sink.discard()
        if isinstance(error, BrokenPipeError):
            raise
        told, place = f"cannot be written: {error.strerror or error}", error.filename or where
        if error.errno in _NO_PLACE:
            hint = "name another place with -o"
            raise ConfigError(told, where=str(place), hint=hint) from error
        raise StoreError(told, where=str(place)) from error
    except BaseException:
        sink.discard()
        raise


def _hold(part: Path, make: Callable[[], object]) -> int:
    """Make what an export writes to, and lock it: of two at once each would publish the other's halves.

    Raises Locked where another one has it.
    """
    while True:
        make()
        if fcntl is None:
            return os.open(os.devnull, os.O_RDONLY)
        fd = os.open(part, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            hint = "wait for it, or name another place with -o"
            raise Locked("another export is at work", where=str(part.parent), hint=hint) from None
        except OSError:  # a disk that knows no locks
            return fd
        with suppress(FileNotFoundError):
            if os.path.samestat(part.stat(), os.fstat(fd)):
                return fd
        os.close(fd)  # the other export has ended meanwhile, and taken it along


def _opened(path: Path, *, compressed: bool = False) -> TextIO:
    if not (compressed or path.name.lower().endswith(_ZSTD)):
        return path.open("w", encoding="utf-8", newline="")
    # the file and the compressor end together, as the stream above them is closed
    return io.TextIOWrapper(_compressed(path), encoding="utf-8", newline="")


def _compressed(path: Path) -> IO[bytes]:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    made: Any = zstd.open(path, "wb")
    return io.BufferedWriter(made)
