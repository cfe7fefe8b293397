"""What is hidden, and what was taken down for good: by its hashes, as nothing else is known of it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from archiver.facts import Forgotten, Hidden, Redacted, Rewritten, Shown
from archiver.facts.of_takedown import TakenDown
from archiver.formats import journal
from archiver.formats.blanking.post_matter import Hashed
from archiver.model import CaptureRef
from archiver.store.catalog.tables import Tables
from archiver.web import dates, urls


class HiddenName(NamedTuple):
    """What is hidden: the key of a post's address, or a host; since when, and why."""

    name: str
    at: str
    reason: str


class Down(Tables):
    """The part of the catalog that knows what is not to be published, and what not to be taken in."""

    def take_down(self, fact: TakenDown) -> None:
        """Apply a fact."""
        match fact:
            case Hidden():
                said = (_name(fact), dates.stamp(fact.at), fact.reason or "")
                self.db.execute("insert or replace into hidden values (?,?,?)", said)
            case Shown():
                self.db.execute("delete from hidden where name=?", (_name(fact),))
            case Forgotten():
                kinds = {"address": fact.addresses, "opening": fact.openings, "name": fact.names}
                rows = [(fact.salt, kind, h) for kind, found in kinds.items() for h in found]
                self.db.executemany("insert or ignore into forgotten values (?,?,?)", rows)
            case Redacted():
                place = (fact.file, fact.offset)
                sql = "update redacted set after=? where warc=? and offset=? and after=?"
                self.db.execute(sql, (fact.after, *place, fact.before))
                digests = (fact.before, fact.after)
                sql = "insert or replace into redacted values (?,?,?,?)"
                self.db.execute(sql, (*place, *digests))
            case Rewritten():
                sql = "insert or ignore into rewritten values (?,?)"
                self.db.execute(sql, (fact.file, fact.before))

    def hidden_names(self) -> list[HiddenName]:
        """What is hidden, by name."""
        return self._all(HiddenName, "select name, at, reason from hidden order by name")

    def hidden_posts(self) -> frozenset[str]:
        """The identities of all posts that are hidden, or whose host is."""
        if not (names := {hidden.name for hidden in self.hidden_names()}):
            return frozenset()
        sql = "select n.url from hidden h join names n on n.key=h.name"
        found = {url for (url,) in self._rows(sql)}
        if hosts := {name for name in names if "/" not in name}:
            rows = self._rows("select url, host from posts")
            found |= {url for url, host in rows if host.removeprefix("www.") in hosts}
        return frozenset(found)

    def forgotten(self) -> Hashed:
        """By what the posts are known that were taken down for good."""
        rows = self._rows("select salt, kind, hash from forgotten")
        return hashes((salt, kind, value) for salt, kind, value in rows)

    def joined_to(self, post: str) -> list[str]:
        """The posts that have become this one."""
        return [url for (url,) in self._rows("select url from joined where of=?", post)]

    def short_links_to(self, keys: Iterable[str]) -> set[str]:
        """The keys of short links that lead to one of these."""
        wanted = set(keys)
        rows = self._rows("select key, target from resolved where target<>''")
        return {key for key, target in rows if urls.key(target) in wanted}

    def addresses(self) -> set[str]:
        """All addresses of posts that were kept, announced or asked for."""
        found = {
            url for (url,) in self._rows("select url from posts union select url from fetches")
        }
        rows = self._rows("select line from announcements")
        return found | {journal.read(line.encode()).url for (line,) in rows}

    def as_it_is(self, ref: CaptureRef) -> CaptureRef:
        """The reference of a capture with the digest that it has since words in it were blanked."""
        sql = "select after from redacted where warc=? and offset=? and before=?"
        row = self._row(sql, ref.warc, ref.offset, ref.digest)
        return replace(ref, digest=row[0]) if row else ref

    def was_rewritten(self, file: str, sha256: str) -> bool:
        """Whether a file had this digest before a post was taken out of it."""
        sql = "select 1 from rewritten where file=? and before=?"
        return self._row(sql, file, sha256) is not None


def hashes(rows: Iterable[tuple[str, str, str]]) -> Hashed:
    """Salts, kinds and hashes as what posts are known by."""
    sets: dict[str, dict[str, set[str]]] = {}
    for salt, kind, value in rows:
        sets.setdefault(kind, {}).setdefault(salt, set()).add(value)
    names: dict[str, dict[int, set[str]]] = {}
    for salt, found in sets.get("name", {}).items():
        for value in found:
            length, _, digest = value.partition(":")
            names.setdefault(salt, {}).setdefault(int(length), set()).add(digest)
    return Hashed(
        addresses={s: frozenset(v) for s, v in sets.get("address", {}).items()},
        openings={s: frozenset(v) for s, v in sets.get("opening", {}).items()},
        names={s: {n: frozenset(h) for n, h in v.items()} for s, v in names.items()},
    )


def _name(fact: Hidden | Shown) -> str:
    return fact.host.removeprefix("www.") or urls.key(fact.url)
