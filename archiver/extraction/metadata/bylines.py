"""The authors as the page shows them: by markup first, then by the words of a byline."""

import re
from collections.abc import Iterable, Iterator

from archiver.extraction.metadata import people
from archiver.extraction.metadata.claims import distinct, one_line
from archiver.extraction.metadata.elements import Element, Elements, beside, spaced
from archiver.web.vocabulary import Role

_AUTHOR_PAGE = re.compile(
    r"/(?:author|authors|autor|auteur|profile|people|users?|by|writers?|contributors?)/[^/]+/?$|[?&]author=",
    re.IGNORECASE,
)
_COMMENTER = re.compile(r"comment|commentaire|kommentar|reply|avatar", re.IGNORECASE)
_CARD = re.compile(r"vcard|h-card|author|byline", re.IGNORECASE)
_LINE = 150  # characters in a byline


def read(page: Elements, heading: Element | None) -> tuple[str, ...]:
    """The names nearest to the heading; never those in comments or in a sidebar."""
    linked = [e for rels, e in page.links if "author" in rels and e.tag == "a"]
    for group in (linked, page.by_role[Role.AUTHOR]):
        near = page.nearest((e for e in group if _may_be_byline(page, e)), heading)
        if found := _first(_byline(e) for e in near):
            return found
    metas = page.nearest(page.outside_chrome(page.by_role[Role.META]), heading)
    return (
        _first(_dateline(e) for e in metas)
        or _first(people.signed(text) for text in beside(page, heading) if len(text) < _LINE)
        or _first(_linked(page, heading))
        or _from_comments(page)
    )


def _from_comments(page: Elements) -> tuple[str, ...]:
    """The author of a comment that WordPress marks as the post's author's (``bypostauthor``)."""
    own = (
        e for e in page.by_role[Role.COMMENTS] if "bypostauthor" in (e.get("class") or "").split()
    )
    return _first(people.names([_card(e)]) for e in own)


def _card(comment: Element) -> str:
    cards = comment.find_class("fn")
    return one_line(cards[0].text_content()) if cards else ""


def _first(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return next((named for named in found if named), ())


def _may_be_byline(page: Elements, element: Element) -> bool:
    """Whether an element may be a byline: no commenter's name, no element around a whole post."""
    words = f"{element.get('class') or ''} {element.get('id') or ''}"
    if _COMMENTER.search(words) or element.tag in ("body", "article", "main") or page.zone(element):
        return False
    around = [element, *_take(element.iterancestors(), 3)]
    return "fn" not in words.split() or any(_CARD.search(a.get("class") or "") for a in around)


def _take(elements: Iterator[Element], count: int) -> list[Element]:
    return [element for _, element in zip(range(count), elements, strict=False)]


def _byline(element: Element) -> tuple[str, ...]:
    text = spaced(element)
    if not text or len(text) > _LINE:
        return ()
    cards = [one_line(e.text_content()) for e in element.find_class("fn") if e is not element]
    return people.names(distinct(cards)) or _author_links(element) or people.names([text])


def _dateline(element: Element) -> tuple[str, ...]:
    text = spaced(element)
    return (_author_links(element) or people.signed(text)) if len(text) <= _LINE else ()


def _author_links(element: Element) -> tuple[str, ...]:
    links = [a for a in element.iter("a") if _leads_to_author(a)]
    return people.names(one_line(a.text_content()) for a in links)


def _leads_to_author(link: Element) -> bool:
    return "author" in (link.get("rel") or "") or bool(_AUTHOR_PAGE.search(link.get("href") or ""))


def _linked(page: Elements, heading: Element | None) -> Iterator[tuple[str, ...]]:
    """Names in links to author pages, in the article (else the nearest block) with the heading."""
    around = (
        _take(heading.iterancestors("article", "main", "div"), 6) if heading is not None else []
    )
    proper = (e for e in around if e.tag != "div")
    holder = next(proper, around[-1] if around else None)
    for link in holder.iter("a") if holder is not None else ():
        if _leads_to_author(link) and _may_be_byline(page, link):
            yield people.names([one_line(link.text_content())])
