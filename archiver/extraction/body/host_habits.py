"""Learns the chrome of a host: blocks that many of its posts repeat, in any theme and language.

Learned from the blocks at both ends of the posts' bodies. Some chrome cannot be recognised on a
single page: a donation appeal, a standard farewell, cards of other posts. Also learned is the
element in which the content of feeds was found: older posts, no longer in the feed, have it there too.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, cast

from lxml.html import HtmlElement

from archiver.extraction.body.feed_content import FeedContent
from archiver.extraction.body.measures import Measures
from archiver.extraction.document.tree import Node, tag_of

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


class Lesson(NamedTuple):
    """A post that teaches what its host has in common: its untrimmed body, and what its feed says.

    ``sizes`` are those of the page's elements. ``place``: the element that holds the feed's content, ``exact`` where that has also what stands
    first and last in it. ``whole``: the entry is all of the post, so
    that what it lacks is not the author's.
    """

    body: Node
    sizes: Measures
    place: HtmlElement | None = None
    exact: bool = False
    feed: FeedContent | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class HostHabits:
    """On how many pages of a host a text or a shape stands at the ends of the body.

    ``places``: on how many pages the content of the feed was found in an element, by its path;
    ``exact``: on how many of them the feed had also what stood first and last there.
    ``said`` and ``unsaid``: of how many posts the feed's entry has a text or a shape, and of how many
    it lacks what the page has.
    """

    pages: int = 0
    texts: Mapping[str, int] = field(default_factory=dict)
    shapes: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    exact: Mapping[str, int] = field(default_factory=dict)
    said: Mapping[str, int] = field(default_factory=dict)
    unsaid: Mapping[str, int] = field(default_factory=dict)

    def repeats(self, block: Node) -> bool:
        """Whether a block stands on several posts, by its text or by its shape, and is not the
        author's: what an author says in several posts stands in their feed's entries.
        """
        return any(self.said.get(s, 0) <= self.unsaid.get(s, 0) for s in self._standing(block))

    def disowned(self, block: Node) -> bool:
        """Whether a block stands on several posts, and the entry of none of them has it."""
        return any(
            self.unsaid.get(sign, 0) >= self._often() and not self.said.get(sign, 0)
            for sign in self._standing(block)
        )

    def _standing(self, block: Node) -> Iterator[str]:
        """The signs by which a block is known from several posts: its text, and its shape."""
        text = block.comparable()
        if text and self.texts.get(key := _key(text), 0) >= self._often():
            yield key
        seen = self.shapes.get(form := shape(block), 0) if _is_mostly_links(block) else 0
        if seen >= _OFTEN and seen >= _MOSTLY * self.pages:
            yield form

    def _often(self) -> int:
        return 2 if self.pages < 6 else _OFTEN

    def to_json(self) -> dict[str, object]:
        """As JSON holds it; ``from_json`` is the inverse."""
        return {"pages": self.pages, **{name: dict(getattr(self, name)) for name in _TABLES}}

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> "HostHabits":
        """Read what ``to_json`` wrote. Raises KeyError or TypeError where it is something else."""
        # catalogs of archiver 0.1 have no places, those before 0.3 nothing of what feeds said
        later = {name: value.get(name, {}) for name in _TABLES[2:]}
        pages, tables = (
            value["pages"],
            {"texts": value["texts"], "shapes": value["shapes"], **later},
        )
        if not (isinstance(pages, int) and all(isinstance(t, dict) for t in tables.values())):
            raise TypeError("not what a host's chrome is kept as")
        return cls(pages, **cast("dict[str, dict[str, int]]", tables))

    def body(self, elements: Iterable[HtmlElement]) -> tuple[HtmlElement, bool] | None:
        """The element in which feeds have found the bodies of several posts, if only one fits; and
        whether it is exact: on most of them nothing but the post stood at its ends.
        """
        # no variable may be named like `element_path`: Python 3.12.1 would resolve the call to it
        paths = [place for place, seen in self.places.items() if seen > 1]
        for known in sorted(paths, key=lambda place: -self.places[place]):
            tag = known.rpartition(">")[2].partition(".")[0].partition("#")[0]
            found = [e for e in elements if e.tag == tag and element_path(e) == known]
            if len(found) == 1:
                return found[0], self.exact.get(known, 0) >= _MOSTLY * self.places[known]
        return None


_TABLES = ("texts", "shapes", "places", "exact", "said", "unsaid")


def add(known: HostHabits, lessons: Iterable[Lesson]) -> HostHabits:
    """The habits with further posts of the host counted in."""
    pages = known.pages
    tables = {name: Counter(getattr(known, name)) for name in _TABLES}
    for lesson in lessons:
        blocks = [b for b in lesson.body.nodes() if b.text()]
        ends = blocks if len(blocks) <= _HEAD + _FOOT else blocks[:_HEAD] + blocks[-_FOOT:]
        if _counted_before(ends, tables["texts"]):
            continue
        pages += 1
        if lesson.place is not None and (path := element_path(lesson.place)):
            tables["places"][path] += 1
            tables["exact"].update([path] if lesson.exact else [])
        for name, signs in _counted(ends, lesson).items():
            tables[name].update(signs)
    if pages > _RARE_AFTER:
        for name in ("texts", "shapes", "unsaid"):
            tables[name] = Counter({k: n for k, n in tables[name].items() if n > 1})
    return HostHabits(pages, **{name: dict(sorted(tables[name].items())) for name in _TABLES})


def _counted(ends: Iterable[Node], lesson: Lesson) -> dict[str, set[str]]:
    """What one post adds to each table."""
    found: dict[str, set[str]] = {name: set() for name in ("texts", "shapes", "said", "unsaid")}
    for block in ends:
        signs = {"texts": _key(text)} if (text := block.comparable()) else {}
        if _is_mostly_links(block) and (form := shape(block)):
            signs["shapes"] = form
        for name, sign in signs.items():
            found[name].add(sign)
        if lesson.feed and lesson.feed.says(block):
            found["said"].update(signs.values())
        elif lesson.whole:
            found["unsaid"].update(signs.values())
    return found


def _counted_before(ends: Iterable[Node], texts: Mapping[str, int]) -> bool:
    """Whether this post was counted already, at another address."""
    own = [block.comparable() for block in ends]
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
