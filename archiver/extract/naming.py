"""What the words in an id or a class say that an element is."""

import re
from functools import lru_cache

from archiver.extract.names import HINTS, PAIRS, WORDS

Said = tuple[str, int]
"""What a name says that an element is, and how many characters of text it may then hold; 0 for any."""


@lru_cache(maxsize=65536)
def reason_of_name(name: str) -> Said | None:
    """What an id or a class stands for, read from its words."""
    if _NUMBERED_COMMENT.fullmatch(name):
        return "comments", 0
    words = words_of(name)
    if _TELLING.isdisjoint(words) or name.startswith(_ABOUT_THE_POST):
        return None
    for word in words:
        if word in WORDS:
            return WORDS[word], 0
    for some, others, reason in PAIRS:
        if not some.isdisjoint(words) and not others.isdisjoint(words):
            return _sized(reason)
    hint = next((HINTS[word] for word in words if word in HINTS), "")
    if not hint or not _SOURCES.isdisjoint(words) or (hint[:6] == "byline" and "recipe" in words):
        return None
    return _sized(hint)


def _sized(said: str) -> Said:
    reason, _, most = said.rpartition(" ")
    return (reason, int(most)) if most.isdecimal() else (said, 0)


_TELLING = frozenset(WORDS).union(HINTS, *(some for some, _, _ in PAIRS))
_NUMBERED_COMMENT = re.compile(r"(?:li-|div-)?comments?[-_]?\d+", re.IGNORECASE)
_SOURCES = frozenset(("sources", "resources", "reading", "readings", "work"))
"""What an author relates to: a list of the post's own."""
_ABOUT_THE_POST = (
    "tag-",
    "category-",
    "cat-",
    "label-",
    "has-",
    "no-",
    "not-",
    "is-",
    "with-",
    "tweak-",
)
"""Opens a class of what holds a whole post: its terms, which may be any words, or its settings."""
_APART = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^A-Z]+")


def words_of(name: str) -> list[str]:
    """The words of an id or a class, in lower case: ``relatedPosts2`` has two, ``a1b2c3`` none."""
    if name.isalpha() and name.islower():
        return [name]
    plain = (part.rstrip("0123456789") for part in _APART.split(name))
    words: list[str] = []
    for part in plain:
        if part.islower():
            words += [part] if part.isalpha() else ()
        elif part.isalpha():
            words += map(str.lower, _CAMEL.findall(part))
    return words
