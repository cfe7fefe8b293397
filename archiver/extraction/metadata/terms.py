"""Tags and categories from links, and from the classes of the post's element."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from archiver.extraction.metadata.claims import distinct, one_line
from archiver.extraction.metadata.elements import Element, Elements
from archiver.web.vocabulary import Role

_CATEGORY = re.compile(
    r"/(?:category|categories|kategorien?|categoria|catégorie|categorie|rubrik|rubrique|topics?|section)/|[?&]cat=",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"/(?:tags?|label|labels|search/label|tagged|keyword|schlagwort|etiqueta|mot-cle)/|[?&]tag=",
    re.IGNORECASE,
)

_LINE = 300  # characters in a line of terms


def read(page: Elements, heading: Element | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tags and the categories of the post, never those of a tag cloud in a sidebar."""
    links = [e for rels, e in page.links if e.tag == "a" and rels & {"tag", "category"}]
    root = _article(page, heading)
    own = [e for e in links if not page.zone(e) and (root is None or root in e.iterancestors())]
    own = own or [e for e in links if not page.zone(e)]
    own = own or list(_listed(page)) or list(_near(page, heading))
    tags: list[str] = []
    categories: list[str] = []
    for element in own:
        href = element.get("href") or ""
        name = one_line(element.text_content()).strip("#, ")
        if any(map(str.isalnum, name)) and len(name) <= 80:
            rels = (element.get("rel") or "").lower().split()
            (
                categories
                if _CATEGORY.search(href) or ("category" in rels and not _TAG.search(href))
                else tags
            ).append(name)
    if not own:
        return _classes(root)
    return distinct(tags), distinct(categories)


def _article(page: Elements, heading: Element | None) -> Element | None:
    """The post's own element: the nearest around its heading that is an article or an entry."""
    if heading is None:
        return None
    entries = set(page.by_role[Role.ENTRY])
    return next((a for a in heading.iterancestors() if a.tag == "article" or a in entries), None)


def _listed(page: Elements) -> Iterator[Element]:
    """The links in lists of tags, where their addresses are those of a tag or a category."""
    for holder in page.outside_chrome(page.by_role[Role.TERMS]):
        links = [holder] if holder.tag == "a" else holder.iter("a")
        yield from (link for link in links if names_a_term(link))


def _near(page: Elements, heading: Element | None) -> Iterator[Element]:
    """Links to tags and categories in the short lines right around the heading."""
    parent = heading.getparent() if heading is not None else None
    if heading is None or parent is None:
        return
    for element in (*heading.itersiblings(), *parent.itersiblings()):
        shown = isinstance(element.tag, str) and element not in page.chrome
        if shown and len(element.text_content()) < _LINE:
            yield from (a for a in element.iter("a") if names_a_term(a))


def names_a_term(link: Element) -> bool:
    """Whether a link leads to the posts of a tag or a category."""
    href = unquote(link.get("href") or "")
    return bool(_TAG.search(href) or _CATEGORY.search(href))


def _classes(root: Element | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms in the classes that WordPress gives a post's element: ``tag-x category-y``."""
    names = (root.get("class") or "").split() if root is not None else []
    tags = distinct(_words_of_slug(n[4:]) for n in names if n.startswith("tag-"))
    return tags, distinct(_words_of_slug(n[9:]) for n in names if n.startswith("category-"))


def _words_of_slug(slug: str) -> str:
    return unquote(slug).replace("-", " ").strip()
