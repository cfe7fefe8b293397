"""Which rounds a post answers, from all that was found: what the post says before what its date says."""

import itertools
import re
from collections.abc import Iterable, Sequence

from archiver.membership import weights
from archiver.membership.case import Case
from archiver.membership.evidence import theme
from archiver.membership.sentences import challenge_names
from archiver.membership.sentences.mentions import Mention
from archiver.membership.sentences.passages import passages
from archiver.membership.sentences.told_rounds import meant, told
from archiver.model import Evidence
from archiver.web import urls


def answered(case: Case, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """The rounds, the first before further ones; none where nobody can tell.

    The number, month or theme beside the claim; a prompt that is quoted; the page that lists the post or
    that it links to; a number in its title; the theme that it shares; "the last one"; the open window.
    """
    ways = (
        _told(case, sure=True),
        _of(evidence, "prompt"),
        _named_theme(case),
        _of(evidence, "listed"),
        _of(evidence, "tag"),
        _of_links(case, evidence),
        _hosts(case),
        _in_title(case),
        _shared_theme(evidence),
        _on_the_day(evidence),
        _told(case, sure=False),
        _of(evidence, "theme"),
        _of(evidence, "window"),
    )
    return next((rounds for rounds in ways if rounds), ())


def _claims(case: Case) -> list[Mention]:
    """The mentions that claim an answer, the plainest first; all where none does."""
    best = case.claim
    if best is None:
        return list(case.mentions)
    return [best, *(m for m in case.mentions if m.claim and m is not best)]


def _told(case: Case, *, sure: bool) -> tuple[str, ...]:
    for mention in _claims(case):
        found = [t.round for t in mention.rounds if t.round and t.sure is sure]
        found = found or (_beside(case, mention) if sure else [])
        if found:
            return _different(found)
    return ()


def _beside(case: Case, mention: Mention) -> list[str]:
    """Rounds that the sentences after and before a mention tell, in its paragraph."""
    place = mention.passage.paragraph
    every = [p for p in passages(case.post) if p.paragraph == place]
    beside = [p for p in every if p.text != mention.passage.text]
    beside = beside if len(beside) < 3 else beside[:2]
    return [key for p in beside for key in _by_number(case, p.text)]


def _by_number(case: Case, text: str) -> list[str]:
    """The rounds that a text without the challenge's name tells: there a month says nothing."""
    found = meant(told(text, case.challenge, case.day), text, ())
    return [t.round for t in found if t.round and t.sure and not t.month]


def _in_title(case: Case) -> tuple[str, ...]:
    """A number in the title, unless it counts something of the author's own."""
    title = case.post.title
    return () if _OF_ANOTHER.search(title) else _different(_by_number(case, title))


_OF_ANOTHER = re.compile(
    r"\b(?:of|in|at) (?:my|our|a|an|his|her)\b|\b(?:meine[rs]?|mi|mon|ma) ", re.IGNORECASE
)


def _named_theme(case: Case) -> tuple[str, ...]:
    """The rounds whose title stands beside the claim: "for the Salon on repair"."""
    for mention in _claims(case):
        said = {t.word for t in challenge_names.tokens(mention.text)}
        found = [r.id for r in case.challenge.rounds if r.title and _has_title(r.title, said)]
        if 0 < len(found) < 3:
            return tuple(found)
    return ()


def _has_title(title: str, said: set[str]) -> bool:
    every = [t.word for t in challenge_names.tokens(title)]
    little = challenge_names.BETWEEN | _ARTICLES
    wanted = [w for w in every if w not in little and (len(w) > 2 or not w.isascii())]
    return bool(wanted) and all(any(_is_said(w, s) for s in said) for w in wanted)


_ARTICLES = frozenset(("las", "les", "una"))


def _is_said(word: str, said: str) -> bool:
    """Whether a word of a title is said, in another form, or at the end of a longer one."""
    if word == said:
        return True
    return len(word) > 2 and (theme.alike(word, said) or (len(word) > 3 and said.endswith(word)))


def _of_links(case: Case, evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """The rounds of linked pages, those first whose link stands beside the claim."""
    best = case.claim
    beside = [case.pages.get(urls.key(link.url)) for link in best.links] if best else []
    return _different(r for r in beside if r) or _of(evidence, "link")


def _hosts(case: Case) -> tuple[str, ...]:
    """The round of a host who is named beside the claim, by the name of the host's site."""
    for mention in _claims(case):
        words = [t.word for t in challenge_names.tokens(mention.passage.text)]
        pairs = {*words, *(a + b for a, b in itertools.pairwise(words))}
        for one in case.challenge.rounds:
            label = challenge_names.site_label(one.invitation or "")
            if len(label) > 5 and label in pairs:
                return (one.id,)
    return ()


def _shared_theme(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    return _different(
        e.round
        for e in evidence
        if e.kind == "theme" and e.round and e.weight >= weights.THEME_STRONG
    )


def _on_the_day(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    return _different(
        e.round for e in evidence if e.kind == "window" and e.round and "clock" not in e.where
    )


def _of(evidence: Iterable[Evidence], kind: str) -> tuple[str, ...]:
    return _different(e.round for e in evidence if e.kind == kind and e.round)[
        : 2 if kind == "prompt" else 1
    ]


def _different(rounds: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r for r in rounds if r))
