"""A fake web and a fake clock, for tests that must not touch the network or wait.

    web = FakeWeb({
        "http://a.example/feed": Page(body=FEED, type="application/rss+xml", etag='"1"'),
        "http://a.example/old": Page(status=301, location="/new"),
        "http://a.example/new": "<p>a page",
        "http://a.example/flaky": [Page(status=500), "<p>the second time"],
        "http://a.example/dead": Unreachable("no such host"),
        "http://a.example/robots.txt": "User-agent: *\\nDisallow: /secret",
    })
    fetcher = Fetcher(web, user_agent="test", pace=Pace(delay=0))
    ...
    assert web.asked("http://a.example/feed") == 1

An address that is not in the web answers 404, and so does the robots.txt of every host that has
none. A page with an ``etag`` or ``modified`` answers 304 to a request that names it.
"""

import gzip as gzip_module
import threading
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from archiver.errors import FetchError, TooLarge, Unreachable
from archiver.model import Capture

NOON = datetime(2017, 4, 24, 12, 0, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Page:
    """An answer."""

    body: str | bytes = b""
    status: int = 200
    type: str = "text/html; charset=utf-8"
    location: str | None = None
    etag: str | None = None
    modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    gzip: bool = False
    reason: str = ""

    def header_list(self) -> tuple[tuple[str, str], ...]:
        named = {
            "Content-Type": self.type,
            "Location": self.location,
            "ETag": self.etag,
            "Last-Modified": self.modified,
            "Content-Encoding": "gzip" if self.gzip else None,
        }
        return (*((k, v) for k, v in named.items() if v), *self.headers.items())


One: TypeAlias = "Page | str | bytes | int | FetchError"
Some: TypeAlias = "One | Sequence[One]"


@dataclass(frozen=True)
class Asked:
    """A line of the fake web's log. ``began`` and ``ended`` are on the clock that was given."""

    url: str
    headers: Mapping[str, str]
    began: float
    ended: float


class FakeClock:
    """A clock that only moves when somebody sleeps, or when a test says so. Thread-safe."""

    def __init__(self, start: datetime = NOON) -> None:
        self._start, self._passed, self._lock = start, 0.0, threading.Lock()

    def now(self) -> datetime:
        return (self._start + timedelta(seconds=self.monotonic())).replace(microsecond=0)

    def monotonic(self) -> float:
        with self._lock:
            return self._passed

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self._passed += seconds

    advance = sleep


class FakeWeb:
    """A ``Transport`` over a mapping of addresses to answers; the mapping may change meanwhile.

    An answer is a ``Page``, HTML (str or bytes), a status (int), an error to raise, or a list of
    these: one a request, the last one for ever. ``takes`` is how many seconds an exchange lasts
    on ``clock``. ``live`` makes a Fetcher keep the pauses that it keeps on the real network. No host
    in ``unreachable`` answers.
    """

    def __init__(
        self,
        pages: Mapping[str, Some],
        *,
        clock: FakeClock | None = None,
        takes: float = 0.0,
        live: bool = False,
    ) -> None:
        self.pages: dict[str, Some] = dict(pages)
        self.log: list[Asked] = []
        self.live = live
        self.unreachable: frozenset[str] = frozenset()
        self.most_at_once: dict[str, int] = {}
        self._clock, self._takes = clock or FakeClock(), takes
        self._counts: dict[str, int] = {}
        self._inside: dict[str, int] = {}
        self._lock = threading.Lock()

    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        with self._visit(url, headers):
            self._clock.sleep(self._takes)
            answer = self._next(url)
            if url.split("/")[2] in self.unreachable:
                answer = Unreachable("no such host")
            if isinstance(answer, FetchError):
                told = type(answer)(answer.message, where=url, hint=answer.hint)
                told.evidence = answer.evidence
                raise told
            return self._capture(url, headers, as_page(answer), max_bytes)

    def asked(self, url: str) -> int:
        """How often an address was asked for."""
        return sum(entry.url == url for entry in self.log)

    def urls(self, *, robots: bool = False) -> list[str]:
        """All addresses asked for, in order; without those of robots.txt unless wanted."""
        return [e.url for e in self.log if robots or not e.url.endswith("/robots.txt")]

    @contextmanager
    def _visit(self, url, headers):  # type: ignore[no-untyped-def]
        host = url.split("/")[2]
        began = self._clock.monotonic()
        with self._lock:
            self._inside[host] = self._inside.get(host, 0) + 1
            self.most_at_once[host] = max(self.most_at_once.get(host, 0), self._inside[host])
        try:
            yield
        finally:
            with self._lock:
                self._inside[host] -= 1
                self.log.append(Asked(url, dict(headers), began, self._clock.monotonic()))

    def _next(self, url: str) -> One:
        answer = self.pages.get(url, 404)
        if isinstance(answer, (str, bytes, int, Page, FetchError)):
            return answer
        with self._lock:
            number = self._counts[url] = self._counts.get(url, 0) + 1
        return answer[min(number, len(answer)) - 1]

    def _capture(self, url: str, headers: Mapping[str, str], page: Page, max_bytes: int) -> Capture:
        status, body = page.status, page.body
        if status == 200 and _unchanged(page, headers):
            status, body = 304, b""
        body = body.encode() if isinstance(body, str) else body
        if len(body) > max_bytes:
            raise TooLarge(f"more than {max_bytes} bytes", where=url)
        return Capture(
            url=url,
            final_url=url,
            status=status,
            reason=page.reason,
            headers=page.header_list(),
            payload=gzip_module.compress(body, mtime=0) if page.gzip and body else body,
            body=body,
            fetched_at=self._clock.now(),
            request_headers=tuple(headers.items()),
        )


def as_page(answer: Page | str | bytes | int) -> Page:
    if isinstance(answer, Page):
        return answer
    return Page(status=answer) if isinstance(answer, int) else Page(body=answer)


def _unchanged(page: Page, headers: Mapping[str, str]) -> bool:
    """RFC 9110, 13.2.2: the date counts only where no ETag is named."""
    named = headers.get("If-None-Match")
    if named is not None:
        return named == page.etag
    return page.modified is not None and headers.get("If-Modified-Since") == page.modified
