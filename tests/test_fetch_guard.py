import ipaddress
import socket
import threading
import time

import pytest

from archiver.errors import Refused, TooSlow, Unreachable
from archiver.fetch import guard
from archiver.fetch.deadlines import Connections, under_way
from archiver.fetch.guard import Guard, is_public

PRIVATE = """
0.0.0.0 0.0.0.1 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.1 192.168.1.1 198.18.0.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 168.63.129.16
:: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::7f00:1
64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: 2001::1 fc00::1 fd00:ec2::254 fe80::1
fec0::1 ff02::1 2001:db8::1 100::1
""".split()  # noqa: SIM905 - a table reads better than forty lines
# 6to4 of a public address is left open: it is refused since Python 3.13 and its contemporaries
PUBLIC = "1.1.1.1 93.184.216.34 2606:4700::1111 64:ff9b::101:101 ::ffff:1.1.1.1"


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
    assert "`allow_private: [intranet.example]` in sources.yaml" in caught.value.hint
    assert "--allow-private intranet.example" in caught.value.hint


def test_a_mixed_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver(monkeypatch, ("93.184.216.34", 80), ("127.0.0.1", 80))
    with pytest.raises(Refused, match=r"127\.0\.0\.1"):
        Guard().connect("rebind.example", 80)


@pytest.mark.parametrize(
    ("host", "allowed"),
    [("wp.test", True), ("KAY.WP.TEST.", True), ("test", False), ("home.example", True),
     ("x.home.example", False), ("wp.test.evil.example", False)],
)  # fmt: skip
def test_whom_the_user_allows(host: str, allowed: bool) -> None:
    assert Guard(["*.test", "home.example"]).allows_private(host) is allowed


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
    resolver(monkeypatch, ("192.0.2.1", 80), ("192.0.2.2", 80))
    with pytest.raises(TooSlow, match=r"took no connection within 2 s"):
        Guard(["blog.test"]).connect("blog.test", 80)
    assert waited[0] < 1.1 < waited[1]


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
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: answer.wait(5) and [])
    under_way.begin(0.05, Connections())
    with pytest.raises(TooSlow, match="no address of"):
        Guard().connect("slow.example", 80)
    answer.set()


def test_no_time_is_left() -> None:
    under_way.begin(0.0, Connections())
    time.sleep(0.001)
    with pytest.raises(TooSlow):
        Guard().connect("a.example", 80)
