"""Wins damaged texts back from their captures: only where every byte is as its digest says."""

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
"""How the capture of a version may read: each post that it may have given, the likeliest first."""


def rewin(disk: Disk, catalog: Catalog, names: Iterable[str], read: Read) -> list[str]:
    """Write these ``post.md`` anew where that can be done; the names of those that were."""
    wanted = [name for name in names if name.endswith(f"/{ocfl.CONTENT}")]
    told = dict(_told(disk)) if wanted else {}
    return [name for name in wanted if _rewin(disk, catalog, told, name, read)]


def _told(disk: Disk) -> Iterator[tuple[tuple[str, int], VersionWritten]]:
    for name in runs.names(disk):
        with suppress(ArchiverError):
            for fact in runs.load(disk, name).facts:
                if isinstance(fact, VersionWritten):
                    yield (fact.url, fact.version), fact


def _rewin(
    disk: Disk,
    catalog: Catalog,
    told: dict[tuple[str, int], VersionWritten],
    name: str,
    read: Read,
) -> bool:
    folder = name.removesuffix(f"/{ocfl.CONTENT}").rpartition("/")[0]
    number = ocfl.number_of(name.removeprefix(f"{folder}/").partition("/")[0])
    held = trusted(disk, folder)
    fact = told.get((held["id"], number)) if held else None
    if held is None or fact is None or fact.sha512 not in held["versions"][f"v{number}"]["state"]:
        return False
    for version in _possible(disk, catalog, folder, fact, read):
        data = frontmatter.write(version).encode()
        if ocfl.sha512(data) == fact.sha512:
            disk.replace(name, data)
            return True
    return False


def _possible(
    disk: Disk, catalog: Catalog, folder: str, fact: VersionWritten, read: Read
) -> Iterator[Version]:
    """The versions that a fact may have told of: what it does not say is in other versions."""
    others = _others(disk, folder)
    announced = catalog.announcements(fact.url)
    known = {(other.via, other.aliases) for other in others}
    known |= {(announcements.announcers(announced), ()), ((), ())}
    ways = [(fact.via, fact.aliases), *sorted(known - {(fact.via, fact.aliases)}, key=repr)]
    told = Version(
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
    for post in (None,) if fact.change is Change.GONE else read(told):
        for via, aliases in ways:
            yield replace(told, post=post, via=via, aliases=aliases)


def _others(disk: Disk, folder: str) -> list[Version]:
    found = []
    for number in filter(None, map(ocfl.number_of, disk.names(folder))):
        with suppress(ArchiverError):
            found.append(texts.version(disk, folder, number))
    return found
