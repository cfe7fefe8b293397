"""The places of an article that its feed's content tells, or that of the host's other posts."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from archiver.extraction.body import chrome
from archiver.extraction.body.feed_content import COVERED, FeedContent
from archiver.extraction.body.host_habits import HostHabits
from archiver.extraction.body.measures import LEAVES
from archiver.extraction.body.places import Place, tree_of
from archiver.extraction.document.build import build
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


def covering(
    page: Page, options: Iterable[Place], reason: chrome.Rules, feed: FeedContent
) -> Iterable[Place]:
    """The places, the one with the highest coverage of the feed's content first.

    A place that is not exact is narrowed to the element that holds the feed's content.
    """
    found = list(options)
    shares = [feed.coverage(tree_of(page, place, reason)) for place in found]
    best = max(shares)
    first = shares.index(best)
    around = found[first].elements[0] if best >= COVERED else page.root.find("body")
    loose = feed.long and not (best >= COVERED and found[first].exact)
    inner = innermost(page, around, reason, feed) if loose and around is not None else None
    if inner is not None:
        feed_place = Place((inner,), "what the feed tells", exact=True, told=True)
        tree = tree_of(page, feed_place, reason)
        same = feed.agreement(tree) >= COVERED and feed.has_ends(tree)
        return [replace(feed_place, exact=same), *found]
    if best < COVERED and feed.whole and (common := _common_ancestor(page, reason, feed)):
        return [common, *found]
    return [found[first], *found[:first], *found[first + 1 :]]


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
    # one paragraph in common says which post it is, not where it ends
    if deepest is None or (deepest.tag in LEAVES and not feed.long):
        return None
    return Place((deepest,), "what the feed tells", exact=True, told=True)


def innermost(
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
