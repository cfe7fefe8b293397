"""The blogosphere itself: every blog of ``web/`` over real HTTP, on one port of loopback."""

import gzip
import hashlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from demo import sites
from demo.names import LOOPBACK
from demo.pages import Page
from demo.platforms import PLATFORMS

DOWN = ("farid.example",)
"""Blogs that do not answer: their connections are refused."""

FLIPPED = datetime(2025, 10, 9, 6, 12, tzinfo=UTC)
"""When the web changed between the two crawls."""

THINKING = 0.004
"""Seconds that a page takes to make; without them two requests at a time would hardly ever meet."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as the server saw it.

    ``digest`` stands for the body that was or would have been sent, ``beside`` counts other
    requests to the same host at that time.
    """

    host: str
    path: str
    status: int
    digest: str
    conditional: bool
    agent: str
    beside: int


class Blogosphere:
    """A web of small blogs that answers on loopback between ``start()`` and ``stop()``.

    ``flip()`` brings the second state of the web: one post edited, one deleted, one new.
    ``ports`` says where each host is to be found (see ``demo.names.leading``), ``log`` what was
    asked since the start or since ``log.clear()``.
    """

    def __init__(self) -> None:
        self.log: list[Asked] = []
        self._states = _states()
        self._state = 0
        self._lock = threading.Lock()
        self._busy: Counter[str] = Counter()

    @property
    def hosts(self) -> list[str]:
        """The hosts that answer."""
        return list(self._states[0])

    @property
    def port(self) -> int:
        """The port on which all of them answer."""
        return int(self._server.server_address[1])

    @property
    def ports(self) -> Mapping[str, int]:
        """The port of every host; a blog that is down has one at which nobody listens."""
        closed = int(self._closed.getsockname()[1])
        return dict.fromkeys(self.hosts, self.port) | dict.fromkeys(DOWN, closed)

    def paths(self, host: str) -> list[str]:
        """Every path that a host answers now."""
        return list(self._states[self._state][host])

    def start(self) -> None:
        """Listen on a free port, in a thread of its own."""
        self._closed = socket.socket()
        self._closed.bind((LOOPBACK, 0))
        self._server = ThreadingHTTPServer((LOOPBACK, 0), type("Bound", (_Handler,), {"web": self}))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Stop listening and free the ports."""
        self._server.shutdown()
        self._server.server_close()
        self._closed.close()

    def flip(self) -> None:
        """From now on the web is in its second state."""
        self._state = 1

    def __enter__(self) -> "Blogosphere":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def find(self, host: str, path: str) -> Page:
        """What a host answers to a path: 410 for what the first state had and this one has not."""
        now = self._states[self._state].get(host, {})
        if path in now:
            return now[path]
        if path + "/" in now:
            return Page(modified=FLIPPED, status=301, location=path + "/")
        status = 410 if path in self._states[0].get(host, {}) else 404
        words = "Gone" if status == 410 else "Not Found"
        text = f"<!DOCTYPE html><html><head><title>{words}</title></head><body><h1>{words}</h1></body></html>"
        return Page(modified=FLIPPED, status=status, body=text.encode())

    def begin(self, host: str) -> int:
        """Note that a request to a host is being answered; how many others are, too."""
        with self._lock:
            self._busy[host] += 1
            return self._busy[host] - 1

    def end(self, asked: Asked) -> None:
        """Note that it has been answered."""
        with self._lock:
            self._busy[asked.host] -= 1
            self.log.append(asked)


def _states() -> tuple[dict[str, dict[str, Page]], dict[str, dict[str, Page]]]:
    """Host to path to page, before and after the flip; what changed was modified at the flip."""
    first, second = (
        {host: _pages(host, when) for host in sites.hosts()} for when in ("first", "second")
    )
    for host, pages in second.items():
        for path, found in pages.items():
            if path not in first[host] or first[host][path].body != found.body:
                pages[path] = replace(found, modified=FLIPPED)
    return first, second


def _pages(host: str, when: str) -> dict[str, Page]:
    site = sites.load(host, when)
    return PLATFORMS[site.platform](site)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "demo"
    sys_version = ""
    web: Blogosphere

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").split(":")[0].lower()
        beside = self.web.begin(host)
        time.sleep(THINKING)
        page = self.web.find(host, self.path)
        etag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        fresh = page.status == 200 and self._has(etag, page.modified)
        status = 304 if fresh else page.status
        self.web.end(
            Asked(
                host=host,
                path=self.path,
                status=status,
                digest=etag.strip('"'),
                conditional=bool(
                    {"if-none-match", "if-modified-since"} & {k.lower() for k in self.headers}
                ),
                agent=self.headers.get("User-Agent", ""),
                beside=beside,
            )
        )
        self._answer(page, status, etag)

    do_HEAD = do_GET  # noqa: N815 - http.server looks for this name

    def _has(self, etag: str, modified: datetime) -> bool:
        """Whether the asker has this page already; a tag outweighs a date (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        since = self.headers.get("If-Modified-Since")
        return since is not None and modified.replace(microsecond=0) <= parsedate_to_datetime(since)

    def _answer(self, page: Page, status: int, etag: str) -> None:
        body = b"" if status == 304 else page.body
        packed = (
            body and page.type != "image/png" and "gzip" in self.headers.get("Accept-Encoding", "")
        )
        if packed:
            body = gzip.compress(body, mtime=0)
        self.send_response(status)
        if page.location:
            self.send_header("Location", page.location)
        if page.status == 200:
            self.send_header("ETag", etag if page.type == "image/png" else "W/" + etag)
            self.send_header(
                "Last-Modified", format_datetime(page.modified.astimezone(UTC), usegmt=True)
            )
            self.send_header("Vary", "Accept-Encoding")
        for name, value in page.headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Type", page.type)
            self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Requests are kept in ``Blogosphere.log``; the terminal belongs to the story."""
