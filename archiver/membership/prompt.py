"""The post quotes the prompt of a round."""

from collections.abc import Sequence

from archiver.membership import words
from archiver.membership.finding import Finding, place
from archiver.model import Candidate, Challenge, Evidence, Post, Round

SIZE = 4
"""Words per shingle: post and prompt are compared by shingles."""
SHARE = 0.3
"""The share of a prompt's shingles that a paragraph must have to quote it."""
RUN = 6
"""The shortest quotation, in consecutive words; a shorter prompt must be quoted whole."""
LONG = 12
"""A quotation of so many consecutive words is strong evidence."""


def find(post: Post, challenge: Challenge, announcements: Sequence[Candidate]) -> list[Finding]:
    """The best quotation of the prompt that the post quotes best; none where two do equally."""
    scored = [(best, asked) for asked in challenge.rounds if (best := _best(post, asked))]
    scored.sort(key=lambda item: item[0][:2], reverse=True)
    if not scored or (len(scored) > 1 and scored[0][0][:2] == scored[1][0][:2]):
        return []
    (_, run, quote, where), answered = scored[0]
    evidence = Evidence(kind="prompt", quote=quote, where=where, round=answered.id)
    return [Finding(evidence=evidence, strong=run >= LONG)]


def _best(post: Post, asked: Round) -> tuple[float, int, str, str] | None:
    """Share of the prompt, longest run in words, the quotation and its place: of the best paragraph."""
    prompt = words.words(asked.prompt)
    wanted = set(words.shingles(prompt, SIZE))
    paragraphs, found = words.paragraphs(post.text), []
    for index, paragraph in enumerate(paragraphs):
        runs = words.shingles(words.words(paragraph), SIZE)
        held = [run in wanted for run in runs]
        share, run = len(wanted.intersection(runs)) / max(1, len(wanted)), _run(held)
        if share >= SHARE and run >= min(RUN, len(prompt)):
            where = place(index, len(paragraphs))
            found.append((share, run, _quoted(paragraph, wanted), where))
    return max(found, key=lambda item: item[:2], default=None)


def _run(held: list[bool]) -> int:
    """The length in words of the longest row of runs that are held."""
    longest = here = 0
    for one in held:
        here = here + 1 if one else 0
        longest = max(longest, here)
    return longest + SIZE - 1 if longest else 0


def _quoted(paragraph: str, wanted: set[tuple[str, ...]]) -> str:
    """The sentences of a paragraph that hold words of the prompt."""
    parts = words.sentences(paragraph)
    kept = [part for part in parts if wanted.intersection(words.shingles(words.words(part), SIZE))]
    return " ".join(kept) or paragraph
