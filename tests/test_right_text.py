"""What the text of real pages has to be, held by pages that people marked, where they are at hand."""

from functools import cache
from pathlib import Path
from statistics import fmean

import pytest

from bench.right_text import Answer, Marked, marked, ours, own_cases, sh4

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(
    not (CORPUS / "blog").is_dir(), reason="needs the marked pages of ../shared/corpus"
)


@cache
def answers(folder: str) -> list[Answer]:
    return [ours(page) for page in marked([CORPUS / folder])]


def mean(folder: str) -> float:
    return fmean(answer.sh4 for answer in answers(folder))


def test_a_text_is_compared_by_its_sequences_of_words() -> None:
    page = Marked(b"", "", "One two three four five. A caption.", ("A caption.",))
    assert sh4("one two three four five", page) == 1.0
    assert sh4("one two three four five A caption.", page) == 1.0
    assert sh4("one two three four", page) == pytest.approx(2 / 3)
    assert sh4("five four three two one", page) == 0.0
    assert sh4("", page) == 0.0


def test_the_project_s_own_cases_are_right() -> None:
    found = [ours(page).sh4 for page in own_cases()]
    assert len(found) > 20 and min(found) > 0.99


@needs_corpus
@pytest.mark.parametrize(
    ("folder", "least"), [("blog", 0.99), ("cms", 0.9999), ("mirrors/A", 0.999)]
)
def test_texts_are_right_on_real_blogs(folder: str, least: float) -> None:
    assert mean(folder) >= least


@needs_corpus
def test_few_pages_are_lost_where_nobody_had_been() -> None:
    found = answers("wild/A")
    assert fmean(answer.sh4 < 0.5 for answer in found) <= 0.025
    assert fmean(answer.sh4 for answer in found) >= 0.935


@needs_corpus
def test_trafilatura_is_asked_on_one_page_of_ten_at_most() -> None:
    assert fmean(answer.asked for answer in answers("wild/A")) <= 0.1


@needs_corpus
def test_the_confidence_means_something() -> None:
    found = [a for folder in ("wild/A", "old/A") for a in answers(folder)]
    sure = [a.sh4 >= 0.9 for a in found if (a.confidence or 0) >= 0.9]
    doubtful = [a.sh4 >= 0.9 for a in found if (a.confidence or 0) < 0.5]
    assert fmean(sure) >= 0.9 and fmean(doubtful) <= 0.6
