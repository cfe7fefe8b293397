"""The words of notices, and those of people who tell something: what a text is made of.

A row of these lists may end in a star: then it is the beginning of words. Words of scripts without
spaces are looked for anywhere.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from archiver.web.vocabulary import lists

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ELISION = re.compile(r"\b([cdjlmnst]|qu|all|dell|nell|dall|un)['’](?=\w)", re.IGNORECASE)
_FIRST = 2
"""Letters of a word by which its beginnings are found."""
_WIDE = re.compile(r"[぀-ヿ㐀-鿿가-힣]")


@dataclass(frozen=True, slots=True)
class Register:
    """A list of words of one manner of speaking."""

    whole: frozenset[str]
    begin: Mapping[str, tuple[str, ...]]
    """The beginnings of words, by their first letters: few are tried of a word."""
    within: re.Pattern[str]

    def count(self, text: str) -> int:
        """How many words of a text are of this register."""
        return len(self.found(text))

    def found(self, text: str) -> list[str]:
        """The words of a text that are of this register."""
        words = _WORD.findall(_ELISION.sub(r"\1 ", text.replace("’", "'")))
        wide: list[str] = self.within.findall(text) if _WIDE.search(text) else []
        return [*filter(self._has, words), *wide]

    def _has(self, word: str) -> bool:
        small = word.lower()
        if word in self.whole or small in self.whole:
            return True
        return small.startswith(self.begin.get(small[:_FIRST], ()))


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
        begin=_by_first(word[:-1] for word in narrow if word.endswith("*")),
        within=re.compile("|".join(wide) or r"(?!)"),
    )


def _by_first(beginnings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for beginning in beginnings:
        if len(beginning) < _FIRST:
            raise ValueError(f"`{beginning}*` is too short to tell words by")
        found[beginning[:_FIRST]] = (*found.get(beginning[:_FIRST], ()), beginning)
    return found


def size(text: str) -> int:
    """White-space separated words; two characters of a script without spaces count as one."""
    wide = 0 if text.isascii() else len(_WIDE.findall(text)) // 2
    return len(text.split()) + wide
