"""The sources of sources.yaml as an OPML file, for feed readers and for `archiver import`.

A feed reader finds a feed in ``xmlUrl``; what only this program knows of a source stands in attributes of
a namespace, as OPML 2.0 wants it, and in ``category`` (``/challenge/round``).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from lxml import etree

from archiver.facts import Polled
from archiver.model import Method, Source
from archiver.web import secrets, urls
from archiver.web.plain_text import without_controls

NAMESPACE = "urn:archiver:sources"
"""Of the attributes ``as`` (the key of sources.yaml), ``id``, ``retired``, ``moved_from``, ``since``,
``until``, ``tags``, ``limit`` and ``columns``."""

_NONE: Mapping[str, str] = MappingProxyType({})


def opml(sources: Iterable[Source], title: str, feeds: Mapping[str, str] = _NONE) -> str:
    """Sources as an OPML 2.0 file; ``feeds`` are those that are known of sites, by the id of the source.

    An address with a secret that is hidden in it is of no use to anybody: ``shareable`` leaves it out.
    """
    root = etree.Element("opml", nsmap={"archiver": NAMESPACE}, version="2.0")
    head, body = etree.SubElement(root, "head"), etree.SubElement(root, "body")
    etree.SubElement(head, "title").text = without_controls(title)
    for source in sources:
        told = {k: without_controls(v) for k, v in _attributes(source, feeds).items()}
        etree.SubElement(body, "outline", told)
    text = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def shareable(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources without those that let in whoever knows their address."""
    return tuple(source for source in sources if not secrets.has_mark(source.url))


def feeds_of(sources: Iterable[Source], clocks: Iterable[Polled]) -> dict[str, str]:
    """The feeds that the home pages of sites have named, by the id of the source."""
    leads = {clock.url: clock.leads[0] for clock in clocks if clock.leads}
    sites = ((s.id, leads.get(s.url, "")) for s in sources if s.method == Method.SITE)
    return {name: feed for name, feed in sites if feed and not secrets.has_mark(feed)}


def _attributes(source: Source, feeds: Mapping[str, str]) -> dict[str, str]:
    own = {f"{{{NAMESPACE}}}{name}": value for name, value in _own(source) if value}
    category = f"/{source.challenge}" + (f"/{source.round}" if source.round else "")
    told = {"text": source.writer or source.id, **_place(source, feeds), "category": category}
    return told | ({"author": source.writer} if source.writer else {}) | own


def _place(source: Source, feeds: Mapping[str, str]) -> dict[str, str]:
    """Where the source is, as readers of OPML look for it."""
    feed = source.url if source.method == Method.FEED else feeds.get(source.id, "")
    if feed:
        home = {"htmlUrl": source.url} if source.method == Method.SITE else {}
        return {"type": "rss", "xmlUrl": feed, **home}
    if source.method == Method.OPML:
        return {"type": "include", "url": source.url}
    home = {"htmlUrl": source.url} if source.method == Method.SITE else {}
    return {"type": "link", "url": source.url, **home}


def _own(source: Source) -> Iterator[tuple[str, str]]:
    """What no attribute of OPML says."""
    scope = source.scope
    yield "as", str(source.method)
    yield "id", "" if source.id == urls.spelling(source.url) else source.id
    yield "retired", "true" * source.retired
    yield "moved_from", source.moved_from
    yield "since", scope.since.isoformat() if scope.since else ""
    yield "until", scope.until.isoformat() if scope.until else ""
    yield "tags", json.dumps(scope.tags, ensure_ascii=False) if scope.tags else ""
    yield "limit", str(scope.limit or "")
    yield "columns", json.dumps(dict(source.columns), ensure_ascii=False) if source.columns else ""
