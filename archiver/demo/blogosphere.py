"""The blogosphere itself: every blog of ``web/`` as a transport, which asks no network."""

import gzip
import hashlib
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from errno import ECONNREFUSED
from urllib.parse import urlsplit

from archiver.demo import sites
from archiver.demo.engines import ENGINES
from archiver.demo.pages import Page
from archiver.errors import Unreachable
from archiver.model import Capture

DOWN = ("farid.example",)
"""Blogs that do not answer: their connections are refused."""

FLIPPED = datetime(2025, 10, 9, 6, 12, tzinfo=UTC)
"""When the web changed between the two crawls."""

THINKING = 0.004
"""Seconds that a page takes to make; without them two requests at a time would hardly ever meet."""

_REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified"}
_REASONS |= {404: "Not Found", 410: "Gone"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as the blog saw it.

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


@dataclass(frozen=True, kw_only=True)
class Response:
    """An answer as it is sent: ``payload`` is the body, packed where that was asked for."""

    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    body: bytes

    @property
    def reason(self) -> str:
        """The words beside the status."""
        return _REASONS[self.status]


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class Blogosphere:
    """A web of small blogs, which can stand in for the network as a ``fetch.transport.Transport``.

    ``flip()`` brings the second state of the web: one post edited, one deleted, one new. ``log``
    is what was asked since the start or since ``log.clear()``, ``now`` tells when it was asked. Safe to
    use from several threads.
    """

    def __init__(self, *, flipped: bool = False, now: Callable[[], datetime] = _now) -> None:
        self.log: list[Asked] = []
        self._states = _states()
        self._state = int(flipped)
        self.now = now
        self._lock = threading.Lock()
        self._busy: Counter[str] = Counter()

    @property
    def hosts(self) -> list[str]:
        """The hosts that answer."""
        return list(self._states[0])

    def paths(self, host: str) -> list[str]:
        """Every path that a host answers now."""
        return list(self._states[self._state][host])

    def flip(self) -> None:
        """From now on the web is in its second state."""
        self._state = 1

    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        """See ``Transport.exchange``. Raises Unreachable for a host that is down, or is none of ours.

        No page is slow or large, so that ``deadline`` and ``max_bytes`` are never reached.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        if host in DOWN:
            raise Unreachable(f"cannot connect to {host}: {os.strerror(ECONNREFUSED)}", where=url)
        if host not in self._states[0]:
            hint = "`demo: true` in sources.yaml asks the made-up blogs of `archiver demo` alone"
            raise Unreachable(f"no such host: {host}", where=url, hint=hint)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        secure = parts.scheme == "https"
        sent = _at_http(host, path) if secure else self.answer(host, path, headers)
        return Capture(
            url=url,
            final_url=url,
            status=sent.status,
            reason=sent.reason,
            headers=sent.headers,
            payload=sent.payload,
            body=sent.body,
            fetched_at=self.now(),
            request_headers=tuple(headers.items()),
        )

    def answer(self, host: str, path: str, headers: Mapping[str, str]) -> Response:
        """What a host answers to a request, which is put into the log."""
        beside = self.begin(host)
        time.sleep(THINKING)
        told = {name.lower(): value for name, value in headers.items()}
        page = self.find(host, path)
        etag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        status = 304 if page.status == 200 and _has(told, etag, page.modified) else page.status
        self.end(
            Asked(
                host=host,
                path=path,
                status=status,
                digest=etag.strip('"'),
                conditional=bool({"if-none-match", "if-modified-since"} & told.keys()),
                agent=told.get("user-agent", ""),
                beside=beside,
            )
        )
        return _response(page, status, etag, packed="gzip" in told.get("accept-encoding", ""))

    def find(self, host: str, path: str) -> Page:
        """What stands at a path: 410 for what the first state had and this one has not."""
        now = self._states[self._state].get(host, {})
        if path in now:
            return now[path]
        if path + "/" in now:
            return Page(modified=FLIPPED, status=301, location=path + "/")
        status = 410 if path in self._states[0].get(host, {}) else 404
        words = _REASONS[status]
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
    return ENGINES[site.engine](site)


def _at_http(host: str, path: str) -> Response:
    """What a host answers to https: that it is at http."""
    head = (("Location", f"http://{host}{path}"), ("Content-Length", "0"))
    return Response(status=301, headers=head, payload=b"", body=b"")


def _has(told: Mapping[str, str], etag: str, modified: datetime) -> bool:
    """Whether the asker has this page already; a tag outweighs a date (RFC 9110, 13.2.2)."""
    tags = told.get("if-none-match")
    if tags is not None:
        return etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    since = told.get("if-modified-since")
    return since is not None and modified.replace(microsecond=0) <= parsedate_to_datetime(since)


def _response(page: Page, status: int, etag: str, *, packed: bool) -> Response:
    body = b"" if status == 304 else page.body
    is_text = page.type != "image/png"
    packed = packed and is_text and bool(body)
    payload = gzip.compress(body, mtime=0) if packed else body
    headers: dict[str, str] = {}
    if page.location:
        headers["Location"] = page.location
    if page.status == 200:
        headers["ETag"] = "W/" + etag if is_text else etag
        headers["Last-Modified"] = format_datetime(page.modified.astimezone(UTC), usegmt=True)
        headers["Vary"] = "Accept-Encoding"
    headers |= page.headers
    if status != 304:
        headers |= {"Content-Type": page.type, "Content-Length": str(len(payload))}
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(status=status, headers=tuple(headers.items()), payload=payload, body=body)
