"""The places on a page where the article may be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement

from archiver.extraction.body.chrome import Rules
from archiver.extraction.reason import Reason, Sign
from archiver.web.page import Page
from archiver.web.platforms import Platform
from archiver.web.vocabulary import BODIES, ENTRIES, Role, says_body
from archiver.web.vocabulary.exemptions import WHOLE_POST

_ELSEWHERE = frozenset(
    (
        Role.COMMENTS,
        Role.RELATED,
        Role.FRAME,
        Role.ASIDE,
        Role.FOOTER,
        Role.NAVIGATION,
        Role.OVERLAY,
        Role.COMMENT_FORM,
        Role.REACTIONS,
        Role.AUTHOR_BOX,
        Role.SUBSCRIPTION,
        Role.ADVERTISING,
    )
)


def _is_elsewhere(reason: Reason | None) -> bool:
    """Whether a body cannot be in such chrome. WAI-ARIA roles are ignored: they are often wrong."""
    return reason is not None and reason.sign is not Sign.ATTRIBUTE and reason.role in _ELSEWHERE


@dataclass(frozen=True, slots=True)
class Place:
    """The elements that together hold the article, and how they were found.

    An exact place holds only what the author wrote, another one also the byline and the like.
    """

    elements: tuple[HtmlElement, ...]
    how: str
    exact: bool


def places(page: Page, platform: Platform | None, reason: Rules, prose: "Prose") -> Iterator[Place]:
    """The possible places of the article, the best first.

    A place must have a share of the page's prose: a quarter if the platform names it (and there
    is enough prose to measure), else half.
    """
    dense = prose.densest
    little = prose.weights.get(dense, 0) < _LITTLE
    if platform:
        for place in _named(page, platform.bodies, reason, exact=True, together=platform.together):
            if little or prose.share(place.elements, dense) >= _PIECE:
                yield place
    for place in _named(page, BODIES, reason, exact=True):
        if prose.share(place.elements, dense) >= _HALF:
            yield place
    named_bodies = _named_as_body(page)
    if found := _outermost(named_bodies, reason):
        place = Place((_best(found),), "a class that says so", exact=False)
        if prose.share(place.elements, dense) >= _HALF:
            yield _narrowed(place, named_bodies, prose)
    for place in _named(page, platform.frames if platform else (), reason, exact=False):
        if prose.share(place.elements, dense) >= _HALF:
            yield _narrowed(place, named_bodies, prose)
    if not little:
        yield Place((dense,), "density of text", exact=False)
    yield from _named(page, ENTRIES, reason, exact=False)
    yield Place((dense,), "density of text", exact=False)


def _named(
    page: Page, selectors: Iterable[str], reason: Rules, *, exact: bool, together: bool = False
) -> Iterator[Place]:
    for selector in selectors:
        if found := _outermost(_all_of(page, selector), reason):
            whole = together or ", " in selector
            yield Place(tuple(found) if whole else (_best(found),), selector, exact)


def _all_of(page: Page, selector: str) -> list[HtmlElement]:
    """The elements of a selector; for a list of selectors the first and its siblings."""
    parts = selector.split(", ")
    if len(parts) == 1:
        return page.find(selector)
    named = {element for part in parts for element in page.find(part)}
    found = [element for element in page.elements if element in named]
    return [e for e in found if e.getparent() is found[0].getparent()]


def _named_as_body(page: Page) -> list[HtmlElement]:
    """Elements whose class or id names them as the body of a post (``story-text``)."""
    found = [e for name in page.classes if says_body(name) for e in page.classes[name]]
    return found + [e for name, e in page.ids.items() if says_body(name)]


def _narrowed(place: Place, named_bodies: list[HtmlElement], prose: "Prose") -> Place:
    """The place, or the innermost element named as a body within that has all of its prose."""
    (outer,) = place.elements
    whole = prose.weights.get(outer, 0)
    inner = [
        (sum(1 for _ in e.iterancestors()), e)
        for e in named_bodies
        if prose.weights.get(e, 0) >= _ALL * whole > 0 and outer in e.iterancestors()
    ]
    if not inner:
        return place
    return Place((max(inner, key=lambda pair: pair[0])[1],), place.how, place.exact)


def _outermost(found: list[HtmlElement], reason: Rules) -> list[HtmlElement]:
    """Those that lie neither in chrome nor in an earlier one of them."""
    outer: list[HtmlElement] = []
    seen: set[HtmlElement] = set()
    for element in found:
        above = [element, *element.iterancestors()]
        if any(a in seen for a in above):
            continue
        if any(_is_elsewhere(reason(a)) for a in above):
            continue
        seen.add(element)
        outer.append(element)
    return outer


def _best(found: list[HtmlElement]) -> HtmlElement:
    """The first that is not much shorter than the longest: cards of other posts are shorter, whole
    posts that follow the post on its page need not be."""
    if len(found) == 1:
        return found[0]
    sizes = [len("".join(element.itertext(*_WORDY)).split()) for element in found]
    return next(e for e, size in zip(found, sizes, strict=True) if size >= _ALIKE * max(sizes))


_WORDY = ("p", "li", "pre", "blockquote", "div", "br", "span", "em", "strong", "a", "b", "i", "td")
_ALIKE = 0.4  # of the words of the longest candidate
_ALL = 0.98  # of the prose of the place
_ENOUGH = 0.8  # of the prose of the element around
_HALF = 0.5  # of the page's prose
_PIECE = 0.25  # of the page's prose
_LITTLE = 400  # characters of prose on the page
_POST = 300  # characters of prose between the heading and the comments: a short post
LEAVES = frozenset(("p", "pre", "blockquote", "ul", "ol", "table", "dl", "figure"))
"""Blocks that hold a part of a post, and never all of it."""


class Prose:
    """The amount of prose in each element: blocks of 40 characters or more, less than half links.

    ``title`` is the heading of the post, where it is known.
    """

    def __init__(self, root: HtmlElement, reason: Rules, title: HtmlElement | None = None) -> None:
        self.root = root
        self.weights = _weigh(root, reason)
        self.headed = set() if title is None else {title, *title.iterancestors()}

    @cached_property
    def densest(self) -> HtmlElement:
        """The deepest element with most of the page's prose, or with a post's worth of prose right
        after its heading: the comments may be longer than the post.
        """
        body = self.root.find("body")
        current: HtmlElement = self.root if body is None else body
        while True:
            inner = [(self.weights.get(child, 0), child) for child in current.iterchildren("*")]
            heaviest, child = max(inner, key=lambda pair: pair[0], default=(0, current))
            enough = heaviest and heaviest >= _ENOUGH * self.weights.get(current, 0)
            if not enough or child.tag in LEAVES:
                return current
            before = self._before(child, inner)
            current = child if before is None else before

    def _before(
        self, heaviest: HtmlElement, children: list[tuple[int, HtmlElement]]
    ) -> HtmlElement | None:
        """The child between the heading and the heaviest one that has enough prose for a post."""
        order = [child for _, child in children]
        first = next((at for at, child in enumerate(order) if child in self.headed), len(order))
        between = children[first : order.index(heaviest)]
        weight, child = max(between, key=lambda pair: pair[0], default=(0, heaviest))
        return child if weight >= _POST and child.tag not in LEAVES else None

    def share(self, elements: Iterable[HtmlElement], whole: HtmlElement) -> float:
        """The prose of some elements as a share of another's; 1 where that one has none."""
        total = self.weights.get(whole, 0)
        return sum(self.weights.get(e, 0) for e in elements) / total if total else 1.0


def _weigh(root: HtmlElement, reason: Rules) -> dict[HtmlElement, int]:
    """For every element the characters of prose in it, chrome left out."""
    weights: dict[HtmlElement, int] = {}
    # characters of text, of linked text, and of prose in the open element; those around it wait
    words = links = prose = 0
    around: list[tuple[int, int, int]] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    skipped: object = None
    for event, element in walk:
        if event == "start":
            if reason(element) and element.tag not in WHOLE_POST:
                walk.skip_subtree()
                skipped = element
                continue
            around.append((words, links, prose))
            text = element.text
            words, links, prose = len(text.strip()) if text else 0, 0, 0
            continue
        if element is not skipped:
            own, linked, found = words, links, prose
            words, links, prose = around.pop()
            tag = element.tag
            if tag in _INLINE:
                words += own
                links += own if tag == "a" else linked
            elif own >= 40 and linked * 2 < own:
                found += own
            if found:
                weights[element] = found
                prose += found
        if tail := element.tail:
            words += len(tail.strip())
    return weights


_INLINE = frozenset(
    [
        "a",
        "span",
        "em",
        "i",
        "b",
        "strong",
        "sup",
        "sub",
        "small",
        "font",
        "code",
        "u",
        "s",
        "del",
        "ins",
        "q",
        "cite",
        "abbr",
        "mark",
        "time",
        "kbd",
        "tt",
        "big",
        "label",
        "br",
        "img",
        "wbr",
    ]
)
