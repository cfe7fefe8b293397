import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.terminal import fit, safe, safe_lines, table, width

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


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("C", "M", "Z"))),
    st.integers(2, 40),
)
def test_columns_line_up(text: str, columns: int) -> None:
    assert width(fit(text, columns)) == columns


def test_a_table_fits() -> None:
    text = table(("a", "title"), [("1", "x" * 200), ("2", "日本語" * 40)], columns=60)
    assert all(width(line) <= 60 for line in text.splitlines())
    assert "…" in text
