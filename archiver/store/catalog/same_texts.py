"""Posts with one text on several hosts: the sketches of all texts, and which of them are reposts.

What is like a post changes with other posts: whoever writes marks the posts that are to be compared,
and whoever reads has them compared first. So an archive that grew run by run knows the same as one
whose catalog was made again, or which was merged from two.
"""

from collections.abc import Iterable

from archiver.facts import Repost
from archiver.formats import journal
from archiver.history.reposts import Repeat, original
from archiver.store.catalog.tables import Tables
from archiver.web import dates

FRAME = 8
"""A run of words that more texts have is that of a frame, such as an invitation that all quote: no
texts are compared for it. So each is compared with few others, however many there are."""


class SameTexts(Tables):
    """The part of the catalog that knows which posts have one text."""

    def met_repost(self, fact: Repost) -> None:
        """Keep that a run has met a text on two blogs at one time: then neither has moved to the other."""
        row = (fact.url, fact.of, journal.write(fact).decode())
        self.db.execute("insert or replace into reposts values (?,?,?)", row)

    def sketched(self, url: str, marks: Iterable[int]) -> None:
        """Keep the sketch of a post's newest text; the post is to be compared anew."""
        new = set(marks)
        old = {mark for (mark,) in self._rows("select mark from sketches where url=?", url)}
        for mark in old - new:
            self.db.execute("delete from sketches where mark=? and url=?", (mark, url))
            self._crossed(mark, FRAME)
        for mark in new - old:
            self.db.execute("insert into sketches values (?,?)", (mark, url))
            self._crossed(mark, FRAME + 1)
        self.db.execute("insert or ignore into uncompared values (?)", (url,))

    def _crossed(self, mark: int, size: int) -> None:
        """Have all posts with a run compared anew where it has become that of a frame, or has ceased
        to be it: where so many have it now."""
        sql = "select url from sketches where mark=? limit ?"
        found = self._rows(sql, mark, size + 1)
        if len(found) == size:
            self.db.executemany("insert or ignore into uncompared values (?)", found)

    def forget_text(self, url: str) -> None:
        """Take out a post that is none any more."""
        self.sketched(url, ())
        self.db.execute("delete from uncompared where url=?", (url,))
        self.db.execute("delete from repeats where url=?1 or of=?1", (url,))

    def uncompared(self) -> list[str]:
        """The posts whose text has not been compared with those that are like it."""
        return [url for (url,) in self._rows("select url from uncompared order by url")]

    def like(self, url: str) -> list[str]:
        """The posts whose texts may be that of a post, by their sketches."""
        sql = (
            "select distinct b.url from sketches a join sketches b on b.mark=a.mark"
            " where a.url=?1 and b.url<>?1 and (select count(*) from"
            " (select 1 from sketches where mark=a.mark limit ?2)) < ?2 order by b.url"
        )
        return [other for (other,) in self._rows(sql, url, FRAME + 1)]

    def compared(self, url: str, found: Iterable[Repeat]) -> None:
        """Keep what a post repeats, and what repeats it."""
        self.db.execute("delete from repeats where url=?1 or of=?1", (url,))
        rows = [(r.url, r.of, r.named, dates.stamp(r.since)) for r in found]
        self.db.executemany("insert into repeats values (?,?,?,?)", rows)
        self.db.execute("delete from uncompared where url=?", (url,))

    def reposts_among(self, challenge: str) -> dict[str, str]:
        """The posts of a challenge that repeat another one of it, each with that one."""
        # `cross`: the few repeats first. SQLite itself began with all memberships, by the square
        sql = (
            "select r.url, r.of, r.named, r.since from repeats r"
            " cross join memberships m on m.challenge=?1 and m.post=r.url and m.verdict<>'outside'"
            " cross join memberships o on o.challenge=?1 and o.post=r.of and o.verdict<>'outside'"
        )
        found: dict[str, list[Repeat]] = {}
        for url, of, named, since in self._rows(sql, challenge):
            repeat = Repeat(url=url, of=of, named=bool(named), since=dates.read_stamp(since))
            found.setdefault(url, []).append(repeat)
        return {url: original(repeats) for url, repeats in found.items()}
