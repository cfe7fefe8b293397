"""The text of ``post.md``: one version of a post as YAML front matter and Markdown.

Each line of the front matter is ``key: value`` with the value in JSON, or a ``key:`` line followed
by ``  - value`` lines. JSON is YAML, so any YAML reader understands it; and a reader of lines and
JSON needs no YAML parser, which is five times faster and knows no anchors, tags or surprises.
The order of the keys is fixed, so that differences between versions are small. What is empty is
left out. A tombstone ends with its front matter.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from archiver.errors import ParseError
from archiver.formats import codec
from archiver.formats.markdown import to_text
from archiver.model import Change, Version

LINES = ("via", "aliases", "images", "links", "comments")
"""Keys whose values stand on lines of their own."""

KEYS = (
    *("url", "canonical_url", "title", "authors", "published", "updated", "first_seen", "seen"),
    *("tags", "categories", "lang", "site", "licence", "version", "change", "reason", "extractor"),
    *("capture", "witnesses", "via", "aliases", "description", "series", "lead_image", "robots"),
    *("next_page", "partial", "confidence", "unmatched", "origins", "images", "links", "comments"),
)
"""All keys, in the order in which they are written."""

_REQUIRED = ("url", "first_seen", "seen", "version", "change", "extractor")
_NAMES = {"seen_at": "seen", "number": "version", "language": "lang"}
"""What is called otherwise here than the field of the noun."""

_FIELDS = {key: name for name, key in _NAMES.items()}
_OF_VERSION = {field.name for field in fields(Version)}
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LONE = re.compile("[\ud800-\udfff]")
_json = json.JSONEncoder(ensure_ascii=False).encode  # made once: json.dumps makes it for each value


def write(version: Version) -> str:
    """The text of a version. Lone surrogates, which UTF-8 cannot hold, become U+FFFD.

    ``html`` is not written (it lies in the capture), ``text`` neither (it follows from the
    Markdown); all else reads back as it was.
    """
    values = _values(version)
    body = version.post.markdown if version.post is not None else None
    return document({key: values.get(key) for key in KEYS}, body)


def document(values: Mapping[str, Any], body: str | None) -> str:
    """Front matter in the order of the values, and a body. Lone surrogates become U+FFFD."""
    head = "".join(line for key, value in values.items() for line in _lines(key, value))
    head = _NOT_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", head)
    return without_halves(f"---\n{head}---\n" + ("" if body is None else f"\n{body}\n"))


def without_halves(text: str) -> str:
    """A text as UTF-8 can hold it: U+FFFD for lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _LONE.sub("�", text)
    return text


def _values(version: Version) -> dict[str, Any]:
    """All values by their keys, and some that have no key."""
    values = codec.plain(version)
    post = values.pop("post") or {}
    canonical = post.pop("url", version.url)
    values |= post | {"canonical_url": canonical if canonical != version.url else None}
    return {_NAMES.get(name, name): value for name, value in values.items()}


def _lines(key: str, value: Any) -> Iterable[str]:
    if value is None or value in ("", [], {}):
        return
    if key in LINES:
        yield f"{key}:\n"
        for item in value:
            yield f"  - {_json(item)}\n"
    else:
        yield f"{key}: {_json(value)}\n"


def read(text: str, *, where: str = "") -> Version:
    """The inverse of ``write``; raises ParseError, with the line, for anything else."""
    values, body = _split(text, where)
    missing = [key for key in _REQUIRED if key not in values]
    if missing:
        raise ParseError(f"the front matter lacks {', '.join(missing)}", where=where)
    try:
        return _version(values, body)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ParseError(f"the front matter holds a wrong value: {error}", where=where) from error


def _split(text: str, where: str) -> tuple[dict[str, Any], str]:
    """The values of the front matter, and the Markdown that follows."""
    head, fence, rest = text.partition("\n---\n")
    if not fence or not head.startswith("---\n"):
        raise ParseError("no front matter between two lines of three hyphens", where=where)
    values: dict[str, Any] = {}
    items: list[Any] = []
    for number, line in enumerate(head.split("\n")[1:], 2):
        try:
            if line.startswith("  - "):
                items.append(json.loads(line[4:]))
                continue
            key, _, value = line.partition(":")
            if key not in KEYS or key in values or (key in LINES) != (not value):
                raise ValueError(f"an unknown, doubled or misplaced key {key[:40]!r}")
            values[key] = json.loads(value) if value else []
            items = values[key] if key in LINES else []
        except ValueError as error:
            raise ParseError(
                f"not a line of front matter: {error}", where=f"{where}:{number}"
            ) from None
    return values, rest[1:-1]


def _version(values: dict[str, Any], markdown: str) -> Version:
    said = {_FIELDS.get(key, key): value for key, value in values.items()}
    canonical = said.pop("canonical_url", said["url"])
    own = {name: said.pop(name) for name in _OF_VERSION & said.keys()}
    texts = {"text": to_text(markdown), "markdown": markdown}
    gone = own["change"] == Change.GONE
    post = None if gone else {"title": "", **said, **texts, "url": canonical}
    return codec.read(Version, {"capture": None, **own, "post": post})
