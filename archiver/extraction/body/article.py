"""Finds the article of a page: its place in the DOM, its tree, its edges, and a confidence."""

from collections.abc import Iterable
from dataclasses import replace

from archiver.errors import NotThePage
from archiver.extraction.body import edges, link_post, override
from archiver.extraction.body.arbitration import believed, shows_a_post
from archiver.extraction.body.feed_place import as_learned, covering, innermost
from archiver.extraction.body.host_habits import Lesson
from archiver.extraction.body.places import Place, places
from archiver.extraction.body.survey import Article, Survey, survey
from archiver.model import Override
from archiver.web.page import Page

_TOO_LITTLE = 60
"""Characters: with less text, a place that is not exact is no article."""


def find(page: Page, known: edges.Context) -> Article:
    """The article of a page: where a person says that it stands, else where the page does.

    Raises NotThePage where there is none.
    """
    surveyed = survey(page, known)
    if known.override is None or not known.override.body:
        return _found(surveyed)
    if (said := _as_said(surveyed, known.override)) is not None:
        return said
    found = _found(surveyed)
    found.confidence = min(found.confidence, override.DOUBTFUL)
    return found


def _as_said(surveyed: Survey, said: Override) -> Article | None:
    """The article in the place that a person names; None where it is not there, or is empty."""
    place = override.place(surveyed.page, said)
    if place is None:
        return None
    # a host's habits are a guess: they would take what its author says in every post
    alone = replace(surveyed, known=replace(surveyed.known, habits=None))
    article = alone.read(place, surveyed.by_name)
    article.confidence, article.said = override.SURE, True
    article.verdict = "a person said so"
    return article if article.tree.text() or article.has_media() else None


def _found(surveyed: Survey) -> Article:
    named, emptied = _first_good(surveyed)
    if named is None and emptied and not shows_a_post(surveyed):
        hint = "the post's own element is empty: a password or a script may stand before it"
        raise NotThePage("there is no article on the page", where=surveyed.page.url, hint=hint)
    best = believed(surveyed, named)
    if best is None:
        raise NotThePage("there is no article on the page", where=surveyed.page.url)
    if about := link_post.subject(surveyed.page, surveyed.known.titles, best.tree):
        best.tree.children.insert(0, about)
        best.blocks.insert(0, about)
    return best


def _options(surveyed: Survey) -> Iterable[Place]:
    """The possible places of the article by their names and by the feed, best first."""
    page, known = surveyed.page, surveyed.known
    options: Iterable[Place] = places(page, surveyed.platform, surveyed.by_name, surveyed.prose)
    if known.habits and known.habits.places:
        options = as_learned(page, options, known.habits)
    if known.feed:
        options = covering(options, surveyed.trees, known.feed)
    return options


def _first_good(surveyed: Survey) -> tuple[Article | None, bool]:
    """The first place that holds an article; and whether there was an exact place that is empty."""
    best: Article | None = None
    emptied = False
    for place in _options(surveyed):
        article = surveyed.read(place, surveyed.rules(place))
        size = len(article.tree.text())
        if not size and not article.has_media():
            emptied = emptied or place.exact
            continue
        if emptied and size < 2 * _TOO_LITTLE:
            continue
        if best is None or size >= max(_TOO_LITTLE, 2 * len(best.tree.text())):
            best = article
        if place.exact or size >= _TOO_LITTLE:
            break
    return best, emptied


def lesson(page: Page, known: edges.Context) -> Lesson:
    """What a host's habits are learned from."""
    surveyed = survey(page, known)
    trees, place = surveyed.trees, next(iter(_options(surveyed)))
    tree = trees.of(*place.elements)
    feed = known.feed
    if feed is None or not feed.is_all_in(tree):
        return Lesson(tree, surveyed.sizes, feed=feed)
    single = len(place.elements) == 1
    inner = innermost(place.elements[0], trees, feed) if single else None
    whole = feed.long or inner is not None
    exact = inner is not None and feed.has_ends(trees.of(inner))
    return Lesson(tree, surveyed.sizes, inner, exact, feed, whole)
