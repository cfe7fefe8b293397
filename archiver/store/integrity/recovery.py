"""Recovers lost and damaged texts from their captures, only where the digest of the result is right."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from archiver.errors import ArchiverError
from archiver.facts import VersionWritten
from archiver.formats import frontmatter
from archiver.history import announcements
from archiver.model import Change, Post, Version
from archiver.store import journals, ocfl, runs, texts
from archiver.store.catalog import Catalog
from archiver.store.files import Disk
from archiver.store.integrity.repair import trusted
from archiver.store.layout import POSTS, object_path

Read = Callable[[Version], Iterable[Post]]
"""Extracts the capture of a version again: the possible posts, the most likely first."""

Recorded = dict[str, dict[int, VersionWritten]]
"""What the journals tell of the versions of each post, by address and number."""


def recover(disk: Disk, catalog: Catalog, names: Iterable[str], read: Read) -> list[str]:
    """Write these texts again, and the posts whose folders are lost, where they can be recovered.

    ``names`` are of files or folders of posts, as `check` names them. Returns what was recovered.
    """
    wanted = [name for name in names if name.startswith(f"{POSTS}/")]
    if not wanted:
        return []
    recorded = _recorded(disk)
    done = _lost_objects(disk, catalog, recorded, read)
    damaged = {text for name in wanted if not _is_in(name, done) and (text := _text(name))}
    return done + [n for n in sorted(damaged) if _recover(disk, catalog, recorded, n, read)]


def _is_in(name: str, folders: list[str]) -> bool:
    return any(name.startswith(f"{folder}/") for folder in folders)


def _text(name: str) -> str:
    """The text that a name of a text or of the folder of a version stands for; empty for others."""
    if name.endswith(f"/{ocfl.CONTENT}"):
        return name
    return f"{name}/{ocfl.CONTENT}" if ocfl.number_of(name.rpartition("/")[2]) else ""


def _recorded(disk: Disk) -> Recorded:
    found: Recorded = {}
    for name in runs.names(disk):
        with suppress(ArchiverError):
            for fact in journals.what_holds(disk, name).facts:
                if isinstance(fact, VersionWritten):
                    found.setdefault(fact.url, {})[fact.version] = fact
    return found


def _lost_objects(disk: Disk, catalog: Catalog, recorded: Recorded, read: Read) -> list[str]:
    """Make the objects again of which nothing is left but what the journals tell, and captures."""
    done = []
    for url, facts in sorted(recorded.items()):
        folder = f"{POSTS}/{object_path(url)}"
        if next(disk.walk(folder), None) is None and (history := _history(catalog, facts, read)):
            entries = ((d, v.seen_at, ocfl.message(v.change.value, v.reason)) for v, d in history)
            disk.remove(folder)  # it may be there, and empty
            disk.move(ocfl.stage_all(disk, url, entries), folder)
            done.append(folder)
    return done


def _history(
    catalog: Catalog, facts: dict[int, VersionWritten], read: Read
) -> list[tuple[Version, bytes]]:
    """All versions with their bytes, the oldest first; none where one of them cannot be recovered.

    A history with a gap would tell of a post what it never said.
    """
    found: list[tuple[Version, bytes]] = []
    for number in range(1, max(facts) + 1):
        fact = facts.get(number)
        before = [version for version, _ in found]
        one = _recovered(catalog, before, fact, read) if fact else None
        if one is None:
            return []
        found.append(one)
    return found


def _recover(disk: Disk, catalog: Catalog, recorded: Recorded, name: str, read: Read) -> bool:
    folder = name.removesuffix(f"/{ocfl.CONTENT}").rpartition("/")[0]
    number = ocfl.number_of(name.removeprefix(f"{folder}/").partition("/")[0])
    held = trusted(disk, folder)
    fact = recorded.get(held["id"], {}).get(number) if held else None
    if held is None or fact is None or fact.sha512 not in held["versions"][f"v{number}"]["state"]:
        return False
    one = _recovered(catalog, _other_versions(disk, folder), fact, read)
    if one is None:
        return False
    disk.replace(name, one[1])
    return True


def _recovered(
    catalog: Catalog, others: list[Version], fact: VersionWritten, read: Read
) -> tuple[Version, bytes] | None:
    """The version that a fact records, and its bytes, which have the digest that the fact tells."""
    for version in _candidates(catalog, others, fact, read):
        data = frontmatter.write(version).encode()
        if ocfl.sha512(data) == fact.sha512:
            return version, data
    return None


def _candidates(
    catalog: Catalog, others: list[Version], fact: VersionWritten, read: Read
) -> Iterator[Version]:
    """The versions that a fact may record: its aliases and ``via`` are taken from other versions."""
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
