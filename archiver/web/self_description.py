"""What a page's markup says that the page is: types of schema.org, classes of its body, a discussion."""

import re
from collections import Counter

from archiver.web.page import Page, is_named
from archiver.web.vocabulary import PAGES

_TYPE = re.compile(r'"@type"\s*:\s*(?:\[\s*)?"(?:https?://schema\.org/)?(\w+)"')
_SAME = 3
"""So many articles in a page's JSON-LD are those of a list."""
_ARTICLES = frozenset(("article", "blog", "post", "news"))


def types(page: Page) -> Counter[str]:
    """How often each type stands in the page's JSON-LD, by its name in lower case."""
    found: Counter[str] = Counter()
    for script in page.all("script"):
        if "ld+json" in (script.get("type") or ""):
            found.update(map(str.lower, _TYPE.findall(script.text or "")))
    return found


def is_article(found: Counter[str]) -> bool:
    """Whether types of a page's JSON-LD are those of one article."""
    return 0 < sum(found[name] for name in PAGES["post-type"]) < _SAME


def body_classes(page: Page) -> frozenset[str]:
    """The classes of the page's body, in lower case."""
    return frozenset(" ".join(e.get("class") or "" for e in page.all("body")).lower().split())


def is_single(classes: frozenset[str]) -> bool:
    """Whether classes of a body are those of one post's page."""
    starts = tuple(PAGES["post-class-start"])
    return bool(classes & PAGES["post-class"]) or any(name.startswith(starts) for name in classes)


def has_discussion(page: Page) -> bool:
    """Whether the page has a place for the comments to a post."""
    names = PAGES["comments"]
    return not (names.isdisjoint(page.ids) and names.isdisjoint(page.classes))


def is_post(page: Page) -> bool:
    """Whether the classes of its body, its JSON-LD or its Open Graph type say that it is one post."""
    if is_single(body_classes(page)) or is_article(types(page)):
        return True
    kinds = (e.get("content") or "" for e in page.all("meta") if is_named(e, "og:type"))
    return any(kind.lower() in _ARTICLES for kind in kinds)
