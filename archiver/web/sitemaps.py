"""Sitemaps (sitemaps.org, protocol 0.9): bytes in, addresses out. Also text files and feeds, which serve as such.

Nothing here fetches or expands entities, and namespaces do not count: many are misspelt.
"""

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from lxml import etree

from archiver.errors import ParseError, TooLarge
from archiver.web import feeds, urls
from archiver.web.content_coding import Decoder
from archiver.web.feeds import feed_dates
from archiver.web.html import decode, raise_for_memory, refuse_many_attributes

MOST = 50_000
"""The most addresses that the protocol allows in a sitemap."""
_MOST_BYTES = 50 * 2**20
_PIECE = 2**14
_GZIP = b"\x1f\x8b"
_ROOT = re.compile(r"<(?:[\w.-]{1,32}:)?(\w{1,32})\b", re.ASCII)
_HEAD = re.compile(r"<\?xml[^<>]{0,400}\?>")
_COMMENT = re.compile(r"<!--(?:.*?-->|.*)", re.DOTALL)
_END = re.compile(r"</(?:[\w.-]{1,32}:)?(?:urlset|sitemapindex)\s{0,9}>", re.IGNORECASE)
_END_OF_ENTRY = re.compile(r"</(?:[\w.-]{1,32}:)?(?:url|sitemap)\s{0,9}>", re.IGNORECASE)
_CHARACTER = re.compile(r"&#(?:\d{1,8}|[xX][0-9a-fA-F]{1,7});")
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Moment = datetime | date


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An address in a sitemap. ``changed`` is its ``lastmod``; a news sitemap and a feed have the rest."""

    url: str
    changed: Moment | None = None
    published: Moment | None = None
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap lists: ``pages``, and further sitemaps. ``recent`` tells that it is of new pages
    alone, as feeds and news sitemaps are; ``cut`` why it is not whole."""

    pages: tuple[Listed, ...] = ()
    sitemaps: tuple[Listed, ...] = ()
    recent: bool = False
    cut: str = ""


def parse(body: bytes, url: str, content_type: str | None = None) -> Sitemap:
    """Read a sitemap. ``url`` is where it was found and the base of relative addresses.

    Of one that is damaged, or too long, what can be read. Raises ParseError where it is none.
    """
    body, why = _unpacked(body, url)
    text = _COMMENT.sub("", decode(body, content_type)).lstrip("\ufeff \t\r\n\0")
    if not text:
        raise ParseError("the sitemap is empty: not one byte of content", where=url)
    if text[0] in "{[":
        raise ParseError("this is no sitemap but JSON", where=url)
    if text[0] != "<":
        return _of_lines(text, url, why)
    root = next((m[1].lower() for m in _ROOT.finditer(text, 0, 65536)), "")
    if root in ("rss", "rdf", "feed"):
        return _of_feed(body, url, content_type)
    if root not in ("urlset", "sitemapindex"):
        what = "a page" if root in ("html", "head", "body") else f"a <{root}> document"
        raise ParseError(f"this is no sitemap but {what}", where=url)
    return _of_xml(text, url, why)


def _unpacked(body: bytes, url: str) -> tuple[bytes, str]:
    """A body without gzip, and why it is not whole: what came before that is."""
    if not body.startswith(_GZIP):
        return body, ""
    decoder, found = Decoder("gzip", _MOST_BYTES), bytearray()
    try:
        for start in range(0, len(body), _PIECE):
            found += decoder.feed(body[start : start + _PIECE])
        decoder.finish()
    except TooLarge:
        return bytes(found), "is larger than 50 MB"
    except ParseError as error:
        if not found:
            raise ParseError(
                f"this is no sitemap but packed: {error.message}", where=url
            ) from error
        return bytes(found), "breaks off"
    return bytes(found), ""


def _cut(why: str, pages: list[Listed], sitemaps: list[Listed]) -> str:
    return f"the sitemap {why} after {len(pages) + len(sitemaps)} addresses" if why else ""


def _of_xml(text: str, url: str, why: str) -> Sitemap:
    text = _CHARACTER.sub(lambda number: entities.escape(entities.unescape(number[0])), text)
    text = _BARE.sub("&amp;", _HEAD.sub("", _NOT_XML.sub("", text), count=1))
    refuse_many_attributes(text, url=url)
    if not _END.search(text):
        # half an entry may have half an address
        ends = [match.end() for match in _END_OF_ENTRY.finditer(text)]
        text, why = text[: ends[-1]] if ends else "", why or "breaks off"
    pages, sitemaps, recent, seen = list[Listed](), list[Listed](), False, 0
    for element, fields in _entries(text.encode("utf-8", "replace")):
        listed, seen = _listed(element, fields, url), seen + 1
        recent = recent or "publication_date" in fields
        if listed is None:
            continue
        if len(pages) + len(sitemaps) == MOST:
            why = why or "goes on"
            break
        (sitemaps if _name(element) == "sitemap" else pages).append(listed)
    else:
        if seen < len(_END_OF_ENTRY.findall(text)):  # the parser has given up
            why = why or "is damaged"
    cut = _cut(why, pages, sitemaps)
    return Sitemap(pages=tuple(pages), sitemaps=tuple(sitemaps), recent=recent, cut=cut)


def _entries(document: bytes) -> Iterator[tuple[etree._Element, dict[str, str]]]:
    """Each ``url`` and ``sitemap`` element, with the texts of its own fields and of its news."""
    if not document.strip():
        return
    ends = etree.iterparse(
        BytesIO(document),
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in ends:
            if _name(element) in ("url", "sitemap"):
                yield element, _fields(element)
                _forget(element)
    except etree.XMLSyntaxError as error:  # past what can be recovered
        raise_for_memory(error)


def _forget(element: etree._Element) -> None:
    """Free the memory of what is read, and of those before it."""
    element.clear()
    above = element.getparent()
    while above is not None and (before := element.getprevious()) is not None:
        if _name(before) not in ("url", "sitemap"):
            break  # a field of an entry around this one, which is not closed where it should be
        above.remove(before)


def _fields(element: etree._Element) -> dict[str, str]:
    news = [child for child in element if _name(child) == "news"]
    found: dict[str, str] = {}
    for field in (*element, *(each for part in news for each in part)):
        found.setdefault(_name(field), "".join(field.itertext()).strip())
    return found


def _name(element: etree._Element) -> str:
    """The name of an element in lower case, without its namespace, or the prefix of one not declared."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _listed(element: etree._Element, fields: dict[str, str], url: str) -> Listed | None:
    # some write the address of a sitemap without an element around it
    written = fields.get("loc") or (element.text or "").strip()
    address = _address(written, url)
    if address is None:
        return None
    return Listed(
        url=address,
        changed=feed_dates.read(fields.get("lastmod", "")),
        published=feed_dates.read(fields.get("publication_date", "")),
        title=" ".join(fields.get("title", "").split()),
    )


def _address(written: str, url: str) -> str | None:
    """An address as it was meant; some escape it twice, or break it into lines."""
    written = "".join(written.split("\n")).strip()
    return urls.resolve(entities.unescape(written), url) if written else None


def _of_lines(text: str, url: str, why: str) -> Sitemap:
    """A text file, one address a line, in which nothing may be relative."""
    found = [Listed(url=address) for line in text.splitlines() if (address := _whole_address(line))]
    if not found:
        raise ParseError(f"this is no sitemap but unknown text ({text[:40]!r})", where=url)
    why = why or ("goes on" if len(found) > MOST else "")
    found = found[:MOST]
    return Sitemap(pages=tuple(found), cut=_cut(why, found, []))


def _whole_address(line: str) -> str | None:
    return urls.resolve(line.strip()) if "://" in line[:12] else None


def _of_feed(body: bytes, url: str, content_type: str | None) -> Sitemap:
    feed = feeds.parse(body, url, content_type)
    found = tuple(
        Listed(url=entry.url, changed=entry.updated, published=entry.published, title=entry.title)
        for entry in feed.entries[:MOST]
        if entry.url
    )
    cut = f"the feed breaks off after {len(found)} entries" if feed.cut else ""
    return Sitemap(pages=found, recent=True, cut=cut)
