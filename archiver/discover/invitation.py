"""The page of one round's prompt: answers are linked in it, in its comments and by pingbacks."""

from archiver.discover import documents, links, own_addresses
from archiver.model import Capture, Found, Method, Request, Source

KEY = "a page that announces one round"
"""What the key of this name in sources.yaml takes."""


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Read an invitation; it may have no answers yet. Raises ParseError where it is empty."""
    page = documents.page_of(capture)
    comments = links.in_comments(page, capture, source, Method.INVITATION)
    said = links.announcement(page, capture, Method.INVITATION)
    body = links.in_body(said, capture, source, Method.INVITATION)
    return Found(
        candidates=links.merged(comments, body),
        title=documents.title_of(page),
        also=own_addresses.of_page(page, capture),
    )
