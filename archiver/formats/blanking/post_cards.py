"""The element that stands for a post in a list of posts: its card, row or item."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = re.compile(r"<(/?)([a-zA-Z][\w:-]*)")
_BOXES = frozenset(("article", "li", "section", "div", "tr", "dd", "figure", "td", "aside"))
_LINES = frozenset(("li", "tr", "dd"))
_CLASS = re.compile(r"(?<=\s)class=[\"']?([^\"'<>]*+)", re.IGNORECASE)
_POST = frozenset(["h-entry", "hentry", "h-cite", "entry", "card", "item", "teaser", "post"])
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_FEW = 3
"""The most links in a row of a list that is one post's."""


@dataclass(slots=True)
class _Box:
    tag: str
    start: int
    end: int = -1
    is_post: bool = False


def cards(
    text: str, tags: list[tuple[int, int]], anchors: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The pieces of a page that are cards of the post to which these links lead.

    A card is the smallest element of a kind that holds posts, if its heading is such a link, or it is a line of a list
    that begins with one and has few others. What else is linked stays: it is another post's text.
    """
    boxes = list(_boxes(text, tags))
    links = [tag for tag in tags if _NAME.match(text, tag[0]) and _tag(text, tag) == (False, "a")]
    ours = set(anchors)
    for anchor in anchors:
        around = [b for b in boxes if b.start <= anchor[0] and anchor[1] <= b.end]
        holders = [b for b in around if b.tag not in _HEADINGS]
        if not holders:
            continue
        heading = any(b.tag in _HEADINGS for b in around)
        smallest = min(holders, key=lambda b: b.end - b.start)
        headed = [b for b in holders if b.tag == "article" or b.is_post]
        if heading and headed:
            card = min(headed, key=lambda b: b.end - b.start)
            if not _has_other_heading(text, boxes, card, links, ours):
                yield card.start, card.end
        elif smallest.tag in _LINES:
            within = [a for a in links if smallest.start <= a[0] < smallest.end]
            if within and within[0] in ours and len([a for a in within if a not in ours]) < _FEW:
                yield smallest.start, smallest.end


def _has_other_heading(
    text: str,
    boxes: list[_Box],
    card: _Box,
    links: list[tuple[int, int]],
    ours: set[tuple[int, int]],
) -> bool:
    """Whether a box has headings that lead elsewhere: then it is a list of posts, or another post."""
    headings = [
        b for b in boxes if b.tag in _HEADINGS and card.start <= b.start and b.end <= card.end
    ]
    for box in headings:
        within = [a for a in links if box.start <= a[0] < box.end]
        if not any(a in ours for a in within) and (within or box.tag == "h1"):
            return True
    return False


def _tag(text: str, tag: tuple[int, int]) -> tuple[bool, str]:
    match = _NAME.match(text, tag[0])
    return (match[1] == "/", match[2].lower()) if match else (False, "")


def _boxes(text: str, tags: list[tuple[int, int]]) -> Iterator[_Box]:
    """The elements that may hold a post, and headings; one that is not closed ends with its parent."""
    open_: list[_Box] = []
    for tag in tags:
        closes, name = _tag(text, tag)
        if name not in _BOXES and name not in _HEADINGS:
            continue
        if name in _VOID or text[tag[1] - 2] == "/":
            continue
        if not closes:
            named = _CLASS.search(text, *tag)
            is_post = named is not None and not _POST.isdisjoint(named[1].lower().split())
            open_.append(_Box(name, tag[0], is_post=is_post))
            continue
        if name in {box.tag for box in open_}:
            while open_:
                box = open_.pop()
                box.end = tag[1] if box.tag == name else tag[0]
                yield box
                if box.tag == name:
                    break
