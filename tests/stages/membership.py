"""case.json (challenge, post, announcements): the verdict with its evidence."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from archiver import membership
from archiver.model import Candidate, Challenge, Link, Method, Post, Round
from archiver.web import dates

MODULES = sorted([*membership.MODULES, "organiser"])
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
    lists = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
    return Challenge(**lists, rounds=tuple(rounds))


def post(told: dict[str, Any]) -> Post:
    return Post(
        url=told.get("url", "https://ana.example.net/2017/05/a-post/"),
        title=told.get("title", "A post"),
        text=told.get("text", "Words about the work.\n\nAnd more of them."),
        markdown="",
        published=dates.parse(told.get("published")),
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


def run(case: Path) -> object:
    told = json.loads((case / "case.json").read_text("utf-8"))
    verdict = membership.judge(
        post(told.get("post", {})),
        challenge(told.get("challenge", {})),
        [announcement(a) for a in told.get("announcements", ())],
    )
    return asdict(verdict)
