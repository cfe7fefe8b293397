"""Leads made-up host names to this machine, for this process alone: no DNS, no /etc/hosts."""

import ipaddress
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

LOOPBACK = "127.0.0.1"


@contextmanager
def leading(ports: Mapping[str, int]) -> Iterator[None]:
    """While this lasts, each host in ``ports`` is at that port of 127.0.0.1 when port 80 is asked.

    Addresses stay ``http://host/``, as they are on the web. A name that is not in ``ports`` does
    not exist, so that nothing can leave the machine; addresses in figures are left alone.
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
