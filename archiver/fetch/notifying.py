"""Tells others that a run has started, and how it ended. What goes wrong with that is said, and no more."""

import logging
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from archiver.errors import FetchError
from archiver.fetch.transport import Transport
from archiver.model.settings import Notify
from archiver.web import urls

_MOST_BYTES = 2**20
_LIBRARY = logging.getLogger("urllib3.connectionpool")


class Notifier:
    """Asks the addresses of ``notify`` and runs its command. ``tell`` is given what went wrong.

    The whole address is a secret, as it lets in whoever knows it: it is told by its host alone.
    """

    def __init__(
        self,
        notify: Notify,
        transport: Transport,
        user_agent: str,
        tell: Callable[[str], None],
    ) -> None:
        self._notify, self._transport, self._agent, self._tell = notify, transport, user_agent, tell

    def started(self) -> None:
        """A run has begun its work."""
        self._ask(self._notify.start)

    def ended(self, exit_code: int, report: Callable[[], str]) -> None:
        """A run has ended; ``report`` makes its JSON, for the command."""
        self._ask(self._notify.failure if exit_code else self._notify.success)
        if self._notify.command:
            self._run(self._notify.command, report())

    def _ask(self, url: str) -> None:
        if not url:
            return
        where = f"{urls.origin(url)}/..."
        headers = {"User-Agent": self._agent, "Accept": "*/*"}
        try:
            with _unlogged():
                answer = self._transport.exchange(
                    url, headers, deadline=self._notify.seconds, max_bytes=_MOST_BYTES
                )
        except FetchError as error:
            self._tell(f"notify: {where}: {error.message}")
            return
        if not 200 <= answer.status < 300:
            sent_on = "; write the address that it leads to" * (300 <= answer.status < 400)
            self._tell(f"notify: {where}: answered {answer.status}{sent_on}")

    def _run(self, command: Sequence[str], report: str) -> None:
        name = command[0]
        try:
            process = subprocess.Popen(  # noqa: S603 - the words of sources.yaml, and no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            self._tell(f"notify: `{name}` cannot be run: {getattr(error, 'strerror', error)}")
            return
        try:
            said, _ = process.communicate(report.encode(), timeout=self._notify.seconds)
        except subprocess.TimeoutExpired:
            _kill(process)
            self._tell(f"notify: `{name}` was ended after {self._notify.seconds:g} s")
            return
        except BaseException:  # a second Ctrl-C: what was started does not outlive the run
            _kill(process)
            raise
        if process.returncode:
            last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
            words = f": {last}" if last else ""
            self._tell(f"notify: `{name}` ended with {process.returncode}{words}")


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a command with all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _unlogged() -> Iterator[None]:
    """The library would log the whole address, and with it the secret that it is."""
    before, _LIBRARY.disabled = _LIBRARY.disabled, True
    try:
        yield
    finally:
        _LIBRARY.disabled = before
