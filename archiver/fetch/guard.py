"""The address guard: no connection to an address that is not public, unless the user allows it.

The check is made on the IP addresses that the socket connects to, so that no spelling of a URL, no
redirect, no DNS rebinding and no proxy of the environment gets around it.
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
from archiver.fetch.deadlines import TimedSocket, under_way

Address = tuple[int, int, int, Any]
"""Family, type, protocol and socket address, as ``getaddrinfo`` gives them."""

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address

# a cloud's instance metadata service, at an address that is_global accepts
_METADATA = {ipaddress.ip_address("168.63.129.16")}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(ip: _IP) -> bool:
    """Whether an IP address is globally reachable unicast.

    An IPv6 address that embeds an IPv4 address (IPv4-mapped, NAT64) is judged by that one; a 6to4
    address by both. ``is_global`` of these differs between versions of Python.
    """
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:  # how an IPv6-only network reaches IPv4 hosts (RFC 6052)
            return is_public(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if ip.ipv4_mapped:
            return is_public(ip.ipv4_mapped)
        if (ip.sixtofour and not is_public(ip.sixtofour)) or ip.is_site_local:
            return False
    odd = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip in _METADATA
    return ip.is_global and not odd


class Guard:
    """Decides which hosts may be connected to. ``allow_private``: names or globs (``*.test``)."""

    def __init__(self, allow_private: Sequence[str] = ()) -> None:
        self._allowed = tuple(pattern.lower().rstrip(".") for pattern in allow_private)

    def allows_private(self, host: str) -> bool:
        """Whether ``host`` may have a private address."""
        name = host.lower().rstrip(".").strip("[]")
        return any(fnmatchcase(name, pattern) for pattern in self._allowed)

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
                    hint=f"if you mean it: `allow_private: [{host}]` in sources.yaml, or --allow-private {host} "
                    "for `fetch` and `init`",
                )

    def connect(self, host: str, port: int) -> socket.socket:
        """Connect to one of the host's public addresses, within the deadline of the exchange.

        Raises Refused, Unreachable or TooSlow.
        """
        found = _resolve(host, port)
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


def _resolve(host: str, port: int) -> list[Address]:
    """The host's addresses. ``getaddrinfo`` has no timeout, so it runs in a thread of its own."""
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
    """Overrides the method of a urllib3 connection that opens the socket."""

    guard: ClassVar[Guard]
    _dns_host: str
    port: int

    def _new_conn(self) -> socket.socket:
        return self.guard.connect(self._dns_host, self.port)


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
