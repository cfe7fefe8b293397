"""Wins damaged texts back from their captures: only where every byte is as its digest says."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from archiver import frontmatter, plan, urls, warc
from archiver.errors import ArchiverError
from archiver.extract import HostChrome, extract
from archiver.facts import VersionWritten
from archiver.model import Change, Post, Version
from archiver.store import ocfl, runs, texts
from archiver.store.catalog import Catalog
from archiver.store.files import Disk
from archiver.store.repair import trusted


def rewin(disk: Disk, catalog: Catalog, names: Iterable[str]) -> list[str]:
    """Write these ``post.md`` anew where that can be done; the names of those that were."""
    wanted = [name for name in names if name.endswith(f"/{ocfl.CONTENT}")]
    told = dict(_told(disk)) if wanted else {}
    return [name for name in wanted if _rewin(disk, catalog, told, name)]


def _told(disk: Disk) -> Iterator[tuple[tuple[str, int], VersionWritten]]:
    for name in runs.names(disk):
        with suppress(ArchiverError):
            for fact in runs.load(disk, name).facts:
                if isinstance(fact, VersionWritten):
                    yield (fact.url, fact.version), fact


def _rewin(
    disk: Disk, catalog: Catalog, told: dict[tuple[str, int], VersionWritten], name: str
) -> bool:
    folder = name.removesuffix(f"/{ocfl.CONTENT}").rpartition("/")[0]
    number = ocfl.number_of(name.removeprefix(f"{folder}/").partition("/")[0])
    held = trusted(disk, folder)
    fact = told.get((held["id"], number)) if held else None
    if held is None or fact is None or fact.sha512 not in held["versions"][f"v{number}"]["state"]:
        return False
    for version in _possible(disk, catalog, folder, fact):
        data = frontmatter.write(version).encode()
        if ocfl.sha512(data) == fact.sha512:
            disk.replace(name, data)
            return True
    return False


def _possible(disk: Disk, catalog: Catalog, folder: str, fact: VersionWritten) -> Iterator[Version]:
    """The versions that a fact may have told of: what it does not say is in other versions."""
    others = _others(disk, folder)
    announced = catalog.announcements(fact.url)
    known = {(other.via, other.aliases) for other in others}
    known |= {(plan.announcers(announced), ()), ((), ())}
    posts: list[Post | None] = [None]
    if fact.change is not Change.GONE:
        posts = list(_readings(disk, catalog, fact))
    for post in posts:
        for via, aliases in sorted(known, key=repr):
            yield Version(
                url=fact.url,
                number=fact.version,
                change=fact.change,
                post=post,
                capture=fact.capture,
                first_seen=others[0].first_seen if others else fact.at,
                seen_at=fact.at,
                extractor=fact.extractor,
                via=via,
                aliases=aliases,
                reason=fact.reason or "",
                witnesses=fact.witnesses,
            )


def _others(disk: Disk, folder: str) -> list[Version]:
    found = []
    for number in filter(None, map(ocfl.number_of, disk.names(folder))):
        with suppress(ArchiverError):
            found.append(texts.version(disk, folder, number))
    return found


def _readings(disk: Disk, catalog: Catalog, fact: VersionWritten) -> Iterator[Post]:
    """The post as its capture reads, with and without what was known beside it."""
    if fact.capture is None:
        return
    with suppress(ArchiverError):
        capture = warc.capture_at(disk.open, fact.capture)
        learned = catalog.chrome(urls.host(capture.final_url))
        entry = plan.feed_entry(catalog.announcements(fact.url))
        for chrome in (HostChrome.from_json(learned), None) if learned else (None,):
            for feed in (entry, None) if entry else (None,):
                yield extract(
                    capture.body,
                    capture.final_url,
                    content_type=capture.header("content-type"),
                    feed=feed,
                    chrome=chrome,
                )
