import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from archiver.console.text import folded, safe, safe_lines, style, table

SUITE = Path(__file__).parents[2] / "shared" / "suites" / "faults" / "terminal_and_log.json"


@given(st.text())
def test_nothing_steers_the_terminal(text: str) -> None:
    for made in (safe(text), *safe_lines(text).split("\n")):
        assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in made)
        assert not any(c in made for c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_public_cases() -> None:
    if not SUITE.exists():
        pytest.skip("the public suite of hostile titles is not here")
    for line in json.dumps(json.loads(SUITE.read_text()), ensure_ascii=False).split('"'):
        assert safe(line).isprintable() or not safe(line).strip() or "\u00ad" in line


CELLS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("C", "M", "Z")))
LONG = "http://blog.example/" + "y" * 90


@settings(max_examples=25, deadline=None)
@given(CELLS, st.booleans())
def test_columns_line_up(text: str, terminal: bool) -> None:
    made = table(("a", "b"), [(text, "x"), ("1", "x")], columns=200 if terminal else None)
    ends = {cell_len(line) for line in made.splitlines()}
    assert len(ends) == 1 or cell_len(safe(text)) > 60


WORDS = (
    "an evening with neighbours, 日本語日本語日本語 and a grandmother's dumplings, more or less "
)


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_a_table_fits_a_terminal_and_no_word_of_it_is_cut(columns: int) -> None:
    rows = [(str(n), "2017-05-01 10:30", WORDS * n, f"{LONG}{n}") for n in range(1, 4)]
    text = table(("n", "last success", "title", "address"), rows, columns=columns)
    for line in text.splitlines():
        assert cell_len(line) <= columns or line.strip() in {row[-1] for row in rows}
    lines = [line.strip() for line in text.splitlines()]
    assert all(sum(row[-1] in line for line in lines) == 1 for row in rows)
    found = " ".join(re.split(r"\s+", re.sub(r"http\S+", "", text)))
    assert "…" not in text and found.count("grandmother's") == found.count("neighbours,") == 6
    assert found.count("日") == 18


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=4), st.integers(20, 200))
def test_nothing_of_a_table_is_lost(rows: list[tuple[str, ...]], columns: int) -> None:
    def letters(text: str) -> list[str]:
        return sorted(text.replace(" ", ""))

    made = table(("a", "b", "c"), rows, columns=columns)
    below = [name for name in "abc" if name not in made.split("\n")[0]]
    every = "abc" + "".join(safe(cell) for row in rows for cell in row)
    assert letters(made.replace("\n", "") + "".join(below)) == letters(every)


def test_a_terminal_is_too_narrow_for_an_address_and_gets_it_whole_below() -> None:
    rows = [("four legs and a wobble", "1", LONG), ("y", "2", "http://blog.example/")]
    text = table(("title", "v", "address"), rows, columns=60)
    assert text.splitlines() == [
        "title                   v",
        "four legs and a wobble  1",
        f"    {LONG}",
        "y                       2",
        "    http://blog.example/",
    ]


def test_a_name_without_room_stands_above_its_row_and_sentences_below() -> None:
    rows = [
        ("hub.example/" + "a-long-word-" * 4, "2017-05-01", "it fails " * 9),
        ("ana", "never", ""),
    ]
    text = table(("source", "last success", "state"), rows, columns=50)
    blank = " " * (50 - len("last success"))
    assert text.splitlines() == [
        f"source{blank[6:]}last success",
        "hub.example/a-long-word-a-long-word-a-long-word-a-long-word-",
        f"{blank}2017-05-01",
        "    it fails it fails it fails it fails it fails",
        "      it fails it fails it fails it fails",
        f"ana{blank[3:]}never",
    ]


@pytest.mark.parametrize("columns", [20, 60, 200])
def test_sentences_are_folded_between_words(columns: int) -> None:
    line = f"  in the second week: {LONG} \x1b[1mcould\x1b[0m not be had, " + "as it was told " * 9
    made = folded(line, columns)
    assert " ".join(piece.strip() for piece in made) == line.strip()
    assert all(cell_len(re.sub("\x1b.*?m", "", p)) <= columns or p.strip() == LONG for p in made)
    assert all(piece.startswith("    ") for piece in made[1:])
    assert folded(line, None) == [line]


def test_a_script_without_spaces_is_folded_anywhere() -> None:
    made = folded("題 " + "毎月続ける理由は何ですか。" * 9, 40)
    assert max(map(cell_len, made)) <= 40 and len(made) == 7


def test_a_pipe_gets_every_cell_whole_and_no_colour() -> None:
    rows = [("1", "日本語" * 100, LONG), ("2", "a title", "http://blog.example/")]
    head, first, second = table(("n", "title", "address"), rows).splitlines()
    assert head == f"n  title{' ' * 55}  address"
    assert first.split() == list(rows[0])
    assert second == f"2  a title{' ' * 53}  http://blog.example/"


def test_in_a_pipe_a_long_name_does_not_push_its_row_out_of_line() -> None:
    rows = [("hub.example/" + "a-long-word-" * 8, "2017-05-01"), ("ana", "2017-05-02")]
    head, *lines = table(("source", "last success"), rows).splitlines()
    assert {line.index("2017") for line in lines} == {head.index("last success")}


@pytest.mark.parametrize("columns", [None, 80])
def test_what_looks_like_markup_is_text(columns: int | None) -> None:
    title = "[bold red]stop[/] :smile: [link=http://evil.example]x[/link] \\["
    text = table(("title",), [(title,), ("\x1b[31m",)], columns=columns, colour=columns is not None)
    assert title in text
    assert "\x1b[31m" not in text and "\x1b]8" not in text


def test_the_environment_does_not_colour_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    rows = [("A title of some length", "http://blog.example/")]
    for columns in (None, 80):
        text = table(("title", "address"), rows, columns=columns)
        assert "\x1b" not in text and "  ".join(rows[0]) in text
    assert style("x", "bold", colour=False) == "x"


def test_a_terminal_gets_its_colours_and_its_width() -> None:
    assert style("x", "red", colour=True) == "\x1b[31mx\x1b[0m"
    head, *rows = table(("title",), [("xyz " * 20,)], columns=40, colour=True).splitlines()
    assert head == "\x1b[1mtitle\x1b[0m" and list(map(len, rows)) == [39, 39]
