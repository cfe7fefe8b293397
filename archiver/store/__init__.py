"""The disk: everything that reads and writes the archive."""

from archiver.store.archive import Archive, create, open_archive
from archiver.store.reader import Reader
from archiver.store.types import Merged, Problem, RunInfo, SourceHealth
from archiver.store.writer import Writer

__all__ = [
    "Archive",
    "Merged",
    "Problem",
    "Reader",
    "RunInfo",
    "SourceHealth",
    "Writer",
    "create",
    "open_archive",
]
