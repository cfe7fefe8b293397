"""The organiser's own word in sources.yaml, and the challenge's own pages."""

from collections.abc import Sequence

from archiver.model import Candidate, Challenge, Evidence, Post, Verdict
from archiver.web import urls


def rule(
    post: Post, challenge: Challenge, announcements: Sequence[Candidate]
) -> tuple[Verdict, Evidence] | None:
    """What the organiser decided about a post, by any of its addresses; None where nothing."""
    names = {urls.key(post.url), *(urls.key(a.url) for a in announcements)}
    lists = (
        ("exclude", Verdict.OUTSIDE, challenge.exclude),
        ("include", Verdict.MEMBER, challenge.include),
    )
    for key, verdict, listed in lists:
        for url in listed:
            if urls.key(url) in names:
                where = f"sources.yaml, {key} of {challenge.id}"
                return verdict, Evidence(kind="organiser", quote=url, where=where)
    return None


def own_pages(challenge: Challenge) -> dict[str, str | None]:
    """The keys of the challenge's own pages, with the round that each belongs to."""
    pages = [(url, None) for url in (challenge.hub, *challenge.links) if url]
    rounds = [(url, r.id) for r in challenge.rounds for url in (r.invitation, r.roundup) if url]
    return {urls.key(url): key for url, key in (*pages, *rounds)}


def is_own_page(url: str, challenge: Challenge) -> bool:
    """Whether an address is the challenge's own: a call to write is no answer to itself."""
    return urls.key(url) in own_pages(challenge)
