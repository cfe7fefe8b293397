"""What a person sees: data on stdout, all else on stderr, colour and progress on a terminal only."""

import os
import re
import shutil
import sys
from typing import TextIO

from archiver.console.text import folded, safe_lines

_ITEM = re.compile(r" *((?:[-*]|\d{1,3}\.) )")


def out(text: str) -> None:
    """Write a text and a line break to stdout."""
    sys.stdout.write(text + "\n")


def say(text: str) -> None:
    """Write sentences to stdout: on a terminal their lines are folded where they do not fit."""
    width = columns()
    out("\n".join(part for line in text.split("\n") for part in folded(line, width)))


def piece(text: str) -> None:
    """Write a text to stdout as it is."""
    sys.stdout.write(text)


def text(content: str, *, prose: bool = False) -> None:
    """Write a text from outside to stdout: as it is, but harmless where a terminal shows it.

    There the lines of ``prose`` end between two words.
    """
    most = columns()
    if most is not None:
        content = safe_lines(content)
        if prose:
            lines = content.split("\n")
            content = "\n".join(part for line in lines for part in _paragraph(line, most))
    sys.stdout.write(content)


def _paragraph(line: str, most: int) -> list[str]:
    """A paragraph in lines that fit; only those of an item of a list stand below its words."""
    item = _ITEM.match(line)
    return folded(line, most, further=len(item[1]) if item else 0)


def err(text: str) -> None:
    """Write sentences and a line break to stderr, folded as ``say`` does."""
    width = shutil.get_terminal_size().columns if sys.stderr.isatty() else None
    sys.stderr.write("".join(f"{p}\n" for line in text.split("\n") for p in folded(line, width)))
    sys.stderr.flush()


def colour() -> bool:
    """Whether stdout takes colours (https://no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def columns(stream: TextIO | None = None) -> int | None:
    """Columns of the terminal; None where the output goes elsewhere, and nothing is to be cut.

    ``stream`` is where the output goes, stdout if not said.
    """
    is_terminal = (stream or sys.stdout).isatty()
    return shutil.get_terminal_size().columns if is_terminal else None
