"""Publication and update dates as the page shows them next to the heading."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from lxml import etree

from archiver.extraction.metadata import moments, own_part, permalink
from archiver.extraction.metadata.claims import Moment, one_line
from archiver.extraction.metadata.elements import Element, Elements, lines, spaced
from archiver.web.vocabulary import Role, lists, sentences

_UPDATED = re.compile(
    r"updat|modif|aktualisier|geändert|mis à jour|actualiz|atualiz|aggiornat|обновл|bijgewerkt|更新",
    re.IGNORECASE,
)
_LEAD = re.compile(rf"(?!\D*(?:publi|posted))\D{{0,60}}?(?:{_UPDATED.pattern})", re.IGNORECASE)
_HOLDER = re.compile(r"(?:last-)?(?:updated|modified)(?:-on|-date)?(?:\s|$)", re.IGNORECASE)
_FIRST = re.compile(r"publi|veröffentlicht|entry-date|posted|created", re.IGNORECASE)
_READER = re.compile(r"comment|reply", re.IGNORECASE)
_SITE_LINE = re.compile(rf"©|\b{lists.any_of('page-dates')}\b", re.IGNORECASE)
_FRAMES = frozenset({"body", "article", "main", "html", "form", "input"})
_SHORT = etree.XPath(
    "//body//*[text()[contains(., '20') or contains(., '19')]][string-length(.) < 60]"
)
_LINE = 150  # characters in a line that holds a date
_METAS = 12  # elements with a post's metadata that are read


def published(page: Elements, heading: Element | None) -> Moment | None:
    """The date nearest to the heading that is not labelled as an update.

    Some themes give the only date the class ``updated``: it counts if no visible word says update.
    """
    dated = [e for e in _dated(page, heading) if not labelled_updated(e)]
    return (
        _first(page, (e for e in dated if not _classed_updated(e)))
        or _in_text(page, heading)
        or _first(page, dated)
        or _alone(page, heading)
    )


def updated(page: Elements, heading: Element | None, *, anywhere: bool) -> Moment | None:
    """The date nearest to the heading that a class or a word labels as an update; ``anywhere``: in
    any short line of the post's part of the page as well.
    """
    marked = (e for e in _dated(page, heading) if _classed_updated(e) or labelled_updated(e))
    if (found := _first(page, marked)) or not anywhere:
        return found
    return _first(page, (e for e in _short_lines(page, heading) if labelled_updated(e)))


def shown(page: Elements, heading: Element | None) -> Moment | None:
    """The marked date nearest to the heading that no word and no class calls an update."""
    return _first(
        page,
        (e for e in _dated(page, heading) if not labelled_updated(e) and not _classed_updated(e)),
    )


def _dated(page: Elements, heading: Element | None) -> Iterator[Element]:
    """The elements that are marked as dates, the nearest first; none of another post's teaser."""
    marked = page.by_role[Role.DATE] | page.times
    near = page.nearest((e for e in marked if _of_post(page, e) and not _in_sentence(e)), heading)
    return (e for e in near if not own_part.of_another(page, e, heading))


def _of_post(page: Elements, element: Element) -> bool:
    if element.tag in _FRAMES or _READER.search(element.get("class") or ""):
        return False
    return not page.zone(element)


def _in_sentence(element: Element) -> bool:
    """Whether a day stands in a sentence of the post: it dates what the sentence tells."""
    parent = element.getparent()
    if element.get("class") or parent is None or parent.tag != "p":
        return False
    day = element.text_content()
    return sentences.is_sentence(one_line(parent.text_content().replace(day, "", 1)), dated=False)


def _classed_updated(element: Element) -> bool:
    words = element.get("class") or ""
    return bool(_UPDATED.search(words)) and not _FIRST.search(words)


def labelled_updated(element: Element) -> bool:
    """Whether a date is labelled as an update: by its first words, the words right before it, or
    the class of its parent.
    """
    parent = element.getparent()
    holder = (parent.get("class") or "") if parent is not None else ""
    text = element.text_content()[:_LINE]
    return bool(_LEAD.match(text) or _LEAD.match(_before(element)) or _HOLDER.search(holder))


def _only_updated(line: str) -> bool:
    return bool(_UPDATED.search(line)) and not _FIRST.search(line)


def _before(element: Element) -> str:
    previous = element.getprevious()
    parent = element.getparent()
    if previous is not None:
        return previous.tail or (previous.text or "" if len(previous) == 0 else "")
    return (parent.text or "") if parent is not None else ""


def _first(page: Elements, elements: Iterable[Element]) -> Moment | None:
    found = (m for e in elements if (m := moment(page, e)))
    return next((m for m in found if permalink.agrees(page.url, m)), None)


def moment(page: Elements, element: Element) -> Moment | None:
    """The date of an element: an attribute, that of a descendant (value-class), or the text."""
    for part in (element, *element.iter("time", "abbr")):
        for name in ("datetime", "title", "content", "data-datetime"):
            if found := moments.read(part.get(name), language=page.language):
                return found
    text = spaced(element)
    return moments.read(text, language=page.language) if len(text) <= _LINE else None


def _in_text(page: Elements, heading: Element | None) -> Moment | None:
    """A day in the short lines around the heading, or in elements with the post's metadata."""
    metas = page.nearest(page.outside_chrome(page.by_role[Role.META]), heading)
    texts = chain(
        lines(page, heading, _without_updates), (_without_updates(e) for e in metas[:_METAS])
    )
    fit = (
        text
        for text in texts
        if len(text) <= _LINE
        and not _only_updated(text)
        and not _of_the_site(text)
        and not sentences.is_sentence(text, dated=False)
    )
    days = (moments.visible(text, language=page.language) for text in fit)
    return next((day for day in days if day and permalink.agrees(page.url, day)), None)


def _without_updates(element: Element) -> str:
    """The text of an element without dates whose class says update."""
    aside = [part for part in element.iter("span", "time", "abbr") if _classed_updated(part)]
    text = one_line(element.text_content())
    for part in aside if len(text) <= 2 * _LINE else ():
        text = text.replace(one_line(part.text_content()), " ", 1)
    return text


def _alone(page: Elements, heading: Element | None) -> Moment | None:
    """The nearest day in a short line of its own, below an ancestor of the heading."""
    for element in _short_lines(page, heading):
        if labelled_updated(element) or _in_sentence(element):
            continue
        text = spaced(element)
        if sentences.is_sentence(text, dated=False):
            continue
        day = moments.visible(text, language=page.language)
        if day and permalink.agrees(page.url, day) and not _of_the_site(text):
            return day if not own_part.of_another(page, element, heading) else None
    return None


def _short_lines(page: Elements, heading: Element | None) -> list[Element]:
    """The short lines with a year in the post's part of the page, the nearest first."""
    part = page.part
    above = heading.iterancestors() if heading is not None else ()
    holders = {e for e in above if e.tag not in ("body", "html")} if part is None else {part}
    short = (e for e in _SHORT(page.root) if not page.zone(e))
    return page.nearest((e for e in short if any(a in holders for a in e.iterancestors())), heading)


def _of_the_site(text: str) -> bool:
    """Whether a line dates the page or the site: its copyright, its last build."""
    return bool(_SITE_LINE.search(text))
