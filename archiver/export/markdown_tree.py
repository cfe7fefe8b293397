"""A tree of Markdown files that static site generators read: challenge/round/host/title.md."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

import yaml

from archiver.export.record import Record

_KEYS = (
    "title",
    "authors",
    "published",
    "updated",
    "tags",
    "categories",
    "language",
    "url",
    "canonical_url",
)
_NAMES = {"published": "date", "language": "lang", "authors": "author"}


def export(records: Iterable[Record]) -> Iterator[tuple[str, str]]:
    """A file a post, with YAML front matter."""
    for item in records:
        yield path(item), page(item)


def path(item: Record) -> str:
    """Where a post goes. The last part holds a digest of its address, so that no two clash."""
    rounds, challenges = _list(item, "rounds"), _list(item, "challenges")
    folder = challenges[0] if challenges else "other"
    part = (rounds[0] if rounds else "") or "no-round"
    digest = hashlib.sha256(str(item["url"]).encode()).hexdigest()[:8]
    return f"{_slug(folder)}/{_slug(part)}/{_slug(str(item['host']))}/{_slug(str(item['title']))}-{digest}.md"


def page(item: Record) -> str:
    """Front matter and body. Keys without a value are left out."""
    head = {_NAMES.get(k, k): item[k] for k in _KEYS if item.get(k)}
    matter = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{matter}---\n\n{str(item['markdown']).rstrip()}\n"


def _list(item: Record, key: str) -> list[str]:
    value = item[key]
    return [str(v) for v in value] if isinstance(value, list) else []


def _slug(text: str) -> str:
    """Letters and digits of any script, joined by dashes; at most 60 characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w.]+", "-", folded).strip("-._")[:60].rstrip("-._") or "untitled"
