"""A body and case.json (url, method, source, …): what is announced, and what is asked for next."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from archiver import discover
from archiver.model import Capture, Method, Purpose, Request, Round, Source

MODULES = [str(method) for method in discover.MODULES]
TYPES = {
    ".html": "text/html",
    ".csv": "text/csv",
    ".json": "application/json",
    ".yml": "text/yaml",
    ".md": "text/markdown",
}
NOON = datetime(2017, 6, 1, 12, tzinfo=UTC)


def capture(url: str, body: bytes, content_type: str = "text/html; charset=utf-8") -> Capture:
    return Capture(
        url=url,
        final_url=url,
        status=200,
        headers=(("Content-Type", content_type),),
        payload=body,
        body=body,
        fetched_at=NOON,
    )


def run(case: Path) -> object:
    told = json.loads((case / "case.json").read_text("utf-8"))
    body = next(path for path in case.glob("body.*"))
    kind = TYPES.get(body.suffix, "application/xml")
    method = Method(case.parent.name)
    source = Source(
        id="source",
        url=told["url"],
        method=Method(told.get("source_method", method)),
        challenge="challenge",
        round=told.get("round"),
        columns=told.get("columns", {}),
        rounds=tuple(Round(**each) for each in told.get("rounds", ())),
    )
    request = Request(
        url=told["url"],
        source="source",
        purpose=Purpose.DISCOVER,
        method=method,
        paging=told.get("paging", False),
    )
    found = discover.read(capture(told["url"], body.read_bytes(), kind), request, source)
    unclear = [c.quote for c in found.unclear if method == Method.ROSTER]
    return {
        "title": found.title,
        "candidates": [_candidate(c, told["url"]) for c in map(asdict, found.candidates)],
        "follow": [
            f"{wish.method} {wish.url}{' (older)' if wish.paging else ''}" for wish in found.follow
        ],
        **({"unclear": unclear} if unclear else {}),
        **(
            {"rounds": [_round(each) for each in map(asdict, found.rounds)]} if found.rounds else {}
        ),
    }


def _round(told: dict[str, object]) -> dict[str, object]:
    return {k: str(v) for k, v in told.items() if v}


def _candidate(candidate: dict[str, object], via: str) -> dict[str, object]:
    assert (candidate["via"], candidate["source"], candidate["challenge"]) == (
        via,
        "source",
        "challenge",
    )
    left_out = {"via", "source", "challenge"}
    return {k: v for k, v in candidate.items() if v and k not in left_out}
