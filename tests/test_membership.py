"""What golden cases of membership cannot say: the two real posts, many posts at once, words."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver import config, membership
from archiver.membership import ordinal, words
from archiver.model import Candidate, Membership, Method, Post, Verdict
from tests.stages.membership import challenge, post

ROOT = Path(__file__).parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
URL = "https://ana.example.net/2017/05/a-post/"


@pytest.mark.parametrize(("number", "day"), [("000", date(2017, 5, 3)), ("001", date(2017, 5, 23))])
@pytest.mark.parametrize("chrome", [True, False], ids=["with chrome", "clean"])
def test_the_two_posts_of_the_worked_example(number: str, day: date, chrome: bool) -> None:
    """Members of week one by quoted evidence, the one of three weeks later too."""
    path = next(SEEDS.glob(f"{number}_*.txt"), None)
    if path is None:
        pytest.skip("the two posts are not here")
    settings = config.parse((ROOT / "sources.yaml").read_text("utf-8"))
    spring = next(c for c in settings.challenges if c.id == "sd-spring-2017")
    text = path.read_text("utf-8")
    title, body = (text if chrome else text.split("\nLeave a Reply\n")[0]).split("\n", 1)
    judged = membership.judge(
        Post(url=URL, title=title, text=body, markdown=body, published=day), spring, []
    )
    assert (judged.verdict, judged.round) == (Verdict.MEMBER, "week-1")
    quotes = {e.kind: e.quote for e in judged.evidence}
    assert "Support Driven Spring 2017 Writing Challenge" in quotes["phrase"]
    assert "What makes you excited about working in customer support?" in quotes["prompt"]
    others = [c for c in settings.challenges if c.id != "sd-spring-2017"]
    verdicts = {c.id: membership.judge(post({"text": body}), c, []).verdict for c in others}
    assert set(verdicts.values()) == {Verdict.OUTSIDE}


def test_judging_twice_says_the_same() -> None:
    told = {
        "text": "The Help Desk Spring 2017 Writing Challenge, week two.",
        "tags": ["hd challenge"],
    }
    listed = [
        Candidate(url=URL, via="https://hub.example.net/", how=Method.HUB, source="hub", quote="q")
    ] * 2
    first = membership.judge(post(told), challenge({}), listed)
    assert first == membership.judge(post(told), challenge({}), listed)
    assert [e.kind for e in first.evidence] == ["listed", "phrase", "tag"]


def on(moment: str, **said: object) -> Membership:
    published = datetime.fromisoformat(moment)
    return membership.judge(replace(post(said), published=published), challenge({}), [])


@pytest.mark.parametrize(
    ("published", "key"),
    [
        ("2017-05-15T08:00:00+09:00", "week-2"),  # in UTC it is the evening before
        ("2017-05-14T22:00:00-07:00", "week-1"),  # in UTC it is the next morning
        ("2017-05-15T00:30:00+00:00", "week-2"),
    ],
)
def test_a_round_is_judged_by_the_authors_day(published: str, key: str) -> None:
    judged = on(published)
    assert (judged.verdict, judged.round) == (Verdict.UNSURE, key)


def test_a_day_beside_a_window_names_the_round_and_makes_no_member() -> None:
    late, early = on("2017-06-12T01:00:00+00:00"), on("2017-04-30T20:00:00-05:00")
    assert [(m.round, m.evidence[0].where.split(":")[0]) for m in (late, early)] == [
        ("week-3", "late by clock"),
        ("week-1", "early by clock"),
    ]
    weak = [f"Paragraph {n} is about something else." for n in range(9)]
    weak[4] = "Also of the Help Desk Spring 2017 Writing Challenge."
    text = "\n\n".join(weak)
    assert on("2017-06-12T01:00:00+00:00", text=text).verdict is Verdict.UNSURE
    assert on("2017-06-11T23:00:00+00:00", text=text).verdict is Verdict.MEMBER


def test_the_number_of_an_answer_is_less_sure_than_its_day() -> None:
    text = "This is my first post for the Help Desk Spring 2017 Writing Challenge."
    assert on("2017-05-16T10:00:00+00:00", text=text).round == "week-2"
    assert on("2018-05-16T10:00:00+00:00", text=text).round == "week-1"


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("It's week 3 in the challenge", 3),
        ("Week One’s writing prompt asks", 1),
        ("This is my sixth and final post for the 6 week challenge", None),  # of the author's
        ("the 2nd of two prompts", 2),
        ("Day #12 of writing", 12),
        ("a six week challenge", None),
        ("this week I write", None),
        ("one post", None),
    ],
)
def test_number_of_a_round(sentence: str, number: int | None) -> None:
    assert ordinal.number_in(sentence) == number


@pytest.mark.parametrize(
    ("paragraph", "sentences"),
    [
        ("One. Two! “Three?” Four", ["One.", "Two!", "“Three?”", "Four"]),
        ("Dr. No of e.g. Oslo paid 3.50 there.", ["Dr. No of e.g. Oslo paid 3.50 there."]),
        ("続ける。理由は何ですか。", ["続ける。", "理由は何ですか。"]),
        ("", []),
    ],
)
def test_sentences(paragraph: str, sentences: list[str]) -> None:
    assert words.sentences(paragraph) == sentences


@given(st.text(max_size=200))
def test_sentences_lose_nothing(text: str) -> None:
    assert "".join("".join(words.sentences(text)).split()) == "".join(text.split())


def test_words_fold_typography() -> None:
    assert words.words("“It’s” – IT'S, Ｆull ﬁt") == ("its", "its", "full", "fit")
    assert words.words("毎月ABC") == ("毎", "月", "abc")
