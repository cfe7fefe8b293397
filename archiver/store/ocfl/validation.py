"""Validates an object against OCFL 1.0 or 1.1; all digests are computed again."""

import hashlib
import json
import re
from collections.abc import Generator, Iterator
from typing import Any

from archiver.errors import StoreError
from archiver.store.files import Disk
from archiver.store.ocfl import INVENTORY
from archiver.store.ocfl import inventory as inventories
from archiver.store.ocfl.inventory import Inventory

_DIGESTS = {
    "md5": ("md5", 0),
    "sha1": ("sha1", 0),
    "sha256": ("sha256", 0),
    "sha512": ("sha512", 0),
    "blake2b-160": ("blake2b", 20),
    "blake2b-256": ("blake2b", 32),
    "blake2b-384": ("blake2b", 48),
    "blake2b-512": ("blake2b", 64),
}
_SIDECAR = re.compile(rb"([0-9a-fA-F]+)[ \t]+inventory\.json\s*")

Found = tuple[str, str]
"""A path within the archive, and a sentence that begins with an OCFL error code."""


def validate(disk: Disk, folder: str) -> list[Found]:
    """What is wrong with an object; nothing where it is valid."""
    try:
        return list(_Object(disk, folder).check())
    except StoreError as error:
        return [(error.where or folder, f"E000 it cannot be read: {error.message}")]


class _Object:
    def __init__(self, disk: Disk, folder: str) -> None:
        self._disk, self._folder = disk, folder
        self._latest = ""
        self._digests: dict[tuple[str, str], str] = {}

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"

    def _digest(self, path: str, algorithm: str) -> str:
        """The digest of a content file; empty where there is no such file or algorithm."""
        known = (path, algorithm)
        if known not in self._digests:
            self._digests[known] = self._compute(path, algorithm)
        return self._digests[known]

    def _compute(self, path: str, algorithm: str) -> str:
        if algorithm not in _DIGESTS or not self._disk.exists(self._path(path)):
            return ""
        name, size = _DIGESTS[algorithm]
        data = self._disk.read(self._path(path))
        if size:
            return hashlib.blake2b(data, digest_size=size).hexdigest()
        return hashlib.new(name, data, usedforsecurity=False).hexdigest()

    def check(self) -> Iterator[Found]:
        yield from self._declaration()
        root = yield from self._inventory("")
        if root is None:
            return
        yield from self._root_entries(root)
        held = set()
        for name in inventories.version_names(root):
            if self._disk.is_folder(self._path(name)):
                yield from self._version(root, name)
                held |= self._content_files(root, name)
        yield from self._manifest(root, held, INVENTORY)
        yield from self._fixity(root)

    def _declaration(self) -> Iterator[Found]:
        names = [n for n in self._disk.names(self._folder) if n.startswith("0=")]
        if len(names) != 1 or names[0] not in ("0=ocfl_object_1.0", "0=ocfl_object_1.1"):
            yield self._folder, "E003 no declaration that this is an OCFL 1.0 or 1.1 object"
        elif self._disk.read(self._path(names[0])) != f"{names[0][2:]}\n".encode():
            yield self._path(names[0]), "E007 the declaration's text is not its name"

    def _inventory(self, folder: str) -> Generator[Found, None, Inventory | None]:
        """Yield the problems; return the inventory, or None where it cannot be used."""
        name = self._path(f"{folder}{INVENTORY}")
        if not self._disk.exists(name):
            yield name, "E063 no inventory"
            return None
        data = self._disk.read(name)
        try:
            inventory = json.loads(data)
        except ValueError:
            yield name, "E033 the inventory is no JSON"
            return None
        wrong = inventories.problems(inventory)
        yield from ((name, problem) for problem in wrong)
        if isinstance(inventory, dict):
            yield from self._sidecar(folder, str(inventory.get("digestAlgorithm")), data)
        return None if wrong else inventory

    def _sidecar(self, folder: str, algorithm: str, data: bytes) -> Iterator[Found]:
        name = self._path(f"{folder}{INVENTORY}.{algorithm}")
        if algorithm not in ("sha512", "sha256") or not self._disk.exists(name):
            yield name, "E058 no digest beside the inventory"
            return
        match = _SIDECAR.fullmatch(self._disk.read(name))
        if not match:
            yield name, "E061 not a digest and the name inventory.json"
        elif match[1].decode().lower() != hashlib.new(algorithm, data).hexdigest():
            yield self._path(f"{folder}{INVENTORY}"), "E060 not what the digest beside it says"

    def _root_entries(self, root: Inventory) -> Iterator[Found]:
        versions = set(root["versions"])
        names = self._disk.names(self._folder)
        expected = {INVENTORY, f"{INVENTORY}.{root['digestAlgorithm']}", "logs", "extensions"}
        for name in names:
            if name not in expected | versions and not name.startswith("0=ocfl_object_"):
                yield self._path(name), "E001 it does not belong to the object"
        for name in sorted(versions - set(names)):
            yield self._path(name), "E010 the version is missing"
        for name in self._disk.names(self._path("extensions")):
            if not self._disk.is_folder(self._path(f"extensions/{name}")):
                yield self._path(f"extensions/{name}"), "E067 a file among the extensions"
        declared = f"0=ocfl_object_{inventories.spec(root)}"
        if declared not in names:
            yield self._path(INVENTORY), "E038 the type differs from the declaration"

    def _version(self, root: Inventory, name: str) -> Iterator[Found]:
        for entry in self._disk.names(self._path(name)):
            path = self._path(f"{name}/{entry}")
            if not entry.startswith(INVENTORY) and not self._disk.is_folder(path):
                yield path, "E015 content outside of the content folder"
        if not self._disk.exists(self._path(f"{name}/{INVENTORY}")):
            return
        inventory = yield from self._inventory(f"{name}/")
        if inventory is not None:
            where = self._path(f"{name}/{INVENTORY}")
            yield from ((where, wrong) for wrong in self._against_root(root, inventory, name))
            held = set().union(
                *(self._content_files(root, n) for n in inventories.version_names(inventory))
            )
            yield from self._manifest(inventory, held, f"{name}/{INVENTORY}")

    def _against_root(self, root: Inventory, own: Inventory, name: str) -> Iterator[str]:
        if own["id"] != root["id"]:
            yield "E037 the id differs from the object's"
        if own["head"] != name:
            yield "E040 the head is not this version"
        if inventories.content_folder(own) != inventories.content_folder(root):
            yield "E019 the content folder differs from the object's"
        if not self._latest <= inventories.spec(own) <= inventories.spec(root):
            yield "E103 a later OCFL version than that of what follows"
        self._latest = inventories.spec(own)
        if name == root["head"] and self._differs_from_root(name):
            yield "E064 the last version's inventory differs from the object's"
        for version in inventories.version_names(own):
            if version not in root["versions"]:
                continue
            if inventories.state(own, version) != inventories.state(root, version):
                yield f"E066 the state of {version} differs from the object's"

    def _differs_from_root(self, name: str) -> bool:
        own = self._disk.read(self._path(f"{name}/{INVENTORY}"))
        return own != self._disk.read(self._path(INVENTORY))

    def _content_files(self, root: Inventory, version: str) -> set[str]:
        folder = self._path(f"{version}/{inventories.content_folder(root)}")
        if not self._disk.is_folder(folder):
            return set()
        return {path.removeprefix(f"{self._folder}/") for path in self._disk.walk(folder)}

    def _manifest(self, inventory: Inventory, held: set[str], name: str) -> Iterator[Found]:
        """Files without a digest, digests without a file, and files that changed."""
        named: dict[str, str] = {
            path: digest for digest, paths in inventory["manifest"].items() for path in paths
        }
        for path in sorted(held - set(named)):
            yield self._path(path), f"E023 the file is not in the manifest of {name}"
        for path in sorted(set(named) - held):
            yield self._path(path), f"E092 the file is missing that the manifest of {name} names"
        for path in sorted(set(named) & held):
            if self._digest(path, inventory["digestAlgorithm"]) != named[path].lower():
                yield self._path(path), f"E092 the digest differs from that in {name}"

    def _fixity(self, root: Inventory) -> Iterator[Found]:
        blocks: dict[str, Any] = root.get("fixity", {})
        for algorithm, block in blocks.items():
            for digest, paths in block.items() if algorithm in _DIGESTS else ():
                for path in paths:
                    if self._digest(path, algorithm) != digest.lower():
                        yield self._path(path), f"E093 the {algorithm} digest differs"
