"""The post carries a tag of the challenge, or stands on a participant's page of such a tag."""

from collections.abc import Iterator, Sequence

from archiver.membership import words
from archiver.membership.finding import Finding, too_early, too_late
from archiver.model import Candidate, Challenge, Evidence, Method, Post
from archiver.web import dates


def find(post: Post, challenge: Challenge, announcements: Sequence[Candidate]) -> list[Finding]:
    """Tags that are the challenge's but for case, blanks and punctuation, and pages of a tag.

    Weak where the post is not of the challenge's season: tags are used again.
    """
    day = dates.day(post.published)
    strong = not (too_early(day, challenge) or too_late(day, challenge))
    wanted = {folded for tag in challenge.tags if (folded := fold(tag))}
    found: dict[str, Evidence] = {}
    for where, tag in _tags(post, announcements):
        if fold(tag) in wanted:
            found.setdefault(fold(tag), Evidence(kind="tag", quote=tag, where=where))
    for announcement in announcements:
        if announcement.how == Method.TAG:
            where = f"tag page {announcement.via}"
            quote = announcement.title or announcement.url
            found.setdefault(
                where, Evidence(kind="tag", quote=quote, where=where, round=announcement.round)
            )
    return [Finding(evidence=evidence, strong=strong) for evidence in found.values()]


def _tags(post: Post, announcements: Sequence[Candidate]) -> Iterator[tuple[str, str]]:
    yield from (("tags of the page", tag) for tag in post.tags)
    yield from (("categories of the page", tag) for tag in post.categories)
    yield from ((f"tags in {a.via}", tag) for a in announcements for tag in a.tags)


def fold(tag: str) -> str:
    """A tag without case, blanks, hyphens, ``#`` and the like."""
    return "".join(words.words(tag))
