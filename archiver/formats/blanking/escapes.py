"""Words of a document however they are written: with entities, JSON's escapes, percent-encoding, and where
each stands in the source."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes

_UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Thai, Lao, Tibetan, Burmese, Khmer, Japanese and Chinese are written without spaces: each letter is a word."""
_WITHIN = (
    "\u00ad\u200b-\u200d\u2060\u0300-\u036f\u0591-\u05bd\u05c1\u05c2\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0963\u0966-\u096f\u0971-\u0dff"
)
"""Soft hyphens and joiners, accents that follow their letter, and the vowels of Hebrew, Arabic and Indic scripts."""
_WORD = re.compile(rf"(?![\W_])[{_UNSPACED}]|[^\W_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[{_WITHIN}])*")
_LETTER = re.compile(f"[{_UNSPACED}]")
_HYPHENS = frozenset("\u00ad\u200b\u200c\u200d\u2060")
_ESCAPED = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
    r"|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[\"'/\\nrtbf]|(?:%[0-9a-fA-F]{2})+"
)
_PASSES = 4
"""So many times an escape may be escaped: a post's HTML in XML in JSON in an attribute."""
_CONTROL = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " "}


def fold(word: str) -> str:
    """A word as words are compared: without case and diacritics."""
    if word.isascii():
        return word.lower()
    return _folded(word)


@lru_cache(maxsize=2**14)
def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c) and c not in _HYPHENS)


def weight(word: str) -> int:
    """Two of a word; one of a letter that is a word because its script has no spaces."""
    return 1 if _LETTER.match(word) else 2


def words(text: str) -> list[str]:
    """The words of a plain text, as they are compared."""
    return [fold(match[0]) for match in _WORD.finditer(unicodedata.normalize("NFC", text))]


@dataclass(frozen=True, slots=True)
class View:
    """A source with its escapes undone: character ``n`` stands for ``source[starts[n]:ends[n]]``."""

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the text stands in the source."""
        return (self.starts[start], self.ends[end - 1]) if end > start else (0, 0)

    def words(self, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """Each word of a piece, and its place in the text."""
        for match in _WORD.finditer(self.text, start, end):
            yield fold(match[0]), match.start(), match.end()


def undone(source: str) -> View:
    """The view of a source in which what is escaped reads as what it stands for."""
    view = View(source, list(range(len(source))), list(range(1, len(source) + 1)))
    for _ in range(_PASSES):
        if _ESCAPED.search(view.text) is None:
            break
        view = _once(view)
    return view


def _once(view: View) -> View:
    text, starts, ends, last = [], list[int](), list[int](), 0
    for match in _ESCAPED.finditer(view.text):
        start, end = match.span()
        plain = _plain(match[0])
        text += [view.text[last:start], plain]
        starts += view.starts[last:start]
        ends += view.ends[last:start]
        starts += [view.starts[start]] * len(plain)
        ends += [view.ends[end - 1]] * len(plain)
        last = end
    text.append(view.text[last:])
    return View("".join(text), starts + view.starts[last:], ends + view.ends[last:])


def _plain(escaped: str) -> str:
    if escaped[0] == "&":
        return html.unescape(escaped)
    if escaped[0] == "%":
        return unquote_to_bytes(escaped).decode("utf-8", "replace")
    if escaped[1] in "ux":
        # a half of a pair is no letter of any word
        code = int(escaped[2:], 16)
        return " " if 0xD800 <= code < 0xE000 else chr(code)
    return _CONTROL.get(escaped[1], escaped[1])


def blanked(source: str, spans: list[tuple[int, int]]) -> str:
    """The source with blanks in place of these pieces."""
    pieces, last = [], 0
    for start, end in sorted(spans):
        if end <= last:
            continue
        pieces += [source[last : max(start, last)], " " * (end - max(start, last))]
        last = end
    return "".join([*pieces, source[last:]])
