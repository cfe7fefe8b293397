"""An organiser's round-up: a heading a post, or a list of them; a linked title "by" a name."""

from archiver.discover import documents, links, own_addresses
from archiver.errors import ParseError
from archiver.model import Capture, Found, Method, Request, Source

KEY = "a page that lists answers"
"""What the key of this name in sources.yaml takes."""


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Read a round-up. Raises ParseError where it links to no post at all."""
    page = documents.page_of(capture)
    said = links.announcement(page, capture, Method.ROUNDUP)
    found = links.in_body(said, capture, source, Method.ROUNDUP)
    if not found:
        raise ParseError(
            "the round-up links to no post",
            where=capture.url,
            hint="is it the right page, and not a wall in its place?",
        )
    return Found(
        candidates=found, title=documents.title_of(page), also=own_addresses.of_page(page, capture)
    )
