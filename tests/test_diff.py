import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver import cli
from archiver.history import word_diff
from archiver.model import Change, Post
from tests.store_kit import hours, make_capture, make_post, make_version, new_archive, one_run

TEXT = st.lists(st.sampled_from(["a", "bb", " ", "\n", "\n\n", "é", "."]), max_size=40).map("".join)


@given(TEXT, TEXT)
def test_the_pieces_make_both_texts(old: str, new: str) -> None:
    pieces = word_diff.words(old, new)
    assert "".join(p.text for p in pieces if p.kind != "added") == old
    assert "".join(p.text for p in pieces if p.kind != "removed") == new


def test_word_level() -> None:
    pieces = word_diff.words("I stay for the people.\n\nTwo.", "I stay for my people.\n\nTwo.")
    assert [(p.kind, p.text) for p in pieces] == [
        ("same", "I stay for "),
        ("removed", "the"),
        ("added", "my"),
        ("same", " people.\n\nTwo."),
    ]


def excerpt(old: str, new: str) -> str:
    """As it is read without colours."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(
        (f"({p.passed})" if p.passed else "".join(marks[x.kind].format(x.text) for x in p.pieces))
        + p.end
        for p in word_diff.excerpt(word_diff.words(old, new))
    )


LINES = [f"Line {n} says something." for n in range(9)]


def test_an_excerpt_has_the_paragraphs_that_differ_and_one_around_them() -> None:
    old = "\n\n".join(LINES)
    new = old.replace("4 says", "4 whispers")
    assert excerpt(old, new) == (
        "(3)\n\nLine 3 says something.\n\nLine 4 [-says-]{+whispers+} something.\n\n"
        "Line 5 says something.\n\n(3)"
    )


def test_two_changes_far_apart_have_what_lies_between_them_counted() -> None:
    old = "\n".join(LINES)
    told = excerpt(old, old.replace("0 says", "0 sings").replace("8 says", "8 sings"))
    assert told.count("(5)") == 1 and told.count("sings") == 2 and "Line 4" not in told


def test_paragraphs_that_come_and_go_are_marked_each_by_itself() -> None:
    one, two, three = "One stays.", "Two goes.", "Three goes as well."
    assert excerpt(f"{one}\n\n{two}\n\n{three}\n", f"{one}\n") == (
        f"{one}\n\n[-{two}-]\n\n[-{three}-]\n"
    )
    assert excerpt(f"{one}\n", f"{one}\n\n{two}\n\n{three}\n") == (
        f"{one}\n\n{{+{two}+}}\n\n{{+{three}+}}\n"
    )


def test_a_break_that_is_put_into_a_text_is_seen_and_a_longer_one_is_none() -> None:
    broken = excerpt("It rains. It snows.\n", "It rains.\n\nIt snows.\n")
    assert broken == "It rains.[- -]{+¶+}\n\nIt snows.\n"
    assert "¶" not in excerpt("It rains.\nIt snows.\n", "It rains.\n\nIt snows.\n")


def test_one_long_paragraph_is_cut_between_words() -> None:
    same = "word " * 200
    told = excerpt(same + "old " + same, same + "new " + same)
    assert len(told) < 400 and "[-old-]{+new+}" in told
    assert set(told.split()) == {"[…]", "word", "[-old-]{+new+}"}


def test_one_long_paragraph_without_spaces_keeps_what_stands_beside_the_change() -> None:
    same = "毎月続ける理由は何ですか。" * 60
    told = excerpt(f"{same} 雨 {same}", f"{same} 雪 {same}")
    assert len(told) < 400 and "ですか。 [-雨-]{+雪+} 毎月" in told


@given(TEXT, TEXT)
def test_the_paragraphs_have_every_word(old: str, new: str) -> None:
    pieces = word_diff.words(old, new)
    said = (p.text for line in word_diff.paragraphs(pieces) for p in line.pieces)
    words = "".join(p.text for p in pieces).split()
    assert "".join("".join(said).replace("¶", "").split()) == "".join(words)


def edited(tmp_path: Path, *texts: Post) -> Path:
    """An archive with the versions of one post."""
    archive = new_archive(tmp_path)
    for number, post in enumerate(texts, 1):
        with one_run(archive, f"r{number}", hours(number)) as writer:
            capture = writer.keep(make_capture(post.url, post.text.encode())).ref
            change = Change.CREATED if number == 1 else Change.EDITED
            version = make_version(post.url, number, post=post, capture=capture, change=change)
            writer.add(version)
    return archive.path


POST = "http://ana.example/rain/"
LONG = "The rain came down on the tin roof all night, and none of us could sleep a wink. "


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["diff", *words]) == 0
    return capsys.readouterr().out


def test_without_colours_struck_and_added_words_stand_in_marks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = f"{LONG}Tea.\n\n" * 3, f"{LONG}Tea.\n\n" * 2 + f"{LONG}Milk.\n\n"
    place = edited(tmp_path, make_post(POST, before), make_post(POST, after, tags=("rain",)))
    shown = told(capsys, POST, "-a", str(place))
    assert "[-Tea.-]{+Milk.+}" in shown and "the same]" in shown and "\x1b" not in shown
    assert shown.count("Tea.") == 2, "the changed paragraph and one before it"
    assert "{+rain+}" in shown.split("\n\n")[0], "what changed beside the text is told first"
    assert told(capsys, POST, "-a", str(place), "--all").count("Tea.") == 3
    pieces = json.loads(told(capsys, POST, "-a", str(place), "--json"))
    assert "".join(p["text"] for p in pieces if p["kind"] != "added").count("Tea.") == 3
    assert "<del>Tea.</del><ins>Milk.</ins>" in told(capsys, POST, "-a", str(place), "--html")


def test_versions_with_the_same_words_say_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = edited(tmp_path, make_post(POST, LONG), make_post(POST, LONG, language="fr"))
    shown = told(capsys, POST, "-a", str(place))
    assert "no word of it differs" in shown and "language: {+fr+}" in shown


@pytest.mark.parametrize("wide", [60, 200])
@pytest.mark.parametrize("plain", [True, False])
def test_on_a_terminal_lines_end_between_words(
    wide: int,
    plain: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, after = LONG * 3, LONG * 3 + "No: one. " + LONG * 3
    place = edited(tmp_path, make_post(POST, before), make_post(POST, after))
    monkeypatch.setattr("archiver.commands.reading.diff.columns", lambda: wide)
    monkeypatch.setattr("archiver.commands.reading.diff.colour", lambda: not plain)
    shown = told(capsys, POST, "-a", str(place))
    assert ("{+" in shown) is plain and ("\x1b[" in shown) is not plain
    bare = re.sub("\x1b\\[[0-9;]*m", "", shown)
    lines = bare.splitlines()[2:]
    assert max(map(len, lines)) <= wide and max(map(len, lines)) > wide - 20
    assert "No: one." in " ".join(lines) and set(" ".join(lines).split()) >= set(LONG.split()[1:])


def test_long_posts_compare_in_proportion_to_their_change() -> None:
    paragraphs = [f"Paragraph {n} says a thing or two about support." for n in range(3000)]
    old = "\n\n".join(paragraphs)
    new = old.replace("Paragraph 1500 says", "Paragraph 1500 whispers")
    pieces = word_diff.words(old, new)
    assert [p.text for p in pieces if p.kind != "same"] == ["says", "whispers"]
