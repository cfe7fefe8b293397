"""Splits text into paragraphs, sentences and words, normalised for comparison."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

_WORD = re.compile(r"[぀-ヿ㐀-鿿]|[^\W_]+")
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_ENDS = ".!?…。！？।"
_END = re.compile(f"[{_ENDS}]")
_CLOSERS = "\"'”’»)]"
_SHORTENED = {
    "mr",
    "mrs",
    "ms",
    "dr",
    "st",
    "vs",
    "e.g",
    "i.e",
    "etc",
    "no",
    "nr",
    "z.b",
    "bzw",
    "ca",
}


@lru_cache(1024)  # each kind of evidence asks for those of the same paragraphs
def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded: case, accents' encoding, quotes and dashes do not count.

    A Chinese or Japanese character is a word of its own.
    """
    folded = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", text)).casefold()
    return tuple(_WORD.findall(folded))


def folded(text: str) -> str:
    """A text without case and marks on letters; half a Japanese syllable's mark stays."""
    if text.isascii():
        return text.lower()
    flat = unicodedata.normalize("NFKC", text).casefold()
    parts = unicodedata.normalize("NFKD", flat)
    kept = "".join(c for c in parts if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", kept)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: what stands between line breaks, without empty lines."""
    return [stripped for line in text.splitlines() if (stripped := line.strip())]


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph, with their marks; joined by a blank they are the paragraph."""
    found, start = [], 0
    for end in _ends(paragraph):
        if piece := paragraph[start:end].strip():
            found.append(piece)
        start = end
    rest = paragraph[start:].strip()
    return [*found, rest] if rest else found


def _ends(text: str) -> Iterator[int]:
    """Where sentences end: behind a mark and its closing quotes, before a blank or a wide mark."""
    position, size = 0, len(text)
    while match := _END.search(text, position):
        mark, position = match[0], match.end()
        while position < size and (text[position] in _ENDS or text[position] in _CLOSERS):
            position += 1
        wide = mark in "。！？।"
        if wide or (
            position < size and text[position].isspace() and not _shortened(text, position)
        ):
            yield position


def _shortened(text: str, end: int) -> bool:
    """Whether the mark before ``end`` belongs to a shortened word or to a number in a list."""
    word = text[max(0, end - 12) : end].split()[-1:] or [""]
    bare = word[0].rstrip(".").lower()
    return word[0].endswith(".") and (bare in _SHORTENED or len(bare) == 1 or bare.isdecimal())


def find(needle: Sequence[str], haystack: Sequence[str]) -> int:
    """Where a run of words begins in another; -1 where it does not."""
    size = len(needle)
    if not size:
        return -1
    first = needle[0]
    for start in range(len(haystack) - size + 1):
        if haystack[start] == first and tuple(haystack[start : start + size]) == tuple(needle):
            return start
    return -1


def shingles(tokens: Sequence[str], size: int) -> list[tuple[str, ...]]:
    """All runs of ``size`` words."""
    return [tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1)]
