"""No pattern of the package takes the square of a text's time, whoever wrote the text."""

import os
import re
import time

import pytest

from tests.regexes import Regex, Seed, every, seeds

SEEDS = 50
EVERY = 1 if os.environ.get("FULL") else 7
"""All seeds take minutes: the suite tries some, `FULL=1` all."""
LITTLE = 0.005  # seconds of CPU at 16,000 characters: less is little, however it grows
GROWTH = 2.5  # times the CPU for twice the characters: a linear pattern takes 2, a square one 4
FENCE = 0.1  # seconds of CPU at a thousand characters: more is no linear pattern
TRIES = 4

REGEXES = every()


def cpu(regex: Regex, text: str, times: int = 1) -> float:
    """The least CPU of some tries, in seconds: it does not count what others do meanwhile."""
    taken = []
    for _ in range(times):
        began = time.thread_time()
        regex.ask(text)
        taken.append(time.thread_time() - began)
    return min(taken)


def fault(regex: Regex, seed: Seed) -> str:
    """How a pattern's time grows with a string where it grows too fast; else nothing."""
    for size in (
        12,
        18,
        24,
        32,
        64,
        256,
        1024,
    ):  # first of all, since a bad one would never end at 16,000
        if (taken := cpu(regex, seed.grown(size))) > FENCE:
            return f"{taken:.2f} s for {size} characters"
    found = ""
    for times in range(1, TRIES + 1):
        taken = cpu(regex, seed.grown(4000), times)
        if taken < LITTLE / 4 and cpu(regex, seed.grown(16_000)) <= LITTLE:
            return ""
        twice = cpu(regex, seed.grown(8000), times)
        found = f"{taken:.4f}, then {twice:.4f} s for 4,000 and 8,000 characters"
        if twice > FENCE and twice > 1.4 * GROWTH * taken:
            return found
        if twice > GROWTH * taken:
            continue
        last = cpu(regex, seed.grown(16_000), times)
        found = f"{twice:.4f}, then {last:.4f} s for 8,000 and 16,000 characters"
        if last <= max(LITTLE, GROWTH * twice):
            return ""
    return found


@pytest.mark.parametrize("regex", REGEXES, ids=lambda r: r.place)
def test_time_grows_with_the_text(regex: Regex) -> None:
    for seed in seeds(regex.pattern, SEEDS)[::EVERY]:
        if found := fault(regex, seed):
            pytest.fail(f"{regex.place}: {found}, of {seed}; {regex.pattern.pattern!r:.200}")


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"\s*,\s*$", r"\d.*\bmay", r"(\w+\s?)+$", r"a[^;]*b", r"^\S+@\S+ x$"),
        *(r"\[[^\]]+\]", r"(x+x+)+y", r"\s+in\s", r"[\w-]*\.png$"),
    ],
)
def test_a_bad_pattern_is_found(pattern: str) -> None:
    regex = Regex("here", re.compile(pattern), frozenset({"search"}))
    assert any(fault(regex, seed) for seed in seeds(regex.pattern, SEEDS))


def test_all_kinds_of_places_are_searched() -> None:
    places = {regex.place for regex in REGEXES}
    assert len(places) > 250
    for part in (
        "feeds._DECLARED",
        "as_shown._TELLING",
        "lines.LABEL <terms>",
        "walls.words <login>",
        ".py:",
    ):
        assert any(part in place for place in places), part
