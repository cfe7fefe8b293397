"""The log: to stderr or to a file, as text or as JSON, one line an event. Nothing goes to stdout.

Modules log with ``logging.getLogger(__name__)`` and the usual levels: INFO is a request or a
decision, DEBUG a detail, WARNING what was not had. ``extra`` holds the same facts for programs;
its ``event`` names what happened: ``request``, ``announced``, ``skipped``, ``failed``, ``read``,
``held back``, ``kept``, ``unchanged``, ``settled``, ``progress``.
"""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from archiver.console.text import safe, safe_lines
from archiver.web import urls

_USUAL = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


class Lines(logging.Formatter):
    """An event as a line of text: time, level, logger, message. Nothing in it steers a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback under it, if there is one."""
        message = safe(urls.redacted(record.getMessage()))
        text = f"{_time(record)} {record.levelname:7} {record.name}: {message}"
        if record.exc_info:
            text += "\n" + safe_lines(urls.redacted(self.formatException(record.exc_info)))
        return text


class JsonLines(logging.Formatter):
    """An event as a JSON object on one line: the same, and every field of its ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        """The object."""
        fields: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        fields |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        # in ASCII: then no reader takes U+2028 for the end of a line, and no terminal is steered
        return json.dumps({name: _plain(value) for name, value in fields.items()})


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    return urls.redacted(str(value))


@contextmanager
def written(much: int, file: str | None = None, *, as_json: bool = False) -> Iterator[None]:
    """Write the log while the context lasts, to the end of a file or to stderr.

    ``much``: 1 for requests and decisions, 2 for everything, that of the libraries too.
    """
    handler = (
        logging.FileHandler(file, encoding="utf-8", errors="backslashreplace")
        if file
        else logging.StreamHandler(sys.stderr)
    )
    handler.setLevel(logging.INFO if much == 1 else logging.DEBUG)
    handler.setFormatter(JsonLines() if as_json else Lines())
    root, ours = logging.getLogger(), logging.getLogger("archiver")
    levels = root.level, ours.level
    ours.setLevel(logging.INFO if much == 1 else logging.DEBUG)
    if much > 1:
        root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(levels[0])
        ours.setLevel(levels[1])
        handler.close()
