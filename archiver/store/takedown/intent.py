"""What is to be forgotten, written down before anything is done, so that whoever comes next finishes it."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from archiver.errors import StoreError
from archiver.store.files import Disk
from archiver.store.layout import FORGETTING as ROOM
from archiver.web import dates

WANTED, READY = f"{ROOM}/wanted.json", f"{ROOM}/ready.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """The posts by identity, the keys of all their addresses, and the salt of the archive.

    It names them, and is removed when they are forgotten. ``addresses`` are those as they were written.
    """

    run: str
    at: str
    salt: str
    posts: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def moment(self) -> datetime:
        """When it was asked for."""
        return dates.read_stamp(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What is left to be done once all new files lie in the room: files to be moved to their places, and what is
    removed."""

    moves: dict[str, str]
    removes: tuple[str, ...]


def write(disk: Disk, intent: Intent) -> None:
    """Write down what is to be done."""
    disk.make_folder(ROOM)
    disk.replace(WANTED, json.dumps(asdict(intent), ensure_ascii=False).encode())


def withdraw(disk: Disk) -> None:
    """Take back the wish, where nothing has been changed yet: what failed would fail again."""
    if not disk.exists(READY):
        disk.remove(WANTED)
        disk.remove(ROOM)


def read(disk: Disk) -> Intent | None:
    """What is still to be done; None where nothing is."""
    if not disk.exists(WANTED):
        return None
    try:
        values = json.loads(disk.read(WANTED))
        said = {f.name: values[f.name] for f in fields(Intent)}
        lists = {name: tuple(v) for name, v in said.items() if isinstance(v, list)}
        return Intent(**said | lists)
    except (ValueError, KeyError, TypeError) as error:
        hint = "remove it, and run `archiver forget` again"
        raise StoreError(f"it cannot be read: {error}", where=WANTED, hint=hint) from error


def write_ready(disk: Disk, ready: Ready) -> None:
    """Say that all new files are there. From here on there is no way back."""
    disk.replace(READY, json.dumps(asdict(ready)).encode())


def read_ready(disk: Disk) -> Ready | None:
    """The moves and removals that are left; None where the new files are not all there."""
    if not disk.exists(READY):
        return None
    values = json.loads(disk.read(READY))
    return Ready(moves=values["moves"], removes=tuple(values["removes"]))
