"""Feeds that break off: what of them is whole. Half an entry may have half an address."""

import json
import re
from contextlib import suppress

_END = re.compile(r"</(?:\w{1,16}:)?(?:rss|feed|rdf)\s{0,9}>", re.I)
_ENTRY = re.compile(r"<(?:\w{1,16}:)?(?:item|entry)\b", re.I)
_END_OF_ENTRY = re.compile(r"</(?:\w{1,16}:)?(?:item|entry)\s{0,9}>", re.I)
_ADDRESS = re.compile(r"</link\s{0,9}>|<link\b[^<>]{0,999}/>", re.I)
_END_OF_FIELD = re.compile(
    r"</(?:\w{1,16}:)?(?:title|description|summary|content|encoded|full-text|pubDate|published|updated|date|"
    r"guid|id|category|creator|author)\s{0,9}>",
    re.I,
)
_VERSION = re.compile(r'"version"\s{0,9}:\s{0,9}"([^"]{0,99})"')
_ITEMS = re.compile(r'"items"\s{0,9}:\s{0,9}\[\s{0,99}')
_COMMA = re.compile(r"\s{0,99},\s{0,99}")


def breaks_off(text: str) -> bool:
    """Whether the end of an RSS, RDF or Atom feed is missing. What stands behind it does not matter."""
    return not _END.search(text)


def whole_entries(text: str) -> str:
    """A feed that breaks off, up to the end of its last whole entry.

    Of the one in which it breaks off count its address and the fields that are whole, where its address is.
    """
    ends = [match.end() for match in _END_OF_ENTRY.finditer(text)]
    first = _ENTRY.search(text)
    end = ends[-1] if ends else first.start() if first else len(text)
    if (address := _ADDRESS.search(text, end)) is None:
        return text[:end]
    fields = [match.end() for match in _END_OF_FIELD.finditer(text, address.end())]
    return text[: fields[-1] if fields else address.end()]


def whole_items(text: str) -> dict[str, object] | None:
    """Of a JSON Feed that breaks off its version and its whole items; None where it has none."""
    version, start = _VERSION.search(text), _ITEMS.search(text)
    if version is None or start is None:
        return None
    items, at, decoder = list[object](), start.end(), json.JSONDecoder()
    with suppress(ValueError, RecursionError):
        while True:
            item, at = decoder.raw_decode(text, at)
            items.append(item)
            if (comma := _COMMA.match(text, at)) is None:
                break
            at = comma.end()
    return {"version": version[1], "items": items} if items else None
