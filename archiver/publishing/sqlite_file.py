"""SQLite: all tables in one file, with keys, a full-text index and views; ready for Datasette."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import Any

from archiver.errors import StoreError
from archiver.export.tables import BY_NAME, SCHEMA_VERSION, TABLES, Kind, Row, Table
from archiver.publishing.chosen import Chosen
from archiver.publishing.sinks import Folder, Sink
from archiver.publishing.table_files import rows_of

_BATCH = 200
_TYPES = {Kind.INTEGER: "integer", Kind.BOOLEAN: "integer", Kind.NUMBER: "real"}
_SEARCH = """
create virtual table posts_fts using fts5(title, text, content='posts', content_rowid='rowid',
                                          tokenize='unicode61 remove_diacritics 2');
insert into posts_fts (posts_fts) values ('rebuild');
"""
_VIEWS = """
create view members as
  select m.challenge, m.round, coalesce(m.writer, json_extract(p.participants, '$[0]'), p.host) as person, p.url,
         p.title, p.published, p.published_at, p.words, m.late_days, m.late, p.gone, m.confidence
  from memberships m join posts p on p.url = m.post
  where m.verdict = 'member';
create view answers as
  select m.challenge, r.value as round, coalesce(m.writer, json_extract(p.participants, '$[0]'), p.host) as person,
         m.verdict, p.url, p.title, p.published, p.gone, m.repost_of
  from memberships m join posts p on p.url = m.post,
       json_each(json_insert(m.also, '$[#]', m.round)) r
  where m.verdict <> 'outside' and (r.value is not null or m.also = '[]');
create view links_within as
  select l.post, p.host as from_host, coalesce(json_extract(p.participants, '$[0]'), p.host) as from_person,
         l.held, h.host as to_host, coalesce(json_extract(h.participants, '$[0]'), h.host) as to_person, l.text
  from links l join posts p on p.url = l.post join posts h on h.url = l.held
  where l.held <> l.post;
"""
_VIEWS_TOLD = {
    "members": "a post that belongs to a challenge, with its writer",
    "answers": "a post and a round that it answers; one that answers two stands here twice",
    "links_within": "a link from one post here to another",
}
_INDEXES = """
create index posts_by_host on posts (host);
create index memberships_by_round on memberships (challenge, round, verdict);
create index links_by_held on links (held) where held is not null;
create index changes_by_post on changes (post, version);
"""


def write_sqlite(chosen: Chosen, sink: Sink) -> None:
    """``archive.sqlite``, and beside it in a folder ``metadata.json``, which Datasette reads."""
    path = sink.path("archive.sqlite")
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            # the file has another name until it is whole, so that nothing has to be undone in it
            db.executescript("pragma journal_mode = off; pragma synchronous = off;")
            db.execute("begin")
            for table in TABLES:
                db.execute(_table(table))
            _fill(db, rows_of(chosen, flat=True))
            _describe(db)
            db.execute("commit")
            db.executescript(_INDEXES + _VIEWS + _SEARCH)
    except sqlite3.Error as error:
        raise StoreError(f"cannot be written: {error}", where=str(path)) from error
    if isinstance(sink, Folder):
        with sink.text("metadata.json") as file:
            file.write(datasette())


def datasette() -> str:
    """What Datasette is told of the tables: ``datasette archive.sqlite -m metadata.json``."""
    told: dict[str, Any] = {
        table.name: {
            "description": table.about,
            "columns": {column.name: column.about for column in table.flat},
        }
        for table in TABLES
    }
    told |= {name: {"description": about} for name, about in _VIEWS_TOLD.items()}
    said = {
        "title": "Posts of writing challenges",
        "databases": {"archive": {"tables": told}},
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _fill(db: sqlite3.Connection, rows: Iterator[tuple[Table, Row]]) -> None:
    """Insert the rows, a batch at a time, table by table."""
    while batch := list(islice(rows, _BATCH)):
        by_table: dict[str, list[tuple[Any, ...]]] = {}
        for table, row in batch:
            by_table.setdefault(table.name, []).append(
                tuple(_value(row[column.name]) for column in table.flat)
            )
        for name, values in by_table.items():
            marks = ", ".join("?" * len(values[0]))
            db.executemany(f"insert into {name} values ({marks})", values)  # noqa: S608 - our own names


def _value(value: Any) -> Any:
    """A value as SQLite has it: lists and objects as JSON, which ``json_each`` reads."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and "\0" in value:  # where many readers take a text to end
        return value.replace("\0", "�")
    return value


def _table(table: Table) -> str:
    """The SQL that makes a table, with its keys. A moment is text that sorts by time."""
    lines = [
        f'"{c.name}" {_TYPES.get(c.kind, "text") if not c.many else "text"}'
        + ("" if c.optional else " not null")
        for c in table.flat
    ]
    lines.append(f"primary key ({_names(table.key)})")
    for columns, other in table.refers:
        lines.append(
            f'foreign key ({_names(columns)}) references "{other}" ({_names(BY_NAME[other].key)})'
        )
    return f'create table "{table.name}" (\n  ' + ",\n  ".join(lines) + "\n)"


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _describe(db: sqlite3.Connection) -> None:
    """Say in the file what its tables and columns hold."""
    db.execute(
        'create table "about" ("table" text, "column" text, "description" text,'
        ' primary key ("table", "column"))'
    )
    told = [(table.name, "", table.about) for table in TABLES]
    told += [(name, "", about) for name, about in _VIEWS_TOLD.items()]
    told += [(table.name, c.name, c.about) for table in TABLES for c in table.flat]
    db.executemany("insert into about values (?, ?, ?)", told)
    db.execute(f"pragma user_version = {SCHEMA_VERSION}")
