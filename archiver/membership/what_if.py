"""What would change a verdict: the post is judged again as if something were otherwise.

Nothing here knows how a verdict comes about. What it is given to judge with is asked the same question
with one thing changed, and an answer that stays as it was is no news.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from archiver.membership.sentences import words
from archiver.model import (
    Candidate,
    Challenge,
    Evidence,
    Grounds,
    Membership,
    Method,
    Participant,
    Placed,
    Post,
    Verdict,
)
from archiver.web import urls

Judge = Callable[[Grounds, Challenge], Membership]
"""Gives the verdict on what is known of a post and a challenge."""


class Way(StrEnum):
    """What would be otherwise."""

    WITHOUT = "without"
    TAGGED = "tagged"
    LISTED = "listed"
    WRITER = "writer"
    INCLUDED = "included"
    EXCLUDED = "excluded"
    RULES = "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What would be otherwise, and what the verdict would be then.

    ``what`` is the tag, the page that lists the post, the writer's name, or the address for
    sources.yaml; ``evidence`` the piece that would be lacking.
    """

    way: Way
    what: str
    then: Membership
    evidence: Evidence | None = None


def what_if(grounds: Grounds, challenge: Challenge, judge: Judge) -> tuple[Change, ...]:
    """All single changes that would give the post another verdict or another round."""
    now = judge(grounds, challenge)
    found = (
        *_taken_back(grounds, challenge, now, judge),
        *_without(grounds, challenge, now, judge),
        *_with(grounds, challenge, now, judge),
    )
    return tuple(change for change in found if _said(change.then) != _said(now))


def _said(m: Membership) -> tuple[Verdict, str | None, tuple[str, ...]]:
    return m.verdict, m.round, m.also


def _taken_back(
    grounds: Grounds, challenge: Challenge, now: Membership, judge: Judge
) -> Iterator[Change]:
    """Without the organiser's own word."""
    if now.decided_by == "organiser":
        silent = replace(challenge, include=(), exclude=(), placed=())
        yield Change(way=Way.RULES, what=grounds.post.url, then=judge(grounds, silent))


def _without(
    grounds: Grounds, challenge: Challenge, now: Membership, judge: Judge
) -> Iterator[Change]:
    """Without each piece of evidence, where it can be thought away: a sentence with all that it holds,
    such as a name and a link."""
    if now.decided_by == "organiser":
        return
    by_quote: dict[str, list[Evidence]] = {}
    for piece in now.evidence:
        by_quote.setdefault(piece.quote, []).append(piece)
    for quote, pieces in by_quote.items():
        less = grounds
        for piece in pieces:
            less = lacking(less, piece)
        then = judge(less, challenge)
        if not {_mark(piece) for piece in pieces} & {_mark(piece) for piece in then.evidence}:
            yield Change(way=Way.WITHOUT, what=quote, then=then, evidence=pieces[0])


def _mark(piece: Evidence) -> tuple[str, str, str]:
    return piece.kind, piece.quote, piece.where


def lacking(grounds: Grounds, piece: Evidence) -> Grounds:
    """The same post without what a piece of evidence rests on: an announcement, tag, link, day or
    sentence."""
    post, told = grounds.post, grounds.announcements
    listed = [a for a in told if a.via and a.via in piece.where.split()]
    if piece.kind == "window":
        dateless = tuple(replace(a, published=None) for a in told)
        return replace(grounds, post=replace(post, published=None), announcements=dateless)
    if piece.kind == "link":
        target = urls.key(piece.where.split()[-1]) if piece.where else ""
        links = tuple(link for link in post.links if not _leads(link.url, target))
        return replace(grounds, post=replace(post, links=links))
    if piece.kind == "tag":
        return _untagged(grounds, piece.quote, listed)
    if listed:
        return replace(grounds, announcements=tuple(a for a in told if a not in listed))
    return replace(grounds, post=_unsaid(post, piece.quote))


def _leads(url: str, target: str) -> bool:
    return urls.key(urls.without_fragment(urls.original(url))) == target


def _untagged(grounds: Grounds, tag: str, listed: list[Candidate]) -> Grounds:
    def others(tags: Iterable[str]) -> tuple[str, ...]:
        return tuple(one for one in tags if words.words(one) != words.words(tag))

    post = grounds.post
    bare = replace(post, tags=others(post.tags), categories=others(post.categories))
    told = tuple(
        replace(a, tags=others(a.tags))
        for a in grounds.announcements
        if not (a.how == Method.TAG and a in listed)
    )
    return replace(grounds, post=bare, announcements=told)


def _unsaid(post: Post, quote: str) -> Post:
    """The post without a sentence, or without each of several."""
    title, text = post.title.replace(quote, ""), post.text.replace(quote, "")
    if (title, text) == (post.title, post.text):
        for sentence in words.sentences(quote):
            text = text.replace(sentence, "")
    return replace(post, title=title, text=text)


def _with(
    grounds: Grounds, challenge: Challenge, now: Membership, judge: Judge
) -> Iterator[Change]:
    """With what the author, the organiser or sources.yaml may add."""
    post = grounds.post
    by_hand = now.decided_by == "organiser"
    if challenge.tags and not by_hand:
        tagged = replace(post, tags=(*post.tags, challenge.tags[0]))
        then = judge(replace(grounds, post=tagged), challenge)
        yield Change(way=Way.TAGGED, what=challenge.tags[0], then=then)
    if not by_hand:
        page = _roundup(post, challenge, now.round)
        told = (*grounds.announcements, page)
        then = judge(replace(grounds, announcements=told), challenge)
        yield Change(way=Way.LISTED, what=page.via if page.via != post.url else "", then=then)
        name, known = _writer(post, challenge)
        if known not in challenge.writers:
            then = judge(grounds, replace(challenge, writers=(*challenge.writers, known)))
            yield Change(way=Way.WRITER, what=name, then=then)
    included = replace(challenge, include=(post.url,), exclude=())
    yield Change(way=Way.INCLUDED, what=post.url, then=judge(grounds, included))
    for answered in challenge.rounds:
        placed = (Placed(url=post.url, round=answered.id),)
        if now.verdict is Verdict.MEMBER and answered.id != now.round:
            then = judge(grounds, replace(included, placed=placed))
            yield Change(
                way=Way.INCLUDED, what=f"{{url: {post.url}, round: {answered.id}}}", then=then
            )
            break
    excluded = replace(challenge, exclude=(post.url,))
    yield Change(way=Way.EXCLUDED, what=post.url, then=judge(grounds, excluded))


def _roundup(post: Post, challenge: Challenge, answered: str | None) -> Candidate:
    """What a round-up would announce: that of the post's round, or of any round."""
    pages = {r.id: r.roundup for r in challenge.rounds}
    via = pages.get(answered or "") or next(filter(None, pages.values()), None) or challenge.hub
    return Candidate(
        url=post.url,
        via=via or post.url,
        how=Method.ROUNDUP,
        source="",
        challenge=challenge.id,
        round=answered,
        title=post.title,
    )


def _writer(post: Post, challenge: Challenge) -> tuple[str, Participant]:
    """The post's first author as a writer of the challenge, with the host as a blog."""
    name = next(iter(post.authors), "") or urls.host(post.url)
    home = urls.resolve("/", post.url) or post.url
    known = next((one for one in challenge.writers if name in (one.name, *one.also)), None)
    return name, known or Participant(name=name, blogs=(home,))
