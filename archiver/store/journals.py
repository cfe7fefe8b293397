"""Reads journals of which nobody needs every line: a damaged one costs its damaged lines."""

from archiver.errors import ParseError
from archiver.formats import journal
from archiver.formats.journal import Journal
from archiver.formats.salvage import salvaged
from archiver.store.files import Disk


def what_holds(disk: Disk, name: str) -> Journal:
    """A journal, or what is left of it; each damaged line is noticed.

    Raises StoreError where it cannot be read, ParseError where its name is none of a journal.
    """
    data = disk.read(name)
    try:
        whole = journal.parse(data, where=name)
        if not whole.sealed:
            disk.notice(f"{name}: its digest does not hold, though each line can be read")
        return whole
    except ParseError:
        found = salvaged(data, name)
    for line in found.damage:
        disk.notice(f"{line}; all other lines hold")
    return found.journal
