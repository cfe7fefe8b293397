"""A post is named by its address, or by a part of its address or its title."""

from pathlib import Path

import pytest

from archiver import cli, console
from archiver.commands.reading import naming, show
from archiver.store.types import Summary
from tests.store_kit import hours, make_capture, make_post, make_version, new_archive, one_run

POSTS = {
    "http://ana.example/2017/plum-cake/": "Plum cake without numbers",
    "http://ana.example/2017/rain/": "Rain on “tin”",
    "http://ana.example/2018/rain-again/": "Rain, again",
    "http://ben.example/@ben/7@2": "Crème brûlée",
    "http://xn--bcher-kva.example/straße": "Ein Weg",
}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of five posts, the first in two versions."""
    archive = new_archive(tmp_path_factory.mktemp("show"))
    for number in (1, 2):
        with one_run(archive, f"r{number}", hours(number)) as writer:
            for url, title in POSTS.items():
                if number == 1 or "plum" in url:
                    body = f"{title}, {number}"
                    capture = writer.keep(make_capture(url, body.encode())).ref
                    post = make_post(url, f"Version {number} of it.", title=title)
                    writer.add(make_version(url, number, post=post, capture=capture))
    return archive.path


def ask(
    held: Path, capsys: pytest.CaptureFixture[str], command: str, *words: str
) -> tuple[int, str, str]:
    code = cli.main([command, *words, "-a", str(held)])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize(
    ("part", "title"),
    [
        ("http://ana.example/2017/rain/", "Rain on"),
        ("ana.example/2017/rain", "Rain on"),
        ("plum-cake", "Plum cake"),
        ("PLUM CAKE", "Plum cake"),
        ("numbers plum", "Plum cake"),
        ("creme BRULEE", "Crème"),
        ('rain on "tin"', "Rain on"),
        ("2018/", "Rain, again"),
        ("bücher.example", "Ein Weg"),
        ("strasse", "Ein Weg"),
    ],
)
def test_one_match_is_shown(
    part: str, title: str, held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ask(held, capsys, "show", part)
    assert (code, err) == (0, "") and out.startswith(title)


def test_a_version_of_a_part(held: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Version 1 of" in ask(held, capsys, "show", "plum@1")[1]
    assert "Version 2 of" in ask(held, capsys, "show", "plum")[1]
    assert "versions 1 to 2" in ask(held, capsys, "show", "plum@9")[2]
    # an address that ends as if it named a version is one
    assert ask(held, capsys, "show", "http://ben.example/@ben/7@2")[1].startswith("Crème")
    assert "there is no version 5" in ask(held, capsys, "show", "http://ben.example/@ben/7@2@5")[2]


@pytest.mark.parametrize("command", ["show", "log", "diff", "explain"])
def test_several_matches_are_listed(
    command: str, held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ask(held, capsys, command, "rain")
    assert (code, out) == (2, "") and "rain: 2 posts have this in their address or title" in err
    assert "  Rain on “tin” (2017-04-24)\n    http://ana.example/2017/rain/\n" in err
    assert "    http://ana.example/2018/rain-again/\n" in err


@pytest.mark.parametrize("command", ["show", "log", "diff", "explain"])
def test_near_misses_are_told(command: str, held: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ask(held, capsys, command, "plum cke witout")
    assert (code, out) == (2, "") and "did you mean:\n  Plum cake without numbers" in err
    code, _, err = ask(held, capsys, command, "zeppelin")
    assert code == 2 and "no such post (`archiver list` shows what it holds)" in err


def test_a_whole_address_never_shows_another_post(
    held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ask(held, capsys, "show", "http://ana.example/2018/rain")
    assert (code, out) == (2, "") and "did you mean:\n  Rain, again" in err
    assert "`archiver list --host ana.example` shows the posts of its blog" in err
    assert ask(held, capsys, "show", " ")[0] == 2


def test_log_and_explain_take_a_part(held: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "http://ana.example/2017/plum-cake/" in ask(held, capsys, "log", "plum")[1]
    assert "[-1-]{+2+}" in ask(held, capsys, "diff", "plum", "1..2")[1]
    assert "Ein Weg" in ask(held, capsys, "explain", "weg")[1]


def test_one_version_is_nothing_to_compare_and_no_damage(
    held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ask(held, capsys, "diff", "2018/")
    assert (code, out) == (2, "") and "one version with a text, and nothing to compare" in err


def test_a_paragraph_is_folded_without_an_indent_and_an_item_of_a_list_below_its_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(console, "columns", lambda: 16)
    console.text("We ate the whole cake.\n\n- three cups of flour\n12. plums, cut\n", prose=True)
    shown = "We ate the whole\ncake.\n\n- three cups of\n  flour\n12. plums, cut\n"
    assert capsys.readouterr().out == shown


def test_a_block_that_does_not_fit_stands_below_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ("keep", ".post-body", "Three cups of flour, and butter.")
    show._told(*told)
    monkeypatch.setattr(show, "columns", lambda: 24)
    show._told(*told)
    whole, *narrow = capsys.readouterr().out.splitlines()
    assert whole.split("  ")[-1] == told[-1]
    assert narrow == ["keep  .post-body", "      Three cups of", "      flour, and butter."]


def summaries(count: int) -> list[Summary]:
    titles = [f"A long title of number {n} that goes on for a good while" for n in range(count)]
    return [
        Summary(f"http://a.example/{n}/", 1, False, title, (), "2017-05-01")
        for n, title in enumerate(titles)
    ]


@pytest.mark.parametrize("columns", [60, 200])
def test_a_long_list_is_cut_with_a_count_and_fits_the_terminal(columns: int) -> None:
    told = list(naming.lines(summaries(33), columns))
    assert max(map(len, told)) <= columns and told[-1].startswith("  and 13 more; ")
    assert "good while (2017-05-01)" in " ".join(" ".join(told[:3]).split())


def test_titles_do_not_steer_the_terminal() -> None:
    post = Summary("http://a.example/", 1, False, "A\x1b[31m\u202e", (), "")
    assert list(naming.lines([post], None)) == ["  A[31m", "    http://a.example/"]
