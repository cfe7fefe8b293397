"""Who takes part, as several lists tell it: the same person on three hosts is one participant."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import count

from archiver.model import Participant
from archiver.web import urls
from archiver.web.persons.accounts import blog_of
from archiver.web.persons.people_index import blogs_of, names_of
from archiver.web.persons.person_names import agree, is_full, is_part, person_key


def joined(said: Iterable[Participant], *lists: Iterable[Participant]) -> tuple[Participant, ...]:
    """One participant a person, in the order in which they are told; the first name counts.

    ``said`` are those of sources.yaml: a blog that stands there is nobody else's, whatever lists say.
    One person are those who have the same whole name (two words or more); and those who have one blog,
    unless their names speak against it: two whole names that differ, or two people of one list there.
    """
    roll = _of_one_list(said)
    taken = {blog for person in roll.people() for blog in blogs_of(person)}
    for told in lists:
        people = _of_one_list(told).people()
        counts = Counter(blog for person in people for blog in blogs_of(person))
        shared = {blog for blog, known in counts.items() if known > 1}
        for person in people:
            same = [n for n, known in roll.near(person) if _are_one(known, person, shared)]
            free = tuple(blog for blog in person.blogs if blog_of(blog) not in taken)
            roll.add(person if same else replace(person, blogs=free), same)
    return roll.people()


def _of_one_list(told: Iterable[Participant]) -> "_Roll":
    """The people of one list: who stands there twice, under one name, is one."""
    roll = _Roll()
    for person in told:
        roll.add(person, [n for n, known in roll.near(person) if _are_named_alike(known, person)])
    return roll


class _Roll:
    """People by their number, found by the keys of their names and by their blogs."""

    def __init__(self) -> None:
        self._people: dict[int, Participant] = {}
        self._next = count()
        self._found: dict[str, set[int]] = {}

    def people(self) -> tuple[Participant, ...]:
        return tuple(self._people.values())

    def near(self, person: Participant) -> list[tuple[int, Participant]]:
        """Who has a name or a blog of a person."""
        numbers = {n for mark in _marks(person) for n in self._found.get(mark, ())}
        return [(n, self._people[n]) for n in sorted(numbers) if n in self._people]

    def add(self, person: Participant, same: Sequence[int]) -> None:
        """Take a person in, who is the ``same`` as some who are there."""
        number = same[0] if same else next(self._next)
        known = [self._people[n] for n in same]
        for n in same[1:]:
            del self._people[n]
        whole, *others = (*known, person)
        for other in others:
            whole = _joined(whole, other)
        self._people[number] = whole
        for mark in _marks(whole):
            self._found.setdefault(mark, set()).add(number)


def _marks(person: Participant) -> set[str]:
    return {*map(person_key, names_of(person)), *(f"//{blog}" for blog in blogs_of(person))}


def _joined(first: Participant, other: Participant) -> Participant:
    names = dict.fromkeys((*first.also, other.name, *other.also))
    names.pop(first.name, None)
    blogs: dict[str, str] = {}
    for blog in (*first.blogs, *other.blogs):
        blogs.setdefault(urls.key(blog), blog)
    return replace(first, blogs=tuple(blogs.values()), also=tuple(names))


def _are_named_alike(one: Participant, other: Participant) -> bool:
    """By a whole name; a first name alone is of many, so that it needs the same blog beside it."""
    keys = {person_key(name): is_full(name) for name in names_of(one)}
    common = [key for name in names_of(other) if (key := person_key(name)) in keys]
    if any(keys[key] for key in common):
        return True
    return bool(common) and bool(blogs_of(one) & blogs_of(other) or not (one.blogs and other.blogs))


def _are_one(known: Participant, person: Participant, shared: Collection[str]) -> bool:
    if _are_named_alike(known, person):
        return True
    common = blogs_of(known) & blogs_of(person)
    if not common:
        return False
    pairs = [(a, b) for a in names_of(known) for b in names_of(person)]
    if any(agree(a, b) or is_part(a, b) or is_part(b, a) for a, b in pairs):
        return True
    both_whole = is_full(known.name) and is_full(person.name)
    return not both_whole and not common.issubset(shared)
