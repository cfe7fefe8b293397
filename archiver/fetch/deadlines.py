"""Sockets that keep one deadline for a whole exchange and notice bytes that nobody announced.

The timeouts of ``requests`` start again with every byte, so a server that drips holds a reader
for as long as it likes. Here every read waits at most for what is left of the exchange's time.
An exchange runs in one thread from start to end; ``under_way`` belongs to the thread.
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
    """The sockets that are read from, so that another thread can end them all at once."""

    def __init__(self) -> None:
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._closed = False

    def add(self, sock: socket.socket) -> None:
        """Watch a socket; it is ended here and now where ``close`` came before."""
        with self._lock:
            self._sockets.add(sock)
            if self._closed:
                hang_up(sock)

    def close(self) -> None:
        """End every connection, and each that is still to come."""
        with self._lock:
            self._closed = True
            for sock in self._sockets:
                hang_up(sock)


def hang_up(sock: socket.socket) -> None:
    """End a connection at once; whoever reads from it sees its end."""
    with suppress(OSError):
        # not SSLSocket.shutdown(), which takes the TLS state away under a reader
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


_numbers = itertools.count(1)


class _Exchange(threading.local):
    """The exchange that this thread is in: when it must have ended, and what was odd about it.

    ``number`` tells it from all others, of all threads.
    """

    number = 0
    ends = 0.0
    seconds = 0.0
    surplus = False
    connections = Connections()

    def begin(self, seconds: float, connections: Connections) -> None:
        """Start the clock; ``connections`` will hold the one that is used."""
        self.number = next(_numbers)
        self.ends = time.monotonic() + seconds
        self.seconds, self.surplus, self.connections = seconds, False, connections

    def left(self) -> float:
        """Seconds that are left. Raises TooSlow where none are."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TooSlow(f"no whole answer within {self.seconds:g} s")
        return left


under_way = _Exchange()


class _Timed(io.RawIOBase):
    """A socket's raw file whose every read ends with the exchange."""

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
        return self._file.readinto(buffer)

    def over(self) -> None:
        """Say that the answer has ended: from here on there is nothing more to read."""
        self._over = True

    def settle(self, buffered: bytes) -> None:
        """Notice bytes after the answer's end, and make sure that none of them is ever read."""
        if buffered or self._one_more():
            # a reader that was left behind may be closed whenever Python tidies up
            under_way.surplus = under_way.surplus or self._number == under_way.number
            hang_up(self._sock)

    def _one_more(self) -> bool:
        try:
            self._sock.settimeout(0)
            return bool(self._sock.recv(1))
        except (OSError, ValueError):  # nothing there yet, or closed already
            return False

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


class _Reader(io.BufferedReader):
    """What ``http.client`` reads an answer from; it closes it where it takes the answer to end."""

    def __init__(self, timed: _Timed, size: int) -> None:
        super().__init__(timed, size)
        self._timed = timed

    def close(self) -> None:
        if not self.closed:
            self._timed.over()  # so that peek() shows the buffer and does not wait for more
            self._timed.settle(self.peek(1))
        super().close()


def _reader(sock: socket.socket, raw: Any, buffering: int | None) -> _Reader:
    size = buffering if buffering and buffering > 1 else io.DEFAULT_BUFFER_SIZE
    return _Reader(_Timed(raw, sock), size)


class WireSocket(socket.socket):
    """A TCP socket whose files keep the deadline."""

    def makefile(self, mode: str = "r", buffering: int | None = None, **rest: Any) -> Any:
        """As in ``socket.socket``; a file opened with ``rb`` keeps the deadline."""
        if mode != "rb":
            return super().makefile(mode, buffering, **rest)  # type: ignore[call-overload]
        return _reader(self, super().makefile("rb", buffering=0), buffering)


class WireTLSSocket(ssl.SSLSocket):
    """A TLS socket whose files keep the deadline."""

    def makefile(self, mode: str = "r", buffering: int | None = None, **rest: Any) -> Any:
        """As in ``socket.socket``; a file opened with ``rb`` keeps the deadline."""
        if mode != "rb":
            return super().makefile(mode, buffering, **rest)  # type: ignore[call-overload]
        return _reader(self, super().makefile("rb", buffering=0), buffering)
