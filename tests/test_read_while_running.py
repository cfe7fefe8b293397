"""What readers see of a run that is at work in another process, or was killed: what it has settled."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from archiver.cli import main
from archiver.model import Capture
from archiver.store import open_archive
from archiver.store.catalog import Catalog
from tests.fakes import FakeClock, FakeWeb
from tests.stories import PROSE, feed, go, page

SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 1d}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    rounds: [{id: week-1, title: Motivation, prompt: "What keeps you going month after month?"}]
    sources:
      - {id: ana, feed: http://ana.example/feed.xml}
      - {id: ben, feed: http://ben.example/feed.xml}
"""
ANA, BEN = "http://ana.example", "http://ben.example"


def web(clock: FakeClock, edition: str) -> FakeWeb:
    pages = {}
    for host in (ANA, BEN):
        entries = [(f"/{n}/", f"Post {n} of {host[7:10]}", edition) for n in range(3)]
        pages[f"{host}/feed.xml"] = feed(host.removeprefix("http://"), *entries)
        for path, title, _ in entries:
            words = f"The {edition} words of {title} at {host}."
            pages[host + path] = page(title, words, f"{host}: {PROSE}")
    return FakeWeb(pages, clock=clock)


class Waiting(FakeWeb):
    """Answers Ben's last post only when it is told to; before, all of Ana's has been settled."""

    def __init__(self, web: FakeWeb, clock: FakeClock, here: int, go_on: int, settled: int) -> None:
        super().__init__(web.pages, clock=clock)
        self._here, self._go_on, self._settled = here, go_on, settled

    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        if url == f"{BEN}/2/":
            os.read(self._settled, 1)
            os.write(self._here, b"x")
            os.read(self._go_on, 1)
        return super().exchange(url, headers, deadline=deadline, max_bytes=max_bytes)


class Run:
    """A run in a process of its own that waits for its last answer."""

    def __init__(self, path: Path, clock: FakeClock, edition: str) -> None:
        self.here, here = os.pipe()
        go_on, self._go_on = os.pipe()
        settled, ana_is_settled = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self._telling(ana_is_settled)
                net = Waiting(web(clock, edition), clock, here, go_on, settled)
                go(path, net, clock, text=SOURCES)
                os._exit(0)
            finally:
                os._exit(1)
        os.close(here)
        assert os.read(self.here, 1) == b"x", "it ended before it came to wait"

    @staticmethod
    def _telling(pipe: int) -> None:
        from archiver.store import Writer

        real = Writer.settle

        def settle(writer, host, at, also=()):  # type: ignore[no-untyped-def]
            real(writer, host, at, also)
            if host == "ana.example":
                os.write(pipe, b"x")

        Writer.settle = settle  # type: ignore[method-assign]

    def go_on(self) -> int:
        os.write(self._go_on, b"x")
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def kill(self) -> None:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


@contextmanager
def at_work(path: Path, clock: FakeClock, edition: str) -> Iterator[Run]:
    run = Run(path, clock, edition)
    try:
        yield run
    except BaseException:
        run.kill()
        raise


def seen(path: Path) -> dict[str, tuple[int, str]]:
    archive = open_archive(path)
    try:
        assert {s.url for s in archive.summaries()} == {v.url for v in archive.posts()}
        return {
            v.url: (v.number, "second" if v.post and "second words" in v.post.text else "first")
            for v in archive.posts()
        }
    finally:
        archive.close()


def assert_commands_do(path: Path, capsys: pytest.CaptureFixture[str], *, words: str) -> None:
    """Every command that reads does, also those that bring something up to date."""
    for command in (
        ["list"],
        ["show", f"{ANA}/0/"],
        ["log", f"{ANA}/0/"],
        ["status"],
        ["export"],
        ["changes", "--since", "2017-01-01"],
        ["search", words],
    ):
        assert main([command[0], "-a", str(path), *command[1:]]) == 0, (
            command,
            capsys.readouterr(),
        )
        out, err = capsys.readouterr()
        assert "locked" not in out + err and "Traceback" not in err, command
        assert f"{ANA}/0/" in out or command not in (["changes"], ["search", words]), command


def never_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """No reader may begin to write to the file of the catalog while a run has it."""
    real = Catalog.begin

    def begin(self: Catalog) -> None:
        (_, _, file), *_ = self.db.execute("pragma database_list").fetchall()
        self.db.execute("pragma busy_timeout=0")
        assert not file, "a reader waits for a run to end"
        real(self)

    monkeypatch.setattr(Catalog, "begin", begin)


FIRST = {f"{ANA}/{n}/": (1, "first") for n in range(3)}


def test_a_first_run_shows_the_hosts_that_it_has_settled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = FakeClock()
    with at_work(tmp_path, clock, "first") as run:
        with pytest.MonkeyPatch.context() as patch:
            never_wait(patch)
            assert seen(tmp_path) == FIRST
            assert_commands_do(tmp_path, capsys, words="first words")
            assert main(["check", "-a", str(tmp_path)]) == 0, capsys.readouterr()
        assert run.go_on() == 0
    assert len(seen(tmp_path)) == 6
    assert_commands_do(tmp_path, capsys, words="first words")
    assert main(["check", "-a", str(tmp_path)]) == 0


def test_a_second_run_shows_the_old_versions_until_their_host_is_settled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = FakeClock()
    go(tmp_path, web(clock, "first"), clock, text=SOURCES)
    before = open_archive(tmp_path)  # one that stays open all the time
    before.search("words")
    clock.advance(60 * 86400)
    with at_work(tmp_path, clock, "second") as run:
        with pytest.MonkeyPatch.context() as patch:
            never_wait(patch)
            now = seen(tmp_path)
            assert_commands_do(tmp_path, capsys, words="second words")
            assert main(["check", "-a", str(tmp_path)]) == 0, capsys.readouterr()
            hits = {hit.url for hit in before.search("second words")}
            assert {url for url in hits if url.startswith(ANA)} == set(FIRST)
        assert run.go_on() == 0
    assert (
        now == {url: (2, "second") if url.startswith(ANA) else (1, "first") for url in now}
        and len(now) == 6
    )
    assert set(seen(tmp_path).values()) == {(2, "second")}
    before.close()


def test_what_is_no_journal_makes_no_reader_wait(tmp_path: Path) -> None:
    clock = FakeClock()
    go(tmp_path, web(clock, "first"), clock, text=SOURCES)
    (tmp_path / "runs/2017/notes.txt").write_text("copied on Monday\n")
    clock.advance(60 * 86400)
    with at_work(tmp_path, clock, "second") as run:
        with pytest.MonkeyPatch.context() as patch:
            never_wait(patch)
            now = seen(tmp_path)
        assert run.go_on() == 0
    assert now[f"{ANA}/0/"] == (2, "second") and now[f"{BEN}/0/"] == (1, "first")


def test_a_killed_run_leaves_what_it_had_settled_to_every_reader(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = FakeClock()
    with at_work(tmp_path, clock, "first") as run:
        run.kill()
    assert seen(tmp_path) == FIRST
    assert_commands_do(tmp_path, capsys, words="first words")
    archive = open_archive(tmp_path)
    left = archive.check()
    assert left and {problem.what for problem in left} == {"left by a run that died"}
    archive.close()
    clock.advance(60)
    net = web(clock, "first")
    go(tmp_path, net, clock, text=SOURCES)
    assert [url for url in net.urls() if "feed" not in url] == [f"{BEN}/2/"]
    assert len(seen(tmp_path)) == 6
    assert main(["check", "-a", str(tmp_path)]) == 0


def test_check_while_a_run_writes_takes_nothing_new_for_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal is read first: what is written after that is no post without a journal."""
    clock = FakeClock()
    from archiver.store.integrity import checks

    with at_work(tmp_path, clock, "first") as run:
        archive, real = open_archive(tmp_path), checks._journals
        codes: list[int] = []

        def journals(disk, recorded):  # type: ignore[no-untyped-def]
            yield from real(disk, recorded)
            if not codes:
                codes.append(run.go_on())  # the run goes on, and is committed meanwhile

        monkeypatch.setattr(checks, "_journals", journals)
        assert archive.check() == []
        assert codes == [0]
        archive.close()


def test_a_reader_that_waited_for_a_commit_does_not_forget_it(tmp_path: Path) -> None:
    """It had listed the journals before the run sealed its own."""
    from archiver.store import runs
    from archiver.store.catalog import sync

    clock = FakeClock()
    go(tmp_path, web(clock, "first"), clock, text=SOURCES)
    archive = open_archive(tmp_path)
    old = runs.names(archive._disk)
    clock.advance(60)
    go(tmp_path, web(clock, "first"), clock, text=SOURCES, force=True)
    listed = iter([old])
    cleared: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "names", lambda disk, real=runs.names: next(listed, None) or real(disk))
        patch.setattr(Catalog, "clear", lambda self: cleared.append(1))
        sync.catch_up(archive._disk, archive._catalog)
    assert cleared == []
    assert archive._catalog.judged()
    archive.close()
