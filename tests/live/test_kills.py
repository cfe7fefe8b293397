"""Real runs that are killed, cut off from power or out of room, again and again.

Each run is a process of its own that archives a web whose pages change with every run, and tells of
every fact as soon as it is acknowledged. Whatever it told of must be there afterwards.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archiver.errors import StoreError
from archiver.facts import VersionWritten
from archiver.model import Capture, CaptureRef, Version
from archiver.outcomes import Report
from archiver.pipeline import run as archive_run
from archiver.store import Archive, Writer, open_archive
from archiver.store.ocfl import sha512
from tests.fakes import FakeClock, FakeWeb, Page
from tests.stories import PROSE, feed, page, settings

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("kills")]

KILLS, CUTS, FULL = 200, 20, 20
HOSTS, POSTS = ("ana.example", "ben.example"), 4
SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 1d}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    sources:
      - {id: ana, feed: http://ana.example/feed.xml}
      - {id: ben, feed: http://ben.example/feed.xml}
"""
DAY = 86400
FeedContent = tuple[str, ...]


def web(round_: int, clock: FakeClock) -> FakeWeb:
    """The web of one run: a new post on each blog, and other words in some of the old ones."""
    pages: dict[str, Page | int] = {}
    for host in HOSTS:
        numbers = range(max(0, round_ - POSTS), round_ + 1)
        entries = [(f"/post-{n}/", f"Post {n}", f"Edition {round_ // 2}") for n in numbers]
        pages[f"http://{host}/feed.xml"] = feed(host, *entries, etag=f'"{round_}"')
        for path, title, words in entries:
            pages[f"http://{host}{path}"] = page(title, f"{words} of {title}.", PROSE)
        pages[f"http://{host}/post-{round_ - 2}/"] = 410
    return FakeWeb(pages, clock=clock)


def one_run(path: Path, round_: int, run: str) -> Report:
    clock = FakeClock()
    clock.advance(round_ * 3 * DAY)
    return archive_run(
        settings(SOURCES), archive=path, transport=web(round_, clock), now=clock.now, run_id=run
    )


@contextmanager
def telling(say: Callable[[FeedContent], None]) -> Iterator[None]:
    """Has the writer tell of every fact once it has acknowledged it."""
    with pytest.MonkeyPatch.context() as patch:
        add, keep, commit = Writer.add, Writer.keep, Writer.commit

        def adding(self: Writer, version: Version, **more: str | None) -> VersionWritten:
            fact = add(self, version, **more)
            say(("version", fact.url, str(fact.version), str(fact.sha512)))
            return fact

        def keeping(self: Writer, capture: Capture, **more: str | None) -> Capture:
            kept = keep(self, capture, **more)
            if kept.ref is not None:
                say(("capture", kept.ref.warc, str(kept.ref.offset), kept.ref.digest))
            return kept

        def committing(self: Writer, report: Report) -> None:
            commit(self, report)
            say(("commit", report.run))

        patch.setattr(Writer, "add", adding)
        patch.setattr(Writer, "keep", keeping)
        patch.setattr(Writer, "commit", committing)
        yield


class Child:
    """A process that runs the archiver over and over; ``told`` is what it has acknowledged."""

    def __init__(self, path: Path, first: int) -> None:
        self._read, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._read)
            try:
                with telling(lambda told: os.write(write, (json.dumps(told) + "\n").encode())):
                    for round_ in range(first, first + 1000):
                        one_run(path, round_, f"r{round_}")
            finally:
                os._exit(1)
        os.close(write)
        os.set_blocking(self._read, False)
        self._text = b""

    def told(self) -> list[FeedContent]:
        try:
            while data := os.read(self._read, 2**16):
                self._text += data
        except BlockingIOError:
            pass
        whole = self._text[: self._text.rfind(b"\n") + 1]
        return [tuple(json.loads(line)) for line in whole.splitlines()]

    def kill(self) -> list[FeedContent]:
        os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        assert os.WIFSIGNALED(status), "it had ended by itself"
        told = self.told()
        os.close(self._read)
        return told


def next_round(path: Path) -> int:
    """Runs are numbered on, also past those that died."""
    names = [p.stem.rpartition("-r")[2].partition(".")[0] for p in path.rglob("*-r*.jsonl*")]
    return max((int(name) for name in names if name.isdigit()), default=-1) + 1


def assert_kept(path: Path, told: list[FeedContent]) -> None:
    """The next start mends the archive; then all is there that was told, and all of it is whole."""
    number = next_round(path)
    one_run(path, number, f"r{number}")
    archive = open_archive(path)
    try:
        assert archive.check() == []
        runs = {info.id: info.status for info in archive.runs()}
        missing = [fact for fact in told if not is_kept(archive, runs, fact)]
        assert missing == []
    finally:
        archive.close()


def is_kept(archive: Archive, runs: dict[str, str], told: FeedContent) -> bool:
    kind, *rest = told
    if kind == "commit":
        return runs.get(rest[0]) == "committed"
    if kind == "capture":
        ref = CaptureRef(warc=rest[0], offset=int(rest[1]), digest=rest[2])
        return archive.capture(ref).digest == rest[2]
    url, number, digest = rest
    files = archive.path.glob(f"posts/*/*/v{number}/content/post.md")
    return any(sha512(f.read_bytes()) == digest for f in files if f"{url}" in f.read_text("utf-8"))


def test_two_hundred_kills_at_random_instants(tmp_path: Path) -> None:
    chance, facts, started = random.Random(4), 0, time.monotonic()
    for number in range(KILLS):
        path = tmp_path / f"archive-{number // 20}"
        child = Child(path, next_round(path))
        time.sleep(chance.uniform(0.005, 0.4))
        told = child.kill()
        facts += len(told)
        assert_kept(path, told)
    print(f"{KILLS} kills, {facts} facts told of, {time.monotonic() - started:.0f} s")
    assert facts > 5 * KILLS


def command(*words: str | Path) -> None:
    subprocess.run(words, check=True, capture_output=True)


@contextmanager
def mounted(place: Path, *options: str | Path) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    try:
        command("mount", *options, place)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"mounting is not permitted here: {error}")
    try:
        yield place
    finally:
        command("umount", "-l", place)


def test_twenty_power_cuts(tmp_path: Path) -> None:
    """The image of the disk is copied while the writer stands still: so it looks after a power cut."""
    if os.geteuid() != 0 or not shutil.which("mkfs.ext4"):
        pytest.skip("only root can mount, and only with mkfs.ext4 there is something to mount")
    chance, facts = random.Random(9), 0
    image = tmp_path / "disk-0"
    command("dd", "if=/dev/zero", f"of={image}", "bs=1M", "count=48")
    command("mkfs.ext4", "-q", image)
    before: list[FeedContent] = []
    for number in range(CUTS):
        cut = tmp_path / f"disk-{number + 1}"
        with mounted(tmp_path / "at-work", "-o", "loop", image) as place:
            child = Child(place / "archive", next_round(place / "archive"))
            time.sleep(chance.uniform(0.1, 0.9))
            os.kill(child.pid, signal.SIGSTOP)
            # a process that waits for the disk stops when the disk has answered
            time.sleep(0.05)
            told = [fact for fact in child.told() if fact[0] != "capture"]
            shutil.copyfile(image, cut)
            child.kill()
        image.unlink()
        with mounted(tmp_path / "afterwards", "-o", "loop", cut) as place:
            assert_kept(place / "archive", [*before, *told])
        before, image = [*before, *told], cut
        facts += len(told)
    print(f"{CUTS} power cuts, {facts} facts told of")
    assert facts > CUTS


def test_a_disk_that_is_full_at_twenty_points(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount")
    place, facts = tmp_path / "small", 0
    for point in range(FULL):
        # the empty catalog takes 150 KiB; the last sizes are met in the second run and later
        size = 40 + 35 * point
        told: list[FeedContent] = []
        with mounted(place, "-t", "tmpfs", "-o", f"size={size}k", "tmpfs"):
            with telling(told.append), pytest.raises(StoreError) as caught:
                for round_ in range(100):
                    one_run(place / "archive", round_, f"r{round_}")
            assert re.search("No space left|disk is full", caught.value.message)
            command("mount", "-o", "remount,size=64m", place)
            assert_kept(place / "archive", told)
        facts += len(told)
    print(f"{FULL} full disks, {facts} facts told of")
    assert facts > FULL
