"""A page of a post -> what is extracted from it, and what was dropped and why."""

import json
from pathlib import Path

from archiver.extraction import audit, extract
from archiver.web import platforms
from archiver.web.page import read
from tests.stages.metadata import feed_entry

MODULES = [*(platform.name for platform in (*platforms.ENGINES, *platforms.MARKS)), "generic"]


def run(case: Path) -> object:
    about = json.loads((case / "case.json").read_text("utf-8"))
    body, url = (case / "page.html").read_bytes(), about["url"]
    feed = feed_entry(about)
    platform = platforms.of(read(body, url))
    post = extract(body, url, feed=feed, comments=about.get("comments", False))
    dropped = [b for b in audit(body, url, feed=feed) if not b.kept]
    return {
        "platform": platform.name if platform else "generic",
        "title": post.title,
        "authors": post.authors,
        "published": post.published,
        "text": post.text.split("\n"),
        "markdown": post.markdown.split("\n"),
        "html": post.html.split("\n"),
        "links": [link.url for link in post.links],
        "images": [[image.url, image.alt, image.caption] for image in post.images],
        "comments": [[c.depth, c.author, str(c.published), c.text] for c in post.comments],
        "next_page": post.next_page,
        "confidence": post.confidence,
        "dropped": [f"{b.reason} | {b.path} | {b.text[:60]}" for b in dropped],
    }
