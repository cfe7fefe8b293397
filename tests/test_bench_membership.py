"""The figures of ``bench/membership.py`` are what it says they are, and hold its bars."""

from pathlib import Path

import pytest

from archiver.model import Evidence, Membership, Verdict
from bench import membership
from bench.membership import Judged, calibration_error, figures, fitted, judged, left_out

SUITE = Path(__file__).parents[2] / "shared" / "suites" / "membership"
needs_suite = pytest.mark.skipif(not SUITE.exists(), reason="needs ../shared/suites/membership")


def one(community: str, verdict: str, said: Verdict, total: float, rounds: str = "") -> Judged:
    evidence = Evidence(kind="phrase", quote="q", where="title", weight=total + 2.5)
    told = Membership(
        post="https://a.example/", challenge="c", verdict=said, round=rounds, evidence=(evidence,)
    )
    return Judged(community, verdict, ("week-1",) if rounds else (), told)


def test_figures_of_a_few_judgements() -> None:
    found = [
        one("a", "member", Verdict.MEMBER, 3.0, "week-1"),
        one("a", "member", Verdict.MEMBER, 2.0, "week-2"),
        one("a", "member", Verdict.UNSURE, 0.0),
        one("b", "outside", Verdict.MEMBER, 1.0),
        one("b", "outside", Verdict.OUTSIDE, -4.0),
        one("b", "unsure", Verdict.UNSURE, -1.0),
    ]
    said = figures(found)
    assert (said.count, said.precision, said.recall) == (6, 2 / 3, 2 / 3)
    assert (said.round, said.unsure) == (0.5, 1.0)


def test_what_is_never_right_is_not_calibrated() -> None:
    assert calibration_error([(0.9, True)] * 9 + [(0.9, False)]) == pytest.approx(0.0)
    assert calibration_error([(0.9, False)] * 10) == pytest.approx(0.9)
    assert calibration_error([]) == 0.0


def test_sums_become_probabilities() -> None:
    totals = [(2.0, True)] * 8 + [(2.0, False)] * 2 + [(-2.0, False)] * 8 + [(-2.0, True)] * 2
    slope, shift = fitted(totals)
    assert 0.5 < slope < 0.8
    assert abs(shift) < 0.05


def test_each_community_is_left_out_in_turn() -> None:
    a = [one("a", "member", Verdict.MEMBER, 2.0)] * 5
    b = [one("b", "outside", Verdict.OUTSIDE, 2.0)] * 5
    pairs = left_out([*a, *b])
    # what is said of the one was learned from the other, where all was the other way round
    assert all(said < 0.5 for said, right in pairs if right)
    assert all(said > 0.5 for said, right in pairs if not right)


@pytest.fixture(scope="module")
def own() -> list[Judged]:
    return list(judged([membership.OWN]))


def test_the_communities_of_the_project(own: list[Judged]) -> None:
    """Two communities that were written without sight of the rules, and looked at later."""
    said = figures(own)
    assert said.count >= 50
    assert said.precision >= OWN_BARS[0], said.line()
    assert said.recall >= OWN_BARS[1], said.line()
    assert said.round >= 0.95, said.line()


OWN_BARS = (0.85, 0.7)


@needs_suite
def test_the_labelled_communities() -> None:
    said = figures(list(judged([SUITE])))
    assert said.precision >= 0.95, said.line()
    assert said.recall >= 0.92, said.line()
    assert said.round >= 0.95, said.line()
    assert said.unsure >= 0.8, said.line()
    assert said.error <= 0.07, said.line()
