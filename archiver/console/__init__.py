"""What a person sees: data on stdout, all else on stderr, colour and progress on a terminal only."""

import os
import shutil
import sys

from archiver.console.text import safe_lines


def out(text: str) -> None:
    """Write a text and a line break to stdout."""
    sys.stdout.write(text + "\n")


def piece(text: str) -> None:
    """Write a text to stdout as it is."""
    sys.stdout.write(text)


def text(content: str) -> None:
    """Write a text from outside to stdout: as it is, but harmless where a terminal shows it."""
    sys.stdout.write(safe_lines(content) if sys.stdout.isatty() else content)


def err(text: str) -> None:
    """Write a text and a line break to stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def colour() -> bool:
    """Whether stdout takes colours (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def columns() -> int | None:
    """Columns of the terminal; None where the output goes elsewhere, and nothing is to be cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
