"""The post is listed in the hub, in an invitation or its comments, in a round-up or a roster."""

from dataclasses import replace

from archiver.membership import weights
from archiver.membership.case import Case
from archiver.membership.sentences.seasons import When
from archiver.model import Evidence, Method

_LISTS = {
    Method.HUB: "hub",
    Method.INVITATION: "invitation",
    Method.ROUNDUP: "round-up",
    Method.ROSTER: "roster",
}


def find(case: Case) -> list[Evidence]:
    """Each page that lists the post; weak where the post is older than the challenge.

    An organiser also links to what inspired the call, which is no answer to it.
    """
    early = case.when in (When.BEFORE, When.EARLY)
    weight = weights.LISTED_TOO_EARLY if early else weights.LISTED
    found = [
        Evidence(
            kind="listed",
            quote=announcement.quote or announcement.title or announcement.url,
            where=f"{_LISTS[announcement.how]} {announcement.via}",
            round=announcement.round,
        )
        for announcement in case.announcements
        if announcement.how in _LISTS
    ]
    return [replace(e, weight=weight) if n == 0 else e for n, e in enumerate(dict.fromkeys(found))]
