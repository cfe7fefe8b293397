"""Runs that are cut off: in a process of their own, which is gone at a step that a test chooses."""

import os
from collections.abc import Callable

import pytest

from archiver.model import Capture
from archiver.store import Writer
from tests.store_kit import Power

DEAD, THROUGH = 9, 0


class PowerOfProcess(Power):
    """Ends this process before its nth change to the disk, as SIGKILL does."""

    def _step(self) -> None:
        if self._after is not None and self.count >= self._after:
            os._exit(DEAD)
        self.count += 1


class Deaths:
    """Where a process ends: ``before`` or ``after`` the nth call of a method of ``Writer``."""

    def __init__(self, patch: pytest.MonkeyPatch, method: str, when: str, nth: int) -> None:
        real, self._left = getattr(Writer, method), nth

        def dying(writer: Writer, *values: object, **more: object) -> object:
            self._left -= 1
            if not self._left and when == "before":
                os._exit(DEAD)
            answer = real(writer, *values, **more)
            if not self._left:
                os._exit(DEAD)
            return answer

        patch.setattr(Writer, method, dying)


def cut_off(
    run: Callable[[], object], prepare: Callable[[pytest.MonkeyPatch], object]
) -> list[str]:
    """Runs in a process of its own, and returns the addresses whose answers it had kept.

    ``prepare`` says in that process where it is to die. The last line is ``through`` where it did
    not, and a traceback where it failed otherwise.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = DEAD
        try:
            os.close(reading)
            with pytest.MonkeyPatch.context() as patch:
                _tell_of_captures(patch, writing)
                prepare(patch)
                run()
                os.write(writing, b"through\n")
                code = THROUGH
        except BaseException:  # noqa: BLE001 - told to the parent
            import traceback

            os.write(writing, traceback.format_exc().encode())
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        lines = told.read().splitlines()
    os.waitpid(pid, 0)
    return lines


def _tell_of_captures(patch: pytest.MonkeyPatch, pipe: int) -> None:
    real = Writer.keep

    def keeping(writer: Writer, capture: Capture, **more: str | None) -> Capture:
        kept = real(writer, capture, **more)
        os.write(pipe, f"{capture.url}\n".encode())
        return kept

    patch.setattr(Writer, "keep", keeping)
