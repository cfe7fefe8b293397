"""The metadata of a post, with the witness of every value. The rules are in docs/metadata.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from archiver.extraction.metadata import (
    announcement,
    chosen_title,
    h_entry,
    headings,
    jsonld,
    markup,
    meta,
    microdata,
    opengraph,
    own_part,
    permalink,
    preview,
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
    ``microformats``, ``opengraph``, ``meta``, ``markup``, ``url``, ``title``; ``updated`` where a
    post is dated by its update only. Dates are as precise as on the page, with the time zone as
    written. URLs are absolute. ``partial`` tells a page that holds only the beginning of its post.
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
    partial: bool = False
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
        page.exempt(heading)
        page.part = own_part.holder(page, heading)
    shown = headings.own_text(heading) if heading is not None else ""
    entry = h_entry.read(page, heading)
    claims = [*heads, microdata.read(page), entry]
    labels = {titles.words(label) for label in page.labels}
    dated, signed = any(c.published for c in claims), bool(entry.authors)
    claims += [
        markup.read(
            page,
            heading,
            shown,
            dated=dated,
            named=bool(sites),
            signed=signed,
            declared=any(weigh.names_people(c, named | labels) for c in claims),
        ),
        permalink.read(page, next((c.canonical for c in reversed(heads) if c.canonical), "")),
    ]
    told = {c.witness: c for c in claims}
    partial = preview.ends_early(
        parsed, page, paid=told["json-ld"].paid, gated=told["json-ld"].gated
    )
    return replace(_weigh(page, told, heading), partial=partial)


def of_entry(feed: Candidate) -> Metadata:
    """What the entry of a post says of it, where there is no page that says more."""
    said = announcement.read(feed)
    found = {
        "title": said.title,
        "authors": weigh.people_of(said),
        "published": said.published,
        "updated": said.updated,
        "tags": said.tags,
    }
    return Metadata(**found, origins={name: said.witness for name, v in found.items() if v})  # type: ignore[arg-type] # each is of its field's type


def _weigh(page: Elements, claims: Mapping[str, Claims], heading: Element | None) -> Metadata:
    """Choose the value of each field, and record the witness of each that is set."""
    origins: dict[str, str] = {}

    def chosen(name: str, answer: weigh.Witnessed[_V]) -> _V:
        if answer[0]:
            origins[name] = answer[1]
        return answer[0]

    title = chosen("title", chosen_title.choose(page, claims, heading))
    published = chosen("published", weigh.published(claims))
    language = chosen("language", weigh.text(claims, "language"))
    return Metadata(
        title=title,
        authors=chosen("authors", weigh.authors(page, claims)),
        published=published,
        updated=chosen("updated", weigh.updated(claims, published)),
        tags=chosen("tags", weigh.tags(claims)),
        categories=chosen("categories", weigh.categories(claims)),
        language=tag(language),
        site=chosen("site", weigh.site(page, claims, title)),
        licence=chosen("licence", weigh.text(claims, "licence")),
        description=chosen("description", weigh.text(claims, "description")),
        lead_image=chosen("lead_image", weigh.text(claims, "lead_image")),
        series=chosen("series", weigh.text(claims, "series")),
        canonical=chosen("canonical", weigh.canonical(page, claims)),
        robots=chosen("robots", (claims["meta"].robots, "meta")),
        origins=origins,
    )
