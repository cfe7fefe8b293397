from datetime import UTC, datetime, timedelta

import pytest

from archiver.errors import Gone, Refused, Unreachable
from archiver.fetch.frontier import Task
from archiver.fetch.pace import LONGEST_REST, UNSAID_REST, pause, retry_after
from archiver.fetch.responses import MAX_HOPS, Step, after_answer, after_failure
from archiver.fetch.transport import Cut
from archiver.model import Capture, Purpose, Request
from archiver.model.settings import Pace
from tests.fakes import NOON

URL = "http://a.example/post"


@pytest.mark.parametrize(
    ("delay", "took", "crawl_delay", "at_home", "seconds"),
    [
        (2.0, 0.1, None, False, 2.0),
        (0.0, 0.1, None, False, 1.0),  # the floor
        (0.2, 0.0, None, False, 1.0),
        (2.0, 1.5, None, False, 7.5),  # five times the answer's time
        (2.0, 60.0, None, False, 30.0),  # but not for ever
        (2.0, 0.1, 10.0, False, 10.0),  # Crawl-delay
        (0.0, 9.0, None, True, 0.0),  # the user's own host
        (0.5, 9.0, None, True, 0.5),
        (0.0, 0.1, 3.0, True, 3.0),
    ],
)
def test_pause(
    delay: float, took: float, crawl_delay: float | None, at_home: bool, seconds: float
) -> None:
    got = pause(Pace(delay=delay), took=took, crawl_delay=crawl_delay, at_home=at_home)
    assert got == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), ("0", 0), (" 7 ", 7), ("1.5", 1.5),
        ("Mon, 24 Apr 2017 12:01:00 GMT", 60),
        ("Mon, 24 Apr 2017 14:01:00 +0200", 60),
        ("Monday, 24-Apr-17 12:01:00 GMT", 60),
        ("Mon Apr 24 12:01:00 2017", 60),
        ("Mon, 24 Apr 2017 11:00:00 GMT", 0),  # a date in the past
        ("99999999999999999999999999999", LONGEST_REST.total_seconds()),
        ("9" * 5000, LONGEST_REST.total_seconds()),
        ("Mon, 24 Apr 9999 12:01:00 GMT", LONGEST_REST.total_seconds()),
    ],
)  # fmt: skip
def test_retry_after(value: str, seconds: float) -> None:
    assert retry_after(value, NOON) == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value", [None, "", "-5", "soon", "NaN", "inf", "1e9", "²", "Mon, 99 Foo 2017", "\x00", "0x10",
              "Mon, 24 Apr 0001 00:00:00 +2300", "Fri, 31 Dec 9999 23:59:59 -2300"]
)  # fmt: skip
def test_retry_after_that_nobody_can_read(value: str | None) -> None:
    assert retry_after(value, NOON) in (None, NOON, NOON + LONGEST_REST)
    if value and value[:3] not in ("Mon", "Fri"):
        assert retry_after(value, NOON) is None


def capture(status: int, url: str = URL, **headers: str) -> Capture:
    return Capture(
        url=url,
        final_url=url,
        status=status,
        headers=tuple((k.replace("_", "-"), v) for k, v in headers.items()),
        payload=b"",
        body=b"",
        fetched_at=NOON,
    )


def task(**fields: object) -> Task:
    request = Request(url=URL, source="s", purpose=Purpose.POST)
    return Task(**{"request": request, "url": URL} | fields)  # type: ignore[arg-type]


def judge(
    status: int, on: Task | None = None, *, conditional: bool = False, **headers: str
) -> Step:
    return after_answer(on or task(), capture(status, **headers), conditional=conditional, now=NOON)


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, Gone), (410, Gone), (400, Refused), (401, Refused), (402, Refused), (403, Refused),
     (418, Refused), (451, Refused), (300, Unreachable), (305, Unreachable), (206, Unreachable),
     (304, Unreachable), (999, Unreachable)],
)  # fmt: skip
def test_answers_that_are_not_the_page(status: int, error: type[Exception]) -> None:
    step = judge(status, task(retried=True))
    assert type(step.error) is error and str(status) in str(step.error)
    assert not step.later and step.rest_until is None


def test_answers_that_are() -> None:
    assert judge(200) == Step()
    assert judge(204) == Step()
    assert judge(304, conditional=True) == Step()


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 520])
def test_trouble_is_asked_once_more(status: int) -> None:
    assert judge(status).later
    step = judge(status, task(retried=True))
    assert not step.later and isinstance(step.error, Unreachable)


def test_a_connection_that_broke_off_is_asked_once_more() -> None:
    assert after_failure(task(), Cut("cut")).later
    assert not after_failure(task(retried=True), Cut("cut")).later
    assert not after_failure(task(), Unreachable("no such host")).later


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wait_is_waited_once(status: int) -> None:
    assert judge(status, Retry_After="3").wait == 3
    step = judge(status, task(waited=True), Retry_After="3")
    assert step.wait is None and step.rest_until == NOON + timedelta(seconds=3)


@pytest.mark.parametrize(("status", "error"), [(429, Refused), (503, Unreachable)])
def test_a_long_wait_lets_the_host_rest(status: int, error: type[Exception]) -> None:
    step = judge(status, Retry_After="86400")
    assert isinstance(step.error, error)
    assert step.rest_until == datetime(2017, 4, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize("value", ["soon", "-5", ""])
def test_too_many_requests_without_a_word_for_how_long(value: str) -> None:
    assert judge(429, Retry_After=value).later
    again = judge(429, task(retried=True), Retry_After=value)
    assert again.rest_until == NOON + UNSAID_REST


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_resolved(status: int) -> None:
    assert judge(status, Location="/new#top").follow == "http://a.example/new"
    assert judge(status, Location="//b.example").follow == "http://b.example/"


def test_an_address_in_utf_8_is_read_as_such() -> None:
    raw = "/caf\u00e9".encode().decode("latin-1")
    assert judge(301, Location=raw).follow == "http://a.example/caf%C3%A9"
    assert judge(301, Location="/caf\u00e9").follow == "http://a.example/caf%C3%A9"


@pytest.mark.parametrize(
    ("location", "error", "words"),
    [("", Unreachable, "where to"), ("file:///etc/passwd", Refused, "no address"),
     ("javascript:alert(1)", Refused, "no address"), ("http://", Refused, "no address"),
     (URL, Unreachable, "circle"), (URL + "#x", Unreachable, "circle")],
)  # fmt: skip
def test_redirects_that_lead_nowhere(location: str, error: type[Exception], words: str) -> None:
    step = judge(302, Location=location)
    assert isinstance(step.error, error) and words in str(step.error)


def test_only_so_many_redirects() -> None:
    hops = tuple(capture(302, f"http://a.example/{n}") for n in range(MAX_HOPS))
    assert judge(302, task(hops=hops[:-1]), Location="/next").follow
    assert f"{MAX_HOPS} redirects" in str(judge(302, task(hops=hops), Location="/next").error)
