"""What a run of a cron job costs when nothing is due: 30 sources, 300 posts.

    python -m bench.idle [turns]        5 turns by default

Every second source is a feed, a site whose home page names its feed, and one is a list of blogs. CPU
seconds (user and system) of all processes from the start of Python to the end, the least of all
turns; and the requests that came. Exit code 1 where a run asks for anything, or costs more than
.35 s. The peer is a Python that imports sqlite3 and PyYAML, and reads the same sources.yaml.
"""

import contextlib
import http.server
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from bench.catalog import cpu_of
from bench.cron import page

SOURCES, POSTS, LISTED = 30, 10, 1
SECONDS = 0.35
HEAD = """\
contact: bench@example.org
archive: {archive}
allow_private: ["127.0.0.*"]
pace: {{delay: 0s, poll: 1h}}
challenges:
  - id: spring
    title: A Spring of Posts
    sources:
"""
PEER = "import sqlite3, sys, yaml; yaml.safe_load(open(sys.argv[1]))"


class Blogs(http.server.BaseHTTPRequestHandler):
    """Blogs of ten posts each, and a list of the last five of them."""

    protocol_version = "HTTP/1.1"
    requests = 0

    def do_GET(self) -> None:
        type(self).requests += 1
        host = self.headers["Host"]
        kind, body = "text/html; charset=utf-8", ""
        if self.path == "/feed":
            kind, body = "application/rss+xml", feed(host)
        elif self.path == "/list":
            kind, body = "text/x-opml", roll(host)
        elif self.path == "/":
            body = "<title>B</title><link rel=alternate type=application/rss+xml href=/feed>"
        elif self.path.startswith("/post-"):
            body = page(host, int(self.path[6:]))
        data = body.encode()
        self.send_response(200 if data else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        pass


def feed(host: str) -> str:
    items = "".join(
        f"<item><title>Morning {n}</title><link>http://{host}/post-{n}</link></item>"
        for n in range(POSTS)
    )
    return f"<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>"


def roll(host: str) -> str:
    port = host.rpartition(":")[2]
    hosts = [f"127.0.0.{2 + n}:{port}" for n in range(SOURCES - 1, SOURCES - 1 + LISTED)]
    lines = "".join(f"<outline type='rss' xmlUrl='http://{h}/feed'/>" for h in hosts)
    return f"<opml version='2.0'><head/><body>{lines}</body></opml>"


@contextlib.contextmanager
def served() -> Iterator[int]:
    """The port of all the blogs."""
    server = http.server.ThreadingHTTPServer(("0.0.0.0", 0), Blogs)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()


def sources(port: int) -> Iterator[str]:
    for n in range(SOURCES - 1):
        root = f"http://127.0.0.{2 + n}:{port}/"
        yield f'      - {{feed: "{root}feed"}}\n' if n % 2 else f'      - {{site: "{root}"}}\n'
    yield f'      - {{opml: "http://127.0.0.2:{port}/list"}}\n'


def measured(command: list[str]) -> float:
    with cpu_of() as seconds:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ends with {done.returncode}")
    return seconds()


def main(turns: int) -> int:
    with served() as port, tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "sources.yaml")
        config.write_text(
            HEAD.format(archive=f"{folder}/archive") + "".join(sources(port)), "utf-8"
        )
        run = [sys.executable, "-m", "archiver", "run", "-q", "-c", str(config)]
        first = measured(run)
        fetched, Blogs.requests = Blogs.requests, 0
        ours = min(measured(run) for _ in range(turns))
        peer = min(measured([sys.executable, "-c", PEER, str(config)]) for _ in range(turns))
    print(f"the first run: {fetched} requests, {first:.2f} s of CPU")
    print(f"nothing due: {Blogs.requests} requests, {ours:.2f} s of CPU (bar {SECONDS})")
    print(f"Python, SQLite and PyYAML alone: {peer:.2f} s")
    return int(bool(Blogs.requests) or ours > SECONDS)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 5))
