"""What opening an archive and a run without news cost after many such runs, beside plain SQLite.

    python -m bench.runs [runs]      1,000 runs of 40 sources by default

CPU milliseconds, the median of 20 each. The peer notes the same 40 outcomes in one transaction of a
table that grows as the journals do. Exit code 1 where either takes more than 20 ms after the last.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archiver.facts import Status
from archiver.outcomes import Outcome, Report
from archiver.store import Archive, create, open_archive

BAR, SOURCES, FEW = 20.0, 40, 100
"""Milliseconds; sources a run; runs after which it is measured first."""

START = datetime(2024, 1, 1, tzinfo=UTC)
OUTCOMES = tuple(
    Outcome(
        source=f"s{n}",
        url=f"http://blog{n}.example/feed.xml",
        status=Status.UNCHANGED,
        counts={"requests": 1},
    )
    for n in range(SOURCES)
)


def empty(archive: Archive, number: int) -> None:
    """A run that found nothing new."""
    run, at = f"{number:08x}", START + timedelta(hours=number)
    with archive.writing(run, at) as writer:
        writer.commit(Report(run=run, started=at, ended=at, outcomes=OUTCOMES))


def plain(db: sqlite3.Connection, number: int) -> None:
    """The same outcomes as rows."""
    with db:
        db.executemany(
            "insert into looks values (?,?,?,?)",
            [(number, o.source, o.url, o.status) for o in OUTCOMES],
        )


def cost(work: Callable[[int], object], start: int) -> float:
    """CPU milliseconds of one call: the median of 20."""
    took = []
    for number in range(start, start + 20):
        began = time.process_time()
        work(number)
        took.append(1000 * (time.process_time() - began))
    return statistics.median(took)


def main(root: Path, count: int) -> int:
    archive = create(root / "archive", sync=False)
    db = sqlite3.connect(root / "plain.sqlite")
    db.execute("pragma journal_mode=wal")
    db.execute("create table looks (run integer, source text, url text, status text)")
    done, opened, one = 0, 0.0, 0.0
    for target in (FEW, count):
        while done < target:
            empty(archive, done)
            plain(db, done)
            done += 1
        opened = cost(lambda _: open_archive(root / "archive", sync=False).close(), 0)
        one = cost(lambda number: empty(archive, number), done)
        peer = cost(lambda number: plain(db, number), done)
        done += 20
        print(
            f"after {target} runs: {opened:.1f} ms to open, {one:.1f} ms a run; plain SQLite {peer:.1f}"
        )
    archive.close()
    return int(max(one, opened) > BAR)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(main(Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
