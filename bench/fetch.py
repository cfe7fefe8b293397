"""What an exchange costs beside plain ``requests`` on loopback, in the same run.

    .venv/bin/python -m bench.fetch [ROUNDS]

Prints seconds per exchange (the best of five runs each) and the ratio. The peers do less: neither
has a deadline for the whole exchange, caps, a guard, or an eye on answers that are cut off.
"""

import gzip
import http.server
import sys
import threading
import time
from collections.abc import Callable
from typing import ClassVar

import requests

from archiver.fetch.client import Fetcher, Frontier
from archiver.fetch.transport import HttpTransport
from archiver.model import Purpose, Request
from archiver.model.settings import Pace

HEADERS = {"User-Agent": "bench", "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
SIZES = {"small": 2_000, "page": 60_000, "large": 2_000_000}


class Pages(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one write, so that Nagle's algorithm measures nothing
    bodies: ClassVar = {
        f"/{n}": gzip.compress(b"<p>some words of a blog" * (s // 23), 6) for n, s in SIZES.items()
    }

    def do_GET(self) -> None:
        body = self.bodies.get(self.path.split("?")[0])
        self.send_response(200 if body else 404)
        if body:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args: object) -> None:
        pass


def best(work: Callable[[], object], rounds: int) -> float:
    """Seconds per exchange: the least of five runs."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) / rounds)
    return min(times)


def main(rounds: int) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_port}"
    transport, session = HttpTransport(allow_private=["127.0.0.1"]), requests.Session()

    def through_fetcher(url: str) -> None:
        pace = Pace(delay=0, jobs=1, pages=rounds + 1)
        fetcher = Fetcher(
            transport=transport, user_agent="bench", pace=pace, allow_private=["127.0.0.1"]
        )
        frontier = Frontier()
        for number in range(rounds):
            frontier.add(Request(url=f"{url}?{number}", source="", purpose=Purpose.POST))
        assert sum(answer.error is None for answer in fetcher.answers(frontier)) == rounds + 1

    def plain(get: Callable[..., requests.Response], url: str) -> None:
        for _ in range(rounds):
            assert get(url, headers=HEADERS, timeout=30).content

    def exchange(url: str) -> None:
        for _ in range(rounds):
            assert transport.exchange(url, HEADERS, deadline=30, max_bytes=2**24).body

    print(
        f"{'body':>6} {'requests.get':>13} {'Session.get':>12} {'exchange':>10} {'Fetcher':>10}   ratio to Session"
    )
    for name in SIZES:
        url = f"{site}/{name}"
        single = best(lambda url=url: plain(requests.get, url), rounds)
        kept = best(lambda url=url: plain(session.get, url), rounds)
        ours = best(lambda url=url: exchange(url), rounds)
        polite = best(lambda url=url: through_fetcher(url), rounds)
        cells = f"{single * 1e3:>10.2f} ms {kept * 1e3:>9.2f} ms {ours * 1e3:>7.2f} ms {polite * 1e3:>7.2f} ms"
        print(f"{name:>6} {cells}   exchange {ours / kept:.2f}, Fetcher {polite / kept:.2f}")
    server.shutdown()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
