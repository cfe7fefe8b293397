"""A page, parsed once: its tree, and where its ids and classes stand."""

import re
from collections.abc import Iterable
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from archiver.errors import ParseError
from archiver.urls import resolve
from archiver.web import html
from archiver.web.index import Index

_MOST_ELEMENTS = 150_000
_MOST_CHARACTERS = 24 * 2**20
_START = 60_000
_COUNT = etree.XPath("count(//*)")
_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"RIFF", "a RIFF picture or recording"),
    (b"\x1f\x8b", "compressed bytes"),
)
_STEP = re.compile(r"([\w-]+)?((?:[.#][\w-]+|\[[\w-]+=[^\]]+\])*)")
_PART = re.compile(r"([.#])([\w-]+)|\[([\w-]+)=([^\]]+)\]")


def is_named(meta: HtmlElement, name: str) -> bool:
    """Whether a meta element is of that name."""
    return (meta.get("name") or meta.get("property") or "").lower() == name


_Parts = tuple[tuple[str, str, str, str], ...]


class Page(Index):
    """A parsed page.

    ``source`` is its decoded text, ``start`` as much of it as tells the engine that wrote it,
    ``root`` the tree, ``generator`` what it names as such, in lower case; ``base`` is what
    relative addresses start from.
    """

    def __init__(self, source: str, url: str = "") -> None:
        self.source = source
        self.start = source[:_START]
        self.url = url
        self.root: HtmlElement = html.parse(source, url=url)
        if _COUNT(self.root) > _MOST_ELEMENTS:
            raise ParseError(f"the page has more than {_MOST_ELEMENTS} elements", where=url)
        super().__init__(self.root)
        named = (e.get("content") for e in self.all("meta") if is_named(e, "generator"))
        self.generator = next((name.strip().lower() for name in named if name), "")
        self.base = self._base()

    def _base(self) -> str:
        """What relative addresses start from: <base>, else the page's address or its own canonical."""
        for element in self.all("base")[:1]:
            if href := resolve(element.get("href") or "", self.url or None):
                return href
        if self.url:
            return self.url
        named = [e.get("href") for e in self.all("link") if e.get("rel") == "canonical"]
        named += [e.get("content") for e in self.all("meta") if is_named(e, "og:url")]
        return next((url for name in named if name and (url := resolve(name))), "")

    def has(self, *selectors: str) -> bool:
        """Whether any of the selectors stands on the page."""
        return any(self.find(selector) for selector in selectors)

    def find(self, selector: str) -> list[HtmlElement]:
        """The elements that a selector names: ``tag.class#id[attr=value]``, steps with a space."""
        last, *above = _steps(selector)
        found = self._step(*last)
        for step in above if found else ():
            outer = set(self._step(*step))
            found = [e for e in found if any(a in outer for a in e.iterancestors())]
        return found

    def _step(self, tag: str, parts: _Parts) -> list[HtmlElement]:
        return [e for e in self._start(tag, parts) if _matches(e, tag, parts)]

    def _start(self, tag: str, parts: _Parts) -> Iterable[HtmlElement]:
        for kind, name, key, value in parts:
            if kind == ".":
                return self.classes.get(name, ())
            if kind == "#":
                return (self.ids[name],) if name in self.ids else ()
            if key == "itemprop":
                return self.having(key)
            if key and value not in self.source:
                return ()
        return self.all(tag) if tag else self.elements


@lru_cache(maxsize=1024)
def _steps(selector: str) -> tuple[tuple[str, _Parts], ...]:
    """The steps of a selector, the last one first."""
    return tuple(_parsed(step) for step in reversed(selector.split(" ")))


def _parsed(step: str) -> tuple[str, _Parts]:
    """A step's tag, and its classes, id and attributes as (sign, name, key, value)."""
    match = _STEP.fullmatch(step)
    assert match, f"not a selector: {step}"
    return match[1] or "", tuple(_PART.findall(match[2]))


def _matches(element: HtmlElement, tag: str, parts: _Parts) -> bool:
    if tag and tag != element.tag:
        return False
    for kind, name, key, value in parts:
        if kind == "#":
            if element.get("id") != name:
                return False
        elif (name or value) not in (element.get(key or "class") or "").split():
            return False
    return True


def read(body: bytes | str, url: str = "", content_type: str | None = None) -> Page:
    """Decode and parse a page.

    Raises ParseError where the bytes are nothing, no HTML, or more than can be read safely.
    """
    if isinstance(body, bytes):
        _refuse_other_kinds(body, url, content_type or "")
        body = _decoded_once(html.decode(body, content_type))
    if len(body) > _MOST_CHARACTERS:
        raise ParseError(f"the page has more than {_MOST_CHARACTERS} characters", where=url)
    head = body[:512].lstrip("\ufeff \t\r\n")
    if not head and not body.strip():
        raise ParseError("the page is empty", where=url)
    if head[:1] in ("{", "[") and "<" not in head:
        raise ParseError(
            "the page is JSON, not HTML", where=url, hint="an error of an API, most likely"
        )
    if "<" not in body:
        raise ParseError("the page is plain text, not HTML", where=url)
    page = Page(body, url)
    if page.all("frameset"):
        raise ParseError(
            "the page is a frameset", where=url, hint="ask for the frame that holds the post"
        )
    return page


def _decoded_once(text: str) -> str:
    """UTF-8 that was taken for a Western code page and written as UTF-8 again, made good.

    Only where the whole page can be read back so, which no text in another encoding allows.
    """
    if ("Ã" not in text and "â" not in text) or sum(map(text.count, _TWICE)) < 3:
        return text
    try:
        return bytes(map(_WESTERN.__getitem__, text)).decode("utf-8")
    except (KeyError, UnicodeError):
        return text


_WESTERN = {bytes([b]).decode("cp1252", "ignore") or chr(b): b for b in range(256)}
_TWICE = ("Ã¤", "Ã¶", "Ã¼", "Ã©", "Ã¨", "Ã¡", "Ã³", "Ã±", "Ã§", "â€™", "â€œ", "â€“", "Â ")


def _refuse_other_kinds(body: bytes, url: str, content_type: str) -> None:
    start = body[:16].lstrip()
    for mark, name in _SIGNATURES:
        if start.startswith(mark):
            raise ParseError(f"the answer is {name}, not HTML", where=url)
    kind = content_type.split(";")[0].strip().lower()
    if kind.startswith(("image/", "video/", "audio/")) or kind in (
        "application/pdf",
        "application/zip",
    ):
        raise ParseError(f"the answer is {kind}, not HTML", where=url)
