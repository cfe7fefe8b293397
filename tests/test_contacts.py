"""Nobody is asked in the name of a contact at which nobody is reached."""

from pathlib import Path

import pytest

import archiver
from archiver.cli import main
from archiver.config.contacts import is_placeholder
from tests.fakes import FakeClock
from tests.stories import SOURCES, go, web

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "contact",
    [
        "https://example.org/about-your-archive",
        "http://example.com",
        "https://www.example.net/bot",
        "https://EXAMPLE.org/",
        "https://bot.example/",
        "https://archive.test/me",
        "http://localhost/",
        "me@example.org",
        "mailto:me@mail.example.com",
        "mailto:you@yourdomain.com",
        "https://your-site.org/about",
        "your.email@gmail.com",
        "your-name@web.de",
        "<your address>",
        "[https://mendwell.org/]",
        "changeme",
        "TODO",
        "xxx",
        "user@domain.com",
        "https://my-domain.tld/",
    ],
)
def test_these_are_placeholders(contact: str) -> None:
    assert is_placeholder(contact)


@pytest.mark.parametrize(
    "contact",
    [
        "https://mendwell.org/about-your-archive",
        "https://mendwell.org/example",
        "anna@mendwell.org",
        "mailto:anna@mendwell.org",
        "https://yourself.org/",
        "https://examples.org/",
        "https://testing.org/contact",
        "todo@mendwell.org",
        "https://blog.mendwell.org/todo",
        "https://mydomino.org/",
        "anna@xn--bcher-kva.de",
    ],
)
def test_these_are_none(contact: str) -> None:
    assert not is_placeholder(contact)


def test_the_repository_s_own_sources_cannot_be_run_before_somebody_signs_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "sources.yaml").read_text("utf-8")
    file = tmp_path / "sources.yaml"
    file.write_text(text, "utf-8")
    lines = text.splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("contact:"))
    assert main(["run", "-c", str(file)]) == 2
    said = capsys.readouterr().err
    assert f"{file}:{number}: `https://example.org/about-your-archive` is a placeholder" in said
    assert "write an address or an e-mail" in said
    assert not (tmp_path / "archive").exists()
    assert main(["fetch", "-c", str(file), "https://supportdriven.com/"]) == 2
    assert f"{file}:{number}: " in capsys.readouterr().err
    # what asks nobody takes the file as it is
    assert archiver.read_settings(file).contact == "https://example.org/about-your-archive"


def test_the_option_is_named_where_the_placeholder_is_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["https://supportdriven.com/", "--contact", "me@example.org"]
    for command in ("fetch", "init"):
        assert main([command, *words]) == 2
        assert capsys.readouterr().err.startswith("archiver: --contact: `me@example.org` is a ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::1]", "blog.localhost", "own.host", "blog.example"]
)
def test_on_this_machine_anybody_may_ask(tmp_path: Path, host: str) -> None:
    """Also of names that no network has: these are asked in vain, or within a test."""
    text = (
        "contact: https://example.org/bot\nallow_private: [own.host]\npace: {deadline: 1s}\n"
        f"challenges: [{{id: a, title: A, sources: [{{feed: 'http://{host}:1/feed'}}]}}]\n"
    )
    file = tmp_path / "sources.yaml"
    file.write_text(text, "utf-8")
    report = archiver.run(archiver.read_settings(file))
    assert [outcome.status for outcome in report.outcomes] == ["failed"]


def test_a_transport_that_stands_in_for_the_network_asks_nobody(tmp_path: Path) -> None:
    clock = FakeClock()
    text = SOURCES.replace("ana.example", "ana.org")
    assert "example.org" in text or "contact" in text
    go(tmp_path, web(clock=clock), clock, text=text)
