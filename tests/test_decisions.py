"""What a person says of what was held back: released or rejected, and it holds."""

from pathlib import Path

import pytest

import archiver
from archiver.cli import main
from archiver.decisions import reject, release
from archiver.errors import ConfigError
from archiver.model import Change
from archiver.outcomes import Report
from archiver.reextraction import re_extract
from tests.fakes import Some
from tests.stories import page
from tests.test_belief import BEN, LETTER, NOTICE, RECIPE, Story, words_of

BIRDS = [f"bird{n}" for n in range(4)]


def decided(story: Story, name: str, *, believed: bool) -> Report:
    """A decision a minute after the last run."""
    story.clock.advance(60)
    if believed:
        return release(story.path, name, now=story.clock.now)
    return reject(story.path, name, now=story.clock.now)


def with_notice(path: Path) -> Story:
    """A blog whose four posts have all become one notice."""
    story, notice = Story(path, BIRDS), page("To our readers", NOTICE, RECIPE)
    story.run()
    everywhere: dict[str, Some] = {f"/{name}/": notice for name in BIRDS}
    assert len(story.run(everywhere).quarantined) == 4
    return story


def test_a_mass_change_that_is_released(tmp_path: Path) -> None:
    story = with_notice(tmp_path)
    report = decided(story, "ben.example", believed=True)
    assert [fact.change for fact in report.changes] == [Change.EDITED] * 4
    archive = archiver.open(tmp_path)
    assert archive.held_back() == [] and archive.check() == []
    archive.rebuild()
    assert archive.held_back() == [] and "reading circle" in story.text("bird1")
    assert not story.run().quarantined, "it is what is held now"


def test_a_mass_change_that_is_rejected(tmp_path: Path) -> None:
    story = with_notice(tmp_path)
    decided(story, "ben.example", believed=False)
    archive = archiver.open(tmp_path)
    assert archive.held_back() == []
    archive.rebuild()
    report = story.run()
    assert not report.changes and not report.quarantined, "the like of it is not told of again"
    assert archiver.open(tmp_path).held_back() == []
    report = story.run({"/bird1/": page("Bird1", words_of("bird1"), LETTER)})
    assert [fact.url for fact in report.changes] == [f"{BEN}/bird1/"]


def test_absences_that_are_released_are_tombstones(tmp_path: Path) -> None:
    story = Story(tmp_path, BIRDS)
    story.run()
    story.run({f"/{name}/": 404 for name in BIRDS})
    report = decided(story, "ben.example", believed=True)
    assert [fact.change for fact in report.changes] == [Change.GONE] * 4
    assert "a person has said so" in archiver.open(tmp_path).versions(f"{BEN}/bird1/")[-1].reason
    assert not story.run().changes


def test_an_absence_that_is_rejected_is_no_deletion(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.run()
    story.run({"/heron/": 404})
    decided(story, f"{BEN}/heron/", believed=False)
    for _ in range(3):
        assert not story.run().changes
    assert story.kinds("heron") == ["created"]


def test_a_wall_that_is_released_is_the_post(tmp_path: Path) -> None:
    words = "Just a moment: the tea has to draw, and the bread is not out of the oven yet."
    story = Story(tmp_path, ("tea",))
    wall = "<title>Just a moment...</title><p>Checking your browser before you go on. " + words
    assert story.run({"/tea/": wall}).quarantined
    report = decided(story, f"{BEN}/tea/", believed=True)
    assert [fact.change for fact in report.changes] == [Change.CREATED]
    assert "oven" in story.text("tea") and archiver.open(tmp_path).check() == []
    archiver.open(tmp_path).rebuild()
    report = story.run()
    assert not report.changes and not report.quarantined, "it stays the post"
    assert all(not reread.error for reread in re_extract(tmp_path, now=story.clock.now))


def test_what_is_not_held_back_cannot_be_decided(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.run()
    for decide in (release, reject):
        with pytest.raises(ConfigError, match="nothing is held back"):
            decide(tmp_path, "other.example")
    assert len(archiver.open(tmp_path).runs()) == 1, "nor is there a run that was cut off"


def test_what_cannot_be_read_any_more_stays_held_back(tmp_path: Path) -> None:
    story = Story(tmp_path)
    story.run()
    story.run({"/heron/": page("A recipe", RECIPE)})
    capture = archiver.open(tmp_path).held_back()[0].capture
    assert capture is not None
    (tmp_path / capture.warc).unlink()
    report = decided(story, f"{BEN}/heron/", believed=True)
    assert not report.changes and len(report.quarantined) == 1
    assert [fact.url for fact in archiver.open(tmp_path).held_back()] == [f"{BEN}/heron/"]


def test_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_notice(tmp_path)
    assert main(["status", "-a", str(tmp_path)]) == 0
    assert "4  many posts of a host changed at once" in capsys.readouterr().out
    assert main(["status", "--held-back", "-a", str(tmp_path)]) == 0
    assert f"{BEN}/bird3/" in capsys.readouterr().out
    assert main(["status", "--held-back", "--json", "-a", str(tmp_path)]) == 0
    assert capsys.readouterr().out.count('"together": true') == 4
    assert main(["release", f"{BEN}/bird0/", "-a", str(tmp_path)]) == 0
    assert "edited" in capsys.readouterr().out
    assert main(["reject", "ben.example", "-a", str(tmp_path)]) == 0
    assert main(["reject", "ben.example", "-a", str(tmp_path)]) == 2
    assert "nothing is held back of `ben.example`" in capsys.readouterr().err
    assert main(["status", "--held-back", "-a", str(tmp_path)]) == 0
    assert "nothing is held back" in capsys.readouterr().out
    assert main(["check", "-a", str(tmp_path)]) == 0
