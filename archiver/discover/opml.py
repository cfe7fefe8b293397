"""An OPML file (opml.org, version 2): each outline that names a feed or a site is followed."""

from lxml import etree

from archiver.discover.following import follow
from archiver.errors import ParseError
from archiver.model import Capture, Found, Method, Request, Source
from archiver.web import urls
from archiver.web.html import raise_for_memory

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
    return Found(follow=tuple(follow.values()), title=" ".join(title.split()))


def _root(capture: Capture) -> etree._Element:
    """The ``opml`` element; no entity is expanded and nothing is fetched for it."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(capture.body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise_for_memory(error)
        raise ParseError(f"this is no OPML: {error}", where=capture.url) from error
    if root is None or root.tag != "opml":
        found = "nothing" if root is None else f"a <{root.tag!s}> element"
        raise ParseError(f"this is no OPML but {found}", where=capture.url)
    return root


def _request(outline: etree._Element, base: str, source: Source) -> Request | None:
    ways = (("xmlUrl", Method.FEED), ("htmlUrl", Method.SITE))
    for name, method in ways:
        written = str(outline.get(name) or outline.get(name.lower()) or "").strip()
        if written and (url := urls.resolve(written, base)):
            return follow(url, source, method)
    return None
