"""Export: the archive's posts in, files of other formats out.

A format is a module with ``export(records) -> Iterator[(file name, piece of its text)]``; pieces
of one file follow each other. Nothing here writes to disk.
"""

from archiver.export import csv, jsonl, markdown_tree
from archiver.export.record import COLUMNS, Record, record

FORMATS = {"csv": csv, "jsonl": jsonl, "markdown": markdown_tree}

__all__ = ["COLUMNS", "FORMATS", "Record", "record"]
