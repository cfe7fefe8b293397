"""``archiver.extract``: the post of a page, however a program has the page."""

import os
from pathlib import Path
from typing import IO, Any

from archiver.errors import ParseError
from archiver.extraction import HostHabits
from archiver.extraction import extract as extract_page
from archiver.model import Candidate, Override, Post
from archiver.reading.local_files import page_in
from archiver.web import saved_pages
from archiver.web.page import Page

Given = str | bytes | os.PathLike[str] | IO[bytes] | IO[str] | Page
"""HTML as text or bytes, a file of it by its path or opened, or a page that is parsed already."""


def extract(
    html: Given,
    url: str = "",
    *,
    content_type: str | None = None,
    feed: Candidate | None = None,
    feed_has_it: bool = True,
    chrome: HostHabits | None = None,
    override: Override | None = None,
    comments: bool = False,
) -> Post:
    """Extract the post of a page. The network is never asked.

    ``html`` is the page: a ``str`` or ``bytes`` of HTML, a ``pathlib.Path`` or another path object, or a
    file that is open for reading, which is read to its end and stays open. The encoding of bytes and
    of files is found out: from a byte order mark, from the bytes themselves, from ``content_type``
    (the HTTP header), from what the page declares. Files may be MHTML, as browsers save pages, and
    may be packed with gzip. A ``str`` is always HTML and never the name of a file.

    ``url`` is the address of the page. Without it links are resolved against the address that the
    page names for itself, or that the program which saved it wrote into it; where there is none, the
    ``url`` of the post is empty.

    ``feed`` is the entry of the blog's own feed for this post; with ``feed_has_it`` False the entry has
    left the feed since, and the author may have written more. ``chrome`` is what was learned from
    other posts of the host, ``override`` what a person says of the page, before all else. Comments
    are read only when asked for. The same arguments give the same post.

    Raises ParseError where this is no HTML, or more than can be read safely; NotThePage where there is
    no article, or where the page is a list of posts (its ``addresses``), a shop's, a forum's or a
    video's; OSError where a file cannot be read; TypeError for anything that is no page. A page is read in
    this process, without limits of time and memory: ``archiver extract`` on the command line has them.
    """
    page, where = html, url
    if isinstance(html, os.PathLike):
        page = Path(html).read_bytes()
    elif hasattr(html, "read"):
        page = html.read()
    if isinstance(page, str) and "<" not in page:
        raise ParseError("there is no HTML in this text", where=url, hint=_meant(page))
    if isinstance(page, bytes | bytearray | memoryview):
        found = page_in(bytes(page), url, content_type)
        page, where = found.body, found.final_url
        content_type = found.header("content-type")
    elif isinstance(page, str):
        where = url or saved_pages.address(page)
    elif not isinstance(page, Page):
        given: Any = type(html).__name__
        raise TypeError(f"a page is str, bytes, a path or a file, not {given}")
    return extract_page(
        page,
        where,
        content_type=content_type,
        feed=feed,
        feed_has_it=feed_has_it,
        chrome=chrome,
        override=override,
        comments=comments,
    )


def _meant(text: str) -> str:
    """What a text without HTML may have been meant for."""
    if text.strip().startswith(("http://", "https://")):
        return "nothing is fetched here: give the page itself, or use `archiver fetch`"
    if text.strip() and "\n" not in text.strip() and len(text) < 1000:
        return "a str is HTML, not the name of a file: give pathlib.Path(name)"
    return ""
