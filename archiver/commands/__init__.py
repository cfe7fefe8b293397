"""The commands: one file each, with ``HELP``, ``add(parser)`` and ``run(args) -> exit code``."""

from archiver.commands import (
    changes,
    check,
    diff,
    export,
    fetch,
    init,
    listing,
    log,
    merge,
    rebuild,
    reextract,
    run,
    schema,
    search,
    show,
    status,
)

COMMANDS = {
    "init": init,
    "run": run,
    "fetch": fetch,
    "list": listing,
    "show": show,
    "search": search,
    "log": log,
    "diff": diff,
    "changes": changes,
    "export": export,
    "status": status,
    "check": check,
    "rebuild": rebuild,
    "re-extract": reextract,
    "merge": merge,
    "schema": schema,
}

__all__ = ["COMMANDS"]
