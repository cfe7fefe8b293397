"""The post's own part of the page: what stands elsewhere neither dates nor signs it.

The body is not known yet, so the part is told by what is cheap: the heading, and where the
paragraphs are.
"""

from archiver.extraction.metadata.claims import one_line
from archiver.extraction.metadata.elements import Element, Elements
from archiver.web import urls
from archiver.web.vocabulary.exemptions import HEADINGS

_PROSE = 80  # characters of a paragraph that is prose
_LEVELS = 4  # from a date up to the teaser that it stands in
_TEASER = 400  # characters
_NAMED = 3  # words of a link that names another post


def holder(page: Elements, heading: Element | None) -> Element | None:
    """The nearest element around the heading that holds most of the page's paragraphs; None where
    there is none, or too few paragraphs to tell."""
    if heading is None:
        return None
    above = [heading, *heading.iterancestors()]
    place = {element: n for n, element in enumerate(above)}
    found = sorted(
        next((place[a] for a in p.iterancestors() if a in place), len(above))
        for p in page.paragraphs
        if len(p.text_content()) > _PROSE and not page.zone(p)
    )
    middle = found[len(found) // 2] if len(found) > 1 else len(above)
    return (
        above[middle] if middle < len(above) and above[middle].tag not in ("body", "html") else None
    )


def of_another(page: Elements, element: Element, heading: Element | None) -> bool:
    """Whether an element belongs to the teaser of another post: it stands in a link that leads
    there and says more, or in a card or a list's item with such a link or heading."""
    if heading is not None and element in heading.iter():
        return False
    own = set(heading.iterancestors()) if heading is not None else set()
    words: int | None = None
    part: Element | None = element
    for _ in range(_LEVELS):
        if part is None or part in own or _is_long(part):
            return False
        text = one_line(part.text_content())
        words = len(text) if words is None else words
        if len(text) > _TEASER:
            return False
        if part.tag == "a" and len(text) > words + _NAMED and _leads_away(page, part):
            return True
        if part.tag in ("li", "article") and any(
            len(a.text_content().split()) >= _NAMED and _leads_away(page, a) for a in part.iter("a")
        ):
            return True
        if any(_leads_away(page, a) for h in part.iter(*HEADINGS) for a in _links(h)):
            return True
        part = part.getparent()
    return False


def _is_long(part: Element) -> bool:
    """Whether a part has more text than a teaser. Counted no further than that: thousands of
    elements may stand in one."""
    size = 0
    for text in part.itertext():
        size += len(one_line(str(text)))
        if size > _TEASER:
            return True
    return False


def _links(heading: Element) -> list[Element]:
    return [*heading.iter("a"), *heading.iterancestors("a")]


def _leads_away(page: Elements, link: Element) -> bool:
    """Whether a link leads to another page."""
    href = link.get("href") or ""
    if not href or href.startswith("#") or not page.url:
        return False
    there = urls.without_fragment(page.resolve(href))
    return bool(there) and not urls.same(there, urls.without_fragment(page.url))
