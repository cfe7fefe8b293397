"""A diff of two texts by words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_TOKEN = re.compile(r"\n+|[^\S\n]+|[^\s]+")
_SENTENCE = re.compile(r"[^.!?\n]*[.!?]*[^\S\n]*\n*")
_MOST = 4_000_000
"""Pairs of words; comparing more of them takes longer than a second or two."""

Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that both have, or that only the old or only the new text has."""

    kind: Kind
    text: str


def words(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces in reading order; joined without the added ones they are ``old``, without the
    removed ones ``new``.

    Paragraphs are matched first and words within those that differ, which keeps long posts fast.
    """
    return tuple(_joined(_lines(_paragraphs(old), _paragraphs(new))))


def _paragraphs(text: str) -> list[str]:
    return re.split(r"(?<=\n)(?=[^\n])", text) if text else []


def _lines(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[a:b]))
        else:
            yield from _tokens("".join(old[a:b]), "".join(new[c:d]))


def _tokens(old: str, new: str) -> Iterator[Piece]:
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(left) * len(right) > _MOST:
        # word by word would take minutes here: sentences that differ are shown whole
        left, right = _SENTENCE.findall(old), _SENTENCE.findall(new)
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    pairs = [("".join(left[a:b]), "".join(right[c:d])) for _, a, b, c, d in codes]
    for before, after in _runs(pairs):
        if before == after:
            yield Piece("same", before)
            continue
        if before:
            yield Piece("removed", before)
        if after:
            yield Piece("added", after)


def _runs(pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Join changes with only white space between them: a person reads them as one."""
    held = ("", "")
    for index, (before, after) in enumerate(pairs):
        last = index == len(pairs) - 1
        if before != after or (before.isspace() and held != ("", "") and not last):
            held = (held[0] + before, held[1] + after)
            continue
        yield held
        held = ("", "")
        yield before, after
    yield held


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    held: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if held and held.kind == piece.kind:
            held = Piece(held.kind, held.text + piece.text)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def excerpt(pieces: tuple[Piece, ...], around: int = 60) -> tuple[Piece, ...]:
    """The same pieces with long unchanged stretches cut down to ``around`` characters a side."""
    out = []
    for index, piece in enumerate(pieces):
        first, last = index == 0, index == len(pieces) - 1
        if piece.kind != "same" or len(piece.text) <= 2 * around + 20:
            out.append(piece)
            continue
        head = "" if first else piece.text[:around]
        tail = "" if last else piece.text[-around:]
        out.append(Piece("same", f"{head} […] {tail}"))
    return tuple(out)
