"""`notify:` in sources.yaml: who is told that a run starts and how it ends; it never changes the run."""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from archiver import cli, config
from archiver.commands import run as command
from archiver.config import notices
from archiver.errors import ConfigError, Locked, StoreError, Unreachable
from archiver.fetch.notifying import Notifier
from archiver.fetch.transport import HttpTransport
from archiver.model.settings import Notify
from archiver.pipeline import run
from archiver.store import create
from tests.fakes import FakeClock, FakeWeb, Page
from tests.stories import SOURCES, web

CHECK = "https://hc.example/5b1c8d6e-0b1e-4a55-9d25"


def told(text: str) -> Notify:
    return config.parse(SOURCES + text).notify


# ---- sources.yaml


def test_an_address_stands_for_three() -> None:
    assert told(f"notify: {CHECK}\n") == Notify(
        start=f"{CHECK}/start", success=CHECK, failure=f"{CHECK}/fail"
    )
    assert told(f"notify: {{url: '{CHECK}?rid=7', timeout: 5s}}\n") == Notify(
        start=f"{CHECK}/start?rid=7",
        success=f"{CHECK}?rid=7",
        failure=f"{CHECK}/fail?rid=7",
        seconds=5,
    )
    assert told("") == Notify()


def test_each_may_be_said_by_itself() -> None:
    text = "notify:\n  failure: https://push.example/down\n  command: [mail-it, --to, me@here.example]\n"
    assert told(text) == Notify(
        failure="https://push.example/down", command=("mail-it", "--to", "me@here.example")
    )
    mixed = told(f"notify: {{url: '{CHECK}', failure: 'https://push.example/down'}}\n")
    assert (mixed.success, mixed.failure) == (CHECK, "https://push.example/down")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("notify: hc.example/5b1c\n", "write https://hc.example/5b1c"),
        ("notify: {ur: 'https://hc.example/'}\n", "did you mean `url`?"),
        ("notify: {timeout: 5s}\n", "`notify` tells nobody"),
        ("notify: {command: mail -s hello me}\n", "write [mail, -s, hello, me]"),
        ("notify: {command: []}\n", "`notify` tells nobody"),
        ("notify: [a, b]\n", "expected an address, found a list"),
        ("notify: {url: 'https://hc.example/', timeout: soon}\n", "expected a time"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, says: str) -> None:
    line = SOURCES.count("\n") + 1
    with pytest.raises(ConfigError) as caught:
        told(text)
    assert f"sources.yaml:{line}:" in str(caught.value)
    assert says in str(caught.value)


def test_the_addresses_do_not_show_in_the_settings() -> None:
    settings = config.parse(SOURCES + f"notify: {CHECK}\n")
    assert "5b1c8d6e" not in repr(settings)
    assert notices.notify_of(None) == Notify()


# ---- a run

Desk = Callable[..., tuple[int, str, str]]


@pytest.fixture
def net() -> FakeWeb:
    clock = FakeClock()
    found = web(clock=clock)
    for end in ("", "/start", "/fail"):
        found.pages[CHECK + end] = Page(body="OK", type="text/plain")
    return found


@pytest.fixture
def desk(
    tmp_path: Path,
    net: FakeWeb,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Desk:
    """Runs `archiver run` over a fake web; gives its code, its output and its messages."""
    monkeypatch.chdir(tmp_path)
    Path("sources.yaml").write_text(SOURCES + f"notify: {CHECK}\n")
    monkeypatch.setattr(command, "HttpTransport", lambda **_: net)
    monkeypatch.setattr(
        command, "run_once", lambda settings, **more: run(settings, transport=net, **more)
    )

    def go(*words: str) -> tuple[int, str, str]:
        code = cli.main(["run", *words])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return go


def pings(net: FakeWeb) -> list[str]:
    return [url.removeprefix(CHECK) for url in net.urls() if url.startswith(CHECK)]


def test_start_and_success(desk: Desk, net: FakeWeb) -> None:
    assert desk("-q") == (0, "", "")
    assert pings(net) == ["/start", ""]
    assert net.urls()[0] == f"{CHECK}/start"
    assert net.urls()[-1] == CHECK
    agents = {entry.headers["User-Agent"] for entry in net.log if entry.url.startswith(CHECK)}
    assert len(agents) == 1
    assert "https://example.org/bot" in agents.pop()


def test_start_and_failure(desk: Desk, net: FakeWeb) -> None:
    net.pages["http://ben.example/feed.xml"] = 500
    assert desk()[0] == 3
    assert pings(net) == ["/start", "/fail"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (404, "answered 404"),
        (Page(status=301, location="/x"), "answered 301; write the address that it leads to"),
        (Unreachable("no such host"), "no such host"),
    ],
)
def test_what_goes_wrong_with_telling_is_said_and_no_more(
    desk: Desk, net: FakeWeb, answer: object, says: str
) -> None:
    net.pages[CHECK] = net.pages[f"{CHECK}/start"] = answer  # type: ignore[assignment]
    code, out, err = desk("-q")
    assert (code, out) == (0, "")
    assert err.splitlines() == [f"archiver: notify: https://hc.example/...: {says}"] * 2
    assert "5b1c8d6e" not in err


@pytest.mark.parametrize(
    ("error", "code"),
    [(StoreError("full"), 5), (KeyboardInterrupt(), 130), (ValueError("a bug"), 1)],
)
def test_a_run_that_dies_is_a_failure(
    desk: Desk, net: FakeWeb, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def dies(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(command, "run_once", dies)
    assert desk()[0] == code
    assert pings(net) == ["/fail"]


def test_a_run_that_does_not_start_as_another_is_at_work_tells_nobody(
    desk: Desk, net: FakeWeb, tmp_path: Path
) -> None:
    archive = create(tmp_path / "archive")
    with archive.writing("x", FakeClock().now()):
        assert desk()[0] == Locked.exit_code
    assert pings(net) == []


def test_a_dry_run_tells_nobody(desk: Desk, net: FakeWeb) -> None:
    assert desk("--dry-run")[0] == 0
    assert net.urls() == []


# ---- the command


def script(tmp_path: Path, body: str) -> str:
    (tmp_path / "tell.py").write_text(body)
    words = json.dumps([sys.executable, str(tmp_path / "tell.py"), "a b; echo $HOME"])
    return f"notify: {{command: {words}, timeout: 20s}}\n"


KEEP = "import sys; open('got.json', 'w').write(sys.stdin.read()); open('argv', 'w').write(sys.argv[1])"


def test_the_command_gets_the_report(desk: Desk, tmp_path: Path) -> None:
    Path("sources.yaml").write_text(SOURCES + script(tmp_path, KEEP))
    code, out, err = desk("--json")
    assert (code, err) == (0, "")
    assert json.loads(Path("got.json").read_text()) == json.loads(out)
    assert json.loads(out)["exit_code"] == 0
    assert Path("argv").read_text() == "a b; echo $HOME", "no shell has read it"


def test_the_command_hears_of_a_run_that_died(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object, **__: object) -> None:
        raise StoreError("full", where="https://a.example/?token=abc123def")

    Path("sources.yaml").write_text(SOURCES + script(tmp_path, KEEP))
    monkeypatch.setattr(command, "run_once", dies)
    assert desk()[0] == 5
    got = json.loads(Path("got.json").read_text())
    assert got == {"exit_code": 5, "error": "https://a.example/?token=... full"}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("import sys; print('no'); print('not again'); sys.exit(4)", "ended with 4: not again"),
        ("import sys; sys.exit(9)", "ended with 9"),
        ("import os; os.close(0)", ""),
        ("print('well')", ""),
    ],
)
def test_a_command_that_fails_is_told(desk: Desk, tmp_path: Path, body: str, says: str) -> None:
    Path("sources.yaml").write_text(SOURCES + script(tmp_path, body))
    code, _, err = desk("-q")
    assert code == 0
    assert err == (f"archiver: notify: `{sys.executable}` {says}\n" if says else "")


def test_a_command_that_is_not_there(desk: Desk) -> None:
    Path("sources.yaml").write_text(SOURCES + "notify: {command: [no-such-program-here]}\n")
    code, _, err = desk("-q")
    assert code == 0
    assert "`no-such-program-here` cannot be run: No such file" in err


def test_a_command_that_hangs_is_ended_with_its_children() -> None:
    said: list[str] = []
    waits = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
    notify = Notify(command=(sys.executable, "-c", waits), seconds=0.5)
    Notifier(notify, FakeWeb({}), "me", said.append).ended(0, lambda: "{}")
    assert said == [f"notify: `{sys.executable}` was ended after 0.5 s"]


# ---- over the network


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and the paths that it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}/secret-path", paths
    http.shutdown()
    http.server_close()
    thread.join()


def test_private_hosts_are_asked_only_where_they_are_allowed(
    server: tuple[str, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    url, paths = server
    caplog.set_level("DEBUG")
    for allowed, asked in ((), []), (("127.0.0.1",), ["/secret-path"]):
        said: list[str] = []
        transport = HttpTransport(allow_private=allowed)
        Notifier(Notify(success=url), transport, "me", said.append).ended(0, lambda: "")
        transport.close()
        assert paths == asked
        assert [("private" in line) for line in said] == [True] * (not allowed)
    assert "secret-path" not in caplog.text
