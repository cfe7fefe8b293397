"""A run that is ended before it is through: by signals, by its time limit, twice."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from archiver import cli
from archiver.commands import options
from archiver.console import report as reports
from archiver.crawl.stopping import Stopping
from archiver.crawl.work import Work
from archiver.errors import Unreachable
from archiver.facts import Status, Stopped
from archiver.fetch.client import Fetcher, Frontier
from archiver.model import Capture
from archiver.model.settings import Pace
from archiver.outcomes import Report
from archiver.pipeline import run
from archiver.store import open_archive
from tests.fakes import FakeClock, FakeWeb
from tests.stories import scene, settings, web
from tests.waiting import NEVER

ROOT = Path(__file__).parents[1]
POST = "http://ana.example/motivation/"


class Child:
    """A process with a run that waits for an answer for ever."""

    def __init__(self, archive: Path, *words: str, **variables: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.waiting", str(archive), *words],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def says(self, word: str) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == word + "\n"

    def ends(self) -> tuple[int, dict[str, Any], str]:
        """Its exit code, its report, and what it says on stderr."""
        out, err = self.process.communicate()
        out = out.removeprefix("waiting\n")
        return self.process.returncode, json.loads(out) if out else {}, err


@contextmanager
def child(archive: Path, *words: str, **variables: str) -> Iterator[Child]:
    begun = Child(archive, *words, **variables)
    try:
        yield begun
    finally:
        begun.process.kill()
        begun.process.communicate()


def goes_on(archive: Path) -> Report:
    """The next run asks for nothing that was kept, and all is well then."""
    clock, net = scene()
    report = run(settings(), archive=archive, transport=net, now=clock.now)
    assert net.asked(NEVER) == 1 and net.asked(POST) == 0
    assert open_archive(archive).get(NEVER) and open_archive(archive).check() == []
    return report


@pytest.mark.parametrize(
    ("number", "code", "why"),
    [
        (signal.SIGINT, 130, "interrupted"),
        (signal.SIGTERM, 143, "terminated"),
        (signal.SIGHUP, 143, "terminated"),
    ],
)
def test_a_signal_ends_a_run_in_order(
    number: signal.Signals, code: int, why: str, tmp_path: Path
) -> None:
    with child(tmp_path / "archive") as run:
        run.says("waiting")
        run.process.send_signal(number)
        ended, report, said = run.ends()
    assert (ended, said) == (code, "")
    assert (report["stopped"], report["exit_code"]) == (why, code)
    assert [change["url"] for change in report["changes"]] == [POST]
    assert f"{why}: 1 host is left to the next run; " in report["summary"]
    assert [joined["round"] for joined in report["joined"]] == ["week-1"], "what is kept is judged"
    assert open_archive(tmp_path / "archive").check() == []
    assert goes_on(tmp_path / "archive").joined == ()


def test_a_signal_that_was_ignored_before_stays_ignored(tmp_path: Path) -> None:
    with child(tmp_path / "archive", "--nohup") as run:
        run.says("waiting")
        run.process.send_signal(signal.SIGHUP)
        run.process.send_signal(signal.SIGINT)
        assert run.ends()[0] == 130


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "archiver: interrupted; what was written is kept"),
        (signal.SIGTERM, -signal.SIGTERM, ""),
    ],
)
def test_a_second_signal_ends_it_at_once(
    number: signal.Signals, code: int, said: str, tmp_path: Path
) -> None:
    with child(tmp_path / "archive", "--judge") as run:
        run.says("waiting")
        run.process.send_signal(number)
        run.says("judging")
        run.process.send_signal(number)
        ended, report, told = run.ends()
    assert (ended, report) == (code, {}) and told.startswith(said)
    joined = goes_on(tmp_path / "archive").joined
    assert [new.post for new in joined] == [POST], "nobody has told of it before"


@pytest.mark.parametrize(
    ("words", "variables"),
    [(("--time-limit", "0.2s"), {}), ((), {"ARCHIVER_TIME_LIMIT": "0.2 s"})],
)
def test_a_time_limit_ends_a_run_that_does_well(
    words: tuple[str, ...], variables: Mapping[str, str], tmp_path: Path
) -> None:
    with child(tmp_path / "archive", *words, **variables) as run:
        code, report, said = run.ends()
    assert (code, said, report["exit_code"]) == (0, "", 0)
    assert report["stopped"] == "its time was over" and "left to the next run" in report["summary"]
    assert open_archive(tmp_path / "archive").check() == []


class Ending(FakeWeb):
    """A web in which the time is over when a page is asked for; it does not come."""

    at = NEVER
    work: Work

    def exchange(self, url: str, headers: Mapping[str, str], **limits: Any) -> Capture:
        if url == self.at:
            self.work.stop(Stopped.TIME)
            raise Unreachable("too late", where=url)
        return super().exchange(url, headers, **limits)

    def begun(self, work: Work) -> None:
        self.work = work


def ended_at(archive: Path, url: str, **more: Any) -> Report:
    clock = FakeClock()
    net = Ending(web(more).pages, clock=clock)
    net.at = url
    return run(settings(), archive=archive, transport=net, now=clock.now, begun=net.begun)


def test_a_run_that_is_ended_while_it_asks_its_sources(tmp_path: Path) -> None:
    report = ended_at(tmp_path, "http://ana.example/")
    fates = {outcome.source: outcome.status for outcome in report.outcomes}
    assert fates["ana"] is Status.LEFT, "nothing is known of it"
    assert reports.exit_code(report) == 0
    assert "its time was over: " in reports.summary(report)
    assert " left to the next run" in reports.summary(report)
    clock, net = scene()
    later = run(settings(), archive=tmp_path, transport=net, now=clock.now)
    assert net.asked("http://ana.example/") == 1 and len(open_archive(tmp_path).summaries()) == 2
    assert Status.LEFT not in {outcome.status for outcome in later.outcomes}


def test_a_run_whose_time_is_over_tells_of_what_failed_too(tmp_path: Path) -> None:
    failing = {"http://ben.example/feed.xml": Unreachable("no such host")}
    clock = FakeClock()
    net = Ending(web(failing).pages, clock=clock)
    net.at = POST
    report = run(settings(), archive=tmp_path, transport=net, now=clock.now, begun=net.begun)
    assert report.stopped is Stopped.TIME and reports.exit_code(report) == 3
    assert ": 1 host is left to the next run, 1 of 2 sources failed; " in reports.summary(report)


def test_a_signal_before_the_run_has_begun(tmp_path: Path) -> None:
    clock, net = scene()
    with Stopping() as stopping:
        os.kill(os.getpid(), signal.SIGTERM)
        report = run(
            settings(), archive=tmp_path, transport=net, now=clock.now, begun=stopping.begun
        )
    assert report.stopped is Stopped.TERMINATED and net.log == []
    assert "2 sources are left" in reports.summary(report)


def test_a_signal_that_wakes_nobody_is_seen_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its handler runs in the thread that waits: perhaps just before it does."""
    frontier = Frontier()
    frontier.expect()

    def waits(seconds: float | None = None) -> bool:
        assert seconds is not None, "nothing would wake it"
        frontier.stopped = True
        return False

    monkeypatch.setattr(frontier.changed, "wait", waits)
    assert list(Fetcher(FakeWeb({}), user_agent="test", pace=Pace()).answers(frontier)) == []


def test_afterwards_the_signals_are_as_they_were() -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    with Stopping(10**15):
        assert [signal.getsignal(number) for number in numbers] != before
    assert [signal.getsignal(number) for number in numbers] == before


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("90s", 90), ("50m", 3000), ("1.5 h", 5400), ("1d", 86400)]
)
def test_a_time_limit_is_a_time(text: str, seconds: float) -> None:
    assert options.time_limit(text) == seconds


@pytest.mark.parametrize(
    ("name", "option", "text", "why"),
    [
        ("ARCHIVER_TIME_LIMIT", "--time-limit", "soon", "`soon` is no time such as 90s, 50m or 2h"),
        ("ARCHIVER_TIME_LIMIT", "--time-limit", "0", "`0` is no time"),
        ("ARCHIVER_TIME_LIMIT", "--time-limit", "-5m", "`-5m` is no time"),
        ("ARCHIVER_JOBS", "--jobs", "many", "`many` is no whole number"),
    ],
)
def test_what_is_no_time_is_wrong_usage_also_in_a_variable(
    name: str,
    option: str,
    text: str,
    why: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def said(*words: str) -> str:
        with pytest.raises(SystemExit) as caught:
            cli.main(["run", *words])
        assert caught.value.code == 2
        return capsys.readouterr().err

    told = said(f"{option}={text}")
    assert why in told and name not in told
    monkeypatch.setenv(name, text)
    told = said()
    assert why in told and f"(in the variable {name})" in told
    monkeypatch.setenv(name, "")
    assert options.env(name.removeprefix("ARCHIVER_")) is None
