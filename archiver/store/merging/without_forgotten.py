"""A copy of another archive without what was taken down here: it is merged in the place of that archive."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from archiver.formats.blanking.post_matter import Hashed
from archiver.store import runs
from archiver.store.files import Disk, store_errors
from archiver.store.layout import DERIVED, LOCK, STAGING

if TYPE_CHECKING:
    from archiver.store.archive import Archive


@contextmanager
def without_forgotten(
    ours: Disk, theirs: "Archive", known: Hashed, run: str, at: datetime
) -> Iterator[Path | None]:
    """The folder of the copy, from which all posts are forgotten that are ``known`` as taken down here; None where
    that archive has nothing new, or nothing of them. Files that stay as they are take no further room."""
    news = set(runs.names(theirs._disk)) - set(runs.names(ours)) if known else set()
    found = theirs.known_of(known) if news else []
    if not found:
        yield None
        return
    from archiver.store.archive import open_archive  # that module merges, and so imports this one

    with TemporaryDirectory(prefix="archiver-merge-") as folder:
        path = Path(folder) / "archive"
        with store_errors(str(theirs.path)):
            shutil.copytree(theirs.path, path, copy_function=_linked, ignore=_left_out)
        copy = open_archive(path)
        try:
            copy.forget(found, f"{run}-without", at, salt=next(iter(known.addresses)))
        finally:
            copy.close()
        yield path


def _linked(source: str, target: str) -> None:
    """A second name for a file: none is ever changed in its place."""
    try:
        os.link(source, target)
    except OSError:  # on another disk, or one without links
        shutil.copy2(source, target)


def _left_out(folder: str, names: list[str]) -> set[str]:
    return {DERIVED, STAGING, LOCK}.intersection(names)
