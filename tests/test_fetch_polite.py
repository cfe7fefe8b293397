"""A poller made of the Fetcher, scored by a server that counts what feed readers do wrong."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from archiver.errors import Gone
from archiver.fetch.client import Answer, Fetcher, Frontier
from archiver.fetch.transport import HttpTransport
from archiver.model import Capture, Purpose, Request
from archiver.model.settings import Pace

SERVER = Path(__file__).parents[1] / ".." / "shared" / "suites" / "politeness" / "server.py"


@contextmanager
def scoring(hour: float, log: Path) -> Iterator[str]:
    if not SERVER.exists():
        pytest.skip("the politeness server is not here")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, str(SERVER), str(port), str(log), "--hour", str(hour)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(5)


class Unhurried:
    """The network without its pauses: in this server's time a second is most of an hour."""

    def __init__(self) -> None:
        self._real = HttpTransport(allow_private=["127.0.0.1"])

    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        return self._real.exchange(url, headers, deadline=deadline, max_bytes=max_bytes)


@dataclass
class Poller:
    """What a program that polls feeds keeps between two runs."""

    urls: list[str]
    validators: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    resting: dict[str, datetime] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)

    def poll(self) -> None:
        fetcher = Fetcher(
            transport=Unhurried(),
            user_agent="archiver/test (+http://localhost/about)",
            pace=Pace(delay=0),
            allow_private=["127.0.0.1"],
            resting=self.resting,
        )
        frontier = Frontier()
        for url in self.urls:
            etag, modified = self.validators.get(url, (None, None))
            request = Request(
                url=url, source=url, purpose=Purpose.DISCOVER, etag=etag, last_modified=modified
            )
            frontier.add(request)
        for answer in fetcher.answers(frontier):
            self._take(answer)

    def _take(self, answer: Answer) -> None:
        url, capture = answer.request.url, answer.capture
        if answer.retry_at:
            self.resting["127.0.0.1"] = answer.retry_at
        if isinstance(answer.error, Gone):
            self.urls.remove(url)
        if capture is None or answer.error or answer.request.purpose is Purpose.ROBOTS:
            return
        self.statuses.append(capture.status)
        if capture.hops and all(hop.status in (301, 308) for hop in capture.hops):
            self.urls[self.urls.index(url)] = capture.final_url
        if capture.status == 200:
            self.validators[url] = capture.header("ETag"), capture.header("Last-Modified")


FEEDS = ["feed", "etagonly", "lmonly", "weak"]
ODD = ["moved", "temp", "gone", "err500"]


def test_a_poller_made_of_it_does_nothing_that_feed_owners_complain_about(tmp_path: Path) -> None:
    hour = 0.2
    with scoring(hour, tmp_path / "log") as site:
        poller = Poller([f"{site}/{name}.xml" for name in (*FEEDS, *ODD)])
        for number in range(4):
            poller.poll()
            if number == 1:
                urllib.request.urlopen(f"{site}/_next").read()
            time.sleep(hour)
        score = json.loads(urllib.request.urlopen(f"{site}/_score").read())
    assert score["violations"] == {}
    counters = score["counters"]
    # 4 feeds and 3 later polls each; the weak tag goes back as its date alone
    assert counters["ims_good"] >= 9 and counters["inm_good"] >= 6
    assert poller.statuses.count(304) >= 8 and poller.statuses.count(200) >= 8
