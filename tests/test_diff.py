from hypothesis import given
from hypothesis import strategies as st

from archiver.history import word_diff

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


def test_excerpt_keeps_what_changed() -> None:
    same = "word " * 200
    pieces = word_diff.excerpt(word_diff.words(same + "old " + same, same + "new " + same))
    assert [p.text for p in pieces if p.kind != "same"] == ["old", "new"]
    assert all(len(p.text) < 200 for p in pieces)


def test_long_posts_compare_in_proportion_to_their_change() -> None:
    paragraphs = [f"Paragraph {n} says a thing or two about support." for n in range(3000)]
    old = "\n\n".join(paragraphs)
    new = old.replace("Paragraph 1500 says", "Paragraph 1500 whispers")
    pieces = word_diff.words(old, new)
    assert [p.text for p in pieces if p.kind != "same"] == ["says", "whispers"]
