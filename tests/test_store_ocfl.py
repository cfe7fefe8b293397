import re
import tarfile
from pathlib import Path

import ocfl as ocfl_py
import pytest

from archiver.model import Change
from archiver.store.files import Disk
from archiver.store.ocfl.validation import validate
from tests.store_kit import T0, hours, make_version, new_archive, one_run

FIXTURES = Path(__file__).parents[1] / ".." / "shared" / "suites" / "ocfl-fixtures.tar.xz"


def test_another_reader_of_ocfl_finds_every_object_valid(tmp_path: Path) -> None:
    archive = new_archive(tmp_path / "archive")
    with one_run(archive, "r1") as writer:
        for number in range(4):
            writer.add(make_version(f"http://b.test/{number}"))
    with one_run(archive, "r2", hours(1)) as writer:
        writer.add(make_version("http://b.test/1", 2, seen_at=hours(1)))
        gone = make_version("http://b.test/1", 3, change=Change.GONE, post=None, reason="404 «a»")
        writer.add(gone)
    objects = list(archive.path.glob("posts/b.test/*"))
    assert len(objects) == 4
    for path in objects:
        held = ocfl_py.Object()
        assert held.validate(str(path), log_warnings=True), path
        assert validate(Disk(path.parent), path.name) == []
    root = ocfl_py.StorageRoot(str(archive.path / "posts"))
    assert root.validate()
    assert {path.name for path in archive.path.glob("posts/*")} == {"0=ocfl_1.1", "b.test"}
    assert T0.isoformat()[:19] in (objects[0] / "inventory.json").read_text()


@pytest.mark.skipif(not FIXTURES.exists(), reason="the OCFL fixtures are not here")
def test_the_public_fixtures_read_as_good_and_bad_exactly_as_they_should(tmp_path: Path) -> None:
    with tarfile.open(FIXTURES) as tar:
        tar.extractall(tmp_path, filter="data")
    seen = 0
    for path in sorted(tmp_path.glob("1.[01]/*-objects/*")):
        found = validate(Disk(path.parent), path.name)
        assert bool(found) == (path.parent.name == "bad-objects"), (path, found)
        seen += 1
    assert seen > 140
    exact = {"E060", "E058", "E092", "E066", "E037", "E036", "E040", "E049", "E023", "E103"}
    for path in sorted(tmp_path.glob("1.[01]/bad-objects/*")):
        codes = set(re.findall(r"E\d{3}", path.name)) & exact
        said = set(
            re.findall(
                r"E\d{3}", " ".join(text for _, text in validate(Disk(path.parent), path.name))
            )
        )
        assert not codes or codes & said or path.name.startswith(("E008", "E025")), (path, said)
