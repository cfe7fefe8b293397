"""feed.xml or feed.json, and where it was found: the feed that is read out of it."""

from dataclasses import asdict
from pathlib import Path

from archiver.web import feeds

MODULES = ["atom", "broken", "json", "rdf", "rss"]


def run(case: Path) -> object:
    body = next(path for path in case.glob("feed.*")).read_bytes()
    feed = asdict(feeds.parse(body, "https://blog.example.net/feed/"))
    feed["entries"] = [
        {k: v for k, v in e.items() if v not in (None, "", (), False)} for e in feed["entries"]
    ]
    feed |= feed.pop("wish")
    return {key: value for key, value in feed.items() if value}
