"""What the archive costs, beside plain .md files written by the same process.

    python -m bench.store [posts [bytes]]      2,000 posts of 25,000 bytes by default

The plain files are written as safely as the archive writes (temporary file, fsync, rename, fsync
of the folder), but without digests, versions, inventories, captures or an index. Times are CPU
seconds of this process (user and system) and seconds by the clock.
"""

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from archiver.formats import frontmatter
from archiver.formats.markdown import to_text
from archiver.model import Capture, Change, Post, Version
from archiver.outcomes import Report
from archiver.store import Archive, Writer, create, open_archive
from archiver.store.layout import object_path

START = datetime(2026, 1, 1, tzinfo=UTC)
SIZE = int(sys.argv[2]) if len(sys.argv) > 2 else 25_000


class Stopwatch:
    """Prints a line a measure, and remembers it."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = {}

    def measure(self, name: str, work: Callable[[], object], per: int = 1) -> None:
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        self.cpu[name] = cpu
        each = f"   {1000 * cpu / per:9.3f} ms each" if per > 1 else ""
        print(f"{name:44} {cpu:9.3f} s CPU {wall:9.3f} s{each}", flush=True)


def text(number: int, edition: int = 1) -> str:
    """About SIZE bytes of words in paragraphs, the same for the same numbers."""
    chance = random.Random(number * 31 + edition)
    words = ["word", "garden", "Straße", "evening", "letter", "写作", "challenge", "morning", "tea"]
    lines = (" ".join(chance.choices(words, k=60)) + "." for _ in range(max(1, SIZE // 400)))
    return "\n\n".join(lines)


def url(number: int) -> str:
    return f"http://blog{number % 50}.test/2026/{number % 12 + 1:02}/a-post-about-{number}/"


def version(number: int, edition: int = 1) -> Version:
    markdown = text(number, edition)
    post = Post(
        url=url(number),
        title=f"A post about {number}",
        text=to_text(markdown),
        markdown=markdown,
        authors=(f"Author {number % 50}",),
        published=date(2026, 1, 1) + timedelta(days=number % 300),
        tags=("daily", "words"),
    )
    return Version(
        url=url(number),
        number=edition,
        change=Change.CREATED if edition == 1 else Change.EDITED,
        post=post,
        capture=None,
        first_seen=START,
        seen_at=START,
        extractor="bench/1",
    )


def ingest(archive: Archive, versions: list[Version], run: str, at: datetime) -> None:
    def work(writer: Writer) -> None:
        for item in versions:
            writer.add(item)

    in_run(archive, run, at, work)


def in_run(archive: Archive, run: str, at: datetime, work: Callable[[Writer], None]) -> None:
    with archive.writing(run, at) as writer:
        work(writer)
        writer.commit(Report(run=run, started=at, ended=at))


def write_plain(root: Path, versions: list[Version]) -> None:
    for item in versions:
        path = root / f"{object_path(item.url)}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        with temporary.open("wb") as stream:
            stream.write(frontmatter.write(item).encode())
            stream.flush()
            os.fsync(stream.fileno())
        temporary.rename(path)
        fd = os.open(path.parent, os.O_RDONLY)
        os.fsync(fd)
        os.close(fd)


def read_plain(root: Path, numbers: list[int]) -> None:
    for number in numbers:
        frontmatter.read((root / f"{object_path(url(number))}.md").read_text("utf-8"))


def scan_plain(root: Path) -> None:
    for path in root.glob("*/*.md"):
        frontmatter.read(path.read_text("utf-8"))


def keep_pages(archive: Archive, count: int) -> None:
    headers = (("Content-Type", "text/html"),)

    def work(writer: Writer) -> None:
        for number in range(count):
            body = text(number).encode()
            writer.keep(
                Capture(
                    url=url(number),
                    final_url=url(number),
                    status=200,
                    headers=headers,
                    payload=body,
                    body=body,
                    fetched_at=START,
                    request_headers=(("Host", "blog.test"),),
                )
            )

    in_run(archive, "pages", START + timedelta(hours=9), work)


def cron(path: Path, count: int) -> None:
    """A whole process's work: open, twenty new posts and five edited, commit."""
    archive = open_archive(path)
    new = [version(count + n) for n in range(20)]
    ingest(archive, new + [version(n, 2) for n in range(5)], "cron", START + timedelta(hours=5))
    archive.close()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    root = Path(tempfile.mkdtemp(prefix="bench-store-", dir=os.environ.get("BENCH_DIR")))
    try:
        measure_all(root, count)
    finally:
        shutil.rmtree(root)


def measure_all(root: Path, count: int) -> None:
    clock, plain = Stopwatch(), root / "plain"
    archive = create(root / "archive")
    some = [random.Random(n).randrange(count) for n in range(min(count, 500))]
    print(f"{count} posts of about {len(text(1).encode())} bytes")
    for start in range(0, count, 5_000):
        part = [version(n) for n in range(start, min(start + 5_000, count))]
        at = START + timedelta(seconds=start // 5_000)
        clock.measure(
            f"ingest, archive, from {start}",
            lambda p=part, a=at: ingest(archive, p, f"r{a:%S}", a),
            len(part),
        )
        clock.measure(
            f"ingest, plain, from {start}", lambda p=part: write_plain(plain, p), len(part)
        )
    archive.close()
    clock.measure("cron run of 25, archive", lambda: cron(root / "archive", count))
    changed = [version(count + n) for n in range(20)] + [version(n, 2) for n in range(5)]
    clock.measure("cron run of 25, plain", lambda: write_plain(plain, changed))
    archive = open_archive(root / "archive")
    clock.measure("look-up, archive", lambda: [archive.get(url(n)) for n in some], len(some))
    clock.measure("look-up, plain", lambda: read_plain(plain, some), len(some))
    clock.measure("scan, archive", lambda: sum(1 for _ in archive.posts()), count)
    clock.measure("scan, plain", lambda: scan_plain(plain), count)
    since = START + timedelta(hours=1)
    clock.measure("changes since a day, archive", lambda: list(archive.changes(since)))
    clock.measure("keep a page, archive", lambda: keep_pages(archive, len(some)), len(some))
    clock.measure("rebuild, archive", archive.rebuild, count)
    clock.measure("check, archive", archive.check, count)
    print_ratios(clock.cpu)


def print_ratios(cpu: dict[str, float]) -> None:
    ours = sum(value for name, value in cpu.items() if name.startswith("ingest, archive"))
    theirs = sum(value for name, value in cpu.items() if name.startswith("ingest, plain"))
    print(f"\nCPU, archive to plain files: ingest {ours / theirs:.2f}", end="")
    for name in ("cron run of 25", "look-up", "scan"):
        print(f", {name} {cpu[f'{name}, archive'] / cpu[f'{name}, plain']:.2f}", end="")
    print()


if __name__ == "__main__":
    main()
