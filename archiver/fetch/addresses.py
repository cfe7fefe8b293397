"""Which IP addresses are public, by a table of our own.

``ipaddress.is_global`` differs from release to release of Python. The tables here follow IANA's
special-purpose address registries for IPv4 and IPv6 (RFC 6890 and its updates, read in 2026), and
add what clouds answer their machines on.
"""

import ipaddress

IP = ipaddress.IPv4Address | ipaddress.IPv6Address

_CLOSED4 = [
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers; Alibaba's metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's metadata, an ordinary address otherwise
        "169.254.0.0/16",  # link-local; most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays, withdrawn
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
]

_OPEN6 = ipaddress.IPv6Network("2000::/3")
"""Global unicast: all that IANA has given out. What lies elsewhere is not public."""

_CLOSED6 = [
    ipaddress.IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks, AMT, AS112 ...
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, withdrawn: it leads to whatever IPv4 address it names
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
]

_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP = {0x00005EFE, 0x02005EFE}  # the first half of an interface identifier (RFC 5214, 6.1)


def is_public(ip: IP) -> bool:
    """Whether an IP address is globally reachable unicast, the same on every Python.

    An IPv4-mapped address is what the kernel makes of it, and a NAT64 address (RFC 6052) is how a
    network without IPv4 reaches an IPv4 host: both are judged by the IPv4 address that they embed.
    An ISATAP address is judged by its prefix and by that one. All other forms that embed an
    address (6to4, Teredo, IPv4-compatible, IPv4-translated, local NAT64) are not public.
    """
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in block for block in _CLOSED4)
    embedded = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip in _MAPPED or ip in _NAT64:
        return is_public(embedded)
    if (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP and not is_public(embedded):
        return False
    return ip in _OPEN6 and not any(ip in block for block in _CLOSED6)
