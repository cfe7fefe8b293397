import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from archiver.console.text import safe, safe_lines, style, table

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


def test_a_table_fits_a_terminal() -> None:
    text = table(("a", "title"), [("1", "x" * 200), ("2", "日本語" * 40)], columns=60)
    assert all(cell_len(line) <= 60 for line in text.splitlines())
    assert len(text.splitlines()) == 3 and "…" in text


def test_a_terminal_is_too_narrow_for_an_address_and_gets_it_whole() -> None:
    rows = [("x" * 200, LONG), ("y", "http://blog.example/")]
    text = table(("title", "address"), rows, columns=60)
    assert LONG in text and "…" in text and len(text.splitlines()) == 3


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
    head, row = table(("title",), [("x" * 99,)], columns=40, colour=True).splitlines()
    assert head.startswith("\x1b[1mtitle") and cell_len(row) == 40
