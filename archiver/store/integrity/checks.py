"""The integrity check: every file is read, every digest computed, every reference resolved."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from archiver.errors import ArchiverError, ParseError, StoreError
from archiver.facts import VersionWritten
from archiver.formats import frontmatter, journal, warc
from archiver.formats.journal import Journal
from archiver.store import description, ocfl, runs, warcfiles
from archiver.store.catalog import Catalog, differences
from archiver.store.files import Disk
from archiver.store.integrity.repair import trusted
from archiver.store.layout import (
    ARCHIVE,
    CATALOG,
    POSTS,
    README,
    RUNS,
    STAGING,
    STUBS,
    WARC,
    object_path,
)
from archiver.store.lock import is_held
from archiver.store.ocfl import validation
from archiver.store.types import Problem

CONSTANT = "the program, which writes the same text anew"
FILES = "the files"
DESCRIBED = "the catalog, or sources.yaml by a run"
NEXT_RUN = "the next run, which mends it at its start"


State = tuple[bool, tuple[str, ...]]
"""Whether the lock is held, and the names of all journals."""


@dataclass
class _Recorded:
    """What the journals record: versions and WARC files with digests, cited record offsets.

    ``unsealed`` are versions of a run that is at work or was cut off: the journal tells of them
    before they are there.
    """

    versions: dict[tuple[str, int], VersionWritten] = field(default_factory=dict)
    warcs: dict[str, set[str]] = field(default_factory=dict)
    cited: dict[str, set[int]] = field(default_factory=dict)
    unsealed: set[tuple[str, int]] = field(default_factory=set)


def check(
    disk: Disk, catalog: Catalog, fresh: Catalog | None, before: State | None = None
) -> list[Problem]:
    """All that is damaged; an empty list where nothing is.

    ``fresh`` is a catalog made from the files just now, None where it could not be made; ``before``
    is how the archive stood before that. The two are not compared while a journal is unsealed or
    somebody writes: a run commits to the catalog host by host, and once more after its journal is
    sealed. Nothing is written, so that an archive on a read-only medium can be checked.
    """
    before = before or state(disk)
    found = _files(disk)
    is_quiet = before == state(disk) and not before[0]
    if found and not is_quiet:
        # a run is at work, and a file may be newer than the journal that was read: what is damaged
        # is so at a second look, too
        again = _files(disk)
        found = [problem for problem in found if problem in again]
    if is_quiet and not unsealed_journals(disk):
        found += _catalog(catalog, fresh)
    return found


def _files(disk: Disk) -> list[Problem]:
    recorded = _Recorded()
    found = [*_root_files(disk), *_unfinished(disk), *_journals(disk, recorded)]
    found += _posts(disk, recorded)
    found += _warcs(disk, recorded)
    return found


def state(disk: Disk) -> State:
    """How an archive stands: nobody has written between two that are equal and not held."""
    return is_held(disk), (*runs.names(disk), *unsealed_journals(disk))


def unsealed_journals(disk: Disk) -> list[str]:
    """The journals of runs that are at work or were cut off, as they lie in the staging folder."""
    return [name for name in disk.walk(f"{STAGING}/{RUNS}") if name.endswith(".jsonl.open")]


def _root_files(disk: Disk) -> Iterator[Problem]:
    for name, data in ocfl.ROOT_FILES.items():
        if not _has_bytes(disk, name, data):
            yield Problem(path=name, what="missing or changed", restorable_from=CONSTANT)
    try:
        values = description.read(disk)
    except StoreError as error:
        yield Problem(path=ARCHIVE, what=error.message, restorable_from=DESCRIBED)
        return
    if not disk.exists(README):
        yield Problem(path=README, what="missing", restorable_from=CONSTANT)
    elif hashlib.sha256(disk.read(README)).hexdigest() != values["readme_sha256"]:
        yield Problem(path=README, what="changed", restorable_from=CONSTANT)


def _has_bytes(disk: Disk, name: str, data: bytes) -> bool:
    try:
        return disk.read(name) == data
    except StoreError:
        return False


def _unfinished(disk: Disk) -> Iterator[Problem]:
    """What a dead run left in staging; not looked at while another run holds the lock."""
    for name in [] if is_held(disk) else disk.walk(STAGING):
        yield Problem(path=name, what="left by a run that died", restorable_from=NEXT_RUN)


def _journals(disk: Disk, recorded: _Recorded) -> Iterator[Problem]:
    for name in runs.names(disk):
        try:
            found = runs.load(disk, name)
        except ArchiverError as error:
            yield Problem(path=name, what=f"damaged: {error}")
            continue
        if not found.sealed:
            yield Problem(path=name, what="its digest does not hold: it was changed or cut")
        if found.after and not disk.exists(found.after):
            yield Problem(path=found.after, what=f"missing: {name} followed it")
        _collect(found, recorded)
    for name in unsealed_journals(disk):
        with suppress(ArchiverError):  # the run may have sealed it meanwhile
            found = journal.parse(journal.whole(disk.read(name)), where=name)
            before = set(recorded.versions)
            _collect(found, recorded)
            recorded.unsealed |= recorded.versions.keys() - before


def _collect(found: Journal, recorded: _Recorded) -> None:
    for file, digest in found.files.items():
        recorded.warcs.setdefault(file, set()).add(digest)
    for fact in found.facts:
        for ref in fact.cited:
            recorded.cited.setdefault(ref.warc, set()).add(ref.offset)
        if isinstance(fact, VersionWritten):
            recorded.versions[fact.url, fact.version] = fact


def _posts(disk: Disk, recorded: _Recorded) -> Iterator[Problem]:
    missing = {k: fact for k, fact in recorded.versions.items() if k not in recorded.unsealed}
    for folder in _folders(disk):
        if not disk.is_folder(folder):
            if folder not in ocfl.ROOT_FILES:
                yield Problem(path=folder, what="it does not belong to the posts")
            continue
        wrong = validation.validate(disk, folder)
        yield from (_object_problem(disk, folder, *found, recorded) for found in wrong)
        yield from _own_rules(disk, folder)
        if folder.startswith(f"{STUBS}/"):  # it has no text, and no journal tells of it
            continue
        for number, text in _version_texts(disk, folder):
            url = _identity(disk, folder)
            fact = recorded.versions.get((url, number))
            missing.pop((url, number), None)
            if not wrong:
                yield from _check_text(disk, folder, number, text, fact)
    for (url, number), _ in sorted(missing.items(), key=lambda item: item[0]):
        folder = f"{POSTS}/{object_path(url)}"
        yield Problem(
            path=f"{folder}/v{number}",
            what=f"missing: a journal tells of version {number} of {url}",
            restorable_from=_capture_of(recorded, url, number),
        )


def _folders(disk: Disk) -> Iterator[str]:
    for host in disk.names(POSTS):
        if disk.is_folder(f"{POSTS}/{host}"):
            yield from (f"{POSTS}/{host}/{name}" for name in disk.names(f"{POSTS}/{host}"))
        else:
            yield f"{POSTS}/{host}"


def _version_texts(disk: Disk, folder: str) -> Iterator[tuple[int, str]]:
    for version in disk.names(folder):
        if (number := ocfl.number_of(version)) and disk.is_folder(f"{folder}/{version}"):
            yield number, f"{folder}/{version}/{ocfl.CONTENT}"


def _own_rules(disk: Disk, folder: str) -> Iterator[Problem]:
    """Stricter than OCFL, where they are optional: each version has an inventory and a sidecar."""
    for place in (folder, *(f"{folder}/v{number}" for number, _ in _version_texts(disk, folder))):
        inventory, sidecar = f"{place}/{ocfl.INVENTORY}", f"{place}/{ocfl.SIDECAR}"
        if not disk.exists(inventory):
            source = "another inventory of the object" if trusted(disk, folder) else ""
            yield Problem(path=inventory, what="missing", restorable_from=source)
        elif not _has_bytes(disk, sidecar, ocfl.sidecar(disk.read(inventory))):
            what, source = "not the digest of the inventory beside it", "the inventory beside it"
            yield Problem(path=sidecar, what=what, restorable_from=source)


def _identity(disk: Disk, folder: str) -> str:
    for place in (folder, f"{folder}/v1"):
        try:
            return str(ocfl.read_inventory(disk, place)["id"])
        except StoreError:
            continue
    return ""


def _object_problem(disk: Disk, folder: str, path: str, what: str, recorded: _Recorded) -> Problem:
    """The problem of a file in an object, with what it can be restored from."""
    name = path.removeprefix(f"{folder}/")
    source = ""
    if ocfl.INVENTORY in name:
        source = "another inventory of the object" if trusted(disk, folder) else ""
    elif name.endswith(ocfl.CONTENT):
        number = ocfl.number_of(name.partition("/")[0])
        source = _capture_of(recorded, _identity(disk, folder), number)
    elif name == ocfl.OBJECT or path == folder:
        source = CONSTANT
    return Problem(path=path, what=what, restorable_from=source)


def _capture_of(recorded: _Recorded, url: str, number: int) -> str:
    fact = recorded.versions.get((url, number))
    ref = fact.capture if fact else None
    if fact is None or ref is None:
        return ""
    return f"its capture, {ref.warc} at {ref.offset}, if it reads the same as by {fact.extractor}"


def _check_text(
    disk: Disk, folder: str, number: int, name: str, fact: VersionWritten | None
) -> Iterator[Problem]:
    """Compare a version with its path, its number and its journal."""
    data = disk.read(name)
    try:
        version = frontmatter.read(data.decode(), where=name)
    except (ParseError, UnicodeDecodeError) as error:
        yield Problem(path=name, what=f"not readable: {error}")
        return
    if f"{POSTS}/{object_path(version.url)}" != folder or version.number != number:
        yield Problem(path=name, what="it lies in a place where it does not belong")
    if fact is None:
        yield Problem(path=name, what="no journal tells of this version")
    elif fact.sha512 != ocfl.sha512(data):
        yield Problem(path=name, what="its digest differs from that in the journal")


def _warcs(disk: Disk, recorded: _Recorded) -> Iterator[Problem]:
    held = set(disk.walk(WARC))
    for name in sorted(n for n in held if n.endswith(".warc.gz")):
        yield from _warc(disk, name, recorded)
        index = warcfiles.index_name(name)
        if not _has_bytes(disk, index, warcfiles.index_of(disk, name)):
            what = "missing" if index not in held else "it differs from its WARC file"
            yield Problem(path=index, what=what, restorable_from="its WARC file")
    for name in sorted(recorded.warcs.keys() | recorded.cited.keys() - held):
        if name not in held and not disk.exists(warcfiles.staged_name(name)):
            yield Problem(path=name, what="missing: a journal names it")
    wanted = {warcfiles.index_name(n) for n in held if n.endswith(".warc.gz")}
    for name in sorted(n for n in held - wanted if not n.endswith(".warc.gz")):
        yield Problem(path=name, what="it does not belong to the WARC files")


def _warc(disk: Disk, name: str, recorded: _Recorded) -> Iterator[Problem]:
    offsets = set()
    try:
        with disk.open(name) as stream:
            for record in warc.records(stream):
                offsets.add(record.offset)
                if wrong := warc.verify(record):
                    yield Problem(path=f"{name}@{record.offset}", what=wrong)
    except ParseError as error:
        yield Problem(path=f"{name}@{error.where}", what=error.message)
    if name not in recorded.warcs:
        yield Problem(path=name, what="no journal names it")
    # a merge with an archive that has forgotten a post brings the digest that the file has there
    elif warcfiles.sha256(disk, name) not in recorded.warcs[name]:
        yield Problem(path=name, what="its digest differs from that in the journal")
    for offset in sorted(recorded.cited.get(name, set()) - offsets):
        yield Problem(path=f"{name}@{offset}", what="a journal cites a record that is not there")


def _catalog(catalog: Catalog, fresh: Catalog | None) -> Iterator[Problem]:
    if fresh is None:
        return
    try:
        for what in differences(catalog, fresh):
            yield Problem(path=CATALOG, what=what, restorable_from=FILES)
    except sqlite3.DatabaseError as error:
        yield Problem(path=CATALOG, what=f"damaged: {error}", restorable_from=FILES)
