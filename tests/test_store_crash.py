import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archiver.errors import StoreError
from archiver.store import Archive, open_archive
from tests.store_kit import (
    T0,
    Crash,
    Power,
    hours,
    keep_and_add,
    make_capture,
    make_report,
    make_version,
    new_archive,
    one_run,
)

A, B = "http://b.test/a", "http://b.test/b"


def the_run(archive: Archive, acknowledged: list[tuple[str, int]]) -> None:
    """A run that adds a new post and a second version of an old one."""
    with archive.writing("r2", hours(1)) as writer:
        keep_and_add(writer, A, 2, hours(1))
        acknowledged.append((A, 2))
        keep_and_add(writer, B, 1, hours(1))
        acknowledged.append((B, 1))
        writer.commit(make_report("r2", hours(1)))
        acknowledged.append(("committed", 0))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "archive"
    with one_run(new_archive(path), "r1") as writer:
        keep_and_add(writer, A, 1)
    return path


def prepared(template: Path, path: Path) -> Path:
    return Path(shutil.copytree(template, path))


def steps(template: Path, path: Path) -> int:
    """How many changes to the disk the run makes."""
    with pytest.MonkeyPatch.context() as patch:
        archive = open_archive(prepared(template, path))
        power = Power(patch)
        the_run(archive, [])
        return power.count


def assert_whole(path: Path, acknowledged: list[tuple[str, int]]) -> None:
    """After the next start nothing acknowledged is lost, nothing is damaged, and life goes on."""
    archive = open_archive(path, sync=False)
    with one_run(archive, "r3", hours(2)) as writer:
        for url, number in acknowledged:
            texts = [v.post.text for v in archive.versions(url) if v.post]
            assert url == "committed" or f"Version {number}." in texts
        for url in (A, B):
            keep_and_add(writer, url, len(archive.versions(url)) + 1, hours(2))
    assert archive.check() == []
    by_id = {info.id: info.status for info in archive.runs()}
    if ("committed", 0) in acknowledged:
        assert by_id["r2"] == "committed"
    archive.close()


@pytest.mark.parametrize("power_too", [False, True], ids=["process", "power"])
def test_a_crash_between_any_two_steps_loses_nothing(
    template: Path, tmp_path: Path, power_too: bool
) -> None:
    count = steps(template, tmp_path / "count")
    assert count > 60
    for after in range(1, count, 3) if power_too else range(0, count, 7):
        path = prepared(template, tmp_path / f"{after}")
        archive, acknowledged = open_archive(path), list[tuple[str, int]]()
        with pytest.MonkeyPatch.context() as patch:
            power = Power(patch, after)
            with pytest.raises(Crash):
                the_run(archive, acknowledged)
        archive.close()
        if power_too:
            power.cut(path)
        assert_whole(path, acknowledged)


def test_a_crash_while_a_crash_is_mended_loses_nothing(template: Path, tmp_path: Path) -> None:
    for after in (35, 60):
        for again in range(1, 14, 4):
            path = prepared(template, tmp_path / f"{after}-{again}")
            archive, acknowledged = open_archive(path), list[tuple[str, int]]()
            with pytest.MonkeyPatch.context() as patch:
                Power(patch, after)
                with pytest.raises(Crash):
                    the_run(archive, acknowledged)
            archive.close()
            archive = open_archive(path)
            with pytest.MonkeyPatch.context() as patch:
                power = Power(patch, again)
                with pytest.raises(Crash), archive.writing("r9", hours(1.5)):
                    raise Crash
            archive.close()
            power.cut(path)
            assert_whole(path, acknowledged)


CHILD = """
import sys
from archiver.store import open_archive
from tests.store_kit import T0, hours, keep_and_add
run = int(sys.argv[2])
archive = open_archive(sys.argv[1])
with archive.writing(f"child{run}", hours(run)) as writer:
    for number in range(10_000):
        keep_and_add(writer, f"http://b.test/{run}-{number}", 1, hours(run))
        print(number, flush=True)
"""


def test_a_killed_process_loses_nothing_that_it_told_of(tmp_path: Path) -> None:
    path = new_archive(tmp_path / "archive").path
    told: list[tuple[int, int]] = []
    for run in (1, 2):
        command = [sys.executable, "-c", CHILD, str(path), str(run)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(4 * run)]
        time.sleep(0.007 * run)
        child.send_signal(signal.SIGKILL)
        rest = child.communicate()[0].splitlines()
        told += [(run, int(line)) for line in [*lines, *rest] if line.strip()]
    archive = open_archive(path)
    with one_run(archive, "after", hours(9)) as writer:
        assert any("child2 was cut short" in line for line in writer.repaired)
    assert all(archive.get(f"http://b.test/{run}-{number}") for run, number in told)
    assert archive.check() == []


def full_after(monkeypatch: pytest.MonkeyPatch, allowed: int) -> None:
    """A disk on which so many bytes fit, and of the write that passes that only a part."""
    real, left = os.write, [allowed]

    def write(fd: int, data: bytes) -> int:
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = real(fd, bytes(data[: left[0]]))
        left[0] -= written
        return written

    monkeypatch.setattr(os, "write", write)


@pytest.mark.parametrize("allowed", range(1, 8600, 400))
def test_a_full_disk_is_a_store_error_and_loses_nothing(
    template: Path, tmp_path: Path, allowed: int
) -> None:
    path = prepared(template, tmp_path / "archive")
    archive, acknowledged = open_archive(path, sync=False), list[tuple[str, int]]()
    with pytest.MonkeyPatch.context() as patch:
        full_after(patch, allowed)
        with pytest.raises(StoreError, match="No space left"):
            the_run(archive, acknowledged)
    assert archive.get(A) is not None
    archive.close()
    assert_whole(path, acknowledged)


def test_a_run_cannot_be_committed_after_a_failed_write(tmp_path: Path) -> None:
    archive = new_archive(tmp_path)
    with archive.writing("r1", T0) as writer:
        keep_and_add(writer, A, 1)
        with pytest.MonkeyPatch.context() as patch:
            full_after(patch, 100)
            with pytest.raises(StoreError, match="No space left"):
                writer.add(make_version(A, 2))
        with pytest.raises(StoreError, match="an earlier write"):
            writer.commit(make_report("r1", T0))
    assert [info.status for info in archive.runs()] == ["aborted"]
    assert archive.check() == []


def test_a_version_out_of_turn_is_refused_and_the_run_goes_on(tmp_path: Path) -> None:
    archive = new_archive(tmp_path)
    with archive.writing("r1", T0) as writer:
        keep_and_add(writer, A, 1)
        with pytest.raises(StoreError, match="the next is 2"):
            writer.add(make_version(A, 5))
        assert not writer.is_broken
        keep_and_add(writer, A, 2)
        writer.commit(make_report("r1", T0))
    assert [info.status for info in archive.runs()] == ["committed"]
    assert archive.check() == []


@pytest.mark.parametrize("cut", range(1, 1400, 60))
def test_a_torn_warc_file_is_cut_to_its_last_whole_record(tmp_path: Path, cut: int) -> None:
    archive = new_archive(tmp_path)
    with archive.writing("r1", T0) as writer:
        kept = [writer.keep(make_capture(f"{A}/{n}", b"x" * 50 * n)) for n in range(4)]
        staged = next(tmp_path.glob(".staging/warc/*/*/*.open"))
        os.truncate(staged, max(0, staged.stat().st_size - cut))
        end = staged.stat().st_size
    facts = list(archive.facts("r1"))
    whole = [
        k for k in kept if k.ref and k.ref.offset in {f.capture.offset for f in facts if f.capture}
    ]
    assert all(archive.capture(k.ref).body == k.body for k in whole if k.ref)
    assert len(whole) < len(kept) or cut < 400
    assert all(k.ref and k.ref.offset < end for k in whole)
    assert archive.check() == []
