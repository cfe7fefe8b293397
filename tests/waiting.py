"""A run whose last answer never comes: a process for tests that end it.

    python -m tests.waiting ARCHIVE [--judge] [--nohup] [words of `archiver run` ...]

It writes ``waiting`` to stdout once the host of the other post is settled and the one that never
answers has been asked. With ``--judge`` it never ends judging either, and writes ``judging``.
"""

import logging
import signal
import sys
import threading
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from archiver import cli, pipeline
from archiver.commands import run as command
from archiver.model import Capture
from archiver.reading import pool
from tests.fakes import FakeClock, FakeWeb
from tests.stories import SOURCES, web

NEVER = "http://ben.example/bread/"
OTHER = "ana.example"


class Waiting(FakeWeb):
    """The small web, in which one page never comes."""

    settled = threading.Event()

    def exchange(self, url: str, headers: Mapping[str, str], **limits: Any) -> Capture:
        if url == NEVER:
            self.settled.wait()
            say("waiting")
            threading.Event().wait()
        return super().exchange(url, headers, **limits)


class Settled(logging.Handler):
    """Hears of the host that is settled."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.__dict__.get("host") == OTHER and record.__dict__["event"] == "settled":
            Waiting.settled.set()


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def never_judge(*args: object, **options: object) -> None:
    say("judging")
    while True:
        time.sleep(0.05)


def main(archive: str, *words: str) -> int:
    signal.alarm(600)  # a test that forgets it fails, and does not wait for ever
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_IGN if "--nohup" in words else signal.SIG_DFL)
    if "--judge" in words:
        pipeline.judge = never_judge  # type: ignore[assignment]
    pool.readers = lambda archive, executor=None: pool.Here(archive)
    ours = logging.getLogger("archiver")
    ours.addHandler(Settled())
    ours.setLevel(logging.INFO)
    clock = FakeClock()
    net = Waiting(web().pages, clock=clock)
    command.run_once = partial(pipeline.run, transport=net, now=clock.now)
    Path(archive).mkdir(exist_ok=True)
    config = Path(archive).parent / "sources.yaml"
    config.write_text(SOURCES, "utf-8")
    more = [word for word in words if word not in ("--judge", "--nohup")]
    return cli.main(["run", "-c", str(config), "-a", archive, "--json", *more])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
