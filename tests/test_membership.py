"""What golden cases of membership cannot say: the two real posts, many posts at once, words."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver import config, membership
from archiver.membership import ordinal, words
from archiver.model import Candidate, Method, Post, Verdict
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


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("It's week 3 in the challenge", 3),
        ("Week One’s writing prompt asks", 1),
        ("This is my sixth and final post for the 6 week challenge", 6),
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
