"""What reading costs: screen, extract and learn, beside the same of another version of the program.

    python bench/reading.py CORPUS [--against PYTHON] [--rounds 5]

CORPUS is a folder of pages, ``<id>.html.gz`` with ``<id>.json`` beside each (``url``). PYTHON is an
interpreter that has the other version installed. Both read all pages in turns, each time in a
process of its own; the ratio is that of the medians of their CPU time, and the texts of both are
compared. Without a corpus the project's own cases are read, without ``--against`` this version alone.
"""

import argparse
import gzip
import hashlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from archiver.model import Capture, Post

BAR = 0.65
"""Of the CPU that version 0.1 takes, which parses a page four times."""
CASES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "extract"


def pages(folder: Path) -> list[tuple[str, str, bytes]]:
    """Name, address and bytes of each page: of a corpus, or of the project's own cases."""
    found = []
    for path in sorted(folder.glob("*.html.gz")):
        told = json.loads(Path(str(path).removesuffix(".html.gz") + ".json").read_text("utf-8"))
        found.append((path.name, told.get("url") or "", gzip.decompress(path.read_bytes())))
    for path in sorted(folder.glob("*/*/page.html")):
        told = json.loads((path.parent / "case.json").read_text("utf-8"))
        found.append((path.parent.name, told["url"], path.read_bytes()))
    return found


def worker(folder: str) -> None:
    """Read all pages once in this process, and print the CPU time and what was read as JSON."""
    captures = [
        (
            name,
            Capture(
                url=url,
                final_url=url,
                status=200,
                headers=(("Content-Type", "text/html"),),
                payload=b"",
                body=body,
                fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
            ),
        )
        for name, url, body in pages(Path(folder))
    ]
    one = _way()
    for _, capture in captures[:10]:  # warm: what is compiled on first use is not a page's cost
        one(capture)
    read = {}
    began = time.process_time()
    for name, capture in captures:
        read[name] = one(capture)
    took = time.process_time() - began
    print(json.dumps({"cpu": took, "pages": len(captures), "read": read}))


Way = Callable[[Capture], str]
"""Reads a capture and gives a digest of the post."""


def _way() -> Way:
    """How the version that is installed reads: since 0.2 all share one parsed page."""
    reading = import_module("archiver.reading")
    return _today(reading) if hasattr(reading, "Reading") else _before(reading)


def _today(reading: ModuleType) -> Way:
    habits = import_module("archiver.extraction").HostHabits

    def one(capture: Capture) -> str:
        asked = reading.Reading(capture.url, capture)
        parsed = reading.learn([asked], habits()).readings
        return _digest(lambda: reading.read(parsed[0] if parsed else asked))

    return one


def _before(reading: ModuleType) -> Way:
    extract, screen = import_module("archiver.extract"), import_module("archiver.screen")

    def post(capture: Capture) -> Post:
        screen.screen(capture, capture.url)
        return extract.extract(capture.body, capture.final_url, content_type="text/html")  # type: ignore[no-any-return]

    def one(capture: Capture) -> str:
        reading.learn_chrome([reading.Page(capture.url, capture)], extract.HostChrome())
        return _digest(lambda: post(capture))

    return one


def _digest(read: Callable[[], Post]) -> str:
    try:
        post = read()
    except Exception as error:  # noqa: BLE001 - an error is an answer too
        return f"{type(error).__name__}: {error}"
    said = [post.title, post.authors, str(post.published), post.tags, post.markdown]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def run(python: str, folder: str) -> dict[str, Any]:
    """One round of one version, in a process of its own."""
    done = subprocess.run(
        [python, __file__, "--worker", folder], capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def main() -> int:
    """Measure and print; 1 where the ratio is above the bar."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("corpus", nargs="?", default=str(CASES))
    asked.add_argument("--against", metavar="PYTHON")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--worker", metavar="FOLDER", help=argparse.SUPPRESS)
    args = asked.parse_args()
    if args.worker:
        worker(args.worker)
        return 0
    pythons = [sys.executable, *([args.against] if args.against else [])]
    rounds = [[run(python, args.corpus) for python in pythons] for _ in range(args.rounds)]
    cpu = [statistics.median(turn[n]["cpu"] for turn in rounds) for n in range(len(pythons))]
    count = rounds[0][0]["pages"]
    print(f"{count} pages, screen + extract + learn: {1000 * cpu[0] / count:.1f} ms of CPU a page")
    if not args.against:
        return 0
    ours, theirs = rounds[0][0]["read"], rounds[0][1]["read"]
    other = [name for name in ours if ours[name] != theirs.get(name)]
    print(f"beside the other version: {cpu[0] / cpu[1]:.2f} of its CPU (bar: {BAR})")
    print(f"{len(other)} pages read otherwise {other[:5] or ''}")
    return int(cpu[0] > BAR * cpu[1])


if __name__ == "__main__":
    sys.exit(main())
