"""A body, and case.json where addresses differ: the reason for which a capture is refused, or null."""

import json
from pathlib import Path

from archiver import screen
from archiver.model import Capture
from tests.stages.discover import NOON

MODULES = [
    "article",
    "block",
    "closed",
    "consent",
    "empty",
    "login",
    "moved",
    "parked",
    "password",
    "refresh",
    "soft404",
    "type",
]


def run(case: Path) -> object:
    told = json.loads(path.read_text("utf-8")) if (path := case / "case.json").exists() else {}
    asked = told.get("asked", "https://blog.example.net/2017/05/a-post/")
    body = next(path for path in case.glob("body.*")).read_bytes()
    got = Capture(
        url=asked,
        final_url=told.get("got", asked),
        status=200,
        headers=(("Content-Type", told.get("type", "text/html")),),
        payload=body,
        body=body,
        fetched_at=NOON,
    )
    screen.screen(got, asked)
    return None
