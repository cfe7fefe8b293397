"""Lists of other posts at the foot of an article that no name and no label tells.

Each piece begins with a link to another post of the site, or with its date; a date, a reading time
or tags stand beside it. Two witnesses are asked: these, and a line or a label above the list.
"""

import re

from archiver.extraction.document.tree import Node
from archiver.web.urls import host
from archiver.web.vocabulary import lines, sentences

TERM_PAGES = re.compile(
    r"/(?:tags?|categor(?:y|ies)|labels?|topics?|kategorien?|etiquetas?|author)/[^/]+/?$|/search/label/"
)
"""Addresses of the pages of tags, categories and authors."""
_BESIDE = 80
"""Characters beside the link of a teaser."""
_TITLE = 2
"""Words of the shortest title."""
_SEVERAL = 2
_LABEL = 60
_LISTS = frozenset(("ul", "ol"))
_LABELS = frozenset(("h2", "h3", "h4", "h5", "h6"))


def begin(blocks: list[Node], at: int, site: str) -> int | None:
    """The index where the list of other posts that ends at ``at`` begins; None where none ends there."""
    first, pieces = at + 1, 0
    while first > 0:
        if found := _pieces(blocks[first - 1], site):
            first, pieces = first - 1, pieces + found
        elif first > 1 and _is_card(blocks[first - 2], blocks[first - 1], site):
            first, pieces = first - 2, pieces + 1
        else:
            break
    if pieces < _SEVERAL or first == 0:
        return None
    above = blocks[first - 1]
    if above.tag == "hr":
        return first - 1
    short = len(above.text()) <= _LABEL and not sentences.ends(above.text())
    return first - 1 if short and above.tag in _LABELS else None


def is_list(block: Node, site: str) -> bool:
    """Whether a block is a piece of such a list."""
    return _pieces(block, site) > 0


def _pieces(block: Node, site: str) -> int:
    """How many teasers a block consists of; 0 where it holds anything else."""
    parts = list(block.nodes()) if block.tag in _LISTS else [block]
    return len(parts) if all(_is_teaser(part, site) for part in parts) else 0


def _is_teaser(part: Node, site: str) -> bool:
    links = [node for node in part.walk() if node.tag == "a"]
    if not links or not _is_title(links[0], site):
        return False
    before, title, after = part.text().partition(links[0].text())
    rest = f"{before} {after}".strip()
    if not title or not 0 < len(rest) <= _BESIDE or sentences.ends(rest):
        return False
    if before.strip() and not lines.DATE.find(before):
        return False
    terms = len(links) > 1 and all(TERM_PAGES.search(link.attrs["href"]) for link in links[1:])
    return terms or _is_dated(rest)


def _is_card(title: Node, below: Node, site: str) -> bool:
    """Whether two blocks are a linked heading and what stands below it."""
    links = [node for node in title.walk() if node.tag == "a"]
    alone = len(links) == 1 and links[0].text() == title.text() and _is_title(links[0], site)
    text = below.text()
    small = len(text) <= _BESIDE and not sentences.ends(text) and _is_dated(text)
    return title.tag in _LABELS and alone and small and not sentences.own_words(text)


def _is_title(link: Node, site: str) -> bool:
    href = link.attrs["href"]
    own = host(href).removeprefix("www.") == site and "#" not in href
    return own and len(link.text().split()) >= _TITLE and not TERM_PAGES.search(href)


def _is_dated(text: str) -> bool:
    return bool(lines.DATE.find(text) or lines.READING_TIME.find(text))
