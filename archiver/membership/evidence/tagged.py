"""The post carries a tag of the challenge, or stands on a participant's page of such a tag."""

from collections.abc import Iterator
from dataclasses import replace

from archiver.membership import weights
from archiver.membership.case import Case
from archiver.membership.sentences import challenge_names
from archiver.membership.sentences.challenge_names import fold
from archiver.membership.sentences.mentions import Mention
from archiver.membership.sentences.naming import Level
from archiver.membership.sentences.words import folded
from archiver.model import Evidence, Method
from archiver.web.vocabulary.acts import Act


def find(case: Case) -> list[Evidence]:
    """Tags that are the challenge's but for case, blanks and punctuation, and pages of a tag.

    They count by the day of the post: tags are used again, a year later or for other things.
    """
    wanted = {bare for tag in case.challenge.tags if (bare := fold(tag))}
    said = challenge_names.names(case.challenge)
    # a title of one common word is a tag for anything
    wanted |= {"".join(whole) for whole in said.whole if len(whole) > 1 and not said.bare}
    found: dict[str, Evidence] = {}
    for where, tag in _tags(case):
        if fold(tag) in wanted or folded(fold(tag)) in wanted:
            found.setdefault(fold(tag), Evidence(kind="tag", quote=tag, where=where))
    for announcement in case.announcements:
        if announcement.how == Method.TAG:
            where = f"tag page {announcement.via}"
            quote = announcement.title or announcement.url
            found.setdefault(
                where, Evidence(kind="tag", quote=quote, where=where, round=announcement.round)
            )
    weight = weights.TAG[case.when] * (
        weights.TAG_AND_NO_CLAIM if _names_without_claim(case) else 1.0
    )
    return [replace(e, weight=weight) if n == 0 else e for n, e in enumerate(found.values())]


def _names_without_claim(case: Case) -> bool:
    """Whether the post says what the tag means to it, and that is no answer: a shop, another matter of
    that name."""
    said = [m for m in case.mentions if (m.level or 0) > Level.COMMUNITY or m.against]
    if any(Act.SELLS in m.acts for m in said):
        return True
    open_to_it = (m.claim or m.odds > _OPEN or _is_by_itself(m) for m in said)
    return bool(said) and not any(open_to_it)


def _is_by_itself(mention: Mention) -> bool:
    """Whether it is a hashtag or a name alone, which says nothing of how it is meant."""
    return mention.passage.paragraph >= 0 and len(mention.text.split()) < _FEW


_OPEN = 0.5
_FEW = 5


def _tags(case: Case) -> Iterator[tuple[str, str]]:
    yield from (("tags of the page", tag) for tag in case.post.tags)
    yield from (("categories of the page", tag) for tag in case.post.categories)
    yield from ((f"tags in {a.via}", tag) for a in case.announcements for tag in a.tags)
