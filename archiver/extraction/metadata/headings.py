"""Finds the element of a page that shows the post's title, and the title in it."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from archiver.extraction.metadata import permalink
from archiver.extraction.metadata.claims import unmarked
from archiver.extraction.metadata.elements import Element, Elements
from archiver.extraction.metadata.titles import parts, words
from archiver.web.vocabulary import Role, lists, marks, role_of

_MARKED = re.compile(
    r"(?:^|[\s_-])(?:entry|post|article|story|blog|asset)[-_]{0,2}(?:title|headline|header)(?:\s|$)|"
    r"\bp-name\b|\bposttitle\b|(?:^|\s)headline(?:\s|$)",
    re.IGNORECASE,
)
_UNTITLED = frozenset(map(words, lists.words("untitled")))
_LEVELS = {"h1": 3, "h2": 2, "h3": 1}
_LONGEST = 60  # words in a title
_MOST = 0.6  # the share of a declared title's words that is most of it
_KIN = 0.3  # the share of a heading's words that a declared title or the slug has too
_SHORT = 3  # letters of a word that may stand in any title
_WIDE = frozenset({"title", "body", "article", "section", "main", "header"})
_EMOJI = 12  # characters; some emoji are several code points
_WORDY = re.compile(r"[^\W_]")
_NO_TITLE_TAGS = frozenset({"time", "style", "script", "svg", "button", "form", "nav"})
_MARK = Role.HEADING_LINK
_ASIDES = frozenset({Role.COMMENTS, Role.DATE, Role.AUTHOR, Role.META, Role.TERMS})


@dataclass(frozen=True)
class Known:
    """The evidence for a heading: declared titles, the site's names, the slug's words."""

    declared: tuple[str, ...]
    sites: frozenset[str]
    slug: frozenset[str]

    @classmethod
    def of(cls, page: Elements, declared: Iterable[str], sites: Iterable[str]) -> "Known":
        """The evidence that a page has."""
        return cls(
            tuple(title for title in declared if title),
            frozenset(words(site) for site in sites if site),
            permalink.slug(page.url),
        )

    @cached_property
    def whole(self) -> tuple[str, ...]:
        """The words of the declared titles."""
        return tuple(words(title) for title in self.declared)

    @cached_property
    def pieces(self) -> frozenset[str]:
        """The words of the parts of the declared titles, without those that name the site."""
        found = {words(part) for title in self.declared for part in parts(title)}
        return frozenset(found) - self.sites - {""}

    def touches(self, text: str) -> bool:
        """Whether a heading is within a declared title, or contains a part of one."""
        return any(text in whole for whole in self.whole) or any(p in text for p in self.pieces)

    def confirms(self, text: str) -> int:
        """2 if a declared title contains the heading, 1 if a part of one is most of it, else 0."""
        if any(text in whole for whole in self.whole):
            return 2
        return int(any(p in text and len(p) > len(text) / 2 for p in self.pieces))

    def is_part(self, text: str) -> bool:
        """Whether a heading is a part of a declared title by itself, or most of one."""
        return text in self.pieces or any(
            text in whole and len(text) > _MOST * len(whole) for whole in self.whole
        )

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the declared titles and of the slug, without the site's names and short ones."""
        found = {word for piece in self.pieces for word in piece.split()} | self.slug
        return frozenset(word for word in found if len(word) > _SHORT)

    def is_kin(self, text: str) -> bool:
        """Whether a heading speaks of what the declared titles and the slug speak of."""
        said = [word for word in text.split() if len(word) > _SHORT]
        return sum(word in self.vocabulary for word in said) > _KIN * len(said)

    def share(self, text: str) -> float:
        """The share of the slug's words that the heading repeats, to a tenth."""
        return round(len(self.slug & {*text.split()}) / len(self.slug), 1) if self.slug else 0


def find(page: Elements, declared: Iterable[str], sites: Iterable[str]) -> Element | None:
    """The element that shows the post's title.

    A heading that no declared title confirms counts only if it is an ``h1`` or has a title's class.
    Of several, the best in this order: not the site's name; confirmed by a declared title; not
    chrome; equal to a declared title; repeated by the slug of the URL; with a title's class; the
    longest; the highest level; the first.
    """
    known = Known.of(page, declared, sites)
    only = _only(page, known)
    ranked = [
        (_rank(page, element, known, only=element is only), element)
        for element in _candidates(page, known)
    ]
    rank, best = max(ranked, key=lambda answer: answer[0], default=((), None))
    return best if rank else None


def only_h1(page: Elements, declared: Iterable[str], sites: Iterable[str]) -> Element | None:
    """The only ``h1`` of the page that is no chrome, where it speaks of what the declared titles
    speak of: those may have been written for search engines."""
    return _only(page, Known.of(page, declared, sites))


def _only(page: Elements, known: Known) -> Element | None:
    quoted = (None, Role.QUOTATION)
    shown = [e for e in page.headings if e.tag == "h1" and page.zone(e) in quoted]
    found = {t: e for e in shown if (t := words(own_text(e))) and t.count(" ") <= _LONGEST}
    text, element = next(iter(found.items()), ("", None))
    alone = len(found) == 1 and text not in known.sites and known.is_kin(text)
    return element if alone else None


def _rank(page: Elements, element: Element, known: Known, *, only: bool) -> tuple[float, ...]:
    """The evidence for an element, in order of weight, for comparison; empty if it is no title."""
    shown = own_text(element)
    text = words(shown)
    if not text or text.count(" ") > _LONGEST or text in _UNTITLED:
        return ()
    confirmed = 0 if _cut(shown, known) else 2 if only else known.confirms(text)
    has_mark = marked(element)
    if confirmed and not (has_mark or element.tag == "h1" or known.is_part(text)):
        return ()
    if element in page.by_role[Role.AUTHOR] and not has_mark:
        return ()
    if not confirmed and (page.zone(element) or not (has_mark or element.tag == "h1")):
        return ()
    whole = text in known.whole and text not in known.sites
    branded = element in page.by_role[Role.BRAND] and not has_mark
    if not has_mark and any(leads_home(page, href) for href in links(element)):
        return ()
    return (
        whole or not (text in known.sites or branded),
        confirmed,
        not page.zone(element),
        whole,
        known.share(text),
        has_mark,
        not _in_banner(element),
        _pieces_before(page, element, text, known),
        len(text) if confirmed else 0,
        _LEVELS.get(str(element.tag), 0),
    )


def _pieces_before(page: Elements, element: Element, text: str, known: Known) -> int:
    """How many parts of a declared title are an ``h1`` before this one, which is one too: where
    the site's name and the post's title both are, the site's stands first."""
    if element.tag != "h1" or text not in known.pieces:
        return 0
    before = itertools.takewhile(lambda e: e is not element, page.headings)
    return sum(e.tag == "h1" and words(own_text(e)) in known.pieces - {text} for e in before)


def _in_banner(element: Element) -> bool:
    """Whether a heading stands in the header of the page, where themes put the site's name."""
    around = [a.tag for a in element.iterancestors("header", "article", "main")]
    return around == ["header"]


def _cut(shown: str, known: Known) -> bool:
    """Whether a heading is a truncated title, as in a list of other posts."""
    return shown.endswith(("…", "...")) and not any(shown in title for title in known.declared)


def marked(element: Element) -> bool:
    """Whether a class marks an element as a post's title."""
    return bool(_MARKED.search(element.get("class") or ""))


def links(element: Element) -> Iterator[str]:
    """The href of an element, of links in it and of links around it."""
    for link in (element, *element.iter("a"), *element.iterancestors("a")):
        yield link.get("href") or ""


def leads_home(page: Elements, href: str) -> bool:
    """Whether a link of the page leads to the home page of its host, and the page is not that."""
    if href in ("/", "./", "index.html"):
        return not page.is_home
    _, scheme, rest = href.partition("//")
    host = rest.rstrip("/").lower().removeprefix("www.")
    return bool(scheme) and host == page.host and not page.is_home


def _candidates(page: Elements, known: Known) -> Iterator[Element]:
    for element in page.headings | page.by_role[Role.TITLE]:
        if element.tag in _WIDE or page.zone(element) is Role.COMMENTS:
            continue
        if (
            element.tag == "h1"
            or marked(element)
            or (not _holds_heading(element) and known.touches(words(element.text_content()[:400])))
        ):
            yield element


def _holds_heading(element: Element) -> bool:
    return element.tag not in _LEVELS and next(element.iter(*_LEVELS), None) is not None


def own_text(element: Element) -> str:
    """The heading's text without the counts, dates and buttons that themes put inside it."""
    text = unmarked("".join(_own_strings(element))) or unmarked(element.text_content())
    return text if len(text) <= 400 else ""


def _own_strings(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield " "
        elif child.tag == "img":
            yield _emoji(child)
        elif isinstance(child.tag, str) and child.tag not in _NO_TITLE_TAGS and not _aside(child):
            yield from _own_strings(child)
        yield child.tail or ""


def _emoji(picture: Element) -> str:
    """The character that a picture stands for: its alternative text, where that has no word."""
    alt = picture.get("alt") or ""
    return "" if _WORDY.search(alt) or len(alt) > _EMOJI else alt


def _aside(child: Element) -> bool:
    """Whether a part of a heading is none of the title: a count, a date, a link that is a sign."""
    if child.tag == "a" and not _WORDY.search(child.text_content()):
        return child.find(".//img") is None
    if role_of(str(child.tag), child.get("id") or "", child.get("class") or "") is _MARK:
        return True
    return bool(marks(child.get("class") or "") & _ASIDES)
