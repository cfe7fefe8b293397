"""Recovers damaged texts from their captures, only where the digest of the result is right."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from archiver.errors import ArchiverError
from archiver.facts import VersionWritten
from archiver.formats import frontmatter
from archiver.history import announcements
from archiver.model import Change, Post, Version
from archiver.store import ocfl, runs, texts
from archiver.store.catalog import Catalog
from archiver.store.files import Disk
from archiver.store.integrity.repair import trusted

Read = Callable[[Version], Iterable[Post]]
"""Extracts the capture of a version again: the possible posts, the most likely first."""


def recover_texts(disk: Disk, catalog: Catalog, names: Iterable[str], read: Read) -> list[str]:
    """Write these ``post.md`` again where they can be recovered. Returns the names of those."""
    wanted = [name for name in names if name.endswith(f"/{ocfl.CONTENT}")]
    recorded = dict(_recorded_versions(disk)) if wanted else {}
    return [name for name in wanted if _recover(disk, catalog, recorded, name, read)]


def _recorded_versions(disk: Disk) -> Iterator[tuple[tuple[str, int], VersionWritten]]:
    for name in runs.names(disk):
        with suppress(ArchiverError):
            for fact in runs.load(disk, name).facts:
                if isinstance(fact, VersionWritten):
                    yield (fact.url, fact.version), fact


def _recover(
    disk: Disk,
    catalog: Catalog,
    recorded: dict[tuple[str, int], VersionWritten],
    name: str,
    read: Read,
) -> bool:
    folder = name.removesuffix(f"/{ocfl.CONTENT}").rpartition("/")[0]
    number = ocfl.number_of(name.removeprefix(f"{folder}/").partition("/")[0])
    held = trusted(disk, folder)
    fact = recorded.get((held["id"], number)) if held else None
    if held is None or fact is None or fact.sha512 not in held["versions"][f"v{number}"]["state"]:
        return False
    for version in _candidates(disk, catalog, folder, fact, read):
        data = frontmatter.write(version).encode()
        if ocfl.sha512(data) == fact.sha512:
            disk.replace(name, data)
            return True
    return False


def _candidates(
    disk: Disk, catalog: Catalog, folder: str, fact: VersionWritten, read: Read
) -> Iterator[Version]:
    """The versions that a fact may record: its aliases and ``via`` are taken from other versions."""
    others = _other_versions(disk, folder)
    announced = catalog.announcements(fact.url)
    known = {(other.via, other.aliases) for other in others}
    known |= {(announcements.announcers(announced), ()), ((), ())}
    ways = [(fact.via, fact.aliases), *sorted(known - {(fact.via, fact.aliases)}, key=repr)]
    recorded = Version(
        url=fact.url,
        number=fact.version,
        change=fact.change,
        post=None,
        capture=fact.capture,
        first_seen=others[0].first_seen if others else fact.at,
        seen_at=fact.at,
        extractor=fact.extractor,
        aliases=fact.aliases or (others[0].aliases if others else ()),
        reason=fact.reason or "",
        witnesses=fact.witnesses,
    )
    for post in (None,) if fact.change is Change.GONE else read(recorded):
        for via, aliases in ways:
            yield replace(recorded, post=post, via=via, aliases=aliases)


def _other_versions(disk: Disk, folder: str) -> list[Version]:
    found = []
    for number in filter(None, map(ocfl.number_of, disk.names(folder))):
        with suppress(ArchiverError):
            found.append(texts.version(disk, folder, number))
    return found
