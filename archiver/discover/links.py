"""Links in the body of an announcement, and in the comments under it, with the words around them."""

import re
from collections.abc import Iterable
from contextlib import suppress
from itertools import takewhile

from bs4 import BeautifulSoup, Tag

from archiver.discover.autodiscovery import base_of
from archiver.discover.boilerplate import PostChrome
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Method, Source
from archiver.web import platforms, urls
from archiver.web.address_kinds import may_be_post
from archiver.web.page import page_of
from archiver.web.platforms import GENERIC, Platform
from archiver.web.vocabulary import BODIES, DISCUSSION, ENTRIES

_BODIES = (*BODIES, ".available-content", ".entry", *ENTRIES, "body")
_BLOCKS = [
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "dd",
    "dt",
    "blockquote",
    "figcaption",
    "div",
]
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_AREAS, _COMMENT = frozenset(DISCUSSION["area"]), frozenset(DISCUSSION["comment"])
_BY = re.compile(r"[\W_]{0,6}(?:by|von|par|por|di|door)\s", re.IGNORECASE)
QUOTE = 300
"""The most characters of a quote."""


def in_body(
    page: BeautifulSoup, capture: Capture, source: Source, how: Method
) -> tuple[Candidate, ...]:
    """Links in the announcement itself that may lead to posts, without the page's chrome."""
    base, found, platform = base_of(page, capture.final_url), [], _platform(capture)
    text = _text_of(page, platform)
    chrome, words = PostChrome(text, platform), _Words()
    for element in text.find_all("a", href=True):
        url = _target(element, base, capture.final_url)
        if url and not chrome.holds(element):
            quote, author = words.around(element)
            found.append(_candidate(url, capture, source, how, _text(element), author, quote))
    return _merged(found)


def in_comments(
    page: BeautifulSoup, capture: Capture, source: Source, how: Method
) -> tuple[Candidate, ...]:
    """Posts named under an announcement: pingbacks, commenters' own links, links they wrote."""
    base, found = base_of(page, capture.final_url), []
    areas = page.find_all(lambda tag: tag.get("id") == "comments" or _has(tag, _AREAS))
    comments = {id(c): c for area in areas for c in area.find_all(lambda t: _has(t, _COMMENT))}
    for comment in comments.values():
        author, words = _commenter(comment), _cut(_text(comment))
        for element in comment.find_all("a", href=True):
            nearest = next(node for node in element.parents if id(node) in comments)
            url = _target(element, base, capture.final_url) if nearest is comment else None
            if url:
                title = _text(element)
                by = "" if title == author else author
                found.append(_candidate(url, capture, source, how, title, by, words))
    return _merged(found)


def _commenter(comment: Tag) -> str:
    names = [comment.find("cite"), *(comment.find(class_=n) for n in DISCUSSION["author"][:4])]
    name = next((found for found in names if isinstance(found, Tag)), None)
    return _text(name) if name else ""


def _has(tag: Tag, classes: frozenset[str]) -> bool:
    return not classes.isdisjoint(tag.get_attribute_list("class"))


def _all(page: Tag, sign: str) -> list[Tag]:
    """The elements of a name, ``.class``, ``#id`` or ``[itemprop=...]``.

    Not by a CSS selector: compiling the first one takes longer than reading a dozen pages.
    """
    if sign.startswith("."):
        return page.find_all(class_=sign[1:])
    if sign.startswith("#"):
        return page.find_all(id=sign[1:])
    if sign.startswith("["):
        name, _, value = sign.strip("[]").partition("=")
        return page.find_all(lambda tag: tag.get(name) == value)
    return page.find_all(sign)


def merged(*several: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Candidates of several places of one page, one an address."""
    return _merged(candidate for some in several for candidate in some)


def _merged(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """One candidate an address: the first, unless a later one has a title and it has none."""
    kept: dict[str, Candidate] = {}
    for candidate in found:
        known = kept.get(urls.key(candidate.url))
        if known is None or (candidate.title and not known.title):
            kept[urls.key(candidate.url)] = candidate
    return tuple(kept.values())


def _platform(capture: Capture) -> Platform:
    """The engine of the page, whose names say what stands beside its text."""
    with suppress(ParseError):
        return platforms.of(page_of(capture)) or GENERIC
    return GENERIC


def _text_of(page: BeautifulSoup, platform: Platform) -> Tag:
    """The element that holds the announcement's text: the longest of the surest kind."""
    chrome = PostChrome(page.body or page, platform)
    for selector in _BODIES:
        matches = [match for match in _all(page, selector) if not chrome.holds(match)]
        longest = max(matches, key=lambda match: len(match.get_text()), default=None)
        if longest is not None and longest.get_text(strip=True):
            return longest
    return page


def _target(element: Tag, base: str, page: str) -> str | None:
    """Where a link leads, fit to be asked for; None where no post may be. Wayback copies are undone."""
    resolved = urls.resolve(str(element["href"]).strip(), base)
    url = urls.clean(urls.original(resolved)) if resolved else None
    return url if url and may_be_post(url, page) else None


def _candidate(
    url: str, capture: Capture, source: Source, how: Method, title: str, author: str, quote: str
) -> Candidate:
    return Candidate(
        url=url,
        via=capture.final_url,
        how=how,
        source=source.id,
        challenge=source.challenge,
        round=source.round,
        title=title,
        author=author,
        quote=quote,
    )


class _Words:
    """The words of a page's blocks, each put together once, however many links it has."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._ends: dict[int, int] = {}

    def around(self, link: Tag) -> tuple[str, str]:
        """The words around a link, and the author that they name right behind it ("by" a name).

        Links are to be asked for in the order of the page: of two with the same words, as "here",
        the second stands behind the first.
        """
        block = link.find_parent(_BLOCKS)
        if block is None:
            return _text(link), ""
        words, own = self._of(block), _text(link)
        start = words.find(own, self._ends.get(id(block), 0))
        if start >= 0:
            self._ends[id(block)] = start + len(own)
        after = words[start + len(own) :][:QUOTE] if start >= 0 else ""
        if block.name in _HEADINGS:
            following = block.find_next_sibling(["p", "ul", "blockquote", "div"])
            beneath = self._of(following) if isinstance(following, Tag) else ""
            words, after = f"{words} {beneath}", after or beneath
        return _cut(words, max(0, start)), _author(after)

    def _of(self, block: Tag) -> str:
        if id(block) not in self._texts:
            self._texts[id(block)] = _text(block)
        return self._texts[id(block)]


def _author(words: str) -> str:
    """The name behind "by", at most four words: those that no lower-case letter begins."""
    match = _BY.match(words)
    if match is None:
        return ""
    names = takewhile(lambda word: not word[0].islower(), words[match.end() :].split()[:4])
    name = " ".join(names)
    return re.split(r"[,.;:(–—|!?](?:\s|$)", name, maxsplit=1)[0].strip()


def _cut(words: str, at: int = 0) -> str:
    """At most ``QUOTE`` characters of the words around a position, cut between words."""
    if len(words) <= QUOTE:
        return words
    start = words.rfind(" ", 0, max(0, at - QUOTE // 3) + 1) + 1
    piece = words[start : start + QUOTE]
    end = " …" if start + QUOTE < len(words) else ""
    return ("… " if start else "") + (piece.rpartition(" ")[0] if end else piece) + end


def _text(element: Tag) -> str:
    words = " ".join(element.get_text(" ", strip=True).split())
    return re.sub(r" ([,.;:!?)”»])", r"\1", words)
