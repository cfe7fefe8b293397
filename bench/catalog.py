"""What lists and an idle run cost in a large archive, beside a plain select of the same rows.

    python -m bench.catalog [posts [members]]      20,000 posts and 100,000 members by default

CPU seconds (user and system) of whole processes, from the start of Python to its end, the best of
three each, in turns. Exit code 1 where `list` or a run without news takes more than half a second, or
`table`, which lays out every post, more than two.

No file is written for these posts: what is measured never opens one, and would fail if it did.
"""

import http.server
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archiver.facts import Announced, VersionWritten
from archiver.model import Challenge, Change, Membership, Method, Post, Verdict, Version
from archiver.outcomes import Report
from archiver.store import create

BARS = {"list": 0.5, "table": 2.0, "run": 0.5}
"""CPU seconds for each."""
START = datetime.now(UTC).replace(microsecond=0)
FEED = b'<rss version="2.0"><channel><title>Quiet</title></channel></rss>'
SOURCES = """\
contact: bench@example.org
archive: {archive}
allow_private: ["127.0.0.1"]
pace: {{delay: 0s, poll: 0s}}
challenges:
  - id: spring
    title: A Spring of Posts
    sources:
      - {{feed: "http://127.0.0.1:{port}/feed"}}
"""
SELECT = """\
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute(
    "select published, authors, title, number, url from posts order by published")
print("\\n".join("  ".join(map(str, row)) for row in rows))
"""


class Quiet(http.server.BaseHTTPRequestHandler):
    """A feed without posts."""

    def do_GET(self) -> None:
        found = self.path == "/feed"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(FEED) if found else 0))
        self.end_headers()
        self.wfile.write(FEED if found else b"")

    def log_message(self, *args: object) -> None:
        pass


def fill(path: Path, posts: int, challenge: Challenge) -> None:
    """An archive whose catalog holds so many posts, all of them members."""
    archive = create(path, sync=False)
    with archive.writing("fill", START) as writer:
        catalog = writer._catalog
        for number in range(posts):
            url = f"http://blog{number % 2000}.example/2026/{number}/on-the-words-of-a-week/"
            version = of(url, number)
            catalog.put(version, "")
            written = VersionWritten(
                url=url, at=START, change=Change.CREATED, version=1, sha512="", extractor="bench"
            )
            catalog.apply(written, "runs/2026/fill")
            feed = f"http://blog{number % 2000}.example/feed"
            told = Announced(
                url=url, at=START, source="spring", via=feed, how=Method.FEED, challenge="spring"
            )
            catalog.apply(told, "runs/2026/fill")
        member = (
            Membership(post=url, challenge=challenge.id, verdict=Verdict.MEMBER)
            for url in catalog.unjudged()
        )
        writer.judge([challenge], member)
        writer.commit(Report(run="fill", started=START, ended=START))
    archive.close()


def of(url: str, number: int) -> Version:
    """A post's first version."""
    post = Post(
        url=url,
        title=f"On the words of week {number}",
        text="word " * 300,
        markdown="",
        authors=(f"Ann Lee {number % 2000}",),
        published=START - timedelta(hours=number % 20_000),
    )
    return Version(
        url=url,
        number=1,
        change=Change.CREATED,
        post=post,
        capture=None,
        first_seen=START,
        seen_at=START,
        extractor="bench",
    )


@contextmanager
def cpu_of() -> Iterator[Callable[[], float]]:
    """The CPU seconds of the processes that have ended within the context."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    def taken() -> float:
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    yield taken


def cpu(*command: str) -> float:
    """CPU seconds of a process."""
    with cpu_of() as taken:
        done = subprocess.run(
            [sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
    if done.returncode:
        sys.exit(f"{' '.join(command)} ends with {done.returncode}: {done.stderr.decode()[-800:]}")
    return taken()


def settings(root: Path, port: int) -> Path:
    """A sources.yaml that leads to the quiet feed."""
    path = root / "sources.yaml"
    path.write_text(SOURCES.format(archive=root / "archive", port=port), "utf-8")
    return path


def main(listed: int, members: int) -> int:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wrong = False
    for posts, word in ((listed, "list"), (listed, "table"), (20, "run"), (members, "run")):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            file = settings(root, server.server_address[1])
            where = ("-a", str(root / "archive")) if word != "run" else ("-c", str(file))
            command = ("-m", "archiver", word, *where)
            cpu("-m", "archiver", "run", "-q", "-c", str(file))
            fill(root / "archive", posts, judged(root / "archive"))
            cpu(*command)  # once outside of the measure: files are in memory then
            plain = ("-c", SELECT, str(root / "archive/derived/catalog.sqlite"))
            rounds = [(cpu(*command), cpu(*plain)) for _ in range(3)]
            ours, theirs = (min(times) for times in zip(*rounds, strict=True))
            print(f"{word} at {posts} posts: {ours:.2f} s CPU; a plain select {theirs:.2f}")
            wrong |= ours > BARS[word]
    return int(wrong)


def judged(path: Path) -> Challenge:
    """The challenge as the first run has described it."""
    archive = create(path, sync=False)
    (challenge,) = archive.challenges()
    archive.close()
    return challenge


if __name__ == "__main__":
    os.environ.pop("ARCHIVER_ARCHIVE", None)
    sizes = [int(text) for text in sys.argv[1:]] or [20_000, 100_000]
    sys.exit(main(sizes[0], sizes[-1]))
