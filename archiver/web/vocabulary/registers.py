"""The words of notices, and those of people who tell something: what a text is made of.

A row of these lists may end in a star: then it is the beginning of words. Words of scripts without
spaces are looked for anywhere.
"""

import re
from dataclasses import dataclass
from functools import cache

from archiver.web.vocabulary import lists

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ELISION = re.compile(r"\b([cdjlmnst]|qu|all|dell|nell|dall|un)['’](?=\w)", re.IGNORECASE)
_WIDE = re.compile(r"[぀-ヿ㐀-鿿가-힣]")


@dataclass(frozen=True, slots=True)
class Register:
    """A list of words of one manner of speaking."""

    whole: frozenset[str]
    begin: tuple[str, ...]
    within: re.Pattern[str]

    def count(self, text: str) -> int:
        """How many words of a text are of this register."""
        words = _WORD.findall(_ELISION.sub(r"\1 ", text.replace("’", "'")))
        found = sum(map(self._has, words))
        return found + (len(self.within.findall(text)) if _WIDE.search(text) else 0)

    def _has(self, word: str) -> bool:
        small = word.lower()
        return word in self.whole or small in self.whole or small.startswith(self.begin)


@cache
def notices() -> Register:
    """Words of which notices of servers, hosts and shops are made."""
    return _register(lists.words("notice"))


@cache
def visitors() -> Register:
    """Words by which a notice speaks to its visitor."""
    return _register(lists.words("visitor"))


@cache
def absence() -> Register:
    """Words by which a notice says that something is not there, or not now."""
    return _register(lists.words("absence"))


@cache
def things() -> Register:
    """Words of notices but those that speak to somebody: what a site and its programs have."""
    said = set(lists.words("visitor"))
    return _register(tuple(word for word in lists.words("notice") if word not in said))


@cache
def stories() -> Register:
    """Words that notices have no use for: who tells, of whom, and what they did."""
    return _register(lists.words("storyteller"))


def _register(words: tuple[str, ...]) -> Register:
    narrow = [word for word in words if not _WIDE.search(word)]
    wide = [re.escape(word) for word in words if _WIDE.search(word)]
    return Register(
        whole=frozenset(word for word in narrow if not word.endswith("*")),
        begin=tuple(word[:-1] for word in narrow if word.endswith("*")) or ("\0",),
        within=re.compile("|".join(wide) or r"(?!)"),
    )


def size(text: str) -> int:
    """White-space separated words; two characters of a script without spaces count as one."""
    wide = 0 if text.isascii() else len(_WIDE.findall(text)) // 2
    return len(text.split()) + wide
