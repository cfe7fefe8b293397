"""How far a run is: a bar on a terminal, which goes away with the run, and a line a minute in the log.

It counts what the log says: the same events, whatever part of the program they come from.
"""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from archiver.console.text import safe
from archiver.web import urls

if TYPE_CHECKING:
    from rich.console import RenderableType

_log = logging.getLogger(__name__)

MINUTE = 60.0
"""Seconds between two lines in the log."""

_REFRESHES = 2  # a second
_BAR = 16  # columns
_NAMES = 3
_NAME = 28  # characters
_FIGURES = (
    "sources",
    "sources_done",
    "posts",
    "posts_fetched",
    "posts_done",
    "hosts",
    "hosts_settled",
)
_STEPS = ("archiver.crawl", "archiver.fetch.client")
"""Loggers to which each step of a page is a detail."""

_CTRL_C = "ending in order; Ctrl-C once more ends it at once"


@dataclass(slots=True)
class _Host:
    """A host that is not settled: its posts, and when it was first asked for one."""

    asked: int = 0
    fetched: int = 0
    began: float | None = None


class Counter(logging.Handler):
    """Counts the sources, hosts and posts of a run.

    The events come from several threads; what it shows may be read in another one. ``clock`` gives
    seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(logging.DEBUG)
        self.stopping = False
        self._clock = clock
        self._begin(0)

    def _begin(self, sources: int) -> None:
        """Count from nothing: a replay is several runs, one after the other."""
        self.sources, self.sources_done = sources, 0
        self.posts = self.posts_fetched = self.posts_done = 0
        self.hosts = self.hosts_settled = 0
        self._began, self._posts_began = self._clock(), 0.0
        self._open: dict[str, _Host] = {}
        self._at_work: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Count an event."""
        fields = record.__dict__
        match fields.get("event"):
            case "asking":
                self._asking(urls.host(fields["url"]))
            case "chosen":
                self._begin(fields["sources"])
            case "answered":
                self.sources_done += 1
            case "asked":
                self._asked(fields["host"])
            case "fetched":
                self.posts_fetched += 1
                if host := self._open.get(fields["host"]):
                    host.fetched += 1
            case "done":
                self.posts_done += 1
            case "settled":
                self._settled(fields["host"])
            case "stopped":
                self.stopping = True

    def _asking(self, name: str) -> None:
        self._at_work.setdefault(name)
        host = self._open.get(name)
        if host and host.began is None:
            host.began = self._clock()

    def _asked(self, name: str) -> None:
        if not self.posts:
            self._posts_began = self._clock()
        self.posts += 1
        if name not in self._open:
            self._open[name] = _Host()
            self.hosts += 1
        self._open[name].asked += 1

    def _settled(self, name: str) -> None:
        self._at_work.pop(name, None)
        if self._open.pop(name, None):
            self.hosts_settled += 1
        elif not name:  # the sources
            self._at_work.clear()

    def figures(self) -> dict[str, int]:
        """The counts, and the seconds that have passed and are left, as far as that is known."""
        with self:
            told = {name: getattr(self, name) for name in _FIGURES}
            told["seconds"] = int(self._clock() - self._began)
            left = self._left()
        return told if left is None else told | {"seconds_left": int(left)}

    def _left(self) -> float | None:
        """Seconds that are left: all posts at the pace so far, or the slowest host at its own pace.

        A host is asked for one post at a time, with pauses, so a long one may outlast all others.
        """
        now = self._clock()
        past = now - self._posts_began
        if not self.posts_fetched:
            return None
        if self.posts_fetched == self.posts:
            read = self.posts_done
            return (self.posts - read) * past / read if read else None
        paces = [(self.posts - self.posts_fetched, past / self.posts_fetched)]
        paces += [
            (host.asked - host.fetched, (now - host.began) / host.fetched)
            for host in self._open.values()
            if host.fetched and host.began is not None
        ]
        return max(posts * pace for posts, pace in paces)

    def share(self) -> tuple[int, int]:
        """The part that is done: of fetching and reading posts, or of asking the sources before."""
        if self.posts:
            return self.posts_fetched + self.posts_done, 2 * self.posts
        return self.sources_done, self.sources

    def hosts_at_work(self) -> str:
        """How many hosts are settled, and who is at work, the longest there first."""
        with self:
            few = [_short(name) for name, _ in zip(self._at_work, range(_NAMES), strict=False)]
            count = len(self._at_work)
        parts = [f"{self.hosts_settled} of {self.hosts} hosts"] if self.hosts else []
        parts += [f"{count} at work: {', '.join(few)}{', ...' * (count > len(few))}"] if few else []
        return ", ".join(parts)

    def __str__(self) -> str:
        told = self.figures()
        if told["posts"]:
            words = "{posts_fetched} of {posts} posts fetched, {posts_done} read"
        else:
            words = "{sources_done} of {sources} sources"
        words = f"{words}; {{past}}".format(past=timedelta(seconds=told["seconds"]), **told)
        left = told.get("seconds_left")
        return f"{words}, about {timedelta(seconds=left)} left" if left else words

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *error: object) -> None:
        self.release()


def _short(name: str) -> str:
    """A host's name for a line with others."""
    name = safe(name)
    return name if len(name) <= _NAME else name[: _NAME - 3] + "..."


@contextmanager
def counted(counter: Counter) -> Iterator[None]:
    """Let the counter see all events while the context lasts, whether or not they are logged."""
    ours = logging.getLogger("archiver")
    steps = [logging.getLogger(name) for name in _STEPS]
    levels = [(logger, logger.level) for logger in (ours, *steps)]
    ours.setLevel(min(ours.getEffectiveLevel(), logging.INFO))
    for logger in steps:
        logger.setLevel(logging.DEBUG)
    ours.addHandler(counter)
    try:
        yield
    finally:
        ours.removeHandler(counter)
        for logger, level in levels:
            logger.setLevel(level)


@contextmanager
def shown(*, bar: bool, logged: bool) -> Iterator[None]:
    """Show how far the run is while the context lasts.

    ``bar``: on stderr, where it is a terminal; ``logged``: as a line a minute in the log.
    """
    ways: list[Callable[[Counter], AbstractContextManager[None]]] = []
    ways += [_drawn] if bar and sys.stderr.isatty() else []
    ways += [lambda counter: told(counter, MINUTE)] if logged else []
    counter = Counter()
    with ExitStack() as stack:
        for way in ways:
            stack.enter_context(way(counter))
        if ways:
            stack.enter_context(counted(counter))
        yield


@contextmanager
def told(counter: Counter, seconds: float) -> Iterator[None]:
    """Log the counts every so many seconds while the context lasts."""
    over = threading.Event()

    def tell() -> None:
        while not over.wait(seconds):
            fields: dict[str, object] = {"event": "progress", **counter.figures()}
            parts = [str(counter), counter.hosts_at_work()]
            _log.info("%s", "; ".join(filter(None, parts)), extra=fields)

    threading.Thread(target=tell, name="progress", daemon=True).start()
    try:
        yield
    finally:
        over.set()


@contextmanager
def _drawn(counter: Counter) -> Iterator[None]:
    """Draw the counts on stderr while the context lasts."""
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True)
    with Live(
        get_renderable=lambda: _picture(counter),
        console=console,
        refresh_per_second=_REFRESHES,
        transient=True,
    ):
        console.show_cursor(True)  # a process that is killed could not bring it back
        yield


def _picture(counter: Counter) -> "RenderableType":
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    done, whole = counter.share()
    line = Table.grid(padding=(0, 1))
    line.add_row(
        ProgressBar(
            total=whole or None, completed=done, width=_BAR, complete_style="cyan", style="dim"
        ),
        Text(str(counter), no_wrap=True, overflow="ellipsis"),
    )
    below = _CTRL_C if counter.stopping else counter.hosts_at_work()
    return Group(line, Text(below, style="dim", no_wrap=True, overflow="ellipsis"))
