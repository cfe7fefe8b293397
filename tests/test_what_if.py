"""Counterfactuals: the post is judged again with one thing changed, whatever the rules are."""

from dataclasses import replace
from datetime import date

import pytest

from archiver import membership
from archiver.membership.what_if import Change, Way, lacking, what_if
from archiver.model import (
    Candidate,
    Challenge,
    Evidence,
    Grounds,
    Link,
    Membership,
    Method,
    Post,
    Round,
    Verdict,
)

URL = "https://ana.example/p"
HUB = "https://hub.example/call/"
SPRING = Challenge(
    id="spring",
    title="The Spring Challenge",
    hub=HUB,
    tags=("spring",),
    rounds=(
        Round(id="week-1", opens=date(2017, 5, 1), closes=date(2017, 5, 7)),
        Round(id="week-2", opens=date(2017, 5, 8), closes=date(2017, 5, 14)),
    ),
)


def post(**fields: object) -> Post:
    plain = Post(url=URL, title="P", text="Words.", markdown="", authors=("Ana",))
    return replace(plain, **fields)  # type: ignore[arg-type]


def judge(grounds: Grounds, challenge: Challenge) -> Membership:
    return membership.judge(grounds.post, challenge, grounds.announcements, names=grounds.names)


def ways(grounds: Grounds, challenge: Challenge = SPRING) -> dict[Way, Change]:
    return {change.way: change for change in what_if(grounds, challenge, judge)}


def test_only_what_changes_something_is_told() -> None:
    """Also by rules that are none: whoever is asked decides."""
    stubborn = Membership(post=URL, challenge="spring", verdict=Verdict.MEMBER)
    assert what_if(Grounds(post=post()), SPRING, lambda grounds, challenge: stubborn) == ()


def test_a_post_without_a_sign_needs_the_organiser() -> None:
    found = ways(Grounds(post=post()))
    assert found[Way.INCLUDED].then.verdict is Verdict.MEMBER
    assert Way.WITHOUT not in found and Way.EXCLUDED not in found
    assert found[Way.LISTED].then.verdict is Verdict.MEMBER and found[Way.LISTED].what == HUB


def test_a_post_that_rests_on_one_tag() -> None:
    found = ways(Grounds(post=post(tags=("Spring",))))
    assert found[Way.WITHOUT].then.verdict is Verdict.OUTSIDE
    assert found[Way.WITHOUT].evidence and found[Way.WITHOUT].evidence.quote == "Spring"
    assert Way.TAGGED not in found and Way.INCLUDED in found, "with an example of a round"
    assert found[Way.INCLUDED].then.round == "week-1"


def test_a_sentence_goes_with_the_link_in_it() -> None:
    sentence = "My answer to the Spring Challenge."
    links = (Link(url=HUB, text="the Spring Challenge"),)
    found = ways(Grounds(post=post(text=f"{sentence} And more.", links=links)))
    assert found[Way.WITHOUT].then.verdict is Verdict.OUTSIDE
    assert found[Way.WITHOUT].what == sentence


def test_an_unsure_one_is_told_what_it_lacks() -> None:
    found = ways(Grounds(post=post(published=date(2017, 5, 9))))
    assert found[Way.TAGGED].then.verdict is Verdict.MEMBER
    assert found[Way.WITHOUT].then.verdict is Verdict.OUTSIDE, "its day is all that it has"


def test_by_hand_only_her_line_counts() -> None:
    grounds = Grounds(post=post(tags=("spring",)))
    found = ways(grounds, replace(SPRING, exclude=(URL,)))
    assert set(found) == {Way.RULES, Way.INCLUDED}
    assert found[Way.RULES].then.verdict is Verdict.MEMBER


def test_a_known_writer_is_asked_of_whoever_judges() -> None:
    def knows_writers(grounds: Grounds, challenge: Challenge) -> Membership:
        known = any(one.name == "Ana" for one in challenge.writers)
        verdict = Verdict.MEMBER if known else Verdict.UNSURE
        return Membership(post=URL, challenge="spring", verdict=verdict)

    found = what_if(Grounds(post=post()), SPRING, knows_writers)
    assert [(one.way, one.what) for one in found] == [(Way.WRITER, "Ana")]


ROUNDUP = Candidate(url=URL, via="https://hub.example/all/", how=Method.ROUNDUP, source="s")
TAGGED = Candidate(
    url=URL, via="https://ana.example/feed", how=Method.FEED, source="s", tags=("x",)
)
WHOLE = Grounds(
    post=post(
        text="First words.\n\nThis is for the Spring Challenge. And more.\n\nLast words.",
        tags=("x", "y"),
        categories=("X",),
        links=(Link(url=f"{HUB}#rules"), Link(url="https://else.example/")),
        published=date(2017, 5, 2),
    ),
    announcements=(ROUNDUP, replace(TAGGED, published=date(2017, 5, 2))),
)


@pytest.mark.parametrize("kind", ["listed", "link", "tag", "window", "phrase", "another"])
def test_each_kind_of_evidence_can_be_thought_away(kind: str) -> None:
    sentence = "This is for the Spring Challenge."
    told = {
        "listed": ("P", f"round-up {ROUNDUP.via}"),
        "link": ("the call", f"link to {HUB}"),
        "tag": ("x", "tags of the page"),
        "window": ("2017-05-02", "between 2017-05-01 and 2017-05-07"),
    }
    quote, where = told.get(kind, (sentence, "paragraph 2 of 3"))
    less = lacking(WHOLE, Evidence(kind=kind, quote=quote, where=where))
    changed = {
        "listed": less.announcements == WHOLE.announcements[1:],
        "link": less.post.links == WHOLE.post.links[1:],
        "tag": less.post.tags == ("y",)
        and not less.post.categories
        and [a.tags for a in less.announcements] == [(), ()],
        "window": less.post.published is None and not any(a.published for a in less.announcements),
    }
    assert changed.pop(kind, sentence not in less.post.text and "And more." in less.post.text)
    assert not any(changed.values()), "all else is as it was"
