"""Is a page what its site answers to an address that it does not have?"""

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from archiver.screen.standing import is_silent, nodes
from archiver.web.page import Page

_WORD = re.compile(r"[^\W_]+")
_OTHER = 0.1
"""The share of words in which two such answers differ, at most."""
_FEW = 8
"""Words of the furniture that may differ in any case: the day, another recent post."""


def is_soft_404(page: Page, probe: Page) -> bool:
    """Whether ``page`` says what ``probe`` says, the answer to an address that cannot exist.

    Both are of one host and of about the same time. What stands beside the furniture has to be the
    same: its pictures, and all its words but a tenth. Then the words of the whole pages are
    compared, where a few may differ in any case, since such a page shows recent posts or the day.
    Words of the two addresses that were asked count for nothing, for such a page likes to repeat
    them. So two short posts of one theme are never taken for each other, nor is a post for the page
    that says that there is nothing. Where the probe was answered by no page (a real 404, a
    redirect), there is nothing to compare.
    """
    echoed = _said(page.url) | _said(probe.url)
    (words, pictures), (theirs, their_pictures) = (_own(p, echoed) for p in (page, probe))
    if pictures != their_pictures or _different(words, theirs) > _OTHER * _most(words, theirs):
        return False
    whole, other = (_whole(p, echoed) for p in (page, probe))
    return _different(whole, other) <= max(_FEW, _OTHER * _most(whole, other))


def _own(page: Page, echoed: frozenset[str]) -> tuple[Counter[str], frozenset[str]]:
    """The words and the pictures that stand beside a page's furniture."""
    found = list(nodes(page.root))
    pictures = (n.get("src") or "" for n in found if not isinstance(n, str) and n.tag == "img")
    return _counted((n for n in found if isinstance(n, str)), echoed), frozenset(pictures)


def _whole(page: Page, echoed: frozenset[str]) -> Counter[str]:
    return _counted((n for n in nodes(page.root, is_silent) if isinstance(n, str)), echoed)


def _counted(texts: Iterable[str], echoed: frozenset[str]) -> Counter[str]:
    words = _WORD.findall(" ".join(texts).lower())
    return Counter(word for word in words if word not in echoed)


def _most(some: Counter[str], others: Counter[str]) -> int:
    return max(some.total(), others.total())


def _different(some: Counter[str], others: Counter[str]) -> int:
    return _most(some, others) - (some & others).total()


def _said(url: str) -> frozenset[str]:
    parts = urlsplit(url)
    return frozenset(_WORD.findall(unquote(f"{parts.path} {parts.query}").lower()))
