"""The witnesses' claims reconciled into one answer; the rules stand in docs/metadata.md."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeAlias, TypeVar

from archiver.extraction.metadata import headings, people, permalink, titles
from archiver.extraction.metadata.claims import Claims, Moment, distinct
from archiver.extraction.metadata.elements import Element, Elements, split
from archiver.web import dates, urls

_V = TypeVar("_V")
Witnessed: TypeAlias = tuple[_V, str]
Claimed: TypeAlias = Mapping[str, Claims]

_TITLES = ("opengraph", "json-ld", "meta", "microdata")
_PUBLISHED = ("feed", "opengraph", "json-ld", "microdata", "microformats", "meta", "url", "markup")
_UPDATED = ("feed", "opengraph", "json-ld", "microdata", "microformats", "meta", "markup")
_AUTHORS = ("feed", "microformats", "json-ld", "markup", "microdata", "meta", "opengraph")
_TAGS = ("feed", "markup", "microformats", "opengraph", "json-ld", "microdata", "meta")
_CATEGORIES = ("markup", "json-ld", "opengraph", "microdata", "meta")
_PLAIN = {
    "description": ("opengraph", "meta", "json-ld", "microdata"),
    "lead_image": ("opengraph", "json-ld", "meta", "microdata"),
    "licence": ("markup", "meta", "json-ld", "microdata"),
    "language": ("meta", "json-ld", "opengraph", "microdata"),
    "series": ("json-ld", "markup"),
}
_BYLINES = frozenset({"markup", "microformats"})
_VOICES = {"microformats": "markup"}
_MOBILE = re.compile(r"^(?:www|m|mobile|amp|touch)\.|\.amp$")


def title(page: Elements, claims: Claimed, heading: Element | None) -> Witnessed[str]:
    """The feed's title, else the heading that a declaration confirms, else a declared title.

    A heading that nothing confirms counts only where nothing but the title element declares one.
    """
    shown, announced = claims["markup"].title, claims["feed"].title
    if announced and not _cut_short(announced, shown):
        return announced, "feed"
    slug = permalink.slug(page.url)
    known = sites(claims)
    named = {titles.words(name) for name in known}
    declared = [
        c
        for c in _in(claims, _TITLES)
        if c.title and _credible(c.title, page, slug) and titles.words(c.title) not in named
    ]
    said = (*(c.title for c in declared), page.head_title, announced)
    if shown and any(titles.words(shown) in titles.words(text) for text in said):
        return shown, "markup"
    if declared and shown and _as_addressed(shown, declared[0].title, slug):
        return shown, "markup"
    if declared:
        return titles.strip_site(declared[0].title, known), declared[0].witness
    if piece := next((p for p in titles.parts(page.head_title) if _most_of(p, shown)), ""):
        return piece, "title"
    if shown and heading is not None and (heading.tag == "h1" or headings.marked(heading)):
        return shown, "markup"
    return titles.of_element(page.head_title, known, slug), "title"


def _as_addressed(shown: str, declared: str, slug: frozenset[str]) -> bool:
    """Whether the address repeats the heading and not the declared title, made for search engines."""
    if len(slug) < 3:
        return False
    repeated = [len(slug & {*titles.words(text).split()}) / len(slug) for text in (shown, declared)]
    return repeated[0] > 0.7 > 0.4 > repeated[1]


def _credible(declared: str, page: Elements, slug: frozenset[str]) -> bool:
    """Whether a declared title speaks of this page: some sites declare one title for all pages."""
    said = {*titles.words(declared).split()}
    known = {*titles.words(page.head_title).split()} | slug
    return not known or bool(said & known)


def _most_of(piece: str, shown: str) -> bool:
    """Whether a piece of the title element is what a heading says besides a date or a count."""
    return titles.words(piece) in titles.words(shown) and len(piece) > len(shown) / 2


def _cut_short(announced: str, shown: str) -> bool:
    """Whether a feed's title is the beginning of the whole one that the page shows."""
    cut = announced.endswith(("…", "...", "[…]"))
    return cut and titles.words(shown).startswith(titles.words(announced))


def _in(claims: Claimed, order: Iterable[str]) -> list[Claims]:
    return [claims[name] for name in order if name in claims]


def sites(claims: Claimed) -> tuple[str, ...]:
    """All the names by which the witnesses call the site, the surest first."""
    return distinct(
        s for c in _in(claims, ("opengraph", "json-ld", "meta", "markup")) for s in c.sites
    )


def site(page: Elements, claims: Claimed, title_: str) -> Witnessed[str | None]:
    """The site's name: as declared, else what the title element adds to the post's title."""
    for claim in _in(claims, ("opengraph", "json-ld", "meta")):
        if claim.sites:
            return claim.sites[0], claim.witness
    if added := titles.site_of(page.head_title, title_):
        return added, "title"
    brands = claims["markup"].sites
    return (brands[0], "markup") if brands else (None, "")


def authors(page: Elements, claims: Claimed) -> Witnessed[tuple[str, ...]]:
    """Whom the first witness names, unless it stands alone and two later ones agree.

    Accounts like ``admin`` count only where nobody else is named. The site's own name comes after
    people's, and so does a word of its host's: many a site declares itself as the author of all that
    it publishes.
    """
    said = [(named, c.witness) for c in _in(claims, _AUTHORS) if (named := _people(c))]
    proper = [
        (kept, w) for named, w in said if (kept := tuple(n for n in named if not people.nobody(n)))
    ]
    known = {titles.words(s) for s in sites(claims)} | {f" {label} " for label in page.labels}
    proper.sort(key=lambda answer: all(titles.words(name) in known for name in answer[0]))
    return _agreed(proper or said) if said else ((), "")


def _people(claims: Claims) -> tuple[str, ...]:
    read = people.names if claims.witness in _BYLINES else people.declared
    return read(claims.authors)


def _agreed(said: list[Witnessed[tuple[str, ...]]]) -> Witnessed[tuple[str, ...]]:
    """The first answer, unless two later ones agree against it.

    Microformats and markup read the same byline: together they are one voice.
    """
    keys = [frozenset(titles.words(" ".join(named)).split()) for named, _ in said]
    voices = [
        (key, _VOICES.get(witness, witness)) for key, (_, witness) in zip(keys, said, strict=True)
    ]
    support = Counter(key for key, _ in dict.fromkeys(voices))
    chosen = keys[0] if support[keys[0]] > 1 else max(support, key=lambda key: support[key])
    return said[keys.index(chosen)]


def published(claims: Claimed) -> Witnessed[Moment | None]:
    """The first witness that gives a moment; the page's time where it falls on the address's day."""
    for claim in _in(claims, _PUBLISHED):
        if claim.published:
            shown = claims["markup"].published
            if claim.witness == "url" and shown and dates.day(shown) == claim.published:
                return shown, "markup"
            return claim.published, claim.witness
    return None, ""


def updated(claims: Claimed, first: Moment | None) -> Witnessed[Moment | None]:
    """The first witness that gives a moment; none that lies before the day of publication."""
    for claim in _in(claims, _UPDATED):
        if claim.updated and claim.updated != first:
            early = first is not None and (dates.day(claim.updated) or date.max) < (
                dates.day(first) or date.min
            )
            return (None, "") if early else (claim.updated, claim.witness)
    return None, ""


def text(claims: Claimed, name: str) -> Witnessed[str | None]:
    """A field of text that the first witness which has it settles."""
    for claim in _in(claims, _PLAIN[name]):
        if value := getattr(claim, name):
            return str(value), claim.witness
    return None, ""


def tags(claims: Claimed) -> Witnessed[tuple[str, ...]]:
    """The first witness that lists tags."""
    return next(((c.tags, c.witness) for c in _in(claims, _TAGS) if c.tags), ((), ""))


def categories(claims: Claimed) -> Witnessed[tuple[str, ...]]:
    """The first witness that lists categories."""
    return next(
        ((c.categories, c.witness) for c in _in(claims, _CATEGORIES) if c.categories), ((), "")
    )


def canonical(page: Elements, claims: Claimed) -> Witnessed[str | None]:
    """The page's own address as it declares it, where that is plausible."""
    for claim in _in(claims, ("meta", "opengraph")):
        if claim.canonical and _plausible(claim.canonical, page.url):
            return urls.without_fragment(claim.canonical), claim.witness
    return None, ""


def _plausible(address_: str, url: str) -> bool:
    """The same host or its twin, and not the home page unless the page itself is."""
    if not url:
        return True
    here, there = split(url), split(address_)
    if there.path in ("", "/") and not there.query and here.path not in ("", "/"):
        return False
    return _twin(here.hostname or "") == _twin(there.hostname or "")


def _twin(host: str) -> str:
    return _MOBILE.sub("", _MOBILE.sub("", host))
