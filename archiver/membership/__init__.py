"""Membership: why a post belongs to a challenge, and which prompt it answers.

Each module is one kind of evidence; it quotes the words themselves, and weighs them for or against
the post. A sentence is read: it *answers* the challenge ("this is my post for ..."), *speaks of it*
(refuses, plans, looks back, lists others, thanks, sells), or is carried by every post of the blog. The
weights (``weights``) add up to a confidence; from one line on a post is a member, below another it is
outside, and between them nobody knows. **The organiser's word wins** over all of it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from archiver.membership import organiser, round_answered, weights
from archiver.membership.case import Case
from archiver.membership.evidence import (
    by_organiser,
    elsewhere,
    gathers,
    linked,
    listed,
    matter,
    phrase,
    prompt,
    tagged,
    theme,
    window,
)
from archiver.membership.organiser import Word
from archiver.membership.writers import writer_of
from archiver.model import (
    Candidate,
    Challenge,
    Evidence,
    Membership,
    Participant,
    Post,
    Ruling,
    Verdict,
)

Find = Callable[[Case], list[Evidence]]

MODULES: dict[str, Find] = {
    "matter": matter.find,
    "by_organiser": by_organiser.find,
    "elsewhere": elsewhere.find,
    "gathers": gathers.find,
    "link": linked.find,
    "listed": listed.find,
    "phrase": phrase.find,
    "prompt": prompt.find,
    "tag": tagged.find,
    "theme": theme.find,
    "window": window.find,
}
"""Kinds of evidence that rules weigh; ``organiser`` stands above them."""


def judge(
    post: Post,
    challenge: Challenge,
    announcements: Sequence[Candidate],
    *,
    names: Collection[str] = (),
    challenges: Sequence[Challenge] = (),
    host_posts: Iterable[Post] = (),
    participants: Sequence[Participant] = (),
) -> Membership:
    """Judge one post.

    ``announcements`` are all that led to it, under whatever address, and ``names`` the keys (see
    ``urls.key``) of all addresses that lead to it; ``challenges`` are all that are watched,
    ``host_posts`` other posts of the same blog, and ``participants`` those who take part.
    """
    ids = ("", challenge.id, *challenge.formerly)
    case = Case(
        post=post,
        challenge=challenge,
        announcements=[a for a in announcements if a.challenge in ids],
        others=[other for other in challenges if other.id != challenge.id],
        host_posts=host_posts,
    )
    evidence = [e for find in MODULES.values() for e in find(case)]
    ruling, answered = _by_rules(case, evidence)
    found = Membership(
        post=post.url,
        challenge=challenge.id,
        verdict=ruling.verdict,
        round=next(iter(answered), None),
        also=answered[1:],
        evidence=tuple(_ordered(evidence)),
        confidence=ruling.confidence,
        writer=writer_of(post, case.announcements, participants),
    )
    word = organiser.rule(post, challenge, case.announcements, names)
    return _decided(found, ruling, word, case) if word else found


def _decided(found: Membership, ruling: Ruling, word: Word, case: Case) -> Membership:
    """The verdict as the organiser's word makes it."""
    answered: tuple[str, ...] = ()
    if word.verdict is not Verdict.OUTSIDE:
        answered = word.rounds or round_answered.answered(case, found.evidence)
    return replace(
        found,
        verdict=word.verdict,
        round=next(iter(answered), None),
        also=answered[1:],
        evidence=(word.evidence, *found.evidence),
        decided_by="organiser",
        rules=ruling,
    )


def _by_rules(case: Case, evidence: Sequence[Evidence]) -> tuple[Ruling, tuple[str, ...]]:
    """What the evidence says by itself, and the rounds that the post answers."""
    total = weights.total(evidence)
    verdict = Verdict.OUTSIDE
    if total >= weights.MEMBER:
        verdict = Verdict.MEMBER
    elif total >= weights.UNSURE and any(e.weight > 0 for e in evidence):
        verdict = Verdict.UNSURE
    answered = round_answered.answered(case, evidence) if verdict is not Verdict.OUTSIDE else ()
    confidence = weights.confidence(evidence)
    return Ruling(
        verdict=verdict, round=next(iter(answered), None), confidence=confidence
    ), answered


def _ordered(evidence: Sequence[Evidence]) -> list[Evidence]:
    """What speaks loudest first; a sentence without an end is cut."""
    short = (
        e if len(e.quote) <= _LONG else replace(e, quote=e.quote[:_LONG] + " …") for e in evidence
    )
    return sorted(dict.fromkeys(short), key=lambda e: -abs(e.weight))


_LONG = 600
"""The most characters of a quotation."""
