"""Finds the article of a page: its place in the DOM, its tree, its edges, and a confidence."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from archiver.errors import NotThePage
from archiver.extraction.body import chrome, edges
from archiver.extraction.body.feed_content import FeedContent
from archiver.extraction.body.host_habits import HostHabits
from archiver.extraction.body.places import LEAVES, Place, Prose, places
from archiver.extraction.document.build import build
from archiver.extraction.document.tree import Node
from archiver.extraction.reason import Reason
from archiver.web import html, platforms
from archiver.web.page import Page

_TOO_LITTLE = 60
"""Characters: with less text, a place that is not exact is no article."""
_REMARKS = ("note", "quote", "callout", "tip", "warning", "admonition", "remark")
_ENOUGH = 200
"""Characters that a place of the last resort must have."""
_COVERED = 0.9
"""The coverage of a feed's blocks from which a place holds all of the feed's content."""
_AGREED = 0.8
"""F1 of the words of a feed and of a body before its edges are trimmed."""


@dataclass(slots=True)
class Article:
    """An article: its tree, its place, what was left out and why, and the confidence.

    ``blocks`` are all blocks of the place in their order, those that were trimmed included.
    """

    tree: Node
    place: Place
    blocks: list[Node] = field(default_factory=list)
    pruned: list[tuple[HtmlElement, Reason]] = field(default_factory=list)
    trimmed: edges.Dropped = field(default_factory=list)
    confidence: float = 0.0


def find(page: Page, known: edges.Context) -> Article:
    """The article of a page.

    Raises NotThePage where there is none.
    """
    reason, prose, options = _options(page, known)
    best, emptied = _first_good(page, options, reason, known)
    if best is None and emptied:
        hint = "the post's own element is empty: a password or a script may stand before it"
        raise NotThePage("there is no article on the page", where=page.url, hint=hint)
    if best is None or (len(best.tree.text()) < _TOO_LITTLE and not best.place.exact):
        best = _last_resort(page, known) or best
    if best is None:
        raise NotThePage("there is no article on the page", where=page.url)
    best.confidence = _confidence(best, prose, known.feed)
    return best


def _options(page: Page, known: edges.Context) -> tuple[chrome.Rules, Prose, Iterable[Place]]:
    """The page's chrome rules, its prose, and the possible places of its article, best first."""
    platform = platforms.of(page)
    reason = chrome.rules(page, platform or platforms.GENERIC)
    prose = Prose(page.root, reason, edges.heading(page, known.titles))
    options: Iterable[Place] = places(page, platform, reason, prose)
    if known.habits and known.habits.places:
        options = _as_learned(page, options, known.habits)
    if known.feed:
        options = _covering(page, options, reason, known.feed)
    return reason, prose, options


def _first_good(
    page: Page, options: Iterable[Place], reason: chrome.Rules, known: edges.Context
) -> tuple[Article | None, bool]:
    """The first place that holds an article; and whether there was an exact place that is empty."""
    best: Article | None = None
    emptied = False
    for place in options:
        article = _read(page, place, reason, known)
        size = len(article.tree.text())
        if not size and not _has_media(article.tree):
            emptied = emptied or place.exact
            continue
        if emptied and size < 2 * _TOO_LITTLE:
            continue
        if best is None or size >= max(_TOO_LITTLE, 2 * len(best.tree.text())):
            best = article
        if place.exact or size >= _TOO_LITTLE:
            break
    return best, emptied


def _last_resort(page: Page, known: edges.Context) -> Article | None:
    """Where ids and classes mislead: find the article by tags alone, then by trafilatura."""
    for root in (page.root, _by_trafilatura(page)):
        if root is None:
            continue
        dense = Prose(root, chrome.by_tag).densest
        article = _read(
            page, Place((dense,), "density of text, no names", exact=False), chrome.by_tag, known
        )
        if len(article.tree.text()) >= _ENOUGH:
            return article
    return None


def _by_trafilatura(page: Page) -> HtmlElement | None:
    if len(page.root.text_content()) < _ENOUGH:
        return None
    from trafilatura import extract  # imported here: it takes half a second, and few pages need it

    markup = extract(page.source, output_format="html", include_comments=False, include_images=True)
    return html.parse(markup) if markup else None


def lesson(page: Page, known: edges.Context) -> tuple[Node, HtmlElement | None]:
    """What a host's chrome is learned from: the untrimmed body, and the element that holds the
    content of the post's feed entry, where that is the whole post.
    """
    reason, _, options = _options(page, known)
    place = next(iter(options))
    tree = _build(page, place, reason)
    if (
        known.feed is None
        or not known.feed.whole
        or known.feed.coverage(tree) < _COVERED
        or len(place.elements) != 1
    ):
        return tree, None
    return tree, _innermost(page, place.elements[0], reason, known.feed)


def _innermost(
    page: Page, element: HtmlElement, reason: chrome.Rules, feed: FeedContent
) -> HtmlElement | None:
    """The innermost descendant with all of the feed's content and hardly any other text."""
    covered = feed.coverage(build(element, page.base, reason))
    while True:
        parts = (e for e in element.iterchildren("*") if e.tag not in LEAVES and not reason(e))
        trees = ((part, build(part, page.base, reason)) for part in parts)
        inner = next((p for p, tree in trees if feed.coverage(tree) >= covered), None)
        if inner is None:
            tree = build(element, page.base, reason)
            return element if feed.agreement(tree) >= _AGREED else None
        element = inner


def _read(page: Page, place: Place, reason: chrome.Rules, known: edges.Context) -> Article:
    pruned: list[tuple[HtmlElement, Reason]] = []

    def drop(element: HtmlElement) -> bool:
        why = reason(element)
        if not why or (place.exact and _is_remark(element)):
            return False
        pruned.append((element, why))
        return True

    tree = _build(page, place, drop)
    blocks = list(tree.nodes())
    trimmed = edges.trim(tree, known, exact=place.exact)
    return Article(tree, place, blocks, pruned, trimmed)


def _is_remark(element: HtmlElement) -> bool:
    """Whether an ``aside`` in an exact place is a note or a pull quote: one without links."""
    names = (element.get("class") or "").lower()
    if element.tag != "aside" or (names and not any(word in names for word in _REMARKS)):
        return False
    return not any(True for _ in element.iter("a", "form", "button"))


def _build(page: Page, place: Place, drop: Callable[[HtmlElement], object]) -> Node:
    tree = Node("body")
    for element in place.elements:
        tree.children += build(element, page.base, drop).children
    return tree


def _has_media(tree: Node) -> bool:
    return any(node.tag in ("img", "embed") for node in tree.walk())


def _covering(
    page: Page, options: Iterable[Place], reason: chrome.Rules, feed: FeedContent
) -> Iterable[Place]:
    """The places, the one with the highest coverage of the feed's content first.

    A place that is not exact is narrowed to the element that holds the feed's content.
    """
    found = list(options)
    shares = [feed.coverage(_build(page, place, reason)) for place in found]
    best = max(shares)
    first = shares.index(best)
    around = found[first].elements[0] if best >= _COVERED else page.root.find("body")
    loose = feed.long and not (best >= _COVERED and found[first].exact)
    inner = _innermost(page, around, reason, feed) if loose and around is not None else None
    if inner is not None:
        feed_place = Place((inner,), "what the feed tells", exact=True)
        same = feed.agreement(_build(page, feed_place, reason)) >= _COVERED
        return [replace(feed_place, exact=same), *found]
    if best < _COVERED and feed.whole and (common := _common_ancestor(page, reason, feed)):
        return [common, *found]
    return [found[first], *found[:first], *found[first + 1 :]]


def _as_learned(page: Page, options: Iterable[Place], host: HostHabits) -> Iterator[Place]:
    """The places, first the element in which feeds have found the bodies of the host's other posts,
    unless the page's own first place is exact.
    """
    rest = iter(options)
    first = next(rest)
    learned = None if first.exact else host.body(page.elements)
    if learned is not None:
        yield Place((learned,), "where the feed found other posts of the host", exact=True)
    yield first
    yield from rest


def _common_ancestor(page: Page, reason: chrome.Rules, feed: FeedContent) -> Place | None:
    """The deepest common ancestor of the blocks that the feed has, if half of them are found."""
    body = page.root.find("body")
    if body is None:
        return None
    tree = build(body, page.base, reason)
    chains = [
        [block.source, *block.source.iterancestors()][::-1]
        for block in tree.nodes()
        if isinstance(block.source, HtmlElement) and feed.has_block(block)
    ]
    if len(chains) * 2 < len(feed.blocks):
        return None
    deepest = None
    for level in zip(*chains, strict=False):
        if any(element is not level[0] for element in level):
            break
        deepest = level[0]
    return None if deepest is None else Place((deepest,), "what the feed tells", exact=True)


def _confidence(article: Article, prose: Prose, feed: FeedContent | None) -> float:
    """How far a second witness agrees: the feed's content, else the densest prose of the page.

    From 0 to 1; at most 0.8 for a place that is not exact and has no feed.
    """
    if feed and not feed.only_begins(article.tree):
        return round(feed.agreement(article.tree), 2)
    dense = prose.densest
    share = prose.share(article.place.elements, dense)
    agreed = min(share, 1 / share) if share else 0.0
    if feed:
        agreed = (agreed + feed.coverage(article.tree)) / 2
    return round(agreed if article.place.exact else 0.8 * agreed, 2)
