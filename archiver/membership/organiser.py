"""The organiser's own word in sources.yaml."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from archiver.model import Candidate, Challenge, Evidence, Post, Verdict
from archiver.web import urls


class Word(NamedTuple):
    """What the organiser decided about a post, and the rounds that she says it answers."""

    verdict: Verdict
    evidence: Evidence
    rounds: tuple[str, ...] = ()


def rule(
    post: Post,
    challenge: Challenge,
    announcements: Sequence[Candidate],
    names: Collection[str] = (),
) -> Word | None:
    """What the organiser decided about a post, by any of its addresses; None where nothing.

    ``names`` are the keys (see ``urls.key``) of addresses that lead to it, beside its own and those
    that were announced.
    """
    keys = {urls.key(post.url), *(urls.key(a.url) for a in announcements), *names}
    lists = (
        ("exclude", Verdict.OUTSIDE, challenge.exclude),
        ("include", Verdict.MEMBER, challenge.include),
    )
    for key, verdict, listed in lists:
        for url in listed:
            if urls.key(url) in keys:
                placed = (p.round for p in challenge.placed if urls.key(p.url) in keys)
                rounds = tuple(dict.fromkeys(placed)) if verdict is Verdict.MEMBER else ()
                where = f"sources.yaml, {key} of {challenge.id}"
                first = next(iter(rounds), None)
                evidence = Evidence(kind="organiser", quote=url, where=where, round=first)
                return Word(verdict, evidence, rounds)
    return None
