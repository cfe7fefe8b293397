"""The tables of an export: one documented schema, from which every format takes its columns.

A column says its name, its type, what it holds and where the value comes from, all in one place;
JSON Schema, Parquet types and SQL follow from it.
"""

from archiver.export.tables.around import (
    CHALLENGES,
    CHANGES,
    PARTICIPANTS,
    ROUNDS,
    RUNS,
    SOURCES,
)
from archiver.export.tables.column import Column, Kind, Row, Table
from archiver.export.tables.memberships import EVIDENCE, MEMBERSHIPS
from archiver.export.tables.parts import IMAGES, LINKS
from archiver.export.tables.posts import POSTS, SCHEMA_VERSION, VERSIONS

TABLES = (
    CHALLENGES,
    ROUNDS,
    PARTICIPANTS,
    POSTS,
    VERSIONS,
    MEMBERSHIPS,
    EVIDENCE,
    LINKS,
    IMAGES,
    SOURCES,
    CHANGES,
    RUNS,
)
"""All tables; each stands behind those that it refers to."""

BY_NAME = {table.name: table for table in TABLES}

__all__ = ["BY_NAME", "SCHEMA_VERSION", "TABLES", "Column", "Kind", "Row", "Table"]
