"""The address guard: no connection to an address that is not public, unless the user allows it.

The check is made on the IP addresses that the socket connects to, so that no spelling of a URL, no
redirect, no DNS rebinding and no proxy of the environment gets around it. Behind a proxy that the
user has set, the socket leads to the proxy: then the target is vetted before it is asked for.
"""

import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any, ClassVar

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from archiver.errors import Refused, TooSlow, Unreachable
from archiver.fetch.addresses import is_public
from archiver.fetch.deadlines import TimedSocket, under_way

Address = tuple[int, int, int, Any]
"""Family, type, protocol and socket address, as ``getaddrinfo`` gives them."""

_INNER = re.compile(r"(?:[^.]+|(?:.*\.)?(?:localhost|local|internal|home\.arpa))\.?", re.IGNORECASE)
"""Names that mean something in a network of its own only (RFC 6761, 6762, 8375; no dot at all)."""

_LOOK_UP = 5.0  # seconds that a name is looked up here before it is left to the proxy


class Guard:
    """Decides which hosts may be connected to.

    ``allow_private``: names, globs (``*.test``) or IP addresses (``[::1]``, ``::1``, ``127.0.0.1``).
    """

    def __init__(self, allow_private: Sequence[str] = ()) -> None:
        self._allowed = tuple(_plain(pattern) for pattern in allow_private)

    def allows_private(self, host: str) -> bool:
        """Whether ``host`` may have a private address."""
        name = _plain(host)
        return any(name == allowed or fnmatchcase(name, allowed) for allowed in self._allowed)

    def vet(self, host: str, found: Sequence[Address]) -> None:
        """Raise Refused if one of a host's addresses is not public: a mixed answer is an attack."""
        if self.allows_private(host):
            return
        for *_, sockaddr in found:
            if not is_public(ipaddress.ip_address(sockaddr[0])):
                same = host.strip("[]") == sockaddr[0]
                what = "is a private address" if same else f"has the private address {sockaddr[0]}"
                raise Refused(
                    f"{host} {what}",
                    hint=_way_out(host),
                )

    def vet_behind_proxy(self, host: str, port: int) -> None:
        """Raise Refused for a target that a proxy shall connect to, as far as can be told here.

        An IP address and a name of an inner network are judged by themselves; another name by the
        addresses that it has here. One that has none here is left to the proxy.
        """
        if self.allows_private(host):
            return
        if not _is_literal(host):
            if _INNER.fullmatch(host):
                raise Refused(f"{host} is a name of an inner network", hint=_way_out(host))
            try:
                self.vet(host, _resolve(host, port, min(_LOOK_UP, under_way.left())))
            except (Unreachable, TooSlow):
                under_way.left()
            return
        self.vet(host, [(0, 0, 0, (_plain(host), port))])

    def connect(self, host: str, port: int) -> socket.socket:
        """Connect to one of the host's public addresses, within the deadline of the exchange.

        Raises Refused, Unreachable or TooSlow.
        """
        under_way.fresh = True
        found = _resolve(host, port, under_way.left())
        self.vet(host, found)
        failure: OSError | None = None
        for number, address in enumerate(found):
            try:
                # an address that drops packets must leave time for the others
                return _open(address, under_way.left() / (len(found) - number))
            except OSError as error:
                failure = error
        if isinstance(failure, TimeoutError):
            raise TooSlow(f"{host} took no connection within {under_way.seconds:g} s")
        reason = failure.strerror if failure else "it has no address"
        raise Unreachable(f"cannot connect to {host}: {reason}") from failure


def _plain(host: str) -> str:
    """A host as it is compared: lower case, IP addresses in one spelling and without brackets."""
    name = host.lower().rstrip(".")
    bare = name[1:-1] if name.startswith("[") and name.endswith("]") else name
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return name


def _is_literal(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(_plain(host)))
    except ValueError:
        return False


def _way_out(host: str) -> str:
    return (
        f'if you mean it: `allow_private: ["{host}"]` in sources.yaml, or --allow-private "{host}" '
        "for `fetch` and `init`"
    )


def _open(address: Address, seconds: float) -> socket.socket:
    family, kind, protocol, sockaddr = address
    sock = TimedSocket(family, kind, protocol)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(seconds)
        sock.connect(sockaddr)
        sock.settimeout(under_way.left())
    except BaseException:
        sock.close()
        raise
    return sock


def _resolve(host: str, port: int, seconds: float) -> list[Address]:
    """The host's addresses. ``getaddrinfo`` has no timeout, so it runs in a thread of its own."""
    answers: queue.SimpleQueue[list[Any] | OSError | UnicodeError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:  # UnicodeError: a label over 63 bytes
            answers.put(error)

    threading.Thread(target=look_up, name=f"look up {host}", daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except queue.Empty:
        raise TooSlow(f"no address of {host} within {under_way.seconds:g} s") from None
    if isinstance(found, Exception):
        raise Unreachable(f"no such host: {host}") from found
    return [(family, kind, proto, sockaddr) for family, kind, proto, _, sockaddr in found]


class _Guarded:
    """Overrides the method of a urllib3 connection that opens the socket."""

    guard: ClassVar[Guard]
    _dns_host: str
    port: int

    def _new_conn(self) -> socket.socket:
        return self.guard.connect(self._dns_host, self.port)


class AnyAddress(Guard):
    """For the user's own proxy: where it stands is the user's choice."""

    def vet(self, host: str, found: Sequence[Address]) -> None:
        """Nothing is refused."""


def pools(guard: Guard) -> dict[str, type[urllib3.HTTPConnectionPool]]:
    """urllib3's connection pools by scheme; every socket is opened by ``guard``."""

    class Plain(_Guarded, HTTPConnection):
        pass

    class Secure(_Guarded, HTTPSConnection):
        pass

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Secure

    Plain.guard = Secure.guard = guard
    return {"http": PlainPool, "https": SecurePool}
