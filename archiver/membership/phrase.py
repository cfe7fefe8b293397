"""The post names the challenge."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from archiver.membership import words
from archiver.membership.finding import Finding, place
from archiver.model import Candidate, Challenge, Evidence, Post

NEAR = 3
"""A phrase within so many paragraphs of the beginning or the end is strong evidence."""


def find(post: Post, challenge: Challenge, announcements: Sequence[Candidate]) -> list[Finding]:
    """The sentences that name the challenge, by its title or by one of its phrases."""
    found = []
    for where, near, sentence in _places(post, challenge):
        if names(sentence, challenge):
            evidence = Evidence(kind="phrase", quote=sentence, where=where)
            found.append(Finding(evidence=evidence, strong=near))
    return found


def names(sentence: str, challenge: Challenge) -> bool:
    """Whether a sentence holds a phrase of the challenge, whatever its case and typography."""
    tokens = words.words(sentence)
    return any(words.find(phrase, tokens) >= 0 for phrase in _phrases(challenge))


@lru_cache(256)
def _phrases(challenge: Challenge) -> tuple[tuple[str, ...], ...]:
    """The words of the challenge's title and phrases."""
    return tuple(map(words.words, (challenge.title, *challenge.phrases)))


def _places(post: Post, challenge: Challenge) -> Iterator[tuple[str, bool, str]]:
    """Each sentence with the place where it stands, and whether that is near an end.

    Of the paragraphs that name the challenge: most do not, and splitting is what costs most.
    """
    yield "title", True, post.title
    paragraphs = words.paragraphs(post.text)
    for index, paragraph in enumerate(paragraphs):
        if not names(paragraph, challenge):
            continue
        near = index < NEAR or index >= len(paragraphs) - NEAR
        for sentence in words.sentences(paragraph):
            yield place(index, len(paragraphs)), near, sentence
