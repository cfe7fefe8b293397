"""Against real WordPress and a server of faults, where they run on this machine."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import requests

from archiver.errors import FetchError, Gone, Refused, TooLarge, TooSlow, Unreachable
from archiver.fetch.client import Answer, Fetcher, Frontier
from archiver.fetch.transport import HttpTransport
from archiver.model import Purpose, Request
from archiver.model.settings import Pace

HOME = Path(__file__).parents[1] / ".." / "shared" / "blogosphere"
FAULTS = "http://faults.test"
US = f"archiver/test-{os.getpid()} (+http://localhost/)"  # others may ask the same server

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def names() -> Iterator[dict[str, str]]:
    """The names of the blogs and of the fault server, in this process only."""
    if not HOME.exists():
        pytest.skip("the blog engines are not on this machine")
    printed = subprocess.run([HOME / "blogosphere", "env"], capture_output=True, text=True).stdout
    variables = dict(re.findall(r"(\w+)='?([^' \n]*)'?", printed))
    sys.path.insert(0, str(HOME / "pylib"))
    import blogo_resolve

    blogo_resolve.from_env(variables["BLOGO_MAP"])
    try:
        requests.get(f"{FAULTS}/__reset", timeout=5)
    except requests.RequestException:
        pytest.skip("the fault server is not running")
    else:
        yield variables
    finally:
        blogo_resolve.uninstall()


def ask(
    *wanted: str | Request, verify: str | None = None, deadline: float = 1.0
) -> dict[str, Answer]:
    pace = Pace(delay=0, deadline=deadline, page_bytes=4 * 2**20)
    fetcher = Fetcher(
        transport=HttpTransport(allow_private=["*.test"], verify=verify),
        user_agent=US,
        pace=pace,
        allow_private=["*.test"],
    )
    frontier = Frontier()
    for one in wanted:
        plain = Request(url=one, source="s", purpose=Purpose.POST) if isinstance(one, str) else one
        frontier.add(plain)
    return {a.request.url: a for a in fetcher.answers(frontier)}


EXPECTED: list[tuple[str, type[FetchError] | None]] = [
    ("/ok", None), ("/chain?n=20", None), ("/canonical", None), ("/ssrf?to=utf8", None),
    ("/429?key=fetch&retry=1&times=1", None),
    ("/drip", TooSlow), ("/slow-headers", TooSlow), ("/stall", TooSlow), ("/silence", TooSlow),
    ("/gzip-bomb", TooLarge), ("/gzip-bomb-nested", TooLarge), ("/endless", TooLarge),
    ("/endless-gzip", TooLarge), ("/endless-headers", TooLarge), ("/huge-feed", TooLarge),
    ("/truncated", Unreachable), ("/overlong", Unreachable), ("/chunked-truncated", Unreachable),
    ("/bad-chunk", Unreachable), ("/two-lengths", Unreachable),
    ("/gzip-truncated", Unreachable), ("/reset", Unreachable), ("/reset-mid", Unreachable),
    ("/close", Unreachable), ("/garbage", Unreachable), ("/http09", Unreachable),
    ("/always-304", Unreachable), ("/self", Unreachable), ("/loop", Unreachable),
    ("/chain?n=21", Unreachable), ("/cookie-wall", Unreachable), ("/ssrf?to=empty", Unreachable),
    ("/paywall", Refused), ("/no/entry", Refused), ("/missing", Gone),
    *((f"/ssrf?to={to}", Refused) for to in (
        "metadata", "loop", "loop6", "mapped", "decimal", "octal", "zero", "file", "ftp", "gopher",
        "data", "javascript", "private", "localhost", "userinfo", "nul", "scheme-relative")),
]  # fmt: skip


def test_every_fault_is_an_error_of_the_right_kind(
    names: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # all faults live on one host, which a run would give up after three silences
    monkeypatch.setattr("archiver.fetch.politeness.SILENCES", 1000)
    got = ask(*(FAULTS + path for path, _ in EXPECTED), deadline=1.5)
    kinds = {path: type(got[FAULTS + path].error) for path, _ in EXPECTED}
    wrong = {
        path: got[FAULTS + path].error
        for path, kind in EXPECTED
        if not issubclass(kinds[path], kind or type(None))
    }
    assert wrong == {}


def test_robots_txt_is_obeyed_and_no_host_is_asked_twice_at_a_time(names: dict[str, str]) -> None:
    open_to_us = ["partial", "delay", "403", "404", "html", "loop", "huge"]
    closed = ["disallow", "500", "redirect", "reset", "slow"]
    pages = [
        f"http://robots-{host}.test{path}"
        for host in (*open_to_us, "bom", *closed)
        for path in ("/ok", "/x")
    ]
    got = ask(*pages, "http://robots-partial.test/no-archivers", deadline=3.0)
    fetched = {url for url, a in got.items() if a.capture and a.request.purpose is Purpose.POST}
    assert fetched == {*pages[: 2 * len(open_to_us)], "http://robots-bom.test/ok"}
    everything = requests.get(f"{FAULTS}/__log", timeout=5).json()
    log = [entry for entry in everything if entry["headers"].get("user-agent") == US]
    asked = [entry["host"] + entry["target"] for entry in log]
    assert "robots-partial.test/no-archivers" not in asked and "robots-bom.test/x" not in asked
    assert asked.count("robots-delay.test/robots.txt") == 1
    times = [entry["t"] for entry in log if entry["host"] == "robots-delay.test"]
    assert min(after - before for before, after in pairwise(times)) >= 2.99


def test_wordpress_answers_304_to_what_is_sent_back(names: dict[str, str]) -> None:
    url = "http://kay.wp.test/feed/"
    first = ask(url)[url].capture
    assert first is not None and first.header("Content-Encoding") == "gzip"
    etag, modified = first.header("ETag"), first.header("Last-Modified")
    assert etag is not None and etag.startswith("W/")
    again = Request(
        url=url, source="s", purpose=Purpose.DISCOVER, etag=etag, last_modified=modified
    )
    second = ask(again)[url].capture
    assert second is not None and second.status == 304


def test_certificates_count(names: dict[str, str]) -> None:
    urls = [f"https://{host}.test/ok" for host in ("selfsigned", "expired", "wronghost", "good")]
    got = ask(*urls, verify=names["BLOGO_CA"])
    assert [got[url].error is None for url in urls] == [False, False, False, True]
    assert all("certificate" in str(got[url].error) for url in urls[:3])
    slow = ask("https://good.test/drip", verify=names["BLOGO_CA"], deadline=0.3)
    assert isinstance(slow["https://good.test/drip"].error, TooSlow)
    cut = ask("https://good.test/truncated", verify=names["BLOGO_CA"])
    assert isinstance(cut["https://good.test/truncated"].error, Unreachable)
