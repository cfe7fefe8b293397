"""What a run of a cron job with 25 new posts costs, in a small archive and in a very large one.

    python -m bench.cron [held [turns]]        100,000 held posts, 3 turns by default

Runs over 100 held posts and over many, in turns: CPU seconds (user and system) of all processes from
the start of Python to the end, the least of all turns; memory as the largest proportional set size
(PSS) of all processes; and how many processes there were. Exit code 1 where the large archive costs
more than 1.1 times as much CPU as the small one, or either more than .8 s, 120 MB or 2 processes.

The peer is the same 25 pages read by trafilatura in one process, with nothing kept.
"""

import contextlib
import http.server
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from archiver.model import Challenge
from bench.catalog import cpu_of, fill

NEW = 25
RATIO, SECONDS, MEGABYTES, PROCESSES = 1.1, 0.8, 120, 2
WORDS = [
    "the",
    "garden",
    "was",
    "quiet",
    "this",
    "morning",
    "and",
    "I",
    "wrote",
    "about",
    "support",
    "and",
    "the",
    "people",
    "in",
    "it",
]
SOURCES = """\
contact: bench@example.org
archive: {archive}
allow_private: ["127.0.0.*"]
pace: {{delay: 0s, poll: 0s}}
challenges:
  - id: spring
    title: A Spring of Posts
    sources:
{sources}
"""
PEER = """\
import sys, urllib.request, trafilatura
for url in sys.argv[1:]:
    assert trafilatura.extract(urllib.request.urlopen(url).read())
"""


class Blogs(http.server.BaseHTTPRequestHandler):
    """Five blogs with five posts each, in an ordinary theme."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        host = self.headers["Host"]
        if self.path == "/feed":
            kind, body = "application/rss+xml", feed(host)
        elif self.path.startswith("/post-"):
            kind, body = "text/html; charset=utf-8", page(host, int(self.path[6:]))
        else:
            kind, body = "", ""
        data = body.encode()
        self.send_response(200 if data else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        pass


def paragraph(seed: int) -> str:
    return " ".join(WORDS[(seed * 7 + n * n) % len(WORDS)] for n in range(70)).capitalize() + "."


def feed(host: str) -> str:
    items = "".join(
        f"<item><title>Morning {n}</title><link>http://{host}/post-{n}</link>"
        f"<description>{paragraph(n)}</description></item>"
        for n in range(NEW // 5)
    )
    return f"<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>"


def page(host: str, number: int) -> str:
    text = "".join(f"<p>{paragraph(number * 20 + n)}</p>" for n in range(12))
    menu = "".join(f"<li><a href='/tag/{n}'>Subject {n}</a></li>" for n in range(60))
    remarks = "".join(f"<li class='comment'><p>{paragraph(n)}</p></li>" for n in range(6))
    return (
        f"<!doctype html><html><head><title>Morning {number} | {host}</title></head><body>"
        f"<header><nav><ul>{menu}</ul></nav></header><main><article class='hentry'>"
        f"<h1 class='entry-title'>Morning {number}</h1><div class='entry-content'>{text}</div>"
        f"</article><ol class='comment-list'>{remarks}</ol></main><footer>bye</footer></body></html>"
    )


@contextlib.contextmanager
def served() -> Iterator[list[str]]:
    """The hosts of the five blogs, with their port."""
    server = http.server.ThreadingHTTPServer(("0.0.0.0", 0), Blogs)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield [f"127.0.0.{n}:{server.server_address[1]}" for n in range(2, 7)]
    finally:
        server.shutdown()


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    below: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            after = path.read_text().rpartition(")")[2].split()
            below.setdefault(int(after[1]), []).append(int(path.parts[2]))
    found = [pid]
    for one in found:
        found += below.get(one, [])
    return found


def pss(pid: int) -> int:
    """The proportional set size of a process in bytes; 0 where it has ended."""
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(re.findall(r"^Pss: +(\d+) kB", text, re.MULTILINE)[0]) * 1024
    return 0


def measured(command: list[str]) -> tuple[float, float, int]:
    """CPU seconds, megabytes and processes of a command."""
    most, processes = 0, 0
    with cpu_of() as seconds:
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while running.poll() is None:
            found = tree(running.pid)
            most, processes = max(most, sum(map(pss, found))), max(processes, len(found))
            time.sleep(0.05)
    if running.returncode:
        sys.exit(f"{' '.join(command)} ends with {running.returncode}")
    return seconds(), most / 1e6, processes


def archive_of(root: Path, held: int, hosts: list[str]) -> tuple[Path, Path]:
    """A filled archive, and the sources.yaml that leads to it."""
    fill(root / "filled", held, Challenge(id="spring", title="A Spring of Posts"))
    sources = "\n".join(f'      - {{feed: "http://{host}/feed"}}' for host in hosts)
    config = root / "sources.yaml"
    config.write_text(SOURCES.format(archive=root / "archive", sources=sources), "utf-8")
    return root / "filled", config


def main(held: int, turns: int) -> int:
    if not Path("/proc/self/smaps_rollup").exists():
        print("this system does not tell the memory of processes: skipped")
        return 0
    taken: dict[int, list[tuple[float, float, int]]] = {100: [], held: []}
    with served() as hosts, tempfile.TemporaryDirectory() as folder:
        made = {}
        for size in taken:
            root = Path(folder, str(size))
            root.mkdir()
            made[size] = archive_of(root, size, hosts)
        peers = []
        for _ in range(turns):
            for size, (filled, config) in made.items():
                archive = config.with_name("archive")
                shutil.rmtree(archive, ignore_errors=True)
                shutil.copytree(filled, archive)
                words = ["run", "-q", "-c", str(config)]
                taken[size].append(measured([sys.executable, "-m", "archiver", *words]))
            addresses = [f"http://{host}/post-{n}" for host in hosts for n in range(NEW // 5)]
            peers.append(measured([sys.executable, "-c", PEER, *addresses])[0])
    return judged(taken, held, min(peers))


def judged(taken: dict[int, list[tuple[float, float, int]]], held: int, peer: float) -> int:
    """Print the figures; the exit code."""
    least = {size: min(cpu for cpu, _, _ in rows) for size, rows in taken.items()}
    most = {size: max(memory for _, memory, _ in rows) for size, rows in taken.items()}
    count = max(processes for rows in taken.values() for _, _, processes in rows)
    for size in taken:
        print(
            f"{size:>7} held posts, {NEW} new: {least[size]:.2f} s of CPU"
            f" ({least[size] / peer:.2f} of trafilatura's), {most[size]:.0f} MB at most"
        )
    ratio = least[held] / least[100]
    print(f"the large archive costs {ratio:.2f} times the small one (bar {RATIO})")
    print(f"at most {count} processes (bar {PROCESSES})")
    wrong = ratio > RATIO or count > PROCESSES
    wrong |= max(least.values()) > SECONDS or max(most.values()) > MEGABYTES
    return int(wrong)


if __name__ == "__main__":
    os.environ.pop("ARCHIVER_ARCHIVE", None)
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(numbers + [100_000, 3][len(numbers) :])))
