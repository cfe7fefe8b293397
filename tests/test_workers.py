"""Pages are read in processes of their own, within limits: one that is too much costs itself alone."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import lxml.etree
import pytest

from archiver.errors import ArchiverError, Bug, TooCostly
from archiver.facts import Quarantined
from archiver.reading import jobs, pool, worker
from archiver.reading.pool import Workers
from archiver.reading.worker import Limits
from archiver.store import open_archive
from archiver.web.html import raise_for_memory
from tests.fakes import FakeClock, FakeWeb, Page
from tests.reading_jobs import Answer, Job
from tests.stories import PROSE, feed, go, page

pytestmark = pytest.mark.workers

SMALL = Limits(cpu=1, seconds=20, memory=2**28)


def do(*wanted: jobs.Job, count: int = 1, limits: Limits = SMALL) -> list[Answer]:
    """The answers of some jobs. Raises the error that ended one."""
    found: list[Answer] = []
    errors: list[ArchiverError] = []
    left = threading.Semaphore(0)

    def end(error: ArchiverError | None) -> None:
        errors.extend([error] if error else [])
        left.release()

    with closing(Workers(None, count, limits)) as workers:
        for job in wanted:
            workers.start(job, found.append, end)  # type: ignore[arg-type]
        for _ in wanted:
            assert left.acquire(timeout=120), "a job never ended"
    if errors:
        raise errors[0]
    return found


def children() -> set[int]:
    """The processes that this one has started and not waited for."""
    words = ["ps", "-o", "pid=", "--ppid", str(os.getpid())]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as listing:
        out = listing.communicate()[0]
    return {int(word) for word in out.split()} - {listing.pid}


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def wait_for_end(pids: set[int]) -> None:
    """A minute is no measure of anything: they end at once, or never."""
    for _ in range(600):
        if not any(map(is_alive, pids)):
            return
        time.sleep(0.1)
    raise AssertionError("a process is left")


def test_a_good_job_needs_one_process() -> None:
    answers = do(Job(pages=("a", "b")), Job(pages=("c",)))
    assert [page for page, *_ in answers] == ["a", "b", "c"]
    assert len({pid for _, pid, _ in answers}) == 1
    assert os.getpid() not in {pid for _, pid, _ in answers}


@pytest.mark.parametrize(
    "bad, words",
    [
        ("spins", "TooCostly: reading it took more than 1 s of CPU"),
        ("allocates", "TooCostly: reading it took more than 256 MB of memory"),
        ("recurses in C", "TooCostly: the process that read it died of it (SIGSEGV)"),
        ("exits", "TooCostly: the process that read it died of it (exit code 3)"),
        ("is killed", "ParseError: the process that read it was killed"),
    ],
)
def test_a_page_that_is_too_much_costs_itself_alone(bad: str, words: str) -> None:
    answers = do(Job(pages=("a", "b", f"{bad} 1", "c", f"{bad} 2", "d")), Job(pages=("e",)))
    assert [page for page, *_ in answers] == ["a", "b", f"{bad} 1", "c", f"{bad} 2", "d", "e"]
    assert {page: told for page, _, told in answers if told} == dict.fromkeys(
        (f"{bad} 1", f"{bad} 2"), words
    )
    assert len({pid for _, pid, _ in answers}) == 3


def test_a_page_that_sleeps_has_its_time_too() -> None:
    answers = do(Job(pages=("a", "sleeps", "b")), limits=Limits(cpu=1, seconds=1, memory=2**28))
    told = "TooCostly: reading it took more than 1 s"
    assert [(page, why) for page, _, why in answers] == [("a", ""), ("sleeps", told), ("b", "")]


def test_the_limits_are_of_each_page_not_of_all(tmp_path: Path) -> None:
    answers = do(Job(pages=tuple(f"waits {n}" for n in range(4))), limits=Limits(seconds=3))
    assert [why for *_, why in answers] == [""] * 4


def test_a_bug_is_told_and_its_process_goes_on() -> None:
    with pytest.raises(Bug) as caught:
        do(Job(pages=("a", "breaks")), Job(pages=("b",)))
    assert "ZeroDivisionError" in caught.value.traceback


def test_a_process_that_dies_before_it_reads_is_not_started_for_ever() -> None:
    with pytest.raises(ArchiverError, match="dies before it has read any") as caught:
        do(Job(pages=("at the start 1",)))
    assert not isinstance(caught.value, Bug)


def test_a_job_that_cannot_be_sent_ends_with_an_error() -> None:
    with pytest.raises(Bug):
        do(Job(pages=(lambda: "no pickle",)))  # type: ignore[arg-type]


@pytest.mark.parametrize("executable", ["/nowhere/python", "/bin/false"])
def test_where_no_process_starts_the_error_says_so(
    executable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", executable)
    with pytest.raises(ArchiverError, match="could not be started") as caught:
        do(Job(pages=("a",)))
    assert not isinstance(caught.value, Bug) and caught.value.hint


def test_further_processes_come_when_much_waits() -> None:
    busy = [Job(pages=("waits",), size=pool.ANOTHER) for _ in range(4)]
    assert len({pid for _, pid, _ in do(*busy, count=2)}) == 2


def test_no_process_is_left(tmp_path: Path) -> None:
    before = children()
    with closing(Workers(None, 2, SMALL)) as workers:
        for _ in range(4):
            workers.start(Job(pages=("sleeps",), size=pool.ANOTHER), print, print)  # type: ignore[arg-type]
        for _ in range(600):
            if len(children() - before) == 2:
                break
            time.sleep(0.1)
    # one that was being started when they were closed ends as soon as it is there
    wait_for_end(children() - before)


SCRIPT = """
import sys; sys.path.insert(0, 'ROOT')
import os, threading
from archiver.reading.pool import Workers
from archiver.reading.worker import Limits
from tests.reading_jobs import Job
workers = Workers(None, 1, Limits(cpu=5, seconds=5))
done = threading.Semaphore(0)
def take(answer):
    print(*answer, sep="|", flush=True)
workers.start(Job(pages=tuple(sys.argv[1:])), take, lambda error: done.release())
done.acquire()
print("through", flush=True)
""".replace("ROOT", str(Path(__file__).parents[1]))


def started(*pages: str) -> subprocess.Popen[str]:
    """A program of its own group that has pages read."""
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *pages],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
        start_new_session=True,
    )


def test_a_signal_for_the_group_makes_no_page_unreadable_and_prints_nothing() -> None:
    ignoring = SCRIPT.replace(
        "import os", "import os, signal\nsignal.signal(2, lambda *_: None)\nimport os"
    )
    main = subprocess.Popen(
        [sys.executable, "-c", ignoring, "a", "waits 1", "prints", "waits 2", "b"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
        start_new_session=True,
    )
    assert main.stdout is not None
    lines = [main.stdout.readline()]
    for _ in range(5):
        os.killpg(main.pid, signal.SIGINT)
        time.sleep(0.1)
    out, err = main.communicate(timeout=120)
    answers = [line.split("|") for line in [*lines, *out.splitlines()]]
    assert [words[0].strip() for words in answers] == [
        "a",
        "waits 1",
        "prints",
        "waits 2",
        "b",
        "through",
    ]
    assert all(words[2].strip() == "" for words in answers[:-1])
    assert err == ""


def test_a_signal_while_a_process_starts_prints_nothing() -> None:
    script = "import signal\nsignal.signal(2, lambda *_: None)\n" + SCRIPT.replace(
        "done.acquire()", "print('begun', flush=True)\ndone.acquire()"
    )
    main = subprocess.Popen(
        [sys.executable, "-c", script, "a"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
        start_new_session=True,
    )
    assert main.stdout is not None
    assert main.stdout.readline() == "begun\n"
    for _ in range(40):
        os.killpg(main.pid, signal.SIGINT)
        time.sleep(0.01)
    out, err = main.communicate(timeout=120)
    assert out.splitlines()[-1] == "through" and err == ""


def test_when_the_main_process_is_killed_the_others_end_by_themselves() -> None:
    main = started("a", "waits 1", "waits 2", "b")
    assert main.stdout is not None
    reader = int(main.stdout.readline().split("|")[1])
    assert is_alive(reader)
    main.kill()
    main.wait()
    wait_for_end({reader})
    assert main.communicate()[1] == ""


# ---- whole runs

SOURCES = """
contact: https://example.org/bot
pace: {delay: 0s, poll: 0s, recheck: 1d}
challenges:
  - id: spring
    title: The Spring Writing Challenge
    sources: [{id: ben, feed: http://ben.example/feed.xml}]
"""
BEN = "http://ben.example"


def bens(*names: str) -> dict[str, Page]:
    posts = {f"{BEN}/{n}/": page(n, f"On {n}.", PROSE) for n in names}
    entries = [(f"/{n}/", n, "x") for n in names]
    return {f"{BEN}/feed.xml": feed("ben.example", *entries), **posts}


def bomb(letter: str = "x") -> Page:
    """A page that takes more memory than a page may: the limit is set low."""
    return Page(body=f"<html><head><title>{letter}</title></head><body>" + "<p>a" * 400_000)


@pytest.fixture
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Workers.__init__

    def small(self: Workers, archive: Path | None, count: int | None = None) -> None:
        real(self, archive, count, Limits(cpu=10, seconds=60, memory=2**27))

    monkeypatch.setattr(Workers, "__init__", small)


def test_a_page_that_was_too_much_is_not_read_again_on_the_same_bytes(
    tmp_path: Path, low_limits: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock()
    net = FakeWeb({**bens("a", "b", "c"), f"{BEN}/b/": bomb()}, clock=clock)
    before = children()
    report = go(tmp_path, net, clock, text=SOURCES)
    wait_for_end(children() - before)
    assert sorted(fact.url for fact in report.changes) == [f"{BEN}/a/", f"{BEN}/c/"]
    assert [held.url for held in report.quarantined] == [f"{BEN}/b/"]
    (held,) = report.quarantined
    assert (
        held.reason and held.reason.startswith("reading it took more than") and held.unreadable_by
    )

    read: list[str] = []
    real = Workers.start

    def starting(self: Workers, job: jobs.Job, *more: object) -> None:
        if isinstance(job, jobs.ReadHost):
            read.extend(waiting.url for waiting in job.pages)
        real(self, job, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(Workers, "start", starting)

    def again() -> tuple[Quarantined, ...]:
        read.clear()
        clock.advance(60 * 86400)
        return go(tmp_path, net, clock, text=SOURCES).quarantined

    (same,) = again()
    assert same.reason == held.reason and f"{BEN}/b/" not in read
    net.pages[f"{BEN}/b/"] = bomb("y")
    (other,) = again()
    assert other.reason == held.reason and f"{BEN}/b/" in read
    with monkeypatch.context() as patch:
        patch.setattr("archiver.crawl.hosts.EXTRACTOR", "archiver/other")
        assert len(again()) == 1
        assert f"{BEN}/b/" in read
    net.pages[f"{BEN}/b/"] = page("b", "On b.", PROSE)
    assert again() == ()
    archive = open_archive(tmp_path)
    assert archive.check() == [] and archive.get(f"{BEN}/b/")
    archive.close()


def test_no_process_is_left_after_an_exception(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, before = FakeClock(), children()
    net = FakeWeb(bens("a", "b"), clock=clock)

    def full(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("archiver.store.Writer.add", full)
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, net, clock, text=SOURCES)
    wait_for_end(children() - before)


def test_a_death_after_what_was_learned_is_committed_loses_no_page(tmp_path: Path) -> None:
    """Another host may be settled meanwhile: then the lessons are known when the rest is read."""
    from archiver.reading.host import HostReader

    clock = FakeClock()
    net = FakeWeb(bens("a", "b", "c"), clock=clock)
    asked: list[jobs.ReadHost] = []
    real = Workers.start

    def starting(self: Workers, job: jobs.Job, *more: object) -> None:
        asked.extend([job] if isinstance(job, jobs.ReadHost) else [])
        real(self, job, *more)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workers, "start", starting)
        go(tmp_path, net, clock, text=SOURCES)
    (job,) = asked
    archive = open_archive(tmp_path)
    assert archive.lessons("ben.example")
    step = f"{jobs.READING}{BEN}/b/"
    # the lessons and page a were given before it died of b
    _, left = job.after_death(step, TooCostly("it died of it"), 2)
    assert isinstance(left, jobs.ReadHost)
    answers = list(HostReader(archive, left, lambda step: None).answers())
    assert [a.url for a in answers if isinstance(a, jobs.Read)] == [f"{BEN}/b/", f"{BEN}/c/"]
    archive.close()


def test_the_words_of_the_limits_are_those_that_a_run_has() -> None:
    assert worker.Limits() == Limits(cpu=10, seconds=120, memory=2**30)
    assert (
        str(pool._reason(-signal.SIGXCPU, Limits()).message)
        == "reading it took more than 10 s of CPU"
    )


def test_a_parser_that_has_no_memory_does_not_say_that_the_page_is_wrong() -> None:
    error = lxml.etree.XMLSyntaxError("unknown error", lxml.etree.ErrorTypes.ERR_NO_MEMORY, 0, 0)
    with pytest.raises(MemoryError):
        raise_for_memory(error)
    raise_for_memory(lxml.etree.XMLSyntaxError("no page", 4, 0, 0))


def test_a_worker_that_has_read_much_gives_way_to_a_fresh_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "RENEWED", 2)
    names = ("a", "b", "c", "d", "e")
    answers = do(*(Job(pages=(name,)) for name in names))
    assert [page for page, _, _ in answers] == list(names)
    readers = [reader for _, reader, _ in answers]
    assert readers[0] == readers[1] != readers[2] == readers[3] != readers[4]
