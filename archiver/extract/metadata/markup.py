"""The visible page: heading, byline, dates, terms, brand, licence and page numbers by their markup."""

import re

from archiver.extract.metadata import bylines, datelines, headings, terms
from archiver.extract.metadata.claims import Claims, distinct, squeeze
from archiver.extract.metadata.page import Element, Page

_SERIES = re.compile(r"/series/[^/]+/?$", re.IGNORECASE)
_PAGED = re.compile(r"^(.*?)(?:/(?:page[/-]?)?(\d{1,3})/?|[?&](?:page|pg|paged)=(\d{1,3}))$")


def read(
    page: Page, heading: Element | None, title: str, *, dated: bool, named: bool, signed: bool
) -> Claims:
    """What stands on the page for readers' eyes, next to the post's heading.

    Dates are not looked for where a surer witness has ``dated`` the page, nor the site's name
    where one has ``named`` the site, nor a byline where microformats have read it (``signed``).
    """
    tags, categories = terms.read(page, heading)
    return Claims(
        witness="markup",
        title=title,
        authors=() if signed else bylines.read(page, heading),
        published=None if dated else datelines.published(page, heading),
        updated=None if dated else datelines.updated(page, heading),
        tags=tags,
        categories=categories,
        sites=() if named else _sites(page),
        licence=_licence(page),
        series=_series(page),
        next_page=_next_page(page),
    )


def _sites(page: Page) -> tuple[str, ...]:
    """The site's names where they are marked as a brand, or are a heading, and lead home."""
    marked = (*page.by_role["brand"], *page.by_role["heading"])
    found = [squeeze(e.text_content()) for e in marked if _brand(page, e)]
    return distinct(t for t in found if 0 < len(t) <= 80)


def _brand(page: Page, element: Element) -> bool:
    home = any(headings.leads_home(page, href) for href in headings.links(element))
    return home and page.zone(element) != "comments"


def _licence(page: Page) -> str:
    """A link that is marked as the licence, or a marked link to one of Creative Commons."""
    for rels, element in page.links:
        href = element.get("href") or ""
        if "license" in rels or "creativecommons.org/l" in href or "creativecommons.org/p" in href:
            return page.resolve(href)
    return ""


def _series(page: Page) -> str:
    for element in page.outside_chrome(page.by_role["series"]):
        links = [a for a in element.iter("a") if _SERIES.search(a.get("href") or "")]
        if links:
            return squeeze(links[0].text_content())
    return ""


def _next_page(page: Page) -> str:
    """The next page of the same post: from page numbers or ``rel=next``, never another post's."""
    links = [a for e in page.by_role["pages"] for a in ([e] if e.tag == "a" else e.iter("a"))]
    links += [e for rels, e in page.links if "next" in rels]
    targets = (page.resolve(link.get("href")) for link in links)
    return next((t for t in targets if t and follows(page.url, t)), "")


def follows(url: str, target: str) -> bool:
    """Whether ``target`` is the next page of the post at ``url``: ``/post/`` to ``/post/2/``."""
    here, there = _numbered(url), _numbered(target)
    return (there[1] > 1 and there == (here[0], here[1] + 1)) or there == (_bare(url), 2)


def _numbered(url: str) -> tuple[str, int]:
    """The address without its page number, and the number; 1 where there is none."""
    match = _PAGED.match(_bare(url))
    return (match[1].rstrip("/"), int(match[2] or match[3])) if match else (_bare(url), 1)


def _bare(url: str) -> str:
    return url.split("#")[0].rstrip("/")
