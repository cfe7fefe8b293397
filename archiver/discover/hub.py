"""A challenge's announcement: links in it that may be answers, and the answers in its comments."""

from archiver.discover import documents, links
from archiver.model import Capture, Found, Method, Request, Source

KEY = "a page that announces the challenge and links posts"
"""What the key of this name in sources.yaml takes."""


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Read a hub. One without a single link is still an announcement. Raises ParseError if empty."""
    page = documents.page_of(capture)
    body = links.in_body(page, capture, source, Method.HUB)
    comments = links.in_comments(page, capture, source, Method.HUB)
    return Found(candidates=links.merged(body, comments), title=documents.title_of(page))
