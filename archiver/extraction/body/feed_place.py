"""The places of an article that its feed's content tells, or that of the host's other posts."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from archiver.extraction.body.feed_content import COVERED, FeedContent
from archiver.extraction.body.host_habits import HostHabits
from archiver.extraction.body.measures import LEAVES
from archiver.extraction.body.places import Place, Trees
from archiver.web.page import Page

_AGREED = 0.8
"""F1 of the words of a feed and of a body before its edges are trimmed."""


def as_learned(page: Page, options: Iterable[Place], host: HostHabits) -> Iterator[Place]:
    """The places, first the element in which feeds have found the bodies of the host's other posts,
    unless the page's own first place is exact.
    """
    rest = iter(options)
    first = next(rest)
    learned = None if first.exact else host.body(page.elements)
    if learned is not None:
        how = "where the feed found other posts of the host"
        yield Place((learned[0],), how, exact=learned[1], told=True)
    yield first
    yield from rest


def covering(options: Iterable[Place], trees: Trees, feed: FeedContent) -> Iterable[Place]:
    """The places, the one with the highest coverage of the feed's content first.

    A place that is not exact is narrowed to the element that holds the feed's content.
    """
    found = list(options)
    best, first = _most_covering(found, trees, feed)
    around = found[first].elements[0] if best >= COVERED else trees.page.root.find("body")
    loose = feed.long and not (best >= COVERED and found[first].exact)
    inner = innermost(around, trees, feed) if loose and around is not None else None
    if inner is not None:
        feed_place = Place((inner,), "what the feed tells", exact=True, told=True)
        tree = trees.of(inner)
        same = feed.agreement(tree) >= COVERED and feed.has_ends(tree)
        return [replace(feed_place, exact=same), *found]
    if best < COVERED and feed.whole and (common := _common_ancestor(trees, feed)):
        return [common, *found]
    return [found[first], *found[:first], *found[first + 1 :]]


def _most_covering(found: list[Place], trees: Trees, feed: FeedContent) -> tuple[float, int]:
    """The highest coverage of the feed's content, and the first place that has it."""
    best, first = -1.0, 0
    for at, place in enumerate(found):
        share = feed.coverage(trees.of(*place.elements))
        if share > best:
            best, first = share, at
        if best == 1.0:  # the later ones are as good at most
            break
    return best, first


def _common_ancestor(trees: Trees, feed: FeedContent) -> Place | None:
    """The deepest common ancestor of the blocks that the feed has, if half of them are found."""
    body = trees.page.root.find("body")
    if body is None:
        return None
    chains = [
        [block.source, *block.source.iterancestors()][::-1]
        for block in trees.of(body).nodes()
        if isinstance(block.source, HtmlElement) and feed.has_block(block)
    ]
    if len(chains) * 2 < len(feed.blocks):
        return None
    deepest = None
    for level in zip(*chains, strict=False):
        if any(element is not level[0] for element in level):
            break
        deepest = level[0]
    # one paragraph in common says which post it is, not where it ends
    if deepest is None or (deepest.tag in LEAVES and not feed.long):
        return None
    return Place((deepest,), "what the feed tells", exact=True, told=True)


def innermost(element: HtmlElement, trees: Trees, feed: FeedContent) -> HtmlElement | None:
    """The innermost descendant with all of the feed's content and hardly any other text."""
    covered = feed.coverage(trees.of(element))
    while True:
        parts = (
            e for e in element.iterchildren("*") if e.tag not in LEAVES and not trees.reason(e)
        )
        inner = next((p for p in parts if feed.coverage(trees.of(p)) >= covered), None)
        if inner is None:
            return element if feed.agreement(trees.of(element)) >= _AGREED else None
        element = inner
