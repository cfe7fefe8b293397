"""How far a run is, on a terminal: a line on stderr that goes away with the run.

It counts what the log says: the same events, whatever part of the program they come from.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from archiver.web import urls

_WORDS = "{} hosts, {} requests, {} posts"


class Counter(logging.Handler):
    """Counts hosts, requests and posts read."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.hosts: set[str] = set()
        self.requests = self.posts = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count an event."""
        event = getattr(record, "event", "")
        if event == "request":
            self.requests += 1
            self.hosts.add(urls.host(record.__dict__["url"]))
        self.posts += event == "read"
        self.show()

    def show(self) -> None:
        """Called after every event."""

    def __str__(self) -> str:
        return _WORDS.format(len(self.hosts), self.requests, self.posts)


@contextmanager
def counted(counter: Counter) -> Iterator[None]:
    """Let the counter see all events while the context lasts, whether or not they are logged."""
    ours = logging.getLogger("archiver")
    level = ours.level
    ours.setLevel(min(ours.getEffectiveLevel(), logging.INFO))
    ours.addHandler(counter)
    try:
        yield
    finally:
        ours.removeHandler(counter)
        ours.setLevel(level)


@contextmanager
def shown() -> Iterator[None]:
    """Show the counts on stderr while the context lasts, where it is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    words = TextColumn("{task.description}", markup=False)
    display = Progress(
        SpinnerColumn(), words, TimeElapsedColumn(), console=Console(stderr=True), transient=True
    )
    task = display.add_task(str(Counter()), total=None)

    class Shown(Counter):
        def show(self) -> None:
            display.update(task, description=str(self))

    with display, counted(Shown()):
        yield
