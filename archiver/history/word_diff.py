"""A diff of two texts by words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_TOKEN = re.compile(r"\n+|[^\S\n]+|[^\s]+")
_SENTENCE = re.compile(r"[^.!?\n]*[.!?]*[^\S\n]*\n*")
_BREAK = re.compile(r"(\n+)")
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


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of both texts, or a line of one; or so many that are ``passed`` over, with no pieces.

    ``end`` is the line break, or the empty line, that follows it.
    """

    pieces: tuple[Piece, ...] = ()
    end: str = ""
    passed: int = 0

    @property
    def is_changed(self) -> bool:
        """Whether the texts differ here."""
        return any(piece.kind != "same" for piece in self.pieces)


BREAK = "¶"
"""Stands for a break that was put in or taken out between two paragraphs that are there in both."""


def paragraphs(pieces: tuple[Piece, ...]) -> list[Paragraph]:
    """The pieces by paragraphs."""
    found: list[Paragraph] = []
    held: list[Piece] = []

    def close(kind: Kind, end: str) -> None:
        kinds = {piece.kind for piece in held}
        if kind != "same" and kinds - {kind}:
            held.append(Piece(kind, BREAK))
        if held or found:
            found.append(Paragraph(tuple(held), end))
        held.clear()

    for piece in _breaks_joined(pieces):
        if piece.text.startswith("\n"):
            close(piece.kind, piece.text)
        else:
            held.append(piece)
    if held:
        close("same", "")
    return [
        _without_break(paragraph) if _is_all(after, paragraph.pieces[-1:]) else paragraph
        for paragraph, after in zip(found, (*found[1:], Paragraph()), strict=False)
    ]


def _breaks_joined(pieces: tuple[Piece, ...]) -> Iterator[Piece]:
    """The pieces with each break as one of its own; a break that is only longer or shorter stays."""
    parts = [
        Piece(piece.kind, text) for piece in pieces for text in _BREAK.split(piece.text) if text
    ]
    for number, part in enumerate(parts):
        after = parts[number + 1] if number + 1 < len(parts) else None
        before = parts[number - 1] if number else None
        if part.text.startswith("\n"):
            if after and after.text.startswith("\n"):
                continue
            if before and before.text.startswith("\n"):
                part = Piece("same", part.text)
        yield part


def _is_all(paragraph: Paragraph, last: tuple[Piece, ...]) -> bool:
    """Whether a paragraph is new, or gone, as the break before it is: that is no news then."""
    kinds = {piece.kind for piece in paragraph.pieces}
    return any(piece.text == BREAK and kinds == {piece.kind} for piece in last)


def _without_break(paragraph: Paragraph) -> Paragraph:
    return Paragraph(paragraph.pieces[:-1], paragraph.end)


def excerpt(pieces: tuple[Piece, ...], around: int = 1, most: int = 120) -> list[Paragraph]:
    """The paragraphs that differ, with so many ``around`` them; the others are counted.

    In a long one, what stays the same is cut at words to about ``most`` characters beside a change.
    """
    whole = [p for p in paragraphs(pieces) if p.pieces]
    near = {
        at
        for number, paragraph in enumerate(whole)
        if paragraph.is_changed
        for at in range(number - around, number + around + 1)
    }
    shown: list[Paragraph] = []
    for number, paragraph in enumerate(whole):
        if number in near:
            shown.append(Paragraph(tuple(_shortened(paragraph.pieces, most)), paragraph.end))
        elif shown and shown[-1].passed:
            shown[-1] = Paragraph(end=paragraph.end, passed=shown[-1].passed + 1)
        else:
            shown.append(Paragraph(end=paragraph.end, passed=1))
    return shown


def _shortened(pieces: tuple[Piece, ...], most: int) -> Iterator[Piece]:
    for number, piece in enumerate(pieces):
        if piece.kind != "same" or len(piece.text) <= 2 * most:
            yield piece
            continue
        alone = len(pieces) == 1
        first, last = number == 0 and not alone, number == len(pieces) - 1 and not alone
        head, tail = piece.text[:most], piece.text[-most:]
        head = "" if first else f"{head.rpartition(' ')[0] or head} "
        tail = "" if last else f" {tail.partition(' ')[2] or tail}"
        yield Piece("same", f"{head}[…]{tail}")
