"""Feeds: bytes in, entries out. RSS, RDF and Atom through feedparser, JSON Feed by the library.

Nothing here fetches: feedparser gets bytes, never an address or the name of a file.
"""

import html as entities
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any, cast

from archiver.errors import ArchiverError, ParseError
from archiver.model import Candidate, Method
from archiver.model.wish import Wish
from archiver.web import urls
from archiver.web.content_coding import unpacked
from archiver.web.feeds import feed_addresses, feed_dates, feed_ends, feed_wishes
from archiver.web.feeds.feed_addresses import Home
from archiver.web.html import decode, refuse_many_attributes, whole
from archiver.web.plain_text import without_tags

_ROOT = re.compile(r"<(?:\?xml\b|rss\b|feed\b|rdf:rdf\b|[a-z]{1,16}:(?:feed|rss|rdf)\b)", re.I)
_PAGE = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body)\b", re.I)
_ENCODING = re.compile(r"(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*[\"'][^\"']{0,40}[\"']", re.I)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f￾￿]")
_MARKUP = re.compile(r"<[a-zA-Z/!]")
_REFERENCES = re.compile(r"(?:&(?:amp;)?#(?:\d{5,}+|[xX][0-9a-fA-F]{4,}+);?)++")
_NUMBER = re.compile(r"#([\dxXa-fA-F]++)")
_DECLARED = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*)|<!--(?:.*?-->|.*)|<\?(?:.*?\?>|.*)"
    r"|<!(?:ENTITY|ATTLIST|ELEMENT|NOTATION)\b[^>]*+>",
    re.DOTALL,
)
_PLAIN_ENTITY = re.compile(
    r"<!ENTITY\s++\w++\s++"
    r"(?:([\"'])(?:&#\w{1,8};|[^&<%\"']{0,40})\1|(?:SYSTEM|PUBLIC)\s[^>&%]{0,400}+)\s*+>"
)
_LONG_NAME = re.compile(
    r"(<(?:\w{1,16}:)?(?:author|creator|name|publisher|managingEditor|webMaster)\b[^<>]{0,500}+>"
    r"\s*+(?:<!\[CDATA\[)?[^<\]]{500})[^<\]]++"
)
_MOST_BYTES = 2**26
_MOST_TAGS = 300_000
_MOST_ENTRIES = 20_000
"""No blog's feed has so many; reading them would take longer than any page may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item. ``url`` is empty where the feed gives no address; ``content`` is HTML.

    ``content`` is the longest text that the feed has of it; ``whole`` tells that it is given as the
    whole one (content:encoded, Atom content, content_html). Dates may lack a time or an offset.
    """

    id: str = ""
    url: str = ""
    title: str = ""
    author: str = ""
    published: datetime | date | None = None
    updated: datetime | date | None = None
    tags: tuple[str, ...] = ()
    content: str = ""
    whole: bool = False

    def candidate(self, url: str = "", *, via: str = "", source: str = "") -> Candidate:
        """The entry as an announcement; ``url`` is that of its post where it gives none."""
        return Candidate(
            url=urls.clean(self.url) if self.url else url,
            via=via,
            how=Method.FEED,
            source=source,
            title=self.title,
            author=self.author,
            published=self.published,
            updated=self.updated,
            tags=self.tags,
            entry_id=self.id,
            content=self.content,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed says. ``links`` maps a relation (RFC 4287, 5005) to its first address, resolved.

    ``complete``: the feed holds all that there is (RFC 5005, 2). ``wish``: when it wishes to be asked
    again. ``cut``: it breaks off; the entries are those that are whole. ``total``: how many entries
    there are on all pages together (OpenSearch 1.1), where the feed says it.
    """

    title: str = ""
    entries: tuple[Entry, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    complete: bool = False
    cut: bool = False
    generator: str = ""
    wish: Wish = Wish()  # noqa: RUF009 - frozen
    total: int | None = None


def parse(body: bytes, url: str, content_type: str | None = None) -> Feed:
    """Read a feed. ``url`` is where it was found and the base of its relative addresses.

    Raises ParseError where the bytes are no feed, or one too broken to yield a single entry.
    """
    try:
        body = unpacked(body, _MOST_BYTES)
    except ArchiverError as error:
        raise ParseError(f"this is no feed but packed: {error.message}", where=url) from error
    text = decode(body, content_type).lstrip("\ufeff \t\r\n\0")
    if not text:
        raise ParseError("the feed is empty: not one byte of content", where=url)
    if text[0] in "{[":
        return _json_feed(text, url)
    root = _ROOT.search(text, 0, 65536)
    page = _PAGE.search(text, 0, root.start() if root else 65536)
    if page or root is None:
        what = "an HTML page" if page else f"unknown text ({text[:40]!r})"
        raise ParseError(f"this is no feed but {what}", where=url)
    return _xml_feed(text[root.start() :], url)


def _xml_feed(text: str, url: str) -> Feed:
    """RSS, RDF or Atom. The text is decoded already, so its own word on encoding is taken out."""
    clean = _ENCODING.sub(r"\1", _NOT_XML.sub("", text), count=1)
    clean = _REFERENCES.sub(_as_characters, clean)
    if "<!ENTITY" in clean:
        clean = _DECLARED.sub(_undeclared, clean)
    # feedparser looks for an e-mail address in each name, in the square of its length
    clean = _LONG_NAME.sub(r"\1", clean)
    refuse_many_attributes(clean, url=url)
    _refuse_masses(clean, url)
    cut = feed_ends.breaks_off(clean)
    clean = feed_ends.whole_entries(clean) if cut else clean
    tree = _tree(clean, url)
    links = [link for item in tree.entries if (link := _text(item.get("link")))]
    home = Home(url, _site(tree.feed, url)).of_entries(links)
    # what is on the feed's host may be relative, and then is meant to be on the site's
    if home.base != url and any(urls.host(link) in (urls.host(url), "") for link in links):
        tree = _tree(clean, home.base)
    feed, rss = tree.feed, tree.version.startswith("rss")
    entries = tuple(_entry(item, home, rss=rss) for item in tree.entries)
    total = _text(feed.get("opensearch_totalresults")).strip()
    if not entries and (tree.bozo or not tree.version):
        reason = tree.get("bozo_exception", "it has neither a known version nor an entry")
        raise ParseError(f"this is no feed that can be read: {reason}", where=url)
    return Feed(
        title=_plain(feed.get("title", "")),
        entries=entries,
        links=_links(feed.get("links", ()), url),
        complete="fh_complete" in feed,
        generator=_text(feed.get("generator")),
        wish=feed_wishes.read(feed, clean),
        cut=cut,
        total=int(total[:9]) if total.isdecimal() else None,
    )


def _tree(text: str, base: str) -> Any:
    """What feedparser makes of a feed whose relative addresses count from ``base``."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base}
    import feedparser  # here: a tenth of a second, and reading sources.yaml imports this module

    stream = BytesIO(text.encode("utf-8", "replace"))
    return feedparser.parse(stream, response_headers=headers, sanitize_html=False)


def _site(feed: Any, url: str) -> str:
    """The address of the site that a feed is of, else of the feed itself there; else empty."""
    named = _text(feed.get("link")).strip() or _links(feed.get("links", ()), url).get("self", "")
    return urls.resolve(named, url) or ""


def _as_characters(references: re.Match[str]) -> str:
    """References without those that name no character, on which feedparser gives up the whole feed.

    Two that are the halves of a surrogate pair are the sign that their writer meant.
    """
    written = _NUMBER.findall(references[0])
    numbers = [int(n[1:], 16) if n[0] in "xX" else int(n.lstrip("0")[:9]) for n in written]
    if all(n < 0xD800 or 0xDFFF < n < 0x110000 for n in numbers):
        return references[0]
    units = "".join(chr(n) if n < 0x110000 else "\ufffd" for n in numbers)
    return entities.escape(whole(units))


def _undeclared(part: re.Match[str]) -> str:
    """A part of the text without what it declares, but entities that stand for a sign or a word, or
    for a file, which nobody reads.

    feedparser leaves out entities that grow, but only those that stand on lines of their own.
    """
    kept = not part[0].startswith("<!") or part[0].startswith(("<![", "<!--"))
    return part[0] if kept or _PLAIN_ENTITY.fullmatch(part[0]) else ""


def _refuse_masses(text: str, url: str) -> None:
    """Raises ParseError where a feed has more in it than can be read in reasonable time."""
    if text.count("<") > _MOST_TAGS:
        raise ParseError(f"the feed has over {_MOST_TAGS:,} tags", where=url)
    if max(text.count("<item"), text.count("<entry")) > _MOST_ENTRIES:
        raise ParseError(f"the feed has over {_MOST_ENTRIES:,} entries", where=url)


def _links(links: list[dict[str, Any]], url: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in links:
        href = _text(link.get("href")).strip()
        if href and (target := urls.resolve(href, url)):
            found.setdefault(_text(link.get("rel")).lower(), target)
    return found


def _entry(item: Any, home: Home, *, rss: bool) -> Entry:
    published, updated = _moment(item, "published"), _moment(item, "updated")
    if rss and published is None:
        # RSS has no notion of an update: feedparser files its dc:date there
        published = updated
    content, whole = _content(item, rss=rss)
    return Entry(
        id=_text(item.get("id")),
        url=_address(item, home),
        title=_plain(item.get("title", ""), item.get("title_detail", {}).get("type")),
        author=_plain(item.get("author_detail", {}).get("name") or item.get("author", "")),
        published=published,
        updated=updated,
        tags=_tags(item.get("tags", ())),
        content=content,
        whole=whole,
    )


def _address(item: Any, home: Home) -> str:
    """The post's own address: before FeedBurner rewrote it, and not what a link blog points at."""
    named = (_text(item.get(name)).strip() for name in ("feedburner_origlink", "link"))
    link = next((a for name in named if name and (a := urls.resolve(name, home.base))), "")
    id_ = _text(item.get("id"))
    if not link:
        return urls.resolve(id_.strip()) or ""
    if item.get("source"):  # another feed's entry: where it leads to is where it is from
        return link
    related = (_text(x.get("href")) for x in item.get("links", ()) if x.get("rel") == "related")
    return feed_addresses.of_post(link, id_, related, home)


def _moment(item: Any, name: str) -> datetime | date | None:
    """A date as it is written, else as feedparser makes it out (then in UTC)."""
    if name not in item:
        return None
    return feed_dates.read(_text(item[name]), item.get(f"{name}_parsed"))


def _tags(tags: Any) -> tuple[str, ...]:
    """Names of tags and categories, without Blogger's own kinds."""
    names = [_plain(tag.get("label") or tag.get("term") or "") for tag in tags]
    kept = [name for name in names if name and not name.startswith("http://schemas.google.com/")]
    return tuple(dict.fromkeys(kept))


def _content(item: Any, *, rss: bool) -> tuple[str, bool]:
    """The longest of the texts, and whether it is given as the whole; plain text becomes HTML.

    feedparser files further descriptions of an RSS item as contents, but as plain text.
    """
    texts = [part for part in item.get("content") or () if part.get("value")]
    if written := item.get("yandex_full-text"):  # Yandex's extension of RSS, for the whole text
        marked_up = written if _MARKUP.search(written) else _paragraphs(written)
        texts.append({"value": marked_up, "type": "text/html"})
    summary = item.get("summary_detail") or {"value": item.get("summary", "")}
    best = max((*texts, summary), key=lambda part: len(part.get("value") or ""))
    value = _text(best.get("value")).strip()
    plain = best.get("type") == "text/plain"
    whole = best in texts and not (rss and plain)
    return (_paragraphs(value) if plain and value else value), whole


def _paragraphs(text: str) -> str:
    parts = [part for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
    return "\n".join(f"<p>{entities.escape(part.strip(), quote=False)}</p>" for part in parts)


def _plain(value: object, kind: str | None = "text/html") -> str:
    """One line of text; markup is taken out where the feed says that it is markup."""
    text = _text(value)
    if kind != "text/plain" and ("<" in text or "&" in text):
        text = entities.unescape(without_tags(text))
    return " ".join(text.split())


def _text(value: object) -> str:
    return whole(value) if isinstance(value, str) else "" if value is None else str(value)


def _json_feed(text: str, url: str) -> Feed:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/); also 1.0."""
    cut = False
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        data, cut = feed_ends.whole_items(text), True
        if data is None:
            raise ParseError(f"this is no feed but broken JSON: {error}", where=url) from error
    version = data.get("version") if isinstance(data, dict) else None
    if not _text(version).startswith(("https://jsonfeed.org/", "http://jsonfeed.org/")):
        raise ParseError("this is JSON, but no JSON Feed", where=url)
    items = data.get("items")
    if not isinstance(items, list):
        raise ParseError("the JSON Feed has no list of items", where=url)
    # "items without an id must be ignored" (1.1, Items)
    usable = [item for item in items if isinstance(item, dict) and item.get("id") not in (None, "")]
    site = _text(data.get("home_page_url")).strip()
    home = Home(url, (site and urls.resolve(site, url)) or "")
    home = home.of_entries([_text(item["url"]) for item in usable if item.get("url")])
    return Feed(
        title=_plain(data.get("title"), "text/plain"),
        entries=tuple(_json_entry(item, home) for item in usable),
        links=_json_links(data, url),
        wish=Wish(expired=data.get("expired") is True),
        cut=cut,
    )


def _json_links(data: dict[str, object], url: str) -> dict[str, str]:
    names = {"self": "feed_url", "next": "next_url", "alternate": "home_page_url"}
    found = {
        rel: urls.resolve(_text(data.get(name)), url)
        for rel, name in names.items()
        if data.get(name)
    }
    hubs = data.get("hubs")
    if isinstance(hubs, list) and hubs and isinstance(hubs[0], dict):
        found["hub"] = urls.resolve(_text(hubs[0].get("url")))
    return {rel: target for rel, target in found.items() if target}


def _json_entry(item: dict[str, object], home: Home) -> Entry:
    markup, text = _text(item.get("content_html")), _text(item.get("content_text"))
    plain = text or _text(item.get("summary"))
    address, tags, id_ = _text(item.get("url")).strip(), item.get("tags"), _text(item["id"])
    link = (address and urls.resolve(address, home.base)) or ""
    return Entry(
        id=id_,
        url=feed_addresses.of_post(link, id_, (), home) if link else urls.resolve(id_) or "",
        title=_plain(item.get("title"), "text/plain"),
        author=_json_author(item),
        published=feed_dates.read(_text(item.get("date_published"))),
        updated=feed_dates.read(_text(item.get("date_modified"))),
        tags=tuple(_text(tag) for tag in tags if isinstance(tag, str))
        if isinstance(tags, list)
        else (),
        content=markup or _paragraphs(plain),
        whole=bool(markup or text),
    )


def _json_author(item: dict[str, object]) -> str:
    """Of 1.1's list or 1.0's single author."""
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return (
        _plain(cast(dict[str, object], first).get("name"), "text/plain")
        if isinstance(first, dict)
        else ""
    )
