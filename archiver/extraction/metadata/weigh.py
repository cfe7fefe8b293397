"""Chooses a value per field from the claims of all witnesses; rules in docs/metadata.md."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TypeAlias, TypeVar

from archiver.extraction.metadata import people, titles
from archiver.extraction.metadata.claims import Claims, Moment, distinct
from archiver.extraction.metadata.elements import Elements, split
from archiver.web import dates, urls

_V = TypeVar("_V")
Witnessed: TypeAlias = tuple[_V, str]
Claimed: TypeAlias = Mapping[str, Claims]

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
_DECLARED = frozenset({"opengraph", "json-ld", "microdata", "meta"})
_NEXT, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_FARTHEST = (timedelta(hours=-12), timedelta(hours=14))  # the time zones farthest from UTC
_MOBILE = re.compile(r"^(?:www|m|mobile|amp|touch)\.|\.amp$")


def those(claims: Claimed, order: Iterable[str]) -> list[Claims]:
    """The claims of the witnesses in an order."""
    return [claims[name] for name in order if name in claims]


def sites(claims: Claimed) -> tuple[str, ...]:
    """All names of the site, those of the most reliable witness first."""
    return distinct(
        s for c in those(claims, ("opengraph", "json-ld", "meta", "markup")) for s in c.sites
    )


def site(page: Elements, claims: Claimed, title_: str) -> Witnessed[str | None]:
    """The site's name: as declared, else what the title element has beside the post's title."""
    for claim in those(claims, ("opengraph", "json-ld", "meta")):
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
    named_by = [(named, c.witness) for c in those(claims, _AUTHORS) if (named := _people(c))]
    proper = [
        (kept, w)
        for named, w in named_by
        if (kept := tuple(n for n in named if not people.nobody(n)))
    ]
    known = {titles.words(s) for s in sites(claims)} | {f" {label} " for label in page.labels}
    guessed = {c.witness for c in claims.values() if c.guessed}
    full = [answer for answer in proper if not all(map(people.login, answer[0]))]
    proper = full or proper
    proper.sort(
        key=lambda answer: (
            all(titles.words(name) in known for name in answer[0]),
            answer[1] in guessed,
        )
    )
    return _completed(_agreed(proper or named_by), proper) if named_by else ((), "")


def _completed(
    chosen: Witnessed[tuple[str, ...]], answers: list[Witnessed[tuple[str, ...]]]
) -> Witnessed[tuple[str, ...]]:
    """The answer, or a declared one that names the same people and more."""
    known = set(map(titles.words, chosen[0]))
    more = (a for a in answers if a[1] in _DECLARED and known < set(map(titles.words, a[0])))
    return next(more, chosen)


def names_people(claims: Claims, sites_: Collection[str]) -> bool:
    """Whether a witness names a person: neither the site nor an account."""
    return any(
        not people.nobody(name) and not people.login(name) and titles.words(name) not in sites_
        for name in _people(claims)
    )


def people_of(claims: Claims) -> tuple[str, ...]:
    """Who signs by one witness alone; an account's name only where there is no other."""
    named = _people(claims)
    return tuple(name for name in named if not people.nobody(name)) or named


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
    """The date of the first witness that has one; for a day of the URL the page's time on it.

    Of two statements of one moment the one with the author's own offset counts. What is declared
    gives way to another date that readers see (``_corrected``). The day of an update says only that
    the post is not younger: it is no publication.
    """
    first = next((c for c in those(claims, _PUBLISHED) if c.published), None)
    if first is None:
        return None, ""
    seen = claims["markup"].published
    if first.witness == "url" and seen and dates.day(seen) == first.published:
        return seen, "markup"
    if first.witness != "feed" and first.witness not in _DECLARED:
        return first.published, first.witness
    if (local := _by_the_authors_clock(first.published, claims)) is not None:
        return local
    return _corrected(first, claims) if first.witness in _DECLARED else (first.published, "feed")


def _by_the_authors_clock(moment: Moment | None, claims: Claimed) -> Witnessed[Moment] | None:
    """A time in UTC as the author's clock showed it, where another witness says so.

    Either one states the same moment with another offset, or the page shows, and has in its
    address, a day on which the moment falls somewhere on Earth.
    """
    stated = ((c.published, c.witness) for c in those(claims, _PUBLISHED))
    if (same := _with_offset(moment, stated)) is not None:
        return same
    shown = claims["markup"].shown
    day = dates.day(shown)
    if shown is None or day is None or not isinstance(moment, datetime) or not _in_utc(moment):
        return None
    other = isinstance(shown, datetime) and shown.tzinfo is not None
    agreed = day == claims["url"].published != moment.date()
    return (shown, "markup") if agreed and not other and _falls_on(moment, day) else None


def _with_offset(
    moment: Moment | None, stated: Iterable[Witnessed[Moment | None]]
) -> Witnessed[Moment] | None:
    """The first statement of the moment that has an offset, where the moment itself is in UTC.

    The same to the minute: many leave the seconds out.
    """
    if not isinstance(moment, datetime) or not _in_utc(moment):
        return None
    for other, witness in stated:
        if not isinstance(other, datetime) or other.tzinfo is None or _in_utc(other):
            continue
        if abs(other - moment) < _MINUTE:
            return other, witness
    return None


def _corrected(first: Claims, claims: Claimed) -> Witnessed[Moment | None]:
    """A declared date, or what the page shows instead of it.

    A date that is farther away than a day was declared by an engine that does not know it, unless
    it is declared as the update's.
    """
    moment, shown = first.published, claims["markup"].shown
    day, declared = dates.day(shown), dates.day(moment)
    if shown is None or day is None or declared is None or abs(day - declared) <= _NEXT:
        return moment, first.witness
    updates = {dates.day(c.updated) for c in claims.values() if c.updated}
    either_way = (day.day, day.month) == (declared.month, declared.day)
    return (moment, first.witness) if day in updates or either_way else (shown, "markup")


def _in_utc(moment: Moment | None) -> bool:
    """Whether a time is in UTC: it may have been written so for machines, by a blog elsewhere."""
    return isinstance(moment, datetime) and moment.utcoffset() == timedelta(0)


def _falls_on(moment: datetime, day: date) -> bool:
    """Whether a time in UTC falls on a day somewhere on Earth."""
    return any((moment + shift).date() == day for shift in _FARTHEST)


def updated(claims: Claimed, first: Moment | None) -> Witnessed[Moment | None]:
    """The date of the first witness that has one; none if it lies before the day of publication."""
    for claim in those(claims, _UPDATED):
        if claim.updated and claim.updated != first:
            early = first is not None and (dates.day(claim.updated) or date.max) < (
                dates.day(first) or date.min
            )
            stated = ((c.updated, c.witness) for c in those(claims, _UPDATED))
            local = _with_offset(claim.updated, stated)
            return (None, "") if early else local or (claim.updated, claim.witness)
    return None, ""


def text(claims: Claimed, name: str) -> Witnessed[str | None]:
    """The text of the first witness that has the field."""
    for claim in those(claims, _PLAIN[name]):
        if value := getattr(claim, name):
            return str(value), claim.witness
    return None, ""


def tags(claims: Claimed) -> Witnessed[tuple[str, ...]]:
    """The tags of the first witness that has any."""
    return next(((c.tags, c.witness) for c in those(claims, _TAGS) if c.tags), ((), ""))


def categories(claims: Claimed) -> Witnessed[tuple[str, ...]]:
    """The categories of the first witness that has any."""
    return next(
        ((c.categories, c.witness) for c in those(claims, _CATEGORIES) if c.categories), ((), "")
    )


def canonical(page: Elements, claims: Claimed) -> Witnessed[str | None]:
    """The canonical URL that the page declares, if it is plausible."""
    for claim in those(claims, ("meta", "opengraph")):
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
