"""The queries of the catalog."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from archiver.errors import ParseError
from archiver.facts import (
    Announced,
    Answered,
    Climbed,
    Fact,
    Lesson,
    Polled,
    Repost,
    VersionWritten,
)
from archiver.formats import codec, journal
from archiver.formats.warc import Earlier
from archiver.history.identity import entry_key, whole_entry_key
from archiver.model import Candidate, CaptureRef, Change
from archiver.store.catalog.filters import Filter
from archiver.store.catalog.tables import T, Tables
from archiver.store.types import SLOWEST, Head, Look, RunInfo, SourceHealth, Titled
from archiver.web import dates, urls

_NEXT_LOOK = f"min((10 * at - changed) / 9, at + {SLOWEST})"
"""No post is due before: a tenth of its age must have passed since the last look, or ``SLOWEST``."""

F = TypeVar("F", bound=Fact)


class Queries(Tables):
    """The part of the catalog that reads the tables."""

    # journals

    def taken(self) -> set[str]:
        """The names of the journals that have been applied."""
        return {name for (name,) in self._rows("select name from journals")}

    def last_journal(self) -> str:
        """The name of the last journal applied; empty where there is none."""
        row = self._row("select max(name) from journals")
        return (row and row[0]) or ""

    def is_filled(self) -> bool:
        """Whether the posts have been indexed: in a new catalog they have not."""
        return self._row("select 1 from meta where key='filled'") is not None

    # posts

    def find(self, url: str) -> Head | None:
        """The newest version of the post that an address leads to."""
        found = self._all(
            Head, "select url, number, sha512 from posts where url=?", url
        ) or self._all(
            Head,
            "select p.url, p.number, p.sha512 from names n join posts p on p.url=n.url"
            " where n.key=? order by n.own desc, p.change='gone', p.url limit 1",
            urls.key(url),
        )
        return found[0] if found else None

    def names(self, post: str) -> frozenset[str]:
        """The keys of all addresses that lead to a post, but for those that are another post's own."""
        sql = (
            "select key from names name where url=?"
            " and (own or not exists (select 1 from names where key=name.key and own))"
        )
        return frozenset(key for (key,) in self._rows(sql, post))

    def select(self, wanted: Filter) -> list[Head]:
        """The newest versions of posts, by day and address."""
        return self.rows(Head, ("url", "number", "sha512", "words"), wanted)

    def rows(
        self, make: Callable[..., T | None], columns: Sequence[str], wanted: Filter
    ) -> list[T]:
        """Columns of posts, each made into what it stands for, by day and address."""
        judged, named = wanted.judged()
        clauses = {
            "host = ?": wanted.host,
            "day >= ?": wanted.since,
            "day <= ?": wanted.until,
            "change <> ?": None if wanted.gone else Change.GONE.value,
        }
        used = {clause: value for clause, value in clauses.items() if value is not None}
        where, values = " and ".join(["1", *used, *judged]), (*used.values(), *named)
        # to sort all rows is faster than to look each up, in the order of the index of days
        order = "day, url" if wanted.since or wanted.until else "+day, url"
        sql = "select {} from posts where {} order by {}"
        if wanted.author is None:
            made = self._all(make, sql.format(", ".join(columns), where, order), *values)
        else:
            by, names = wanted.author.casefold(), ", ".join(("authors", *columns))
            made = self._all(
                lambda authors, *row: make(*row) if by in _folded(authors) else None,
                sql.format(names, where, order),
                *values,
            )
        return [found for found in made if found is not None]

    def hosts(self) -> set[str]:
        """The hosts of all posts."""
        return {host for (host,) in self._rows("select distinct host from posts")}

    def unsearchable(self) -> list[tuple[str, int]]:
        """Identity and head number of the posts whose newest text is not in the search index."""
        sql = "select url, number from posts where indexed < number order by url"
        return self._all(lambda url, number: (url, number), sql)

    def post_count(self) -> int:
        """How many posts there are, tombstones included."""
        return int(self._rows("select count(*) from posts")[0][0])

    def gone_count(self) -> int:
        """How many posts are gone from the web."""
        sql = "select count(*) from posts where change=?"
        return int(self._rows(sql, Change.GONE.value)[0][0])

    # what was fetched and announced

    def looks(
        self, due: Callable[[int, int], bool], now: float | None = None, pause: float = 0
    ) -> list[Look]:
        """The last looks at posts for which ``due(at, changed)`` holds (Unix times), by address.

        With ``now``, and the least ``pause`` in seconds between two looks, only posts are asked
        about that can be due by then: of a large archive few are.
        """
        self.db.create_function("due", 2, due, deterministic=True)
        # `or at > now`: of a wrong clock
        some = "1" if now is None else f"({_NEXT_LOOK} <= ?1 and at <= ?2 or at > ?1)"
        sql = (
            f"select url, address, at, changed from looks where {some} and due(at, changed)"  # noqa: S608 - constants
            " order by url"
        )
        return self._all(Look, sql, *(() if now is None else (now, now - pause)))

    def look(self, post: str) -> Look | None:
        """The last look at a post."""
        row = self._row("select url, address, at, changed from looks where url=?", post)
        return Look(*row) if row else None

    def pending(self) -> tuple[Candidate, ...]:
        """The announcements that have led to no post."""
        sql = "select line from announcements where not held order by key, via, how, source"
        return tuple(fact.candidate for fact in self._all(reader(Announced), sql))

    def habits(self, host: str) -> dict[str, Any] | None:
        """The learned chrome of a host, as JSON; None also where it is not as it was written."""
        row = self._row("select line, sha256 from habits where host=?", host)
        return dict(json.loads(row[0])) if row and row[1] == digest(row[0]) else None

    def tries(self, url: str) -> tuple[int, int] | None:
        """When exactly this address was asked for, the last and the first time (Unix times)."""
        row = self._row("select at, since from tries where url=?", url)
        return (row[0], row[1]) if row else None

    def last_fetch(self, url: str) -> Answered | None:
        """The last answer for exactly this address."""
        found = self._all(reader(Answered), "select line from fetches where url=?", url)
        return found[0] if found else None

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """ETag and Last-Modified of the last good answer for exactly this address."""
        row = self._row("select etag, last_modified from fetches where url=?", url)
        return (row[0], row[1]) if row else (None, None)

    def was_read(self, url: str) -> bool:
        """Whether the last good answer for exactly this address was read as what it should be."""
        row = self._row("select read from fetches where url=?", url)
        return bool(row and row[0])

    def announced_by(self, via: str) -> tuple[Announced, ...]:
        """What the document at an address has announced so far."""
        sql = "select line from announcements where via=? order by key, how, source"
        return tuple(self._all(reader(Announced), sql, via))

    def last_good(self, url: str) -> CaptureRef | None:
        """The capture of the last 200 answer for exactly this address."""
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

    def is_news(self, fact: Announced) -> bool:
        """Whether an announcement differs from the last one at the same place.

        A new time or a new capture alone is no difference.
        """
        found = self._all(
            reader(Announced),
            "select line from announcements where key=? and via=? and how=? and source=?",
            *(urls.key(fact.url), fact.via, fact.how, fact.source),
        )
        if not found:
            return True
        before = found[0]
        # as lines: datetimes of one moment in two time zones would compare equal
        now = replace(fact, at=before.at, capture=before.capture)
        return journal.write(now) != journal.write(before)

    def announced(self, url: str | None) -> tuple[Announced, ...]:
        """The latest announcement of each post at each place; of one post, or of all."""
        sql = "select line from announcements {} order by key, via, how, source"
        if url is None:
            return tuple(self._all(reader(Announced), sql.format("")))
        # an address that is another post's own is none of this one's, whatever its page names
        names = (
            "where key = ?1 or key in (select key from names name where url in"
            " (select url from names where key = ?1"
            " and own = (select max(own) from names where key = ?1))"
            " and (own or not exists (select 1 from names where key = name.key and own)))"
        )
        return tuple(self._all(reader(Announced), sql.format(names), urls.key(url)))

    def announcements(self, url: str | None) -> tuple[Candidate, ...]:
        """What was announced, of one post or of all."""
        return tuple(fact.candidate for fact in self.announced(url))

    def lessons(self, host: str) -> tuple[Lesson, ...]:
        """The pages from which a host's chrome was learned, in the order they were noted."""
        sql = "select line from lessons where host=? order by seq"
        return tuple(self._all(reader(Lesson), sql, host))

    def unread(self) -> dict[str, Answered]:
        """The good answers that runs have kept but not come to read, by the requested address."""
        facts = self._all(reader(Answered), "select line from unread order by url")
        return {fact.asked or fact.url: fact for fact in facts}

    def unreadable(self, url: str) -> tuple[str, str, str] | None:
        """The digest of a page that was too much to read, for which extractor, and the reason."""
        sql = "select digest, extractor, reason from unreadable where url=?"
        row = self._row(sql, url)
        return (row[0], row[1], row[2]) if row else None

    # what is held back, and what is one

    def of_entry(self, said: Candidate) -> tuple[Candidate, ...]:
        """What was announced under the id of an entry: by the same feed, whatever host the id names;
        by another one of the same source under the whole id."""
        sql = (
            "select line from announcements where entry=? and entry<>''"
            " and (via=? or (id=? and source=?)) order by key, via"
        )
        ids = entry_key(said.entry_id), whole_entry_key(said.entry_id)
        found = self._all(reader(Announced), sql, ids[0], said.via, ids[1], said.source)
        return tuple(fact.candidate for fact in found)

    def titled(self, title: str, host: str = "") -> list[Titled]:
        """The posts with exactly this title, of a host or of all; tombstones as well."""
        where = "title=?1 and host=?2" if host else "title=?1 and ?2=''"
        sql = f"select url, published, change='gone' from posts where {where} order by url limit 50"  # noqa: S608 - constants
        return self._all(Titled, sql, title, host)

    def published(
        self, days: tuple[date, date], words: tuple[int, int], before: datetime | None = None
    ) -> list[Titled]:
        """The posts that were published in these days and have so many words; tombstones as well.

        With ``before`` only those whose newest version is older.
        """
        where = "day between ? and ? and published<>'' and words between ? and ? and seen < ?"
        sql = f"select url, published, change='gone' from posts where {where} order by url limit 50"  # noqa: S608 - constants
        until = dates.stamp(before) if before else "~"  # after every time
        return self._all(Titled, sql, *(day.isoformat() for day in days), *words, until)

    def reposts(self, post: str) -> tuple[Repost, ...]:
        """The posts with the same text on other blogs, as they were met."""
        sql = "select line from reposts where url=?1 or of=?1 order by url, of"
        return tuple(self._all(reader(Repost), sql, post))

    def resting(self, now: datetime) -> dict[str, datetime]:
        """The hosts whose Retry-After has not passed, and its end."""
        rows = self._all(
            lambda host, until: (host, dates.read_stamp(until)), "select host, until from rests"
        )
        return {host: until for host, until in rows if until > now}

    def sources(self) -> tuple[SourceHealth, ...]:
        """The health of all sources that were ever fetched."""
        sql = "select line from sources order by id"
        return tuple(self._all(lambda line: codec.read(SourceHealth, json.loads(line)), sql))

    def clock(self, url: str) -> Polled | None:
        """The clock of exactly this address; None where it was never read."""
        found = self._all(reader(Polled), "select line from clocks where url=?", url)
        return found[0] if found else None

    def clocks(self) -> tuple[Polled, ...]:
        """The clocks of all addresses."""
        return tuple(self._all(reader(Polled), "select line from clocks order by url"))

    def climbs(self) -> tuple[Climbed, ...]:
        """How far each way to the posts of each blog was gone when it was last tried."""
        sql = "select line from climbs order by source, blog, rung"
        return tuple(self._all(reader(Climbed), sql))

    # runs and changes

    def runs(self) -> tuple[RunInfo, ...]:
        """All runs, by the time they began."""
        sql = "select name, run, line from journals order by name"
        return tuple(self._all(_run, sql))

    def changes(self, since: str | datetime) -> Iterator[VersionWritten]:
        """The versions written since a moment or after a run, as they were written."""
        sql, value = "select line from changes where at >= ? order by seq", since
        if isinstance(since, str):
            row = self._row("select max(name) from journals where run=?", since)
            if row and row[0]:
                sql, value = "select line from changes where journal > ? order by seq", row[0]
            else:
                value = _moment(since)
        after = dates.stamp(value) if isinstance(value, datetime) else value
        return iter(self._all(reader(VersionWritten), sql, after))

    def changes_after(self, place: int, count: int) -> list[tuple[int, VersionWritten]]:
        """At most ``count`` of the versions written after a place in their order, each with its own."""
        sql = "select seq, line from changes where seq > ? order by seq limit ?"
        read = reader(VersionWritten)
        return self._all(lambda seq, line: (seq, read(line)), sql, place, count)


def digest(line: str) -> str:
    """The hexadecimal SHA-256 of a text that no file holds."""
    return hashlib.sha256(line.encode()).hexdigest()


def reader(kind: type[F]) -> Callable[[str], F]:
    """What reads a line of the journal as a fact of this kind."""

    def read(line: str) -> F:
        fact = journal.read(line.encode())
        if not isinstance(fact, kind):
            raise ParseError(f"not a fact of the kind {kind.__name__}")
        return fact

    return read


def _moment(text: str) -> datetime:
    read = dates.parse(text)
    if read is None:
        raise ValueError(f"neither a run nor a time: {text!r}")
    return (
        read
        if isinstance(read, datetime)
        else datetime(read.year, read.month, read.day, tzinfo=UTC)
    )


def _folded(names: str) -> tuple[str, ...]:
    return tuple(name.casefold() for name in json.loads(names))


def _run(name: str, run: str, line: str) -> RunInfo:
    started, ended, status, counts, scouted = json.loads(line)
    return RunInfo(
        id=run,
        started=dates.read_stamp(started),
        ended=dates.read_stamp(ended) if ended else None,
        status=status,
        journal=name,
        counts=counts,
        scouted=scouted,
    )
