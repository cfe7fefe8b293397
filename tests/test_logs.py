"""The log: what a run says of itself, where, and what it never says."""

import io
import json
import logging
import sys
from pathlib import Path
from typing import Any

import pytest

from archiver import cli
from archiver.commands import run as command
from archiver.console import logs
from archiver.errors import Unreachable
from archiver.fetch.client import Fetcher, Frontier
from archiver.model import Purpose, Request
from archiver.model.settings import Pace
from archiver.pipeline import run
from archiver.web import urls
from tests.fakes import FakeClock, FakeWeb, Page
from tests.stories import SOURCES, page, scene, settings

POST = "http://ana.example/motivation/"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with sources.yaml, in which `archiver run` asks the fake web."""
    clock, net = scene({"http://ben.example/bread/": Page(body="%PDF-1.7", type="application/pdf")})

    def at_home(*args: Any, **options: Any) -> object:
        return run(*args, transport=net, now=clock.now, **options)

    monkeypatch.setattr(command, "run_once", at_home)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources.yaml").write_text(SOURCES)
    return tmp_path


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    "words", [("-v", "run", "-q"), ("run", "-v", "-q"), ("-q", "run", "-v"), ("-qv", "run")]
)
def test_requests_and_decisions(
    words: tuple[str, ...], place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "INFO    archiver.fetch.client: GET http://ana.example/feed.xml: 200, " in told.err
    assert f"archiver.crawl.ledger: {POST} is kept as version 1: created" in told.err
    assert "http://ben.example/bread/ is held back: a PDF document" in told.err
    assert " DEBUG " not in told.err


def test_a_source_that_rests_says_why(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "sources.yaml").write_text(SOURCES.replace("poll: 0s", "poll: 1h"))
    assert cli.main(["run", "-q"]) == 0
    assert cli.main(["run", "-q", "-v"]) == 0
    assert (
        "source ana is not asked: http://ana.example/: it was looked at 2017-04-24 12:00"
        in capsys.readouterr().err
    )


def test_twice_is_everything_wherever_it_stands(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["-vv", "run"], ["-v", "run", "-v"], ["run", "-vv"]):
        cli.main([*words, "-q", "--force"])
        assert "DEBUG   archiver.crawl.hosts: " in capsys.readouterr().err, words


def test_without_being_asked_nothing_is_logged(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["run", "--json"])
    told = capsys.readouterr()
    assert told.err == "" and json.loads(told.out)["quarantined"]


def test_json_lines_in_a_file(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--log-json", "run", "-q", "--log-file", "run.log"]) == 0
    assert "archiver.fetch" not in capsys.readouterr().err
    events = objects((place / "run.log").read_text("utf-8"))
    assert all({"time", "level", "logger", "message"} <= set(event) for event in events)
    asked = next(e for e in events if e.get("url") == POST and e["event"] == "request")
    assert (asked["method"], asked["status"], asked["logger"]) == (
        "GET",
        200,
        "archiver.fetch.client",
    )
    assert asked["bytes"] > 100 and asked["seconds"] >= 0
    kept = next(e for e in events if e.get("event") == "kept")
    assert (kept["url"], kept["version"], kept["change"]) == (POST, 1, "created")
    before = len(events)
    cli.main(["run", "-q", "--log-file", "run.log", "--log-json"])
    assert len(objects((place / "run.log").read_text("utf-8"))) > before, "it is appended to"


def test_json_lines_on_stderr(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["run", "--log-json", "--json"])
    told = capsys.readouterr()
    assert json.loads(told.out)["exit_code"] == 0
    assert {event["level"] for event in objects(told.err)} == {"info", "warning"}


def test_a_log_that_cannot_be_written(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--log-file", "no/such/folder/run.log"]) == 2
    assert "no/such/folder/run.log: No such file" in capsys.readouterr().err
    assert not (place / "archive").exists()


def test_afterwards_nothing_is_left(place: Path) -> None:
    root, ours = logging.getLogger(), logging.getLogger("archiver")
    before = root.level, ours.level, list(root.handlers), list(ours.handlers)
    cli.main(["run", "-q", "-vv", "--log-file", "run.log"])
    assert before == (root.level, ours.level, root.handlers, ours.handlers)


@pytest.mark.parametrize(
    "text",
    [
        "GET https://anna:s3cret@blog.example/feed",
        "https://s3cret@blog.example",
        "https://anna:s3cr%40@et@blog.example/ and http://b:s3cret@c.example/",
        "//anna:s3cret@blog.example/",
        "https://blog.example/go?to=https%3A%2F%2Fanna%3As3cret%40other.example%2Fx",
    ],
)
def test_no_credentials(text: str) -> None:
    told = urls.redacted(text)
    assert "s3cr" not in told and "anna" not in told and "example" in told


@pytest.mark.parametrize(
    "text",
    [
        "https://social.example/@anna/1",
        "https://blog.example/?mail=a@b.example",
        "a // b, me@b.example",
    ],
)
def test_what_is_no_credential_stays(text: str) -> None:
    assert urls.redacted(text) == text


@pytest.mark.parametrize("as_json", [True, False])
def test_no_credentials_in_any_part_of_an_event(
    as_json: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "https://anna:s3cret@blog.example/"
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with logs.written(2, as_json=as_json):
        try:
            raise Unreachable("no", where=secret)
        except Unreachable:
            extra = {"url": secret, "more": [secret]}
            logging.getLogger("archiver.x").exception("at %s", secret, extra=extra)
        logging.getLogger("another.library").debug("asks %s", secret)
    told = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "s3cret" not in told and told.count("blog.example") >= 3
    assert "Traceback" in told and "asks https://blog.example/" in told


def test_a_program_that_logs_in_its_own_way_gets_no_credentials(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock, net = scene()
    wanted = settings(SOURCES.replace("//ben.example/feed", "//anna:s3cret@ben.example/feed"))
    with caplog.at_level(logging.DEBUG):
        for urls in ((), ("http://b:s3cret@c.example/",)):
            run(wanted, archive=tmp_path, transport=net, now=clock.now, urls=urls)
    told = [str(vars(record)) for record in caplog.records]
    assert "with a user name or a password is not fetched" in str(told)
    assert [record for record in told if "s3cret" in record] == []


def test_a_title_cannot_forge_a_line_or_steer_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    hostile = "a\n2017 INFO forged\x1b[2J\u202e\x9b\u2028"
    for as_json in (True, False):
        with logs.written(1, as_json=as_json):
            logging.getLogger("archiver.x").info("%s", hostile, extra={"title": hostile})
    told = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert len(told.splitlines()) == 2
    assert not any(c in told for c in "\x1b\u202e\x9b\u2028")


def test_the_callback_of_a_run_hears_of_each_source(tmp_path: Path) -> None:
    clock, net = scene()
    lines: list[str] = []
    run(settings(), archive=tmp_path, transport=net, now=clock.now, progress=lines.append)
    assert "http://ben.example/feed.xml: 1 posts, 1 of them news" in lines


def test_the_seconds_of_a_request_and_the_reason_of_a_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = FakeClock()
    pages = {"http://a.example/": page("A", "b"), "http://b.example/": Unreachable("no such host")}
    web = FakeWeb(pages, clock=clock, takes=0.25)
    fetcher = Fetcher(
        web,
        user_agent="test",
        pace=Pace(delay=0, jobs=1),
        now=clock.now,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
    )
    frontier = Frontier()
    for url in pages:
        frontier.add(Request(url=url, source="", purpose=Purpose.POST))
    with caplog.at_level(logging.INFO, "archiver"):
        list(fetcher.answers(frontier))
    told = {r.__dict__["url"]: r for r in caplog.records if r.__dict__.get("event") == "request"}
    assert told["http://a.example/"].__dict__["seconds"] == 0.25
    assert told["http://b.example/"].levelno == logging.WARNING
    assert "no such host" in told["http://b.example/"].getMessage()


def test_progress_is_for_terminals(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run"]) == 0
    assert capsys.readouterr().err == ""


def test_progress_on_a_terminal(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    for words, seen in ((["run"], True), (["run", "-q"], False), (["run", "-v"], False)):
        monkeypatch.setattr(sys, "stderr", Terminal())
        assert cli.main(words) == 0
        told = sys.stderr.getvalue()  # type: ignore[attr-defined]
        assert ("2 of 2 hosts" in told) == seen, words
        assert "hosts" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "argument",
    ["token", "access_token", "auth_token", "key", "api_key", "apikey", "API-Key", "sig", "signature",
     "X-Amz-Signature", "auth", "secret", "client_secret", "password", "pwd", "feed.token"],
)  # fmt: skip
def test_values_that_are_secrets(argument: str) -> None:
    for text in (
        f"GET https://b.example/f?{argument}=s3cret&n=1: 200",
        f"(https://b.example/f?a=1&{argument}=s3cret)",
    ):
        told = urls.redacted(text)
        assert "s3cret" not in told and f"{argument}=..." in told
        assert urls.redacted(told) == told


@pytest.mark.parametrize(
    "text",
    ["https://b.example/?monkey=1", "https://b.example/?keyword=tea", "the key=value of it",
     "https://b.example/?author=ann&p=3", "https://b.example/token=x/", "?design=plain&signal=2"],
)  # fmt: skip
def test_values_that_are_none(text: str) -> None:
    assert urls.redacted(text) == text


def test_a_failure_tells_no_secret(tmp_path: Path) -> None:
    address = "http://ben.example/feed.xml?token=s3cret"
    net = FakeWeb({address: Unreachable("no such host", where=address)})
    text = SOURCES.replace("http://ben.example/feed.xml", f'"{address}"')
    report = run(settings(text), archive=tmp_path, transport=net, now=FakeClock().now)
    assert net.asked(address)
    told = " ".join(error for outcome in report.outcomes for error in outcome.errors)
    assert "token=..." in told and "s3cret" not in told
