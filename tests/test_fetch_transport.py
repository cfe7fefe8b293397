"""The network against a server that misbehaves; all on loopback."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import pytest

from archiver.errors import ArchiverError, FetchError, Refused, TooLarge, TooSlow, Unreachable
from archiver.fetch.deadlines import Connections
from archiver.fetch.transport import EVIDENCE, Cut, HttpTransport, Transport
from archiver.model import Capture

WHEN = datetime(2017, 4, 24, 12, 0, 0, tzinfo=UTC)
HEADERS = {"User-Agent": "archiver/test", "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
Script = Callable[[socket.socket], None]


class RawServer:
    """Plays a script for every request: whatever bytes, at whatever pace, over a bare socket."""

    def __init__(self, script: Script) -> None:
        self.script, self.requests, self.connections = script, list[bytes](), 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.stopped = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def stop(self) -> None:
        self.stopped.set()
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._server.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with sock, suppress(OSError):
            while head := self._head(sock):
                self.requests.append(head)
                self.script(sock)
                if b"Content-Length" not in getattr(self, "keep", b""):
                    return

    @staticmethod
    def _head(sock: socket.socket) -> bytes:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            piece = sock.recv(4096)
            if not piece:
                return b""
            head += piece
        return head


@contextmanager
def serving(script: Script | bytes, *, keep_alive: bool = False) -> Iterator[RawServer]:
    play: Script = (lambda sock: sock.sendall(script)) if isinstance(script, bytes) else script
    server = RawServer(play)
    if keep_alive:
        server.keep = b"Content-Length"  # type: ignore[attr-defined]
    try:
        yield server
    finally:
        server.stop()


def fetch(
    script: Script | bytes, *, deadline: float = 5.0, max_bytes: int = 100_000, path: str = "/"
) -> Capture:
    with serving(script) as server:
        transport = HttpTransport(allow_private=["127.0.0.1"], now=lambda: WHEN)
        return transport.exchange(server.url(path), HEADERS, deadline=deadline, max_bytes=max_bytes)


def answer(body: bytes, *lines: str, status: str = "200 OK") -> bytes:
    head = [f"HTTP/1.1 {status}", *lines]
    if not any(line.lower().startswith(("content-length", "transfer")) for line in lines):
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


# ---- answers


def test_an_answer_is_kept_as_it_came() -> None:
    body = b"<p>caf\xc3\xa9"
    wire = gzip.compress(body)
    got = fetch(
        answer(wire, "Content-Encoding: gzip", "X-A: 1", "X-B: 2", "X-A: 3", status="203 So so")
    )
    assert (got.status, got.reason, got.fetched_at) == (203, "So so", WHEN)
    assert (got.body, got.payload) == (body, wire)
    assert got.header("content-encoding") == "gzip"
    assert [v for k, v in got.headers if k == "X-A"] == ["1", "3"]
    assert got.final_url == got.url and got.hops == ()


def test_nothing_is_sent_but_what_was_asked_for() -> None:
    with serving(answer(b"", "Set-Cookie: a=1"), keep_alive=True) as server:
        transport = HttpTransport(allow_private=["127.0.0.1"])
        for _ in range(2):
            got = transport.exchange(server.url("/x?y=1"), HEADERS, deadline=5, max_bytes=1)
        sent = [line.split(b":")[0] for line in server.requests[1].split(b"\r\n")[1:-2]]
    assert server.requests[1].startswith(b"GET /x?y=1 HTTP/1.1\r\n")
    assert sorted(sent) == [b"Accept", b"Accept-Encoding", b"Host", b"User-Agent"]
    assert dict(got.request_headers) == HEADERS
    assert server.connections == 1  # the connection was kept


def test_a_redirect_is_an_answer_and_its_body_is_not_read_past_the_cap() -> None:
    got = fetch(answer(b"", "Location: http://10.0.0.1/", status="302 Found"))
    assert (got.status, got.header("Location")) == (302, "http://10.0.0.1/")
    with pytest.raises(TooLarge):
        fetch(answer(b"x" * 200_000, "Location: /y", status="302 Found"))


def test_a_body_without_a_length_ends_with_the_connection() -> None:
    assert fetch(b"HTTP/1.1 200 OK\r\n\r\nall of it").body == b"all of it"


def test_chunks() -> None:
    body = b"4\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\n"
    assert fetch(answer(body, "Transfer-Encoding: chunked")).body == b"Wikipedia"


@pytest.mark.parametrize("wbits", [zlib.MAX_WBITS, -zlib.MAX_WBITS])
def test_deflate_in_both_forms(wbits: int) -> None:
    squeeze = zlib.compressobj(wbits=wbits)
    wire = squeeze.compress(b"text " * 99) + squeeze.flush()
    assert fetch(answer(wire, "Content-Encoding: deflate")).body == b"text " * 99


def test_an_empty_body_needs_no_gzip_frame() -> None:
    got = fetch(answer(b"", "Content-Encoding: gzip", status="304 Not Modified"))
    assert (got.status, got.body) == (304, b"")


# ---- answers that are not whole

CHUNKED = "Transfer-Encoding: chunked"
ZIP = gzip.compress(
    b"a page " * 1000, mtime=0
)  # a clock in it would name the cases anew each second


@pytest.mark.parametrize(
    ("wire", "error"),
    [
        (answer(b"half", "Content-Length: 100"), Cut),
        (answer(b"400\r\n" + b"x" * 100, CHUNKED), Cut),
        (answer(b"3\r\nabc\r\n", CHUNKED), Cut),
        (answer(b"zz\r\nhello\r\n0\r\n\r\n", CHUNKED), Cut),
        (answer(ZIP[:-30], "Content-Encoding: gzip"), Unreachable),
        (answer(ZIP[:-8] + b"\0" * 8, "Content-Encoding: gzip"), Unreachable),
        (answer(b"0plain", "Content-Encoding: gzip"), Unreachable),
        (answer(b"0plain", "Content-Encoding: br"), Unreachable),
        (answer(b"hello!", "Content-Length: 5", "Content-Length: 6"), Unreachable),
        (answer(b"x" * 600, "Content-Length: 100"), Unreachable),
        (answer(b"x" * 90_000, "Content-Length: 30000"), Unreachable),
        (answer(b"3\r\nabc\r\n0\r\n\r\nmore", CHUNKED), Unreachable),
        (b"", Cut),
        (b"HTTP/1.1 2", Unreachable),
        (b"\x00\x01SSH-2.0-OpenSSH\r\n", Unreachable),
        (b"<html>no status line</html>", Unreachable),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", Unreachable),
    ],
)
def test_what_is_not_whole_is_an_error(wire: bytes, error: type[FetchError]) -> None:
    with pytest.raises(error) as caught:
        fetch(wire)
    assert caught.value.where.startswith("http://127.0.0.1:")
    assert "object at 0x" not in str(caught.value)


def test_a_connection_reset() -> None:
    def reset(sock: socket.socket) -> None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with pytest.raises(Cut):
        fetch(reset)


def test_bytes_after_the_end_never_become_the_next_answer() -> None:
    smuggled = answer(b"ok") + answer(b"a forged page")
    with serving(smuggled, keep_alive=True) as server:
        transport = HttpTransport(allow_private=["127.0.0.1"])
        for _ in range(2):
            with pytest.raises(Unreachable, match="goes on after the end"):
                transport.exchange(server.url(), HEADERS, deadline=5, max_bytes=99)
    assert server.connections == 2


# ---- too large


def test_the_cap_is_for_the_wire_and_for_what_comes_out() -> None:
    assert len(fetch(answer(b"x" * 1000), max_bytes=1000).body) == 1000
    with pytest.raises(TooLarge, match="1000 bytes"):
        fetch(answer(b"x" * 1001), max_bytes=1000)
    assert len(ZIP) < 1000
    with pytest.raises(TooLarge, match="after decoding"):
        fetch(answer(ZIP, "Content-Encoding: gzip"), max_bytes=1000)


def test_rubbish_after_the_end_of_a_gzip_body_counts_too() -> None:
    with pytest.raises(TooLarge):
        fetch(answer(ZIP + b"\0" * 100_000, "Content-Encoding: gzip"), max_bytes=20_000)


@pytest.mark.parametrize("codings", [1, 2])
def test_a_bomb_costs_no_more_than_the_cap(codings: int) -> None:
    bomb = b"\0" * 50_000_000
    for _ in range(codings):
        bomb = gzip.compress(bomb, 1)
    with pytest.raises(TooLarge):
        fetch(answer(bomb, "Content-Encoding: " + ", ".join(["gzip"] * codings)), max_bytes=10**6)


@pytest.mark.parametrize("lines", [b"X-%d: y\r\n", b"X-%d: " + b"y" * 60_000 + b"\r\n"])
def test_endless_headers(lines: bytes) -> None:
    def flood(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(1_000_000):
            sock.sendall(lines % number)

    with pytest.raises(TooLarge, match="header"):
        fetch(flood)


def test_headers_that_are_many_and_long() -> None:
    with pytest.raises(TooLarge, match="of headers"):
        fetch(answer(b"", *(f"X-{n}: {'y' * 50_000}" for n in range(9))))


def test_an_endless_body() -> None:
    def pour(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            sock.sendall(b"<p>more</p>" * 1000)

    with pytest.raises(TooLarge):
        fetch(pour)


# ---- too slow


def drip(before: bytes, piece: bytes) -> Script:
    def play(sock: socket.socket) -> None:
        sock.sendall(before)
        for _ in range(500):
            sock.sendall(piece)
            time.sleep(0.01)

    return play


@pytest.mark.parametrize(
    "script",
    [
        drip(answer(b"", "Content-Length: 9999"), b"x"),
        drip(answer(b"", CHUNKED), b"1\r\nx\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"y"),
        drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        drip(b"", b""),
    ],
    ids=["body", "chunks", "header", "headers", "interim", "silence"],
)
def test_one_deadline_for_the_whole_exchange(script: Script) -> None:
    with pytest.raises((TooSlow, TooLarge)) as caught:
        fetch(script, deadline=0.15)
    if not isinstance(caught.value, TooLarge):  # a hundred headers may come before the deadline
        assert "0.15 s" in str(caught.value)


def test_a_deadline_ends_one_exchange_and_not_the_next() -> None:
    plays = iter(
        [drip(answer(b"", "Content-Length: 999"), b"x"), lambda s: s.sendall(answer(b"k"))]
    )
    with serving(lambda sock: next(plays)(sock)) as server:
        transport = HttpTransport(allow_private=["127.0.0.1"])
        with pytest.raises(TooSlow):
            transport.exchange(server.url(), HEADERS, deadline=0.05, max_bytes=999)
        assert transport.exchange(server.url(), HEADERS, deadline=5, max_bytes=9).body == b"k"


def test_a_connection_that_comes_after_the_close_is_ended_too() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connections = Connections()
        connections.close()
        connections.add(ours)
        assert theirs.recv(1) == b""


def test_close_ends_what_is_under_way() -> None:
    transport = HttpTransport(allow_private=["127.0.0.1"])
    reached, errors = threading.Event(), list[ArchiverError]()

    def silence(sock: socket.socket) -> None:
        reached.set()
        sock.recv(1)

    def ask(url: str) -> None:
        try:
            transport.exchange(url, HEADERS, deadline=30, max_bytes=9)
        except FetchError as error:
            errors.append(error)

    with serving(silence) as server:
        thread = threading.Thread(target=ask, args=(server.url(),), daemon=True)
        thread.start()
        assert reached.wait(5)
        transport.close()
        thread.join(5)
    assert not thread.is_alive() and isinstance(errors[0], Cut)


# ---- refused


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file:///etc/passwd", "only http"),
        ("ftp://127.0.0.1/", "only http"),
        ("http://me:secret@blog.example/", "password"),
        ("http://me@blog.example/", "user name"),
        ("http://127.0.0.1:9/", "private address"),
        ("http://[::1]:9/", "private address"),
        ("http://[::ffff:127.0.0.1]:9/", "private address"),
        ("http://169.254.169.254/latest/meta-data/", "private address"),
        ("http://2130706433:9/", "private address"),
        ("http://0177.0.0.1:9/", "private address"),
        ("http://0x7f.1:9/", "private address"),
        ("http://127.1:9/", "private address"),
        ("https://127.0.0.1:9/", "private address"),
    ],
)
def test_what_is_never_asked(url: str, words: str) -> None:
    transport: Transport = HttpTransport()
    with pytest.raises(Refused, match=words) as caught:
        transport.exchange(url, HEADERS, deadline=5, max_bytes=9)
    assert "secret" not in str(caught.value)


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer(b"from the proxy")) as proxy, serving(answer(b"straight")) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        transport = HttpTransport(allow_private=["127.0.0.1"])
        got = transport.exchange(server.url(), HEADERS, deadline=5, max_bytes=99)
    assert got.body == b"straight" and proxy.requests == []


# ---- what was cut is evidence, and no page


@pytest.mark.parametrize(
    ("script", "error", "why", "payload"),
    [
        (answer(b"x" * 200_000), TooLarge, "length", b"x" * 65_536),
        (drip(answer(b"some", "Content-Length: 999"), b""), TooSlow, "time", b"some"),
        (answer(b"half a pa", "Content-Length: 999"), Cut, "disconnect", b"half a pa"),
        (answer(b"5\r\nhalf \r\n9\r\na pa", CHUNKED), Cut, "disconnect", b"half "),
        (
            answer(b"\x1f\x8b not gzip", "Content-Encoding: gzip"),
            Unreachable,
            "unspecified",
            b"\x1f\x8b not gzip",
        ),
    ],
    ids=["cap", "deadline", "cut", "cut chunk", "damaged"],
)
def test_what_had_come_is_evidence(
    script: Script | bytes, error: type[FetchError], why: str, payload: bytes
) -> None:
    with pytest.raises(error) as caught:
        fetch(script, deadline=0.5 if error is TooSlow else 5.0)
    kept = caught.value.evidence
    assert (kept.truncated, kept.status, kept.fetched_at) == (why, 200, WHEN)
    assert kept.payload == kept.body and kept.payload.startswith(payload)


def test_of_a_body_that_never_ends_only_the_beginning_is_kept() -> None:
    with pytest.raises(TooLarge) as caught:
        fetch(answer(b"y" * (EVIDENCE * 2)), max_bytes=EVIDENCE + 70_000)
    assert len(caught.value.evidence.payload) == EVIDENCE


@pytest.mark.parametrize("script", [b"", b"HTTP/1.1 2", answer(b"", "Content-Length: 9")])
def test_where_nothing_of_a_body_came_there_is_no_evidence(script: bytes) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(script)
    assert caught.value.evidence is None


# ---- a connection that was kept


def keeps_one(*, says: bytes = b"") -> Script:
    """Answers a connection's first request, and ends it (after some bytes) at the second."""
    asked: dict[int, int] = {}

    def script(sock: socket.socket) -> None:
        number = asked[id(sock)] = asked.get(id(sock), 0) + 1
        if number == 1:
            sock.sendall(answer(b"there"))
        else:
            sock.sendall(says)
            sock.shutdown(socket.SHUT_RDWR)

    return script


def test_a_kept_connection_that_has_been_closed_is_made_anew() -> None:
    with serving(keeps_one(), keep_alive=True) as server:
        transport = HttpTransport(allow_private=["127.0.0.1"])
        for _ in range(4):
            got = transport.exchange(server.url(), HEADERS, deadline=5, max_bytes=99)
            assert got.body == b"there"
    assert server.connections == 4 and len(server.requests) == 7


def test_where_an_answer_had_begun_it_is_not() -> None:
    with serving(keeps_one(says=b"HTTP/1.1 2"), keep_alive=True) as server:
        transport = HttpTransport(allow_private=["127.0.0.1"])
        transport.exchange(server.url(), HEADERS, deadline=5, max_bytes=99)
        with pytest.raises(Unreachable):
            transport.exchange(server.url(), HEADERS, deadline=5, max_bytes=99)
    assert len(server.requests) == 2


def test_a_new_connection_that_is_closed_is_not_made_again() -> None:
    with serving(lambda sock: sock.shutdown(socket.SHUT_RDWR)) as server:
        transport = HttpTransport(allow_private=["127.0.0.1"])
        with pytest.raises(Cut):
            transport.exchange(server.url(), HEADERS, deadline=5, max_bytes=99)
    assert len(server.requests) == 1


# ---- a proxy that the user has set


def through(proxy: RawServer, url: str, **more: object) -> Capture:
    transport = HttpTransport(proxy=proxy.url("").rstrip("/"), **more)  # type: ignore[arg-type]
    return transport.exchange(url, HEADERS, deadline=5, max_bytes=99)


def test_a_proxy_that_is_set_is_asked_for_the_whole_address() -> None:
    with serving(answer(b"by proxy")) as proxy:  # on this machine, though nothing allows it
        got = through(proxy, "http://93.184.216.34/a?b=c")
    assert got.body == b"by proxy"
    assert proxy.requests[0].startswith(b"GET http://93.184.216.34/a?b=c HTTP/1.1\r\n")
    assert all(name.lower() != "proxy-authorization" for name, _ in got.request_headers)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "https://[::1]/", "http://nas.local/", "http://wiki/"]
)
def test_a_proxy_is_not_asked_for_inner_addresses(url: str) -> None:
    with serving(answer(b"by proxy")) as proxy, pytest.raises(Refused, match="allow_private"):
        through(proxy, url)
    assert proxy.requests == []


def test_a_proxy_is_asked_for_inner_addresses_that_are_allowed() -> None:
    with serving(answer(b"by proxy")) as proxy:
        assert through(proxy, "http://wiki/", allow_private=["wiki"]).body == b"by proxy"


def test_a_proxy_that_refuses_a_tunnel_is_named() -> None:
    with serving(answer(b"", status="403 Forbidden")) as proxy:
        with pytest.raises(Unreachable, match=r"proxy does not lead there.*403"):
            through(proxy, "https://93.184.216.34/")
        assert proxy.requests[0].startswith(b"CONNECT 93.184.216.34:443 HTTP/1.")


def test_a_proxy_that_says_nothing_ends_with_the_deadline() -> None:
    with serving(lambda sock: bool(sock.recv(1))) as proxy:
        transport = HttpTransport(proxy=proxy.url(""))
        for url in ("http://93.184.216.34/", "https://93.184.216.34/"):
            with pytest.raises(TooSlow):
                transport.exchange(url, HEADERS, deadline=0.2, max_bytes=9)
