"""What is left of a damaged journal: every line that can still be read."""

import re
from dataclasses import dataclass, replace

from archiver.errors import ParseError
from archiver.formats import journal
from archiver.formats.journal import ABORTED, Journal
from archiver.web import dates

_NAME = re.compile(r"(\d{8}T\d{6}Z)-(.+)\.jsonl")


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A journal without its damaged lines, and where these lie: line, and offset in bytes."""

    journal: Journal
    damage: tuple[str, ...]


def salvaged(data: bytes, name: str) -> Salvaged:
    """Read a damaged journal line by line; ParseError where its name is none of a journal.

    It counts as that of a run that was cut off, since nobody knows what the lost lines said. Its
    run and when that began are taken from its name, in case that the first line is lost.
    """
    named = _NAME.fullmatch(name.rpartition("/")[2])
    if named is None:
        raise ParseError("not a journal", where=name)
    opening = journal.opening(named[2], dates.read_stamp(named[1]))
    kept, damage, offset = [], [], 0
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        try:
            # the first line opens a journal by itself, all others need one before them
            journal.parse((b"" if number == 1 else opening) + line + b"\n")
            kept.append(line + b"\n")
        except ParseError as error:
            damage.append(f"{name}:{number}, at byte {offset}: {error.message}")
        offset += len(line) + 1
    first = b"" if kept and kept[0].startswith(b'{"run"') else opening
    found = journal.parse(first + b"".join(kept), where=name)
    return Salvaged(replace(found, status=ABORTED, sealed=False), tuple(damage))
