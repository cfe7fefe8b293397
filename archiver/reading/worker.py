"""A worker process, from the inside: it reads what it is given, each page within limits.

The limits are the system's: a signal without a handler ends the process at once, even where it is
deep in a library.
"""

import gc
import logging
import os
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.reading.jobs import Job

if TYPE_CHECKING:
    from archiver.store import Reader


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading a page may take: ``cpu`` seconds of CPU; ``seconds`` in all, on a machine that has
    other things to do; ``memory`` bytes beside what the process has when it starts."""

    cpu: int = 10
    seconds: int = 120
    memory: int = 2**30


NO_MEMORY = 77
"""The exit code where there was no more memory."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The process can be given jobs."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a job begins."""

    name: str


@dataclass(frozen=True, slots=True)
class Gave:
    """An answer."""

    answer: object


@dataclass(frozen=True, slots=True)
class Ended:
    """The job is done."""


@dataclass(frozen=True, slots=True)
class Broke:
    """The job met a bug."""

    traceback: str


_known: set[type[Job]] = set()
"""The kinds of job that this process has done: for these all is imported."""


def main() -> None:
    """Do the jobs that come over a socket, until it is closed at its other end."""
    connection, archive = Connection(int(sys.argv[1])), sys.argv[2]
    limits = Limits(*map(int, sys.argv[3:]))
    for number in (signal.SIGXCPU, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    # what libraries have to say of a page is not for the console of a run
    logging.getLogger().addHandler(logging.NullHandler())
    _limit_memory(limits.memory)
    with suppress(EOFError, OSError):
        connection.send(Ready())
        while True:
            _do(connection.recv(), archive, connection, limits)


def _do(job: Job, archive: str, connection: Connection, limits: Limits) -> None:
    def begin(step: str) -> None:
        if type(job) not in _known:
            # what is imported by now is never garbage: looking through it took a tenth of the time
            _known.add(type(job))
            gc.freeze()
        _arm(limits)
        connection.send(Step(step))

    try:
        for answer in job.run(archive_at(archive) if archive else None, begin):
            connection.send(Gave(answer))
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send(Ended())
    except MemoryError:
        os._exit(NO_MEMORY)
    except ConnectionError:  # the main process is gone
        raise
    except Exception:  # noqa: BLE001 - the boundary of a job: the main process tells of it
        import traceback

        connection.send(Broke(traceback.format_exc()))


@lru_cache(1)
def archive_at(path: str) -> "Reader":
    """The archive, for reading. It is opened once."""
    from archiver.store import open_archive

    return open_archive(Path(path))


def _arm(limits: Limits) -> None:
    """Let the limits of CPU and time count from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + limits.cpu)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)


def _limit_memory(more: int) -> None:
    _limit(resource.RLIMIT_CORE, 0)
    with suppress(OSError, ValueError):  # no /proc, as on macOS: there the limit is that of all
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _limit(resource.RLIMIT_AS, pages * os.sysconf("SC_PAGE_SIZE") + more)


def _limit(what: int, soft: int) -> None:
    with suppress(OSError, ValueError):  # not every system has every limit
        resource.setrlimit(what, (soft, resource.getrlimit(what)[1]))
