"""Jobs for workers whose pages spin, sleep, allocate, kill, break or tell who reads them."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archiver.errors import ParseError
from archiver.reading.jobs import Begin

if TYPE_CHECKING:
    from archiver.store import Reader

Answer = tuple[str, int, str]
"""A page, the process that read it, and why it could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Reads pages, each by its first word, and answers in their order, as ``ReadHost`` does."""

    pages: tuple[str, ...]
    dead: tuple[tuple[str, str], ...] = ()
    given: int = 0
    size: int = 1

    def run(self, archive: "Reader | None", begin: Begin) -> Iterator[Answer]:
        dead = dict(self.dead)
        for page in self.pages[self.given :]:
            if page in dead:
                yield page, os.getpid(), dead[page]
                continue
            if not page.startswith("at the start"):
                begin(page)
            _read(page)
            yield page, os.getpid(), ""

    def after_death(
        self, step: str, error: ParseError, given: int
    ) -> tuple[tuple[object, ...], "Job | None"]:
        told = f"{type(error).__name__}: {error.message}"
        return (), replace(self, dead=(*self.dead, (step, told)), given=self.given + given)


def _read(page: str) -> None:
    match page.rpartition(" ")[0] or page:
        case "spins":
            while True:
                pass
        case "sleeps":
            time.sleep(600)
        case "allocates":
            held = [b"x" * 2**20 for _ in range(2**12)]
            raise AssertionError(len(held))
        case "recurses in C":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "is killed" | "at the start":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exits":
            os._exit(3)
        case "breaks":
            raise ZeroDivisionError("a bug")
        case "prints":
            print("what a library prints")
        case "waits":
            time.sleep(1)
