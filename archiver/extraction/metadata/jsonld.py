"""JSON-LD: the claims of schema.org scripts about the article."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import TypeAlias

from archiver.extraction.metadata import moments
from archiver.extraction.metadata.claims import Claims, Moment, distinct, one_line, unmarked
from archiver.extraction.metadata.elements import Elements
from archiver.web import html, urls

Node: TypeAlias = Mapping[str, object]

_ARTICLES = frozenset({
    "article", "blogposting", "newsarticle", "techarticle", "scholarlyarticle", "reportagenewsarticle",
    "liveblogposting", "opinionnewsarticle", "analysisnewsarticle", "reviewnewsarticle", "report",
    "socialmediaposting", "recipe", "review", "howto", "podcastepisode", "creativework", "discussionforumposting",
})  # fmt: skip
_PAGES = frozenset({"webpage", "itempage", "webpageelement", "aboutpage"})
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*+;?\s*+$"
)
_TRAILING_COMMA = re.compile(r",\s*+([}\]])")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_DEEP = 6  # levels of nesting that are searched for nodes


def read(page: Elements) -> Claims:
    """The claims of the page's article node, completed from its WebPage and WebSite nodes."""
    nodes = [node for script in page.scripts for node in _nodes(_load(script), 0)]
    by_id = {str(n["@id"]): n for n in nodes if "@id" in n and len(n) > 1}
    articles = [n for n in nodes if _types(n) & _ARTICLES]
    article = _own(page, articles)
    webpage = next((n for n in nodes if _types(n) & _PAGES), {})
    site = next((n for n in nodes if "website" in _types(n)), {})
    return Claims(
        witness="json-ld",
        title=_text(article.get("headline")) or _text(article.get("name")),
        authors=distinct(_names(article.get("author") or article.get("creator"), by_id)),
        published=_moment(article, webpage, "datePublished", "dateCreated"),
        updated=_moment(article, webpage, "dateModified"),
        tags=distinct(_terms(article.get("keywords"))),
        categories=distinct(_terms(article.get("articleSection"))),
        language=_text(article.get("inLanguage")) or _text(webpage.get("inLanguage")),
        sites=distinct((*_names(site, by_id), *_names(article.get("publisher"), by_id))),
        licence=_text(article.get("license")),
        description=_text(article.get("description")),
        lead_image=page.resolve(_address(article.get("image"), by_id)),
        paid=_is_paid(article),
        gated=distinct(
            _text(part.get("cssSelector")) for part in _parts(article) if _is_paid(part)
        ),
        series=_series(article.get("isPartOf"), by_id),
    )


def _load(script: str) -> object:
    """The value of a script; None where it is not JSON, after common errors are corrected."""
    text = script.strip()
    if not (text.startswith(("{", "[")) and text.endswith(("}", "]"))):
        text = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip()
    value, read = _parsed(text)
    return value if read else _parsed(_TRAILING_COMMA.sub(r"\1", text))[0]


def _parsed(text: str) -> tuple[object, bool]:
    """The value of a text of JSON, and whether it is one."""
    try:
        value = json.loads(text, strict=False)
        if _HALF.search(text):  # JSON can name what no file can hold
            value = json.loads(html.whole(json.dumps(value, ensure_ascii=False)))
        return value, True
    except (ValueError, RecursionError):
        return None, False


def _nodes(value: object, depth: int) -> Iterator[Node]:
    """The nodes at the top, in ``@graph``, and those nested in them as main entity and the like."""
    if depth > _DEEP:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "publisher", "isPartOf", "author"):
            yield from _nodes(value.get(key), depth + 1)


def _types(node: Node) -> frozenset[str]:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return frozenset(str(k).rsplit("/", 1)[-1].lower() for k in kinds)


def _own(page: Elements, articles: list[Node]) -> Node:
    """The article with the page's URL, else the first with a headline or a date."""
    if not articles:
        return {}
    for node in articles:
        spots = (node.get("url"), node.get("@id"), node.get("mainEntityOfPage"))
        if any(page.url and urls.same(_address(s, {}).split("#")[0], page.url) for s in spots if s):
            return node
    proper = [
        n
        for n in articles
        if "creativework" not in _types(n) and ("headline" in n or "datePublished" in n)
    ]
    return (proper or articles)[0]


def _text(value: object) -> str:
    if isinstance(value, list):
        value = next(iter(value), "")
    if isinstance(value, dict):
        value = (
            value.get("@value") or value.get("name") or value.get("url") or value.get("@id") or ""
        )
    return unmarked(unescape(str(value))) if isinstance(value, str | int | float) else ""


def _names(value: object, by_id: Mapping[str, Node]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            known = by_id.get(str(item.get("@id", "")), {})
            yield _text(item.get("name") or known.get("name")) or _in_parts({**known, **item})
        elif isinstance(item, str):
            yield _text(by_id[item].get("name")) if item in by_id else _text(item)


def _in_parts(person: Node) -> str:
    """A person's name that is given in its parts."""
    keys = ("givenName", "additionalName", "familyName")
    return " ".join(part for key in keys if (part := _text(person.get(key))))


def _is_paid(node: Node) -> bool:
    """Whether a node says that it is not free: some write ``false``, some the word."""
    return _text(str(node.get("isAccessibleForFree", "")).lower()) == "false"


def _parts(node: Node) -> Iterator[Node]:
    found = node.get("hasPart")
    for part in found if isinstance(found, list) else [found]:
        if isinstance(part, dict):
            yield part


def _terms(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        text = _text(item)
        yield from (
            one_line(part) for part in (text.split(",") if isinstance(item, str) else [text])
        )


def _moment(article: Node, webpage: Node, *keys: str) -> Moment | None:
    for node in (article, webpage):
        for key in keys:
            if found := moments.read(_text(node.get(key))):
                return found
    return None


def _address(value: object, by_id: Mapping[str, Node]) -> str:
    if isinstance(value, list):
        value = next(iter(value), "")
    if isinstance(value, dict):
        known = by_id.get(str(value.get("@id", "")), value)
        value = value.get("url") or known.get("url") or value.get("@id") or value.get("contentUrl")
    return value if isinstance(value, str) else ""


def _series(value: object, by_id: Mapping[str, Node]) -> str:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and any("series" in kind for kind in _types(item)):
            return next(_names(item, by_id), "")
    return ""
