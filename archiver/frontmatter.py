"""The text of ``post.md``: one version of a post as YAML front matter and Markdown.

Each line of the front matter is ``key: value`` with the value in JSON, or a ``key:`` line followed
by ``  - value`` lines. JSON is YAML, so any YAML reader understands it; and a reader of lines and
JSON needs no YAML parser, which is five times faster and knows no anchors, tags or surprises.
The order of the keys is fixed, so that differences between versions are small. What is empty is
left out. A tombstone ends with its front matter.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from archiver import dates
from archiver.errors import ParseError
from archiver.markdown import to_text
from archiver.model import CaptureRef, Change, Comment, Image, Link, Post, Version

LINES = ("via", "aliases", "images", "links", "comments")
"""Keys whose values stand on lines of their own."""

KEYS = (
    *("url", "canonical_url", "title", "authors", "published", "updated", "first_seen", "seen"),
    *("tags", "categories", "lang", "site", "licence", "version", "change", "reason", "extractor"),
    *("capture", "via", "aliases", "description", "series", "lead_image", "robots", "next_page"),
    *("confidence", "origins", "images", "links", "comments"),
)
"""All keys, in the order in which they are written."""

_REQUIRED = ("url", "first_seen", "seen", "version", "change", "extractor")
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LONE = re.compile("[\ud800-\udfff]")


def write(version: Version) -> str:
    """The text of a version. Lone surrogates, which UTF-8 cannot hold, become U+FFFD.

    ``html`` is not written (it lies in the capture), ``text`` neither (it follows from the
    Markdown); all else reads back as it was.
    """
    values = _version_values(version)
    if version.post is not None:
        values |= _post_values(version.post, version.url)
    head = "".join(line for key in KEYS for line in _lines(key, values.get(key)))
    head = _NOT_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", head)
    body = f"\n{version.post.markdown}\n" if version.post is not None else ""
    text = f"---\n{head}---\n{body}"
    try:
        text.encode()
    except UnicodeEncodeError:
        return _LONE.sub("�", text)
    return text


def _version_values(version: Version) -> dict[str, Any]:
    return {
        "url": version.url,
        "first_seen": dates.stamp(version.first_seen),
        "seen": dates.stamp(version.seen_at),
        "version": version.number,
        "change": version.change.value,
        "reason": version.reason,
        "extractor": version.extractor,
        "capture": version.capture and asdict(version.capture),
        "via": version.via,
        "aliases": version.aliases,
    }


def _post_values(post: Post, identity: str) -> dict[str, Any]:
    return {
        "canonical_url": post.url if post.url != identity else None,
        "title": post.title,
        "authors": post.authors,
        "published": _iso(post.published),
        "updated": _iso(post.updated),
        "tags": post.tags,
        "categories": post.categories,
        "lang": post.language,
        "site": post.site,
        "licence": post.licence,
        "description": post.description,
        "series": post.series,
        "lead_image": post.lead_image,
        "robots": post.robots,
        "next_page": post.next_page,
        "confidence": post.confidence,
        "origins": dict(post.origins),
        "images": [_filled(url=i.url, alt=i.alt, caption=i.caption) for i in post.images],
        "links": [_filled(url=link.url, text=link.text, rel=link.rel) for link in post.links],
        "comments": [
            _filled(author=c.author, text=c.text, published=_iso(c.published), depth=c.depth)
            for c in post.comments
        ],
    }


def _iso(moment: datetime | date | None) -> str | None:
    return moment.isoformat() if moment else None


def _filled(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value or key == "url"}


def _lines(key: str, value: Any) -> Iterable[str]:
    if value is None or value in ("", (), [], {}):
        return
    if key in LINES:
        yield f"{key}:\n"
        for item in value:
            yield f"  - {json.dumps(item, ensure_ascii=False)}\n"
    else:
        yield f"{key}: {json.dumps(value, ensure_ascii=False)}\n"


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
    change = Change(values["change"])
    capture = values.get("capture")
    return Version(
        url=values["url"],
        number=int(values["version"]),
        change=change,
        post=None if change is Change.GONE else _post(values, markdown),
        capture=CaptureRef(**capture) if capture else None,
        first_seen=dates.read_stamp(values["first_seen"]),
        seen_at=dates.read_stamp(values["seen"]),
        extractor=values["extractor"],
        via=tuple(values.get("via", ())),
        aliases=tuple(values.get("aliases", ())),
        reason=values.get("reason", ""),
    )


def _post(values: dict[str, Any], markdown: str) -> Post:
    get: Callable[..., Any] = values.get
    return Post(
        url=get("canonical_url") or values["url"],
        title=get("title", ""),
        text=to_text(markdown),
        markdown=markdown,
        authors=tuple(get("authors", ())),
        published=dates.parse(get("published")),
        updated=dates.parse(get("updated")),
        tags=tuple(get("tags", ())),
        categories=tuple(get("categories", ())),
        links=tuple(Link(**link) for link in get("links", ())),
        images=tuple(Image(**image) for image in get("images", ())),
        language=get("lang"),
        site=get("site"),
        licence=get("licence"),
        description=get("description"),
        lead_image=get("lead_image"),
        series=get("series"),
        robots=tuple(get("robots", ())),
        next_page=get("next_page"),
        comments=tuple(_comment(comment) for comment in get("comments", ())),
        origins=get("origins", {}),
        confidence=get("confidence"),
    )


def _comment(values: dict[str, Any]) -> Comment:
    when = dates.parse(values.get("published"))
    return Comment(
        author=values.get("author", ""),
        text=values.get("text", ""),
        published=when,
        depth=values.get("depth", 0),
    )
