"""The post speaks of the challenge, by its name or by a link: what does the sentence do?

One sentence counts for the post: the one that claims most plainly that this is an answer; else the
most telling mention. What other sentences do against it, as a refusal, is evidence of its own.
"""

from dataclasses import replace

from archiver.membership import weights
from archiver.membership.case import Case
from archiver.membership.sentences import mentions
from archiver.membership.sentences.mentions import Mention
from archiver.membership.sentences.naming import Level
from archiver.model import Evidence, Post
from archiver.web.vocabulary.acts import Act

_CREDIT_WORDS = 14
"""So few words of a line are no more than a note of what a post was written for."""


def find(case: Case) -> list[Evidence]:
    """The sentence that decides, and those that speak against it; other seasons where only such are meant."""
    if not case.mentions:
        return _of_other_seasons(case)
    carried = {m.passage.text for m in case.mentions if _is_carried(m, case)}
    counting = [m for m in case.mentions if m.passage.text not in carried]
    if not counting:
        return [_evidence(m, 0.0, "carried by other posts of the blog") for m in case.mentions[:1]]
    best = max(counting, key=lambda m: (_value(m), mentions.plainness(m)))
    found = [_evidence(best, _value(best), best.claim or _credit_words(best))]
    return [*found, *_against(best, counting, case)]


def _value(mention: Mention) -> float:
    """What a mention speaks for the post: its name, its claim, its place and its round."""
    made = weights.CLAIM[mention.claim] * weights.agreed(mention.odds) if mention.claim else 0.0
    if not made and not mention.against:
        credit = weights.CREDIT * weights.agreed(mention.odds)
        made = credit if _is_credit(mention) else 0.0
        made = max(made, weights.HASHTAG if _is_alone(mention) else 0.0)
    if not mention.links:
        made *= weights.PLAINNESS.get(mention.level, 1.0)
    if mention.passage.item:
        made = made * weights.OF_ITEM if mention.claim else made + weights.IN_LIST
    made += weights.READ * mention.odds
    if mention.passage.paragraph < 0:
        made *= weights.IN_TITLE
    value = weights.NAME[mention.level] + made
    if made > 0:
        value += weights.NEAR_AN_END if mention.passage.near else 0.0
        value += weights.OF_A_ROUND if any(t.sure for t in mention.rounds) else 0.0
    return round(value, 2)


def _is_credit(mention: Mention) -> bool:
    """Whether a line says nothing but the challenge's name, as a note below a post or in its title."""
    passage = mention.passage
    if not passage.alone or not passage.near or passage.item or "?" in passage.text:
        return False
    if passage.paragraph < 0 and not any(t.round for t in mention.rounds):
        return False  # a title that names it may be anybody's
    told = (mention.level or 0) > Level.PARTLY or bool(mention.links)
    return told and len(passage.text.split()) <= _CREDIT_WORDS


def _is_alone(mention: Mention) -> bool:
    """Whether a hashtag stands for itself, not within a sentence."""
    return mention.hashtag and len(mention.text.split()) <= 4


def _credit_words(mention: Mention) -> str:
    if mention.against:
        return ""
    return "credit" if _is_credit(mention) or _is_alone(mention) else ""


def _is_carried(mention: Mention, case: Case) -> bool:
    """Whether the blog carries a sentence everywhere: then it says nothing of this post."""
    if mention.claim in (Act.HERE, Act.MINE):
        return False
    return any(
        mention.passage.text in post.text for post in case.host_posts if post.url != case.post.url
    )


def _against(best: Mention, counting: list[Mention], case: Case) -> list[Evidence]:
    """What sentences do that speaks against the post, the weightiest of each kind."""
    share = weights.BESIDE[best.claim if best.passage.paragraph >= 0 else None]
    found: dict[Act, Evidence] = {}
    for mention in counting:
        beside = said_beside(mention, case.post)
        for act in sorted(mention.against | beside):
            part = 1.0 if mention is best and not best.claim else share
            if mention is best and best.claim:
                part = weights.BESIDE[Act.HERE]
            if act is Act.DECLINES and best.claim is not Act.HERE:
                part = 1.0
            if act in mention.against:
                part *= weights.agreed(-mention.odds)
            if (mention.level or 0) <= Level.COMMUNITY and not mention.links:
                part *= weights.OF_COMMUNITY
            evidence = _evidence(mention, weights.AGAINST[act] * part, act)
            if act not in found or evidence.weight < found[act].weight:
                found[act] = evidence
    worst = sorted(found.values(), key=lambda e: e.weight)
    # what speaks against it is mostly one thing said in several ways
    return [e if n == 0 else _lighter(e) for n, e in enumerate(worst[:3])]


_FROM_BESIDE = frozenset((Act.DECLINES, Act.SELLS))


def said_beside(mention: Mention, post: Post) -> frozenset[Act]:
    """What the sentences beside a mention say against the post; beside the community's name alone they
    are about something else."""
    if (mention.level or 0) <= Level.COMMUNITY and not mention.links:
        return frozenset()
    return mentions.said_around(mention, post) & _FROM_BESIDE


def _lighter(evidence: Evidence) -> Evidence:
    return replace(evidence, weight=round(evidence.weight / 3, 2))


def _of_other_seasons(case: Case) -> list[Evidence]:
    return [_evidence(m, weights.OTHER_SEASON, "another season") for m in case.every_mention[:1]]


def _evidence(mention: Mention, weight: float, says: str) -> Evidence:
    rounds = [t.round for t in mention.rounds if t.round and t.sure]
    return Evidence(
        kind="phrase",
        quote=mention.passage.text,
        where=mention.passage.where,
        round=rounds[0] if rounds and weight > 0 else None,
        weight=round(weight, 2),
        says=says,
    )
