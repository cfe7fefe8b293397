"""An archive that an earlier version wrote is read, checked, made again and continued by this one."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

import archiver
from archiver.cli import main
from archiver.commands.demo.expected import EDITED, GONE, MEMBERS
from archiver.demo.blogosphere import Blogosphere
from archiver.store.layout import DERIVED
from tests.archives.make import RUNS, release, settings

HERE = Path(__file__).parent / "archives"
RELEASES = sorted(path.parent.name for path in HERE.glob("*/archive.json"))


@pytest.fixture(params=RELEASES)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the archive of a release."""
    return Path(shutil.copytree(HERE / request.param, tmp_path / "archive"))


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in (DERIVED, ".lock")
    }


def test_every_release_has_left_one() -> None:
    """A version that is still being developed leaves its archive when it is released."""
    unreleased = "dev" in archiver.__version__
    assert unreleased or release() in RELEASES, "make it: python -m tests.archives.make"
    assert "0.1" in RELEASES


def test_it_is_whole(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(old)
    assert main(["check", "-a", str(old)]) == 0
    assert capsys.readouterr().out.endswith(": all well\n")
    assert files(old) == before


def test_its_posts_are_listed(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "-a", str(old)]) == 0
    said = capsys.readouterr().out
    assert EDITED in said
    assert GONE in said
    assert "†" in said


def test_it_holds_what_can_happen_to_a_post(old: Path) -> None:
    archive = archiver.open(old)
    changes = {url: [v.change.value for v in archive.versions(url)] for url in (EDITED, GONE)}
    assert changes == {EDITED: ["created", "edited"], GONE: ["created", "gone"]}
    assert {found.how for found in archive.announcements(EDITED)} >= {"feed"}
    told = archive.memberships("kitchen-table")
    members = {m.post: m.round for m in told if m.verdict is archiver.Verdict.MEMBER}
    assert members.items() <= MEMBERS.items()
    assert {EDITED, GONE} <= members.keys()


def test_its_catalog_is_made_again(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "-a", str(old), "--json"]) == 0
    before = capsys.readouterr().out
    assert main(["rebuild", "-a", str(old)]) == 0
    capsys.readouterr()
    assert main(["list", "-a", str(old), "--json"]) == 0
    assert capsys.readouterr().out == before
    assert before


def test_every_capture_is_a_post_still(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["re-extract", "--dry-run", "-a", str(old)]) == 0
    assert capsys.readouterr().out.endswith(", 0 failed\n")


def test_a_run_continues_it_and_invents_nothing(old: Path) -> None:
    """The web is as the archive's last run saw it; every look at it is due."""
    archive = archiver.open(old)
    before = {held.url: len(archive.versions(held.url)) for held in archive.posts()}
    now = max(RUNS.values()) + timedelta(days=30)
    web = Blogosphere(flipped=True, now=lambda: now)
    report = archiver.run(settings(), archive=old, transport=web, run_id="later", now=web.now)
    asked = {f"http://{request.host}{request.path}" for request in web.log}
    assert before.keys() <= asked
    later = archiver.open(old)
    assert {url: len(later.versions(url)) for url in before} == before
    assert [change.url for change in report.changes if change.url in before] == []
    assert later.check() == []
    assert later.runs()[-1].id == "later"
