"""The derived index: an SQLite file that answers what the plain files would answer slowly.

It remembers which journals it has taken in, so that a run costs what is new. All of it but the
memberships follows from the files, and those follow from the rules.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archiver import dates, journal, urls
from archiver.journal import Journal
from archiver.model import (
    Candidate,
    CaptureRef,
    Change,
    Fact,
    Membership,
    Status,
    Version,
)
from archiver.store import plain, search
from archiver.store.runs import CHANGES
from archiver.store.types import Look, RunInfo, SourceHealth
from archiver.warc import Earlier

SCHEMA = """
create table meta (key text primary key, value text) without rowid;
create table journals (name text primary key, run text, line text) without rowid;
create table posts (url text primary key, number integer, change text, day text, host text,
                    title text, authors text, indexed integer default 0) without rowid;
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
create table sources (id text primary key, line text) without rowid;
create table looks (url text primary key, address text, at integer, changed integer) without rowid;
create index looks_by_address on looks (address);
create table chrome (host text primary key, at text, line text) without rowid;
create table tries (url text primary key, at text) without rowid;
create table rests (host text primary key, until text) without rowid;
create table memberships (challenge text, post text, round text, verdict text, line text,
                          primary key (challenge, post)) without rowid;
"""
VERSION = 7
"""Of the schema: a catalog of another version is made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which posts are asked for; None asks for all. Days in ISO 8601, both included."""

    challenge: str | None = None
    round: str | None = None
    author: str | None = None
    host: str | None = None
    since: str | None = None
    until: str | None = None
    gone: bool = True


class OtherSchema(sqlite3.DatabaseError):
    """The catalog was made by another version of the program."""


class Catalog:
    """The index over one connection. Writing methods expect a transaction to be open."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._asked: dict[tuple[str, int], str] = {}

    @classmethod
    def open(cls, path: Path | None) -> "Catalog":
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
                    f"begin; {SCHEMA} {search.TABLES} pragma user_version={VERSION}; commit;"
                )
            if db.execute("pragma user_version").fetchone()[0] != VERSION:
                raise OtherSchema
        except sqlite3.Error:
            db.close()
            raise
        return cls(db)

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

    # what has been taken in

    def taken(self) -> set[str]:
        """The names of the journals that are taken in."""
        return {name for (name,) in self._rows("select name from journals")}

    def take(self, name: str, found: Journal) -> set[str]:
        """Take in a journal; the addresses of the posts whose heads it changed."""
        trusted = found.status == journal.COMMITTED
        for fact in found.facts:
            self.apply(fact, name, trusted=trusted)
        self.add_run(name, found)
        return {fact.url for fact in found.facts if fact.action in CHANGES}

    def last_journal(self) -> str:
        """The name of the last journal taken in; empty where there is none."""
        row = self._row("select max(name) from journals")
        return (row and row[0]) or ""

    def is_filled(self) -> bool:
        """Whether the posts were ever taken in: a new catalog holds none."""
        return self._row("select 1 from meta where key='filled'") is not None

    def filled(self) -> None:
        """Remember that all posts are taken in."""
        self.db.execute("insert or replace into meta values ('filled', '')")

    def clear(self) -> None:
        """Forget all, within the open transaction."""
        others = ("looks", "chrome", "tries", "memberships", "meta", "texts", "text_ids")
        for table in (*_COMPARED, *others):
            self.db.execute(f"delete from {table}")  # noqa: S608 - tables of the schema

    def add_run(self, name: str, found: Journal) -> None:
        """Remember a run whose facts are already applied."""
        values = [
            dates.stamp(found.started),
            found.ended and dates.stamp(found.ended),
            found.status,
            dict(found.counts),
        ]
        self.db.execute(
            "insert or replace into journals values (?,?,?)", (name, found.run, json.dumps(values))
        )

    def apply(self, fact: Fact, name: str, *, trusted: bool = True) -> None:
        """Take in one fact of a journal.

        What an unfinished run (not ``trusted``) fetched is not asked for conditionally: its pages
        may not have been read before it died.
        """
        if fact.action in CHANGES:
            self._apply_change(fact, name)
        elif fact.action in ("fetched", "unchanged"):
            self._apply_fetch(fact, trusted=trusted)
            self._apply_look(fact)
        elif fact.action == "failed":
            self._apply_look(fact)
        elif fact.action == "announced":
            self._apply_announcement(fact)
        elif fact.action == "alias":
            self.add_name(fact.url, str(fact.detail.get("of", "")), own=False)
        elif fact.action == "source":
            self._apply_source(fact)
        elif fact.action == "retry-after":
            row = (urls.host(fact.url), str(fact.detail.get("until", "")))
            self.db.execute("insert or replace into rests values (?,?)", row)

    def _apply_change(self, fact: Fact, name: str) -> None:
        line = journal.write(fact).decode()
        address = (
            self._asked.get((fact.capture.warc, fact.capture.offset)) if fact.capture else None
        )
        self.db.execute(
            "insert into looks values (?1,?2,?3,?3) on conflict (url) do update set"
            " address=coalesce(?4, address), at=?3, changed=?3",
            (fact.url, address or fact.url, int(fact.at.timestamp()), address),
        )
        self.db.execute(
            "insert into changes (journal, url, at, line) values (?,?,?,?)",
            (name, fact.url, dates.stamp(fact.at), line),
        )

    def _apply_fetch(self, fact: Fact, *, trusted: bool) -> None:
        line = journal.write(fact).decode()
        self.db.execute(
            "insert into fetches (url, line) values (?,?) on conflict (url) do update set line=?2",
            (fact.url, line),
        )
        if fact.status == 200 and not fact.detail.get("truncated"):
            self._apply_good(fact, trusted=trusted)
        elif fact.status in (301, 302, 303, 307, 308):
            self.db.execute(
                "update fetches set etag=null, last_modified=null where url=?", (fact.url,)
            )

    def _apply_look(self, fact: Fact) -> None:
        """Remember when an address was last asked, and which capture is its answer."""
        asked, at = str(fact.detail.get("asked") or fact.url), dates.stamp(fact.at)
        for url in {asked, fact.url}:
            self.db.execute("insert or replace into tries values (?,?)", (url, at))
        if fact.action != "failed":
            moment = int(fact.at.timestamp())
            self.db.execute("update looks set at=? where address=?", (moment, asked))
        if fact.capture:
            self._asked[fact.capture.warc, fact.capture.offset] = asked

    def _apply_good(self, fact: Fact, *, trusted: bool) -> None:
        self.db.execute(
            "update fetches set etag=?, last_modified=? where url=?",
            (fact.etag if trusted else None, fact.last_modified if trusted else None, fact.url),
        )
        if (ref := fact.capture) is None:
            return
        at, payload = dates.stamp(fact.at), fact.detail.get("payload")
        self.db.execute(
            "update fetches set warc=?, offset=?, digest=?, at=? where url=?",
            (ref.warc, ref.offset, ref.digest, at, fact.url),
        )
        if not fact.detail.get("revisit"):
            self.db.execute(
                "update fetches set payload=?, coding=?, origin_warc=?, origin_offset=?, origin_at=?"
                " where url=?",
                (payload, fact.detail.get("coding"), ref.warc, ref.offset, at, fact.url),
            )

    def _apply_announcement(self, fact: Fact) -> None:
        detail = {"url": fact.url, "source": fact.source or "", **fact.detail}
        place = (urls.key(fact.url), detail.get("via"), detail.get("how"), detail["source"])
        line = json.dumps(detail, ensure_ascii=False)
        self.db.execute("insert or replace into announcements values (?,?,?,?,?)", (*place, line))

    def _apply_source(self, fact: Fact) -> None:
        row = self._row("select line from sources where id=?", fact.source)
        before = json.loads(row[0]) if row else {"failures_in_row": 0}
        status, at = str(fact.detail.get("status", "")), dates.stamp(fact.at)
        now = before | {"url": fact.url, "status": status, "last_attempt": at}
        if status in (Status.OK, Status.UNCHANGED):
            now |= {"last_success": at, "failures_in_row": 0}
        elif status == Status.FAILED:
            failures = int(before["failures_in_row"]) + 1
            now |= {"last_error": fact.reason or "", "failures_in_row": failures}
        counts = fact.detail.get("counts")
        if isinstance(counts, dict) and counts.get("created"):
            now["last_new_post"] = at
        self.db.execute(
            "insert or replace into sources values (?,?)", (fact.source, json.dumps(now))
        )

    # posts

    def put(self, head: Version) -> None:
        """Index a post by its head; a tombstone keeps what was known of its post."""
        post, row = head.post, (head.url, head.number, head.change.value)
        if post is None:
            self.db.execute(
                "insert into posts (url, number, change, day, host, title, authors)"
                " values (?1,?2,?3,?4,?5,'','[]')"
                " on conflict (url) do update set number=?2, change=?3",
                (*row, _day(head), urls.host(head.url)),
            )
        else:
            self.db.execute(
                "insert into posts (url, number, change, day, host, title, authors)"
                " values (?1,?2,?3,?4,?5,?6,?7) on conflict (url) do update set"
                " number=?2, change=?3, day=?4, title=?6, authors=?7",
                (*row, _day(head), urls.host(head.url), post.title, json.dumps(post.authors)),
            )
            self.add_name(post.url, head.url, own=post.url == head.url)
        self.add_name(head.url, head.url, own=True)
        for alias in head.aliases:
            self.add_name(alias, head.url, own=False)

    def add_name(self, name: str, url: str, *, own: bool) -> None:
        """Let an address lead to a post."""
        self.db.execute(
            "insert into names values (?1,?2,?3) on conflict do update set own=max(own, ?3)",
            (urls.key(name), url, own),
        )

    def find(self, url: str) -> tuple[str, int] | None:
        """Identity and head number of the post that an address leads to."""
        row = self._row("select url, number from posts where url=?", url) or self._row(
            "select p.url, p.number from names n join posts p on p.url=n.url where n.key=?"
            " order by n.own desc, p.change='gone', p.url",
            urls.key(url),
        )
        return (row[0], row[1]) if row else None

    def select(self, wanted: Filter) -> list[tuple[str, int]]:
        """Identity and head number of posts, by day and address."""
        member = "url in (select post from memberships where verdict='member' and {} = ?)"
        clauses = {
            "host = ?": wanted.host,
            "day >= ?": wanted.since,
            "day <= ?": wanted.until,
            "change <> ?": None if wanted.gone else Change.GONE.value,
            member.format("challenge"): wanted.challenge,
            member.format("round"): wanted.round,
        }
        used = {clause: value for clause, value in clauses.items() if value is not None}
        where = " and ".join(["1", *used])
        sql = f"select url, number, authors from posts where {where}"  # noqa: S608 - no input in it
        values = used.values()
        rows = self._rows(sql + " order by day, url", *values)
        return [(url, number) for url, number, names in rows if _by(names, wanted.author)]

    def unsearchable(self) -> list[tuple[str, int]]:
        """Identity and head number of the posts whose newest text is not in the search index."""
        rows = self._rows("select url, number from posts where indexed < number order by url")
        return [(url, number) for url, number in rows]

    def searchable(self, url: str) -> None:
        """Remember that the newest text of a post is in the search index."""
        self.db.execute("update posts set indexed=number where url=?", (url,))

    def post_count(self) -> int:
        """How many posts there are, tombstones included."""
        return int(self._rows("select count(*) from posts")[0][0])

    # what was fetched and announced

    def looks(self, due: Callable[[int, int], bool]) -> list[Look]:
        """The last looks at posts for which ``due(at, changed)`` holds (Unix times), by address."""
        self.db.create_function("due", 2, due, deterministic=True)
        rows = self._rows(
            "select url, address, at, changed from looks where due(at, changed) order by url"
        )
        return [Look(*row) for row in rows]

    def look(self, post: str) -> Look | None:
        """The last look at a post."""
        row = self._row("select url, address, at, changed from looks where url=?", post)
        return Look(*row) if row else None

    def pending(self) -> tuple[Candidate, ...]:
        """The announcements that have led to no post."""
        sql = (
            "select line from announcements a where not exists"
            " (select 1 from names n where n.key = a.key) order by key, via, how, source"
        )
        return tuple(plain.candidate(json.loads(row[0])) for row in self._rows(sql))

    def chrome(self, host: str) -> dict[str, Any] | None:
        """What was learned of a host's chrome, as it was put."""
        row = self._row("select line from chrome where host=?", host)
        return dict(json.loads(row[0])) if row else None

    def put_chrome(self, host: str, at: datetime, learned: Mapping[str, object]) -> None:
        """Remember what was learned of a host's chrome."""
        self.db.execute(
            "insert or replace into chrome values (?,?,?)",
            (host, dates.stamp(at), json.dumps(learned)),
        )

    def last_try(self, url: str) -> datetime | None:
        """When exactly this address was last asked for, with or without an answer."""
        row = self._row("select at from tries where url=?", url)
        return _moment(row[0]) if row else None

    def last_fetch(self, url: str) -> Fact | None:
        """The last answer for exactly this address."""
        row = self._row("select line from fetches where url=?", url)
        return journal.read(row[0].encode()) if row else None

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """ETag and Last-Modified of the last good answer for exactly this address."""
        row = self._row("select etag, last_modified from fetches where url=?", url)
        return (row[0], row[1]) if row else (None, None)

    def last_good(self, url: str) -> CaptureRef | None:
        """Where the last 200 answer for exactly this address lies."""
        row = self._row("select warc, offset, digest from fetches where url=?", url)
        return CaptureRef(warc=row[0], offset=row[1], digest=row[2]) if row and row[0] else None

    def earlier(self, url: str) -> Earlier | None:
        """The response record that a revisit of this address may refer to."""
        row = self._row(
            "select origin_at, origin_warc, origin_offset, digest, payload, coding"
            " from fetches where url=? and origin_warc is not null and payload is not null",
            url,
        )
        if row is None:
            return None
        at, name, offset, digest, payload, coding = row
        ref = CaptureRef(warc=name, offset=offset, digest=digest)
        return Earlier(url=url, at=dates.read_stamp(at), ref=ref, payload=payload, coding=coding)

    def is_news(self, fact: Fact) -> bool:
        """Whether an announcement says something else than the last one at the same place."""
        row = self._row(
            "select line from announcements where key=? and via=? and how=? and source=?",
            urls.key(fact.url),
            fact.detail["via"],
            fact.detail["how"],
            fact.source or "",
        )
        told = {"url": fact.url, "source": fact.source or "", **fact.detail}
        return row is None or json.loads(row[0]) != told

    def announcements(self, url: str | None) -> tuple[Candidate, ...]:
        """The latest announcement of each post at each place; of one post, or of all."""
        sql = "select line from announcements {} order by key, via, how, source"
        if url is None:
            rows = self._rows(sql.format(""))
        else:
            names = (
                "where key = ?1 or key in (select key from names where url in"
                " (select url from names where key = ?1))"
            )
            rows = self._rows(sql.format(names), urls.key(url))
        return tuple(plain.candidate(json.loads(line)) for (line,) in rows)

    def resting(self, now: datetime) -> dict[str, datetime]:
        """The hosts that asked to be left alone, and until when."""
        rows = (
            (host, dates.read_stamp(until)) for host, until in self._rows("select * from rests")
        )
        return {host: until for host, until in rows if until > now}

    def sources(self) -> tuple[SourceHealth, ...]:
        """The health of all sources that were ever asked."""
        rows = self._rows("select id, line from sources order by id")
        return tuple(_health(source, json.loads(line)) for source, line in rows)

    # runs and changes

    def runs(self) -> tuple[RunInfo, ...]:
        """All runs, by the time they began."""
        rows = self._rows("select name, run, line from journals order by name")
        return tuple(_run(name, run, json.loads(line)) for name, run, line in rows)

    def changes(self, since: str | datetime) -> Iterator[Fact]:
        """The versions written since a moment or after a run, as they were written."""
        sql, value = "select line from changes where at >= ? order by seq", since
        if isinstance(since, str):
            row = self._row("select max(name) from journals where run=?", since)
            if row and row[0]:
                sql, value = "select line from changes where journal > ? order by seq", row[0]
            else:
                value = _moment(since)
        rows = self._rows(sql, dates.stamp(value) if isinstance(value, datetime) else value)
        return (journal.read(line.encode()) for (line,) in rows)

    # memberships

    def judged(self) -> bool:
        """Whether memberships have been written since the catalog was made."""
        return self._row("select 1 from meta where key='judged'") is not None

    def judge(self, memberships: Iterable[Membership]) -> None:
        """Replace all memberships."""
        rows = [
            (
                m.challenge,
                m.post,
                m.round,
                m.verdict.value,
                json.dumps(plain.plain(m), ensure_ascii=False),
            )
            for m in memberships
        ]
        self.db.execute("delete from memberships")
        self.db.executemany("insert or replace into memberships values (?,?,?,?,?)", rows)
        self.db.execute("insert or replace into meta values ('judged', ?)", (self._verdicts(),))

    def _verdicts(self) -> str:
        """A digest of all memberships, which no file could tell otherwise."""
        rows = self._rows("select * from memberships order by challenge, post")
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    def memberships(self, challenge: str) -> tuple[Membership, ...]:
        """All verdicts of a challenge."""
        rows = self._rows("select line from memberships where challenge=? order by post", challenge)
        return tuple(plain.membership(json.loads(line)) for (line,) in rows)


_COMPARED = {
    "journals": "name, run, line",
    "posts": "url, number, change, day, host, title, authors",
    "names": "key, url, own",
    "changes": "journal, url, at, line",
    "fetches": "*",
    "announcements": "*",
    "sources": "*",
    "rests": "*",
}


def differences(held: Catalog, fresh: Catalog) -> Iterator[str]:
    """What is wrong with a catalog, held against one that was made from the files just now."""
    for (line,) in held.db.execute("pragma integrity_check(3)"):
        if line != "ok":
            yield f"the index file is broken: {line}"
    for table, columns in _COMPARED.items():
        sql = f"select {columns} from {table} order by 1, 2"  # noqa: S608 - from the table above
        ours, theirs = (set(c.db.execute(sql).fetchall()) for c in (held, fresh))
        if ours != theirs:
            yield f"{len(ours ^ theirs)} rows of {table!r} differ from what the files say"
    judged = held.db.execute("select value from meta where key='judged'").fetchone()
    if judged and judged[0] != held._verdicts():
        yield "the memberships were changed after they were written"


def _moment(text: str) -> datetime:
    read = dates.parse(text)
    if read is None:
        raise ValueError(f"neither a run nor a time: {text!r}")
    return (
        read
        if isinstance(read, datetime)
        else datetime(read.year, read.month, read.day, tzinfo=UTC)
    )


def _day(version: Version) -> str:
    """The day a post is filed under: of its publication, else when it was first seen."""
    published = version.post.published if version.post else None
    return (dates.day(published) or version.first_seen.date()).isoformat()


def _by(names: str, author: str | None) -> bool:
    if author is None:
        return True
    return author.casefold() in (name.casefold() for name in json.loads(names))


def _health(source: str, values: dict[str, Any]) -> SourceHealth:
    times = ("last_attempt", "last_success", "last_new_post")
    read = {key: dates.read_stamp(values[key]) for key in times if values.get(key)}
    return SourceHealth(**(values | read | {"id": source, "status": Status(values["status"])}))


def _run(name: str, run: str, values: list[Any]) -> RunInfo:
    started, ended, status, counts = values
    return RunInfo(
        id=run,
        started=dates.read_stamp(started),
        ended=dates.read_stamp(ended) if ended else None,
        status=status,
        journal=name,
        counts=counts,
    )
