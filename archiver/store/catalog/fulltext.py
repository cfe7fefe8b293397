"""Full-text search over the newest text of each post, in the catalog, filled at the first search.

SQLite's FTS5 splits words at white space, which Chinese and Japanese do not use: each character of
these scripts (and of Korean) is indexed as a word, and a run of them is searched as a phrase.
Diacritics do not count.
"""

import re
import sqlite3
from dataclasses import dataclass
from functools import cache

from archiver.model import Version

TABLES = """
create table text_ids (id integer primary key, url text unique);
create virtual table texts using fts5
    (url unindexed, title, body, tokenize="unicode61 remove_diacritics 2");
"""
_SCRIPTS = (
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_WORDS = re.compile(r'"([^"]*)"|(\S+)')


@cache
def _cjk() -> re.Pattern[str]:
    return re.compile(f"({_SCRIPTS})")


@cache  # compiled when they are needed: most commands search for nothing, and this takes long
def _spaced() -> re.Pattern[str]:
    return re.compile(f"(?<={_SCRIPTS})(\\]?) (?=\\[?{_SCRIPTS})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A post that was found. ``snippet`` has the words between ``[`` and ``]``."""

    url: str
    title: str
    snippet: str


def apart(text: str) -> str:
    """Put a space around each character of a script that is written without spaces."""
    return _cjk().sub(r" \1 ", text)


def together(text: str) -> str:
    """Undo ``apart`` for people to read."""
    return _spaced().sub(r"\1", re.sub(r" +", " ", text)).strip()


def question(words: str) -> str:
    """A user's query as an FTS5 expression: all words, quoted ones as phrases, no operators."""
    found = (quoted or word for quoted, word in _WORDS.findall(words))
    terms = (apart(term).replace('"', " ").split() for term in found)
    return " ".join('"' + " ".join(term) + '"' for term in terms if term)


def add(db: sqlite3.Connection, version: Version) -> None:
    """Put a post's text into the index in place of what was there."""
    db.execute("insert or ignore into text_ids (url) values (?)", (version.url,))
    # by row id: FTS5 has no index on url and would scan all rows
    (number,) = db.execute("select id from text_ids where url=?", (version.url,)).fetchone()
    db.execute("delete from texts where rowid=?", (number,))
    if version.post is not None:
        row = (number, version.url, apart(version.post.title), apart(version.post.text))
        db.execute("insert into texts (rowid, url, title, body) values (?,?,?,?)", row)


def remove(db: sqlite3.Connection, url: str) -> None:
    """Take a post's text out of the index."""
    db.execute("delete from texts where rowid in (select id from text_ids where url=?)", (url,))
    db.execute("delete from text_ids where url=?", (url,))


_NO_WORD = re.compile("[\0\ud800-\udfff]")
"""What SQLite takes for the end of a question, or cannot be asked: the index itself is in order."""


def find(db: sqlite3.Connection, words: str, challenge: str | None, limit: int) -> list[Hit]:
    """The best posts first (BM25, a word in the title counts five times)."""
    asked = question(_NO_WORD.sub(" ", words))
    if not asked:
        return []
    member = "select post from memberships where verdict='member' and challenge=?2"
    rows = db.execute(
        "select url, title, snippet(texts, 2, '[', ']', ' … ', 24) from texts"  # noqa: S608 - constants
        f" where texts match ?1 and (?2 is null or url in ({member}))"
        " order by bm25(texts, 0.0, 5.0, 1.0), url limit ?3",
        (asked, challenge, limit),
    )
    return [Hit(url=u, title=together(t), snippet=together(s)) for u, t, s in rows]
