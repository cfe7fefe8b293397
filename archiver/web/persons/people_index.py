"""Participants by their names and blogs: of a thousand, those whom a name or an address may mean."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from archiver.model import Participant
from archiver.web import urls
from archiver.web.persons import accounts
from archiver.web.persons.person_names import agree, is_part, spellings


class People:
    """The participants of a challenge, for finding."""

    def __init__(self, people: Sequence[Participant]) -> None:
        self._people = people
        self._by_word: dict[str, dict[int, None]] = {}
        self._by_blog: dict[str, dict[int, None]] = {}
        self._by_address: dict[str, dict[int, None]] = {}
        for n, person in enumerate(people):
            for name in names_of(person):
                for word in _words(name):
                    self._by_word.setdefault(word, {})[n] = None
            for address in person.blogs:
                self._by_address.setdefault(urls.key(address), {})[n] = None
            for blog in blogs_of(person):
                self._by_blog.setdefault(blog, {})[n] = None

    def at(self, url: str) -> list[Participant]:
        """Who has the blog on which an address is: of those with the longest address."""
        for blog in accounts.blogs_above(url):
            if found := self._by_blog.get(blog):
                return self._of(found)
        return []

    def with_address(self, urls_: Iterable[str]) -> list[Participant]:
        """Whose home, feed or account one of the addresses is."""
        found = {n: None for url in urls_ for n in self._by_address.get(urls.key(url), ())}
        return self._of(sorted(found))

    def named(self, name: str) -> list[Participant]:
        """Who is, or may well be, called so."""
        return [p for p in self._near(name) if is_named(p, name)]

    def partly_named(self, name: str) -> list[Participant]:
        """Whose first or last name it is."""
        return [p for p in self._near(name) if is_partly_named(p, name)]

    def _near(self, name: str) -> list[Participant]:
        found = {n for word in _words(name) for n in self._by_word.get(word, ())}
        return self._of(sorted(found))

    def _of(self, found: Iterable[int]) -> list[Participant]:
        return [self._people[n] for n in found]


def _words(name: str) -> set[str]:
    """The words of all spellings of a name, and each in one word, as accounts are written."""
    forms = spellings(name)
    return {word for form in forms for word in form} | {"".join(form) for form in forms}


@lru_cache(maxsize=16)
def of(people: tuple[Participant, ...]) -> People:
    """The index of these participants."""
    return People(people)


def names_of(person: Participant) -> tuple[str, ...]:
    """All names of a participant."""
    return (person.name, *person.also)


def blogs_of(person: Participant) -> frozenset[str]:
    """The blogs of a participant, as ``accounts.blog_of`` tells them."""
    return frozenset(filter(None, map(accounts.blog_of, person.blogs)))


def is_named(person: Participant, name: str) -> bool:
    """Whether a name is, or may well be, one of a participant's."""
    return any(agree(name, known) for known in names_of(person))


def is_partly_named(person: Participant, name: str) -> bool:
    """Whether it is the first or last name of a participant."""
    return any(is_part(name, known) for known in names_of(person))
