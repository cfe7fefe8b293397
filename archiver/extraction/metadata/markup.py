"""The visible page: title, byline, dates, terms, site name and licence by their markup."""

import re

from archiver.extraction.metadata import bylines, datelines, headings, terms
from archiver.extraction.metadata.claims import Claims, distinct, one_line
from archiver.extraction.metadata.elements import Element, Elements
from archiver.web.vocabulary import Role

_SERIES = re.compile(r"/series/[^/]+/?$", re.IGNORECASE)


def read(
    page: Elements,
    heading: Element | None,
    title: str,
    *,
    dated: bool,
    named: bool,
    signed: bool,
    declared: bool,
) -> Claims:
    """The claims of what the page shows next to the post's heading.

    Not read, since better witnesses have them: most dates if ``dated``, the site's name if ``named``,
    a byline if ``signed`` (by microformats), names that no markup tells if authors are ``declared``.
    """
    tags, categories = terms.read(page, heading)
    authors, guessed = ((), False) if signed else bylines.read(page, heading, declared=declared)
    published = None if dated else datelines.published(page, heading)
    return Claims(
        witness="markup",
        title=title,
        authors=authors,
        guessed=guessed,
        published=published,
        shown=datelines.shown(page, heading) if dated else None,
        updated=None if dated else datelines.updated(page, heading, anywhere=published is None),
        tags=tags,
        categories=categories,
        sites=() if named else _sites(page),
        licence=_licence(page),
        series=_series(page),
    )


def _sites(page: Elements) -> tuple[str, ...]:
    """The site's names: headings and elements with a brand's class that link to the home page."""
    marked = (*page.by_role[Role.BRAND], *page.headings)
    found = [one_line(e.text_content()) for e in marked if _brand(page, e)]
    return distinct(t for t in found if 0 < len(t) <= 80)


def _brand(page: Elements, element: Element) -> bool:
    home = any(headings.leads_home(page, href) for href in headings.links(element))
    return home and page.zone(element) is not Role.COMMENTS


def _licence(page: Elements) -> str:
    """A link that is marked as the licence, or a marked link to one of Creative Commons."""
    for rels, element in page.links:
        href = element.get("href") or ""
        if "license" in rels or "creativecommons.org/l" in href or "creativecommons.org/p" in href:
            return page.resolve(href)
    return ""


def _series(page: Elements) -> str:
    for element in page.outside_chrome(page.by_role[Role.SERIES]):
        links = [a for a in element.iter("a") if _SERIES.search(a.get("href") or "")]
        if links:
            return one_line(links[0].text_content())
    return ""
