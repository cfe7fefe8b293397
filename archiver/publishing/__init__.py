"""Publishing: what an archive holds, in the formats of other programs.

    wish -> chosen posts, each a Holding -> rows, pages or entries (export/) -> files of a sink

A format is a line in ``FORMATS``; what writes it is imported when it is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from archiver.publishing.chosen import Chosen, Wish
from archiver.publishing.sinks import Folder, OneFile, Stream, whole
from archiver.store import Archive

__all__ = [
    "FORMATS",
    "Chosen",
    "Folder",
    "Format",
    "OneFile",
    "Stream",
    "Wish",
    "default_folder",
    "publish",
    "whole",
]


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format of exports.

    ``write`` is the module and the function that write it; empty where it is not made of posts. ``file``
    is the name of its one file where it has one; ``tables``: each of its files is a table. ``suffixes`` are
    the ends of names that tell a file from a folder, and the format where none is named: of two that share
    one the first. ``text``: it fits into a stream.
    """

    about: str
    write: str = ""
    suffixes: tuple[str, ...] = ()
    file: str = ""
    tables: bool = False
    text: bool = False

    @property
    def is_tree(self) -> bool:
        """Whether it is a folder of files that belong together."""
        return not (self.file or self.tables)


FORMATS: dict[str, Format] = {
    "jsonl": Format(
        about="JSON Lines, nested",
        write="table_files:write_jsonl",
        suffixes=(".jsonl", ".ndjson", ".json", ".zst"),
        tables=True,
        text=True,
    ),
    "csv": Format(
        about="CSV for spreadsheets, flat",
        write="table_files:write_csv",
        suffixes=(".csv",),
        tables=True,
        text=True,
    ),
    "sqlite": Format(
        about="one SQLite file with full-text search, for Datasette",
        write="sqlite_file:write_sqlite",
        suffixes=(".sqlite", ".sqlite3", ".db"),
        file="archive.sqlite",
    ),
    "parquet": Format(
        about="Parquet, nested, for DuckDB, Polars and Spark (extra: parquet)",
        write="parquet_files:write_parquet",
        suffixes=(".parquet",),
        tables=True,
    ),
    "markdown": Format(
        about="a tree of Markdown files, for --flavour plain, hugo, jekyll, eleventy or obsidian",
        write="texts_of_posts:write_markdown",
    ),
    "wxr": Format(
        about="WordPress's import file",
        write="texts_of_posts:write_wxr",
        suffixes=(".xml", ".wxr"),
        file="posts.xml",
        text=True,
    ),
    "csl": Format(
        about="citations as CSL-JSON, for Zotero and pandoc",
        write="texts_of_posts:write_csl",
        suffixes=(".json",),
        file="posts.csl.json",
        text=True,
    ),
    "bibtex": Format(
        about="citations as BibTeX",
        write="texts_of_posts:write_bibtex",
        suffixes=(".bib",),
        file="posts.bib",
        text=True,
    ),
    "opml": Format(
        about="the sources of sources.yaml, for feed readers",
        suffixes=(".opml", ".xml"),
        file="sources.opml",
        text=True,
    ),
    "dataset": Format(
        about="Parquet with a data card, for load_dataset (extra: parquet)",
        write="dataset_folder:write_dataset",
    ),
}
"""All formats by name."""


def publish(archive: Archive, form: Format, wish: Wish, sink: Folder | OneFile | Stream) -> Chosen:
    """Write what a wish chooses; what was chosen, and what was left out.

    Raises StoreError where it cannot be written: then nothing is there that was not before.
    """
    chosen = Chosen(archive, wish)
    module, _, name = form.write.partition(":")
    write: Callable[..., object] = getattr(import_module(f"archiver.publishing.{module}"), name)
    with whole(sink, _place(sink)) as open_sink:
        write(chosen, open_sink)
    return chosen


def _place(sink: Folder | OneFile | Stream) -> str:
    return str(sink.root) if isinstance(sink, Folder) else ""


def default_folder(archive: Path) -> Path:
    """Where exports go that are sent nowhere: they can be made again."""
    return archive / "derived" / "export"
