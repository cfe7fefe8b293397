"""A body that was cut is kept as evidence of a failure, and never taken for a page."""

import gzip
import io
from dataclasses import replace
from pathlib import Path

import pytest

import archiver
from archiver.errors import FetchError, TooLarge, TooSlow
from archiver.fetch.transport import Cut
from archiver.formats import warc
from archiver.model import CaptureRef
from archiver.pipeline import replay
from tests.fakes import FakeClock
from tests.store_kit import make_capture
from tests.stories import go, settings, web

POST = "http://ana.example/motivation/"
ROBOTS = "http://ana.example/robots.txt"


def cut(kind: type[FetchError], url: str, why: str, payload: bytes = b"<p>half a") -> FetchError:
    error = kind("it was cut")
    part = make_capture(url, payload, truncated=why, fetched_at=FakeClock().now())
    error.evidence = part
    return error


def records(path: Path) -> list[warc.Record]:
    files = sorted(path.rglob("*.warc.gz"))
    return [r for file in files for r in warc.records(io.BytesIO(file.read_bytes()))]


@pytest.mark.parametrize(
    ("kind", "why"), [(TooLarge, "length"), (TooSlow, "time"), (Cut, "disconnect")]
)
def test_a_post_that_was_cut(tmp_path: Path, kind: type[FetchError], why: str) -> None:
    net = web()
    whole, net.pages[POST] = net.pages[POST], cut(kind, POST, why)
    report = go(tmp_path, net, FakeClock())
    assert [fact.url for fact in report.missed] == [POST]
    marked = [r for r in records(tmp_path) if r.header("WARC-Truncated")]
    assert [(r.header("WARC-Target-URI"), r.header("WARC-Truncated")) for r in marked] == [
        (POST, why)
    ]
    archive = archiver.open(tmp_path)
    assert archive.get(POST) is None and archive.check() == []
    assert archive.last_capture(POST) is None
    net.pages[POST] = whole
    clock = FakeClock()
    clock.advance(3 * 86400)
    go(tmp_path, net, clock)
    version = archiver.open(tmp_path).get(POST)
    assert version is not None and version.number == 1


def test_a_robots_txt_that_was_cut_is_asked_for_again(tmp_path: Path) -> None:
    net = web()
    net.pages[ROBOTS] = cut(TooLarge, ROBOTS, "length", b"User-agent: *\nAllow: /")
    go(tmp_path, net, FakeClock())
    clock = FakeClock()
    clock.advance(7200)
    go(tmp_path, net, clock)
    assert net.asked(ROBOTS) == 2


def test_a_replay_fails_where_the_run_did(tmp_path: Path) -> None:
    net = web()
    net.pages[POST] = cut(TooLarge, POST, "length")
    go(tmp_path / "one", net, FakeClock())
    (again,) = replay(settings(), tmp_path / "one", tmp_path / "two")
    assert [(fact.url, fact.error) for fact in again.missed] == [(POST, "TooLarge")]
    assert archiver.open(tmp_path / "two").check() == []


def test_what_was_cut_reads_back_as_it_came() -> None:
    payload = gzip.compress(b"<p>a page" * 999)[:40]
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    capture = make_capture(POST, payload, headers=headers, truncated="time")
    packed = warc.pack(capture, run="r1", counter=1, truncated="time")
    ref = CaptureRef(warc="x", offset=0, digest=capture.digest)
    back = warc.capture_at(lambda name: io.BytesIO(packed.data), ref)
    assert (back.truncated, back.payload, back.body) == ("time", payload, payload)
    assert replace(back, truncated=None) != back
