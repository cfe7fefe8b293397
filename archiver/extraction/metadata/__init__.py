"""The metadata of a post, with the witness of every value. The rules stand in docs/metadata.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from archiver.extraction.metadata import (
    announcement,
    headings,
    jsonld,
    markup,
    meta,
    microdata,
    microformats,
    opengraph,
    permalink,
    titles,
    weigh,
)
from archiver.extraction.metadata.claims import Claims, Moment, distinct
from archiver.extraction.metadata.elements import Element, Elements, gather
from archiver.model import Candidate
from archiver.web.language import tag
from archiver.web.page import Page

_V = TypeVar("_V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of a post besides its body; None, empty or ``()`` where nothing is known.

    ``origins`` names the witness of each field that is set: ``feed``, ``json-ld``, ``microdata``,
    ``microformats``, ``opengraph``, ``meta``, ``markup``, ``url``, ``title``. Dates are as exact as
    the page is, with the time zone as written. Addresses are resolved.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str | None = None
    site: str | None = None
    licence: str | None = None
    description: str | None = None
    lead_image: str | None = None
    series: str | None = None
    canonical: str | None = None
    robots: tuple[str, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)


def read(parsed: Page, *, feed: Candidate | None = None) -> Metadata:
    """The metadata of a page, which is not changed.

    ``feed`` is the entry of the blog's own feed for this post, where there is one.
    """
    page = gather(parsed)
    heads = [announcement.read(feed), jsonld.read(page), opengraph.read(page), meta.read(page)]
    sites = distinct(name for claims in heads for name in claims.sites)
    named = {titles.words(site) for site in sites}
    declared = [c.title for c in heads if c.title and titles.words(c.title) not in named]
    declared.append(page.head_title)
    heading = headings.find(page, declared, sites)
    if heading is not None:
        page.free(heading)
    shown = headings.own_text(heading) if heading is not None else ""
    told = microformats.read(page, heading)
    claims = [*heads, microdata.read(page), told]
    dated, signed = any(c.published for c in claims), bool(told.authors)
    claims += [
        markup.read(page, heading, shown, dated=dated, named=bool(sites), signed=signed),
        permalink.read(page, next((c.canonical for c in reversed(heads) if c.canonical), "")),
    ]
    return _weigh(page, {c.witness: c for c in claims}, heading)


def _weigh(page: Elements, claims: Mapping[str, Claims], heading: Element | None) -> Metadata:
    """Every field by its rule, and the witness of each that is set."""
    origins: dict[str, str] = {}

    def settle(name: str, answer: weigh.Witnessed[_V]) -> _V:
        if answer[0]:
            origins[name] = answer[1]
        return answer[0]

    title = settle("title", weigh.title(page, claims, heading))
    published = settle("published", weigh.published(claims))
    language = settle("language", weigh.text(claims, "language"))
    return Metadata(
        title=title,
        authors=settle("authors", weigh.authors(page, claims)),
        published=published,
        updated=settle("updated", weigh.updated(claims, published)),
        tags=settle("tags", weigh.tags(claims)),
        categories=settle("categories", weigh.categories(claims)),
        language=tag(language),
        site=settle("site", weigh.site(page, claims, title)),
        licence=settle("licence", weigh.text(claims, "licence")),
        description=settle("description", weigh.text(claims, "description")),
        lead_image=settle("lead_image", weigh.text(claims, "lead_image")),
        series=settle("series", weigh.text(claims, "series")),
        canonical=settle("canonical", weigh.canonical(page, claims)),
        robots=settle("robots", (claims["meta"].robots, "meta")),
        origins=origins,
    )
