"""The WARC files of a run: appended to in the staging folder, then sealed with a CDXJ index."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from archiver.errors import ArchiverError, ParseError, StoreError
from archiver.formats import warc
from archiver.model import Capture, CaptureRef
from archiver.store.files import Disk, store_errors, write_all
from archiver.store.layout import STAGING
from archiver.web import secrets

ROLL = 2**30
"""Bytes after which a run begins another file."""


def staged_name(name: str) -> str:
    """The path of a file while its run has not sealed it."""
    return f"{STAGING}/{name}.open"


def open_warc(disk: Disk, name: str) -> BinaryIO:
    """A WARC file for reading, also one that its run has not sealed."""
    return disk.open(name if disk.exists(name) else staged_name(name))


def base(disk: Disk, earlier: warc.Earlier | None) -> warc.Earlier | None:
    """The record to which a revisit may refer, once its payload was read and its digest verified.

    None where it is damaged: a revisit of it would lose the page a second time.
    """
    if earlier is None:
        return None
    ref = earlier.ref
    try:
        warc.payload_at(partial(open_warc, disk), ref.warc, ref.offset, earlier.payload)
    except ArchiverError as error:
        disk.notice(f"{error}; the page was kept anew in full")
        return None
    return earlier


class AppendOnlyFile:
    """A file in staging; each line or record is appended whole or not at all."""

    def __init__(self, disk: Disk, name: str) -> None:
        """``name`` is that of the finished file; it must not exist."""
        if disk.exists(name):
            raise StoreError("there is such a file already", where=name)
        self.name, self._disk = name, disk
        self._open = staged_name(name)
        disk.make_folder(self._open.rpartition("/")[0])
        self._fd = disk.create(self._open)
        disk.sync_folder(self._open.rpartition("/")[0])
        self.size, self.digest = 0, hashlib.sha256()
        self._durable = True

    def append(self, data: bytes) -> int:
        """Append; returns the offset. On failure the file is truncated to its size before."""
        offset = self.size
        try:
            with store_errors(self.name):
                write_all(self._fd, data)
        except StoreError:
            os.ftruncate(self._fd, offset)
            os.lseek(self._fd, offset, os.SEEK_SET)
            raise
        self.size += len(data)
        self.digest.update(data)
        self._durable = False
        return offset

    def sync(self) -> None:
        """Make all that was appended durable."""
        if not self._durable:
            with store_errors(self.name):
                self._disk.sync(self._fd)
            self._durable = True

    def finish(self) -> None:
        """Sync, close and rename into place."""
        self.sync()
        self.close()
        self._disk.move(self._open, self.name)

    def close(self) -> None:
        """Close the file without sealing it; the next start mends it."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


class WarcFiles:
    """Writes the captures of one run; the first file is created for the first record."""

    def __init__(self, disk: Disk, run: str, started: datetime) -> None:
        self._disk, self._run, self._started = disk, run, started
        self._file: AppendOnlyFile | None = None
        self._number = self._counter = 0
        self._index: list[bytes] = []
        self.sealed: dict[str, str] = {}

    def append(
        self, capture: Capture, earlier: warc.Earlier | None, truncated: str | None
    ) -> CaptureRef:
        """Write one exchange. Returns the reference of its record."""
        if self._file is not None and self._file.size >= ROLL:
            self.seal()
        file = self._file or self._begin()
        self._counter += 1
        packed = warc.pack(
            capture, run=self._run, counter=self._counter, earlier=earlier, truncated=truncated
        )
        offset = file.append(packed.data)
        self._index.append(warc.cdxj_line(packed.record, file.name, offset))
        return CaptureRef(warc=file.name, offset=offset, digest=capture.digest)

    def _begin(self) -> AppendOnlyFile:
        self._number += 1
        name = warc.file_name(self._run, self._started, self._number)
        self._file = AppendOnlyFile(self._disk, name)
        self._file.append(warc.info(name, self._run, self._started))
        return self._file

    def sync(self) -> None:
        """Make all records durable: to be done before anything cites them."""
        if self._file is not None:
            self._file.sync()

    def seal(self) -> dict[str, str]:
        """Seal the current file. Returns all files of the run with their digests."""
        if self._file is not None:
            file, self._file = self._file, None
            write_index(self._disk, file.name, b"".join(sorted(self._index)))
            file.finish()
            self.sealed[file.name] = file.digest.hexdigest()
            self._index = []
        return self.sealed

    def close(self) -> None:
        """Close the current file without sealing it."""
        if self._file is not None:
            self._file.close()


def index_name(name: str) -> str:
    """The index beside a WARC file."""
    return name.removesuffix(".warc.gz") + ".cdxj"


def write_index(disk: Disk, name: str, index: bytes) -> None:
    """Put the index beside a WARC file, which may still be in the staging folder."""
    disk.replace(index_name(name), index)


def index_of(disk: Disk, name: str) -> bytes:
    """The index that a WARC file should have; empty where the file is damaged."""
    try:
        with disk.open(name) as stream:
            return warc.cdxj(warc.records(stream), name)
    except ParseError:
        return b""


def mend(disk: Disk, staged: str) -> tuple[str, int]:
    """Cut an unfinished file to its last whole record and seal it.

    Returns its name, and how many bytes were cut. A file without a whole record is removed.
    """
    name = staged.removeprefix(f"{STAGING}/").removesuffix(".open")
    with disk.open(staged) as stream:
        end = warc.whole_length(stream)
        size = stream.seek(0, os.SEEK_END)
    if end == 0:
        disk.remove(staged)
        return name, size
    _cut(disk, staged, end)
    with disk.open(staged) as stream:
        index = warc.cdxj(warc.records(stream), name)
    write_index(disk, name, index)
    disk.move(staged, name)
    return name, size - end


def _cut(disk: Disk, name: str, size: int) -> None:
    with store_errors(name):
        fd = os.open(disk.path(name), os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            os.ftruncate(fd, size)
            disk.sync(fd)
        finally:
            os.close(fd)


def sha256(disk: Disk, name: str) -> str:
    """The hexadecimal digest of a file, read in pieces."""
    digest = hashlib.sha256()
    with disk.open(name) as stream, store_errors(name):
        while piece := stream.read(2**20):
            digest.update(piece)
    return digest.hexdigest()


def copy(disk: Disk, source: Path, name: str) -> str:
    """Copy a WARC file unchanged, then its index; the hexadecimal SHA-256 of the file.

    StoreError where another file of that name is there.
    """
    with store_errors(str(source)):
        with source.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        index = source.with_name(index_name(source.name)).read_bytes()
    if not disk.exists(name):
        _copy(disk, source, name)
    elif sha256(disk, name) != digest:
        raise StoreError("another file of this name is there", where=name)
    write_index(disk, name, index)
    return digest


def _copy(disk: Disk, source: Path, name: str) -> None:
    """Copy by a temporary name that does not end in ``.open``: ``runs.mend`` cuts such files."""
    temporary = disk.staged("file")
    fd = disk.create(temporary)
    try:
        with store_errors(str(source)), source.open("rb") as stream:
            while piece := stream.read(2**20):
                write_all(fd, piece)
            disk.sync(fd)
    finally:
        os.close(fd)
    disk.move(temporary, name)


def mend_adopted(disk: Disk, names: Iterable[str]) -> list[str]:
    """Those of the files that a dead merge had copied; a missing index is written."""
    held = sorted(name for name in names if disk.exists(name))
    for name in held:
        if not disk.exists(index_name(name)):
            write_index(disk, name, index_of(disk, name))
    return held


def read_as_asked(capture: Capture) -> Capture:
    """The capture for reading: its own links may repeat what is hidden in its address."""
    if not secrets.has_mark(capture.final_url):
        return capture
    text = capture.body.decode("latin-1")  # any bytes, and the same ones again
    told = secrets.hidden_as_in((capture.final_url,), text)
    return replace(capture, body=told.encode("latin-1"))
