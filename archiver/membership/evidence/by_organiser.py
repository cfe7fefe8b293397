"""The organiser's own posts: on a host of the challenge's pages, or under its name. They announce, thank
and gather; one that says "my own answer" takes part."""

import re

from archiver.membership import own_pages, weights
from archiver.membership.case import Case
from archiver.membership.sentences import challenge_names
from archiver.membership.sentences.mentions import Mention
from archiver.model import Evidence
from archiver.web.persons.accounts import of_post
from archiver.web.vocabulary.acts import Act


def find(case: Case) -> list[Evidence]:
    """Evidence against a page of the challenge itself, and a post of its organiser."""
    url = case.post.url
    if any(
        own_pages.is_one(u, case.challenge) for u in (url, *(a.url for a in case.announcements))
    ):
        return [_evidence(url, "page of the challenge", weights.OWN_PAGE)]
    by_name = _by_name(case)
    blog = of_post(url)
    if blog in own_pages.blogs(case.challenge) or by_name:
        takes_part = any(_is_her_own(m) for m in case.mentions)
        weight = weights.ORGANISER_TAKING_PART if takes_part else weights.ORGANISER
        return [
            _evidence(
                by_name or blog,
                "written by the organiser" if by_name else "host of the challenge",
                weight,
            )
        ]
    return []


def _is_her_own(mention: Mention) -> bool:
    """Whether a sentence says of this very post, or of "my" text, that it is an answer."""
    if mention.claim not in (Act.HERE, Act.MINE) or mention.passage.paragraph < 0:
        return False
    return Act.MINE in mention.acts or bool(_OWN.search(mention.text))


_OWN = re.compile(
    r"\b(?:this|my|mine|dies\w*|mein\w*|este|esta|mi|ce|cet|cette|mon|ma|meu|minha|questo|mio|mia|dit|deze|mijn)\b|この|私|僕"
)


def _by_name(case: Case) -> str:
    """The author that is called as the challenge is."""
    own = challenge_names.names(case.challenge).own
    for author in case.post.authors:
        said = tuple(t.word for t in challenge_names.tokens(author))
        # one word may be somebody's first name: "Anna's Writing Challenge"
        most = len(own) + (2 if len(own) > 1 else 0)
        if own and said[: len(own)] == own and len(said) <= most:
            return author
    return ""


def _evidence(quote: str, where: str, weight: float) -> Evidence:
    return Evidence(kind="by_organiser", quote=quote, where=where, weight=weight, says="hosts")
