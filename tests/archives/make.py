"""Makes a small archive as a release writes it: ``python -m tests.archives.make`` before a release.

Two blogs of the demo's web, before and after it changed: a post that was edited, one that is gone,
and one that was never part of the challenge. The archive goes into the folder of the program's
version (``0.1`` for 0.1.0), and from then on it is never changed: every later program has to read
it, as ``tests/test_old_archives.py`` holds.
"""

import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import archiver
from archiver.demo import SOURCES
from archiver.demo.blogosphere import Blogosphere
from archiver.store.layout import DERIVED, LOCK, STAGING

WATCHED = {"ben", "ben-by-tag", "clara"}
RUNS = {
    "first": datetime(2025, 10, 6, 8, tzinfo=UTC),
    "second": datetime(2025, 10, 12, 8, tzinfo=UTC),
}


def settings() -> archiver.Settings:
    """The demo's, without the pages that lead to all of its blogs: so the archive stays small."""
    told = archiver.read_settings(SOURCES)
    (challenge,) = told.challenges
    rounds = tuple(replace(r, roundup=None) for r in challenge.rounds)
    return replace(
        told,
        challenges=(replace(challenge, hub=None, rounds=rounds),),
        sources=tuple(source for source in told.sources if source.id in WATCHED),
    )


def release() -> str:
    """The first two numbers of the program's version: within them the format stays as it is."""
    return ".".join(archiver.__version__.split(".")[:2])


def main() -> None:
    """Make the archive of this version; it is refused where there is one already."""
    folder = Path(__file__).parent / release()
    if folder.exists():
        sys.exit(f"{folder} exists, and an archive of a release is never made again")
    web = Blogosphere()
    for name, moment in RUNS.items():
        web.now = lambda at=moment: at
        archiver.run(settings(), archive=folder, transport=web, run_id=name, now=web.now)
        web.flip()
    for name in (DERIVED, STAGING):
        shutil.rmtree(folder / name)
    (folder / LOCK).unlink()


if __name__ == "__main__":
    main()
