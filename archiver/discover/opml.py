"""An OPML file (opml.org, version 2): each outline that names a feed or a site is followed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from lxml import etree

from archiver.discover.following import follow, follow_blog
from archiver.discover.rosters import columns
from archiver.errors import ParseError
from archiver.model import Capture, Found, Method, Participant, Request, Source
from archiver.web import urls
from archiver.web.html import raise_for_memory
from archiver.web.persons import roll
from archiver.web.persons.person_names import is_person, plain

_HINT = "a list in another format is a `roster`"
_DEEPEST = 5
"""Lists that include one another are followed so far down."""
_END = re.compile(rb"</opml\s{0,9}>", re.I)
BARE_SIGN = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")

_ROOT = re.compile(
    r"(?:<\?[^>]{0,500}>\s{0,99}|<!--[^>]{0,500}>\s{0,99}|<!doctype[^>]{0,500}>\s{0,99}){0,4}<opml\b",
    re.I,
)

KEY = "a list of feeds"
"""What the key of this name in sources.yaml takes."""


def is_opml(text: str) -> bool:
    """Whether a text is an OPML file, by its first element."""
    return bool(_ROOT.match(text))


def read(capture: Capture, request: Request, source: Source) -> Found:
    """Read a list of blogs. Raises ParseError where it is no OPML, or names not one blog."""
    root = _root(capture)
    found: dict[str, Request] = {}
    people: list[Participant] = []
    for _, outline in outlines(root):
        wish = _request(outline, capture.final_url, source, request.depth)
        if wish and not urls.same(wish.url, capture.final_url):
            found.setdefault(urls.key(wish.url), wish)
            people += _author(outline, wish)
    if not found:
        raise ParseError("the OPML names not one feed or site", where=capture.url)
    title = root.findtext("head/title") or ""
    cut = not _END.search(capture.body)
    return Found(
        follow=tuple(found.values()),
        title=" ".join(title.split()),
        cut=f"the list breaks off after {len(found)} blogs" if cut else "",
        people=roll.joined(people),
    )


def _author(told: dict[str, str], wish: Request) -> Iterator[Participant]:
    """Who writes a blog, by an attribute that is for authors; the ``text`` is the title of the blog."""
    if wish.method == Method.OPML:
        return
    said = (value for name, value in told.items() if columns.text_kind(name) is columns.Kind.AUTHOR)
    name = next(filter(is_person, said), "")
    if name:
        blogs = tuple(filter(None, (wish.home, wish.url)))
        yield Participant(name=plain(name), blogs=blogs)


def outlines(root: etree._Element) -> Iterator[tuple[etree._Element, dict[str, str]]]:
    """All outlines with their attributes, whose names are in lower case, without those that are
    commented out, and what is within these.
    """
    left_out: set[etree._Element] = set()
    for outline in root.iter("outline"):
        told = {str(name).lower(): str(value).strip() for name, value in outline.attrib.items()}
        if told.get("iscomment", "").lower() == "true" or outline.getparent() in left_out:
            left_out.add(outline)
        else:
            yield outline, told


def _root(capture: Capture) -> etree._Element:
    """The ``opml`` element; no entity is expanded and nothing is fetched for it."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    body = capture.body.lstrip()
    if b"\0" not in body[:4]:  # not in UTF-16, where a byte is no character
        # many programs write addresses as they are: the parser would leave out what follows the sign
        body = BARE_SIGN.sub(b"&amp;", body)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise_for_memory(error)
        raise ParseError(f"this is no OPML: {error}", where=capture.url, hint=_HINT) from error
    if root is None or root.tag != "opml":
        found = "no XML at all" if root is None else f"a <{root.tag!s}> element"
        raise ParseError(f"this is no OPML but {found}", where=capture.url, hint=_HINT)
    return root


def _request(told: dict[str, str], base: str, source: Source, depth: int) -> Request | None:
    """What an outline leads to: a feed, a further list (``include``, or a ``link`` to one), a site."""
    feed, home, other = (address(told.get(name, ""), base) for name in ("xmlurl", "htmlurl", "url"))
    kind = told.get("type", "").lower()
    if feed is None and other and kind in ("include", "link"):
        if kind == "include" or urlsplit(other).path.lower().endswith(".opml"):
            deeper = replace(follow(other, source, Method.OPML), depth=depth + 1)
            return deeper if depth < _DEEPEST else None
        home = home or other
    feed = feed or (other if kind in ("rss", "atom", "feed") else None)
    return follow_blog(feed or "", home or "", source)


def address(written: str, base: str = "") -> str | None:
    """The address that an attribute holds, also where it is escaped twice or begins with ``feed:``."""
    written = written.replace("&amp;", "&")  # escaped twice
    if written.lower().startswith("feed:"):
        written = written[5:] if "://" in written[5:] else f"http:{written[5:]}"
    return urls.resolve(written, base or None) if written else None
