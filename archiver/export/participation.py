"""The table of a challenge: who answered which round. Answers in, rows out.

A row is a person: the writer of a post where one is known, else its first author, else its blog. A whole
name is one person on however many hosts, and so is whom sources.yaml or a list names; any other name, as
a first name alone, is one person on one blog. A post that answers two rounds stands in both, and is one post of its writer. A post that repeats another one
on another host stands where it belongs, and is not counted beside it.
"""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from archiver.export.round_ends import last_days
from archiver.model import Answer, Challenge, Participant, Round, Verdict
from archiver.web.persons.accounts import of_post
from archiver.web.persons.person_names import is_full, person_key


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer in a cell of the table.

    ``late``: it was published after the round had closed. ``counted`` is False of a post that repeats
    one which is counted. ``change`` is what of it is told as news, such as ``new``, if anything.
    """

    answer: Answer
    late: bool = False
    counted: bool = True
    change: str = ""


Cell = tuple[Entry, ...]
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many posts are members, and of how many that is unsure; none counts twice."""

    members: int
    unsure: int


@dataclass(frozen=True)
class Row:
    """A person, with a cell for each column of the table."""

    person: str
    cells: tuple[Cell, ...]

    @cached_property
    def tally(self) -> Tally:
        """All posts of the person."""
        return tally(entry for cell in self.cells for entry in cell)


@dataclass(frozen=True)
class Table:
    """A challenge's columns and rows; the rows by name, the posts of a cell by day.

    The columns are the rounds in the order of the challenge. The last is None where there are posts that
    answer no single round, or where the challenge has no rounds.
    """

    challenge: Challenge
    columns: tuple[Round | None, ...]
    rows: tuple[Row, ...]

    @cached_property
    def tallies(self) -> tuple[Tally, ...]:
        """The posts of each column."""
        every = range(len(self.columns))
        return tuple(tally(e for row in self.rows for e in row.cells[n]) for n in every)

    @cached_property
    def tally(self) -> Tally:
        """All posts."""
        return tally(entry for row in self.rows for cell in row.cells for entry in cell)


def tally(entries: Iterable[Entry]) -> Tally:
    """The posts among entries that count."""
    counted = {e.answer.url: e.answer.verdict for e in entries if e.counted}
    members = sum(verdict is Verdict.MEMBER for verdict in counted.values())
    return Tally(members, len(counted) - members)


def table(
    challenge: Challenge,
    answers: Iterable[Answer],
    changes: Mapping[str, str] | None = None,
    people: Iterable[Participant] = (),
) -> Table:
    """The table of a challenge from all that answers it, and may; what is outside is left out.

    ``changes`` says what is news of a post, by its address; ``people`` are those of lists who take part,
    beside the writers of the challenge.
    """
    known = sorted(
        (a for a in answers if a.verdict is not Verdict.OUTSIDE),
        key=lambda a: (a.published or date.max, a.url),
    )
    last, counted = last_days(challenge.rounds), _counted(known)
    named = {_folded(person.name) for person in (*challenge.writers, *people)}
    found: dict[_Key, tuple[str, dict[str | None, list[Entry]]]] = {}
    for answer in known:
        name = person(answer)
        _, cells = found.setdefault(_key(name, answer.url, named), (name, {}))
        for part in _rounds(answer):
            end = last.get(part)
            entry = Entry(
                answer,
                late=bool(answer.published and end and answer.published > end),
                counted=answer.url in counted,
                change=(changes or {}).get(answer.url, ""),
            )
            cells.setdefault(part, []).append(entry)
    columns = _columns(challenge, {part for _, cells in found.values() for part in cells})
    keys = [column.id if column else None for column in columns]
    alike = Counter(name for name, _ in found)
    rows = (
        Row(
            name if alike[of[0]] == 1 or not of[1] else f"{name} ({of[1]})",
            tuple(tuple(cells.get(key, ())) for key in keys),
        )
        for of, (name, cells) in sorted(found.items())
    )
    return Table(challenge, columns, tuple(rows))


def person(answer: Answer) -> str:
    """Who wrote a post: its writer, else its first author, else its blog."""
    names = (" ".join(name.split()) for name in (answer.writer, *answer.authors[:1]))
    return next((n for n in names if any(map(str.isprintable, n))), of_post(answer.url))


def _key(name: str, url: str, named: Collection[str]) -> _Key:
    """What tells a person from others: a name, and where many may have it the blog as well."""
    folded = _folded(name)
    return folded, "" if folded in named or is_full(name) else of_post(url)


def _folded(name: str) -> str:
    """A name without what differs between its spellings: one row a person."""
    return person_key(name) or unicodedata.normalize("NFKC", name).casefold()


def _rounds(answer: Answer) -> Iterable[str | None]:
    """The rounds that a post answers, each once; None where it answers no single one."""
    return dict.fromkeys(filter(None, (answer.round, *answer.also))) or (None,)


def _columns(challenge: Challenge, used: set[str | None]) -> tuple[Round | None, ...]:
    """The rounds of the challenge, and what posts have beside these: nothing is left out."""
    known = {one.id for one in challenge.rounds}
    unknown = sorted(part for part in used if part and part not in known)
    columns = (*challenge.rounds, *(Round(id=part) for part in unknown))
    return columns if columns and None not in used else (*columns, None)


def _counted(answers: list[Answer]) -> set[str]:
    """The addresses that count: of a text on several hosts the original, else the one met first."""
    of = {a.url: a.repost_of for a in answers}
    found: dict[str, str] = {}
    for answer in answers:
        original = _original(answer.url, of)
        if original in of:
            found[original] = original
        else:
            found.setdefault(original, answer.url)
    return set(found.values())


def _original(url: str, of: Mapping[str, str]) -> str:
    """What a post repeats in the end; of posts that repeat each other always the same one."""
    path = [url]
    while before := of.get(path[-1]):
        if before in path:
            return min(path[path.index(before) :])
        path.append(before)
    return path[-1]


# ---- what every form of the table says in the same words


def column_name(number: int, column: Round | None) -> str:
    """The heading of a column: the round's place among the rounds, and its title or else its id."""
    return f"{number} {column.title or column.id}" if column else "no round"


def notes(entry: Entry) -> tuple[str, ...]:
    """What there is to say of a post in its cell, apart from its verdict."""
    said = (
        ("gone", entry.answer.gone),
        (entry.change, entry.change not in ("", "gone")),
        ("late", entry.late),
        ("repost", bool(entry.answer.repost_of)),
    )
    return tuple(word for word, holds in said if holds)


def tally_in_words(tally: Tally) -> str:
    """Members, and the unsure ones with a question mark behind them."""
    if not tally.unsure:
        return str(tally.members)
    return f"{tally.members} +{tally.unsure}?" if tally.members else f"{tally.unsure}?"
