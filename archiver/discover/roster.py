"""A list of participants in a file or on a page: CSV, JSON, YAML, Markdown or HTML, by its content.

A row names a blog, which is followed by its feed or its home page, or posts, or both. Rows that are
marked as left out are no part of the list.
"""

import re

from archiver.discover import opml
from archiver.discover.rosters import formats, participants
from archiver.errors import ParseError
from archiver.model import Capture, Found, Request, Source
from archiver.web import html

_FEED = re.compile(r"(?:<\?xml[^>]{0,500}>\s{0,99})?<(?:rss|feed|rdf:RDF)\b")

KEY = "a list of blogs or posts in CSV, JSON, YAML, Markdown or HTML"
"""What the key of this name in sources.yaml takes."""


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Read a list. Raises ParseError where it cannot be read, or names not one blog and not one post."""
    kind = capture.header("content-type")
    text = html.decode(capture.body, kind).lstrip("\ufeff \t\r\n\0")
    if not text:
        raise ParseError("the list is empty: not one byte of content", where=capture.url)
    if opml.is_opml(text):
        return opml.read(capture, request, source)
    if _FEED.match(text):
        hint = f"write feed: {source.url}"
        raise ParseError("this is no list of blogs but a feed", where=capture.url, hint=hint)
    return participants.announced(formats.read(text, capture.final_url, kind), capture, source)
