"""What reading costs: screen, extract and learn, beside the same of another version of the program.

    python bench/reading.py CORPUS [--against PYTHON] [--rounds 5]

CORPUS is a folder of pages, ``<id>.html.gz`` with ``<id>.json`` beside each (``url``). PYTHON is an
interpreter that has the other version installed. Both read all pages in turns, each time in a
process of its own; the ratio is that of the medians of their CPU time, and the texts of both are
compared. Without a corpus the demo's pages are read, without ``--against`` this version alone.
"""

import argparse
import gzip
import hashlib
import json
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path


def pages(folder: Path) -> list[tuple[str, str, bytes]]:
    """Name, address and bytes of each page."""
    found = []
    for path in sorted(folder.glob("*.html.gz")):
        told = json.loads(Path(str(path).removesuffix(".html.gz") + ".json").read_text("utf-8"))
        found.append((path.name, told.get("url") or "", gzip.decompress(path.read_bytes())))
    return found


def demo_pages() -> list[tuple[str, str, bytes]]:
    """The demo's own posts."""
    from demo.web import Blogosphere

    with Blogosphere() as web:
        return [(url, url, body) for url, body in web.posts()]


def worker(folder: str) -> None:
    """Read all pages once in this process, and print the CPU time and what was read as JSON."""
    from archiver.model import Capture

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


def _way():  # type: ignore[no-untyped-def]  # a function of a capture to a digest, of either version
    try:
        from archiver.reading import Reading, learn, read

        habits = __import__("archiver.extraction", fromlist=["HostHabits"]).HostHabits

        def ours(capture):  # type: ignore[no-untyped-def]
            (reading,) = learn([Reading(capture.url, capture)], habits()).readings or (
                Reading(capture.url, capture),
            )
            return _digest(lambda: read(reading))

        return ours
    except ImportError:
        from archiver.extraction import HostHabits, extract
        from archiver.reading import Page, learn_chrome
        from archiver.screen import screen

        def theirs(capture):  # type: ignore[no-untyped-def]
            learn_chrome([Page(capture.url, capture)], HostHabits())

            def post():  # type: ignore[no-untyped-def]
                screen(capture, capture.url)
                return extract(capture.body, capture.final_url, content_type="text/html")

            return _digest(post)

        return theirs


def _digest(read) -> str:  # type: ignore[no-untyped-def]
    try:
        post = read()
    except Exception as error:  # noqa: BLE001 - an error is an answer too
        return f"{type(error).__name__}: {error}"
    said = [post.title, post.authors, str(post.published), post.tags, post.markdown]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def run(python: str, folder: str) -> dict[str, object]:
    """One round of one version, in a process of its own."""
    done = subprocess.run(
        [python, __file__, "--worker", folder], capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("corpus", nargs="?")
    asked.add_argument("--against", metavar="PYTHON")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--worker", metavar="FOLDER", help=argparse.SUPPRESS)
    args = asked.parse_args()
    if args.worker:
        worker(args.worker)
        return
    pythons = [sys.executable, *([args.against] if args.against else [])]
    rounds = [[run(python, args.corpus) for python in pythons] for _ in range(args.rounds)]
    medians = [statistics.median(r[n]["cpu"] for r in rounds) for n in range(len(pythons))]  # type: ignore[type-var]
    count = rounds[0][0]["pages"]
    print(
        f"{count} pages, screen + extract + learn, CPU: {1000 * medians[0] / count:.1f} ms a page"
    )  # type: ignore[operator]
    if args.against:
        ours, theirs = rounds[0][0]["read"], rounds[0][1]["read"]
        other = [name for name in ours if ours[name] != theirs.get(name)]  # type: ignore[attr-defined,index]
        print(
            f"beside the other version: {medians[0] / medians[1]:.2f} of its CPU; {len(other)} read otherwise {other[:5]}"
        )


if __name__ == "__main__":
    main()
