"""The lanes: order, pauses, robots.txt, redirects, retries and rests, on a fake web."""

import signal
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from archiver.errors import FetchError, Gone, Postponed, Refused, TooLarge, TooSlow, Unreachable
from archiver.fetch.client import Answer, Fetcher, Frontier
from archiver.fetch.robots import address
from archiver.fetch.transport import Cut
from archiver.model import Capture, Purpose, Request
from archiver.model.settings import Pace
from tests.fakes import NOON, FakeClock, FakeWeb, Page

A, B = "http://a.example", "http://b.example"
QUICK = Pace(delay=0, jobs=4)


def want(url: str, **fields: str) -> Request:
    return Request(url=url, source="s", purpose=Purpose.POST, **fields)  # type: ignore[arg-type]


def frontier(urls: Iterable[str | Request]) -> Frontier:
    queue = Frontier()
    for url in urls:
        queue.add(want(url) if isinstance(url, str) else url)
    return queue


def fetcher(
    web: FakeWeb, clock: FakeClock | None = None, pace: Pace = QUICK, **more: object
) -> Fetcher:
    clock = clock or FakeClock()
    clocks = {"now": clock.now, "sleep": clock.sleep, "monotonic": clock.monotonic}
    return Fetcher(transport=web, user_agent="archiver/test", pace=pace, **clocks | more)  # type: ignore[arg-type]


def ask(
    web: FakeWeb, *urls: str | Request, robots: bool = False, **more: object
) -> dict[str, Answer]:
    """The answers by address, in the order in which they came."""
    answers = fetcher(web, **more).answers(frontier(urls))  # type: ignore[arg-type]
    return {a.request.url: a for a in answers if robots or a.request.purpose is not Purpose.ROBOTS}


def error_of(answer: Answer) -> FetchError:
    assert answer.error is not None
    return answer.error


# ---- the frontier


def test_an_address_is_asked_once_for_a_purpose() -> None:
    queue = Frontier()
    assert queue.add(want(f"{A}/x"))
    assert not queue.add(want(f"{A}/x#part"))
    assert queue.add(want(f"{A}/x?utm_source=y"))
    assert queue.add(Request(url=f"{A}/x", source="s", purpose=Purpose.DISCOVER))


def test_it_ends_when_there_is_nothing() -> None:
    assert ask(FakeWeb({})) == {}


def test_what_is_added_between_two_answers_is_asked_too() -> None:
    web = FakeWeb({f"{A}/{n}": f"page {n}" for n in range(5)})
    queue, seen = frontier([f"{A}/0"]), []
    client = fetcher(web)
    for answer in client.answers(queue):
        if answer.request.purpose is Purpose.POST:
            seen.append(answer.request.url)
            if len(seen) < 5:
                assert queue.add(want(f"{A}/{len(seen)}"))
    assert seen == [f"{A}/{n}" for n in range(5)]
    queue.add(want(f"{B}/late"))  # and the same lanes go on with what comes later
    assert [a.request.url for a in client.answers(queue)] == [f"{B}/robots.txt", f"{B}/late"]


def test_what_is_no_address_is_answered() -> None:
    got = ask(FakeWeb({}), "mailto:me@example.org", "http://")
    assert [type(a.error) for a in got.values()] == [Refused, Refused]


def test_a_bug_in_a_thread_comes_out_in_the_main_thread() -> None:
    class Broken(FakeWeb):
        def exchange(self, url: str, headers: Mapping[str, str], **rest: object) -> Capture:  # type: ignore[override]
            raise ZeroDivisionError(url)

    with pytest.raises(ZeroDivisionError):
        ask(Broken({}), f"{A}/x")


# ---- lanes and pauses


def test_one_request_at_a_time_to_a_host_and_many_hosts_side_by_side() -> None:
    class Slow(FakeWeb):
        hosts, most = 0, 0
        counting = threading.Lock()

        def exchange(self, url: str, headers: Mapping[str, str], **rest: object) -> Capture:  # type: ignore[override]
            with self.counting:
                self.hosts += 1
                self.most = max(self.most, self.hosts)
            time.sleep(0.004)
            try:
                return super().exchange(url, headers, **rest)  # type: ignore[arg-type]
            finally:
                with self.counting:
                    self.hosts -= 1

    # every third page leads to the next host, so that lanes cross
    pages = {
        f"http://h{h}.example/{n}": Page(status=302, location=f"http://h{(h + 1) % 6}.example/x{n}")
        if n % 3 == 0
        else "page"
        for h in range(6)
        for n in range(6)
    }
    web = Slow(pages)
    got = ask(web, *pages, pace=Pace(delay=0, jobs=3))
    assert len(got) == 36
    assert set(web.most_at_once.values()) == {1}
    assert 2 <= web.most <= 3


def test_the_pause_between_two_requests_holds_across_redirects() -> None:
    clock = FakeClock()
    web = FakeWeb(
        {f"{A}/1": Page(status=301, location=f"{B}/1"), f"{A}/2": "x", f"{B}/1": "y", f"{B}/2": "z",
         f"{A}/3": Page(status=302, location="/4"), f"{A}/4": "w"},
        clock=clock, live=True, takes=0.25,
    )  # fmt: skip
    urls = [f"{A}/1", f"{B}/2", f"{A}/2", f"{A}/3"]
    got = ask(web, *urls, clock=clock, pace=Pace(delay=2.0, jobs=2))
    assert all(a.error is None for a in got.values())
    for host in (A, B):
        visits = [e for e in web.log if e.url.startswith(host)]
        gaps = [after.began - before.ended for before, after in pairwise(visits)]
        assert len(gaps) >= 2 and min(gaps) >= 2.0 - 1e-6


def test_a_delay_of_nothing_is_still_polite_on_the_network() -> None:
    clock = FakeClock()
    web = FakeWeb({f"{A}/1": "x", f"{A}/2": "y"}, clock=clock, live=True)
    ask(web, f"{A}/1", f"{A}/2", clock=clock)
    assert clock.monotonic() >= 2.0  # robots.txt, a pause, 1, a pause, 2
    clock = FakeClock()
    web = FakeWeb({f"{A}/1": "x", f"{A}/2": "y"}, clock=clock, live=True)
    ask(web, f"{A}/1", f"{A}/2", clock=clock, allow_private=["*.example"])
    assert clock.monotonic() == 0


def test_crawl_delay_is_kept_up_to_a_cap() -> None:
    clock = FakeClock()
    rules = {
        f"{A}/robots.txt": "User-agent: *\nCrawl-delay: 7",
        f"{B}/robots.txt": "User-agent: *\nCrawl-delay: 31",
    }
    web = FakeWeb(rules | {f"{A}/1": "x", f"{A}/2": "y", f"{B}/1": "z"}, clock=clock, live=True)
    got = ask(web, f"{A}/1", f"{A}/2", f"{B}/1", clock=clock)
    one, two = (next(e for e in web.log if e.url == f"{A}/{n}") for n in (1, 2))
    assert two.began - one.ended >= 7.0 - 1e-6
    assert "31 s" in str(error_of(got[f"{B}/1"])) and web.asked(f"{B}/1") == 0


def test_so_many_requests_a_host_and_run() -> None:
    web = FakeWeb({f"{A}/{n}": "x" for n in range(5)} | {f"{B}/1": "y"})
    got = ask(web, *(f"{A}/{n}" for n in range(5)), f"{B}/1", pace=Pace(delay=0, pages=3))
    assert [a.error is None for a in got.values() if A in a.request.url].count(True) == 3
    assert "pace.pages" in error_of(got[f"{A}/4"]).hint
    assert got[f"{B}/1"].error is None


# ---- robots.txt


def test_robots_txt_is_asked_first_and_once_and_given_out() -> None:
    web = FakeWeb(
        {f"{A}/robots.txt": "User-agent: *\nDisallow: /no", f"{A}/1": "x", f"{A}/no/1": "y"}
    )
    got = ask(web, f"{A}/1", f"{A}/no/1", f"{A}/2", robots=True)
    assert web.urls(robots=True) == [f"{A}/robots.txt", f"{A}/1", f"{A}/2"]
    assert next(iter(got)) == f"{A}/robots.txt"
    answer = got[f"{A}/robots.txt"]
    assert answer.request.purpose is Purpose.ROBOTS and answer.request.source == "s"
    assert answer.capture is not None and b"/no" in answer.capture.body
    assert isinstance(got[f"{A}/no/1"].error, Refused)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_no_robots_txt_is_no_failure(status: int) -> None:
    got = ask(FakeWeb({f"{A}/robots.txt": status, f"{A}/1": "x"}), f"{A}/1", robots=True)
    assert got[f"{A}/robots.txt"].error is None and got[f"{A}/1"].error is None
    capture = got[f"{A}/robots.txt"].capture
    assert capture is not None and capture.status == status


@pytest.mark.parametrize(
    ("answer", "error"),
    [(500, Unreachable), (503, Unreachable), (429, Postponed), (Unreachable("no such host"), Unreachable),
     (TooSlow("slow"), TooSlow), (TooLarge("big"), TooLarge), (Refused("private"), Refused)],
)  # fmt: skip
def test_a_robots_txt_that_cannot_be_had_allows_nothing(
    answer: int | FetchError, error: type[FetchError]
) -> None:
    web = FakeWeb({f"{A}/robots.txt": answer, f"{A}/1": "x", f"{A}/2": "x", f"{B}/1": "y"})
    got = ask(web, f"{A}/1", f"{A}/2", f"{B}/1")
    assert [type(got[f"{A}/{n}"].error) for n in (1, 2)] == [error, error]
    assert error_of(got[f"{A}/1"]).where == f"{A}/1"
    assert web.urls() == [f"{B}/1"]
    assert web.asked(f"{A}/robots.txt") <= 2


def test_a_robots_txt_that_stumbles_is_asked_again() -> None:
    web = FakeWeb(
        {f"{A}/robots.txt": [500, "User-agent: *\nDisallow: /no"], f"{A}/1": "x", f"{A}/no": "y"}
    )
    got = ask(web, f"{A}/1", f"{A}/no")
    assert got[f"{A}/1"].error is None and isinstance(got[f"{A}/no"].error, Refused)


def test_a_robots_txt_elsewhere_holds_for_the_first_host_and_for_its_own() -> None:
    web = FakeWeb({
        f"{A}/robots.txt": Page(status=301, location=f"{B}/robots.txt"),
        f"{B}/robots.txt": "User-agent: *\nDisallow: /no",
        f"{A}/1": "x", f"{B}/1": "y",
    })  # fmt: skip
    got = ask(web, f"{A}/no", f"{A}/1")
    assert isinstance(got[f"{A}/no"].error, Refused) and got[f"{A}/1"].error is None
    web.log.clear()
    got = ask(web, f"{A}/1", f"{B}/1", f"{B}/no", pace=Pace(delay=0, jobs=1))
    assert isinstance(got[f"{B}/no"].error, Refused) and web.asked(f"{B}/robots.txt") == 1


@pytest.mark.parametrize("location", ["/robots.txt", "/login", "file:///x", ""])
def test_a_robots_txt_that_leads_nowhere_is_none(location: str) -> None:
    pages = {
        f"{A}/robots.txt": Page(status=302, location=location),
        f"{A}/login": 404,
        f"{A}/1": "x",
    }
    got = ask(FakeWeb(pages), f"{A}/1", robots=True)
    assert got[f"{A}/1"].error is None and got[f"{A}/robots.txt"].error is None


def test_a_redirect_obeys_the_robots_txt_of_where_it_leads() -> None:
    web = FakeWeb(
        {
            f"{A}/1": Page(status=302, location=f"{B}/no"),
            f"{B}/robots.txt": "User-agent: *\nDisallow: /no",
        }
    )
    answer = ask(web, f"{A}/1")[f"{A}/1"]
    assert error_of(answer).where == f"{B}/no" and web.asked(f"{B}/no") == 0
    assert answer.capture is not None and answer.capture.status == 302  # the evidence


def test_what_an_earlier_run_knows_of_robots_txt_is_used() -> None:
    kept = FakeWeb({f"{A}/robots.txt": "User-agent: *\nDisallow: /no"}).exchange(
        f"{A}/robots.txt", {}, deadline=1, max_bytes=99
    )
    failed = FakeWeb({f"{B}/robots.txt": 500}).exchange(
        f"{B}/robots.txt", {}, deadline=1, max_bytes=9
    )
    memory = {f"{A}/robots.txt": kept, f"{B}/robots.txt": failed}
    web = FakeWeb({f"{A}/1": "x", f"{A}/no": "x", f"{B}/1": "y"})
    recalled: list[str] = []

    def recall(url: str) -> Capture | None:
        recalled.append(url)
        return memory.get(url)

    client = fetcher(web, robots=recall)
    again = {a.request.url: a for a in client.answers(frontier([f"{A}/1", f"{A}/no", f"{B}/1"]))}
    assert recalled == [f"{A}/robots.txt", f"{B}/robots.txt"]
    assert f"{A}/robots.txt" not in again and f"{B}/robots.txt" in again
    assert isinstance(again[f"{A}/no"].error, Refused) and again[f"{A}/1"].error is None


# ---- redirects


def test_redirects_are_kept_as_hops() -> None:
    web = FakeWeb(
        {
            f"{A}/1": Page(status=301, location=f"{B}/2"),
            f"{B}/2": Page(status=302, location="3#x"),
            f"{B}/3": "<p>x",
        }
    )
    capture = ask(web, f"{A}/1")[f"{A}/1"].capture
    assert capture is not None
    assert (capture.url, capture.final_url, capture.body) == (f"{A}/1", f"{B}/3", b"<p>x")
    assert [(h.url, h.status) for h in capture.hops] == [(f"{A}/1", 301), (f"{B}/2", 302)]


def test_circles_and_long_ways_end() -> None:
    pages = {
        f"{A}/loop": Page(status=302, location="/pool"),
        f"{A}/pool": Page(status=302, location="/loop"),
    }
    pages |= {f"{A}/{n}": Page(status=302, location=f"/{n + 1}") for n in range(30)}
    web = FakeWeb(pages)
    got = ask(web, f"{A}/loop", f"{A}/0")
    assert "circle" in str(got[f"{A}/loop"].error) and "20 redirects" in str(got[f"{A}/0"].error)
    capture = got[f"{A}/0"].capture
    assert capture is not None and len(capture.hops) == 20 and capture.status == 302
    assert len(web.urls()) == 2 + 21


def test_a_way_of_twenty_redirects_is_gone_to_its_end() -> None:
    pages: dict[str, Page | str] = {
        f"{A}/{n}": Page(status=301 + n % 2, location=f"/{n + 1}") for n in range(20)
    }
    capture = ask(FakeWeb(pages | {f"{A}/20": "<p>the end"}), f"{A}/0")[f"{A}/0"].capture
    assert capture is not None and (capture.final_url, capture.status) == (f"{A}/20", 200)


def test_a_redirect_to_an_address_with_a_password_is_not_followed() -> None:
    web = FakeWeb(
        {f"{A}/1": Page(status=302, location="http://me:secret@b.example/1"), f"{B}/1": "y"}
    )
    got = ask(web, f"{A}/1", "http://me:secret@a.example/2", f"{B}/1")
    errors = [str(a.error) for a in got.values() if a.error]
    assert len(errors) == 2 and all("password" in e and "secret" not in e for e in errors)
    assert not any("secret" in url for url in web.urls(robots=True))
    assert got[f"{B}/1"].error is None


# ---- conditional requests


@pytest.mark.parametrize(
    ("etag", "modified", "sent"),
    [
        ('"1"', None, {"If-None-Match": '"1"'}),
        ('"1"', "Mon, 24 Apr 2017 12:00:00 GMT", {"If-None-Match": '"1"', "If-Modified-Since": "Mon, 24 Apr 2017 12:00:00 GMT"}),
        ('W/"1"', "yesterday", {"If-Modified-Since": "yesterday"}),
        ('W/"1"', None, {"If-None-Match": 'W/"1"'}),
        ("no quotes", None, {"If-None-Match": "no quotes"}),
        ('"a\r\nX-Evil: 1"', "a\nb", {}),
        ("\u043f", None, {}),
        ("", "", {}),
    ],
)  # fmt: skip
def test_validators_go_back_as_they_came(
    etag: str, modified: str | None, sent: dict[str, str]
) -> None:
    web = FakeWeb({f"{A}/feed": "x"})
    ask(
        web,
        Request(
            url=f"{A}/feed", source="s", purpose=Purpose.DISCOVER, etag=etag, last_modified=modified
        ),
    )
    headers = web.log[-1].headers
    assert {k: v for k, v in headers.items() if k.startswith("If-")} == sent
    assert sorted(k for k in headers if not k.startswith("If-")) == [
        "Accept",
        "Accept-Encoding",
        "User-Agent",
    ]


def test_validators_do_not_follow_a_redirect_and_304_is_an_answer() -> None:
    web = FakeWeb({
        f"{A}/old": Page(status=301, location="/feed"),
        f"{A}/feed": Page(body="x", etag='"1"'),
    })  # fmt: skip
    moved, direct = (
        Request(url=u, source="s", purpose=Purpose.DISCOVER, etag='"1"')
        for u in (f"{A}/old", f"{A}/feed")
    )
    got = ask(web, moved, direct)
    sent = [e.headers.get("If-None-Match") for e in web.log if e.url == f"{A}/feed"]
    assert sorted(sent, key=str) == ['"1"', None]
    statuses = {u: a.capture and a.capture.status for u, a in got.items()}
    assert statuses == {f"{A}/old": 200, f"{A}/feed": 304}


def test_a_304_that_nobody_asked_for_is_a_failure() -> None:
    assert isinstance(ask(FakeWeb({f"{A}/1": 304}), f"{A}/1")[f"{A}/1"].error, Unreachable)


# ---- failures


@pytest.mark.parametrize(
    ("status", "error"), [(404, Gone), (410, Gone), (403, Refused), (500, Unreachable)]
)
def test_an_error_comes_with_its_page(status: int, error: type[FetchError]) -> None:
    answer = ask(FakeWeb({f"{A}/1": Page(body="sorry", status=status)}), f"{A}/1")[f"{A}/1"]
    assert type(answer.error) is error
    assert answer.capture is not None and answer.capture.body == b"sorry"


@pytest.mark.parametrize("stumble", [500, Cut("the answer was cut off")])
def test_one_more_try_at_the_end_of_the_lane(stumble: int | FetchError) -> None:
    web = FakeWeb({f"{A}/1": [stumble, "x"], f"{A}/2": "y", f"{A}/3": stumble})
    got = ask(web, f"{A}/1", f"{A}/2", f"{A}/3")
    assert web.urls() == [f"{A}/1", f"{A}/2", f"{A}/3", f"{A}/1", f"{A}/3"]
    assert got[f"{A}/1"].error is None and got[f"{A}/3"].error is not None


@pytest.mark.parametrize(
    "error", [Unreachable("no such host"), TooSlow("slow"), TooLarge("large"), Refused("private")]
)
def test_what_would_fail_again_is_not_tried_again(error: FetchError) -> None:
    web = FakeWeb({f"{A}/1": error, f"{A}/2": "y"})
    got = ask(web, f"{A}/1", f"{A}/2")
    assert type(got[f"{A}/1"].error) is type(error) and got[f"{A}/2"].error is None
    assert web.asked(f"{A}/1") == 1


def busy(seconds: str, status: int = 429) -> Page:
    return Page(status=status, headers={"Retry-After": seconds})


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_retry_after_is_waited_once(status: int) -> None:
    clock = FakeClock()
    web = FakeWeb({f"{A}/1": [busy("4", status), "x"]}, clock=clock)
    assert ask(web, f"{A}/1", clock=clock)[f"{A}/1"].error is None
    assert 4 <= clock.monotonic() < 5
    answer = ask(FakeWeb({f"{A}/1": busy("4", status)}, clock=clock), f"{A}/1", clock=clock)[
        f"{A}/1"
    ]
    assert answer.error is not None and answer.retry_at is not None


def test_a_long_retry_after_ends_the_lane_and_is_given_out() -> None:
    web = FakeWeb({f"{A}/1": "x", f"{A}/2": busy("7200"), f"{A}/3": "z", f"{B}/1": "y"})
    got = ask(web, f"{A}/1", f"{A}/2", f"{A}/3", f"{B}/1")
    assert got[f"{A}/1"].error is None and got[f"{B}/1"].error is None
    until = NOON + timedelta(hours=2)
    assert got[f"{A}/2"].retry_at == got[f"{A}/3"].retry_at == until
    assert got[f"{A}/2"].capture is not None and got[f"{A}/3"].capture is None
    assert "2017-04-24 14:00:00 UTC" in str(got[f"{A}/3"].error) and web.asked(f"{A}/3") == 0
    assert got[f"{B}/1"].retry_at is None


def test_a_busy_robots_txt_ends_the_lane_too() -> None:
    web = FakeWeb({f"{A}/robots.txt": busy("7200", 503), f"{A}/1": "x", f"{A}/2": "y"})
    got = ask(web, f"{A}/1", f"{A}/2", robots=True)
    assert {a.retry_at for a in got.values()} == {NOON + timedelta(hours=2)}
    assert web.urls() == []


@pytest.mark.parametrize(
    ("until", "asked"), [(NOON + timedelta(minutes=1), 0), (NOON - timedelta(minutes=1), 1)]
)
def test_a_rest_from_an_earlier_run_is_kept(until: datetime, asked: int) -> None:
    web = FakeWeb({f"{A}/1": "x"})
    got = ask(web, f"{A}/1", resting={"a.example": until})
    assert web.asked(f"{A}/1") == web.asked(address(A)) == asked
    assert isinstance(got[f"{A}/1"].error, Refused) is (asked == 0)


def test_a_robots_txt_that_leads_to_a_resting_host_bars_the_first() -> None:
    web = FakeWeb({f"{A}/robots.txt": Page(status=302, location=f"{B}/robots.txt"), f"{A}/1": "x"})
    got = ask(web, f"{A}/1", resting={"b.example": NOON + timedelta(hours=1)})
    assert isinstance(got[f"{A}/1"].error, Refused) and web.asked(f"{B}/robots.txt") == 0


# ---- leaving


class Hanging(FakeWeb):
    """One page of it does not answer before somebody closes the transport."""

    def __init__(self, *, interrupt: bool = False) -> None:
        super().__init__({f"{A}/{n}": "x" for n in range(50)})
        self.closed, self.interrupt = threading.Event(), interrupt

    def exchange(self, url: str, headers: Mapping[str, str], **rest: object) -> Capture:  # type: ignore[override]
        if url != f"{B}/hangs":
            return super().exchange(url, headers, **rest)  # type: ignore[arg-type]
        if self.interrupt:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        self.closed.wait(5)
        raise Cut("the answer was cut off")

    def close(self) -> None:
        self.closed.set()


def fetch_threads() -> int:
    return sum(thread.name.startswith("fetch ") for thread in threading.enumerate())


def threads_end() -> bool:
    for _ in range(3000):  # a busy machine takes its time
        if not fetch_threads():
            return True
        time.sleep(0.01)
    return False


def test_leaving_the_loop_ends_the_lanes_and_closes_the_transport() -> None:
    assert threads_end()  # those of an earlier test
    web = Hanging()
    queue = frontier([f"{B}/hangs", *(f"{A}/{n}" for n in range(50))])
    with closing(fetcher(web).answers(queue)) as answers:  # type: ignore[type-var]
        assert next(answers) and fetch_threads() == 4
    assert web.closed.is_set() and threads_end()


def test_an_interrupt_while_the_main_thread_waits() -> None:
    if threading.current_thread() is not threading.main_thread():
        pytest.skip("signals only come to the main thread")
    web = Hanging(interrupt=True)
    with pytest.raises(KeyboardInterrupt):
        list(fetcher(web).answers(frontier([f"{B}/hangs"])))
    assert web.closed.is_set() and threads_end()


# ---- a host that is down


def test_a_host_that_is_silent_three_times_is_left_for_this_run() -> None:
    dead = {f"{A}/{n}": TooSlow("no answer") for n in range(6)}
    web = FakeWeb(dead | {"http://b.example/": "<p>there"})
    got = ask(web, *dead, "http://b.example/")
    assert [type(error_of(got[url])) for url in dead] == [TooSlow] * 3 + [Unreachable] * 3
    assert sum(url.startswith(A) for url in web.urls()) == 3
    assert got["http://b.example/"].error is None


def test_an_answer_between_silences_is_a_sign_of_life() -> None:
    pages = {f"{A}/{n}": "<p>there" if n % 2 else TooSlow("no answer") for n in range(8)}
    web = FakeWeb(pages)
    ask(web, *pages)
    assert len(web.urls()) == 8


def test_posts_have_a_budget_of_their_own() -> None:
    web = FakeWeb({f"{A}/{n}": "<p>there" for n in range(6)})
    listings = [Request(url=f"{A}/{n}", source="s", purpose=Purpose.DISCOVER) for n in range(3)]
    posts = [want(f"{A}/{n}") for n in range(3, 6)]
    got = ask(web, *listings, *posts, pace=Pace(delay=0, pages=2))
    assert [type(answer.error) for answer in got.values()].count(Postponed) == 2


# ---- one deadline for a request, its redirects included


class Deadlines(FakeWeb):
    """Notes how long each exchange may take."""

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.given: list[float] = []

    def exchange(self, url: str, headers: Mapping[str, str], **rest: float) -> Capture:  # type: ignore[override]
        if not url.endswith("/robots.txt"):
            self.given.append(rest["deadline"])
        return super().exchange(url, headers, **rest)  # type: ignore[arg-type]


def test_redirects_share_one_deadline() -> None:
    clock = FakeClock()
    pages = {f"{A}/{n}": Page(status=302, location=f"/{n + 1}") for n in range(4)}
    web = Deadlines(pages | {f"{A}/4": "<p>there"}, clock=clock, takes=4.0)
    pace = Pace(delay=100, jobs=1, deadline=10)
    got = ask(web, f"{A}/0", clock=clock, pace=pace)[f"{A}/0"]
    assert web.given == [10, 6, 2]  # the pauses between them do not count
    assert isinstance(got.error, TooSlow) and "within 10 s, redirects" in got.error.message
    assert got.capture is not None and got.capture.status == 302  # the last that answered


def test_each_request_has_a_deadline_of_its_own() -> None:
    clock = FakeClock()
    web = Deadlines({f"{A}/{n}": "<p>there" for n in range(3)}, clock=clock, takes=4.0)
    ask(web, *web.pages, clock=clock, pace=Pace(delay=0, jobs=1, deadline=5))
    assert web.given == [5, 5, 5]


def test_an_answer_that_was_cut_comes_with_what_had_come() -> None:
    cut = TooLarge("more than 9 bytes")
    part = Capture(
        url=f"{A}/x", final_url=f"{A}/x", status=200, headers=(), payload=b"part", body=b"part",
        fetched_at=NOON, truncated="length",
    )  # fmt: skip

    class Large(FakeWeb):
        def exchange(self, url: str, headers: Mapping[str, str], **rest: object) -> Capture:  # type: ignore[override]
            if url == f"{A}/x":
                cut.evidence = part
                raise cut
            return super().exchange(url, headers, **rest)  # type: ignore[arg-type]

    got = ask(Large({}), f"{A}/x")[f"{A}/x"]
    assert got.error is cut and got.capture == part
