"""Ends a run in order before it is through: at a signal, or when its time is over."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self

from archiver.crawl.work import Work
from archiver.facts import Stopped

_SIGNALS = {
    "SIGINT": Stopped.INTERRUPTED,
    "SIGTERM": Stopped.TERMINATED,
    "SIGHUP": Stopped.TERMINATED,
}


class Stopping:
    """Tells a run to stop, as a context manager around it; ``begun`` is given the run's work.

    The first signal lets the run end in order; a second one ends it at once, and the next run mends
    what is left. ``seconds`` is its time limit, None for none. Signals are heeded in the main thread
    only: elsewhere they are the caller's. One that is ignored, as under ``nohup``, stays ignored.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self._why: Stopped | None = None
        self._work: Work | None = None
        self._before: dict[int, Any] = {}
        self._timer: threading.Timer | None = None
        if seconds:
            limit = min(seconds, threading.TIMEOUT_MAX)
            self._timer = threading.Timer(limit, self.stop, (Stopped.TIME,))
            self._timer.daemon = True

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for name in _SIGNALS:
                number = getattr(signal, name, None)  # not every system has every signal
                if number and signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._signalled)
        if self._timer:
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._timer:
            self._timer.cancel()
        self._heed_no_more()

    def begun(self, work: Work) -> None:
        """Take the work that is to be stopped."""
        self._work = work
        if self._why:
            work.stop(self._why)

    def stop(self, why: Stopped) -> None:
        """Let the run end now."""
        self._why = why
        if self._work:
            self._work.stop(why)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        self._heed_no_more()
        self.stop(_SIGNALS[signal.Signals(number).name])

    def _heed_no_more(self) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)
        self._before = {}
