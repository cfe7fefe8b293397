"""The address guard: no connection to an address that is not public, unless the user allows it.

The check stands at the socket, on the very addresses that are connected to, so that no spelling
of an address, no redirect, no name that changes its address between two look-ups and no proxy of
the environment gets around it.
"""

import ipaddress
import queue
import socket
import threading
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any, ClassVar

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from archiver.errors import Refused, TooSlow, Unreachable
from archiver.fetch.deadlines import WireSocket, under_way

Address = tuple[int, int, int, Any]
"""Family, type, protocol and socket address, as ``getaddrinfo`` gives them."""

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address

# the instance metadata of a cloud, at an address that counts as public
_METADATA = {ipaddress.ip_address("168.63.129.16")}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(ip: _IP) -> bool:
    """Whether everybody on the internet means the same host by this address.

    An IPv6 address that only carries an IPv4 address (mapped, NAT64) is judged as that one; one
    of 6to4 by both. Python's versions differ in what they say of these.
    """
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:  # how a host of an IPv6-only network sees the old internet
            return is_public(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if ip.ipv4_mapped:
            return is_public(ip.ipv4_mapped)
        if (ip.sixtofour and not is_public(ip.sixtofour)) or ip.is_site_local:
            return False
    odd = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip in _METADATA
    return ip.is_global and not odd


class Guard:
    """Decides which hosts may be connected to. ``allow_private`` holds names or ``*.test``."""

    def __init__(self, allow_private: Sequence[str] = ()) -> None:
        self._allowed = tuple(pattern.lower().rstrip(".") for pattern in allow_private)

    def allows_private(self, host: str) -> bool:
        """Whether ``host`` may have a private address."""
        name = host.lower().rstrip(".").strip("[]")
        return any(fnmatchcase(name, pattern) for pattern in self._allowed)

    def vet(self, host: str, found: Sequence[Address]) -> None:
        """Refuse a host if one of its addresses is not public: a mixed answer is an attack."""
        if self.allows_private(host):
            return
        for *_, sockaddr in found:
            if not is_public(ipaddress.ip_address(sockaddr[0])):
                raise Refused(
                    f"{host} has the private address {sockaddr[0]}",
                    hint=f"if you mean it, name it in sources.yaml: allow_private: [{host}]",
                )

    def connect(self, host: str, port: int) -> socket.socket:
        """A connection to one of the host's vetted addresses, within the exchange's deadline.

        Raises Refused, Unreachable or TooSlow.
        """
        found = _resolve(host, port)
        self.vet(host, found)
        failure: OSError | None = None
        for number, address in enumerate(found):
            try:
                # an address that swallows packets leaves the others their share of the time
                return _open(address, under_way.left() / (len(found) - number))
            except OSError as error:
                failure = error
        if isinstance(failure, TimeoutError):
            raise TooSlow(f"{host} took no connection within {under_way.seconds:g} s")
        reason = failure.strerror if failure else "it has no address"
        raise Unreachable(f"cannot connect to {host}: {reason}") from failure


def _open(address: Address, seconds: float) -> socket.socket:
    family, kind, protocol, sockaddr = address
    sock = WireSocket(family, kind, protocol)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(seconds)
        sock.connect(sockaddr)
        sock.settimeout(under_way.left())
    except BaseException:
        sock.close()
        raise
    return sock


def _resolve(host: str, port: int) -> list[Address]:
    """The host's addresses. The look-up cannot be cut short, so it is waited for from outside."""
    answers: queue.SimpleQueue[list[Any] | OSError | UnicodeError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:  # UnicodeError: a label over 63 bytes
            answers.put(error)

    threading.Thread(target=look_up, name=f"look up {host}", daemon=True).start()
    try:
        found = answers.get(timeout=under_way.left())
    except queue.Empty:
        raise TooSlow(f"no address of {host} within {under_way.seconds:g} s") from None
    if isinstance(found, Exception):
        raise Unreachable(f"no such host: {host}") from found
    return [(family, kind, proto, sockaddr) for family, kind, proto, _, sockaddr in found]


class _Guarded:
    """Replaces the one step of a urllib3 connection that opens the socket."""

    guard: ClassVar[Guard]
    _dns_host: str
    port: int

    def _new_conn(self) -> socket.socket:
        return self.guard.connect(self._dns_host, self.port)


def pools(guard: Guard) -> dict[str, type[urllib3.HTTPConnectionPool]]:
    """urllib3's connection pools, by scheme, with every connection opened by ``guard``."""

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
