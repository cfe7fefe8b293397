"""The tables of the catalog, and a connection to them."""

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Self, TypeVar

from archiver.errors import ParseError, StoreError
from archiver.store.catalog import fulltext
from archiver.store.layout import CATALOG

T = TypeVar("T")

SCHEMA = """
create table meta (key text primary key, value text) without rowid;
create table journals (name text primary key, run text, line text) without rowid;
create table posts (url text primary key, number integer, change text, day text, host text,
                    title text, authors text, confidence real, published text, seen text,
                    words integer, letters integer, missed text, sha512 text,
                    indexed integer default 0) without rowid;
create index posts_by_day on posts (day, url);
create index posts_by_title on posts (title);
create index posts_by_host on posts (host, day);
create table names (key text, url text, own integer, primary key (key, url)) without rowid;
create index names_by_url on names (url);
create table changes (seq integer primary key, journal text, url text, at text, line text,
                      unique (journal, line));
create index changes_by_time on changes (at);
create table fetches (url text primary key, line text, etag text, last_modified text, warc text,
                      offset integer, digest text, at text, payload text, coding text,
                      origin_warc text, origin_offset integer, origin_at text,
                      read integer default 0) without rowid;
create table announcements (key text, via text, how text, source text, line text, held integer,
                            entry text, id text,
                            primary key (key, via, how, source)) without rowid;
create index announcements_pending on announcements (key) where not held;
create index announcements_by_entry on announcements (entry) where entry <> '';
create index announcements_by_via on announcements (via);
create table lessons (seq integer primary key, host text, line text, unique (host, line));
create table sources (id text primary key, line text) without rowid;
create table clocks (url text primary key, line text) without rowid;
create table climbs (source text, blog text, rung text, line text,
                     primary key (source, blog, rung)) without rowid;
create table participants (url text, source text, challenge text, name text, blogs text, line text,
                           primary key (url, source, challenge, name, blogs)) without rowid;
create table looks (url text primary key, address text, at integer, changed integer) without rowid;
create index looks_by_address on looks (address);
create table habits (host text primary key, at text, line text, sha256 text) without rowid;
create table tries (url text primary key, at integer, since integer) without rowid;
create table rests (host text primary key, until text) without rowid;
create table unread (url text primary key, line text, warc text, offset integer) without rowid;
create index unread_by_capture on unread (warc, offset);
create table unreadable (url text primary key, digest text, extractor text,
                         reason text) without rowid;
create table held_back (url text primary key, host text, journal text, post text, doubt text,
                        text text, line text) without rowid;
create index held_back_by_post on held_back (post);
create table rejected (url text, doubt text, text text, primary key (url, doubt, text)) without rowid;
create table unscreened (url text primary key) without rowid;
create table joined (url text primary key, of text) without rowid;
create table reposts (url text, of text, line text, primary key (url, of)) without rowid;
create table sketches (mark integer, url text, primary key (mark, url)) without rowid;
create index sketches_by_url on sketches (url);
create table uncompared (url text primary key) without rowid;
create table repeats (url text, of text, named integer, since text,
                      primary key (url, of)) without rowid;
create index repeats_by_of on repeats (of);
create table resolved (key text primary key, target text, at text) without rowid;
create table short_links (key text, post text, url text, primary key (key, post)) without rowid;
create index short_links_by_post on short_links (post);
create table memberships (challenge text, post text, round text, verdict text, line text,
                          primary key (challenge, post)) without rowid;
create index memberships_by_verdict on memberships (verdict, challenge, post, round);
create table ruled (post text, challenge text, at text, line text,
                    primary key (post, challenge)) without rowid;
create table unjudged (post text primary key) without rowid;
create table hidden (name text primary key, at text, reason text) without rowid;
create table forgotten (salt text, kind text, hash text, primary key (salt, kind, hash)) without rowid;
create table redacted (warc text, offset integer, before text, after text,
                       primary key (warc, offset, before)) without rowid;
create table rewritten (file text, before text, primary key (file, before)) without rowid;
"""
VERSION = 18
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
    "clocks",
    "climbs",
    "participants",
    "rests",
    "looks",
    "habits",
    "tries",
    "unread",
    "unreadable",
    "held_back",
    "rejected",
    "unscreened",
    "joined",
    "reposts",
    "sketches",
    "uncompared",
    "repeats",
    "resolved",
    "short_links",
    "memberships",
    "ruled",
    "unjudged",
    "hidden",
    "forgotten",
    "redacted",
    "rewritten",
    "meta",
    "texts",
    "text_ids",
)
"""All tables. Their rows can be made again from the files and the rules."""


class OtherSchema(sqlite3.DatabaseError):
    """The catalog was made by another version of the program."""


class CatalogDamaged(StoreError):
    """The catalog's file was changed by another hand, or by its disk."""

    def __init__(self, error: object) -> None:
        hint = "it is made again from the files; run again: nothing acknowledged is lost"
        super().__init__(f"damaged: {error}", where=CATALOG, hint=hint)


# what a page of the file that was overwritten leads to; not a lock, nor a full disk
_BROKEN = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_UNREADABLE = (CatalogDamaged, ParseError, ValueError, KeyError, TypeError, AttributeError)


class _Connection(sqlite3.Connection):
    """A connection that tells damage from what else may fail."""

    def execute(self, sql: str, values: Any = ()) -> sqlite3.Cursor:
        try:
            return super().execute(sql, values)
        except sqlite3.DatabaseError as error:
            raise damage(error) from error

    def executemany(self, sql: str, values: Iterable[Any]) -> sqlite3.Cursor:
        try:
            return super().executemany(sql, values)
        except sqlite3.DatabaseError as error:
            raise damage(error) from error


def damage(error: sqlite3.DatabaseError) -> Exception:
    """CatalogDamaged where an error tells of a damaged file; else the error itself."""
    # a text that is no UTF-8 is told of by Python, without a code of SQLite
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return CatalogDamaged(error) if code & 0xFF in _BROKEN else error


class Tables:
    """A connection to the tables. Whatever writes expects a transaction to be open.

    ``renew`` gives a connection to the catalog made again, for when its file proves damaged;
    ``damaged`` tells that it did, while a transaction was open.
    """

    renew: Callable[[], sqlite3.Connection] | None = None
    damaged = False

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    @classmethod
    def open(cls, path: Path | None, *, read_only: bool = False) -> Self:
        """The catalog in a file, made where there is none; or a new one in memory.

        ``read_only`` is for a medium that cannot be written. Raises OtherSchema, or CatalogDamaged
        where the file is no catalog at all.
        """
        name: Path | str | None = path
        if path is not None and read_only:
            # SQLite would make the log where there is none; with one it is not all without it
            logged = path.with_name(path.name + "-wal").exists()
            name = f"{path.as_uri()}?mode=ro" + ("" if logged else "&immutable=1")
        db = sqlite3.connect(
            name or ":memory:",
            isolation_level=None,
            timeout=5.0,
            factory=_Connection,
            uri=read_only,
        )
        try:
            if path is not None and not read_only:
                db.execute("pragma journal_mode=wal")
                db.execute("pragma synchronous=normal")
            if not db.execute("select count(*) from sqlite_master").fetchone()[0]:
                db.executescript(
                    f"begin; {SCHEMA} {fulltext.TABLES} pragma user_version={VERSION}; commit;"
                )
            if db.execute("pragma user_version").fetchone()[0] != VERSION:
                raise OtherSchema
        except (sqlite3.Error, CatalogDamaged):
            db.close()
            raise
        return cls(db)

    def in_memory(self) -> Self:
        """A copy that no other process sees; this one is closed."""
        copy = sqlite3.connect(":memory:", isolation_level=None, factory=_Connection)
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

    def _all(self, make: Callable[..., T], sql: str, *values: object) -> list[T]:
        """The rows of a query, each made into what it stands for.

        Where the file proves damaged it is made again, and asked again. Within a transaction that
        cannot be: then CatalogDamaged is raised.
        """
        try:
            return self._made(make, sql, values)
        except _UNREADABLE as error:
            if self.db.in_transaction or self.renew is None:
                self.damaged = True
                if isinstance(error, CatalogDamaged):
                    raise
                raise CatalogDamaged(error) from error
            self.make_again()
        return self._made(make, sql, values)

    def make_again(self) -> None:
        """Go on with a catalog that was made again from the files."""
        if self.renew is not None:
            self.db.close()
            self.db = self.renew()

    def _made(self, make: Callable[..., T], sql: str, values: tuple[object, ...]) -> list[T]:
        try:
            return [make(*row) for row in self.db.execute(sql, values).fetchall()]
        except sqlite3.DatabaseError as error:
            raise damage(error) from error

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._all(_row, sql, *values)

    def _row(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        return next(iter(self._rows(sql, *values)), None)


def _row(*values: Any) -> tuple[Any, ...]:
    return values
