"""What the blog's other posts say near in time: that the author takes part, or does not."""

from archiver.membership import own_pages, weights
from archiver.membership.case import Case
from archiver.membership.evidence.phrase import said_beside
from archiver.membership.sentences import mentions
from archiver.membership.sentences.mentions import Mention
from archiver.membership.sentences.naming import Level
from archiver.model import Evidence, Post
from archiver.model.blog import CLOSE
from archiver.web import dates
from archiver.web.vocabulary.acts import Act


def find(case: Case) -> list[Evidence]:
    """Evidence from other posts of the blog, of posts that say nothing of the challenge themselves."""
    if case.mentions or not case.day:
        return []
    pages = tuple(own_pages.of(case.challenge))
    for post in case.host_posts:
        day = dates.day(post.published)
        if post.authors and case.post.authors and not {*post.authors} & {*case.post.authors}:
            continue
        if post.url == case.post.url or not day or abs(day - case.day) > CLOSE:
            continue
        for mention in mentions.of(post, case.challenge, pages, day):
            if mention.other_season:
                continue
            declined = _declines(mention, post)
            if declined or mention.claim:
                return [_evidence(mention.passage.text, post, declined)]
    return []


def _declines(mention: Mention, post: Post) -> bool:
    """Whether a post refuses the challenge, by name: two witnesses have to say so."""
    plain = (mention.level or 0) > Level.COMMUNITY or bool(mention.links)
    return plain and Act.DECLINES in mention.acts | said_beside(mention, post) and mention.odds < 0


def _evidence(quote: str, post: Post, declined: bool) -> Evidence:
    weight = weights.DECLINED_ELSEWHERE if declined else weights.TAKES_PART_ELSEWHERE
    says = Act.DECLINES if declined else Act.JOINS
    return Evidence(kind="elsewhere", quote=quote, where=post.url, weight=weight, says=says)
