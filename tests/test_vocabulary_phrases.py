"""Phrases of services and lists of words: the rows are their own tests."""

import re
import time
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from archiver.extraction.body.edges import title_forms
from archiver.extraction.metadata import people, titles
from archiver.web.page import Page
from archiver.web.vocabulary import lines, lists, walls
from archiver.web.vocabulary.phrases import PhraseSet, Table, load, parse

ROOT = Path(__file__).parents[1] / "archiver"
FOLDER = resources.files("archiver.web.vocabulary")
SETS: dict[str, PhraseSet] = {
    **{name: found for name, found in vars(lines).items() if isinstance(found, PhraseSet)},
    **{name: found for name, found in vars(walls).items() if isinstance(found, PhraseSet)},
    **{f"{sign} of {kind}": found for sign in walls.SIGNS for kind, found in walls.kinds(sign)},
}
FILES = sorted(p.name.removesuffix(".tsv") for p in (FOLDER / "phrases").iterdir())
LISTS = sorted(p.name.removesuffix(".tsv") for p in (FOLDER / "words").iterdir())
GOOD = "en\tshare\tshare this\tShare this\tShare the bread"


@pytest.mark.parametrize("name", SETS)
def test_each_example_matches_and_no_counter_example_does(name: str) -> None:
    assert SETS[name].faults() == []


@pytest.mark.parametrize("file", FILES)
def test_no_row_stands_twice(file: str) -> None:
    rows = load(file)
    for column in ("pattern", "example", "counter"):
        count = Counter((row.role, getattr(row, column)) for row in rows)
        assert [cell for cell, times in count.items() if times > 1] == []


def test_every_file_of_phrases_belongs_to_a_set_and_every_set_is_asked() -> None:
    assert {table.file for found in SETS.values() for table in found.tables} == set(FILES)
    asked = "".join(p.read_text("utf-8") for p in ROOT.rglob("*.py") if "vocabulary" not in p.parts)
    named = [n for n in SETS if n.isupper()]
    assert [n for n in named if not re.search(rf"\b{n}\.(?:find|without)\(", asked)] == []


def test_every_list_of_words_is_asked() -> None:
    frames = [t.frame for found in SETS.values() for t in found.tables]
    asked = "".join([*frames, *(p.read_text("utf-8") for p in ROOT.rglob("*.py"))])
    unused = [n for n in LISTS if not re.search(rf"<{n}>|[\"']{n}[\"']", asked)]
    assert unused == []


@pytest.mark.parametrize(
    "name", [name for name in LISTS if name not in ("months", "numbers", "seasons")]
)
def test_no_word_of_a_language_stands_twice(name: str) -> None:
    text = (FOLDER / "words" / f"{name}.tsv").read_text("utf-8")
    count = Counter(map(tuple, lists.parse(text, name, columns=2)))
    assert [row for row, times in count.items() if times > 1] == []


def test_a_word_names_one_month_whatever_its_language() -> None:
    text = (FOLDER / "words" / "months.tsv").read_text("utf-8")
    for row in lists.parse(text, "months", columns=13):
        for number in range(1, 13):
            for word in row[number].replace("-", "").split():
                assert lists.months()[word] == number, f"{row[0]}: {word}"
    assert set(lists.months().values()) == set(range(1, 13))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (GOOD.replace("\tShare the bread", ""), "each after a tab"),
        (GOOD.replace("Share the bread", " "), "none empty"),
        (GOOD.replace("en", "English", 1), "'English' is no language"),
        (GOOD.replace("share", "sharing", 1), "'sharing' is no role; write one of entry, body"),
        ("# nothing but a reason", "no row"),
    ],
)
def test_a_bad_row_is_told_with_its_place_and_what_to_write(row: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as caught:
        parse(f"{row}\n", "sharing")
    assert str(caught.value).startswith("sharing.tsv")
    assert said == "no row" or "line 1" in str(caught.value)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (GOOD.replace("share this", "share (this"), "is no regular expression"),
        (GOOD.replace("Share this", "Send this"), "'Send this' does not match"),
        (GOOD.replace("Share the bread", "Share this bread"), "'Share this bread' matches"),
    ],
)
def test_a_row_that_does_not_do_what_it_says_is_told(
    monkeypatch: pytest.MonkeyPatch, row: str, said: str
) -> None:
    monkeypatch.setattr(Table, "phrases", lambda _: parse(f"# why\n{row}\n", "sharing"))
    found = PhraseSet("match", (Table("sharing"),))
    assert [f for f in found.faults() if said in f and "sharing.tsv, line 2" in f]


def test_a_list_with_a_row_that_lacks_a_column_is_told() -> None:
    with pytest.raises(ValueError, match=r"by\.tsv, line 2: write a language and 1 more"):
        lists.parse("# why\nby\n", "by", columns=2)


# Time must not explode: a text of twice the length may take twice as long, not four times.
HOSTILE = (
    " ",
    "\t ",
    "(",
    "[(",
    "a",
    "1",
    "1 ",
    ".",
    "_",
    "-",
    ", ",
    "a ",
    ". ",
    "a.",
    "…",
    "→",
    "google+",
    "read~",
)
JUNK = "\x00!q"


def _seconds(ask: object, text: str) -> float:
    start = time.process_time()
    ask(text)  # type: ignore[operator]
    return time.process_time() - start


def _grows_too_fast(ask: object, unit: str, start: str = "") -> bool:
    """Whether 16,000 characters take more than three times the CPU time of 8,000, and 5 ms."""

    def text(size: int) -> str:
        return (start + unit * (size // len(unit) + 1))[:size] + JUNK

    size = 64
    while size < 4_000:  # what explodes shows in steps, before it would hang the suite
        if _seconds(ask, text(size)) > 1:
            return True
        size += size // 4
    for _ in range(4):  # a busy machine may slow one measure, not the best of several
        long = min(_seconds(ask, text(16_000)) for _ in range(2))
        if long < 0.005:
            return False
        short = min(_seconds(ask, text(8_000)) for _ in range(3))
        if long <= 3 * short:
            return False
    return True


@pytest.mark.parametrize("name", SETS)
def test_hostile_texts_take_time_in_proportion_to_their_length(name: str) -> None:
    found = SETS[name]
    rows = [row for table in found.tables for row in table.phrases()]
    units = (*HOSTILE, *(f"{row.example} " for row in rows))
    assert [u for u in units if _grows_too_fast(found.find, u)] == []
    starts = [(row.example, unit) for row in rows[::4] for unit in (" ", "a", ".", "_")]
    assert [(s, u) for s, u in starts if _grows_too_fast(found.find, u, s)] == []


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(titles.parts, id="parts"),
        pytest.param(lambda text: titles.strip_site(text, ["A blog"]), id="strip_site"),
        pytest.param(lambda text: titles.site_of(text, "a"), id="site_of"),
        pytest.param(lambda text: title_forms(Page(f"<title>{text}</title>")), id="forms"),
        pytest.param(lambda text: people.names([text]), id="names"),
        pytest.param(lambda text: people.declared([text]), id="declared"),
    ],
)
def test_titles_and_names_of_blanks_and_brackets_take_no_longer_than_their_length(
    ask: object,
) -> None:
    units = (*HOSTILE, "(@", "@a ", "(a@b", " - ", " :: ", "[", ")")
    assert [u for u in units if _grows_too_fast(ask, u, "a ")] == []


def test_brackets_with_an_address_go_and_others_stay() -> None:
    assert people.declared(["Ada Lovelace (ada@example.org)"]) == ("Ada Lovelace",)
    assert people.declared(["Ada Lovelace (https://ada.example), @ada"]) == ("Ada Lovelace",)
    assert people.declared(["Ada (Augusta) Lovelace ((", "Ada (the (first@x) one"]) == (
        "Ada (Augusta) Lovelace ((",
        "Ada one",
    )
