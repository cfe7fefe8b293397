"""Reads journals of which nobody needs every line: a damaged one costs its damaged lines."""

import logging

from archiver.errors import ParseError
from archiver.formats import journal
from archiver.formats.journal import Journal
from archiver.formats.salvage import salvaged
from archiver.store.files import Disk

_log = logging.getLogger(__name__)


def what_holds(disk: Disk, name: str) -> Journal:
    """A journal, or what is left of it; each damaged line is named in the log.

    Raises StoreError where it cannot be read, ParseError where its name is none of a journal.
    """
    data = disk.read(name)
    try:
        return journal.parse(data, where=name)
    except ParseError:
        found = salvaged(data, name)
    for line in found.damage:
        _log.warning("%s; all other lines hold: run `archiver check`", line)
    return found.journal
