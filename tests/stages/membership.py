"""case.json (challenge, post, announcements): the verdict with its evidence."""

import json
from pathlib import Path
from typing import Any

from archiver import membership
from archiver.formats import codec
from archiver.model import Candidate, Challenge, Link, Method, Participant, Placed, Post, Round
from archiver.web import dates

MODULES = sorted([*membership.MODULES, "organiser", "writer"])
CHALLENGE = Path(__file__).parents[1] / "cases" / "membership" / "challenge.json"


def challenge(changes: dict[str, Any]) -> Challenge:
    """The challenge of all cases, with the changes that one of them makes."""
    told = {**json.loads(CHALLENGE.read_text("utf-8")), **changes}
    rounds = [
        Round(
            **{
                **r,
                "opens": dates.day(dates.parse(r.get("opens"))),
                "closes": dates.day(dates.parse(r.get("closes"))),
            }
        )
        for r in told.pop("rounds")
    ]
    placed = tuple(Placed(**one) for one in told.pop("placed", ()))
    lists = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
    return Challenge(**lists, placed=placed, rounds=tuple(rounds))


def post(told: dict[str, Any]) -> Post:
    return Post(
        url=told.get("url", "https://ana.example.net/2017/05/a-post/"),
        title=told.get("title", "A post"),
        text=told.get("text", "Words about the work.\n\nAnd more of them."),
        markdown=told.get("markdown", ""),
        published=dates.parse(told.get("published")),
        authors=tuple(told.get("authors", ())),
        site=told.get("site"),
        tags=tuple(told.get("tags", ())),
        categories=tuple(told.get("categories", ())),
        links=tuple(Link(**link) for link in told.get("links", ())),
    )


def announcement(told: dict[str, Any]) -> Candidate:
    how, published = Method(told.get("how", "feed")), dates.parse(told.get("published"))
    fields = {
        "url": "https://ana.example.net/2017/05/a-post/",
        "via": "https://ana.example.net/feed/",
    }
    tags = tuple(told.get("tags", ()))
    return Candidate(
        **{**fields, **told, "how": how, "tags": tags, "published": published, "source": "s"}
    )


def participant(told: dict[str, Any]) -> Participant:
    return Participant(**{key: v if key == "name" else tuple(v) for key, v in told.items()})


def run(case: Path) -> object:
    told = json.loads((case / "case.json").read_text("utf-8"))
    verdict = membership.judge(
        post(told.get("post", {})),
        challenge(told.get("challenge", {})),
        [announcement(a) for a in told.get("announcements", ())],
        challenges=[challenge(c) for c in told.get("challenges", ())],
        host_posts=[post(p) for p in told.get("host_posts", ())],
        participants=[participant(p) for p in told.get("participants", ())],
    )
    return codec.plain(verdict)
