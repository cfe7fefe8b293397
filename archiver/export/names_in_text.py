"""Puts other words in the place of people's names and of addresses in a text."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from archiver.web.persons.person_names import is_full

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_MARKS = re.compile(r"[\u0300-\u036f]")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af々・]{2,}")
_GAP = 3
"""The most characters between two words of a name: a blank, an initial's point, asterisks."""
_LEAST = 3
"""Letters of a part of a name that is looked for: a shorter one may be any word."""
_SQUASHED = 7
"""Letters of a whole name without blanks, as accounts are called."""

_ADDRESS = re.compile(
    r"(?P<url>(?:https?:)?//[^\s<>()\[\]\"`]+(?:\([^\s<>()]*\)[^\s<>()\[\]\"`]*)*)"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<bare>(?<![\w@.-])(?P<host>(?:[\w-]+\.)+[^\W\d_]{2,})(?![\w-])(?:/[^\s<>()\[\]\"`]*)?)",
    re.IGNORECASE,
)
_END = ".,;:!?*_'’”"
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")

Names = dict[str, list[tuple[tuple[str, ...], str]]]


class NamesInText:
    """Knows the names of all people, and replaces them; a post's own people also by a part of the name.

    ``known`` says what stands in the place of each name. Of others than a post's own people only whole
    names are replaced: a first name alone may be anybody's, or a word.
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = _index(known)
        unspaced = {name: word for name, word in known.items() if _UNSPACED.fullmatch(name)}
        self._unspaced = unspaced
        longest = sorted(unspaced, key=len, reverse=True)
        self._unspaced_names = re.compile("|".join(map(re.escape, longest)) or r"(?!)")

    def replaced(self, text: str, own: Mapping[str, str]) -> str:
        """The text without the names; ``own`` are the names that count by each part."""
        text = self._unspaced_names.sub(lambda found: self._unspaced[found[0]], text)
        parts = _parts(own)
        mine = _index(own)
        out, done = [], 0
        words = list(_WORD.finditer(text))
        place = 0
        while place < len(words):
            count, put = _whole(text, words, place, mine, self._known)
            if not count and _counts(words[place][0], parts):
                count, put = 1, parts[_folded(words[place][0])]
            if count:
                out += [text[done : words[place].start()], put]
                done = words[place + count - 1].end()
            place += count or 1
        return "".join(out) + text[done:]


def addresses_replaced(
    text: str, address: Callable[[str], str], host: Callable[[str], str | None]
) -> str:
    """A text with other addresses: ``address`` gives one for a URL, ``host`` one for a bare host that is
    known, or None."""

    def put(found: re.Match[str]) -> str:
        if found["mail"]:
            return _NOBODY
        said = found[0].rstrip(_END)
        rest = found[0][len(said) :]
        if found["url"]:
            plain = _ESCAPED.sub(r"\1", said)
            return address(plain if plain[0] != "/" else f"http:{plain}") + rest
        if (other := host(found["host"].lower())) is None:
            return found[0]
        return (other if said == found["host"] else address(f"http://{said}")) + rest

    return _ADDRESS.sub(put, text)


_NOBODY = "somebody@mail.example"


def _whole(text: str, words: list[re.Match[str]], place: int, *indexes: Names) -> tuple[int, str]:
    """How many words from a place on are a whole name, and what stands there instead."""
    first = _folded(words[place][0])
    for index in indexes:
        for rest, put in index.get(first, ()):
            following = words[place + 1 : place + 1 + len(rest)]
            if len(following) == len(rest) and all(
                _folded(word[0]) == part and _near(text, words[place + n], word)
                for n, (word, part) in enumerate(zip(following, rest, strict=True))
            ):
                return 1 + len(rest), put
    return 0, ""


def _near(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    gap = text[one.end() : other.start()]
    return len(gap) <= _GAP and gap.count("\n") < 2


def _index(known: Mapping[str, str]) -> Names:
    """Whole names by their first word, in the ways that they are written; the longest first."""
    index: Names = {}
    for name, put in known.items():
        words = tuple(_words(name))
        if not words or not (is_full(name) or len(words) > 1):
            continue
        squashed = "".join(words)
        ways: set[tuple[str, ...]] = {words, words[::-1]} if len(words) == 2 else {words}
        if len(squashed) >= _SQUASHED:
            ways.add((squashed,))
        for way in ways:
            index.setdefault(way[0], []).append((way[1:], put))
    for found in index.values():
        found.sort(key=lambda pair: (-len(pair[0]), pair))
    return index


def _parts(own: Mapping[str, str]) -> dict[str, str]:
    return {word: put for name, put in own.items() for word in _words(name) if len(word) >= _LEAST}


def _counts(word: str, parts: Mapping[str, str]) -> bool:
    """Whether a word is part of an own name, and is written as one: no name begins with a small letter."""
    return not word[0].islower() and _folded(word) in parts


def _words(name: str) -> Iterator[str]:
    return (_folded(word) for word in _WORD.findall(name))


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKD", word)).casefold()


def folded_name(name: str) -> str:
    """A name as it is compared here: without case, accents and what stands between its words."""
    return " ".join(_words(name)) or name


def without(names: Iterable[str], titles: Iterable[str]) -> list[str]:
    """The names that are no title, as of a challenge in whose name somebody writes."""
    taken = {folded_name(title) for title in titles}
    return [name for name in names if folded_name(name) not in taken]
