"""Tells a sentence from a line of names and dates: a sentence is never a byline or a date.

The words for "by" and for months begin sentences in every language, so the shape has to tell. A
byline holds names, days and a few words of its kind. A sentence holds words in lower case besides,
or ends as one.
"""

import re
from functools import cache

from archiver.web.vocabulary import lists

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_END = re.compile(r"[^\W_][\"”’»)\]]*[.!?…。！？]+[\"”’»)\]]*$")
_PARTED = re.compile(r"[|•·@/~]|[^\w\s][-–—]|\s[-–—]\s|[:：]")
"""What parts the pieces of a line: a sentence has none of them, or more words of its own."""
_LONG = 4
"""Letters of a script without capitals: more in a row are words of a sentence."""
_MANY = 4
"""Words of its own that only a sentence has, whatever else stands in it."""


@cache
def _small() -> frozenset[str]:
    """The words in lower case that a byline may have."""
    names = ("byline-words", "by", "by-or-on", "for", "and", "particles", "author", "of-reading")
    found = {part for name in names for word in lists.words(name) for part in word.split()}
    found.update(part for word in lists.words("reading-takes") for part in word.split())
    return frozenset(found.union(lists.words("weekdays"), lists.months()))


def own_words(text: str) -> int:
    """How many words of a text are neither names nor of the kind that bylines have."""
    return sum(_is_own(word) for word in _WORD.findall(text))


def _is_own(word: str) -> bool:
    if word.islower():
        return word not in _small()
    return len(word) > _LONG and word.lower() == word.upper()


def names(text: str) -> int:
    """How many words of a text are not of the kind that bylines have: names, and words of its own."""
    return sum(word.lower() not in _small() for word in _WORD.findall(text))


def ends(text: str) -> bool:
    """Whether a text ends as sentences do."""
    return bool(_END.search(text))


def is_parted(text: str) -> bool:
    """Whether a line is parted in pieces, as those that name several things are."""
    return bool(_PARTED.search(text))


def is_sentence(text: str, *, dated: bool) -> bool:
    """Whether a text that opens as bylines do is a sentence of an author's.

    ``dated``: there is a day in it. Then one word may be the name of a person who writes it small.
    """
    own = own_words(text)
    if ends(text):
        return own > dated
    return own >= _MANY or (own > 1 and not is_parted(text))


def is_all_names(text: str) -> bool:
    """Whether a line has no words but those of names and bylines, and does not end as a sentence."""
    return not own_words(text) and not ends(re.sub(r"\b\w{1,3}\.$", "", text))
