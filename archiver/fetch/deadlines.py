"""Sockets with one deadline for a whole exchange; they also detect bytes after the answer's end.

The timeout of ``requests`` starts again with every byte, so a server that sends one byte at a time
could block a thread forever. Here every read waits at most for the rest of the exchange's time.
An exchange runs in one thread from start to end; ``under_way`` is thread-local.
"""

import io
import itertools
import socket
import ssl
import threading
import time
import weakref
from contextlib import suppress
from typing import Any

from archiver.errors import TooSlow


class Connections:
    """The open sockets of a transport, so that another thread can shut them all down."""

    def __init__(self) -> None:
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._closed = False

    def add(self, sock: socket.socket) -> None:
        """Register a socket; it is shut down at once if ``close`` was called before."""
        with self._lock:
            self._sockets.add(sock)
            if self._closed:
                hang_up(sock)

    def close(self) -> None:
        """Shut down every registered socket, and each that is registered later."""
        with self._lock:
            self._closed = True
            for sock in self._sockets:
                hang_up(sock)


def hang_up(sock: socket.socket) -> None:
    """Shut a socket down; a thread that reads from it gets end of file."""
    with suppress(OSError):
        # not SSLSocket.shutdown(): it drops the TLS state while another thread may be reading
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


_numbers = itertools.count(1)


class _Exchange(threading.local):
    """The current exchange of this thread: its deadline, and whether there were surplus bytes.

    ``number`` is unique among the exchanges of all threads. ``ends`` is on the monotonic clock.
    ``fresh`` tells a connection that was opened for this exchange from one that was kept, and
    ``answered`` whether a byte of an answer has come.
    """

    number = 0
    ends = 0.0
    seconds = 0.0
    surplus = fresh = answered = False
    connections = Connections()

    def begin(self, seconds: float, connections: Connections) -> None:
        """Start the clock; the socket that is used will be registered in ``connections``."""
        self.number = next(_numbers)
        self.ends = time.monotonic() + seconds
        self.seconds, self.connections = seconds, connections
        self.surplus = self.fresh = self.answered = False

    def left(self) -> float:
        """Seconds until the deadline. Raises TooSlow after it."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TooSlow(f"no whole answer within {self.seconds:g} s")
        return left


under_way = _Exchange()


class _TimedFile(io.RawIOBase):
    """A socket's raw file whose reads time out at the deadline of the exchange."""

    def __init__(self, file: io.RawIOBase, sock: socket.socket) -> None:
        self._file, self._sock = file, sock
        self._over, self._number = False, under_way.number
        under_way.connections.add(sock)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._over:
            return None
        self._sock.settimeout(under_way.left())
        size = self._file.readinto(buffer)
        under_way.answered = under_way.answered or bool(size)
        return size

    def mark_end(self) -> None:
        """Make every later read return no data: the answer has ended."""
        self._over = True

    def check_surplus(self, buffered: bytes) -> None:
        """Record bytes after the answer's end, and shut the socket down: they are no answer."""
        if buffered or self._has_byte():
            # the reader of an earlier exchange may be closed late, by the garbage collector
            under_way.surplus = under_way.surplus or self._number == under_way.number
            hang_up(self._sock)

    def _has_byte(self) -> bool:
        try:
            self._sock.settimeout(0)
            return bool(self._sock.recv(1))
        except (OSError, ValueError):  # nothing there yet, or closed already
            return False
        finally:
            with suppress(OSError, ValueError, TooSlow):
                self._sock.settimeout(under_way.left())  # a proxy's tunnel is used on

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


class _ResponseReader(io.BufferedReader):
    """The file that ``http.client`` reads an answer from, and closes at the end of the answer."""

    def __init__(self, timed: _TimedFile, size: int) -> None:
        super().__init__(timed, size)
        self._timed = timed

    def close(self) -> None:
        if not self.closed:
            self._timed.mark_end()  # then peek() returns what is buffered and does not wait for more
            self._timed.check_surplus(self.peek(1))
        super().close()


def _response_reader(sock: socket.socket, raw: Any, buffering: int | None) -> _ResponseReader:
    size = buffering if buffering and buffering > 1 else io.DEFAULT_BUFFER_SIZE
    return _ResponseReader(_TimedFile(raw, sock), size)


class TimedSocket(socket.socket):
    """A TCP socket whose files time out at the deadline of the exchange."""

    def makefile(self, mode: str = "r", buffering: int | None = None, **rest: Any) -> Any:
        """As in ``socket.socket``; a file opened with ``rb`` has the timeout."""
        if mode != "rb":
            return super().makefile(mode, buffering, **rest)  # type: ignore[call-overload]
        return _response_reader(self, super().makefile("rb", buffering=0), buffering)


class TimedTLSSocket(ssl.SSLSocket):
    """A TLS socket whose files time out at the deadline of the exchange."""

    def makefile(self, mode: str = "r", buffering: int | None = None, **rest: Any) -> Any:
        """As in ``socket.socket``; a file opened with ``rb`` has the timeout."""
        if mode != "rb":
            return super().makefile(mode, buffering, **rest)  # type: ignore[call-overload]
        return _response_reader(self, super().makefile("rb", buffering=0), buffering)
