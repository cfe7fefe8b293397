"""Reads a sentence that names a challenge, as it was learned from labelled ones: does it say that this
text is an answer?

The second witness beside the vocabulary of acts, which knows phrases: this one knows words and parts
of words, in any order. ``training/learn.py`` makes ``learned.tsv``, a weight for each feature, from
``training/sentences``; the sum is the logarithm of the odds.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from archiver.web.vocabulary.acts import CHALLENGE, ROUND, acts_of

_WORD = re.compile(
    rf"[{CHALLENGE}{ROUND}]|[぀-ヿ㐀-鿿가-힣々]|[^\W_぀-ヿ㐀-鿿가-힣々]+(?:'[^\W_]+)?|[?!:;(「]"
)
_WIDE = re.compile(r"[぀-ヿ㐀-鿿가-힣々]")
_MOST = 60
"""Words of a sentence around the name that are read."""
BIAS = "="
LIMIT = 4.0
"""No sentence is surer than this: as a logarithm of odds, 0.98."""


def features(text: str, acts: Iterable[str] | None = None) -> Iterator[str]:
    """The features of a marked sentence in lower case: its words, two and three in a row, parts of long
    words, and the acts that the vocabulary knows; a Japanese character is a word."""
    words = [w if len(w) < 20 else w[:20] for w in _WORD.findall(text)]
    if CHALLENGE in words and len(words) > _MOST:
        at = words.index(CHALLENGE)
        words = words[max(0, at - _MOST // 2) : at + _MOST // 2]
    words = ["^", *("0" if w.isdecimal() else w for w in words), "$"]
    yield BIAS
    for size in (1, 2, 3, 4):
        for at in range(len(words) - size + 1):
            run = words[at : at + size]
            if size < 4 or all(len(w) == 1 for w in run):
                yield " ".join(run)
    for word in words:
        if len(word) > 5 and word.isalpha():
            yield f"{word[:5]}*"
            yield f"*{word[-4:]}"
    yield f"#{min(len(words) // 6, 5)}"
    does = sorted(acts_of(text) if acts is None else acts)
    yield from (f"@{act}" for act in does or ("none",))
    yield from (f"@{one}+{other}" for n, one in enumerate(does) for other in does[n + 1 :])


@cache
def _weights() -> dict[str, float]:
    """Raises ValueError for a damaged file."""
    text = (
        resources.files("archiver.membership.sentences").joinpath("learned.tsv").read_text("utf-8")
    )
    rows = (line.rsplit("\t", 1) for line in text.splitlines() if line)
    return {feature: int(weight) / 100 for feature, weight in rows}


def reads_as_answer(text: str, acts: Iterable[str] | None = None) -> float:
    """The logarithm of the odds that a marked sentence says of its text that it is an answer; ``acts``
    are those that the vocabulary knows in it, where they are known already."""
    known = _weights()
    total = sum(known.get(feature, 0.0) for feature in set(features(text, acts)))
    return max(-LIMIT, min(LIMIT, total))
