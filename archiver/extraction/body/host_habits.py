"""Learns the chrome of a host: blocks that many of its posts repeat, in any theme and language.

Learned from the blocks at both ends of the posts' bodies. Some chrome cannot be recognised on a
single page: a donation appeal, a standard farewell, cards of other posts. Also learned is the
element in which the content of feeds was found: older posts, no longer in the feed, have it there too.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

from lxml.html import HtmlElement

from archiver.extraction.document.tree import Node, comparable, tag_of

_HEAD, _FOOT = 6, 14
"""Blocks at the head and at the foot of a body that are counted."""
_OFTEN = 3
"""Pages on which a block must stand to count as repeated (2 while fewer than 6 are known)."""
_MOSTLY = 0.75
"""The share of pages on which a shape must stand."""
_SAME = 0.9
"""A post with a larger share of known text was counted already, at another address."""
_OF_ONE_POST = re.compile(r"[-_]\d+$|^\W?\d+$|^.(?:tag|category)-")
"""Names that differ from post to post: with a number at the end, or a tag or category."""
_RARE_AFTER = 12
"""With more pages than this, entries that only one page had are deleted."""


@dataclass(frozen=True, slots=True)
class HostHabits:
    """On how many pages of a host a text or a shape stands at the ends of the body.

    ``places``: on how many pages the content of the feed was found in an element, by its path.
    """

    pages: int = 0
    texts: Mapping[str, int] = field(default_factory=dict)
    shapes: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)

    def repeats(self, block: Node) -> bool:
        """Whether a block is known from several posts, by its text or by its shape."""
        text = comparable(block.text())
        if text and self.texts.get(_key(text), 0) >= self._often():
            return True
        seen = self.shapes.get(shape(block), 0)
        return seen >= _OFTEN and seen >= _MOSTLY * self.pages and _is_mostly_links(block)

    def _often(self) -> int:
        return 2 if self.pages < 6 else _OFTEN

    def to_json(self) -> dict[str, object]:
        """As JSON holds it; ``from_json`` is the inverse."""
        return {
            "pages": self.pages,
            "texts": dict(self.texts),
            "shapes": dict(self.shapes),
            "places": dict(self.places),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> "HostHabits":
        """Read what ``to_json`` wrote. Raises KeyError or TypeError where it is something else."""
        pages, texts, shapes = value["pages"], value["texts"], value["shapes"]
        places = value.get("places", {})  # catalogs of archiver 0.1 have none
        tables = all(isinstance(table, dict) for table in (texts, shapes, places))
        if not (isinstance(pages, int) and tables):
            raise TypeError("not what a host's chrome is kept as")
        return cls(pages, *cast("tuple[dict[str, int], ...]", (texts, shapes, places)))

    def body(self, elements: Iterable[HtmlElement]) -> HtmlElement | None:
        """The element in which feeds have found the bodies of several posts, if only one fits."""
        # no variable may be named like `element_path`: Python 3.12.1 would resolve the call to it
        paths = [place for place, seen in self.places.items() if seen > 1]
        for known in sorted(paths, key=lambda place: -self.places[place]):
            tag = known.rpartition(">")[2].partition(".")[0].partition("#")[0]
            found = [e for e in elements if e.tag == tag and element_path(e) == known]
            if len(found) == 1:
                return found[0]
        return None


def add(known: HostHabits, bodies: Iterable[tuple[Node, HtmlElement | None]]) -> HostHabits:
    """The habits with further posts of the host counted in.

    Each post is its untrimmed body, and the element with its feed's content, or None.
    """
    pages, texts, shapes = known.pages, Counter(known.texts), Counter(known.shapes)
    places = Counter(known.places)
    for body, place in bodies:
        blocks = [b for b in body.nodes() if b.text()]
        ends = blocks if len(blocks) <= _HEAD + _FOOT else blocks[:_HEAD] + blocks[-_FOOT:]
        if _counted_before(ends, texts):
            continue
        pages += 1
        if place is not None and (path := element_path(place)):
            places[path] += 1
        texts.update({_key(comparable(b.text())) for b in ends if comparable(b.text())})
        shapes.update({s for b in ends if _is_mostly_links(b) and (s := shape(b))})
    if pages > _RARE_AFTER:
        texts = Counter({k: n for k, n in texts.items() if n > 1})
        shapes = Counter({k: n for k, n in shapes.items() if n > 1})
    tables = (dict(sorted(table.items())) for table in (texts, shapes, places))
    return HostHabits(pages, *tables)


def _counted_before(ends: Iterable[Node], texts: Mapping[str, int]) -> bool:
    """Whether this post was counted already, at another address."""
    own = [comparable(block.text()) for block in ends]
    known = sum(len(text) for text in own if _key(text) in texts)
    return known > _SAME * sum(map(len, own))


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_mostly_links(block: Node) -> bool:
    """Whether a block is short and mostly links: no prose of a post."""
    text = block.text()
    linked = sum(len(n.text()) for n in block.walk() if n.tag == "a")
    return len(text.split()) <= 25 and linked * 2 > len(text)


def shape(block: Node) -> str:
    """The tags and classes of a block's element and its ancestors; empty for a plain paragraph."""
    steps: list[str] = []
    element = block.source if isinstance(block.source, HtmlElement) else None
    while element is not None and len(steps) < 4:
        names = element.get("class")
        if names:
            steps.append(f"{tag_of(element)}.{'.'.join(sorted(names.split())[:3])}")
        elif steps or element.tag not in ("p", "li"):
            steps.append(tag_of(element))
        element = element.getparent()
    return ">".join(reversed(steps)) if steps and "." in steps[0] else ""


def element_path(element: HtmlElement) -> str:
    """A path by which the same element is found on other pages of the host: its id and classes,
    else those of its nearest ancestors, without names of this post; empty where there are none.
    """
    steps: list[str] = []
    for part in (element, *islice(element.iterancestors(), 2)):
        steps.append(_step(part))
        if steps[-1] != tag_of(part):
            return ">".join(reversed(steps))
    return ""


def _step(element: HtmlElement) -> str:
    mark, names = element.get("id") or "", sorted((element.get("class") or "").split())
    named = [f"#{mark}"] if mark else []
    named += [f".{name}" for name in names]
    return tag_of(element) + "".join(name for name in named if not _OF_ONE_POST.search(name))
