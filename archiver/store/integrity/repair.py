"""Restores what follows from the rest of the archive; `check` still names what does not."""

import json
from collections.abc import Iterable
from datetime import datetime

from archiver.errors import ArchiverError, StoreError
from archiver.formats import warc
from archiver.store import description, ocfl, runs, warcfiles
from archiver.store.files import Disk
from archiver.store.layout import ARCHIVE, POSTS, README, STAGING
from archiver.store.ocfl import inventory as inventories
from archiver.store.types import Problem


def repair(disk: Disk, problems: Iterable[Problem], at: datetime) -> list[str]:
    """Restore what can be restored of these problems. Returns the names of those files.

    The caller holds the lock. Texts and WARC files are never written here: texts are
    restored by ``recover_texts``, WARC files cannot be.
    """
    names = sorted({problem.path.partition("@")[0] for problem in problems})
    done: list[str] = []
    if any(name.startswith(f"{STAGING}/") for name in names):
        runs.mend(disk, at)
        done.append(STAGING)
    for name in names:
        if name in ocfl.ROOT_FILES:
            disk.replace(name, ocfl.ROOT_FILES[name])
            done.append(name)
        elif name == README and ARCHIVE not in names:
            disk.replace(README, description.TEXT.encode())
            description.write(disk, description.challenges(disk))
            done.append(name)
        elif name.endswith(".cdxj"):
            done += _index(disk, name)
    for folder in sorted({"/".join(n.split("/")[:3]) for n in names if n.startswith(f"{POSTS}/")}):
        done += _object(disk, folder) if disk.is_folder(folder) else []
    return done


def _index(disk: Disk, name: str) -> list[str]:
    """Write an index again from its WARC file, if that is undamaged."""
    owner = name.removesuffix(".cdxj") + ".warc.gz"
    try:
        with disk.open(owner) as stream:
            if not all(warc.verify(record) == "" for record in warc.records(stream)):
                return []
    except ArchiverError:
        return []
    warcfiles.write_index(disk, owner, warcfiles.index_of(disk, owner))
    return [name]


def _object(disk: Disk, folder: str) -> list[str]:
    """Write an object's declaration, inventories and sidecars again from one trusted inventory."""
    held = trusted(disk, folder)
    if held is None:
        return []
    wanted = {f"{folder}/{ocfl.OBJECT}": b"ocfl_object_1.1\n"}
    for number in range(1, ocfl.number_of(held["head"]) + 1):
        files = ocfl.encoded(ocfl.as_of(held, number))
        wanted |= {f"{folder}/v{number}/{name}": data for name, data in files.items()}
    wanted |= {f"{folder}/{name}": data for name, data in ocfl.encoded(held).items()}
    wrong = {name: data for name, data in wanted.items() if not _holds(disk, name, data)}
    for name, data in wrong.items():
        disk.replace(name, data)
    return list(wrong)


def trusted(disk: Disk, folder: str) -> ocfl.Inventory | None:
    """The inventory of an object's highest version, if its sidecar or a second copy confirms it.

    None where there is none, or it was not written by this program.
    """
    numbers = (ocfl.number_of(name) for name in disk.names(folder))
    places = [folder, *(f"{folder}/v{n}" for n in sorted(filter(None, numbers), reverse=True))]
    copies = [_bytes(disk, f"{place}/{ocfl.INVENTORY}") for place in places]
    found = []
    for place, data in zip(places, copies, strict=True):
        confirmed = _holds(disk, f"{place}/{ocfl.SIDECAR}", ocfl.sidecar(data))
        if data and (confirmed or copies.count(data) > 1) and (own := _own(data)):
            found.append(own)
    best = max(found, key=lambda own: ocfl.number_of(own["head"]), default=None)
    highest = max((ocfl.number_of(name) for name in disk.names(folder)), default=0)
    # a folder is renamed into place before an inventory names it: one that is missing was lost
    return best if best and ocfl.number_of(best["head"]) >= highest else None


def _own(data: bytes) -> ocfl.Inventory | None:
    try:
        inventory = json.loads(data)
    except ValueError:
        return None
    if inventories.problems(inventory) or ocfl.encoded(inventory)[ocfl.INVENTORY] != data:
        return None
    return dict(inventory)


def _bytes(disk: Disk, name: str) -> bytes:
    try:
        return disk.read(name)
    except StoreError:
        return b""


def _holds(disk: Disk, name: str, data: bytes) -> bool:
    return bool(data) and _bytes(disk, name) == data
