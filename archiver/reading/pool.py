"""Who reads what comes from outside: processes of their own, reused, each page within limits.

A page may take any amount of time and memory, or kill the process that reads it, whatever this
program and its libraries do. So no page is read in the process that writes the archive. A worker is
a fresh Python that is given jobs over a socket pair and answers each page as it is read; its limits
are the system's own, so that no code in it can forget them. When it dies, the page that it was at
gets a ParseError, another worker takes what is left of the job, and nothing is read twice.

``concurrent.futures`` gives up the whole pool when a process dies; pebble and loky answer a job once,
at its end, so that a page would cost all other pages of its host. They also fork this process, with
its threads, or run the caller's own script again.
"""

import logging
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import closing
from dataclasses import astuple, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from archiver.errors import ArchiverError, Bug, ParseError, TooCostly, bugs_told
from archiver.reading.jobs import Job
from archiver.reading.worker import NO_MEMORY, Broke, Ended, Gave, Limits, Ready, Step
from archiver.store import Reader

_log = logging.getLogger(__name__)

ANOTHER = 96
"""So many pages must wait before a further worker is started: starting it costs about as much CPU."""

STARTS = 3
"""So often a job may lose its process before its first step: then it is not the fault of a page."""

_GROUP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals that a terminal or a service manager sends to the whole group of processes."""

RENEWED = 1000
"""After so many pages a worker gives way to a fresh one: what parsers free does not all go back to
the system, and a crawl of many thousand pages must not grow."""

_BOOT = "from archiver.reading.worker import main; main()"

Take = Callable[[object], None]
"""Called with each answer of a job."""

End = Callable[[ArchiverError | None], None]
"""Called when a job has ended, with what ended it where it was not done."""


class Readers(Protocol):
    """Does jobs of reading, here or elsewhere. Safe to call from one thread only."""

    def start(self, job: Job, take: Take, end: End) -> None:
        """Begin a job. ``take`` and ``end`` may be called in another thread."""
        ...

    def close(self) -> None:
        """Give up what is under way; its answers are dropped."""
        ...


class Here:
    """Does jobs in this thread, without limits: for tests, and where no process can be started."""

    def __init__(self, archive: Reader | None) -> None:
        self._archive = archive

    def start(self, job: Job, take: Take, end: End) -> None:
        """Do the job before it returns."""
        for answer in job.run(self._archive, lambda step: None):
            take(answer)
        end(None)

    def close(self) -> None:
        """There is nothing to give up."""


class Elsewhere:
    """Gives jobs to an executor, whole, with the limits that it may have."""

    def __init__(self, executor: Executor, archive: Path) -> None:
        self._executor, self._archive = executor, archive

    def start(self, job: Job, take: Take, end: End) -> None:
        """Submit the job; its answers come when it has ended."""

        def ended(future: Future[list[object]]) -> None:
            error = future.exception()
            for answer in future.result() if error is None else ():
                take(answer)
            end(_told(error))

        self._executor.submit(_whole_job, job, str(self._archive)).add_done_callback(ended)

    def close(self) -> None:
        """The executor is its owner's."""


def readers(archive: Reader | None, executor: Executor | None = None) -> Readers:
    """Who reads for a run: an executor where one is given, else worker processes.

    ``archive`` is the one whose captures the jobs name.
    """
    if executor is not None:
        if archive is None:
            raise ValueError("an executor reads from an archive")
        return Elsewhere(executor, archive.path)
    if not sys.executable:  # Python within another program
        _log.warning("no process can be started: pages are read in this one, without limits")
        return Here(archive)
    return Workers(archive.path if archive else None)


def do(
    jobs: Iterable[Job], archive: Reader | None, executor: Executor | None = None
) -> Iterator[object]:
    """Have jobs done, and yield their answers as they come. Raises the error that ended one."""
    answers: queue.SimpleQueue[tuple[bool, object]] = queue.SimpleQueue()
    with closing(readers(archive, executor)) as found:
        left = 0
        for job in jobs:
            left += 1
            found.start(
                job,
                lambda answer: answers.put((True, answer)),
                lambda error: answers.put((False, error)),
            )
        while left:
            going_on, answer = answers.get()
            left -= not going_on
            if going_on:
                yield answer
            elif isinstance(answer, ArchiverError):
                raise answer


def _whole_job(job: Job, archive: str) -> list[object]:
    from archiver.store import open_archive

    with closing(open_archive(archive)) as opened:  # an executor's threads share none
        return list(job.run(opened, lambda step: None))


def _told(error: BaseException | None) -> ArchiverError | None:
    if error is None or isinstance(error, ArchiverError):
        return error
    return Bug("".join(_lines(error)), where="")


def _lines(error: BaseException) -> list[str]:
    import traceback

    return traceback.format_exception(error)


@dataclass(frozen=True, slots=True)
class _Asked:
    job: Job
    take: Take
    end: End


class Workers:
    """A few worker processes; the first starts with the first job.

    ``archive`` is the folder of the archive that the jobs name captures of, None where they carry
    them; ``limits`` are those of a page.
    """

    def __init__(
        self, archive: Path | None, count: int | None = None, limits: Limits | None = None
    ) -> None:
        self._archive, self._limits = archive, limits or Limits()
        self._count = count or _cores()
        self._jobs: deque[_Asked] = deque()
        self._changed = threading.Condition()
        self._idle = 0
        self._threads = 0
        self._closed = False
        self._processes: set[_Process] = set()

    def start(self, job: Job, take: Take, end: End) -> None:
        """Queue a job."""
        with self._changed:
            self._jobs.append(_Asked(job, take, end))
            waiting = sum(asked.job.size for asked in self._jobs)
            if not self._threads or (
                self._threads < self._count and not self._idle and waiting > ANOTHER
            ):
                self._threads += 1
                name = f"read {self._threads}"
                threading.Thread(target=self._serve, name=name, daemon=True).start()
            self._changed.notify()

    def close(self) -> None:
        """Kill the workers."""
        with self._changed:
            self._closed = True
            self._jobs.clear()
            for process in self._processes:
                process.kill()
            self._changed.notify_all()

    def _next(self) -> _Asked | None:
        with self._changed:
            self._idle += 1
            while not self._jobs and not self._closed:
                self._changed.wait()
            self._idle -= 1
            return None if self._closed else self._jobs.popleft()

    def _serve(self) -> None:
        """The thread of one worker: it gives it the jobs, and passes on what it answers."""
        # processes that this thread starts inherit it: a signal for the whole group is the main
        # process's to obey, which ends us when it is done
        signal.pthread_sigmask(signal.SIG_BLOCK, _GROUP)
        process: _Process | None = None
        pages = 0
        while (asked := self._next()) is not None:
            error: ArchiverError | None = None
            try:
                with bugs_told(""):  # a thread that ended would leave its run waiting for ever
                    process = self._done(asked, process)
            except ArchiverError as failure:
                error = failure
            pages += asked.job.size
            if process is not None and pages >= RENEWED:
                process.kill()
                self._bury(process)
                process, pages = None, 0
            if not self._closed:
                asked.end(error)
        if process is not None:
            process.kill()

    def _done(self, asked: _Asked, process: "_Process | None") -> "_Process | None":
        """Have a job done by a process, or by a new one. Returns the one that is alive then."""
        job: Job | None = asked.job
        starts = 0
        while job is not None:
            process = process or self._begun()
            try:
                process.do(job, asked.take)
                break
            except _Died as death:
                self._bury(process)
                process = None
                if self._closed:
                    break
                starts += not death.step
                if starts == STARTS:
                    message = "the process that reads pages dies before it has read any"
                    raise ArchiverError(message, hint=death.error.message) from None
                answers, job = job.after_death(death.step, death.error, death.given)
                for answer in answers:
                    asked.take(answer)
        return process

    def _begun(self) -> "_Process":
        process = _Process(self._archive, self._limits)
        with self._changed:
            self._processes.add(process)
            if self._closed:
                process.kill()
        return process

    def _bury(self, process: "_Process") -> None:
        with self._changed:
            self._processes.discard(process)


class _Died(Exception):
    """A worker has died in a step of its job, after so many answers."""

    def __init__(self, step: str, error: ParseError, given: int) -> None:
        super().__init__(step)
        self.step, self.error, self.given = step, error, given


class _Process:
    """One worker process, from the outside."""

    def __init__(self, archive: Path | None, limits: Limits) -> None:
        self._limits = limits
        ours, theirs = socket.socketpair()
        self._connection = Connection(ours.detach())
        with theirs:
            where = str(archive.absolute()) if archive else ""
            words = [str(theirs.fileno()), where, *map(str, astuple(limits))]
            path = os.pathsep.join(entry for entry in sys.path if entry)
            try:
                self._process = subprocess.Popen(  # noqa: S603 - this very Python, and our own words
                    [sys.executable, "-P", "-c", _BOOT, *words],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    env=os.environ | {"PYTHONPATH": path},
                )
            except OSError as error:
                self._connection.close()
                raise _not_started(str(error)) from None
        if not isinstance(self._received(), Ready):
            self._process.wait()
            self._connection.close()
            raise _not_started("its own message stands before this one")

    def _received(self) -> object:
        try:
            return self._connection.recv()
        except (EOFError, OSError):
            return None

    def do(self, job: Job, take: Take) -> None:
        """Have a job done. Raises _Died, or the Bug that ended it."""
        step, given = "", 0
        try:
            self._connection.send(job)
        except OSError:
            raise self._death(step, given) from None
        while True:
            match self._received():
                case Gave(answer=answer):
                    given += 1
                    take(answer)
                case Step(name=step):
                    pass
                case Ended():
                    return
                case Broke(traceback=traceback):
                    raise Bug(traceback)
                case _:
                    raise self._death(step, given)

    def _death(self, step: str, given: int) -> _Died:
        code = self._process.wait()
        self._connection.close()
        return _Died(step, _reason(code, self._limits), given)

    def kill(self) -> None:
        """End it now, whatever it does."""
        self._process.kill()
        self._process.wait()


def _not_started(hint: str) -> ArchiverError:
    return ArchiverError("the process that reads pages could not be started", hint=hint)


def _reason(code: int, limits: Limits) -> ParseError:
    """Why a worker died, by its exit code."""
    ways = {
        -signal.SIGXCPU: f"reading it took more than {limits.cpu} s of CPU",
        -signal.SIGALRM: f"reading it took more than {limits.seconds} s",
        NO_MEMORY: f"reading it took more than {limits.memory >> 20} MB of memory",
    }
    if code in ways:
        return TooCostly(ways[code])
    if code == -signal.SIGKILL:  # not by us: perhaps the system was short of memory
        return ParseError("the process that read it was killed")
    return TooCostly(f"the process that read it died of it ({_named(code)})")


def _named(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"


def _cores() -> int:
    """The number of processors that this process may use."""
    mine = getattr(os, "sched_getaffinity", None)
    return len(mine(0)) if mine else os.cpu_count() or 1
