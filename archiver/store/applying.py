"""What the catalog learns: journals and posts go into the tables."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from archiver import dates, journal, urls
from archiver.journal import Journal
from archiver.model import Fact, Membership, Status, Version
from archiver.store import plain
from archiver.store.runs import CHANGES
from archiver.store.tables import FOLLOWING, Tables


class Applying(Tables):
    """The writing half of the catalog."""

    def __init__(self, db: sqlite3.Connection) -> None:
        super().__init__(db)
        self._asked: dict[tuple[str, int], str] = {}

    def take(self, name: str, found: Journal) -> set[str]:
        """Take in a journal; the addresses of the posts whose heads it changed."""
        trusted = found.status == journal.COMMITTED
        for fact in found.facts:
            self.apply(fact, name, trusted=trusted)
        self.add_run(name, found)
        return {fact.url for fact in found.facts if fact.action in CHANGES}

    def filled(self) -> None:
        """Remember that all posts are taken in."""
        self.db.execute("insert or replace into meta values ('filled', '')")

    def clear(self) -> None:
        """Forget all, within the open transaction."""
        for table in FOLLOWING:
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
            self._apply_look(fact, trusted=trusted)
        elif fact.action == "failed":
            self._apply_look(fact, trusted=trusted)
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

    def _apply_look(self, fact: Fact, *, trusted: bool) -> None:
        """Remember when an address was asked for the first and the last time, and what answered.

        What an unfinished run asked for does not count: nobody has read it.
        """
        if fact.capture:
            self._asked[fact.capture.warc, fact.capture.offset] = fact.url
        if not trusted:
            return
        asked, at = str(fact.detail.get("asked") or fact.url), int(fact.at.timestamp())
        for url in {asked, fact.url}:
            self.db.execute(
                "insert into tries values (?1,?2,?2) on conflict (url) do update set at=?2",
                (url, at),
            )
            self.db.execute("update looks set at=? where address=?", (at, url))

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
        if isinstance(counts, dict) and counts.get("interval"):
            now["interval"] = int(counts["interval"])
        self.db.execute(
            "insert or replace into sources values (?,?)", (fact.source, json.dumps(now))
        )

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
                "insert into posts (url, number, change, day, host, title, authors, confidence)"
                " values (?1,?2,?3,?4,?5,?6,?7,?8) on conflict (url) do update set"
                " number=?2, change=?3, day=?4, title=?6, authors=?7, confidence=?8",
                (
                    *row,
                    _day(head),
                    urls.host(head.url),
                    post.title,
                    json.dumps(post.authors),
                    post.confidence,
                ),
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

    def searchable(self, url: str) -> None:
        """Remember that the newest text of a post is in the search index."""
        self.db.execute("update posts set indexed=number where url=?", (url,))

    def put_chrome(self, host: str, at: datetime, learned: Mapping[str, object]) -> None:
        """Remember what was learned of a host's chrome."""
        self.db.execute(
            "insert or replace into chrome values (?,?,?)",
            (host, dates.stamp(at), json.dumps(learned)),
        )

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
        self.db.execute(
            "insert or replace into meta values ('judged', ?)", (self.verdicts_digest(),)
        )

    def verdicts_digest(self) -> str:
        """A digest of all memberships, which no file could tell otherwise."""
        rows = self._rows("select * from memberships order by challenge, post")
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _day(version: Version) -> str:
    """The day a post is filed under: of its publication, else when it was first seen."""
    published = version.post.published if version.post else None
    return (dates.day(published) or version.first_seen.date()).isoformat()
