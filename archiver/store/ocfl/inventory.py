"""Validates an OCFL inventory on its own (OCFL 1.1, section 3.5), with the OCFL error codes."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

_HEX = re.compile(r"[0-9a-fA-F]{8,}")
_VERSION = re.compile(r"v(0*)([1-9]\d*)")
_TIME = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)"
    r"(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
)
_TYPE = re.compile(r"https://ocfl\.io/(1\.[01])/spec/#inventory")

Inventory = dict[str, Any]


def problems(inventory: object) -> list[str]:
    """Sentences that begin with an error code; none where the inventory is valid."""
    if not isinstance(inventory, dict):
        return ["E033 the inventory is no JSON object"]
    return [
        *_head(inventory),
        *_manifest(inventory),
        *_versions(inventory),
        *_unused(inventory),
        *_fixity(inventory),
    ]


def spec(inventory: Inventory) -> str:
    """``1.0`` or ``1.1``, after the inventory's type; empty where it is another."""
    match = _TYPE.fullmatch(str(inventory.get("type")))
    return match[1] if match else ""


def version_names(inventory: Inventory) -> list[str]:
    """The names of the versions, in their order."""
    names = [name for name in inventory.get("versions", {}) if _VERSION.fullmatch(name)]
    return sorted(names, key=lambda name: int(name[1:]))


def content_folder(inventory: Inventory) -> str:
    """The folder of the content within a version."""
    return str(inventory.get("contentDirectory", "content"))


def state(inventory: Inventory, version: str) -> dict[str, frozenset[str]]:
    """The content paths for each logical path of a version."""
    manifest = _folded(inventory["manifest"])
    pairs = inventory["versions"][version]["state"].items()
    return {
        name: frozenset(manifest.get(digest.lower(), ()))
        for digest, names in pairs
        for name in names
    }


def _folded(manifest: dict[str, list[str]]) -> dict[str, list[str]]:
    return {digest.lower(): paths for digest, paths in manifest.items()}


def _head(inventory: Inventory) -> Iterator[str]:
    if not isinstance(inventory.get("id"), str) or not inventory["id"]:
        yield "E036 no id"
    if not spec(inventory):
        yield "E038 the type is none of OCFL 1.0 or 1.1"
    if inventory.get("digestAlgorithm") not in ("sha512", "sha256"):
        yield "E025 the digest algorithm is neither sha512 nor sha256"
    folder = inventory.get("contentDirectory", "content")
    if not isinstance(folder, str) or folder in ("", ".", "..") or "/" in folder:
        yield "E017 the content folder is no plain name"
    if not isinstance(inventory.get("head"), str):
        yield "E036 no head"


def _manifest(inventory: Inventory) -> Iterator[str]:
    manifest = inventory.get("manifest")
    if not _is_digest_map(manifest):
        yield "E041 no manifest of digests and paths"
        return
    assert isinstance(manifest, dict)
    if len(_folded(manifest)) != len(manifest):
        yield "E096 a digest stands twice in the manifest"
    paths = [path for names in manifest.values() for path in names]
    yield from _bad_paths(paths, "E099 E100", "E101")
    folder = content_folder(inventory)
    for path in paths:
        version, _, rest = path.partition("/")
        if version not in inventory.get("versions", {}) or not rest.startswith(f"{folder}/"):
            yield f"E042 a content path outside of the content folders: {path}"


def _is_digest_map(values: object) -> bool:
    return isinstance(values, dict) and all(
        _HEX.fullmatch(digest)
        and isinstance(paths, list)
        and paths
        and all(isinstance(path, str) for path in paths)
        for digest, paths in values.items()
    )


def _bad_paths(paths: list[str], bad: str, double: str) -> Iterator[str]:
    for path in paths:
        if any(part in ("", ".", "..") for part in path.split("/")):
            yield f"{bad} not a path: {path!r}"
    if len(set(paths)) != len(paths):
        yield f"{double} a path stands twice"
    folders = {folder for path in paths for folder in _parents(path)}
    if folders & set(paths):
        yield f"{double} a path is both a file and a folder"


def _parents(path: str) -> Iterable[str]:
    parts = path.split("/")
    return ("/".join(parts[:n]) for n in range(1, len(parts)))


def _versions(inventory: Inventory) -> Iterator[str]:
    versions = inventory.get("versions")
    if not isinstance(versions, dict) or not versions:
        yield "E008 no versions"
        return
    matches = [_VERSION.fullmatch(name) for name in versions]
    if not all(matches) or len({len(n) for n in versions if n.startswith("v0")}) > 1:
        yield "E011 E046 a version's name is not v and a number, padded like the others"
        return
    names = version_names(inventory)
    if [int(name[1:]) for name in names] != list(range(1, len(names) + 1)):
        yield "E010 a version is missing"
    if len({name.startswith("v0") for name in names}) > 1 and names[0].startswith("v0"):
        yield "E012 versions are padded in different ways"
    if inventory.get("head") != names[-1]:
        yield "E040 the head is not the last version"
    manifest = inventory.get("manifest")
    known = set(manifest) if isinstance(manifest, dict) else set()
    for name in names:
        yield from (f"{problem} ({name})" for problem in _version(versions[name], known))


def _version(version: object, known: set[str]) -> Iterator[str]:
    if not isinstance(version, dict):
        yield "E047 a version is no JSON object"
        return
    if not _TIME.fullmatch(str(version.get("created"))):
        yield "E049 no time of creation with seconds and time zone"
    if not isinstance(version.get("message", ""), str):
        yield "E094 the message is no text"
    user = version.get("user", {"name": "-"})
    if not isinstance(user, dict) or not isinstance(user.get("name"), str) or not user["name"]:
        yield "E054 the user has no name"
    held = version.get("state")
    if not isinstance(held, dict) or (held and not _is_digest_map(held)):
        yield "E050 no state of digests and paths"
        return
    if not set(held) <= known:
        yield "E050 a digest of the state is not in the manifest"
    paths = [path for names in held.values() for path in names]
    yield from _bad_paths(paths, "E052 E053", "E095")


def _unused(inventory: Inventory) -> Iterator[str]:
    versions, manifest = inventory.get("versions"), inventory.get("manifest")
    if not isinstance(versions, dict) or not isinstance(manifest, dict):
        return
    states = [v.get("state") for v in versions.values() if isinstance(v, dict)]
    used = {digest for held in states if isinstance(held, dict) for digest in held}
    if set(manifest) - used:
        yield "E107 a digest of the manifest is in no state"


def _fixity(inventory: Inventory) -> Iterator[str]:
    fixity = inventory.get("fixity", {})
    if not isinstance(fixity, dict) or not all(_is_digest_map(b) for b in fixity.values() if b):
        yield "E057 the fixity block does not hold digests and paths"
        return
    for block in fixity.values():
        if len(_folded(block)) != len(block):
            yield "E097 a digest stands twice in the fixity block"
        paths = [path for names in block.values() for path in names]
        yield from _bad_paths(paths, "E099 E100", "E101")
