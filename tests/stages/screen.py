"""A body, and case.json where addresses differ: why no post is read of a capture, or null for a post."""

import json
from pathlib import Path

from archiver.model import Capture
from archiver.reading.reading import Reading, read
from tests.stages.discover import NOON

MODULES = [
    "age",
    "article",
    "block",
    "browser",
    "closed",
    "consent",
    "empty",
    "error",
    "index",
    "login",
    "moved",
    "paid",
    "parked",
    "password",
    "refresh",
    "region",
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
    read(Reading(asked, got))
    return None
