"""Chooses a value per field from the claims of all witnesses; rules in docs/metadata.md."""

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
_BYLINE_WITNESSES = frozenset({"markup", "microformats"})
_COUNTED_AS = {"microformats": "markup"}
_MOBILE = re.compile(r"^(?:www|m|mobile|amp|touch)\.|\.amp$")


def title(page: Elements, claims: Claimed, heading: Element | None) -> Witnessed[str]:
    """The feed's title, else a heading that a declared title confirms, else a declared title.

    A heading without confirmation counts only where no other witness declares a title.
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
    texts = (*(c.title for c in declared), page.head_title, announced)
    if shown and any(titles.words(shown) in titles.words(text) for text in texts):
        return shown, "markup"
    if declared and shown and _slug_prefers(shown, declared[0].title, slug):
        return shown, "markup"
    if declared:
        return titles.strip_site(declared[0].title, known), declared[0].witness
    if piece := next((p for p in titles.parts(page.head_title) if _most_of(p, shown)), ""):
        return piece, "title"
    if shown and heading is not None and (heading.tag == "h1" or headings.marked(heading)):
        return shown, "markup"
    return titles.of_element(page.head_title, known, slug), "title"


def _slug_prefers(shown: str, declared: str, slug: frozenset[str]) -> bool:
    """Whether the slug repeats the heading and not the declared title, made for search engines."""
    if len(slug) < 3:
        return False
    repeated = [len(slug & {*titles.words(text).split()}) / len(slug) for text in (shown, declared)]
    return repeated[0] > 0.7 > 0.4 > repeated[1]


def _credible(declared: str, page: Elements, slug: frozenset[str]) -> bool:
    """Whether a declared title is that of this page: some sites declare one title on all pages."""
    own = {*titles.words(declared).split()}
    known = {*titles.words(page.head_title).split()} | slug
    return not known or bool(own & known)


def _most_of(piece: str, shown: str) -> bool:
    """Whether a part of the title element is most of a heading, which may add a date or a count."""
    return titles.words(piece) in titles.words(shown) and len(piece) > len(shown) / 2


def _cut_short(announced: str, shown: str) -> bool:
    """Whether a feed's title is truncated, and the page shows the whole one."""
    cut = announced.endswith(("…", "...", "[…]"))
    return cut and titles.words(shown).startswith(titles.words(announced))


def _in(claims: Claimed, order: Iterable[str]) -> list[Claims]:
    return [claims[name] for name in order if name in claims]


def sites(claims: Claimed) -> tuple[str, ...]:
    """All names of the site, those of the most reliable witness first."""
    return distinct(
        s for c in _in(claims, ("opengraph", "json-ld", "meta", "markup")) for s in c.sites
    )


def site(page: Elements, claims: Claimed, title_: str) -> Witnessed[str | None]:
    """The site's name: as declared, else what the title element has beside the post's title."""
    for claim in _in(claims, ("opengraph", "json-ld", "meta")):
        if claim.sites:
            return claim.sites[0], claim.witness
    if added := titles.site_of(page.head_title, title_):
        return added, "title"
    brands = claims["markup"].sites
    return (brands[0], "markup") if brands else (None, "")


def authors(page: Elements, claims: Claimed) -> Witnessed[tuple[str, ...]]:
    """The authors of the first witness, unless no other confirms them and two later ones agree.

    Account names (``admin``) count only where there is no other name. The site's own name, or a
    label of its host name, comes after people: many sites declare themselves as the author.
    """
    named_by = [(named, c.witness) for c in _in(claims, _AUTHORS) if (named := _people(c))]
    proper = [
        (kept, w)
        for named, w in named_by
        if (kept := tuple(n for n in named if not people.nobody(n)))
    ]
    known = {titles.words(s) for s in sites(claims)} | {f" {label} " for label in page.labels}
    proper.sort(key=lambda answer: all(titles.words(name) in known for name in answer[0]))
    return _agreed(proper or named_by) if named_by else ((), "")


def _people(claims: Claims) -> tuple[str, ...]:
    read = people.names if claims.witness in _BYLINE_WITNESSES else people.declared
    return read(claims.authors)


def _agreed(answers: list[Witnessed[tuple[str, ...]]]) -> Witnessed[tuple[str, ...]]:
    """The first answer, unless it is alone and two later ones agree.

    Microformats and markup read the same byline: together they count once.
    """
    keys = [frozenset(titles.words(" ".join(named)).split()) for named, _ in answers]
    counted = [
        (key, _COUNTED_AS.get(witness, witness))
        for key, (_, witness) in zip(keys, answers, strict=True)
    ]
    support = Counter(key for key, _ in dict.fromkeys(counted))
    chosen = keys[0] if support[keys[0]] > 1 else max(support, key=lambda key: support[key])
    return answers[keys.index(chosen)]


def published(claims: Claimed) -> Witnessed[Moment | None]:
    """The date of the first witness that has one; for a day of the URL the page's time on it."""
    for claim in _in(claims, _PUBLISHED):
        if claim.published:
            shown = claims["markup"].published
            if claim.witness == "url" and shown and dates.day(shown) == claim.published:
                return shown, "markup"
            return claim.published, claim.witness
    return None, ""


def updated(claims: Claimed, first: Moment | None) -> Witnessed[Moment | None]:
    """The date of the first witness that has one; none if it lies before the day of publication."""
    for claim in _in(claims, _UPDATED):
        if claim.updated and claim.updated != first:
            early = first is not None and (dates.day(claim.updated) or date.max) < (
                dates.day(first) or date.min
            )
            return (None, "") if early else (claim.updated, claim.witness)
    return None, ""


def text(claims: Claimed, name: str) -> Witnessed[str | None]:
    """The text of the first witness that has the field."""
    for claim in _in(claims, _PLAIN[name]):
        if value := getattr(claim, name):
            return str(value), claim.witness
    return None, ""


def tags(claims: Claimed) -> Witnessed[tuple[str, ...]]:
    """The tags of the first witness that has any."""
    return next(((c.tags, c.witness) for c in _in(claims, _TAGS) if c.tags), ((), ""))


def categories(claims: Claimed) -> Witnessed[tuple[str, ...]]:
    """The categories of the first witness that has any."""
    return next(
        ((c.categories, c.witness) for c in _in(claims, _CATEGORIES) if c.categories), ((), "")
    )


def canonical(page: Elements, claims: Claimed) -> Witnessed[str | None]:
    """The canonical URL that the page declares, if it is plausible."""
    for claim in _in(claims, ("meta", "opengraph")):
        if claim.canonical and _plausible(claim.canonical, page.url):
            return urls.without_fragment(claim.canonical), claim.witness
    return None, ""


def _plausible(address_: str, url: str) -> bool:
    """Whether a canonical URL has the same host (or its mobile variant) and is not the home page,
    unless the page itself is that."""
    if not url:
        return True
    here, there = split(url), split(address_)
    if there.path in ("", "/") and not there.query and here.path not in ("", "/"):
        return False
    return _main_host(here.hostname or "") == _main_host(there.hostname or "")


def _main_host(host: str) -> str:
    return _MOBILE.sub("", _MOBILE.sub("", host))
