"""How much two texts have in common: by runs of words, since any two long texts share most words."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from archiver.history.folding import fold
from archiver.model import Post

RUN = 6
"""Words a run. Any two posts of one language share half of their words, and hardly such a run."""
_SHORT = 60
"""Words: of shorter texts runs of half the length are compared, so that an edit leaves some."""
ALIKE = 0.4
"""The share of one text's runs from which two are versions of one: every seventh word may differ."""

# in scripts without spaces a character stands for a word
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+"
)


@dataclass(frozen=True, slots=True)
class Shared:
    """The share of the old text's runs that the new one has, and of the new one's that the old has.

    ``words`` is the share of the old one's words in order, as by runs of three.
    """

    kept: float
    known: float
    words: float

    @property
    def alike(self) -> bool:
        """Whether the two are versions of one text."""
        return max(self.kept, self.known) >= ALIKE

    @property
    def loses_most(self) -> bool:
        """Whether the old text has lost more than half of what it was."""
        return self.words < 0.5


def shared(old: Post, new: Post) -> Shared:
    """What two texts share. Two without any words share all, one without and another nothing."""
    left, right = words_of(old.text), words_of(new.text)
    if not left or not right:
        same = float(not left and not right)
        return Shared(same, same, same)
    size = RUN if min(len(left), len(right)) >= _SHORT else RUN // 2
    kept, known = _both(left, right, size)
    return Shared(kept, known, _both(left, right, RUN // 2)[0])


def _both(left: tuple[str, ...], right: tuple[str, ...], size: int) -> tuple[float, float]:
    """The share of the runs of each text that the other one has.

    What one of them says again and again makes it neither more alike nor less: the runs count by
    their kinds and by their number, and the smaller share holds.
    """
    one, other = (_runs(words, min(size, len(left), len(right))) for words in (left, right))
    common = one & other
    kept = min(len(common) / len(one), common.total() / one.total())
    return kept, min(len(common) / len(other), common.total() / other.total())


def alike(one: Post, other: Post) -> bool:
    """Whether two texts are versions of one post."""
    return shared(one, other).alike


def is_beginning(of: Post, new: Post) -> bool:
    """Whether a text is another one's beginning, and breaks off there."""
    whole, part = words_of(of.text), words_of(new.text)
    # of its last word only a part may have come
    return 0 < len(part) < len(whole) and part[:-1] == whole[: len(part) - 1]


def length(text: str) -> int:
    """The words of a text; in scripts without spaces its characters."""
    return len(words_of(text))


@lru_cache(maxsize=64)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared; in scripts without spaces its characters."""
    return tuple(_WORD.findall(fold(text).casefold()))


def _runs(words: tuple[str, ...], size: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(words[at:] for at in range(size)), strict=False))


def says(title: str, other: str) -> bool:
    """Whether two titles are one: the same words, or one of them and the name of the site."""
    one, two = (words_of(text) for text in (title, other))
    short, long = sorted((one, two), key=len)
    if not short:
        return False
    return short == long or short in (long[: len(short)], long[-len(short) :])
