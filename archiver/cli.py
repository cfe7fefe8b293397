"""Words in, exit code out."""

import argparse
import contextlib
import io
import os
import sys
import traceback
from collections.abc import Sequence

from archiver.commands import COMMANDS
from archiver.console import err
from archiver.errors import ArchiverError, ConfigError
from archiver.version import __version__

_CODES = """\
exit codes: 0 all well; 1 a bug; 2 usage or sources.yaml; 3 some sources failed; 4 none could be
reached; 5 the archive could not be written or is damaged; 75 another run holds the lock;
130 interrupted. Options may also come from variables such as ARCHIVER_ARCHIVE."""


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog="archiver",
        description="Keeps the blog posts of a writing challenge before they rot away.",
        epilog=_CODES,
    )
    top.add_argument("--version", action="version", version=f"archiver {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        sub = commands.add_parser(name, help=module.HELP, description=module.__doc__)
        sub.add_argument("-v", "--verbose", action="count", default=0, help="say more on stderr")
        sub.add_argument("-q", "--quiet", action="store_true", help="say nothing when all is well")
        module.add(sub)
        sub.set_defaults(run=module.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; what goes wrong is one line on stderr and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # files and pipes get UTF-8 whatever the locale says, as JSON and Markdown need it
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
    args = parser().parse_args(argv)
    try:
        code = int(args.run(args))
        sys.stdout.flush()
    except ArchiverError as error:
        err(f"archiver: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        err("archiver: interrupted; what was read is kept, run it again to go on")
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
        err(traceback.format_exc() + "archiver: this is a bug; please report it with these lines")
        return 1
    return code
