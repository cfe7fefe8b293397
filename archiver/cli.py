"""Words in, exit code out."""

import contextlib
import io
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import AbstractContextManager

from archiver.commands.parser import parse, parser
from archiver.console import err
from archiver.errors import ArchiverError, Bug, ConfigError

__all__ = ["main", "parser"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; what goes wrong is one line on stderr and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # files and pipes get UTF-8 whatever the locale says, as JSON and Markdown need it
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
    args = parse(argv)
    try:
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
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.filename is None:
            raise
        err(f"archiver: {error.filename}: {error.strerror}")
        return ConfigError.exit_code
    except Exception:  # noqa: BLE001 - the boundary of the program
        import traceback  # here: a command that does well needs no part of it

        return _bug(traceback.format_exc())
    return code


def _told(text: str) -> None:
    from archiver.web import urls  # here: a command that does well needs no part of it

    err(urls.redacted(text))


def _bug(trace: str) -> int:
    _told(f"{trace}archiver: this is a bug; please report it with these lines")
    return Bug.exit_code


def _log(args: Namespace) -> AbstractContextManager[None]:
    """The log that the options ask for."""
    if not args.log:
        return contextlib.nullcontext()
    from archiver.console import logs  # here: most commands log nothing

    return logs.written(args.log, args.log_file, as_json=args.log_json)
