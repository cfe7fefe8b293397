"""A page as the search for its article sees it: what names say, what shape says, what is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import proxy

from lxml.html import HtmlElement

from archiver.extraction.body import chrome, edges, override, shape
from archiver.extraction.body.measures import LEAVES, Measures
from archiver.extraction.body.places import Place, Prose, Trees, tree_of
from archiver.extraction.document.tree import Node
from archiver.extraction.reason import Reason, Sign
from archiver.model import Override
from archiver.web import platforms
from archiver.web.page import Page
from archiver.web.platforms import Platform
from archiver.web.vocabulary.exemptions import HEADINGS, WHOLE_POST

_WORDS = LEAVES | (HEADINGS - {"h1"})
_REMARKS = ("note", "quote", "callout", "tip", "warning", "admonition", "remark")


@dataclass(slots=True)
class Article:
    """An article: its tree, its place, what was left out and why, and how sure that is.

    ``sizes`` are those of the page's elements; ``blocks`` are all blocks of the place in their order, those that were trimmed included.
    ``confidence`` is the share of such pages that are right, 0 to 1; ``verdict`` says which
    witnesses agree; ``said``: a person has named the place.
    """

    tree: Node
    place: Place
    sizes: Measures
    blocks: list[Node] = field(default_factory=list)
    pruned: list[tuple[HtmlElement, Reason]] = field(default_factory=list)
    trimmed: edges.Dropped = field(default_factory=list)
    confidence: float = 0.0
    verdict: str = ""
    said: bool = False

    def has_media(self) -> bool:
        """Whether there is a picture or an embedded page in it."""
        return any(node.tag in ("img", "embed") for node in self.tree.walk())


@dataclass(slots=True)
class Survey:
    """A page with what is known of its post, its sizes, and what is chrome on it by name and shape."""

    page: Page
    known: edges.Context
    platform: Platform | None
    title: HtmlElement | None
    sizes: Measures
    by_name: chrome.Rules
    by_shape: Mapping[HtmlElement, Reason]
    prose: Prose
    """What neither names nor shape make chrome."""
    trees: Trees
    """What stands in places, without what names make chrome."""

    def read(self, place: Place, rules: chrome.Rules) -> Article:
        """The article of a place: without what is chrome by ``rules``, trimmed at its edges."""
        pruned: list[tuple[HtmlElement, Reason]] = []

        def drop(element: HtmlElement) -> bool:
            why = rules(element)
            if why is None:
                return False
            remark = why.sign is not Sign.OVERRIDE and _is_remark(element)
            if remark and (place.exact or _is_between_words(element)):
                return False
            pruned.append((element, why))
            return True

        tree = tree_of(self.page, place.elements, drop)
        blocks = list(tree.nodes())
        trimmed = edges.trim(tree, self.known, exact=place.exact)
        return Article(tree, place, self.sizes, blocks, pruned, trimmed)

    def rules(self, place: Place) -> chrome.Rules:
        """What is chrome in a place: where its name says that all of it is the author's, only what
        other names say; else what shape says as well.
        """
        if place.exact:
            return self.by_name
        return lambda element: self.by_name(element) or self.by_shape.get(element)


def survey(page: Page, known: edges.Context) -> Survey:
    """Survey a page. What does not depend on its feed and its host is worked out once, for learning
    from it and for reading it.
    """
    title = edges.heading(page, known.titles)
    asked = ("survey", title, known.override)
    if asked not in page.kept:
        page.kept[asked] = _seen(proxy(page), title, known.override)
    return Survey(page, known, *page.kept[asked])


def _seen(page: Page, title: HtmlElement | None, said: Override | None) -> tuple[object, ...]:
    """What a survey has besides the page and what is known of it, in the order of its fields."""
    platform = platforms.of(page)
    usual = chrome.rules(page, platform or platforms.GENERIC)
    by_name = override.rules(page, usual, said)
    sizes = Measures(page.elements)
    by_shape = shape.reasons(sizes, page, title)

    def skipped(element: HtmlElement) -> Reason | None:
        named = None if element.tag in WHOLE_POST else by_name(element)
        return named or by_shape.get(element)

    prose = Prose(sizes, skipped, title)
    return platform, title, sizes, by_name, by_shape, prose, Trees(page, by_name)


def _is_remark(element: HtmlElement) -> bool:
    """Whether an ``aside`` in an exact place is a note or a pull quote: one without links."""
    names = (element.get("class") or "").lower()
    if element.tag != "aside" or (names and not any(word in names for word in _REMARKS)):
        return False
    return not any(True for _ in element.iter("a", "form", "button"))


def _is_between_words(element: HtmlElement) -> bool:
    """Whether an element, or what is around it, stands between two blocks of words."""
    parent = element.getparent()
    around = (element,) if parent is None else (element, parent)
    return any(
        all(b is not None and b.tag in _WORDS for b in (e.getprevious(), e.getnext()))
        for e in around
    )
