"""Damaged texts come back from their captures, or stay as they are: nothing is guessed."""

from dataclasses import replace
from pathlib import Path

import pytest

from archiver import cli
from archiver.model import Change
from archiver.store import open_archive
from tests.store_kit import one_run
from tests.stories import PROSE, go, page, scene

POST, BREAD = "http://ana.example/motivation/", "http://ben.example/bread/"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """An archive of two posts: one was edited, one is gone."""
    clock, net = scene()
    go(tmp_path / "archive", net, clock, run_id="r1")
    net.pages[POST] = page("What keeps me going", "Other words.", PROSE, day="2017-05-23")
    net.pages[BREAD] = 410
    clock.advance(2 * 86400)
    go(tmp_path / "archive", net, clock, run_id="r2")
    return tmp_path / "archive"


def texts(path: Path) -> list[Path]:
    return sorted(path.glob("posts/*/*/v*/content/post.md"))


@pytest.mark.parametrize("catalog", ["kept", "lost"])
@pytest.mark.parametrize("number", range(4))
def test_a_text_is_recovered_byte_for_byte(
    kept: Path, number: int, catalog: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = texts(kept)[number]
    before = file.read_bytes()
    damaged = bytearray(before)
    damaged[len(before) // 2] ^= 4
    file.write_bytes(damaged)
    if catalog == "lost":
        (kept / "derived/catalog.sqlite").unlink()
    assert cli.main(["check", "-a", str(kept), "--repair"]) == 0
    assert f"restored: {file.relative_to(kept)}" in capsys.readouterr().err
    assert file.read_bytes() == before
    assert open_archive(kept).check() == []


def test_a_missing_text_is_recovered(kept: Path) -> None:
    file = texts(kept)[0]
    before = file.read_bytes()
    file.unlink()
    assert cli.main(["check", "-a", str(kept), "--repair"]) == 0
    assert file.read_bytes() == before


def test_a_text_is_recovered_with_its_witnesses(kept: Path) -> None:
    archive = open_archive(kept)
    head = archive.get(POST)
    assert head is not None
    assert head.witnesses.feed is not None and head.witnesses.lessons == 1
    again = replace(head, number=3, change=Change.RE_EXTRACTED)
    with one_run(archive, "r3") as writer:
        writer.add(again)
    archive.close()
    file = next(kept.glob("posts/ana.example/*/v3/content/post.md"))
    before = file.read_bytes()
    file.unlink()
    assert cli.main(["check", "-a", str(kept), "--repair"]) == 0
    assert file.read_bytes() == before and b"witnesses: {" in before


def test_a_text_that_reads_otherwise_today_is_left_and_named(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = texts(kept)[0]
    file.write_bytes(b"rubbish")
    monkeypatch.setattr("archiver.reading.reading.extract", _another)
    assert cli.main(["check", "-a", str(kept), "--repair"]) == 5
    assert file.read_bytes() == b"rubbish"
    assert f"left: {file.relative_to(kept)}" in capsys.readouterr().err


def _another(*args: object, **more: object) -> object:
    from tests.store_kit import make_post

    return make_post(POST, "Another text.")
