"""Is a page one post at all, or a list of posts, a shop's, a forum's or a video's page?"""

from archiver.errors import AnotherPage
from archiver.extraction.body.measures import Measures
from archiver.extraction.document.tree import Node
from archiver.extraction.page_kind import cards, declared, stretches
from archiver.extraction.page_kind.declared import Declared
from archiver.extraction.page_kind.evidence import Evidence
from archiver.extraction.page_kind.stretches import Stretches
from archiver.web.address_kinds import may_be_post
from archiver.web.page import Page

_SURE_POST = -9
"""Points of address and words from which a page is a post, whatever it holds."""
_LONG = 1500
"""Characters of prose side by side that are a post's, unless address or words say otherwise."""
_SHOWN = 100
"""The most addresses of a list that are given."""


def refuse_lists(page: Page, tree: Node, sizes: Measures, *, signed: bool, announced: bool) -> None:
    """Raise NotThePage where a page is no post but a list or the like.

    ``tree`` is the article that was found on it, ``sizes`` are those of its elements; ``signed``
    tells whether an author or a day was found, ``announced`` whether the blog's own feed has an
    entry for it. The error holds the addresses that a list lists.
    """
    told = declared.read(page, announced=announced)
    if told.address + told.says <= _SURE_POST:
        return
    if told.address <= 0 and told.says <= 2 and stretches.has_long_text(page, _LONG):
        return
    found = stretches.read(page)
    in_cards = cards.hold_most(sizes, found.names)
    if not in_cards:  # else the article is what was left of the cards, without their titles
        found.hold(tree)
    articles = len(page.all("article"))
    evidence = Evidence(told, found, signed=signed, articles=articles, in_cards=in_cards)
    if not evidence.is_list:
        return
    hint = "ask for one of its posts, or add it as a source"
    what, addresses = _what(told, found, shop=evidence.shop), _addresses(page, found)
    raise AnotherPage(what, where=page.url, hint=hint, addresses=addresses)


def _what(told: Declared, found: Stretches, *, shop: bool) -> str:
    """What a page is, in words."""
    if told.search:
        return "a page of search results"
    if told.forum:
        return "a forum's page"
    if told.video and not found.titles:
        return "a video page"
    count = len(found.titles) or len(found.permalinks)
    if shop and (found.prices or (not found.permalinks and count < 3)):
        return "a shop's page"
    return f"a list of {count} posts" if count > 1 else "a page that lists others"


def _addresses(page: Page, found: Stretches) -> tuple[str, ...]:
    for addresses in (found.titles, found.permalinks, found.links):
        kept = [a for a in addresses if may_be_post(a, page.url)]
        if len(kept) > 1:
            return tuple(kept[:_SHOWN])
    return ()
