"""A listing that answers 410 is said once and not asked again."""

from pathlib import Path

import pytest

from archiver.facts import Status
from archiver.outcomes import Report
from tests.fakes import FakeClock, FakeWeb, Page
from tests.stories import go, web

FEED = "http://ben.example/feed.xml"


def days(number: float) -> FakeClock:
    clock = FakeClock()
    clock.advance(number * 86400)
    return clock


def fate(report: Report) -> Status:
    return next(o.status for o in report.outcomes if o.url == FEED)


def errors(report: Report) -> list[str]:
    return [text for o in report.outcomes if o.url == FEED for text in o.errors]


@pytest.fixture
def gone(tmp_path: Path) -> FakeWeb:
    net = web()
    net.pages[FEED] = Page(status=410)
    report = go(tmp_path, net, FakeClock())
    assert fate(report) is Status.FAILED
    assert "gone for good and not asked again" in errors(report)[0]
    return net


def test_it_is_said_once_and_not_asked_again(tmp_path: Path, gone: FakeWeb) -> None:
    for number in (1, 2, 30):
        report = go(tmp_path, gone, days(number))
        assert fate(report) is Status.ENDED and errors(report) == []
    assert gone.asked(FEED) == 1


def test_force_asks_again(tmp_path: Path, gone: FakeWeb) -> None:
    go(tmp_path, gone, days(1), force=True)
    assert gone.asked(FEED) == 2


def test_an_address_that_has_moved_to_a_gone_one(tmp_path: Path) -> None:
    net = web()
    net.pages[FEED] = Page(status=301, location="/old.xml")
    net.pages["http://ben.example/old.xml"] = Page(status=410)
    for number in (0, 1, 2):
        go(tmp_path, net, days(number))
    assert net.asked(FEED) == net.asked("http://ben.example/old.xml") == 1


def test_a_404_is_asked_again(tmp_path: Path) -> None:
    net = web()
    net.pages[FEED] = 404
    for number in (0, 1, 2):
        go(tmp_path, net, days(number))
    assert net.asked(FEED) == 3
