"""Cases of metadata: page.html, case.json (``url``, and ``feed`` where a feed announced the post)."""

import dataclasses
import json
from datetime import date, datetime
from pathlib import Path

from archiver.extraction import metadata
from archiver.model import Candidate, Method
from archiver.web import dates
from archiver.web.page import Page

MODULES = (
    "feed",
    "json-ld",
    "markup",
    "meta",
    "microdata",
    "microformats",
    "opengraph",
    "title",
    "url",
)


def run(case: Path) -> object:
    given = json.loads((case / "case.json").read_text("utf-8"))
    page = Page((case / "page.html").read_text("utf-8"), given["url"])
    found = metadata.read(page, feed=feed_entry(given))
    fields = {f.name: getattr(found, f.name) for f in dataclasses.fields(found)}
    return {name: _plain(value) for name, value in fields.items() if value}


def feed_entry(given: dict[str, object]) -> Candidate | None:
    """The post's entry in its feed, as ``case.json`` tells it; None without one."""
    entry = given.get("feed")
    if not isinstance(entry, dict):
        return None
    known = {**entry, "tags": tuple(entry.get("tags", ()))}
    for name in ("published", "updated"):
        if name in known:
            known[name] = dates.parse(known[name])
    return Candidate(
        url=str(given["url"]),
        via="https://blog.example/feed/",
        how=Method.FEED,
        source="s",
        **known,
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
