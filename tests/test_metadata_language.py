"""The language that a page declares, and the one that its words show."""

import pytest

from archiver.web import language

GERMAN = "Der Regen hatte in der Nacht aufgehört, und der Hof roch nach nassem Laub. " * 4


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("en-us", "en-US"),
        ("de_DE.UTF-8", "de-DE"),
        ("PT_br", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("fr, en", "fr"),
        ("es-419", "es-419"),
        ("fa-IR", "fa-IR"),
        ("english please", None),
        ("", None),
        (None, None),
    ],
)
def test_a_declared_language_is_written_one_way(declared: str | None, tag: str | None) -> None:
    assert language.tag(declared) == tag


def test_without_the_extra_the_declaration_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_identify", lambda: None)
    assert language.choose("en", GERMAN) == ("en", "declared")
    assert language.choose(None, GERMAN) == (None, "")


def test_words_win_over_declared_english_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_identify", lambda: lambda text: ("de", -1.0))
    assert language.choose("en-US", GERMAN) == ("de", "detected")
    assert language.choose(None, GERMAN) == ("de", "detected")
    assert language.choose("nl", GERMAN) == ("nl", "declared")


def test_a_few_words_are_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_identify", lambda: lambda text: ("de", -1.0))
    assert language.choose("en", "Guten Tag") == ("en", "declared")


def test_the_model_is_loaded_for_enough_words_only_and_sees_their_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded, seen = [], []

    def identify() -> object:
        loaded.append(True)
        return lambda text: (seen.append(len(text)), ("de", -1.0))[1]

    monkeypatch.setattr(language, "_identify", identify)
    language.choose("en", "Guten Tag")
    language.choose("nl", GERMAN)
    assert not loaded
    language.choose("en", GERMAN * 100)
    assert seen == [3000]


def test_the_extra_tells_german_where_it_is_installed() -> None:
    pytest.importorskip("py3langid")
    assert language.detect(GERMAN) == "de"
