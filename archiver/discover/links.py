"""Links in the body of an announcement, and in the comments under it, with the words around them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag

from archiver.discover.autodiscovery import base_of
from archiver.discover.boilerplate import PostChrome
from archiver.discover.hubs import flow, link_roles, who_wrote
from archiver.discover.hubs.flow import Line
from archiver.discover.hubs.link_roles import Placed, Role
from archiver.errors import ParseError
from archiver.model import Candidate, Capture, Method, Source
from archiver.web import platforms, urls, web_archives
from archiver.web.address_kinds import may_be_post
from archiver.web.page import page_of
from archiver.web.platforms import GENERIC, Platform
from archiver.web.vocabulary import BODIES, DISCUSSION, ENTRIES

_BODIES = (*BODIES, ".available-content", ".entry", *ENTRIES, "body")
_BODY_CLASSES = frozenset(sign[1:] for sign in BODIES if sign.startswith("."))
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
QUOTE = 300
"""The most characters of a quote."""


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """The text of an announcement, without the page's chrome, and what its links are.

    ``targets`` has by the ``id`` of a link its address and that of the copy that it names.
    """

    anchors: tuple[Tag, ...]
    targets: Mapping[int, tuple[str, str]]
    lines: Sequence[Line]
    links: Sequence[Placed]
    roles: Mapping[int, Role]


def announcement(page: BeautifulSoup, capture: Capture, how: Method) -> Announcement:
    """Read the text of a hub, an invitation or a round-up, as ``how`` says."""
    platform = _platform(capture)
    text = _text_of(page, platform)
    chrome = PostChrome(text, platform)
    anchors = tuple(a for a in text.find_all("a", href=True) if not chrome.holds(a))
    base, here = base_of(page, capture.final_url), capture.final_url
    targets = {id(a): found for a in anchors if (found := _target(a, base))}
    fit = {key: (url, may_be_post(url, here)) for key, (url, _) in targets.items()}
    lines = flow.lines_of(text, chrome.begins_at)
    placed = link_roles.placed(lines, fit, here)
    return Announcement(
        anchors=anchors,
        targets=targets,
        lines=lines,
        links=placed,
        roles=link_roles.roles(placed, how),
    )


def in_body(
    said: Announcement, capture: Capture, source: Source, how: Method
) -> tuple[Candidate, ...]:
    """Links in the announcement itself that lead to posts: answers, invitations, round-ups."""
    words, found = _Words(), []
    authors = who_wrote.authors(said.lines, said.links)
    chosen = {urls.key(said.targets[link][0]) for link in said.roles}
    for a in said.anchors:
        if target := said.targets.get(id(a)):
            quote, by = words.around(a), authors.get(id(a), "")
            if urls.key(target[0]) in chosen:
                found.append(_candidate(target, capture, source, how, _text(a), by, quote))
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
            target = _target(element, base) if nearest is comment else None
            if target and may_be_post(target[0], capture.final_url):
                title = _text(element)
                by = "" if title == author else author
                found.append(_candidate(target, capture, source, how, title, by, words))
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
    """One candidate an address: the first, unless a later one has a title and it has none. A copy in
    a web archive that one of them names is that of the post.
    """
    kept: dict[str, Candidate] = {}
    for candidate in found:
        known = kept.get(urls.key(candidate.url))
        if known is None or (candidate.title and not known.title):
            kept[urls.key(candidate.url)] = replace(
                candidate, copy=candidate.copy or (known.copy if known else "")
            )
        elif candidate.copy and not known.copy:
            kept[urls.key(candidate.url)] = replace(known, copy=candidate.copy)
    return tuple(kept.values())


def _platform(capture: Capture) -> Platform:
    """The engine of the page, whose names say what stands beside its text."""
    with suppress(ParseError):
        return platforms.of(page_of(capture)) or GENERIC
    return GENERIC


def _text_of(page: BeautifulSoup, platform: Platform) -> Tag:
    """The element that holds the announcement's text: the longest of the surest kind.

    A body within another one is a page that somebody has pasted into a post.
    """
    chrome = PostChrome(page.body or page, platform)
    for selector in _BODIES:
        matches = [match for match in _all(page, selector) if not chrome.holds(match)]
        longest = max(matches, key=lambda match: len(match.get_text()), default=None)
        if longest is not None and longest.get_text(strip=True):
            return _around_quote(longest)
    return page


def _around_quote(body: Tag) -> Tag:
    """The body itself; where it stands within another one, or in an article or a quote within an
    article, it is of a post that the announcement quotes, and what is around it is the text.
    """
    around = list(body.parents)
    bodies = [node for node in around if _has(node, _BODY_CLASSES)]
    articles = [node for node in around if node.name == "article"]
    quoted = any(node.name == "blockquote" for node in around)
    outer = bodies or (articles if quoted else articles[1:])
    return outer[-1] if outer else body


def _target(element: Tag, base: str) -> tuple[str, str] | None:
    """Where a link leads, fit to be asked for; None where it is no page's.

    A copy in a web archive is that of its page, and its own address comes beside the page's.
    """
    resolved = urls.resolve(str(element["href"]).strip(), base)
    if resolved is None:
        return None
    url = urls.clean(urls.original(resolved))
    copy = web_archives.untouched(urls.without_fragment(resolved))
    return url, copy


def _candidate(
    target: tuple[str, str],
    capture: Capture,
    source: Source,
    how: Method,
    title: str,
    author: str,
    quote: str,
) -> Candidate:
    url, copy = target
    return Candidate(
        url=url,
        copy=copy,
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

    def around(self, link: Tag) -> str:
        """The words around a link; with a heading what stands beneath it.

        Links are to be asked for in the order of the page: of two with the same words, as "here",
        the second stands behind the first.
        """
        block = link.find_parent(_BLOCKS)
        if block is None:
            return _text(link)
        words, own = self._of(block), _text(link)
        start = words.find(own, self._ends.get(id(block), 0))
        if start >= 0:
            self._ends[id(block)] = start + len(own)
        if block.name in _HEADINGS:
            following = block.find_next_sibling(["p", "ul", "blockquote", "div"])
            beneath = self._of(following) if isinstance(following, Tag) else ""
            words = f"{words} {beneath}"
        return _cut(words, max(0, start))

    def _of(self, block: Tag) -> str:
        if id(block) not in self._texts:
            self._texts[id(block)] = _text(block)
        return self._texts[id(block)]


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
