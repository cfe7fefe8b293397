"""What lists show of many posts at once, from the catalog alone: no post is opened for it."""

import json
from datetime import date
from functools import lru_cache

from archiver.model import Answer, Change, Verdict
from archiver.store.catalog.filters import Filter
from archiver.store.catalog.queries import Queries
from archiver.store.types import Doubt, Summary

_GONE = Change.GONE.value


class Summaries(Queries):
    """The part of the catalog that answers for many posts at once."""

    def summaries(self, wanted: Filter) -> list[Summary]:
        """The posts that have a text, by day and address."""
        columns = ("url", "number", "change", "title", "published", "authors", "words")
        return self.rows(_summary, columns, wanted)

    def answers(self, challenge: str, *verdicts: Verdict) -> list[Answer]:
        """The posts on which there are these verdicts for a challenge, by day and address; not yet which
        of them repeat others."""
        sql = (
            "select m.post, title, authors, published, change, verdict, round,"
            " json_extract(line, '$.also', '$.confidence', '$.writer')"
            " from memberships m join posts p on p.url = m.post"
            " where challenge = ? and verdict in ({}) order by day, m.post"
        )
        marks = ", ".join("?" * len(verdicts))
        return self._all(_answer, sql.format(marks), challenge, *verdicts)

    def author_names(self) -> set[str]:
        """The names of all who are an author of a post."""
        lines = self._rows("select distinct authors from posts")
        return {name for (line,) in lines for name in json.loads(line)}

    def authors(self, url: str) -> tuple[str, ...]:
        """The authors of a post by its own address."""
        sql = "select authors from posts where url=?"
        return next((_names(authors or "[]") for (authors,) in self._rows(sql, url)), ())

    def doubtful(self, below: float) -> list[Doubt]:
        """The posts that are there with a lower extraction confidence, the last changed first."""
        sql = """select url, confidence, seen, words, letters, missed from posts left join
                 (select url, max(seq) as last from changes group by url) using (url)
                 where confidence < ? and change <> 'gone' order by last desc, url"""
        return self._all(Doubt, sql, below)


def _summary(
    url: str, number: int, change: str, title: str, published: str, authors: str, words: int | None
) -> Summary | None:
    if words is None:  # a tombstone, and nothing before it: there never was a text
        return None
    return Summary(url, number, change == _GONE, title, _names(authors), published)


def _answer(
    url: str,
    title: str,
    authors: str,
    published: str,
    change: str,
    verdict: str,
    part: str | None,
    more: str,
) -> Answer:
    also, confidence, writer = json.loads(more)
    return Answer(
        url=url,
        verdict=Verdict(verdict),
        title=title,
        authors=_names(authors),
        published=date.fromisoformat(published) if published else None,
        gone=change == _GONE,
        round=part,
        also=tuple(also or ()),
        confidence=confidence,
        writer=writer or "",
    )


@lru_cache(maxsize=4096)
def _names(authors: str) -> tuple[str, ...]:
    """The authors of a post; most posts of a long list have the same few."""
    return tuple(json.loads(authors))
