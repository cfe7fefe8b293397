"""The post is about a round's theme: it shares words of its title and prompt, at its beginning and end."""

from collections import Counter
from functools import lru_cache

from archiver.membership import weights
from archiver.membership.case import Case
from archiver.membership.evidence.window import windows
from archiver.membership.sentences import challenge_names
from archiver.model import Challenge, Evidence, Post

_LEAST = 4
"""Letters of a word that may be shared: shorter ones stand in every text."""


def find(case: Case) -> list[Evidence]:
    """The round whose theme the post shares most plainly, if it was open or the post names the challenge."""
    known = windows(case.challenge)
    open_then = {key for key, start, end in known if case.day and start <= case.day <= end}
    if not (open_then or case.mentions):
        return []
    mine = _words_at_ends(case.post)
    scored = [
        ([w for w in words if any(alike(w, m) for m in mine.get(w[:_LEAST], ()))], key)
        for key, words in _themes(case.challenge)
    ]
    scored = sorted((pair for pair in scored if pair[0]), key=lambda pair: -len(pair[0]))
    if not scored or (len(scored) > 1 and len(scored[0][0]) == len(scored[1][0])):
        return []
    shared, best = scored[0]
    if len(shared) < 2 or not (best in open_then or case.mentions):
        return []
    weight = weights.THEME_STRONG if len(shared) > 2 else weights.THEME_WEAK
    quote, where = ", ".join(shared), "words of the prompt"
    return [Evidence(kind="theme", quote=quote, where=where, round=best, weight=weight)]


def _words_at_ends(post: Post) -> dict[str, set[str]]:
    """The words of a post where it says what it is about, by their first letters."""
    lines = post.text.splitlines()
    text = " ".join((post.title, *lines[:4], *lines[-2:]))
    found: dict[str, set[str]] = {}
    for token in challenge_names.tokens(text):
        if len(token.word) >= _LEAST:
            found.setdefault(token.word[:_LEAST], set()).add(token.word)
    return found


@lru_cache(256)
def _themes(challenge: Challenge) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The words of each round's title and prompt, without those of several: they tell no round."""
    asked = [
        (
            r.id,
            {
                t.word
                for t in challenge_names.tokens(f"{r.title} {r.prompt}")
                if len(t.word) >= _LEAST
            },
        )
        for r in challenge.rounds
    ]
    counts = Counter(word for _, words in asked for word in words)
    common = {word for word, n in counts.items() if n > 1} | set(
        challenge_names.names(challenge).own
    )
    return tuple((key, tuple(sorted(words - common - _EVERYWHERE))) for key, words in asked)


_EVERYWHERE = frozenset(
    ["what", "when", "where", "which", "about", "tell", "your", "have", "with", "that", "this", "from", "does", "would", "could", "there", "their", "them", "they", "were", "been", "into", "most", "ever", "only", "than", "then", "just", "like", "make", "made", "want", "know", "time", "year", "years", "thing", "things", "write", "how", "many", "much", "more", "over", "after", "before", "some", "other", "und", "oder", "wenn", "dann", "eine", "einen", "einem", "einer", "dein", "deine", "hast", "habe", "sein", "eine", "nicht", "auch", "mehr", "pour", "dans", "avec", "quoi", "quel", "quelle", "votre", "vous", "cette", "que", "quien", "como", "para", "pero", "sobre", "esta", "este", "desde", "donde", "cuando"]
)  # fmt: skip


def alike(one: str, other: str) -> bool:
    """Whether two words are forms of one: one begins with the other, or they share most of their beginning."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and len(long) - len(short) < 4:
        return True
    shared = next(
        (n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    return shared >= 5 and shared >= 0.7 * len(long)
