"""What the tests of the archive share: posts and captures to write, and a disk that fails."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from archiver.facts import Status
from archiver.formats.markdown import to_text
from archiver.model import Capture, Change, Post, Version
from archiver.outcomes import Outcome, Report
from archiver.store import Archive, Writer, create

T0 = datetime(2026, 11, 21, 8, tzinfo=UTC)


def hours(count: float) -> datetime:
    return T0 + timedelta(hours=count)


def new_archive(path: Path) -> Archive:
    return create(path, sync=False)


def make_capture(url: str, body: bytes = b"<p>hi</p>", **changes: object) -> Capture:
    capture = Capture(
        url=url,
        final_url=url,
        status=200,
        reason="OK",
        headers=(("Content-Type", "text/html"), ("ETag", '"e1"')),
        payload=body,
        body=body,
        fetched_at=T0,
        request_headers=(("Host", "b.test"), ("User-Agent", "archiver")),
    )
    return replace(capture, **changes)  # type: ignore[arg-type]


def make_post(url: str, markdown: str = "One *word*.", **changes: object) -> Post:
    post = Post(
        url=url,
        title="On words",
        text=to_text(markdown),
        markdown=markdown,
        authors=("Ann Lee",),
        published=date(2017, 4, 24),
    )
    return replace(post, **changes)  # type: ignore[arg-type]


def make_version(url: str, number: int = 1, **changes: object) -> Version:
    version = Version(
        url=url,
        number=number,
        change=Change.CREATED if number == 1 else Change.EDITED,
        post=make_post(url, f"Version {number}."),
        capture=None,
        first_seen=T0,
        seen_at=T0,
        extractor="test/1",
    )
    return replace(version, **changes)  # type: ignore[arg-type]


def make_report(run: str, at: datetime, *outcomes: Outcome) -> Report:
    return Report(run=run, started=at, ended=at, outcomes=outcomes, counts={"posts": 1})


def outcome(status: Status, **changes: object) -> Outcome:
    base = Outcome(source="ann", url="http://b.test/feed", status=status)
    return replace(base, **changes)  # type: ignore[arg-type]


@contextmanager
def one_run(archive: Archive, run: str, at: datetime = T0) -> Iterator[Writer]:
    """A run that is committed at its end."""
    with archive.writing(run, at) as writer:
        yield writer
        writer.commit(make_report(run, at))


def keep_and_add(writer: Writer, url: str, number: int, at: datetime = T0) -> Version:
    """What a run does for one page: keep the capture, then add the version that cites it."""
    body = f"<p>Version {number}.</p>".encode()
    kept = writer.keep(make_capture(url, body, fetched_at=at))
    version = make_version(url, number, capture=kept.ref, seen_at=at)
    writer.add(version)
    return version


def tree(root: Path, *leave_out: str) -> dict[str, bytes]:
    """All files under a folder with their bytes; but for what begins as ``leave_out`` says."""
    files = (path for path in root.rglob("*") if path.is_file())
    names = {str(path.relative_to(root)): path for path in files}
    found = {}
    for name, path in sorted(names.items()):
        # the files beside a catalog go when the last who has it open is collected
        with suppress(FileNotFoundError):
            if not name.startswith(leave_out):
                found[name] = path.read_bytes()
    return found


class Crash(BaseException):
    """The process is dead: nothing that it tries to do after this happens."""


class Power:
    """Cuts the process off before its nth change to the disk, and then the power if wished.

    ``cut`` then undoes, as a disk may do, all that was not synced: bytes behind the last fsync of
    a file, and names made or changed since the last fsync of their folder.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, after: int | None = None) -> None:
        self.count, self._after = 0, after
        self._dirty: dict[int, int] = {}
        self._pending: list[tuple[int, Callable[[Path], None]]] = []
        self._real = {n: getattr(os, n) for n in ("open", "write", "fsync", "rename", "mkdir")}
        for name in self._real:
            monkeypatch.setattr(os, name, getattr(self, f"_{name}"))

    def _step(self) -> None:
        if self._after is not None and self.count >= self._after:
            raise Crash
        self.count += 1

    def _wait(self, path: Path, undo: Callable[[Path], None]) -> None:
        """Until its folder is synced, a change of a name may be undone, wherever the folder is."""
        self._pending.append((path.parent.stat().st_ino, undo))

    def _open(self, path: object, flags: int, mode: int = 0o777, **more: object) -> int:
        at = Path(str(path))
        new = bool(flags & os.O_CREAT) and not os.path.lexists(at)
        if new:
            self._step()
        fd: int = self._real["open"](path, flags, mode, **more)
        if new:
            self._wait(at, lambda folder: (folder / at.name).unlink(missing_ok=True))
        return fd

    def _write(self, fd: int, data: bytes) -> int:
        self._step()
        stat = os.fstat(fd)
        self._dirty.setdefault(stat.st_ino, stat.st_size)
        written: int = self._real["write"](fd, data)
        return written

    def _fsync(self, fd: int) -> None:
        self._step()
        inode = os.fstat(fd).st_ino
        self._dirty.pop(inode, None)
        self._pending = [(folder, undo) for folder, undo in self._pending if folder != inode]

    def _mkdir(self, path: object, mode: int = 0o777) -> None:
        self._step()
        self._real["mkdir"](path, mode)
        at = Path(str(path))
        self._wait(at, lambda folder: shutil.rmtree(folder / at.name, ignore_errors=True))

    def _rename(self, source: object, target: object) -> None:
        self._step()
        old, new = Path(str(source)), Path(str(target))
        before = new.read_bytes() if new.is_file() else None
        self._real["rename"](source, target)

        def undo(folder: Path) -> None:
            if (folder / new.name).exists() and old.parent.exists():
                self._real["rename"](folder / new.name, old)
            if before is not None:
                (folder / new.name).write_bytes(before)

        self._wait(new, undo)

    def cut(self, root: Path) -> None:
        """Lose what was not synced."""
        paths = {path.stat().st_ino: path for path in (root, *root.rglob("*"))}
        for inode, size in self._dirty.items():
            if inode in paths:
                os.truncate(paths[inode], size)
        for inode, undo in reversed(self._pending):
            folder = next((p for p in (root, *root.rglob("*")) if p.stat().st_ino == inode), None)
            if folder is not None:
                undo(folder)
