"""A body and case.json (url, blog, scope, headers …): what a rung finds, and what it asks for next."""

import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from archiver import discover
from archiver.discover import rungs
from archiver.model import Method, Purpose, Request, Source
from archiver.model.blog import Scope
from tests.stages.discover import capture

MODULES = sorted(
    {name for ladder in rungs.LADDERS.values() for name in (*ladder, *rungs.GONE)} - {"home"}
)
_TYPES = {".html": "text/html", ".json": "application/json", ".xml": "application/xml"}


def run(case: Path) -> object:
    told = json.loads((case / "case.json").read_text("utf-8"))
    body = next(path for path in case.glob("body.*"))
    scope = Scope(**{k: date.fromisoformat(v) for k, v in told.get("scope", {}).items()})
    home = told.get("blog", "https://blog.example.net/")
    source = Source(id="s", url=home, method=Method.SITE, challenge="challenge", scope=scope)
    request = Request(
        url=told["url"],
        source="s",
        purpose=Purpose.DISCOVER,
        method=Method(case.parent.name),
        paging=told.get("paging", False),
        depth=told.get("depth", 0),
        home=home,
    )
    answer = capture(told["url"], body.read_bytes(), _TYPES.get(body.suffix, "text/plain"))
    headers = (*answer.headers, *told.get("headers", {}).items())
    found = discover.read(replace(answer, headers=headers), request, source)
    assert all((wish.method, wish.home) == (request.method, home) for wish in found.follow)
    return {
        "candidates": [_candidate(asdict(c)) for c in found.candidates],
        "follow": [
            f"{wish.url}{' (older)' if wish.paging else ''}{f' (depth {wish.depth})' if wish.depth else ''}"
            for wish in found.follow
        ],
        "end": found.end,
        "cut": found.cut,
    }


def _candidate(candidate: dict[str, object]) -> dict[str, object]:
    left_out = {"via", "source", "challenge"}
    return {k: v for k, v in candidate.items() if v and k not in left_out}
