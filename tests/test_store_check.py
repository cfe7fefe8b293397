import random
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.facts import Status
from archiver.model import Candidate, Challenge, Change, Membership, Method, Post, Verdict, Version
from archiver.store import Archive, open_archive
from tests.store_kit import (
    T0,
    hours,
    keep_and_add,
    make_capture,
    make_report,
    make_version,
    new_archive,
    one_run,
    outcome,
)

A, B, FEED = "http://b.test/a", "http://c.test/b", "http://b.test/feed"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """One of everything."""
    archive = new_archive(tmp_path / "archive")
    with archive.writing("r1", T0) as writer:
        keep_and_add(writer, A, 1)
        keep_and_add(writer, B, 1)
        writer.announce(Candidate(url=A, via=FEED, how=Method.FEED, source="s"), T0)
        verdict = Membership(post=A, challenge="c", verdict=Verdict.MEMBER)
        writer.judge([Challenge(id="c", title="A challenge")], [verdict])
        writer.commit(make_report("r1", T0, outcome(Status.OK)))
    with one_run(archive, "r2", hours(1)) as writer:
        writer.keep(make_capture(B, b"<p>Version 1.</p>", fetched_at=hours(1)))
        keep_and_add(writer, A, 2, hours(1))
        writer.add(make_version(B, 2, change=Change.GONE, post=None, reason="404"))
    assert archive.check() == []
    archive.close()
    return archive


def nothing(version: Version) -> tuple[Post, ...]:
    """A reader who wins nothing back."""
    return ()


def files(archive: Archive) -> list[Path]:
    return sorted(
        path
        for path in archive.path.rglob("*")
        if path.is_file() and path.parent.name != "derived" and path.name != ".lock"
    )


def named(archive: Archive) -> set[str]:
    again = open_archive(archive.path, sync=False)
    try:
        return {problem.path.partition("@")[0] for problem in again.check()}
    finally:
        again.close()


def test_one_flipped_bit_anywhere_is_named(archive: Archive) -> None:
    chance = random.Random(7)
    kinds = {"json", "jsonl", "md", "gz", "cdxj", "sha512", "txt", "1"}
    assert {path.name.rpartition(".")[2] for path in files(archive)} == kinds
    for path in files(archive):
        before = path.read_bytes()
        for place in {len(before) - 1, chance.randrange(len(before))}:
            damaged = bytearray(before)
            damaged[place] ^= 1 << chance.randrange(7)
            path.write_bytes(damaged)
            name = str(path.relative_to(archive.path))
            if name == "archive.json":
                assert_archive_json_is_named(archive)
            else:
                assert name in named(archive), (place, damaged)
        path.write_bytes(before)
    assert named(archive) == set()


def assert_archive_json_is_named(archive: Archive) -> None:
    from archiver.store.files import Disk
    from archiver.store.integrity.checks import check

    found = check(Disk(archive.path), None, None)
    assert [problem.path for problem in found] == ["archive.json"]


def test_a_missing_file_is_named(archive: Archive) -> None:
    for path in files(archive):
        if path.name == "archive.json" or path.name.endswith("-r2.jsonl"):
            continue  # without the first it is no archive, the last one nobody follows
        before = path.read_bytes()
        path.unlink()
        names = {str(path.relative_to(archive.path)), str(path.parent.relative_to(archive.path))}
        assert names & named(archive)
        path.write_bytes(before)


def test_a_file_that_does_not_belong_is_named(archive: Archive) -> None:
    place = next(archive.path.glob("posts/b.test/*"))
    for name in (
        "posts/stray.txt",
        "warc/2026/11/stray.bin",
        f"{place.relative_to(archive.path)}/stray",
        f"{place.relative_to(archive.path)}/v1/stray",
        f"{place.relative_to(archive.path)}/v1/content/stray",
    ):
        (archive.path / name).write_bytes(b"x")
        assert named(archive) == {name}
        (archive.path / name).unlink()


def edited(archive: Archive, sql: str) -> None:
    again = open_archive(archive.path)
    again._catalog.db.execute(sql)
    again.close()


@pytest.mark.parametrize(
    "sql",
    [
        "update posts set title='another' where number=2",
        "delete from names",
        "update fetches set etag='x'",
        "update memberships set verdict='outside'",
        "update sources set line=replace(line, 'ok', 'ko')",
        "delete from changes",
    ],
)
def test_a_catalog_that_differs_from_the_files_is_named(archive: Archive, sql: str) -> None:
    edited(archive, sql)
    assert named(archive) == {"derived/catalog.sqlite"}
    again = open_archive(archive.path)
    again.rebuild()
    assert again.check() == []


def test_a_catalog_that_was_remade_by_itself_is_named_once(archive: Archive) -> None:
    path = archive.path / "derived/catalog.sqlite"
    path.write_bytes(b"not a database" + path.read_bytes()[14:])
    assert named(archive) == {"derived/catalog.sqlite"}
    assert named(archive) == set()


@pytest.mark.parametrize(
    ("pattern", "source"),
    [
        ("posts/b.test/*/inventory.json", "another inventory"),
        ("posts/b.test/*/v2/content/post.md", "its capture, warc/2026/11/r2-1.warc.gz at"),
        ("warc/*/*/r1-1.cdxj", "its WARC file"),
        ("README.txt", "the program"),
    ],
)
def test_a_problem_says_what_it_can_be_restored_from(
    archive: Archive, pattern: str, source: str
) -> None:
    path = next(archive.path.glob(pattern))
    path.write_bytes(b"rubbish")
    name = str(path.relative_to(archive.path))
    found = [p for p in open_archive(archive.path).check() if p.path == name]
    assert found and all(source in problem.restorable_from for problem in found)


@pytest.mark.parametrize("damage", [bytes.upper, lambda _: b"", lambda data: data[:-9]])
def test_a_damaged_journal_hides_nothing_else(
    archive: Archive, damage: Callable[[bytes], bytes]
) -> None:
    path = next(archive.path.glob("runs/*/*r2.jsonl"))
    path.write_bytes(damage(path.read_bytes()))
    (archive.path / "derived/catalog.sqlite").unlink()
    again = open_archive(archive.path)
    assert {v.url for v in again.posts()} == {A, B}
    assert str(path.relative_to(archive.path)) in {p.path.partition(":")[0] for p in again.check()}


def test_what_a_dead_run_left_is_named_but_a_living_runs_is_not(archive: Archive) -> None:
    again = open_archive(archive.path)
    with again.writing("r3", hours(3)) as writer:
        writer.keep(make_capture(A, b"new"))
        assert open_archive(archive.path).check() == []
    (archive.path / ".staging").mkdir(exist_ok=True)
    (archive.path / ".staging/object-1").write_bytes(b"")
    assert named(archive) == {".staging/object-1"}


RESTORED = (
    "README.txt",
    "posts/0=ocfl_1.1",
    "posts/b.test/*/0=ocfl_object_1.1",
    "posts/b.test/*/inventory.json",
    "posts/b.test/*/inventory.json.sha512",
    "posts/b.test/*/v1/inventory.json",
    "posts/b.test/*/v1/inventory.json.sha512",
    "posts/b.test/*/v2/inventory.json",
    "posts/b.test/*/v2/inventory.json.sha512",
    "warc/*/*/r1-1.cdxj",
)


@pytest.mark.parametrize("pattern", RESTORED)
@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_what_follows_from_the_rest_is_restored_byte_for_byte(
    archive: Archive, pattern: str, damage: str
) -> None:
    path = next(archive.path.glob(pattern))
    before = path.read_bytes()
    if damage == "changed":
        path.write_bytes(before.replace(b"e", b"f", 1) + b" ")
    else:
        path.unlink()
    again = open_archive(archive.path)
    found = again.check()
    assert [problem for problem in found if not problem.restorable_from] == []
    assert str(path.relative_to(archive.path)) in again.repair(found, hours(9), nothing)
    assert path.read_bytes() == before
    assert again.check() == []


@pytest.mark.parametrize(
    "pattern", ["posts/b.test/*/v2/content/post.md", "warc/*/*/r1-1.warc.gz", "runs/*/*-r1.jsonl"]
)
def test_what_nothing_confirms_is_left_as_it_is_and_still_named(
    archive: Archive, pattern: str
) -> None:
    path = next(archive.path.glob(pattern))
    damaged = path.read_bytes()[:-9] + b"damaged!!"
    path.write_bytes(damaged)
    again = open_archive(archive.path)
    again.repair(again.check(), hours(9), nothing)
    assert path.read_bytes() == damaged
    name = str(path.relative_to(archive.path))
    assert name in {problem.path.partition("@")[0] for problem in again.check()}


def test_when_both_copies_of_an_inventory_are_damaged_nothing_is_guessed(archive: Archive) -> None:
    place = next(archive.path.glob("posts/b.test/*"))
    for path in (place / "inventory.json", place / "v2" / "inventory.json"):
        path.write_bytes(path.read_bytes().replace(b"edited", b"editad"))
    (place / "v2" / "inventory.json.sha512").unlink()
    (place / "inventory.json.sha512").unlink()
    (place / "inventory.json").unlink()
    again = open_archive(archive.path)
    assert not any("inventory" in name for name in again.repair(again.check(), hours(9), nothing))
    assert again.check() != []
