"""The disk: everything that reads and writes the archive."""

from archiver.store.archive import Archive, create, look_into, open_archive
from archiver.store.catalog.filters import Filter
from archiver.store.reader import Reader
from archiver.store.types import (
    Belonging,
    Doubt,
    Merged,
    Problem,
    RunInfo,
    SourceHealth,
    Summary,
)
from archiver.store.writer import Writer

__all__ = [
    "Archive",
    "Belonging",
    "Doubt",
    "Filter",
    "Merged",
    "Problem",
    "Reader",
    "RunInfo",
    "SourceHealth",
    "Summary",
    "Writer",
    "create",
    "look_into",
    "open_archive",
]
