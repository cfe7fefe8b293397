"""The post quotes the prompt of a round: whole, a sentence of it, or some words in a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from archiver.membership import weights
from archiver.membership.case import Case
from archiver.membership.sentences import words
from archiver.membership.sentences.passages import Passage, of_paragraph
from archiver.model import Evidence, Post, Round

SIZE = 4
"""Words per shingle: post and prompt are compared by shingles."""
SHARE = 0.3
"""The share of a prompt's shingles that a paragraph must have to quote it."""
RUN = 6
"""The shortest quotation, in consecutive words; a shorter prompt must be quoted whole."""
LONG = 12
"""A quotation of so many consecutive words is no accident."""
ALL = 3
"""Who quotes so many prompts lists them."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """How well a post quotes a prompt: the share of it, the longest run in words, the words themselves;
    ``unit`` is how many characters make a word, where each counts as one."""

    round: str
    share: float
    run: int
    sentence: bool
    quote: str
    where: str
    unit: int = 1

    @property
    def weight(self) -> float:
        """What the quotation speaks for the post."""
        if self.run >= LONG * self.unit or self.share > 0.97:
            return weights.PROMPT_WHOLE
        return weights.PROMPT_SENTENCE if self.sentence else weights.PROMPT_WORDS


def find(case: Case) -> list[Evidence]:
    """The prompts that are quoted best: two where both are quoted at length, none where all are."""
    found = sorted(quoted(case.post, case.challenge.rounds), key=lambda q: (-q.share, -q.run))
    whole = [q for q in found if q.weight == weights.PROMPT_WHOLE]
    if len(whole) >= ALL:
        return [
            _evidence(q, weights.ALL_PROMPTS if n == 0 else 0.0, "lists prompts")
            for n, q in enumerate(whole[:2])
        ]
    if (
        len(found) > 1
        and (found[0].share, found[0].run) == (found[1].share, found[1].run)
        and not whole
    ):
        return []
    kept = whole or found[:1]
    return [_evidence(q, q.weight if n == 0 else 0.0, "") for n, q in enumerate(kept)]


def _evidence(one: Quoted, weight: float, says: str) -> Evidence:
    return Evidence(
        kind="prompt", quote=one.quote, where=one.where, round=one.round, weight=weight, says=says
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A prompt taken apart: its words, its shingles, its longer sentences, and characters to a word."""

    round: str
    size: int
    wanted: frozenset[tuple[str, ...]]
    sentences: tuple[tuple[str, ...], ...]
    unit: int


@lru_cache(1024)
def _asked(one: Round) -> _Asked:
    prompt = words.words(one.prompt)
    # a Chinese or Japanese character is counted as a word, and is about half of one
    unit = (
        2 if sum(not word.isascii() and len(word) == 1 for word in prompt) * 2 > len(prompt) else 1
    )
    parts = (words.words(sentence) for sentence in words.sentences(one.prompt))
    sentences = tuple(part for part in parts if len(part) >= RUN * unit)
    return _Asked(one.id, len(prompt), frozenset(words.shingles(prompt, SIZE)), sentences, unit)


def quoted(post: Post, rounds: tuple[Round, ...]) -> Iterator[Quoted]:
    """The best quotation of each prompt that is quoted at all."""
    paragraphs = [post.title, *words.paragraphs(post.text)]
    total = len(paragraphs) - 1
    for one in map(_asked, rounds):
        if not one.wanted:
            continue
        ways = (_in_paragraph(one, text, n - 1, total) for n, text in enumerate(paragraphs))
        found = [way for way in ways if way]
        if found:
            yield max(found, key=lambda q: (q.share, q.run))


def _in_paragraph(asked: _Asked, paragraph: str, index: int, total: int) -> Quoted | None:
    said = words.words(paragraph)
    runs = words.shingles(said, SIZE)
    shared = asked.wanted.intersection(runs)
    if not shared:
        return None
    share, run = len(shared) / len(asked.wanted), _run([r in asked.wanted for r in runs])
    sentence = any(words.find(part, said) >= 0 for part in asked.sentences)
    if not sentence and not (share >= SHARE and run >= min(RUN * asked.unit, asked.size)):
        return None
    where = Passage(paragraph, index, total).where
    quote = _quoted(paragraph, asked.wanted, index, total)
    return Quoted(asked.round, share, run, sentence, quote, where, asked.unit)


def _run(held: list[bool]) -> int:
    """The length in words of the longest row of runs that are held."""
    longest = here = 0
    for one in held:
        here = here + 1 if one else 0
        longest = max(longest, here)
    return longest + SIZE - 1 if longest else 0


def _quoted(paragraph: str, wanted: frozenset[tuple[str, ...]], index: int, total: int) -> str:
    """The sentences of a paragraph that hold words of the prompt."""
    parts = [p.text for p in of_paragraph(paragraph, index, total)]
    kept = [part for part in parts if wanted.intersection(words.shingles(words.words(part), SIZE))]
    return " ".join(kept) or paragraph
