import ipaddress
import socket
import threading
import time

import pytest

from archiver.errors import Refused, TooSlow, Unreachable
from archiver.fetch import guard
from archiver.fetch.addresses import is_public
from archiver.fetch.deadlines import Connections, under_way
from archiver.fetch.guard import Guard

PRIVATE = """
0.0.0.0 0.0.0.1 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.1 192.168.1.1 198.18.0.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 168.63.129.16
:: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::7f00:1
64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: 2001::1 fc00::1 fd00:ec2::254 fe80::1
fec0::1 ff02::1 2001:db8::1 100::1
192.0.0.192 192.0.0.9 192.31.196.1 192.52.193.1 192.88.99.1 192.175.48.1 192.0.2.1 198.51.100.1
203.0.113.1 198.19.255.255 3fff::1 2620:4f:8000::1 2001:1ff:: 2001:20::1 2002:101:101::1 1::1 4000::1
::ffff:0:101:101 ::101:101 64:ff9b:1::101:101 5f00::1 2606:4700::5efe:7f00:1 2606:4700::200:5efe:a00:1
2001:0:101:101:: ::ffff:168.63.129.16 64:ff9b::c000:c0
""".split()  # noqa: SIM905 - a table reads better than forty lines
PUBLIC = """
1.1.1.1 93.184.216.34 168.63.129.15 100.63.255.255 100.128.0.0 172.32.0.1 192.0.1.1 223.255.255.255
2606:4700::1111 2a00:1450:4001::1 2001:200::1 2400:cb00::1 64:ff9b::101:101 ::ffff:1.1.1.1
2606:4700::5efe:101:101
"""


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def resolver(
    monkeypatch: pytest.MonkeyPatch, *addresses: tuple[str, int]
) -> list[tuple[object, ...]]:
    asked = []

    def getaddrinfo(host: str, port: int, *rest: object, **more: object) -> list[object]:
        asked.append((host, port))
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [
            (socket.AF_INET6 if ":" in a[0] else socket.AF_INET, socket.SOCK_STREAM, 6, "", a)
            for a in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def stopped_clock(monkeypatch: pytest.MonkeyPatch, left: float) -> None:
    """However long the machine takes, so many seconds of the exchange are left."""
    monkeypatch.setattr(type(under_way), "left", lambda self: left)


@pytest.fixture
def listener():  # type: ignore[no-untyped-def]
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture(autouse=True)
def an_exchange() -> None:
    under_way.begin(2.0, Connections())


def test_a_private_address_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver(monkeypatch, ("10.0.0.7", 80))
    with pytest.raises(Refused, match=r"10\.0\.0\.7") as caught:
        Guard().connect("intranet.example", 80)
    assert '`allow_private: ["intranet.example"]` in sources.yaml' in caught.value.hint
    assert '--allow-private "intranet.example"' in caught.value.hint


def test_a_mixed_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver(monkeypatch, ("93.184.216.34", 80), ("127.0.0.1", 80))
    with pytest.raises(Refused, match=r"127\.0\.0\.1"):
        Guard().connect("rebind.example", 80)


@pytest.mark.parametrize(
    ("host", "allowed"),
    [("wp.test", True), ("KAY.WP.TEST.", True), ("test", False), ("home.example", True),
     ("x.home.example", False), ("wp.test.evil.example", False), ("::1", True), ("[::1]", True),
     ("[0:0:0:0:0:0:0:1]", True), ("::2", False), ("fd00::7", True), ("[fd00::7]", True),
     ("fd00::8", False), ("127.0.0.1", True)],
)  # fmt: skip
def test_whom_the_user_allows(host: str, allowed: bool) -> None:
    named = ["*.test", "home.example", "[::1]", "FD00:0::7", "127.0.0.1"]
    assert Guard(named).allows_private(host) is allowed


def test_a_literal_of_version_6_can_be_reached_where_it_is_allowed() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server:
        port = server.getsockname()[1]
        with Guard(["[::1]"]).connect("::1", port) as sock:
            assert sock.getpeername()[:2] == ("::1", port)
        with pytest.raises(Refused, match="::1 is a private address"):
            Guard().connect("::1", port)


def test_a_target_behind_a_proxy_is_vetted_as_far_as_can_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guarded = Guard(["wiki.internal"])
    for inner in (
        "localhost",
        "a.localhost",
        "intranet",
        "nas.local",
        "x.internal",
        "10.0.0.1",
        "::1",
    ):
        with pytest.raises(Refused):
            guarded.vet_behind_proxy(inner, 80)
    guarded.vet_behind_proxy("wiki.internal", 80)
    guarded.vet_behind_proxy("1.1.1.1", 80)
    resolver(monkeypatch, ("10.0.0.1", 80))
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        guarded.vet_behind_proxy("rebind.example", 80)
    resolver(monkeypatch)
    guarded.vet_behind_proxy("unknown-here.example", 80)


def test_it_connects_to_the_very_address_that_it_has_vetted(
    monkeypatch: pytest.MonkeyPatch, listener: socket.socket
) -> None:
    # the resolver also chooses the port, and is asked once: a second answer could be another
    asked = resolver(monkeypatch, listener.getsockname())
    with Guard(["blog.test"]).connect("blog.test", 80) as sock:
        assert sock.getpeername() == listener.getsockname()
    assert asked == [("blog.test", 80)]


def test_the_next_address_is_tried(
    monkeypatch: pytest.MonkeyPatch, listener: socket.socket
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = closed.getsockname()
    resolver(monkeypatch, dead, listener.getsockname())
    with Guard(["blog.test"]).connect("blog.test", 80) as sock:
        assert sock.getpeername() == listener.getsockname()


def test_an_address_that_swallows_everything_leaves_time_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited = []

    def swallow(address: object, seconds: float) -> socket.socket:
        waited.append(seconds)
        raise TimeoutError

    monkeypatch.setattr(guard, "_open", swallow)
    stopped_clock(monkeypatch, 2.0)
    resolver(monkeypatch, ("192.0.2.1", 80), ("192.0.2.2", 80))
    with pytest.raises(TooSlow, match=r"took no connection within 2 s"):
        Guard(["blog.test"]).connect("blog.test", 80)
    assert waited == [1.0, 2.0]


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = closed.getsockname()
    resolver(monkeypatch, dead)
    with pytest.raises(Unreachable, match="Connection refused"):
        Guard(["blog.test"]).connect("blog.test", 80)


def test_no_such_host(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver(monkeypatch)
    with pytest.raises(Unreachable, match=r"no such host: gone\.example"):
        Guard().connect("gone.example", 80)


def test_a_resolver_that_does_not_answer_ends_with_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: answer.wait() and [])
    stopped_clock(monkeypatch, 0.01)
    with pytest.raises(TooSlow, match="no address of"):
        Guard().connect("slow.example", 80)
    answer.set()


def test_no_time_is_left() -> None:
    under_way.begin(0.0, Connections())
    time.sleep(0.001)
    with pytest.raises(TooSlow):
        Guard().connect("a.example", 80)
