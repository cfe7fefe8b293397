"""A challenge's announcement: its rounds, the answers that it links, and those in its comments."""

from archiver.discover import documents, links, own_addresses
from archiver.discover.hubs import rounds
from archiver.discover.hubs.about import published_of
from archiver.discover.hubs.rounds import About
from archiver.model import Capture, Found, Method, Request, Source

KEY = "a page that announces the challenge and links posts"
"""What the key of this name in sources.yaml takes."""


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Read a hub. One without a single link is still an announcement. Raises ParseError if empty."""
    page = documents.page_of(capture)
    said = links.announcement(page, capture, Method.HUB)
    body = links.in_body(said, capture, source, Method.HUB)
    comments = links.in_comments(page, capture, source, Method.HUB)
    title, published = documents.title_of(page), published_of(page, capture.final_url)
    about = About(title=title, url=capture.final_url, published=published)
    return Found(
        candidates=links.merged(body, comments),
        title=title,
        also=own_addresses.of_page(page, capture),
        rounds=rounds.of_page(said.lines, said.links, said.roles, about),
    )
