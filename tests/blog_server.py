"""The demo's blogs over real HTTP, on one port of loopback, for tests of what really goes over a wire."""

import ipaddress
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from archiver.demo import blogosphere
from archiver.demo.blogosphere import DOWN

LOOPBACK = "127.0.0.1"


class Blogosphere(blogosphere.Blogosphere):
    """The demo's web, which answers on loopback between ``start()`` and ``stop()``."""

    @property
    def port(self) -> int:
        """The port on which all of them answer."""
        return int(self._server.server_address[1])

    @property
    def ports(self) -> Mapping[str, int]:
        """The port of every host; a blog that is down has one at which nobody listens."""
        closed = int(self._closed.getsockname()[1])
        return dict.fromkeys(self.hosts, self.port) | dict.fromkeys(DOWN, closed)

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


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "demo"
    sys_version = ""
    web: Blogosphere

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").split(":")[0].lower()
        sent = self.web.answer(host, self.path, self.headers)
        self.send_response(sent.status, sent.reason)
        for name, value in sent.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(sent.payload)

    do_HEAD = do_GET  # noqa: N815 - http.server looks for this name

    def log_message(self, *words: object) -> None:
        """Requests are kept in ``Blogosphere.log``."""


@contextmanager
def leading(ports: Mapping[str, int]) -> Iterator[None]:
    """While this lasts, each host in ``ports`` is at that port of 127.0.0.1 when port 80 is asked.

    For this process alone: no DNS, no /etc/hosts. Addresses stay ``http://host/``, as they are on
    the web. A name that is not in ``ports`` does not exist, so that nothing can leave the machine;
    addresses in figures are left alone.
    """
    real = socket.getaddrinfo

    def lookup(host: Any, port: Any, *rest: Any, **options: Any) -> Any:
        name = (host.decode() if isinstance(host, bytes) else host or "").rstrip(".").lower()
        if name in ports:
            at = ports[name] if port in (80, "80", "http") else port
            return real(LOOPBACK, at, *rest, **options)
        if name and name != "localhost" and not _is_address(name):
            raise socket.gaierror(socket.EAI_NONAME, f"the demo knows no host {name}")
        return real(host, port, *rest, **options)

    socket.getaddrinfo = lookup
    try:
        yield
    finally:
        socket.getaddrinfo = real


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        return False
    return True
