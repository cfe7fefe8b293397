"""An OPML file (opml.org, version 2): each outline that names a feed or a site is followed."""

import re
from dataclasses import replace

from lxml import etree

from archiver.discover.following import follow
from archiver.errors import ParseError
from archiver.model import Capture, Found, Method, Request, Source
from archiver.web import urls
from archiver.web.html import raise_for_memory

_END = re.compile(rb"</opml\s{0,9}>", re.I)
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")

KEY = "a list of feeds"
"""What the key of this name in sources.yaml takes."""


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Read a list of blogs. Raises ParseError where it is no OPML, or names not one blog."""
    root = _root(capture)
    follow: dict[str, Request] = {}
    for outline in root.iter("outline"):
        if wish := _request(outline, capture.final_url, source):
            follow.setdefault(urls.key(wish.url), wish)
    if not follow:
        raise ParseError("the OPML names not one feed or site", where=capture.url)
    title = root.findtext("head/title") or ""
    cut = not _END.search(capture.body)
    return Found(
        follow=tuple(follow.values()),
        title=" ".join(title.split()),
        cut=f"the list breaks off after {len(follow)} blogs" if cut else "",
    )


def _root(capture: Capture) -> etree._Element:
    """The ``opml`` element; no entity is expanded and nothing is fetched for it."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    body = capture.body.lstrip()
    if b"\0" not in body[:4]:  # not in UTF-16, where a byte is no character
        # many programs write addresses as they are: the parser would leave out what follows the sign
        body = _BARE.sub(b"&amp;", body)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise_for_memory(error)
        raise ParseError(f"this is no OPML: {error}", where=capture.url) from error
    if root is None or root.tag != "opml":
        found = "nothing" if root is None else f"a <{root.tag!s}> element"
        raise ParseError(f"this is no OPML but {found}", where=capture.url)
    return root


def _request(outline: etree._Element, base: str, source: Source) -> Request | None:
    feed, home = (_address(outline, name, base) for name in ("xmlUrl", "htmlUrl"))
    if feed:
        return replace(follow(feed, source, Method.FEED), home=home or "")
    return follow(home, source, Method.SITE) if home else None


def _address(outline: etree._Element, name: str, base: str) -> str | None:
    written = str(outline.get(name) or outline.get(name.lower()) or "").strip()
    written = written.replace("&amp;", "&")  # escaped twice
    return urls.resolve(written, base) if written else None
