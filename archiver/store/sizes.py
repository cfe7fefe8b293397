"""What an archive takes on disk, in bytes: by folder, by host, and what in it is there twice."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archiver.store.layout import DERIVED, POSTS, RUNS, STAGING, WARC
from archiver.web import urls


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSize:
    """What a host takes: its captures, compressed, and its posts with all their versions."""

    warc: int = 0
    posts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """Captures, and their bytes on disk."""

    captures: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Bytes: of ``warc`` files, ``posts``, ``runs`` (journals), of what is ``derived``, of ``staging``
    and of all else (``other``).

    ``hosts`` are those of posts and captures, each with the bytes of both. ``repeated`` is what
    answers take that are there already under their address: ``revisits`` refer to the first one,
    ``copies`` hold it again. ``exports`` is the part of ``derived`` that was exported.
    """

    warc: int = 0
    posts: int = 0
    runs: int = 0
    derived: int = 0
    staging: int = 0
    other: int = 0
    exports: int = 0
    hosts: Mapping[str, HostSize] = field(default_factory=dict)
    revisits: Repeated = Repeated()
    copies: Repeated = Repeated()

    @property
    def all(self) -> int:
        """Everything under the folder."""
        return self.warc + self.posts + self.runs + self.derived + self.staging + self.other


_PARTS = {WARC: "warc", POSTS: "posts", RUNS: "runs", DERIVED: "derived", STAGING: "staging"}


def totals(root: Path) -> Sizes:
    """The bytes of each folder, without a look into any file."""
    return Sizes(**_of_folders(root))


def sizes(root: Path) -> Sizes:
    """All of it; reads the indexes of the WARC files."""
    posts = {e.name: _size(e) for e in _entries(root / POSTS) if e.is_dir(follow_symlinks=False)}
    captures: Counter[str] = Counter()
    revisits: Counter[str] = Counter()
    copies: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    for url, digest, mime, length in sorted(_captures(root / WARC)):
        captures[urls.host(url)] += length
        repeated = revisits if mime == "warc/revisit" else copies if (url, digest) in seen else None
        if repeated is not None:
            repeated["captures"] += 1
            repeated["bytes"] += length
        elif digest:
            seen.add((url, digest))
    hosts = {
        name: HostSize(warc=captures[name], posts=posts.get(name, 0))
        for name in sorted({*captures, *posts})
    }
    return Sizes(
        **_of_folders(root),
        exports=sum(_size(e) for e in _entries(root / DERIVED) if e.name == "export"),
        hosts=hosts,
        revisits=Repeated(**revisits),
        copies=Repeated(**copies),
    )


def _of_folders(root: Path) -> dict[str, Any]:
    found: Counter[str] = Counter()
    for entry in _entries(root):
        found[_PARTS.get(entry.name, "other")] += _size(entry)
    return dict(found)


def _captures(folder: Path) -> Iterator[tuple[str, str, str, int]]:
    """Address, digest, type and compressed length of each capture, by the indexes."""
    for path in sorted(folder.rglob("*.cdxj")):
        for line in path.read_text("utf-8", "replace").splitlines():
            try:
                told = json.loads(line.split(" ", 2)[2])
                yield told["url"], told["digest"], told["mime"], int(told["length"])
            except (ValueError, LookupError, TypeError):
                continue  # `check` names a damaged index


def _entries(folder: Path | str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):  # a run may be at work
        return []


def _size(entry: "os.DirEntry[str]") -> int:
    """The bytes of a file, or of all files under a folder. A large archive has very many of both."""
    size, left = 0, [entry]
    while left:
        found = left.pop()
        with suppress(FileNotFoundError):  # a run may be at work
            if not found.is_dir(follow_symlinks=False):
                size += found.stat(follow_symlinks=False).st_size
                continue
            with os.scandir(found.path) as inner:
                left += inner
    return size
