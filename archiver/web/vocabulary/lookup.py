"""Looks up the role of an element by its tag, its id, its classes or words in them."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from archiver.web.selectors import compiled
from archiver.web.vocabulary.role import Role
from archiver.web.vocabulary.rows import limit, role, rows


class Meaning(NamedTuple):
    """The meaning of a name: a role, and the most text that such an element has.

    ``most`` is in characters, 0 for any number. ``whole`` tells a name that stands for itself from
    one that is only read by the words in it.
    """

    role: Role
    most: int = 0
    whole: bool = True


LIMITS = {Role.SHARE: 3000, Role.RATINGS: 3000, Role.BYLINE: 4000}
"""Limits in characters for whole classes that some themes give to the element around a post."""


def _read(name: str, limits: dict[Role, int]) -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for place, (key, text) in rows(name, 2):
        if key in found:
            raise ValueError(f"{place}: `{key}` stands twice")
        known = role(text, place)
        found[key] = Meaning(known, limits.get(known, 0))
    return found


TAGS = _read("tags.tsv", {})
"""Tags that never hold an article's text."""
IDS = _read("ids.tsv", {})
"""Whole ids whose meaning is certain."""
CLASSES = _read("classes.tsv", LIMITS)
"""Whole classes whose meaning is certain."""
ATTRIBUTES = _read("attributes.tsv", {})
"""Values of the attribute ``role`` of what is no article's text."""


def _words() -> dict[str, Meaning]:
    return {
        word: Meaning(role(text, place), limit(most, place), whole=False)
        for place, (word, text, most) in rows("words.tsv", 3)
    }


def _pairs() -> tuple[tuple[frozenset[str], frozenset[str], Meaning], ...]:
    return tuple(
        (
            frozenset(some.split()),
            frozenset(others.split()),
            Meaning(role(text, place), limit(most, place), whole=False),
        )
        for place, (some, others, text, most) in rows("pairs.tsv", 4)
    )


_WORDS, _PAIRS = _words(), _pairs()
_TELLING = frozenset(_WORDS).union(*(some for some, _, _ in _PAIRS))
_NUMBERED_COMMENT = re.compile(r"(?:li-|div-)?comments?[-_]?\d+", re.IGNORECASE)
_SOURCES = frozenset(("sources", "resources", "reading", "readings", "work"))
"""What an author relates to: a list of the post's own."""
_ABOUT_THE_POST = (
    *("tag-", "category-", "cat-", "label-", "has-", "no-", "not-", "is-", "with-", "tweak-"),
)
"""Opens a class of what holds a whole post: its terms, which may be any words, or its settings."""


@lru_cache(maxsize=65536)
def of_words(name: str) -> Meaning | None:
    """What an id or a class stands for, read from its words."""
    if "comment" in name.lower() and _NUMBERED_COMMENT.fullmatch(name):
        return Meaning(Role.COMMENTS, whole=False)
    words = words_of(name)
    if _TELLING.isdisjoint(words) or name.startswith(_ABOUT_THE_POST):
        return None
    said = [meaning for word in words if (meaning := _WORDS.get(word))]
    if sure := next((meaning for meaning in said if not meaning.most), None):
        return sure
    for some, others, meaning in _PAIRS:
        if not some.isdisjoint(words) and not others.isdisjoint(words):
            return meaning
    if not said or not _SOURCES.isdisjoint(words):
        return None
    return None if said[0].role is Role.BYLINE and "recipe" in words else said[0]


def of_class(name: str) -> Meaning | None:
    """What a class says: by its whole name, else by its words."""
    return CLASSES.get(name) or of_words(name)


def of_id(name: str) -> Meaning | None:
    """What an id says: by its whole name, else by its words."""
    return IDS.get(name) or of_words(name)


@cache
def _frames() -> tuple[dict[str, Role], frozenset[str]]:
    """The role of each part of a frame, and all words that such names are made of."""
    found = []
    for place, (kind, word, text) in rows("frames.tsv", 3):
        if kind not in ("part", "place"):
            raise ValueError(f"{place}: `{kind}` is neither `part` nor `place`")
        found.append((kind, word, role(text, place)))
    return {w: r for kind, w, r in found if kind == "part"}, frozenset(w for _, w, _ in found)


@lru_cache(maxsize=16384)
def of_frame(name: str) -> Role | None:
    """What a name is that says nothing but which part of a page's frame it is: ``site-nav``."""
    parts, known = _frames()
    words = words_of(name)
    if not known.issuperset(words):
        return None
    return next((parts[word] for word in words if word in parts), None)


_APART = re.compile(r"[\W_]+")
_DIGITS = "0123456789"
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^A-Z]+")


@lru_cache(maxsize=65536)
def words_of(name: str) -> tuple[str, ...]:
    """The words of an id or a class, in lower case: ``relatedPosts2`` has two, ``a1b2c3`` none."""
    if name.islower():
        if name.isalpha():
            return (name,)
        plain = name.replace("_", "-")
        # two ways, since most names need no pattern
        alone = plain.replace("-", "").isalnum()
        parts = plain.split("-") if alone else _APART.split(name)
        return tuple([word for part in parts if (word := part.rstrip(_DIGITS)).isalpha()])
    words: list[str] = []
    for part in (part.rstrip(_DIGITS) for part in _APART.split(name)):
        if part.islower():
            words += [part] if part.isalpha() else ()
        elif part.isalpha():
            words += map(str.lower, _CAMEL.findall(part))
    return tuple(words)


# ---- parts of a post


@cache
def _marks() -> tuple[dict[str, frozenset[Role]], dict[str, frozenset[Role]]]:
    """Roles by a word of a class, and by a whole class or id."""
    tables: dict[str, dict[str, frozenset[Role]]] = {"word": {}, "name": {}}
    for place, (how, word, text) in rows("marks.tsv", 3):
        if how not in tables:
            raise ValueError(f"{place}: `{how}` is neither `word` nor `name`")
        tables[how][word] = tables[how].get(word, frozenset()) | {role(text, place)}
    return tables["word"], tables["name"]


_NONE: frozenset[Role] = frozenset()


@lru_cache(maxsize=16384)
def marks_of(name: str) -> frozenset[Role]:
    """Which parts of a post one class or id may mark: ``post-meta-author`` its author and its data."""
    words, names = _marks()
    low = name.lower()
    found = names.get(low, _NONE)
    parts = low.replace("_", "-").split("-")
    if not words.keys().isdisjoint(parts):
        found = found.union(*(words[part] for part in parts if part in words))
    if low.startswith("comment"):
        found = found - {Role.ASIDE} | {Role.COMMENTS}
    return found


@lru_cache(maxsize=16384)
def marks(names: str) -> frozenset[Role]:
    """Which parts of a post the classes of an element may mark together."""
    return _NONE.union(*map(marks_of, names.split()))


# ---- where posts stand, and what stands in listings and discussions


def _selectors(wanted: Role) -> tuple[str, ...]:
    found = [(name, role(text, place)) for place, (name, text) in rows("bodies.tsv", 2)]
    for name, _ in found:
        compiled(name)
    return tuple(name for name, known in found if known is wanted)


BODIES = _selectors(Role.BODY)
"""Selectors that many engines and themes use for the element of a post's own words, best first."""
ENTRIES = _selectors(Role.ENTRY)
"""Selectors of the element that holds a post with its title and byline."""


_KINDS = frozenset(("post", "entry", "article", "story", "blog", "essay"))
_PARTS = frozenset(("content", "body", "text", "copy", "richtext"))
_IN_ONE = frozenset(kind + part for kind in _KINDS for part in _PARTS)


@lru_cache(maxsize=8192)
def says_body(name: str) -> bool:
    """Whether the words of a class or id mean the content of a post: ``story_text``."""
    words = words_of(name)
    if not _IN_ONE.isdisjoint(words):
        return True
    return not (_KINDS.isdisjoint(words) or _PARTS.isdisjoint(words))


def _kinds(file: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for _, (kind, name) in rows(file, 2):
        found[kind] = (*found.get(kind, ()), name)
    return found


LISTINGS = _kinds("listings.tsv")
"""Classes in listings, by what they say; the file names the kinds."""
DISCUSSION = _kinds("comments.tsv")
"""Classes in discussions, by what they say; the file names the kinds."""
COLUMNS = {kind: frozenset(names) for kind, names in _kinds("columns.tsv").items()}
"""Words in the names of columns of a list of participants; the file names the kinds."""
ROUND_COLUMNS = {kind: frozenset(names) for kind, names in _kinds("round-columns.tsv").items()}
"""Words in the names of columns of a hub's table of rounds; the file names the kinds."""
PAGES = {kind: frozenset(names) for kind, names in _kinds("pages.tsv").items()}
"""What tells a post's page from a list's, a shop's, a forum's or a video's; the file names the kinds."""


# ---- all of it


_PARTS_OF_POSTS = (Role.TITLE, Role.DATE, Role.AUTHOR, Role.TERMS, Role.SERIES, Role.META)
_PLACES = {
    compiled(selector).name: known
    for selectors, known in ((ENTRIES, Role.ENTRY), (BODIES, Role.BODY))
    for selector in selectors
}


def role_of(tag: str, id: str = "", classes: str = "") -> Role | None:  # noqa: A002 - the attribute's name
    """What an element is by its tag, id and classes, the surest sign first; None for no sign.

    A name that leaves no doubt comes before a word in a name, what stands beside a post before
    what is a part of it.
    """
    names = [*dict.fromkeys(classes.split())]
    known = [TAGS.get(tag), *map(of_class, names), *map(of_id, id.split())]
    sure = next((meaning.role for meaning in known if meaning and meaning.whole), None)
    place = next((_PLACES[key] for key in _keys(tag, id, names) if key in _PLACES), None)
    if sure or place:
        return sure or place
    if any(map(says_body, (*names, *id.split()))):
        return Role.BODY
    hint = next((meaning.role for meaning in known if meaning), None)
    framing = next((role for name in (*names, *id.split()) if (role := of_frame(name))), None)
    marked = marks(f"{classes} {id}")
    part = next((role for role in _PARTS_OF_POSTS if role in marked), None)
    return hint or framing or part or next(iter(sorted(marked)), None)


def _keys(tag: str, id: str, classes: list[str]) -> Iterator[tuple[str, str]]:  # noqa: A002 - the attribute's name
    """An element's names as selectors have them, the most telling first."""
    yield from ((".", name) for name in classes)
    yield from (("#", name) for name in id.split())
    yield "", tag
