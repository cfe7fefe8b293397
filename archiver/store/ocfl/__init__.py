"""Posts as OCFL 1.1 objects: each version is one file, and the inventory holds the digests.

A crash is possible after each step. A new object is built in the staging folder and renamed into
place as a whole. A new version of an object is renamed into place, then the root inventory and its
sidecar are replaced; after a crash between these steps ``mend`` does the rest.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from archiver.errors import StoreError
from archiver.store.files import Disk
from archiver.store.layout import POSTS
from archiver.web import dates

ROOT_FILES = {f"{POSTS}/0=ocfl_1.1": b"ocfl_1.1\n"}
"""What makes ``posts/`` a storage root.

There is no ``ocfl_layout.json``: OCFL lets it name registered layouts only (E071), and none of these
gives folders that a person can read. README.txt says how the folders are named.
"""

OBJECT = "0=ocfl_object_1.1"
INVENTORY, SIDECAR = "inventory.json", "inventory.json.sha512"
TEXT = "post.md"
CONTENT = f"content/{TEXT}"
_TYPE = "https://ocfl.io/1.1/spec/#inventory"
_USER = {"name": "archiver", "address": "info:archiver"}

Inventory = dict[str, Any]


def sha512(data: bytes) -> str:
    """The hexadecimal digest that inventories use."""
    return hashlib.sha512(data).hexdigest()


def number_of(version: str) -> int:
    """3 for ``v3``; 0 for what is no version's name."""
    digits = version[1:]
    return int(digits) if version[:1] == "v" and digits.isdigit() and digits[0] != "0" else 0


def _next(
    held: Inventory | None, url: str, digest: str, at: datetime, message: str, name: str = TEXT
) -> Inventory:
    """The inventory after one more version, whose text has this digest."""
    number = number_of(held["head"]) + 1 if held else 1
    manifest = held["manifest"] if held else {}
    versions = held["versions"] if held else {}
    version = {
        "created": dates.stamp(at),
        "message": message,
        "state": {digest: [name]},
        "user": _USER,
    }
    return {
        "id": url,
        "type": _TYPE,
        "digestAlgorithm": "sha512",
        "head": f"v{number}",
        "manifest": manifest | {digest: [f"v{number}/content/{name}"]},
        "versions": versions | {f"v{number}": version},
    }


def message(change: str, reason: str) -> str:
    """Why a version was written, for its inventory."""
    return f"{change}: {reason}" if reason else change


def as_of(inventory: Inventory, number: int) -> Inventory:
    """The inventory as it was when version ``number`` was the last."""
    versions = {k: v for k, v in inventory["versions"].items() if number_of(k) <= number}
    used = {digest for version in versions.values() for digest in version["state"]}
    manifest = {k: v for k, v in inventory["manifest"].items() if k in used}
    return inventory | {"head": f"v{number}", "manifest": manifest, "versions": versions}


def encoded(inventory: Inventory) -> dict[str, bytes]:
    """An inventory and its sidecar, as files."""
    data = (json.dumps(inventory, ensure_ascii=False) + "\n").encode("utf-8", "replace")
    return {INVENTORY: data, SIDECAR: sidecar(data)}


def sidecar(inventory: bytes) -> bytes:
    """The text beside an inventory, as sha512sum reads it."""
    return f"{sha512(inventory)} {INVENTORY}\n".encode()


class Staged:
    """A version in the staging folder; ``publish`` moves it into its object."""

    def __init__(
        self, disk: Disk, folder: str, url: str, data: bytes, at: datetime, message: str
    ) -> None:
        """``folder`` is the object's, ``at`` the time of the version, ``message`` its reason."""
        self._disk, self._folder = disk, folder
        held = read_inventory(disk, folder) if disk.exists(folder) else None
        if held and held["id"] != url:
            raise StoreError(f"the folder is that of {held['id']}", where=folder)
        self.sha512 = sha512(data)
        inventory = _next(held, url, self.sha512, at, message)
        self.number = number_of(inventory["head"])
        self._inventory = encoded(inventory)
        self._place = disk.staged("object")
        version = self._place if held else f"{self._place}/v1"
        disk.make_folder(f"{version}/content")
        files = {f"{version}/{CONTENT}": data} | self._inventory_in(version)
        if not held:
            files |= {f"{self._place}/{OBJECT}": b"ocfl_object_1.1\n"}
            files |= self._inventory_in(self._place)
        disk.write_many(files, (f"{version}/content", version, self._place))

    def _inventory_in(self, folder: str) -> dict[str, bytes]:
        return {f"{folder}/{name}": data for name, data in self._inventory.items()}

    def publish(self) -> None:
        """Rename into place; StoreError if another process has written this version meanwhile."""
        if self.number == 1:
            self._disk.move(self._place, self._folder)
            return
        self._disk.move(self._place, f"{self._folder}/v{self.number}")
        for name, data in self._inventory.items():
            self._disk.replace(f"{self._folder}/{name}", data)

    def discard(self) -> None:
        """Remove what was staged and is not to be published."""
        self._disk.remove(self._place)


def stage_all(
    disk: Disk, url: str, versions: Iterable[tuple[bytes, datetime, str]], name: str = TEXT
) -> str:
    """Build a whole object of (bytes, time, message) in the staging folder. Returns its path.

    ``name`` is that of the file in each version.
    """
    place = disk.staged("object")
    held: Inventory | None = None
    files = {f"{place}/{OBJECT}": b"ocfl_object_1.1\n"}
    folders = []
    for data, at, why in versions:
        held = _next(held, url, sha512(data), at, why, name)
        folder = f"{place}/{held['head']}"
        folders += [f"{folder}/content", folder]
        files[f"{folder}/content/{name}"] = data
        files |= {f"{folder}/{file}": text for file, text in encoded(held).items()}
    files |= {f"{place}/{file}": text for file, text in encoded(held or {}).items()}
    for folder in folders:
        disk.make_folder(folder)
    disk.write_many(files, (*folders, place))
    return place


def read_inventory(disk: Disk, folder: str) -> Inventory:
    """The inventory in a folder of an object; StoreError where it is not one."""
    try:
        inventory = json.loads(disk.read(f"{folder}/{INVENTORY}"))
        if number_of(inventory["head"]) and inventory["versions"] and inventory["manifest"]:
            return dict(inventory)
    except (ValueError, KeyError, TypeError):
        pass
    raise StoreError("not an inventory", where=f"{folder}/{INVENTORY}", hint="run `archiver check`")


def newest_inventory(disk: Disk, folder: str) -> Inventory | None:
    """The inventory of an object; where its own is damaged, that of its highest version."""
    numbers = sorted(filter(None, map(number_of, disk.names(folder))), reverse=True)
    for place in (folder, *(f"{folder}/v{number}" for number in numbers)):
        with suppress(StoreError):
            return read_inventory(disk, place)
    return None


def digest_of(inventory: Inventory, version: str) -> str:
    """The digest of a version's ``post.md``; StoreError where the inventory does not tell it."""
    try:
        state = inventory["versions"][version]["state"].items()
        return str(next(digest for digest, names in state if "post.md" in names))
    except (KeyError, StopIteration, AttributeError, TypeError):
        raise StoreError(
            f"the inventory tells nothing of {version}", where=str(inventory.get("id"))
        ) from None


def content(disk: Disk, folder: str, inventory: Inventory, version: str) -> tuple[str, bytes]:
    """The name and the bytes of a version's ``post.md``; StoreError where its digest differs."""
    digest = digest_of(inventory, version)
    try:
        name = f"{folder}/{inventory['manifest'][digest][0]}"
    except (KeyError, IndexError, TypeError):
        raise StoreError(f"the inventory tells nothing of {version}", where=folder) from None
    data = disk.read(name)
    if sha512(data) != digest:
        raise StoreError("the text was changed after it was written", where=name)
    return name, data


def good_versions(disk: Disk, folder: str) -> Iterator[tuple[int, bytes]]:
    """Number and inventory bytes of each version whose digests hold, the highest first."""
    numbers = sorted(filter(None, map(number_of, disk.names(folder))), reverse=True)
    for number in numbers:
        try:
            data = disk.read(f"{folder}/v{number}/{INVENTORY}")
            beside = disk.read(f"{folder}/v{number}/{SIDECAR}")
            inventory = json.loads(data)
            if beside != sidecar(data) or inventory["head"] != f"v{number}":
                continue
            content(disk, folder, inventory, f"v{number}")
        except (StoreError, ValueError, KeyError, TypeError):
            continue
        yield number, data


def mend(disk: Disk, folder: str) -> bool:
    """Finish or undo the write of a run that died. Returns whether there was something to do.

    The root inventory is set to the highest version whose digests hold, but never to an older
    version than it has. A version above that was never in a root inventory, so it was not
    acknowledged: it is removed.
    """
    best = next(good_versions(disk, folder), None)
    held = _root_head(disk, folder)
    if best is None or held > best[0]:
        return False
    undone = [n for n in map(number_of, disk.names(folder)) if n > best[0]] if held else []
    for number in undone:
        disk.remove(f"{folder}/v{number}")
    wanted = {INVENTORY: best[1], SIDECAR: sidecar(best[1])}
    wrong = {n: data for n, data in wanted.items() if not _holds(disk, f"{folder}/{n}", data)}
    for name, data in wrong.items():
        disk.replace(f"{folder}/{name}", data)
    return bool(wrong or undone)


def _root_head(disk: Disk, folder: str) -> int:
    """The version that the root inventory names; 0 where it cannot be read."""
    try:
        return number_of(read_inventory(disk, folder)["head"])
    except StoreError:
        return 0


def _holds(disk: Disk, name: str, data: bytes) -> bool:
    try:
        return disk.read(name) == data
    except StoreError:
        return False
