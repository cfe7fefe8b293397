"""The challenge's own pages: a call to write is no answer to itself, and a link to one names it."""

from archiver.model import Challenge
from archiver.web import urls
from archiver.web.persons.accounts import of_post


def of(challenge: Challenge) -> dict[str, str | None]:
    """The keys of the challenge's own pages, with the round that each belongs to."""
    pages = [(url, None) for url in (challenge.hub, *challenge.links) if url]
    rounds = [(url, r.id) for r in challenge.rounds for url in (r.invitation, r.roundup) if url]
    return {urls.key(url): key for url, key in (*pages, *rounds)}


def is_one(url: str, challenge: Challenge) -> bool:
    """Whether an address is the challenge's own."""
    return urls.key(url) in of(challenge)


def blogs(challenge: Challenge) -> frozenset[str]:
    """The blogs of the challenge's pages, where its organisers write: hosts, or accounts on shared ones."""
    pages = [challenge.hub, *challenge.links]
    pages += [url for r in challenge.rounds for url in (r.invitation, r.roundup)]
    return frozenset(of_post(url) for url in pages if url)
