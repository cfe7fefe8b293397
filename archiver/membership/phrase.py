"""The post names the challenge."""

from collections.abc import Iterator, Sequence

from archiver.membership import words
from archiver.membership.finding import Finding, place
from archiver.model import Candidate, Challenge, Evidence, Post

NEAR = 3
"""A phrase within so many paragraphs of the beginning or the end is strong evidence."""


def find(post: Post, challenge: Challenge, announcements: Sequence[Candidate]) -> list[Finding]:
    """The sentences that name the challenge, by its title or by one of its phrases."""
    found = []
    for where, near, sentence in _places(post):
        if names(sentence, challenge):
            evidence = Evidence(kind="phrase", quote=sentence, where=where)
            found.append(Finding(evidence=evidence, strong=near))
    return found


def names(sentence: str, challenge: Challenge) -> bool:
    """Whether a sentence holds a phrase of the challenge, whatever its case and typography."""
    tokens = words.words(sentence)
    phrases = (challenge.title, *challenge.phrases)
    return any(words.find(words.words(phrase), tokens) >= 0 for phrase in phrases)


def _places(post: Post) -> Iterator[tuple[str, bool, str]]:
    """Each sentence with the place where it stands, and whether that is near an end."""
    yield "title", True, post.title
    paragraphs = words.paragraphs(post.text)
    for index, paragraph in enumerate(paragraphs):
        near = index < NEAR or index >= len(paragraphs) - NEAR
        for sentence in words.sentences(paragraph):
            yield place(index, len(paragraphs)), near, sentence
