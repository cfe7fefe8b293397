"""A page that is decoded, parsed and indexed once, and shared by all that read it."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from archiver.errors import ParseError
from archiver.model import Capture
from archiver.web import as_shown, html
from archiver.web.element_index import Index
from archiver.web.selectors import Step, compiled
from archiver.web.urls import resolve

_MOST_ELEMENTS = 150_000
_MOST_CHARACTERS = 24 * 2**20
_START = 60_000
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
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


def is_named(meta: HtmlElement, name: str) -> bool:
    """Whether a meta element is of that name."""
    return (meta.get("name") or meta.get("property") or "").lower() == name


class Page(Index):
    """A parsed page.

    ``source`` is its decoded text, ``start`` the part of it in which engines are recognised,
    ``root`` the tree, ``generator`` the content of that meta element, in lower case; ``base`` is the base
    URL of relative links. ``kept`` is for what its readers work out of it and need again, by what they
    asked; nothing in it may hold the page, since a ring would keep the tree until it is looked for.
    """

    def __init__(self, source: str, url: str = "") -> None:
        self.source = source
        self.start = source[:_START]
        self.url = url
        self.root: HtmlElement = html.parse(source, url=url)
        # a parser adds some that are not written, for text that stands where no text may
        if source.count("<") > _MOST_ELEMENTS // 2 and _COUNT(self.root) > _MOST_ELEMENTS:
            raise ParseError(f"the page has more than {_MOST_ELEMENTS} elements", where=url)
        as_shown.rewrite(self.root, source)
        super().__init__(self.root)
        if "<style" in source:
            as_shown.style(self)
        named = (e.get("content") for e in self.all("meta") if is_named(e, "generator"))
        self.generator = next((name.strip().lower() for name in named if name), "")
        self.base = self._base()
        self.kept: dict[object, Any] = {}

    def _base(self) -> str:
        """What relative addresses start from: <base>, else the page's address or its own canonical."""
        # HTML, 4.2.3: the first one that has an address; others may only name a target
        for element in [e for e in self.all("base") if e.get("href")][:1]:
            if href := resolve(element.get("href") or "", self.url or None):
                return href
        if self.url:
            return self.url
        named = [e.get("href") for e in self.all("link") if e.get("rel") == "canonical"]
        named += [e.get("content") for e in self.all("meta") if is_named(e, "og:url")]
        return next((url for name in named if name and (url := resolve(name))), "")

    @cached_property
    def targets(self) -> list[str]:
        """What the links of the page lead to, as written."""
        return [href for link in self.all("a") if (href := link.get("href"))]

    def has(self, *selectors: str) -> bool:
        """Whether any of the selectors matches an element."""
        return any(self.find(selector) for selector in selectors)

    def find(self, selector: str) -> list[HtmlElement]:
        """The elements that match a selector, in document order."""
        wanted = compiled(selector)
        found = self._step(wanted.last)
        if not wanted.above or not found:
            return found
        outer = [set(self._step(step)) for step in wanted.above]
        return [element for element in found if _is_within(element, outer)]

    def _step(self, step: Step) -> list[HtmlElement]:
        return [e for e in self._start(step) if step.matches(e)]

    def _start(self, step: Step) -> Iterable[HtmlElement]:
        """The fewest elements that hold all that a step matches."""
        if step.id:
            # several elements may have it, as the copies of a widget
            return [e for mark, e in self.identified if mark == step.id]
        if step.classes:
            return self.classes.get(step.classes[0], ())
        for name, value in step.attributes:
            if name == "itemprop":
                return self.having(name)
            # a source may write other characters than these as entities
            if _PLAIN.fullmatch(value) and value not in self.source:
                return ()
        return self.all(step.tag) if step.tag else self.elements


def _is_within(element: HtmlElement, outer: Iterable[set[HtmlElement]]) -> bool:
    """Whether one of each set stands around an element, the first set's the nearest."""
    around = element.iterancestors()
    return all(any(a in some for a in around) for some in outer)


def page_of(capture: Capture) -> Page:
    """The page that a capture holds. Raises what ``read`` raises."""
    return read(capture.body, capture.final_url, capture.header("content-type"))


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
    return Page(body, url)


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
# some writers took UTF-8 for ISO 8859-1, where these are controls that no page has
_WESTERN |= {chr(b): b for b in range(0x80, 0xA0)}
_TWICE = (
    "Ã¤",
    "Ã¶",
    "Ã¼",
    "Ã©",
    "Ã¨",
    "Ã¡",
    "Ã³",
    "Ã±",
    "Ã§",
    "â€™",
    "â€œ",
    "â€“",
    "Â ",
    "â\x80\x99",
    "â\x80\x93",
)


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
