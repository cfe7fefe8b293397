"""A table whose places hold several styles, laid out so that nothing of it is cut.

Where a terminal is narrow a long name stands on a line of its own, above its places, and a heading goes
on below.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from archiver.console.text import style, width, wrapped

Piece = tuple[str, str]
"""A text and its style."""

Drawn = tuple[Piece, ...]
"""What stands in one place of the table."""

LEAST = 14
"""The columns of a terminal that a name or a heading may always take."""


@dataclass(frozen=True)
class Sheet:
    """Headings above columns, and lines with a name and as many places.

    With ``names``, longer ones stand on lines of their own; with ``narrow``, headings may be folded.
    """

    heads: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Drawn, ...]], ...]
    names: int | None = None
    narrow: bool = False
    gap: int = 2

    @cached_property
    def named(self) -> int:
        """The columns of a terminal that the names take."""
        longest = max(width(name) for name, _ in self.lines)
        return longest if self.names is None else min(longest, self.names)

    @cached_property
    def widths(self) -> list[int]:
        """The columns of a terminal that each place takes."""
        columns = zip(*(places for _, places in self.lines), strict=True)
        widest = [max(map(_width, set(column))) for column in columns]  # most places are alike
        folded = (self._folded(*pair) for pair in zip(self.heads, widest, strict=True))
        return [max(w, *map(width, head)) for w, head in zip(widest, folded, strict=True)]

    @property
    def breadth(self) -> int:
        """The columns of a terminal that the whole takes."""
        return self.named + sum(self.gap + taken for taken in self.widths)

    def drawn(self, *, colour: bool = False) -> Iterator[str]:
        """The lines of it, headings first."""
        heads = [self._folded(*pair) for pair in zip(self.heads, self.widths, strict=True)]
        for n in range(max(map(len, heads))):
            row = [((head[n], "bold"),) if n < len(head) and head[n] else () for head in heads]
            yield self._line("", row, colour)
        for name, places in self.lines:
            fits = width(name) <= self.named
            if not fits:
                yield name
            yield self._line(name if fits else "", places, colour)

    def _line(self, name: str, places: Sequence[Drawn], colour: bool) -> str:
        made, blank = name, self.named - width(name)
        for drawn, taken in zip(places, self.widths, strict=True):
            blank += self.gap
            if drawn:
                shown = "".join(style(t, how, colour=colour) if how else t for t, how in drawn)
                made += " " * blank + shown
                blank = -_width(drawn)
            blank += taken
        return made

    def _folded(self, head: str, taken: int) -> list[str]:
        return wrapped(head, max(LEAST, taken)) if self.narrow else [head]


def _width(drawn: Drawn) -> int:
    return width("".join(text for text, _ in drawn))
