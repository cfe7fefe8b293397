"""Membership: why a post belongs to a challenge, and which prompt it answers.

Each module is one kind of evidence; it quotes the words themselves. The verdict:

1. **The organiser's word wins** (``exclude`` before ``include`` in sources.yaml).
2. The challenge's own pages (hub, invitations, round-ups, ``links``) are outside.
3. **One strong piece makes a member**: listed in the hub, an invitation or a round-up; a link to
   one of them; a phrase in the title, or within the first or last three paragraphs; a tag; twelve
   words of a prompt in a row.
4. Two of these and a tag count as weak where the dates speak against them: being listed, or tagged,
   is weak for a post published before the first round opened, and a tag also after the last closed.
5. Weak from the start: a phrase in the middle, fewer words of a prompt, a date in a round's window.
   **Two weak kinds make a member, one leaves it unsure**, none puts it outside. A day before or after
   a window ("late by clock", as the author may live in another time zone) names its round, and makes
   nobody a member.

The round: the prompt that is quoted; else the words by the phrase ("week one", "third prompt"); else
the invitation or round-up that lists the post or that it links to; else the window; else the number
of the answer ("my first post"); else the window by one of two clocks. So a late answer goes to the
round whose prompt it quotes.
"""

from collections.abc import Callable, Sequence

from archiver.membership import linked, listed, ordinal, organiser, phrase, prompt, tagged, window
from archiver.membership.finding import Finding
from archiver.model import Candidate, Challenge, Evidence, Membership, Post, Verdict

Find = Callable[[Post, Challenge, Sequence[Candidate]], list[Finding]]

MODULES: dict[str, Find] = {
    "link": linked.find,
    "listed": listed.find,
    "phrase": phrase.find,
    "prompt": prompt.find,
    "tag": tagged.find,
    "window": window.find,
}
"""Kinds of evidence that rules weigh; ``organiser`` stands above them."""

_ORDER = ("organiser", "listed", "link", "phrase", "tag", "prompt", "window")
"""From the strongest to the weakest."""


def judge(post: Post, challenge: Challenge, announcements: Sequence[Candidate]) -> Membership:
    """Judge one post. ``announcements`` are all that led to it, under whatever address."""
    relevant = [a for a in announcements if a.challenge in ("", challenge.id)]
    findings = [f for find in MODULES.values() for f in find(post, challenge, relevant)]
    ruling = organiser.rule(post, challenge, relevant)
    if ruling:
        verdict, word = ruling
        evidence = (word, *_ordered(findings))
    else:
        verdict, evidence = _verdict(post, challenge, findings), tuple(_ordered(findings))
    return Membership(
        post=post.url,
        challenge=challenge.id,
        verdict=verdict,
        round=None if verdict is Verdict.OUTSIDE else _round(post, challenge, findings),
        evidence=evidence,
        decided_by="organiser" if ruling else "rules",
    )


def _ordered(findings: list[Finding]) -> list[Evidence]:
    ranked = sorted(findings, key=lambda f: (_ORDER.index(f.evidence.kind), not f.strong))
    return list(dict.fromkeys(finding.evidence for finding in ranked))


def _verdict(post: Post, challenge: Challenge, findings: list[Finding]) -> Verdict:
    if organiser.is_own_page(post.url, challenge):
        return Verdict.OUTSIDE
    kinds = {finding.evidence.kind for finding in findings if not finding.near}
    if any(finding.strong for finding in findings) or len(kinds) > 1:
        return Verdict.MEMBER
    return Verdict.UNSURE if findings else Verdict.OUTSIDE


def _round(post: Post, challenge: Challenge, findings: list[Finding]) -> str | None:
    """The round of the surest finding that names one."""
    by_kind = {
        kind: [f.evidence.round for f in findings if f.evidence.kind == kind] for kind in MODULES
    }
    rounds = [ordinal.round_of(post, challenge)]
    answers = [ordinal.round_of(post, challenge, answers=True)]
    on_the_day = [] if any(f.near for f in findings) else by_kind["window"]
    told = (by_kind["prompt"], rounds, by_kind["listed"], by_kind["link"])
    ways = (*told, on_the_day, answers, by_kind["window"])
    return next((key for way in ways for key in way if key), None)
