"""The challenges, and the verdicts on posts. No file holds the verdicts: they follow from the rules.

Rows change only for posts that were touched. So that `check` can verify the table without a run
having to read it, the sum of the digests of all rows is kept beside it: a sum does not depend on
the order of the rows, and a row can be taken out of it and put into it.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence

from archiver.facts import Ruled
from archiver.formats import codec, journal
from archiver.model import Challenge, Membership, Verdict
from archiver.store.catalog.queries import reader
from archiver.store.catalog.tables import Tables
from archiver.store.types import Belonging
from archiver.web import dates

_BYTES = 16
_ALL = 1 << (8 * _BYTES)
_VERDICTS = {verdict.value: verdict for verdict in Verdict}
_Row = tuple[str, str, str | None, str, str]


class Verdicts(Tables):
    """The part of the catalog that keeps the memberships."""

    def describe(self, challenges: Iterable[Challenge]) -> None:
        """Keep a copy of the challenges, for when their description is damaged."""
        line = json.dumps([codec.plain(challenge) for challenge in challenges])
        self.db.execute("insert or replace into meta values ('challenges', ?)", (line,))

    def challenges(self) -> tuple[Challenge, ...] | None:
        """The copy of the challenges; None where there is none."""
        sql = "select value from meta where key='challenges'"
        found = self._all(json.loads, sql)
        return tuple(codec.read(Challenge, item) for item in found[0]) if found else None

    def judged(self) -> bool:
        """Whether memberships have been written since the catalog was made."""
        return self._kept_sum() is not None

    def unjudged(self) -> list[str]:
        """The posts that were written or announced anew since memberships were last judged."""
        return [post for (post,) in self._rows("select post from unjudged order by post")]

    def memberships(self, challenge: str, post: str | None = None) -> tuple[Membership, ...]:
        """All verdicts of a challenge, or the one on a post."""
        one, values = (" and post=?", (challenge, post)) if post else ("", (challenge,))
        sql = f"select line from memberships where challenge=?{one} order by post"  # noqa: S608 - constants
        return tuple(self._all(lambda line: codec.read(Membership, json.loads(line)), sql, *values))

    def memberships_of(self, challenge: str, posts: Sequence[str]) -> list[Membership]:
        """All verdicts of a challenge on some posts."""
        marks = ", ".join("?" * len(posts))
        sql = f"select line from memberships where challenge=? and post in ({marks})"  # noqa: S608 - marks only
        return self._all(
            lambda line: codec.read(Membership, json.loads(line)), sql, challenge, *posts
        )

    def belongings(self, *verdicts: Verdict) -> list[Belonging]:
        """These verdicts without their evidence, by challenge and post."""
        marks = ", ".join("?" * len(verdicts))
        sql = (
            f"select challenge, post, round, verdict from memberships where verdict in ({marks})"  # noqa: S608 - marks only
            " order by challenge, post"
        )
        return self._all(
            lambda name, post, part, verdict: Belonging(name, post, part, _VERDICTS[verdict]),
            sql,
            *verdicts,
        )

    def verdicts_of(self, challenge: str, posts: Iterable[str] | None) -> dict[str, Belonging]:
        """The verdicts of a challenge on these posts, or on all, by post; without their evidence."""
        sql = "select challenge, post, round, verdict from memberships where challenge=?"
        if posts is None:
            rows = self._rows(sql, challenge)
        else:
            one = sql + " and post=?"
            rows = [row for post in posts for row in self._rows(one, challenge, post)]
        return {post: Belonging(c, post, r, _VERDICTS[v]) for c, post, r, v in rows}

    def round_counts(self, verdict: Verdict) -> dict[tuple[str, str | None], int]:
        """How many posts have this verdict, by challenge and round; one of two rounds counts in both.

        None stands for those that answer no single prompt.
        """
        sql = (
            "select challenge, round, count(*) from memberships where verdict=?1 group by 1, 2"
            " union all select challenge, value, count(*) from memberships,"
            " json_each(line, '$.also') where verdict=?1 group by 1, 2"
        )
        found: dict[tuple[str, str | None], int] = {}
        for challenge, part, count in self._rows(sql, verdict):
            found[challenge, part] = found.get((challenge, part), 0) + count
        return found

    def challenge_counts(self, verdict: Verdict) -> dict[str, int]:
        """How many posts have this verdict, by challenge."""
        sql = "select challenge, count(*) from memberships where verdict=? group by 1"
        return dict(self._all(lambda name, count: (name, count), sql, verdict))

    def verdict_counts(self) -> dict[Verdict, int]:
        """How many verdicts there are of each kind."""
        sql = "select verdict, count(*) from memberships group by verdict"
        return dict(self._all(lambda verdict, count: (Verdict(verdict), count), sql))

    def rulings(self, challenges: Iterable[str]) -> tuple[Ruled, ...]:
        """What was last decided by hand of each post and these challenges, by post."""
        sql = "select line from ruled where challenge=? order by post"
        return tuple(fact for name in challenges for fact in self._all(reader(Ruled), sql, name))

    def keep_ruling(self, fact: Ruled) -> None:
        """Keep what was decided by hand, unless a later decision is known, as after a merge."""
        self.db.execute(
            "insert into ruled values (?1,?2,?3,?4) on conflict do update set at=?3, line=?4"
            " where ?3 >= at",
            (fact.url, fact.challenge, dates.stamp(fact.at), journal.write(fact).decode()),
        )

    def judge(self, memberships: Iterable[Membership]) -> None:
        """Replace all verdicts: then no post waits for being judged."""
        self.db.execute("delete from memberships")
        self._keep_sum(self._insert(memberships))
        self.all_judged()

    def rejudge(
        self, challenge: str, posts: Iterable[str] | None, memberships: Iterable[Membership]
    ) -> None:
        """Replace the verdicts of a challenge: those on these posts, or all of them."""
        total = self._kept_sum() or 0
        if posts is None:
            total -= self._sum("where challenge=?", challenge)
            self.db.execute("delete from memberships where challenge=?", (challenge,))
        for post in posts or ():
            total -= self._sum("where challenge=? and post=?", challenge, post)
            self.db.execute(
                "delete from memberships where challenge=? and post=?", (challenge, post)
            )
        self._keep_sum(total + self._insert(memberships))

    def forget_verdicts(self, post: str) -> None:
        """Take out the verdicts on a post that is none any more."""
        if (total := self._kept_sum()) is not None:
            self._keep_sum(total - self._sum("where post=?", post))
        self.db.execute("delete from memberships where post=?", (post,))

    def all_judged(self, but: Iterable[str] = ()) -> None:
        """Mark that no post waits for being judged, ``but`` those that could not be read."""
        self.db.execute("delete from unjudged")
        self.db.executemany("insert into unjudged values (?)", [(post,) for post in but])

    def verdicts_hold(self) -> bool:
        """Whether all verdicts are as they were written; they are where none ever was."""
        return not self.judged() or self._kept_sum() == self._sum("") % _ALL

    def _insert(self, memberships: Iterable[Membership]) -> int:
        """Insert verdicts; the sum of their rows."""
        rows = {(m.challenge, m.post): _row(m) for m in memberships}
        self.db.executemany("insert or replace into memberships values (?,?,?,?,?)", rows.values())
        return sum(map(_digest, rows.values()))

    def _sum(self, where: str, *values: str) -> int:
        sql = f"select challenge, post, round, verdict, line from memberships {where}"  # noqa: S608 - constants
        return sum(map(_digest, self._rows(sql, *values)))

    def _kept_sum(self) -> int | None:
        found = self._all(lambda text: int(text, 16), "select value from meta where key='judged'")
        return found[0] if found else None

    def _keep_sum(self, total: int) -> None:
        text = f"{total % _ALL:x}"
        self.db.execute("insert or replace into meta values ('judged', ?)", (text,))


def _row(m: Membership) -> _Row:
    line = json.dumps(codec.plain(m), ensure_ascii=False)
    return m.challenge, m.post, m.round, m.verdict.value, line


def _digest(row: Iterable[str | None]) -> int:
    data = json.dumps(list(row)).encode()
    return int.from_bytes(hashlib.blake2b(data, digest_size=_BYTES).digest())
