"""The journals of runs: written line by line, sealed at the commit, mended after a crash."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from archiver.errors import StoreError
from archiver.facts import Adopted, Answered, Fact, VersionWritten
from archiver.formats import journal, warc
from archiver.formats.journal import Journal
from archiver.model import Capture, Version
from archiver.store import ocfl, warcfiles
from archiver.store.files import Disk
from archiver.store.layout import FORGETTING, POSTS, REPLACED, RUNS, STAGING, object_path
from archiver.store.warcfiles import AppendOnlyFile
from archiver.web import dates


def new_name(run: str, at: datetime, last: str) -> str:
    """The name of a new journal, after ``last`` also where the clock was put back meanwhile."""
    try:
        name = journal.file_name(run, at)
        while name <= last:
            at = max(at, _time_of(last)) + timedelta(seconds=1)
            name = journal.file_name(run, at)
    except ValueError as error:
        raise StoreError(str(error)) from None
    return name


def _time_of(name: str) -> datetime:
    stamp = name.rpartition("/")[2].partition("-")[0]
    return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


class RunJournal(AppendOnlyFile):
    """The journal of a running run."""

    def __init__(
        self, disk: Disk, run: str, started: datetime, last: str, *, after: str = ""
    ) -> None:
        """``last`` is the name of the journal before; the new name sorts after it and ``after``."""
        super().__init__(disk, new_name(run, started, max(last, after)))
        self.append(journal.opening(run, started, last))
        self.sync()

    def note(self, fact: Fact) -> None:
        """Append a fact: it survives a crash of the process, and after ``sync`` a power cut."""
        self.append(journal.write(fact))

    def seal(
        self, ended: datetime, status: str, counts: Mapping[str, int], files: Mapping[str, str]
    ) -> None:
        """Close the journal. Its rename into place is the commit of the run."""
        self.append(journal.closing(ended, status, counts, files))
        self.append(journal.seal(self.digest.hexdigest()))
        self.finish()


def version_fact(version: Version, sha512: str, source: str | None) -> VersionWritten:
    """The fact that records a version in the journal."""
    return VersionWritten(
        change=version.change,
        url=version.url,
        at=dates.utc(version.seen_at),
        source=source,
        version=version.number,
        sha512=sha512,
        capture=version.capture,
        extractor=version.extractor,
        reason=version.reason or None,
        title=version.post.title if version.post else None,
        via=version.via,
        aliases=version.aliases,
        witnesses=version.witnesses,
    )


def names(disk: Disk) -> list[str]:
    """All sealed journals, by the time their runs began."""
    years = (f"{RUNS}/{year}" for year in disk.names(RUNS))
    return [f"{year}/{name}" for year in years for name in disk.names(year)]


def load(disk: Disk, name: str) -> Journal:
    """Read a journal; ParseError where it is none."""
    return journal.parse(disk.read(name), where=name)


def mend(disk: Disk, at: datetime) -> list[str]:
    """Finish or undo what dead runs left in the staging folder. Returns a sentence per repair.

    WARC files are cut to their last whole record and sealed. Journals are sealed without facts
    whose version or capture was not written. Objects that a journal names get the root inventory
    of their highest version whose digests hold.
    """
    done = finish_forgetting(disk) if disk.exists(FORGETTING) else []
    done += _restore_replaced(disk)
    staged = [name for name in disk.walk(STAGING) if name.endswith(".open")]
    for name in (n for n in staged if n.endswith(".warc.gz.open")):
        final, cut = warcfiles.mend(disk, name)
        done += [f"{final}: cut {cut} bytes of a torn record"] if cut else []
    for name in (n for n in staged if n.endswith(".jsonl.open")):
        done += _mend_journal(disk, name, at)
    for name in disk.names(STAGING):
        disk.remove(f"{STAGING}/{name}")
    return done


def finish_forgetting(disk: Disk) -> list[str]:
    """Finish what somebody was interrupted in while a post was being forgotten."""
    from archiver.store.takedown.carrying_out import finish  # here: hardly ever needed

    return ["what was to be forgotten is forgotten now"] if finish(disk) else []


def _restore_replaced(disk: Disk) -> list[str]:
    """Put back the objects that a merge had moved away before it died."""
    places = [name for host in disk.names(REPLACED) for name in _within(disk, REPLACED, host)]
    lost = [name for name in places if not disk.exists(f"{POSTS}/{name}")]
    for name in lost:
        disk.move(f"{REPLACED}/{name}", f"{POSTS}/{name}")
    return [f"{POSTS}/{name}: put back, as it was before a merge" for name in lost]


def _within(disk: Disk, folder: str, host: str) -> list[str]:
    return [f"{host}/{name}" for name in disk.names(f"{folder}/{host}")]


def _mend_journal(disk: Disk, staged: str, at: datetime) -> list[str]:
    name = staged.removeprefix(f"{STAGING}/").removesuffix(".open")
    data = journal.whole(disk.read(staged))
    if not data or disk.exists(name):
        return []
    found = journal.parse(data, where=name)
    lines = [
        (line, fact) for line, fact in journal.facts_with_lines(data) if _has_captures(disk, fact)
    ]
    written = (fact for _, fact in lines if isinstance(fact, VersionWritten))
    objects = {f"{POSTS}/{object_path(fact.url)}" for fact in written}
    mended = [folder for folder in sorted(objects) if ocfl.mend(disk, folder)]
    done = [f"{folder}: brought to its last whole version" for folder in mended]
    lines = [(line, fact) for line, fact in lines if _has_version(disk, fact)]
    if found.sealed and len(lines) == len(found.facts):
        disk.move(staged, name)
        return [*done, f"run {found.run} had ended but for its last step, which was done"]
    disk.replace(name, _aborted_journal(disk, found, lines, at))
    return [*done, f"run {found.run} was cut short; what it had written is kept"]


def _has_captures(disk: Disk, fact: Fact) -> bool:
    """Whether the WARC files still hold the captures that a fact cites."""
    return all(ref.offset < disk.size(ref.warc) for ref in fact.cited)


def _has_version(disk: Disk, fact: Fact) -> bool:
    """Whether the version that a fact records was written."""
    if not isinstance(fact, VersionWritten):
        return True
    folder = f"{POSTS}/{object_path(fact.url)}"
    try:
        inventory = ocfl.read_inventory(disk, folder)
        data = ocfl.content(disk, folder, inventory, f"v{fact.version}")[1]
    except StoreError:
        return False
    return ocfl.sha512(data) == fact.sha512


def _aborted_journal(
    disk: Disk, found: Journal, lines: list[tuple[bytes, Fact]], at: datetime
) -> bytes:
    """The sealed journal of an aborted run, its lines unchanged."""
    folder, _, first = warc.file_name(found.run, found.started, 1).rpartition("/")
    prefix = first.removesuffix("1.warc.gz")
    adopted = {fact.file for _, fact in lines if isinstance(fact, Adopted)}
    own = [n for n in disk.names(folder) if n.startswith(prefix) and n.endswith(".warc.gz")]
    held = [*(f"{folder}/{n}" for n in own), *warcfiles.mend_adopted(disk, adopted)]
    files = {name: warcfiles.sha256(disk, name) for name in held}
    data = journal.opening(found.run, found.started, found.after)
    data += b"".join(line for line, _ in lines)
    data += journal.closing(at, journal.ABORTED, {}, files)
    return data + journal.seal(hashlib.sha256(data).hexdigest())


def answered(kind: type[Answered], capture: Capture, source: str | None) -> Answered:
    """The journal's line for a final answer."""
    return kind(
        url=capture.final_url,
        at=capture.fetched_at,
        source=source,
        status=capture.status,
        etag=capture.header("etag"),
        last_modified=capture.header("last-modified"),
        asked=capture.url if capture.url != capture.final_url else None,
    )
