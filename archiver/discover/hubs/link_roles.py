"""What the links of an announcement are: the round's invitation, its round-up, an answer, or no such thing.

A link is told by where it stands. What repeats in one shape (headings, items of a list, paragraphs
that each begin with a link) is a list of answers, as long as it is many people's; what stands in
talk beside it is talk. Where the page passes on the invitation of somebody else, the answers are
gathered elsewhere, and its other links explain the prompt.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from bs4 import Tag

from archiver.discover.hubs.flow import Line, Piece, folded
from archiver.model import Method
from archiver.web import urls
from archiver.web.address_kinds import is_dated
from archiver.web.vocabulary import lists

_ROLE_LONGEST = 40
"""The most characters of what a page is called: a longer link is a sentence, or a title."""
_LABEL = re.compile(r"[^:.!?]{1,50}:[\W_]{0,4}")
_NUMBERED = re.compile(r"#\s?\d{1,4}\b")
_NUMBER_ALONE = re.compile(r"#?\d{1,4}\W{0,3}$")
_BEFORE = re.compile(r"(?:^|[.;|,])\s?([^.;|,:]{3,40}?)\s?(?::|\bfrom|\bby)$")
_MARK = re.compile(r"[\W\d_]{0,12}[^\W\d_]?")
_JOINT = re.compile(r"[\s,;:/&|·•+–—-]{0,6}(?:\w{1,3}(?:\s|$))?[\W_]{0,4}")
_HANDLE = re.compile(r"@[\w.\\]{1,40}|[a-z]/?|(?:web)?site|(?:my |his |her |their )?(?:web)?(?:b?log|site)|home ?page|web|profile|twitter|rss|feed", re.IGNORECASE)  # fmt: skip
_HOME = re.compile(
    r"/(?:[\w-]{1,40}/){0,2}(?:[\w-]{0,30}-)?(?:we)?b?log/?$|/blogs/[^/]{1,60}/?(?:default\.aspx)?$|"
    r"/(?:members?|people|profiles?|u|users?|authors?|~?[\w.-]{1,40}/profile)/[^/]{1,80}/?$|"
    r"/(?:wp|wordpress|home|archive|forums?|news|talks|podcasts?)/?$|/(?:default|home|index)\.\w{3,5}$|"
    r"/[a-z]{2}(?:-[a-z]{2})?/?$|/[~@][^/]{1,60}/?$",
    re.IGNORECASE,
)


class Role(StrEnum):
    """What a link is."""

    INVITATION = "invitation"
    ROUNDUP = "roundup"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A link and where it stands: its line, its address, whether it is on the page's own host.

    ``called`` are its words with those of links that stand at it without a blank: editors cut a link
    in two. ``leads``: it opens its line, but for a label or a mark. ``credited``: a word for "by" follows.
    """

    link: Tag
    line: Line
    url: str
    own: bool
    fit: bool
    words: str
    called: str
    before: str
    after: str
    leads: bool
    credited: bool


def placed(
    lines: Iterable[Line], targets: Mapping[int, tuple[str, bool]], page: str
) -> list[Placed]:
    """The links of a text with where they stand; ``targets`` has the address of a link by its
    ``id``, and whether it may be that of a post."""
    found = []
    for line in lines:
        called = _runs(line)
        for link in line.links:
            if id(link) in targets:
                place = _placed(line, link, *targets[id(link)], page)
                found.append(replace(place, called=called[id(link)]))
    return found


def _runs(line: Line) -> dict[int, str]:
    """The words of each link with those of its neighbours that nothing parts from it."""
    runs: list[list[Piece]] = [[]]
    for piece in line.pieces:
        if piece.link is None or (runs[-1] and runs[-1][-1].text.endswith((" ", "\xa0"))):
            runs.append([])
        if piece.link is not None:
            runs[-1].append(piece)
    words = [folded("".join(piece.text for piece in run)) for run in runs]
    return {id(p.link): said for run, said in zip(runs, words, strict=True) for p in run}


def _placed(line: Line, link: Tag, url: str, fit: bool, page: str) -> Placed:
    words, (before, after) = line.words_of(link), line.around(link)
    return Placed(
        link=link,
        line=line,
        url=url,
        own=_site(url) == _site(page),
        fit=fit,
        words=words,
        called=words,
        before=before,
        after=after,
        leads=bool(_MARK.fullmatch(before) or _LABEL.fullmatch(before)),
        credited=_credit().match(after) is not None,
    )


def roles(links: Sequence[Placed], how: Method) -> dict[int, Role]:
    """The role of each link, by the ``id`` of its element; those without one are not in it.

    ``how`` says what the page is: a round-up gathers answers, whatever else links there; an
    invitation or a hub announces, and its links explain the prompt unless they are shown as answers.
    """
    found = {} if how == Method.ROUNDUP else _named(links)
    passes_on = Role.INVITATION in found.values()
    rows = [p for p in links if id(p.link) not in found and p.fit]
    rows = _without_homes(rows, links)
    if how == Method.HUB:
        named = [p.line for p in links if id(p.link) in found]
        index = _index(rows, {id(line.box) for line in named if line.kind in ("item", "row")})
        if index:
            return found | {id(p.link): Role.INVITATION for p in index}
    listed = _listed(rows, how)
    if passes_on:
        listed = [p for p in listed if _is_answers(p.line.beneath)]
    elif not listed and not found:
        listed = _in_talk(rows, how)
    return found | {id(p.link): Role.ANSWER for p in listed}


def _named(links: Sequence[Placed]) -> dict[int, Role]:
    """The links that are called what they are, and have no title: "Invitation", "round-up"."""
    found: dict[int, Role] = {}
    before: Placed | None = None
    for p in links:
        said = _name(p.called) or _name(p.words, leads=p.leads) or _labelled(p)
        role = said if _is_page(p.url) else None
        if role is None and before and before.line is p.line and _joins(before, p) and _leads_on(p):
            role = Role.ROUNDUP  # "Invitation and my thoughts from Ann": of two the second
        if role:
            found[id(p.link)] = role
        before = p if role is Role.INVITATION else None
    return found


def _name(words: str, *, leads: bool = False) -> Role | None:
    """The role that a link is called; where it ``leads`` its line, its title may name the role first
    or last: "Tuesday #180: invitation".
    """
    words = words.strip(" ()[]:.,–—-*").casefold()
    if len(words) > (2 * _ROLE_LONGEST if leads else _ROLE_LONGEST):
        return None
    for role, name in ((Role.INVITATION, "round-invites"), (Role.ROUNDUP, "round-gathers")):
        if _called(name).fullmatch(words):
            return role
    for role, name in ((Role.INVITATION, "round-invites"), (Role.ROUNDUP, "round-gathers")):
        if leads and _NUMBERED.search(words) and _edge(name).search(words):
            return role
    return None


def _labelled(p: Placed) -> Role | None:
    """The role that stands before a link: "Round-up: ...", "Invitation from ..."."""
    match = _BEFORE.search(p.before)
    return _name(match[1]) if match and _leads_on(p) else None


def _leads_on(p: Placed) -> bool:
    return not (_is_handle(p) or is_home(p.url))


def _joins(first: Placed, second: Placed) -> bool:
    """Whether two links of a line are joined by a word for "and", or a mark for it."""
    said = f"{first.words} {_between(first, second)}".casefold().split()
    return said[-1] in ("&", "+", "/", *lists.words("and")) and len(said) <= 1 + len(
        first.words.split()
    )


def _between(first: Placed, second: Placed) -> str:
    """The words between two links of a line."""
    return first.line.between(first.link, second.link)


def _is_page(url: str) -> bool:
    parts = urls.parse(url)
    return bool(parts and (parts.path.strip("/") or parts.query))


def _without_homes(rows: Sequence[Placed], links: Sequence[Placed]) -> list[Placed]:
    """The links that lead to pages, and not to somebody's blog or profile.

    An address that the beginning of another one is, on the same page, is that of a blog.
    """
    paths = {_bare(p.url) for p in links}
    above = {path[:n] for path in paths for n in _slashes(path)}
    return [p for p in rows if not (_is_handle(p) or is_home(p.url) or _bare(p.url) in above)]


def is_home(url: str) -> bool:
    """Whether an address is that of a blog, a profile or a list of posts, by its form."""
    parts = urls.parse(url)
    return parts is None or not _is_page(url) or _HOME.search(parts.path + parts.query) is not None


def _bare(url: str) -> str:
    return urls.key(url).rstrip("/")


def _slashes(path: str) -> list[int]:
    return [n for n, letter in enumerate(path) if letter == "/"][1:]


def _site(url: str) -> str:
    return urls.host(url).removeprefix("www.")


def _index(rows: Sequence[Placed], paired: set[int]) -> list[Placed]:
    """The titles of rounds in an index of them: items with a number, or beside a round-up.

    ``paired`` are the boxes in which a link is called an invitation or a round-up.
    """
    items = [item for item in _items(rows) if item[0].line.kind != "card"]
    told = [
        i for i in items if id(i[0].line.box) in paired or _NUMBERED.search(i[0].line.text[:80])
    ]
    least = 2 if all(item[0].line.kind != "text" for item in told) else 4
    if len(told) < least or 2 * len(told) < len(items):
        return []
    return [next((p for p in item if not _NUMBER_ALONE.search(p.words)), item[0]) for item in told]


# ---- what is listed


def _listed(rows: Sequence[Placed], how: Method) -> list[Placed]:
    """The answers among what repeats in one shape."""
    groups: dict[tuple[str, str], list[list[Placed]]] = {}
    for item in _items(rows):
        if posts := _of_item(item):
            groups.setdefault(_shape(item[0]), []).append(posts)
    lists_of = [(shape, group) for shape, group in groups.items() if _is_list(shape[0], group, how)]
    beside = [group for (_, heading), group in lists_of if not _heads(heading, "round-beside")]
    found = beside or [group for _, group in lists_of]
    if any(map(_has_strangers, found)):
        # where strangers answer, a list of the host's own pages is of tools, or of other rounds
        found = [
            g for g in found if _has_strangers(g) or all(is_dated(p.url) for i in g for p in i)
        ]
    return [p for group in found for item in group for p in item]


def _items(rows: Sequence[Placed]) -> list[list[Placed]]:
    """The links by the item that they stand in: the box of a list or table, else the line."""
    items: dict[int, list[Placed]] = {}
    for p in rows:
        own = p.line.box if p.line.kind != "heading" and p.line.box is not None else p.line
        items.setdefault(id(own), []).append(p)
    return list(items.values())


def _shape(p: Placed) -> tuple[str, str]:
    """What items of one list have in common; some write a list for each item."""
    if p.line.kind == "heading":
        return f"heading {p.line.level}", ""
    return p.line.kind, p.line.beneath


def _of_item(item: Sequence[Placed]) -> list[Placed]:
    """The answers of an item: its title, or else its first link, and what is enumerated with it."""
    first = next((p for p in item if p.leads or p.credited), item[0])
    if item[0].line.kind in ("text", "card") and not (first.leads or first.credited):
        return [item[0]] if _told().match(item[0].line.text) else []
    found = [first]
    for p in item[item.index(first) + 1 :]:
        last = found[-1]
        if urls.same(p.url, last.url):
            continue
        if p.credited or (p.line is last.line and _goes_on(last, p)):
            found.append(p)
    return found


def _is_list(kind: str, group: Sequence[Sequence[Placed]], how: Method) -> bool:
    """Whether items of one shape are answers."""
    first = [item[0] for item in group]
    credited = sum(p.credited for p in first)
    if kind == "text" and len(first) < 3 and not credited and how == Method.ROUNDUP:
        return False
    if 2 * credited >= len(first) or how == Method.ROUNDUP:
        return True
    if sum(_is_answers(p.line.beneath) for p in first) * 2 >= len(first):
        return True
    if how != Method.HUB:
        return False
    if all(p.own for p in first):  # a series on one blog
        return len(first) > 2
    # what stands alone in its line is shown, not told of
    alone = [
        p for p in first if p.words == p.line.text and not _heads(p.line.beneath, "round-beside")
    ]
    return 2 * len(alone) >= len(first)


def _is_answers(heading: str) -> bool:
    return _heads(heading, "round-answers")


def _in_talk(rows: Sequence[Placed], how: Method) -> list[Placed]:
    """The answers in running text, where nothing is listed."""
    strangers = [p for p in rows if not p.own]
    told = [p for p in strangers if _tells().search(f"{p.before} {p.words} {p.after}")]
    if how == Method.ROUNDUP:
        return _sectioned(strangers) or told or strangers or list(rows)
    return told


# ---- words


@cache
def _called(name: str) -> re.Pattern[str]:
    first = r"(?:(?:the|my|our|le|la|el|die|der|full|current|original) ){0,2}"
    return re.compile(rf"{first}{lists.any_of(name)}(?: post| here)?(?: {lists.any_of('and')})?")


@cache
def _credit() -> re.Pattern[str]:
    return re.compile(rf"[\W_]{{0,6}}(?:{lists.any_of('by')}|from)\s+(?=[^\W\d_])", re.IGNORECASE)


@cache
def _tells() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)[^\W\d_a-zà-ÿ][\w.’'-]{{0,30}} {lists.any_of('tells')}\b")


def _has_strangers(group: Sequence[Sequence[Placed]]) -> bool:
    return any(p.credited or not p.own for item in group for p in item)


def _goes_on(last: Placed, p: Placed) -> bool:
    """Whether a link is enumerated behind another one: "a series by Ann: one, two and three"."""
    between = _between(last, p)
    if _credit().match(between) and ":" in between:
        between = between[between.find(":") :]
    return bool(p.words) and not p.words.isdecimal() and _JOINT.fullmatch(between) is not None


def _sectioned(rows: Sequence[Placed]) -> list[Placed]:
    """The first link beneath each of several headings, where each leads to a site of its own."""
    sections: dict[str, Placed] = {}
    for p in rows:
        if p.line.beneath:
            sections.setdefault(p.line.beneath, p)
    found = list(sections.values())
    return found if len({_site(p.url) for p in found}) == len(found) > 2 else []


def _heads(heading: str, name: str) -> bool:
    """Whether a heading says one of a list of words."""
    return _over(name).search(heading.casefold()) is not None


@cache
def _over(name: str) -> re.Pattern[str]:
    words = (
        re.escape(w[:-1]) if w.endswith("*") else rf"{re.escape(w)}(?!\w)"
        for w in lists.words(name)
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})")


@cache
def _told() -> re.Pattern[str]:
    """The beginning of a line that tells what somebody tells: "Ana Ruiz shows", "Bo (blog) writes"."""
    name = r"[^\W\d_a-zà-ÿ][\w.’'-]{0,30}"
    return re.compile(
        rf"[\W\d_]{{0,6}}{name}(?:\s{name}){{0,3}}(?:\s\([^()]{{0,80}}\))?\s{lists.any_of('tells')}\b"
    )


def _is_handle(p: Placed) -> bool:
    """Whether a link is called what leads to somebody, not to what they wrote: "blog", "@ann"."""
    return _HANDLE.fullmatch(p.words) is not None and not is_dated(p.url)


@cache
def _edge(name: str) -> re.Pattern[str]:
    return re.compile(rf"^{lists.any_of(name)}\b|\b{lists.any_of(name)}$")
