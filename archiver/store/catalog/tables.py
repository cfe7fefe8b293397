"""The tables of the catalog, and a connection to them."""

import sqlite3
from pathlib import Path
from typing import Any, Self

from archiver.store.catalog import fulltext

SCHEMA = """
create table meta (key text primary key, value text) without rowid;
create table journals (name text primary key, run text, line text) without rowid;
create table posts (url text primary key, number integer, change text, day text, host text,
                    title text, authors text, confidence real,
                    indexed integer default 0) without rowid;
create index posts_by_day on posts (day, url);
create table names (key text, url text, own integer, primary key (key, url)) without rowid;
create index names_by_url on names (url);
create table changes (seq integer primary key, journal text, url text, at text, line text);
create index changes_by_time on changes (at);
create table fetches (url text primary key, line text, etag text, last_modified text, warc text,
                      offset integer, digest text, at text, payload text, coding text,
                      origin_warc text, origin_offset integer, origin_at text) without rowid;
create table announcements (key text, via text, how text, source text, line text,
                            primary key (key, via, how, source)) without rowid;
create table lessons (seq integer primary key, host text, line text);
create index lessons_by_host on lessons (host);
create table sources (id text primary key, line text) without rowid;
create table looks (url text primary key, address text, at integer, changed integer) without rowid;
create index looks_by_address on looks (address);
create table habits (host text primary key, at text, line text) without rowid;
create table tries (url text primary key, at integer, since integer) without rowid;
create table rests (host text primary key, until text) without rowid;
create table memberships (challenge text, post text, round text, verdict text, line text,
                          primary key (challenge, post)) without rowid;
"""
VERSION = 9
"""The version of the schema: a catalog of another version is made again."""


DERIVED_TABLES = (
    "journals",
    "posts",
    "names",
    "changes",
    "fetches",
    "announcements",
    "lessons",
    "sources",
    "rests",
    "looks",
    "habits",
    "tries",
    "memberships",
    "meta",
    "texts",
    "text_ids",
)
"""All tables. Their rows can be made again from the files and the rules."""


class OtherSchema(sqlite3.DatabaseError):
    """The catalog was made by another version of the program."""


class Tables:
    """A connection to the tables. Whatever writes expects a transaction to be open."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """The catalog in a file, made where there is none; or a new one in memory.

        Raises OtherSchema, or sqlite3.DatabaseError where the file is no catalog at all.
        """
        db = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=5.0)
        try:
            if path is not None:
                db.execute("pragma journal_mode=wal")
                db.execute("pragma synchronous=normal")
            if not db.execute("select count(*) from sqlite_master").fetchone()[0]:
                db.executescript(
                    f"begin; {SCHEMA} {fulltext.TABLES} pragma user_version={VERSION}; commit;"
                )
            if db.execute("pragma user_version").fetchone()[0] != VERSION:
                raise OtherSchema
        except sqlite3.Error:
            db.close()
            raise
        return cls(db)

    def in_memory(self) -> Self:
        """A copy that no other process sees; this one is closed."""
        copy = sqlite3.connect(":memory:", isolation_level=None)
        self.db.backup(copy)
        self.close()
        return type(self)(copy)

    def close(self) -> None:
        """Close the connection; what was not committed is forgotten."""
        self.db.close()

    def begin(self) -> None:
        """Start writing; sqlite3.OperationalError where another process writes for long."""
        self.db.execute("begin immediate")

    def commit(self) -> None:
        """Keep what was written."""
        self.db.execute("commit")

    def rollback(self) -> None:
        """Forget what was written since ``begin``."""
        if self.db.in_transaction:
            self.db.execute("rollback")

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self.db.execute(sql, values).fetchall()

    def _row(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self.db.execute(sql, values).fetchone()
        return row
