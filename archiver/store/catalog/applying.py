"""Writes journals and posts into the tables of the catalog."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from archiver.errors import Postponed
from archiver.facts import (
    Alias,
    Announced,
    Answered,
    Climbed,
    Fact,
    Failed,
    Lesson,
    NotRead,
    Polled,
    Quarantined,
    Rejected,
    Released,
    Repost,
    Resolved,
    RetryAfter,
    Ruled,
    SamePost,
    Settled,
    SourceLooked,
    Status,
    TakesPart,
    VersionWritten,
)
from archiver.facts.of_takedown import TakenDown
from archiver.formats import codec, frontmatter, journal
from archiver.formats.journal import Journal
from archiver.history.identity import entry_key, whole_entry_key
from archiver.history.reposts import sketch
from archiver.history.versions import missed_body
from archiver.model import CaptureRef, Post, Version
from archiver.store.catalog import fulltext
from archiver.store.catalog.held_back import HeldBack
from archiver.store.catalog.near import Near
from archiver.store.catalog.queries import digest
from archiver.store.catalog.resolved import ResolvedLinks
from archiver.store.catalog.same_texts import SameTexts
from archiver.store.catalog.tables import DERIVED_TABLES
from archiver.store.catalog.taken_down import Down
from archiver.store.catalog.taking_part import TakingPart
from archiver.store.catalog.verdicts import Verdicts
from archiver.store.types import SourceHealth
from archiver.web import dates, urls


class Applying(Verdicts, HeldBack, TakingPart, SameTexts, ResolvedLinks, Near, Down):
    """The part of the catalog that writes the tables."""

    def __init__(self, db: sqlite3.Connection) -> None:
        super().__init__(db)
        self._asked: dict[tuple[str, int], str] = {}

    def take(self, name: str, found: Journal) -> set[str]:
        """Apply a journal. Returns the URLs of the posts that it wrote versions of.

        Some of its facts may have been applied while its run was at work: nothing counts twice.
        """
        for fact, trusted in zip(found.facts, journal.settled(found), strict=True):
            self.apply(fact, name, trusted=trusted)
            self.looked(fact, name, trusted=trusted)
        self.add_run(name, found)
        return {fact.url for fact in found.facts if isinstance(fact, VersionWritten)}

    def filled(self) -> None:
        """Mark that all posts have been indexed."""
        self.db.execute("insert or replace into meta values ('filled', '')")

    def clear(self) -> None:
        """Delete all rows, within the open transaction."""
        for table in DERIVED_TABLES:
            self.db.execute(f"delete from {table}")  # noqa: S608 - tables of the schema

    def add_run(self, name: str, found: Journal) -> None:
        """Remember a run whose facts are already applied."""
        values = [
            dates.stamp(found.started),
            found.ended and dates.stamp(found.ended),
            found.status,
            dict(found.counts),
            any(isinstance(fact, Settled) and not fact.host for fact in found.facts),
        ]
        self.db.execute(
            "insert or replace into journals values (?,?,?)", (name, found.run, json.dumps(values))
        )

    def apply(self, fact: Fact, name: str, *, trusted: bool = True) -> None:
        """Apply one fact of a journal, but for when its page was looked at: see ``looked``.

        Validators are stored only of what is ``trusted``, which is to say settled: other pages may
        not have been read before their run ended, and a 304 would hide them.
        """
        match fact:
            case VersionWritten():
                self._apply_version(fact, name)
            case Answered():
                self._apply_answer(fact, trusted=trusted)
            case Failed():
                self._apply_failure(fact)
            case NotRead(capture=CaptureRef() as ref):
                self._disbelieve(ref)
            case Announced():
                self._apply_announcement(fact, trusted=trusted)
            case Quarantined():
                self._apply_quarantine(fact, name)
            case Released() | Rejected():
                self.decide(fact)
            case Ruled():
                self.keep_ruling(fact)
            case SamePost():
                self._apply_join(fact)
            case Repost():
                self.met_repost(fact)
            case Lesson():
                row = (fact.host, journal.write(fact).decode())
                self.db.execute("insert or ignore into lessons (host, line) values (?,?)", row)
            case Alias():
                self.add_name(fact.url, fact.of, own=False)
                self._touch(fact.of)
            case Resolved():
                self.resolve(fact)
            case SourceLooked():
                self._apply_source(fact)
            case Polled():
                row = (fact.url, journal.write(fact).decode())
                self.db.execute("insert or replace into clocks values (?,?)", row)
            case Climbed():
                line = journal.write(fact).decode()
                step = (fact.source, fact.url, fact.rung, line)
                self.db.execute("insert or replace into climbs values (?,?,?,?)", step)
            case TakenDown():
                self.take_down(fact)
            case TakesPart():
                self.take_part(fact)
            case RetryAfter():
                row = (urls.host(fact.url), dates.stamp(fact.until))
                self.db.execute("insert or replace into rests values (?,?)", row)

    def _apply_version(self, fact: VersionWritten, name: str) -> None:
        line = journal.write(fact).decode()
        # a text that only the feed has: what was asked for was the feed, and not the post
        ref = None if fact.from_feed else fact.capture
        address = fact.ask or (self._asked.get((ref.warc, ref.offset)) if ref else None)
        self.db.execute(
            "insert into looks values (?1,?2,?3,?3) on conflict (url) do update set"
            " address=coalesce(?4, address), at=?3, changed=?3",
            (fact.url, address or fact.url, int(fact.at.timestamp()), address),
        )
        self.db.execute(
            "insert or ignore into changes (journal, url, at, line) values (?,?,?,?)",
            (name, fact.url, dates.stamp(fact.at), line),
        )
        if ref:
            self._is_read(ref)
        self.no_longer_held_back(fact.url, address or fact.url)

    def _is_read(self, ref: CaptureRef) -> None:
        self.db.execute("delete from unread where warc=? and offset=?", (ref.warc, ref.offset))

    def _disbelieve(self, ref: CaptureRef) -> None:
        """Nobody has made anything of this answer: a 304 to it would say nothing."""
        self.db.execute(
            "update fetches set etag=null, last_modified=null, read=0 where warc=? and offset=?",
            (ref.warc, ref.offset),
        )

    def _apply_failure(self, fact: Failed) -> None:
        if fact.method and fact.error != Postponed.__name__:
            # after a failure a source is asked in full: a 304 would pass for a quiet one
            self.db.execute(
                "update fetches set etag=null, last_modified=null where url=?", (fact.url,)
            )
        if ref := fact.capture:
            self._asked[ref.warc, ref.offset] = fact.url

    def _apply_quarantine(self, fact: Quarantined, name: str) -> None:
        self.hold_back(fact, name)
        if (ref := fact.capture) is None:
            return
        self._disbelieve(ref)
        if fact.unreadable_by:
            row = (fact.url, ref.digest, fact.unreadable_by, fact.reason)
            self.db.execute("insert or replace into unreadable values (?,?,?,?)", row)
        self._is_read(ref)

    def _apply_join(self, fact: SamePost) -> None:
        """Forget a post that has become another one: its addresses lead there."""
        self.db.execute("update joined set of=? where of=?", (fact.of, fact.url))
        self.db.execute("insert or replace into joined values (?,?)", (fact.url, fact.of))
        self.db.execute(
            "update or replace names set url=?2, own=0 where url=?1", (fact.url, fact.of)
        )
        self.leaves(fact.url)
        for table, column in (("posts", "url"), ("looks", "url"), ("unjudged", "post")):
            self.db.execute(f"delete from {table} where {column}=?", (fact.url,))  # noqa: S608 - constants
        for forget in (self.forget_verdicts, self.forget_text, self.forget_links):
            forget(fact.url)
        fulltext.remove(self.db, fact.url)
        self.add_name(fact.url, fact.of, own=False)
        self._touch(fact.of)

    def _apply_answer(self, fact: Answered, *, trusted: bool) -> None:
        line = journal.write(fact).decode()
        self.db.execute(
            "insert into fetches (url, line) values (?,?) on conflict (url) do update set line=?2",
            (fact.url, line),
        )
        if fact.capture:
            self._asked[fact.capture.warc, fact.capture.offset] = fact.url
        if fact.status == 200 and not fact.truncated:
            self._apply_good(fact, trusted=trusted)
        elif fact.status in (301, 302, 303, 307, 308):
            self.db.execute(
                "update fetches set etag=null, last_modified=null where url=?", (fact.url,)
            )

    def looked(self, fact: Fact, name: str, *, trusted: bool = True) -> None:
        """Store when a URL was requested first and last, where a fact is of a request.

        An answer that is not settled does not count: its page may not have been read. A good one
        is remembered as unread.
        """
        if not isinstance(fact, Answered | Failed):
            return
        asked = (fact.asked if isinstance(fact, Answered) else None) or fact.url
        if not trusted and isinstance(fact, Answered):
            self._keep_unread(fact, asked)
            return
        self.db.execute("delete from unread where url=?", (asked,))
        if isinstance(fact, Answered):  # what it is held back for now has its time
            self.looked_at_anew(asked, fact.url, name)
        at = int(fact.at.timestamp())
        for url in {asked, fact.url}:
            self.db.execute(
                "insert into tries values (?1,?2,?2) on conflict (url) do update set at=?2",
                (url, at),
            )
            if trusted:  # where an alias is gone, the post's own address was still to be asked
                self.db.execute("update looks set at=? where address=?", (at, url))

    def _keep_unread(self, fact: Answered, asked: str) -> None:
        if fact.status != 200 or fact.truncated:
            return
        if (ref := fact.capture) and not asked.endswith("/robots.txt"):
            row = (asked, journal.write(fact).decode(), ref.warc, ref.offset)
            self.db.execute("insert or replace into unread values (?,?,?,?)", row)

    def _apply_good(self, fact: Answered, *, trusted: bool) -> None:
        self.db.execute(
            "update fetches set etag=?, last_modified=?, read=? where url=?",
            (
                fact.etag if trusted else None,
                fact.last_modified if trusted else None,
                trusted,
                fact.url,
            ),
        )
        if (ref := fact.capture) is None:
            return
        at = dates.stamp(fact.at)
        self.db.execute(
            "update fetches set warc=?, offset=?, digest=?, at=? where url=?",
            (ref.warc, ref.offset, ref.digest, at, fact.url),
        )
        if not fact.revisit:
            self.db.execute(
                "update fetches set payload=?, coding=?, origin_warc=?, origin_offset=?, origin_at=?"
                " where url=?",
                (fact.payload, fact.coding, ref.warc, ref.offset, at, fact.url),
            )

    def _apply_announcement(self, fact: Announced, *, trusted: bool) -> None:
        if not trusted:  # the news of a post that is held: the run did not come to ask for it
            self.db.execute(
                "update looks set at=0 where url in (select url from names where key=?)",
                (urls.key(fact.url),),
            )
        place = (urls.key(fact.url), fact.via, fact.how, fact.source)
        ids = entry_key(fact.entry_id), whole_entry_key(fact.entry_id)
        row = (*place, journal.write(fact).decode(), *ids)
        self.db.execute(
            "insert or replace into announcements"
            " values (?1,?2,?3,?4,?5,exists (select 1 from names where key=?1),?6,?7)",
            row,
        )
        # an announcement is evidence, too, even if the post has not changed
        self.db.execute(
            "insert or ignore into unjudged select url from names where key=?", (row[0],)
        )

    def _apply_source(self, fact: SourceLooked) -> None:
        row = self._row("select line from sources where id=?", fact.source)
        begun = SourceHealth(id=fact.source, url=fact.url, status=fact.status, last_attempt=fact.at)
        before = codec.read(SourceHealth, json.loads(row[0])) if row else begun
        now = replace(before, url=fact.url, status=fact.status, last_attempt=fact.at)
        if fact.status is Status.FAILED:
            now = now.failed(fact)
        else:
            now = replace(now, failures_in_row=0, failing_since=None, reached=True, ended=False)
        if fact.status in (Status.OK, Status.UNCHANGED):
            now = replace(now, last_success=fact.at, scope=fact.scope)
        now = replace(now, dead={url: before.dead.get(url, fact.at) for url in fact.dead})
        if fact.counts.get("created"):
            now = replace(now, last_new_post=fact.at)
        line = json.dumps(codec.plain(now))
        self.db.execute("insert or replace into sources values (?,?)", (fact.source, line))

    def put(self, head: Version, sha512: str) -> None:
        """Index a post by its head version; a tombstone keeps the values of the version before.

        ``sha512`` is the digest of the version's file.
        """
        if joined := self._row("select of from joined where url=?", head.url):
            for name in (head.url, *([head.post.url] if head.post else ()), *head.aliases):
                self.add_name(name, joined[0], own=False)
            return
        post, seen = head.post, dates.stamp(head.seen_at)
        of_head = (head.url, head.number, head.change.value, seen, sha512)
        row = (*of_head, _day(head), urls.host(head.url))
        if post is None:
            self.db.execute(
                "insert into posts (url, number, change, seen, sha512, day, host, title, authors)"
                " values (?1,?2,?3,?4,?5,?6,?7,'','[]')"
                " on conflict (url) do update set number=?2, change=?3, seen=?4, sha512=?5",
                row,
            )
        else:
            self.leaves(head.url, _day(head))
            self.db.execute(_PUT, (*row, *_shown(head, post)))
            self.sketched(head.url, sketch(post))
            self.keep_links(head.url, post)
            self.add_name(post.url, head.url, own=post.url == head.url)
        self.add_name(head.url, head.url, own=True)
        for alias in head.aliases:
            self.add_name(alias, head.url, own=False)
        self._touch(head.url)

    def add_name(self, name: str, url: str, *, own: bool) -> None:
        """Store a URL under which a post is found; ``own``: it is the post's own one."""
        self.db.execute(
            "insert into names values (?1,?2,?3) on conflict do update set own=max(own, ?3)",
            (urls.key(name), url, own),
        )
        self.db.execute(
            "update announcements set held=1 where key=? and not held", (urls.key(name),)
        )

    def _touch(self, url: str) -> None:
        """Mark that the membership of a post is to be judged again."""
        self.db.execute("insert or ignore into unjudged values (?)", (url,))

    def searchable(self, url: str) -> None:
        """Mark that the newest text of a post is in the search index."""
        self.db.execute("update posts set indexed=number where url=?", (url,))

    def put_habits(self, host: str, at: datetime, learned: Mapping[str, object]) -> None:
        """Store the learned chrome of a host."""
        line = json.dumps(learned)
        self.db.execute(
            "insert or replace into habits values (?,?,?,?)",
            (host, dates.stamp(at), line, digest(line)),
        )


_COLUMNS = (
    *("url", "number", "change", "seen", "sha512", "day", "host"),
    *("title", "authors", "confidence", "published", "words", "letters", "missed"),
)
_PUT = (
    f"insert into posts ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
    f" on conflict (url) do update set {', '.join(f'{c}=excluded.{c}' for c in _COLUMNS[1:])}"
)


def _shown(head: Version, post: Post) -> tuple[object, ...]:
    """What lists show of a post beside its version, so that they need not read its file."""
    published = dates.day(post.published)
    return (
        frontmatter.without_halves(post.title),  # as its file has it
        json.dumps(post.authors),
        post.confidence,
        published.isoformat() if published else "",
        post.word_count,
        len(post.text),
        ", ".join(missed_body(head)),
    )


def _day(version: Version) -> str:
    """The day of a post: of its publication, else when it was first seen."""
    published = version.post.published if version.post else None
    return (dates.day(published) or version.first_seen.date()).isoformat()
