"""`archiver judge` on an archive with a damaged post: its verdict stays, and the damage is told."""

from pathlib import Path

import pytest

import archiver
from archiver.cli import main
from archiver.model import Verdict
from tests.edits import ANA, BREAD, Desk
from tests.stories import go


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def damage(desk: Desk, host: str) -> tuple[Path, bytes]:
    """Change the file of the only post of a host; what it was."""
    (file,) = (desk.path / "posts" / host).rglob("post.md")
    sound = file.read_bytes()
    file.write_bytes(b"garbage")
    return file, sound


def facts(desk: Desk) -> list[object]:
    return [
        fact for challenge in desk.archive.challenges() for fact in desk.archive.rulings(challenge)
    ]


@pytest.mark.parametrize("form", [[], ["--dry-run"], ["--json"], ["--challenge", "spring"]])
def test_the_verdict_on_a_damaged_post_stays_and_the_damage_is_told(
    desk: Desk, form: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = desk.archive.memberships("spring")
    damage(desk, "ana.example")
    assert main(["judge", *form, *desk.words]) == 5
    told = capsys.readouterr()
    assert told.err.startswith("archiver: posts/ana.example/") and told.err.count("\n") == 1
    assert "archiver check" in told.err and "left" not in told.out and ANA not in told.out
    assert desk.archive.memberships("spring") == before


def test_what_was_decided_of_a_damaged_post_is_not_taken_back(desk: Desk) -> None:
    desk.listed("include", f"{{url: {BREAD}, round: week-2}}")
    assert main(["judge", *desk.words]) == 0
    before, (decided,) = desk.archive.membership("spring", BREAD), facts(desk)
    damage(desk, "ben.example")
    assert main(["judge", *desk.words]) == 5
    assert desk.archive.membership("spring", BREAD) == before and facts(desk) == [decided]
    archiver.open(desk.path).rebuild()  # the catalog does not know the post any more
    assert main(["judge", *desk.words]) == 0
    assert facts(desk) == [decided]


def test_a_renamed_challenge_takes_it_along(desk: Desk) -> None:
    damage(desk, "ana.example")
    desk.edit("id: spring\n", "id: may\n")
    assert main(["judge", *desk.words]) == 5
    found = desk.archive.membership("may", ANA)
    assert found and (found.verdict, found.round) == (Verdict.MEMBER, "week-1")
    assert desk.archive.membership("spring", ANA) is None


def test_once_it_is_mended_it_is_judged_by_the_rules_of_then(desk: Desk) -> None:
    file, sound = damage(desk, "ana.example")
    desk.listed("exclude", ANA)
    assert main(["judge", *desk.words]) == 5
    assert desk.archive.is_unjudged(ANA)
    file.write_bytes(sound)
    desk.clock.advance(3600)
    go(desk.path, desk.net, desk.clock, text=desk.config.read_text("utf-8"))
    found = desk.archive.membership("spring", ANA)
    assert found and found.verdict is Verdict.OUTSIDE and not desk.archive.is_unjudged(ANA)


def test_a_run_keeps_the_verdict_on_a_damaged_post_and_reports_it(desk: Desk) -> None:
    damage(desk, "ben.example")
    desk.listed("phrases", "Flour, water, salt and time")
    before = desk.archive.membership("spring", BREAD)
    desk.clock.advance(60)
    report = go(desk.path, desk.net, desk.clock, text=desk.config.read_text("utf-8"))
    assert desk.archive.membership("spring", BREAD) == before
    assert any("posts/ben.example/" in sentence for sentence in report.damaged)
