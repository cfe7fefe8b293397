"""Words in, exit code out."""

import contextlib
import errno
import io
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from archiver.commands.parser import parse, parser
from archiver.console import err
from archiver.errors import ArchiverError, Bug, ConfigError, StoreError

__all__ = ["main", "parser"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; what goes wrong is one line on stderr and an exit code."""
    _ready()
    words = [_as_typed(word) for word in (sys.argv[1:] if argv is None else argv)]
    try:
        args = parse(words)
        with _log(args):
            code = int(args.run(args))
        sys.stdout.flush()
    except Bug as bug:
        return _bug(bug.traceback)
    except ArchiverError as error:
        _told(f"archiver: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        err("archiver: interrupted; what was written is kept, run it again to go on")
        return 130
    except BrokenPipeError:
        # the reader of our output has left, as `head` does
        _forget_output()
        return 0
    except OSError as error:
        if error.filename is not None:
            hint = next((h for kind, h in _HINTS.items() if isinstance(error, kind)), "")
            err(f"archiver: {error.filename}: {error.strerror}{hint and f' ({hint})'}")
            return ConfigError.exit_code
        if error.errno in _UNWRITABLE:
            _forget_output()
            err(f"archiver: stdout: {error.strerror}; what was printed is not whole")
            return StoreError.exit_code
        return _bug_here()
    except UnicodeEncodeError:
        strange = next((word for word in words if not word.isascii()), None)
        if strange is None:
            return _bug_here()
        hint = "set LC_ALL=C.UTF-8"
        err(f"archiver: `{strange}` cannot be said in the encoding of this locale ({hint})")
        return ConfigError.exit_code
    except Exception:  # noqa: BLE001 - the boundary of the program
        return _bug_here()
    return code


_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF, errno.EFBIG)
"""What the system says of a place that cannot be written."""


_HINTS = {
    FileNotFoundError: "is its name right, and is the folder there?",
    IsADirectoryError: "name a file",
    NotADirectoryError: "a file is in its way: name another folder",
    FileExistsError: "name another one",
    PermissionError: "who owns it must allow it",
}
"""What to do about a name that the system does not accept."""


class _Closed(io.TextIOBase):
    """What stands for a stdout that was closed before: what is printed there is lost, which is told."""

    def write(self, text: str) -> int:
        """Fail, as the system would."""
        raise OSError(errno.EBADF, "it is closed")


def _ready() -> None:
    """Make stdout and stderr fit for all text, whatever the locale says and where they lead to."""
    # Python has None for a stream that is closed
    sys.stdout = sys.stdout or _Closed()
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115 - until the program's end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # files and pipes get UTF-8 whatever the locale says, as JSON and Markdown need it
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _as_typed(word: str) -> str:
    """A word of the command line, read as UTF-8 where the locale could not read it."""
    try:
        word.encode()
    except UnicodeEncodeError:
        with contextlib.suppress(UnicodeDecodeError):
            return os.fsencode(word).decode()
    return word


def _forget_output() -> None:
    """Lead stdout into nothing: what waits for being written would fail again at the program's end."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(text: str) -> None:
    # here: a command that does well needs no part of them
    from archiver.web import urls
    from archiver.web.plain_text import without_controls

    err(without_controls(urls.redacted(text)))  # names and titles of strangers are among the words


def _bug_here() -> int:
    """Tell of the exception that is being handled."""
    import traceback  # here: a command that does well needs no part of it

    return _bug(traceback.format_exc())


def _bug(trace: str) -> int:
    _told(f"{trace}archiver: this is a bug; please report it with these lines")
    return Bug.exit_code


def _log(args: Namespace) -> AbstractContextManager[None]:
    """The log that the options ask for."""
    if not args.log:
        return contextlib.nullcontext()
    from archiver.console import logs  # here: most commands log nothing

    return logs.written(args.log, args.log_file, as_json=args.log_json)
