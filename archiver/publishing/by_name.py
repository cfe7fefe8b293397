"""Who wrote which posts of an archive, by all the names that a person has there."""

from archiver.export.participation import person
from archiver.model import Verdict
from archiver.store import Archive
from archiver.web.persons.people_index import names_of
from archiver.web.persons.person_names import person_key


def posts_by_name(archive: Archive) -> dict[str, frozenset[str]]:
    """The identities of the posts of each person, by each name that sources.yaml, a list, a challenge
    or a page gives. A person who takes part and wrote nothing has an empty set."""
    of: dict[str, set[str]] = {}
    shown: dict[str, str] = {}
    for summary in archive.summaries():
        for author in summary.authors:
            of.setdefault(name_key(author), set()).add(summary.url)
            shown.setdefault(name_key(author), author)
    for challenge in archive.challenges():
        for answer in archive.answers(challenge.id, Verdict.MEMBER, Verdict.UNSURE):
            name = person(answer)
            of.setdefault(name_key(name), set()).add(answer.url)
            shown.setdefault(name_key(name), name)
    # only now: a person may be known by another name in another challenge
    for challenge in archive.challenges():
        for participant in archive.participants(challenge):
            names = names_of(participant)
            posts: set[str] = set().union(*(of.get(name_key(name), ()) for name in names))
            for name in names:
                of.setdefault(name_key(name), set()).update(posts)
                shown.setdefault(name_key(name), name)
    return {shown[key]: frozenset(posts) for key, posts in of.items()}


def name_key(name: str) -> str:
    """A name without what differs between its spellings."""
    return person_key(name) or name.casefold().strip()
