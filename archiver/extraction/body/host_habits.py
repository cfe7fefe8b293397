"""What stands on many posts of one host: its chrome, whatever its theme and its language.

Learned from the ends of the posts' bodies as they come in, page by page; what a single page would
never give away (a donation appeal, the author's farewell, cards of other posts) shows by itself.
And where the feed's own content was found on some posts, there the body stands on all of them, also
on those that are too old for the feed.
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
"""So many blocks at each end of a body are looked at."""
_OFTEN = 3
_MOSTLY = 0.75
_SAME = 0.9
"""A post of which so much is known is one that was read already."""
_OF_ONE_POST = re.compile(r"[-_]\d+$|^\W?\d+$|^.(?:tag|category)-")
"""A name that ends in a number of its own, or is a term of a post."""
_RARE_AFTER = 12
"""Once so many pages have been read, what only one of them had is forgotten."""


@dataclass(frozen=True, slots=True)
class HostHabits:
    """What the posts of a host have had at their ends: how many pages had which text, which shape.

    ``places`` are the ways to the elements in which feeds have found the body, and on how many.
    """

    pages: int = 0
    texts: Mapping[str, int] = field(default_factory=dict)
    shapes: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)

    def repeats(self, block: Node) -> bool:
        """Whether a block is known from several posts, by its words or by its place and kind."""
        text = comparable(block.text())
        if text and self.texts.get(_key(text), 0) >= self._often():
            return True
        seen = self.shapes.get(shape(block), 0)
        return seen >= _OFTEN and seen >= _MOSTLY * self.pages and _slight(block)

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
        """The one element of a page in which feeds have found the bodies of several posts."""
        # the names differ from `way` below: Python 3.12.1 takes one for the other and stops
        ways = [place for place, seen in self.places.items() if seen > 1]
        for known in sorted(ways, key=lambda place: -self.places[place]):
            tag = known.rpartition(">")[2].partition(".")[0].partition("#")[0]
            found = [e for e in elements if e.tag == tag and way(e) == known]
            if len(found) == 1:
                return found[0]
        return None


def add(known: HostHabits, bodies: Iterable[tuple[Node, HtmlElement | None]]) -> HostHabits:
    """What is known, and what further posts of the host add to it.

    Each is its untrimmed body, and the element in which its feed's content was found, if it was.
    """
    pages, texts, shapes = known.pages, Counter(known.texts), Counter(known.shapes)
    places = Counter(known.places)
    for body, place in bodies:
        blocks = [b for b in body.nodes() if b.text()]
        ends = blocks if len(blocks) <= _HEAD + _FOOT else blocks[:_HEAD] + blocks[-_FOOT:]
        if _told_before(ends, texts):
            continue
        pages += 1
        if place is not None and (path := way(place)):
            places[path] += 1
        texts.update({_key(comparable(b.text())) for b in ends if comparable(b.text())})
        shapes.update({s for b in ends if _slight(b) and (s := shape(b))})
    if pages > _RARE_AFTER:
        texts = Counter({k: n for k, n in texts.items() if n > 1})
        shapes = Counter({k: n for k, n in shapes.items() if n > 1})
    tables = (dict(sorted(table.items())) for table in (texts, shapes, places))
    return HostHabits(pages, *tables)


def _told_before(ends: Iterable[Node], texts: Mapping[str, int]) -> bool:
    """Whether this is a post that was read already, at another address: it teaches nothing."""
    told = [comparable(block.text()) for block in ends]
    known = sum(len(text) for text in told if _key(text) in texts)
    return known > _SAME * sum(map(len, told))


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _slight(block: Node) -> bool:
    """Short, or mostly links: nothing that a post is made of."""
    text = block.text()
    linked = sum(len(n.text()) for n in block.walk() if n.tag == "a")
    return len(text.split()) <= 25 and linked * 2 > len(text)


def shape(block: Node) -> str:
    """The classes on the way to a block; empty where there are none: a plain paragraph."""
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


def way(element: HtmlElement) -> str:
    """How to find the same element on other posts' pages: by its own names, else by those of what
    is right around it, the names of this one post left out; empty where there are none.
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
