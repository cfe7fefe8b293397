"""Opens the catalog, makes it again where it is unusable, and applies new journals to it."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from archiver.errors import ArchiverError, StoreError
from archiver.store import description, journals, ocfl, runs, texts
from archiver.store.catalog import Catalog
from archiver.store.catalog.tables import CatalogDamaged, OtherSchema
from archiver.store.files import Disk
from archiver.store.layout import CATALOG, DERIVED, POSTS, STUBS, object_path
from archiver.store.lock import Lock
from archiver.store.types import Problem


def opened(disk: Disk) -> tuple[Catalog, list[Problem]]:
    """The catalog, up to date: from its file where that can be written, else in memory.

    Also returns the problem of the file where it had to be made again.
    """
    remade: list[Problem] = []
    with suppress(StoreError, sqlite3.Error):
        catalog = _from_file(disk, remade)
        catalog.renew = partial(_renewed, disk)
        return catalog, remade
    return _in_memory(disk), remade


def looked_into(disk: Disk) -> Catalog:
    """The catalog without any writing: its file where that is up to date, else one in memory."""
    path = disk.path(CATALOG)
    if path.is_file() and not path.is_symlink():
        with suppress(StoreError, sqlite3.Error, OtherSchema, CatalogDamaged):
            return _read_only(disk, path)
    return _in_memory(disk)


def _from_file(disk: Disk, remade: list[Problem]) -> Catalog:
    path = disk.path(CATALOG)
    if path.is_symlink():
        raise StoreError("a symbolic link", where=CATALOG)
    if not disk.is_writable(DERIVED):
        return _read_only(disk, path)
    disk.make_folder(DERIVED)
    try:
        return _caught_up(disk, Catalog.open(path))
    except OtherSchema:
        pass
    except CatalogDamaged as error:
        what = f"it could not be read and was made again: {error.message}"
        remade.append(Problem(path=CATALOG, what=what, restorable_from="the files"))
    with Lock(disk):
        drop(disk)
    return _caught_up(disk, Catalog.open(path))


def _caught_up(disk: Disk, catalog: Catalog) -> Catalog:
    try:
        catch_up(disk, catalog)
    except BaseException:
        catalog.close()
        raise
    return catalog


def _read_only(disk: Disk, path: Path) -> Catalog:
    """The catalog of an archive on a medium that cannot be written, if it is up to date."""
    catalog = Catalog.open(path, read_only=True)
    if catalog.is_filled() and catalog.taken() == set(runs.names(disk)):
        return catalog
    return _caught_up(disk, catalog.in_memory())


def _in_memory(disk: Disk) -> Catalog:
    return _caught_up(disk, Catalog.open(None))


def _renewed(disk: Disk) -> sqlite3.Connection:
    """A connection to a catalog made again, in place of one whose file proved damaged."""
    disk.notice(f"{CATALOG}: damaged; it was made again from the files")
    with suppress(StoreError, sqlite3.Error):
        with Lock(disk):
            drop(disk)
        return _from_file(disk, []).db
    return _in_memory(disk).db


def drop(disk: Disk) -> None:
    """Remove the catalog's file; nobody may have it open."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        disk.remove(CATALOG + suffix)


def catch_up(disk: Disk, catalog: Catalog) -> None:
    """Apply the journals that are new to the catalog; index all posts if the catalog is new."""
    held, taken = set(runs.names(disk)), catalog.taken()
    # what is no journal never becomes one: no reader shall wait for a run to end because of it
    news = (name for name in held - taken if _is_readable(disk, name))
    if catalog.is_filled() and taken <= held and not any(news):
        return
    catalog.begin()
    try:
        names = runs.names(disk)  # again: while this one waited, another process may have written
        if not _goes_on(disk, names, catalog.taken()):
            catalog.clear()
        heads = [] if catalog.is_filled() else list(_all_objects(disk))
        taken = catalog.taken()
        for name in names:
            if name not in taken:
                heads += _take(disk, catalog, name)
        for folder in dict.fromkeys(heads):
            _index_object(disk, catalog, folder)
        if not catalog.is_filled():
            with suppress(StoreError):
                catalog.describe(description.challenges(disk))
        catalog.filled()
        catalog.commit()
    except BaseException:
        catalog.rollback()
        raise


def _goes_on(disk: Disk, names: list[str], taken: set[str]) -> bool:
    """Whether all new journals are later than the applied ones: a merge may bring older ones."""
    last = max(taken, default="")
    late = (name for name in names if name < last and name not in taken)
    return taken <= set(names) and not any(_is_readable(disk, name) for name in late)


def _is_readable(disk: Disk, name: str) -> bool:
    with suppress(ArchiverError):
        return bool(journals.what_holds(disk, name))
    return False


def _take(disk: Disk, catalog: Catalog, name: str) -> list[str]:
    try:
        found = journals.what_holds(disk, name)
    except ArchiverError:  # `check` names it
        return []
    return [f"{POSTS}/{object_path(url)}" for url in sorted(catalog.take(name, found))]


def _all_objects(disk: Disk) -> Iterator[str]:
    for host in disk.names(POSTS):
        if disk.is_folder(f"{POSTS}/{host}") and f"{POSTS}/{host}" != STUBS:
            yield from (f"{POSTS}/{host}/{name}" for name in disk.names(f"{POSTS}/{host}"))


def _index_object(disk: Disk, catalog: Catalog, folder: str) -> None:
    """Index a post by all its versions: older ones may have other aliases.

    A damaged version is skipped; `check` names it.
    """
    inventory = ocfl.newest_inventory(disk, folder)
    if inventory is None:
        return
    for number in range(1, ocfl.number_of(inventory["head"]) + 1):
        with suppress(ArchiverError):
            version = texts.version(disk, folder, number)
            catalog.put(version, ocfl.digest_of(inventory, f"v{number}"))
