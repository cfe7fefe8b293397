"""Pictures: the address of one, whatever loads it, and pictures that stand for characters."""

import re

from lxml.html import HtmlElement

from archiver.extraction.document.tree import Node, tidy
from archiver.web.urls import resolve

TAGS = frozenset(("img", "amp-img", "amp-anim"))
_LAZY = ("data-orig-file", "data-src", "data-lazy-src", "data-original", "data-lazyload", "src")
_OTHERS = ("data-hi-res-src", "data-full-url", "data-img", "data-image", "data-echo", "data-url")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_CANDIDATE = re.compile(r"([^\s,]\S*+)(?:(?<=,)|([^,]*+))")
_SIZE = re.compile(r"\s*+(\d{1,9}(?:\.\d{1,9})?)[wx](?!\S)")
_EMOJI = frozenset(("emoji", "wp-smiley", "smiley", "emoticon"))
"""Classes of images that stand for a character, which is their ``alt`` text."""
_EMOJI_ADDRESS = re.compile(r"/(?:core/emoji|twemoji|emojione|noto-emoji|smilies|emoticons?)/")
_TINY = 24
"""Pixels: no picture of a post is so small."""
_BLANK = re.compile(
    r"(?:blank|spacer|placeholder|transparent|1x1|pixel)[\w-]{0,80}\.(?:gif|png|svg)$"
)
_PHRASING = frozenset(("a", "span", "picture", "figure", "div", "p"))


def character(element: HtmlElement) -> str:
    """The character that a picture stands for; empty where it is a picture."""
    alt = _alt(element)
    if not alt or len(alt) > 16:
        return ""
    drawn = _EMOJI.intersection((element.get("class") or "").split()) or _is_tiny(element)
    if not drawn and not _EMOJI_ADDRESS.search(element.get("src") or ""):
        return ""
    # `:P` and `smile` are words to a reader of the text, `:-)` is not
    return "" if any(char.isascii() and char.isalnum() for char in alt) else alt


def picture(element: HtmlElement, base: str) -> Node | None:
    """The node of a picture; None where it has no address, or is there to count or to adorn."""
    if _is_tiny(element):
        return None
    source = address(element, base)
    return None if source is None else Node("img", attrs={"src": source, "alt": _alt(element)})


def address(element: HtmlElement, base: str) -> str | None:
    """The address of a picture: of what a script loads late, else its own, else its best candidate."""
    own = [found for name in _LAZY if (found := _resolved(element.get(name), base))]
    for found in own:
        if not _BLANK.search(found):
            return found
    candidates = [element.get(name) for name in _SETS]
    # not its parent: the parser puts an img into the source before it
    if (around := next(element.iterancestors("picture"), None)) is not None:
        candidates += [s.get(n) for s in around.iter("source") for n in _SETS]
    for candidate in candidates:
        if candidate and (found := _resolved(_largest(candidate), base)):
            return found
    return next(
        (found for name in _OTHERS if (found := _resolved(element.get(name), base))),
        own[0] if own else None,
    )


def _resolved(given: str | None, base: str) -> str | None:
    return resolve(given.strip(), base or None) if given else None


def _largest(candidates: str) -> str:
    """The address of the largest candidate of a ``srcset``; commas may stand in addresses."""
    found = [(size, -at, url) for at, (url, size) in enumerate(_parsed(candidates))]
    return max(found)[2] if found else ""


def _parsed(candidates: str) -> list[tuple[str, float]]:
    """The candidates of a ``srcset``, parted as HTML does (4.8.4.2.2): address and size."""
    return [(m[1].rstrip(","), _size(m[2] or "")) for m in _CANDIDATE.finditer(candidates)]


def _size(descriptor: str) -> float:
    """Pixels of width or of density; 1 where nothing is said."""
    match = _SIZE.match(descriptor)
    return float(match[1]) if match else 1


def _is_late(image: HtmlElement, own: set[str | None], base: str) -> bool:
    """Whether a picture is one of those for readers without scripts, or one that a script loads."""
    source = address(image, base)
    late = any(image.get(name) for name in (*_LAZY[:-1], *_SETS[:-1], *_OTHERS))
    return source is not None and (source in own or late)


def _alt(element: HtmlElement) -> str:
    return tidy(" ".join((element.get("alt") or "").split()))


def _is_tiny(element: HtmlElement) -> bool:
    if element.tag != "img":  # AMP's sizes may be a mere ratio
        return False
    sizes = [element.get("width") or "", element.get("height") or ""]
    if "1" in sizes:
        return True
    return all(size.isdecimal() and int(size[:9]) <= _TINY for size in sizes)


def for_no_script(element: HtmlElement, base: str) -> list[Node]:
    """The pictures of a ``noscript``, where the element beside it has no picture of its own."""
    found = [e for e in element.iter(*TAGS) if "none" not in (e.get("style") or "")]
    own = {address(e, base) for e in found}
    for other in (element.getprevious(), element.getnext()):
        shows = other is not None and (other.tag in TAGS or other.tag in _PHRASING)
        if other is not None and shows and any(_is_late(e, own, base) for e in other.iter(*TAGS)):
            return []
    return [node for e in found if (node := picture(e, base))]
