"""The feed: the claims of the entry that announced the post."""

import re

from archiver.extraction.metadata.claims import Claims, distinct, one_line, unmarked
from archiver.model import Candidate

_RSS = re.compile(r"^[^\s@]++@\S++ \((.+)\)$")  # RSS 2.0: "ada@example.org (Ada Holt)"


def read(feed: Candidate | None) -> Claims:
    """The claims of a feed entry; empty where there is none."""
    if feed is None:
        return Claims(witness="feed")
    return Claims(
        witness="feed",
        title=unmarked(feed.title),
        authors=distinct([_RSS.sub(r"\1", one_line(feed.author))]),
        published=feed.published,
        updated=feed.updated,
        tags=distinct(one_line(tag) for tag in feed.tags),
    )
