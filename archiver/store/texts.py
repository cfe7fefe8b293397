"""Reads the versions of a post from its OCFL object."""

from archiver.errors import ParseError, StoreError
from archiver.formats import frontmatter
from archiver.model import Version
from archiver.store import ocfl
from archiver.store.files import Disk


def version(disk: Disk, folder: str, number: int, sha512: str = "") -> Version:
    """One version; StoreError where it is missing, not readable, or has not the digest ``sha512``."""
    name = f"{folder}/v{number}/{ocfl.CONTENT}"
    data = disk.read(name)
    found = _read(data, name)
    if sha512 and ocfl.sha512(data) != sha512:
        hint = "run `archiver check`"
        raise StoreError("the text was changed after it was written", where=name, hint=hint)
    return found


def history(disk: Disk, folder: str) -> tuple[Version, ...]:
    """All versions, the oldest first, their digests verified."""
    return tuple(held for held, _ in with_bytes(disk, folder))


def with_bytes(disk: Disk, folder: str) -> list[tuple[Version, bytes]]:
    """All versions with the bytes of their files, the oldest first, their digests verified."""
    inventory = ocfl.read_inventory(disk, folder)
    found = (
        ocfl.content(disk, folder, inventory, f"v{number}")
        for number in range(1, ocfl.number_of(inventory["head"]) + 1)
    )
    return [(_read(data, name), data) for name, data in found]


def _read(data: bytes, name: str) -> Version:
    hint = "run `archiver check`"
    try:
        return frontmatter.read(data.decode(), where=name)
    except ParseError as error:
        line = error.where.removeprefix(name).lstrip(":")
        what = f"damaged in line {line}" if line else "damaged"
        raise StoreError(f"{what}: {error.message}", where=name, hint=hint) from error
    except UnicodeDecodeError as error:
        raise StoreError(f"damaged: {error}", where=name, hint=hint) from error
