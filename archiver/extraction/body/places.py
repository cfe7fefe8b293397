"""The places on a page where the article may be."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from archiver.extraction.body.chrome import Rules
from archiver.extraction.body.measures import LEAVES, Measures
from archiver.extraction.document.build import build
from archiver.extraction.document.tree import Node
from archiver.extraction.reason import Reason, Sign
from archiver.web.page import Page
from archiver.web.platforms import Platform
from archiver.web.vocabulary import BODIES, ENTRIES, Role, says_body
from archiver.web.vocabulary.exemptions import HEADINGS, POST_NAMES

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
    ``told``: a feed showed where it is, on this page or on others of the host.
    """

    elements: tuple[HtmlElement, ...]
    how: str
    exact: bool
    told: bool = False


def tree_of(
    page: Page, elements: Iterable[HtmlElement], drop: Callable[[HtmlElement], object]
) -> Node:
    """What stands in some elements, as one tree, without those that ``drop`` says to leave out."""
    tree = Node("body")
    for element in elements:
        content = build(element, page.base, drop)
        # the cell of a layout table is no table
        cells = [n for n in content.nodes() if n.source is element and n.tag in _CELLS]
        tree.children += (cells[0] if cells else content).children
    return tree


class Trees:
    """The trees of elements without what is chrome by ``reason``; each is built once."""

    def __init__(self, page: Page, reason: Rules) -> None:
        self.page, self.reason = page, reason
        self._built: dict[tuple[HtmlElement, ...], Node] = {}

    def of(self, *elements: HtmlElement) -> Node:
        """The tree of some elements together, not to be changed."""
        if elements not in self._built:
            self._built[elements] = tree_of(self.page, elements, self.reason)
        return self._built[elements]


def places(page: Page, platform: Platform | None, reason: Rules, prose: "Prose") -> Iterator[Place]:
    """The possible places of the article, the best first.

    A place must have a share of the page's prose: a quarter if the platform names it (and there
    is enough prose to measure), else half.
    """
    yield from _meant(page, prose)
    dense = prose.densest
    little = prose.of(dense) < _LITTLE
    if platform:
        together, least = platform.together, 0.0 if little else _PIECE
        yield from _bodies(page, platform.bodies, reason, prose, least, together=together)
    yield from _bodies(page, BODIES, reason, prose, _HALF)
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


def _meant(page: Page, prose: "Prose") -> Iterator[Place]:
    """The one of several posts on a page that the fragment of its address names: ``#post-2``."""
    _, _, fragment = page.url.partition("#")
    element = page.ids.get(fragment) if fragment else None
    if element is None or element.tag in HEADINGS or prose.of(element) < _TO_POINT_AT:
        return
    if _is_section(element):
        return
    above = element.getparent()
    alike = [e for e in (() if above is None else above) if e.tag == element.tag and prose.of(e)]
    if len(alike) > 1 and any(next(e.iter(*HEADINGS), None) is not None for e in alike):
        yield Place((element,), f"#{fragment} of the address", exact=False, told=True)


def _is_section(element: HtmlElement) -> bool:
    """Whether an element is a section of a longer text, as writers of documents mark it up."""
    return element.tag == "section" or "section" in (element.get("class") or "").split()


def _bodies(
    page: Page,
    selectors: Iterable[str],
    reason: Rules,
    prose: "Prose",
    least: float,
    *,
    together: bool = False,
) -> Iterator[Place]:
    """The places that names mark as bodies, with at least such a share of the densest prose."""
    for selector in selectors:
        parts = None if together else _in_parts(page, selector, reason, prose)
        places = (
            [parts] if parts else _named(page, (selector,), reason, exact=True, together=together)
        )
        for place in places:
            if prose.share(place.elements, prose.densest) >= least or prose.is_headed(place):
                yield place


def _named(
    page: Page, selectors: Iterable[str], reason: Rules, *, exact: bool, together: bool = False
) -> Iterator[Place]:
    for selector in selectors:
        if found := _outermost(_all_of(page, selector), reason):
            whole = together or ", " in selector
            yield Place(tuple(found) if whole else (_best(found),), selector, exact)


def _in_parts(page: Page, selector: str, reason: Rules, prose: "Prose") -> Place | None:
    """The part of a page that holds several bodies of one name, where they are one article: chapters,
    or what stands before and after a picture. None where there is one, or each is another post.
    """
    found = [e for e in _outermost(_all_of(page, selector), reason) if prose.of(e)]
    if len(found) < 2 or not _are_of_one_post(found, prose.sizes):
        return None
    chains = [[element, *element.iterancestors()][::-1] for element in found]
    level = next(n for n, row in enumerate(zip(*chains, strict=False)) if len(set(row)) > 1)
    first, last = chains[0][level], chains[-1][level]
    between = [first]
    while between[-1] is not last and (after := between[-1].getnext()) is not None:
        between.append(after)
    parts = tuple(e for e in between if e in prose.sizes.number)
    return Place(parts, f"{selector}, in parts", exact=False)


def _are_of_one_post(found: list[HtmlElement], sizes: Measures) -> bool:
    """Whether bodies stand in the same frame of a post; without frames, whether no heading of a page
    (an ``h1``, or one that is a link) stands between them.
    """
    frames = {next((a for a in e.iterancestors() if _is_frame(a)), None) for e in found}
    if len(frames) > 1:
        return False
    first, last = sizes.number[found[0]], sizes.number[found[-1]]
    between = (sizes.elements[n] for n in range(first, last))
    return not any(e.tag == "h1" or (e.tag in HEADINGS and _is_linked(e)) for e in between)


def _is_frame(element: HtmlElement) -> bool:
    return element.tag == "article" or not POST_NAMES.isdisjoint(
        (element.get("class") or "").split()
    )


def _is_linked(heading: HtmlElement) -> bool:
    above = heading.getparent()
    links = [*heading.iter("a"), *([above] if above is not None and above.tag == "a" else [])]
    return any(not (a.get("href") or "#").startswith("#") for a in links)


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
    whole = prose.of(outer)
    inner = [
        (sum(1 for _ in e.iterancestors()), e)
        for e in named_bodies
        if prose.of(e) >= _ALL * whole > 0 and outer in e.iterancestors()
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
_CELLS = frozenset(("td", "th", "li", "dd"))
_HALF = 0.5  # of the page's prose
_LINKED = 0.25  # of the text of a column beside the post
_PIECE = 0.25  # of the page's prose
_TO_POINT_AT = 60  # characters of prose of a post that an address points at
_LITTLE = 400  # characters of prose on the page


class Prose:
    """The amount of prose in each element, without what ``skip`` names; ``title`` is the heading of
    the post, where it is known.
    """

    def __init__(
        self,
        sizes: Measures,
        skip: Callable[[HtmlElement], object],
        title: HtmlElement | None = None,
    ) -> None:
        self.sizes = sizes
        self.own = sizes.own_without(skip)
        self.found = sizes.sums(self.own)
        self.title = -1 if title is None else sizes.number.get(title, -1)

    def of(self, element: HtmlElement) -> int:
        """The characters of prose in an element."""
        number = self.sizes.number.get(element)
        return 0 if number is None else self.found[number]

    @cached_property
    def densest(self) -> HtmlElement:
        """The deepest element with most of the page's prose."""
        body = next((e for e in self.sizes.elements if e.tag == "body"), None)
        current: HtmlElement = self.sizes.elements[0] if body is None else body
        while True:
            inner = ((self.of(child), child) for child in current.iterchildren("*"))
            heaviest, child = max(inner, key=lambda pair: pair[0], default=(0, current))
            if not heaviest or (child.tag in LEAVES and not self._lays_out(child)):
                return current
            if heaviest < _ENOUGH * self.of(current) and not self._has_columns(current, child):
                return current
            if self._has_beginning(current, child):
                return current
            current = child

    def is_headed(self, place: Place) -> bool:
        """Whether a place stands right below the heading of the post, before any other prose."""
        first = min(self.sizes.number[element] for element in place.elements)
        return 0 <= self.title < first and not any(self.sizes.own[self.title : first])

    def _has_beginning(self, around: HtmlElement, heaviest: HtmlElement) -> bool:
        """Whether prose of the post stands between its heading and the heaviest child, and right
        before that: a summary has who and when behind it, and its box may hold the heading as well.
        """
        sizes = self.sizes
        if not 0 <= self.title < sizes.number[heaviest]:
            return False
        others = (sizes.number[e] for e in heaviest.itersiblings("*", preceding=True))
        before = next((n for n in others if sizes.text[n]), -1)
        if before <= self.title or not sizes.own[before] or not self.found[before]:
            return False
        return sizes.elements[before].tag == "p" or self.title < sizes.number[around]

    def _lays_out(self, element: HtmlElement) -> bool:
        """Whether a table holds the post with its heading."""
        n = self.sizes.number[element]
        return element.tag == "table" and n <= self.title < self.sizes.end[n]

    def _has_columns(self, around: HtmlElement, heaviest: HtmlElement) -> bool:
        """Whether the heaviest child has the post's heading, and all others are what stands beside a
        post: much of their text is links, or no prose.
        """
        sizes = self.sizes
        n = sizes.number[heaviest]
        if not n <= self.title < sizes.end[n] or self.found[n] < _HALF * self.of(around):
            return False
        others = (sizes.number[e] for e in around.iterchildren("*") if e is not heaviest)
        return all(
            sizes.linked[m] > _LINKED * sizes.text[m] or sizes.prose[m] < _HALF * sizes.text[m]
            for m in others
            if self.found[m]
        )

    def share(self, elements: Iterable[HtmlElement], whole: HtmlElement) -> float:
        """The prose of some elements as a share of another's; 1 where that one has none."""
        total = self.of(whole)
        return sum(map(self.of, elements)) / total if total else 1.0
