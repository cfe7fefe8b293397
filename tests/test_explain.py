"""`archiver explain`: a person reads why a post is of a challenge, and what would change it."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archiver import config
from archiver.cli import main
from archiver.membership import explaining
from archiver.model import Challenge, Evidence, Grounds, Membership, Post, Round, Ruling, Verdict
from archiver.rejudging import rejudge
from tests.edits import ANA, BREAD, REFUSAL, SEASON, TONE, Desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = Desk(tmp_path_factory.mktemp("explain"))
    made.listed("include", f"{{url: '{BREAD}', round: week-2}}")
    rejudge(made.path, config.read(made.config), now=made.clock.now)
    return made


def told(desk: Desk, capsys: pytest.CaptureFixture[str], url: str, *more: str) -> str:
    assert main(["explain", url, *more, *desk.words]) == 0
    return capsys.readouterr().out


def test_a_member(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    out = told(desk, capsys, ANA)
    assert "It is a member of The Spring Writing Challenge (spring), round week-1" in out
    assert "decided by the rules." in out
    assert "late by 16 days: week-1 was open from 2017-05-01 to 2017-05-07" in out
    assert '"This is my post for the Spring Writing Challenge."' in out
    assert f"with `exclude` in sources.yaml: {ANA}: outside" in out


def test_an_unsure_one(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    out = told(desk, capsys, TONE)
    assert "It may be a member of The Spring Writing Challenge (spring), round week-2" in out
    assert "published on 2017-05-09, in time: week-2" in out
    assert "with the tag `spring challenge`: member, round week-2" in out
    assert f"with `include` in sources.yaml: {TONE}: member, round week-2" in out


def test_a_refusal(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """What it is depends on the rules; that the sentence is shown does not."""
    out = told(desk, capsys, REFUSAL, "--challenge", "spring")
    assert "I am not taking part in the Spring Writing Challenge." in out
    assert "early" not in out and "late by 37 days: week-2" in out


def test_one_of_another_season(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    out = told(desk, capsys, SEASON)
    assert "It is a member of The Fall Writing Challenge (fall), round fall-1" in out
    assert "It is no member of The Spring Writing Challenge (spring)" in out
    assert "says: another season" in out and "with `include`" in out


def test_an_included_one(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    out = told(desk, capsys, BREAD)
    assert "round week-2; decided by you in sources.yaml (`include`); the rules say outside" in out
    assert f"decided by: sources.yaml, include of spring: {BREAD}" in out
    assert "without your line in sources.yaml: outside" in out
    assert "what speaks for it" not in out, "her word is no evidence"


@pytest.mark.parametrize(
    "spelling", ["ana.example/motivation", "https://www.ana.example/motivation/?utm_source=x#top"]
)
def test_any_spelling_leads_to_the_post(
    desk: Desk, capsys: pytest.CaptureFixture[str], spelling: str
) -> None:
    assert told(desk, capsys, spelling).splitlines()[:2] == ["What keeps me going", ANA]


def test_as_json(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    value = json.loads(told(desk, capsys, BREAD, "--json"))
    (one,) = value["verdicts"]
    assert (one["verdict"], one["round"], one["rules"]["verdict"]) == (
        "member",
        "week-2",
        "outside",
    )
    assert one["judged"] and {c["way"] for c in one["changes"]} == {"rules", "included", "excluded"}


def test_an_address_that_leads_to_no_post(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    def hint(url: str) -> str:
        assert main(["explain", url, *desk.words]) == 2
        return capsys.readouterr().err

    assert "shows the posts of its blog" in hint("http://ben.example/cake/")
    assert "`archiver list` shows what it holds" in hint("http://nobody.example/")


def test_a_post_that_nobody_has_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lonely = Desk(tmp_path)
    with lonely.archive.writing("r5", lonely.clock.now()) as writer:
        writer.rejudge("spring", [BREAD], ())
        writer.all_judged()
    out = told(lonely, capsys, BREAD)
    assert "No challenge has a verdict on it" in out and "known are: spring, fall" in out


def test_an_edit_that_nobody_has_judged_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = Desk(tmp_path)
    assert main(["explain", ANA, *edited.words]) == 0
    assert capsys.readouterr().err == ""
    edited.listed("exclude", ANA)
    assert main(["explain", ANA, *edited.words]) == 0
    assert "has been edited since; `archiver judge` judges by it" in capsys.readouterr().err
    assert main(["judge", "-q", *edited.words]) == 0
    assert main(["explain", ANA, *edited.words]) == 0
    assert capsys.readouterr().err == ""


# ---- the sentences


DAYS = Round(id="week-1", opens=date(2017, 5, 1), closes=date(2017, 5, 7))
SPRING = Challenge(id="spring", title="Spring", rounds=(DAYS,), hub="http://hub.example/")
POST = Post(url="http://a.example/p", title="P", text="", markdown="")


def membership(verdict: Verdict = Verdict.MEMBER, **fields: object) -> Membership:
    return replace(Membership(post=POST.url, challenge="spring", verdict=verdict), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            membership(round="week-1", confidence=0.97),
            "is a member of Spring (spring), round week-1 (confidence 0.97); decided by the rules",
        ),
        (
            membership(round="a", also=("b", "c")),
            "is a member of Spring (spring), rounds a and b and c; decided by the rules",
        ),
        (
            membership(
                Verdict.OUTSIDE,
                decided_by="organiser",
                confidence=0.9,
                rules=Ruling(verdict=Verdict.MEMBER, round="week-1", confidence=0.9),
            ),
            "is no member of Spring (spring); decided by you in sources.yaml (`exclude`);"
            " the rules say member, round week-1 (confidence 0.90)",
        ),
    ],
)
def test_a_verdict_in_a_sentence(found: Membership, sentence: str) -> None:
    assert explaining.verdict(found, SPRING) == sentence


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2017, 5, 1), "in time: week-1"),
        (date(2017, 5, 7), "in time: week-1"),
        (date(2017, 5, 8), "late by 1 day: week-1"),
        (date(2017, 5, 16), "late by 9 days: week-1"),
        (date(2017, 4, 30), "early by 1 day: week-1"),
    ],
)
def test_the_day_against_the_window(day: date, words: str) -> None:
    grounds = Grounds(post=replace(POST, published=day))
    assert f"published on {day}, {words}" in explaining.timing(membership(), SPRING, grounds)


def test_a_day_or_a_window_that_is_not_known() -> None:
    grounds = Grounds(post=replace(POST, published=date(2017, 5, 1)))
    assert explaining.timing(membership(), SPRING, Grounds(post=POST)).endswith("is not known")
    bare = replace(SPRING, rounds=(Round(id="week-1"),))
    assert explaining.timing(membership(), bare, grounds).endswith("no round has a window")


def test_what_weighs_most_stands_first_and_what_weighs_less_than_nothing_is_against() -> None:
    pieces = [Evidence(kind=str(w), quote="", where="", weight=w) for w in (0.5, -2.0, 1.0, 0.0)]
    assert [p.weight for p in explaining.by_weight(pieces)] == [-2.0, 1.0, 0.5, 0.0]
    assert [explaining.is_for(p) for p in pieces] == [True, False, True, True]


def test_evidence_against_is_shown_with_what_the_words_do(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    no = Evidence(
        kind="phrase", quote="I am not taking part", where="title", weight=-3.1, says="declines"
    )
    yes = Evidence(kind="tag", quote="spring", where="tags of the page", weight=0.5)
    found = replace(membership(Verdict.OUTSIDE, confidence=0.04), evidence=(yes, no), writer="Ana")
    monkeypatch.setattr("archiver.store.Archive.membership", lambda self, c, post: found)
    out = told(desk, capsys, REFUSAL, "--challenge", "spring")
    against = out.partition("what speaks against it:")[2]
    assert '"I am not taking part" (phrase; title; says: declines; weight -3.1)' in against
    assert '"spring" (tag; tags of the page; weight +0.5)' not in against and "by Ana" in out


def test_the_challenges_own_page_is_told_as_such() -> None:
    grounds = Grounds(post=replace(POST, url="https://hub.example/"))
    found = membership(Verdict.OUTSIDE)
    assert "a page of the challenge itself" in explaining.decision(found, SPRING, (), grounds)
