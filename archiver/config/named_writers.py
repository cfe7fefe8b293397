"""The people that sources.yaml names: the writers of a challenge, and whose blog a source is."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import yaml

from archiver.config.shapes import Key, Many, Mistake, Table, Text, Url
from archiver.model import Method, Participant
from archiver.web import urls

NAME = Text(r".*[^\W_].*", "a person's name")

WRITER = Table(
    {
        "name": Key(NAME, "the person's name, as it is shown", required=True),
        "blogs": Key(Many(Url()), "where she writes: home pages, feeds, accounts"),
        "also": Key(Many(NAME), "other names that her posts give"),
    },
    "a writer",
)

_BLOGS = (Method.FEED, Method.SITE, Method.TAG)
_Told = tuple[Participant, yaml.Node]


def writers_of(challenge: Mapping[str, Any]) -> tuple[Participant, ...]:
    """The people of a challenge: its writers, and those whose blogs its sources are."""
    people: dict[str, Participant] = {}
    for person, _ in (*_listed(challenge), *_of_sources(challenge)):
        known = people.get(person.name, replace(person, blogs=()))
        new = (blog for blog in person.blogs if urls.key(blog) not in map(urls.key, known.blogs))
        people[person.name] = replace(known, blogs=(*known.blogs, *new))
    return tuple(people.values())


def _listed(challenge: Mapping[str, Any]) -> Iterable[_Told]:
    for told in challenge.get("writers") or ():
        blogs, also = told.get("blogs") or (), told.get("also") or ()
        yield Participant(name=told["name"], blogs=blogs, also=also), told[""]


def _of_sources(challenge: Mapping[str, Any]) -> Iterable[_Told]:
    """The writers of sources, under the names that stand in ``writers`` or with an earlier source."""
    written = _with_writers(challenge)
    if not written:
        return
    from archiver.web.persons.person_names import person_key  # here: most files name nobody

    known: dict[str, str] = {}
    for person, _ in _listed(challenge):
        for name in (person.name, *person.also):
            known.setdefault(person_key(name), person.name)
    for source in filter(_address, written):
        name = known.setdefault(person_key(source["writer"]), source["writer"])
        blogs = tuple(filter(None, (_address(source), source.get("moved_from"))))
        yield Participant(name=name, blogs=blogs), source[""]


def _with_writers(challenge: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [source for source in challenge.get("sources") or () if source.get("writer")]


def _address(source: Mapping[str, Any]) -> str:
    return next((source[method] for method in _BLOGS if source.get(method)), "")


def mistakes(challenges: Iterable[Mapping[str, Any]]) -> list[Mistake]:
    """Writers that stand twice or have the name of another, blogs that two of them claim or that are
    nobody's own, and lists that are said to be somebody's."""
    named = (c for c in challenges if [*_listed(c), *_with_writers(c)])
    return [found for challenge in named for found in _mistakes(challenge)]


def _mistakes(challenge: Mapping[str, Any]) -> Iterable[Mistake]:
    from archiver.web.persons.accounts import blog_of, is_shared  # here: most files name nobody
    from archiver.web.persons.person_names import person_key

    yield from _namesakes(challenge)
    for source in _with_writers(challenge):
        if not _address(source):
            hint = f"write it beside a {', '.join(_BLOGS)}; people without a source stand under `writers`"
            yield _mistake(
                source[""], "`writer` says whose blog a source is, and this is no blog", hint
            )
    owners: dict[str, str] = {}
    for person, node in (*_listed(challenge), *_of_sources(challenge)):
        for blog in person.blogs:
            if is_shared(blog):
                hint = "name her account there, as https://medium.com/@ana"
                yield _mistake(
                    node, f"many people write on {blog}: it is no blog of `{person.name}`", hint
                )
                continue
            owner = owners.setdefault(blog_of(blog) or blog, person.name)
            if person_key(owner) != person_key(person.name):
                hint = "one blog has one writer; leave out a blog of several people, or name her folder in it"
                yield _mistake(
                    node, f"two writers claim {blog}: `{owner}` and `{person.name}`", hint
                )


def _namesakes(challenge: Mapping[str, Any]) -> Iterable[Mistake]:
    """Names that two writers have, be it that one of them is only also called so."""
    from archiver.web.persons.person_names import person_key

    listed = list(_listed(challenge))
    owners: dict[str, Participant] = {}
    for person, node in listed:
        if owners.setdefault(person_key(person.name), person) is not person:
            hint = "write all her blogs in one place; two people need two names"
            yield _mistake(node, f"two writers are called `{person.name}`", hint)
    for person, node in listed:
        for name in person.also:
            owner = owners.setdefault(person_key(name), person)
            if person_key(owner.name) != person_key(person.name):
                hint = (
                    "if the two are one person, write all her blogs in one place; else leave it out"
                )
                yield _mistake(
                    node, f"`{name}`, as `{person.name}` is also called, is `{owner.name}`", hint
                )


def _mistake(node: yaml.Node, message: str, hint: str) -> Mistake:
    return Mistake(node.start_mark.line + 1, node.start_mark.column + 1, message, hint)
