"""The post is listed in the hub, in an invitation or its comments, in a round-up or a roster."""

from collections.abc import Sequence

from archiver.membership.finding import Finding, too_early
from archiver.model import Candidate, Challenge, Evidence, Method, Post
from archiver.web import dates

_LISTS = {
    Method.HUB: "hub",
    Method.INVITATION: "invitation",
    Method.ROUNDUP: "round-up",
    Method.ROSTER: "roster",
}


def find(post: Post, challenge: Challenge, announcements: Sequence[Candidate]) -> list[Finding]:
    """Each page that lists the post; weak where the post is older than the challenge.

    An organiser also links to what inspired the call, which is no answer to it.
    """
    early = too_early(dates.day(post.published), challenge)
    return [
        Finding(
            evidence=Evidence(
                kind="listed",
                quote=announcement.quote or announcement.title or announcement.url,
                where=f"{_LISTS[announcement.how]} {announcement.via}",
                round=announcement.round,
            ),
            strong=not early,
        )
        for announcement in announcements
        if announcement.how in _LISTS
    ]
