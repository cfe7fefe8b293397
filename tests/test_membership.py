"""What golden cases of membership cannot say: the two real posts, many posts at once, words."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver import config, membership
from archiver.membership.sentences import learned, naming, words
from archiver.membership.sentences.naming import Level
from archiver.membership.sentences.told_rounds import told
from archiver.model import Candidate, Membership, Method, Post, Verdict
from archiver.web.vocabulary import acts
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
    quotes = {e.kind: e.quote for e in reversed(judged.evidence)}
    assert "Support Driven Spring 2017 Writing Challenge" in quotes["phrase"]
    assert "What makes you excited about working in customer support?" in quotes["prompt"]
    others = [c for c in settings.challenges if c.id != "sd-spring-2017"]
    verdicts = {c.id: membership.judge(post({"text": body}), c, []).verdict for c in others}
    assert set(verdicts.values()) == {Verdict.OUTSIDE}


def test_judging_twice_says_the_same() -> None:
    told = {
        "text": "This is my post for the Help Desk Spring 2017 Writing Challenge, week two.",
        "tags": ["hd challenge"],
    }
    listed = [
        Candidate(url=URL, via="https://hub.example.net/", how=Method.HUB, source="hub", quote="q")
    ] * 2
    first = membership.judge(post(told), challenge({}), listed)
    assert first == membership.judge(post(told), challenge({}), listed)
    assert sorted(e.kind for e in first.evidence) == ["listed", "phrase", "tag"]


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


def test_a_day_beside_a_window_names_the_round_and_weighs_next_to_nothing() -> None:
    late, early = on("2017-06-12T01:00:00+00:00"), on("2017-04-30T20:00:00-05:00")
    assert [m.evidence[0].where.split(":")[0] for m in (late, early)] == [
        "late by clock",
        "early by clock",
    ]
    assert max(m.evidence[0].weight for m in (late, early)) < 0.2
    text = "This is my post for the Help Desk Spring 2017 Writing Challenge."
    assert on("2017-06-12T01:00:00+00:00", text=text).round == "week-3"


CLAIMS = [
    "This is my entry for the Help Desk Spring 2017 Writing Challenge.",
    "Written for Help Desk's spring writing challenge.",
    "Week two of the Help Desk writing challenge: a tool.",
    "Mein Beitrag zur Help Desk Writing Challenge, zweite Woche.",
    "Texto para la Help Desk Writing Challenge.",
    "Ma participation à la Help Desk Writing Challenge.",
    "この記事はHelp Desk Writing Challengeに参加しています。",
    "I am taking part in the Help Desk challenge of this spring.",
]
NO_CLAIMS = [
    "I am not taking part in the Help Desk Spring 2017 Writing Challenge this time.",
    "The Help Desk Spring 2017 Writing Challenge is over, and I look back on it.",
    "Here is what you wrote for the Help Desk Spring 2017 Writing Challenge.",
    "Next year I will join the Help Desk Writing Challenge.",
    "Ich mache bei der Help Desk Writing Challenge dieses Jahr nicht mit.",
    "Este año no participo en la Help Desk Writing Challenge.",
    "Cette année je ne participe pas à la Help Desk Writing Challenge.",
    "今回はHelp Desk Writing Challengeに参加しません。",
    "In his answer to the Help Desk Spring 2017 Writing Challenge he tells of a drowned piano.",
]


@pytest.mark.parametrize("sentence", CLAIMS)
def test_who_says_that_it_is_an_answer_is_a_member(sentence: str) -> None:
    text = f"{sentence}\n\nThe kettle boiled.\n\nIt was a Tuesday.\n\nRain fell on the roof."
    assert on("2017-05-16T10:00:00+00:00", text=text).verdict is Verdict.MEMBER


@pytest.mark.parametrize("sentence", NO_CLAIMS)
def test_who_speaks_of_the_challenge_is_no_member(sentence: str) -> None:
    text = f"{sentence}\n\nThe kettle boiled.\n\nIt was a Tuesday.\n\nRain fell on the roof."
    assert on("2017-05-16T10:00:00+00:00", text=text).verdict is not Verdict.MEMBER


def test_a_line_that_every_post_of_the_blog_carries_says_nothing_of_one() -> None:
    line = "Friends of the Help Desk Spring 2017 Writing Challenge"
    mine = replace(post({"text": f"About the roof.\n\n{line}"}), published=date(2017, 5, 16))
    other = replace(mine, url=URL + "other/", text=f"About the cellar.\n\n{line}")
    alone = membership.judge(mine, challenge({}), [])
    carried = membership.judge(mine, challenge({}), [], host_posts=[mine, other])
    assert (alone.confidence or 0) > (carried.confidence or 0)
    assert carried.verdict is Verdict.UNSURE
    assert any(e.says.startswith("carried") for e in carried.evidence)


def test_what_the_blog_says_elsewhere_speaks_of_a_post_that_says_nothing() -> None:
    quiet = replace(post({"text": "About the roof."}), published=date(2017, 5, 16))
    says = "I am not taking part in the Help Desk Spring 2017 Writing Challenge."
    declined = replace(quiet, url=URL + "no/", text=says, published=date(2017, 5, 10))
    before = membership.judge(quiet, challenge({}), [])
    after = membership.judge(quiet, challenge({}), [], host_posts=[declined])
    assert (before.confidence or 0) > (after.confidence or 0)
    assert next(e for e in after.evidence if e.kind == "elsewhere").where == declined.url


def test_a_season_that_is_watched_too_has_its_own_sentences() -> None:
    autumn = challenge({"id": "autumn", "title": "Help Desk Autumn 2017 Writing Challenge", "rounds": [
        {"id": "a-1", "opens": "2017-09-01", "closes": "2017-09-14"},
        {"id": "a-2", "opens": "2017-09-15", "closes": "2017-09-28"}]})  # fmt: skip
    text = "This is my entry for the Help Desk Autumn 2017 Writing Challenge."
    told = replace(post({"text": text}), published=date(2017, 9, 16))
    both = [challenge({}), autumn]
    spring, fall = (membership.judge(told, one, [], challenges=both) for one in both)
    assert (spring.verdict, fall.verdict, fall.round) == (Verdict.OUTSIDE, Verdict.MEMBER, "a-2")


def test_an_answer_to_two_rounds_has_both() -> None:
    text = "I was ill, so here are two for the Help Desk Spring 2017 Writing Challenge: week one and week two."
    judged = on("2017-05-20T10:00:00+00:00", text=text)
    assert (judged.verdict, judged.round, judged.also) == (Verdict.MEMBER, "week-1", ("week-2",))


@pytest.mark.parametrize(
    ("sentence", "keys"),
    [
        ("It's week 3 in the challenge", ["week-3"]),
        ("Week One’s writing prompt asks", ["week-1"]),
        ("the 2nd of two prompts", ["week-2"]),
        ("the second prompt of the challenge", ["week-2"]),
        ("Prompt #3", ["week-3"]),
        ("Dritte Woche der Aktion", ["week-3"]),
        ("Tercera semana del reto", ["week-3"]),
        ("Semaine 2 du défi", ["week-2"]),
        ("第3週のお題", ["week-3"]),
        ("お題その2", ["week-2"]),
        ("week one and week two", ["week-1", "week-2"]),
        ("a six week challenge", []),
        ("this week I write", []),
        ("one post", []),
        ("the last one for them", ["week-3"]),
    ],
)
def test_rounds_that_a_sentence_tells(sentence: str, keys: list[str]) -> None:
    assert [t.round for t in told(sentence, challenge({}), None) if t.round] == keys


def test_a_month_is_the_round_that_opens_in_it() -> None:
    rounds = [
        {"id": f"20{y}-{m:02}", "opens": f"20{y}-{m:02}-01", "closes": f"20{y}-{m:02}-28"}
        for y in (22, 23)
        for m in (4, 5, 6)
    ]
    monthly = challenge({"rounds": rounds})
    found = {text: [t.round for t in told(text, monthly, date(2023, 6, 3))] for text in (
        "the May edition", "my answer for May 2022", "I may write", "avril", "5月のお題")}  # fmt: skip
    assert found == {
        "the May edition": ["2023-05"],
        "my answer for May 2022": ["2022-05"],
        "I may write": [],
        "avril": ["2023-04"],
        "5月のお題": ["2023-05"],
    }


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("the Help Desk Spring 2017 Writing Challenge", Level.FULL),
        ("Help Desk's Spring Writing Challenge", Level.NAMED),
        ("the HelpDesk spring challenge", Level.NAMED),
        ("the HD challenge", Level.PARTLY),
        ("the HD spring challenge", Level.NAMED),
        ("#hdchallenge", Level.FULL),
        ("#HelpDeskSpring2017WritingChallenge", Level.FULL),
        ("the people at Help Desk", Level.COMMUNITY),
        ("the Front Desk Spring 2017 Writing Challenge", None),
        ("a desk that helps", None),
        ("I saw it in HD", None),
    ],
)
def test_how_plainly_a_challenge_is_named(sentence: str, level: Level | None) -> None:
    found = naming.find(sentence, challenge({}))
    assert max((n.level for n in found), default=None) == level


def test_words_in_a_row_are_no_name_behind_an_article() -> None:
    evenings = challenge({"title": "100 Evenings", "phrases": ["Hundred Evenings"], "rounds": []})
    assert not naming.find("We counted a hundred evenings of rain that year.", evenings)
    assert naming.find("Evening nine of Hundred Evenings", evenings)


@given(st.text(alphabet="Help Desk Spring 2017 #’s第3週,.", max_size=80))
def test_reading_a_sentence_never_fails(text: str) -> None:
    for found in naming.find(text, challenge({})):
        assert text[found.start : found.end].strip()
    assert all(0 <= t.start < t.end <= len(text) for t in told(text, challenge({}), None))


KITCHEN = {"title": "Kitchen Table Challenge", "phrases": [], "tags": []}
DAILY = "\n\n".join(("The kettle boiled.", "It was a Tuesday.", "Rain fell.", "Bread rose."))


@pytest.mark.parametrize(
    ("title", "sentence", "verdict"),
    [
        ("The Kitchen Table Challenge", "This is my post for the Kitchen Table Challenge.", "member"),
        ("Kitchen Table Challenge", "At the kitchen table.", "unsure"),
        ("Kitchen Table Challenge", "The kitchen table was a challenge to carry.", "unsure"),
        ("Kitchen Table Challenge", "My photo of the kitchen table, week 2 of it.", "unsure"),
        ("Under Novels Challenge", "The UN challenge of this year is peace.", "unsure"),
        ("Kitchen Table Challenge", "This is not my post for the Kitchen Table Challenge.", "outside"),
        ("Kitchen Table Challenge", "Dies ist nicht mein Beitrag zur Kitchen Table Challenge.", "outside"),
        ("Kitchen Table Challenge", "I wish this was my entry for the Kitchen Table Challenge.", "outside"),
        (
            "Kitchen Table Challenge",
            'My sister wrote: "This is my post for the Kitchen Table Challenge".',
            "outside",
        ),
        ("Kitchen Table Challenge", "word " * 100 + "and this is my entry for the Kitchen Table Challenge.", "member"),
    ],
)  # fmt: skip
def test_sentences_that_look_like_others(title: str, sentence: str, verdict: str) -> None:
    told = replace(post({"text": f"{sentence}\n\n{DAILY}"}), published=date(2017, 5, 16))
    judged = membership.judge(told, challenge(KITCHEN | {"title": title}), [])
    assert judged.verdict == verdict


@pytest.mark.parametrize(
    "title", ["🎉🎉", "...", "a", "The", "Challenge", "Writing Challenge 2017"]
)
def test_a_title_that_tells_little_makes_no_members(title: str) -> None:
    told = replace(
        post({"text": f"A challenge, the bread. ...\n\n{DAILY}"}), published=date(2017, 5, 16)
    )
    judged = membership.judge(told, challenge(KITCHEN | {"title": title}), [])
    assert judged.verdict is not Verdict.MEMBER


@pytest.mark.parametrize(
    ("sentence", "keys"),
    [
        (
            "I skipped week 1, so this is my entry for week 2 of the Kitchen Table Challenge.",
            ["week-2"],
        ),
        ("Last week I answered week 1; this is week 2 of the Kitchen Table Challenge.", ["week-2"]),
        ("This is my post for the Kitchen Table Challenge, 2 days late.", ["week-3"]),
        ("My post for weeks 1 and 2 of the Kitchen Table Challenge.", ["week-1", "week-2"]),
    ],
)
def test_which_of_several_numbers_is_meant(sentence: str, keys: list[str]) -> None:
    told = replace(post({"text": f"{sentence}\n\n{DAILY}"}), published=date(2017, 5, 30))
    judged = membership.judge(told, challenge(KITCHEN), [])
    assert [judged.round, *judged.also] == keys


def test_months_far_from_the_name_tell_no_round() -> None:
    rounds = [
        {"id": f"m{m}", "opens": f"2017-{m:02}-01", "closes": f"2017-{m:02}-28"}
        for m in range(1, 10)
    ]
    monthly = challenge(KITCHEN | {"rounds": rounds})
    for text in (
        "This is my post for the Kitchen Table Challenge; see you all again in September.",
        "My son was born in March; and this is my post for the Kitchen Table Challenge.",
    ):
        told = replace(post({"text": f"{text}\n\n{DAILY}"}), published=date(2017, 5, 10))
        assert membership.judge(told, monthly, []).round == "m5"


def test_many_sentences_and_links_are_read_in_proportion() -> None:
    """Each sentence is read a few times at most, however many there are."""
    asked = 0
    real = acts.acts_of

    def counting(sentence: str) -> frozenset[acts.Act]:
        nonlocal asked
        asked += 1
        return real(sentence)

    text = " ".join(f"The Kitchen Table Challenge has number {n}." for n in range(3000))
    links = [{"url": "https://hub.example.net/prompts/", "text": "Kitchen Table Challenge"}] * 300
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acts, "acts_of", counting)
        membership.judge(
            post({"text": text, "links": links, "markdown": text}), challenge(KITCHEN), []
        )
    assert asked < 3 * 3000 + 100


def test_a_prompt_in_characters_needs_more_of_them() -> None:
    rounds = [{"id": "w1", "prompt": "春について、あなたはどのように考えますか。"}]
    asked = challenge(KITCHEN | {"rounds": rounds})
    other = membership.judge(
        post({"text": "死刑制度について、あなたはどのように考えますか。"}), asked, []
    )
    same = membership.judge(post({"text": "春について、あなたはどのように考えますか。"}), asked, [])
    assert (other.verdict, same.verdict) == (Verdict.UNSURE, Verdict.MEMBER)


def test_the_organiser_of_a_shared_host_is_an_account() -> None:
    asked = challenge(KITCHEN | {"hub": "https://medium.com/@org/call"})
    text = f"This is my post for the Kitchen Table Challenge.\n\n{DAILY}"
    for who, verdict in (("ann", Verdict.MEMBER), ("org", Verdict.OUTSIDE)):
        told = post(
            {
                "url": f"https://medium.com/@{who}/a-post",
                "text": text.replace("my post", "open to all"),
            }
        )
        hosts = [e for e in membership.judge(told, asked, []).evidence if e.kind == "by_organiser"]
        assert bool(hosts) is (verdict is Verdict.OUTSIDE)


def test_rows_of_the_vocabulary_of_acts_match_their_examples() -> None:
    assert acts.faults() == []


def test_what_a_row_of_acts_must_have() -> None:
    for line in ("here\tthis", "sings\ta\ta\tb"):
        with pytest.raises(ValueError, match="line 1"):
            list(acts.parse(line, "xx.tsv"))


def test_the_learned_reading_tells_claims_from_what_only_sounds_like_them() -> None:
    assert learned.reads_as_answer("this is my entry for the §") > 0
    assert learned.reads_as_answer("i am not taking part in the §") < 0
    assert learned.reads_as_answer("") == learned.reads_as_answer("")
    assert abs(learned.reads_as_answer("§ " * 500)) <= learned.LIMIT


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
