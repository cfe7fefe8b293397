"""An archive exported in every way, for tests that compare."""

import itertools
from collections.abc import Iterator
from pathlib import Path

from archiver.cli import main
from archiver.export.markdown import FLAVOURS
from archiver.publishing import FORMATS

WAYS: tuple[tuple[str, ...], ...] = (
    *((name,) for name in FORMATS if name not in ("markdown", "opml")),
    *(("markdown", "--flavour", flavour) for flavour in FLAVOURS),
    ("jsonl", "--all-versions", "--zstd"),
    ("dataset", "--pseudonymous"),
)
"""A format, and the options that belong to it."""


def export(archive: Path, way: tuple[str, ...], out: Path) -> dict[str, bytes]:
    """The files of an export by their names within a folder."""
    words = ["export", "-q", "-a", str(archive), "-o", str(out), "--include-marked"]
    assert main([*words, "--format", *way]) == 0
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def that_differ(archive: Path, folder: Path) -> Iterator[str]:
    """The ways whose files are not the same when they are written twice."""
    count = itertools.count()
    for way in WAYS:
        one, two = (export(archive, way, folder / str(next(count))) for _ in "12")
        if one != two or not one:
            yield " ".join(way)
