"""The entry of a post in a feed, a sitemap or an answer of an API, which is left out as a whole."""

import json
import re
from collections.abc import Iterator
from typing import Any

from archiver.formats.blanking.escapes import undone
from archiver.formats.blanking.post_matter import Matter
from archiver.web import urls

_ENTRY = re.compile(r"<(/?)((?:[\w-]{1,40}:)?(?:item|entry|url))(?=[\s>])[^<>]*+>", re.IGNORECASE)
_OWN = re.compile(
    r"<(?:[\w-]{1,40}:)?(?:link|guid|id|loc|origlink|comments|commentrss)(?=[\s>])[^<>]*+>",
    re.IGNORECASE,
)
_HREF = re.compile(r"<(?:[\w-]{1,40}:)?link\s([^<>]*+)>", re.IGNORECASE)
_ABOUT = re.compile(r"(?<=\s)rdf:about=[\"']([^\"'<>]*+)", re.IGNORECASE)
_VALUE = re.compile(r"(?<!\w)(href|rel)=[\"']([^\"'<>]*+)[\"']", re.IGNORECASE)
_OWN_NAMES = frozenset(
    ("link", "url", "permalink", "guid", "id", "uri", "@id", "canonical_url", "loc")
)
"""Under these names an object has its own address; what it links to stands under others."""
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")


def without_entries(source: str, base: str, matter: Matter) -> str:
    """A feed or sitemap without the entries of the post."""
    opened: dict[str, int] = {}  # by name: an entry's picture may have a `url`
    found: list[tuple[int, int]] = []
    for tag in _ENTRY.finditer(source):
        if not tag[1]:
            opened[tag[2]] = tag.start()
        elif (start := opened.pop(tag[2], -1)) >= 0 and _is_of(
            source[start : tag.end()], base, matter
        ):
            found.append((start, tag.end()))
    pieces, last = [], 0
    for start, end in sorted(found):
        pieces.append(source[last : max(last, start)])
        last = max(last, end)
    return "".join([*pieces, source[last:]])


def _is_of(entry: str, base: str, matter: Matter) -> bool:
    found = [_text(entry, own.end()) for own in _OWN.finditer(entry)]
    if about := _ABOUT.search(entry):
        found.append(about[1])
    for link in _HREF.finditer(entry):
        values = {name.lower(): value for name, value in _VALUE.findall(link[1])}
        if values.get("rel", "alternate") in ("alternate", "self", "replies", "edit", "canonical"):
            found.append(values.get("href", ""))
    return any(_leads(undone(text).text, base, matter) for text in found if text)


def _text(entry: str, start: int) -> str:
    """The text of an element without children, in a CDATA section or not."""
    end = entry.find("</", start)
    return _CDATA.sub("", entry[start : end if end >= 0 else len(entry)]).strip()


def _leads(text: str, base: str, matter: Matter) -> bool:
    url = urls.resolve(text, base)
    return url is not None and matter.is_address(url)


def without_objects(source: str, base: str, matter: Matter) -> str:
    """A JSON text without the objects of the post; as it is where it has none, or is none."""
    try:
        value = json.loads(source)
    except (ValueError, RecursionError):
        return source
    left, changed = _pruned(value, base, matter)
    if not changed:
        return source
    return json.dumps(left, ensure_ascii=source.isascii(), separators=(",", ":"))


def _pruned(value: Any, base: str, matter: Matter) -> tuple[Any, bool]:
    if isinstance(value, list):
        kept = [item for item in value if not _is_object_of(item, base, matter)]
        inner = [_pruned(item, base, matter) for item in kept]
        changed = len(kept) != len(value) or any(c for _, c in inner)
        return [item for item, _ in inner], changed
    if isinstance(value, dict):
        if any(_leads(address, base, matter) for address in _own_addresses(value)):
            return {}, True
        pairs = {key: _pruned(item, base, matter) for key, item in value.items()}
        return {k: v for k, (v, _) in pairs.items()}, any(c for _, c in pairs.values())
    return value, False


def _is_object_of(item: object, base: str, matter: Matter) -> bool:
    if not isinstance(item, dict):
        return False
    if own := list(_own_addresses(item)):
        return any(_leads(address, base, matter) for address in own)
    values = [v for v in item.values() if isinstance(v, str)]
    values += [
        v for d in item.values() if isinstance(d, dict) for v in d.values() if isinstance(v, str)
    ]
    return any(_leads(v, base, matter) for v in values if _is_written_as_address(v))


def _own_addresses(item: dict[str, Any]) -> Iterator[str]:
    """The addresses of an object itself, as a post in the answer of an API has one."""
    for name, value in item.items():
        if name.lower() in _OWN_NAMES:
            # WordPress says what it has rendered of a guid
            said = value.get("rendered") if isinstance(value, dict) else value
            if isinstance(said, str) and _is_written_as_address(said):
                yield said


def _is_written_as_address(text: str) -> bool:
    return text.startswith(("http://", "https://", "/")) and " " not in text
