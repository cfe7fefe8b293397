"""Forgets what is written down to be forgotten, from wherever it was interrupted.

All new files are made in a room of the staging folder first; then a list says that they are there, and each
is moved to its place. Whoever finds the list goes on with it; whoever finds only the wish begins anew.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from archiver.errors import StoreError
from archiver.facts import Forgotten, Redacted, Rewritten
from archiver.facts.fact import Fact
from archiver.formats import codec, journal, warc
from archiver.formats.blanking.post_matter import hashed, marks_of
from archiver.model import Challenge
from archiver.store import description, ocfl, runs, warcfiles
from archiver.store.files import Disk
from archiver.store.layout import ARCHIVE, DERIVED, STAGING, STUBS
from archiver.store.layout import FORGETTING as ROOM
from archiver.store.takedown import blanked_journals, blanked_warcs, intent, past_damage
from archiver.store.takedown.blanked_journals import Journals
from archiver.store.takedown.blanked_warcs import Changed
from archiver.store.takedown.intent import Intent, Ready
from archiver.store.takedown.subject import Subject, subject

STUB_NAME = "forgotten.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What forgetting has touched, or would touch. ``redacted`` are captures of other things in which words were
    blanked, ``emptied`` those of the posts; ``whole`` of them are of other things, in which what is left would not
    have fitted. ``reposts`` have the text on other hosts, ``linking`` posts link to it: both stay.
    ``damaged`` are pieces of WARC files in which nobody can read whose they are."""

    posts: int = 0
    versions: int = 0
    emptied: int = 0
    redacted: int = 0
    whole: int = 0
    lines: int = 0
    reposts: tuple[str, ...] = ()
    linking: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()


def finish(disk: Disk) -> bool:
    """Finish what an interrupted start has left; whether there was anything. The caller holds the lock."""
    if wanted := intent.read(disk):
        carry_out(disk, wanted)
    disk.remove(ROOM)
    for name in disk.names(STAGING):  # what it had begun to write, or the one before
        if name.startswith(("file-", "object-")):
            disk.remove(f"{STAGING}/{name}")
    return wanted is not None


def is_unfinished(disk: Disk) -> bool:
    """Whether somebody was interrupted while a post was being forgotten."""
    return disk.exists(intent.WANTED)


def carry_out(disk: Disk, wanted: Intent) -> Touched:
    """Forget these posts. The caller holds the lock, and has the catalog closed."""
    ready, done = intent.read_ready(disk), Touched()
    if ready is None:
        _clear(disk)
        ready, done = _made(disk, wanted)
        intent.write_ready(disk, ready)
    for name in sorted(disk.names(DERIVED)):
        disk.remove(f"{DERIVED}/{name}")
    for staged, name in ready.moves.items():
        if disk.exists(staged):
            if disk.is_folder(staged) and disk.exists(name):
                disk.remove(name)
            disk.move(staged, name)
    for name in ready.removes:
        disk.remove(name)
        _remove_if_empty(disk, name.rpartition("/")[0])
    disk.sync_folder("posts")
    disk.remove(intent.WANTED)
    disk.remove(ROOM)
    return done


def _clear(disk: Disk) -> None:
    for name in disk.names(ROOM):
        if f"{ROOM}/{name}" != intent.WANTED:
            disk.remove(f"{ROOM}/{name}")


def _remove_if_empty(disk: Disk, folder: str) -> None:
    if disk.is_folder(folder) and not disk.names(folder):
        disk.remove(folder)


def touched(disk: Disk, wanted: Intent) -> Touched:
    """What would be touched; nothing is written."""
    found = _subject(disk, wanted)
    changed = blanked_warcs.blank_all(disk, found, stage=False)
    return _told(found, changed, blanked_journals.rewritten(disk, found, changed))


def _told(found: Subject, changed: Changed, journals: Journals) -> Touched:
    return Touched(
        posts=len(found.folders),
        versions=found.versions,
        emptied=len(changed.emptied) - len(changed.whole),
        redacted=len(changed.redacted),
        whole=len(changed.whole),
        lines=journals.lines,
        reposts=found.reposts,
        linking=found.linking,
        damaged=tuple(changed.damaged),
    )


def _subject(disk: Disk, wanted: Intent) -> Subject:
    found = subject(disk, wanted.posts, wanted.addresses, wanted.keys)
    return blanked_warcs.with_rare_words(disk, found)


def _made(disk: Disk, wanted: Intent) -> tuple[Ready, Touched]:
    """Make all new files in the room."""
    found = _subject(disk, wanted)
    changed = blanked_warcs.blank_all(disk, found)
    journals = blanked_journals.rewritten(disk, found, changed)
    moves: dict[str, str] = {}
    for name, (staged, _) in changed.files.items():
        moves[staged] = name
        with disk.open(staged) as stream:
            whole = (r for r in past_damage.records(stream) if r.kind != past_damage.DAMAGED)
            index = warc.cdxj(whole, name)
        _stage(disk, warcfiles.index_name(name), index, moves)
    for name, data in journals.files.items():
        _stage(disk, name, data, moves)
    stubs = [hashed(wanted.salt, url) for url in wanted.posts]
    for stub in stubs:
        moves[_stub(disk, stub, wanted)] = f"{STUBS}/{stub}"
    if described := _description(disk, found):
        _stage(disk, ARCHIVE, described, moves)
    name, data = _journal(disk, wanted, list(_facts(disk, wanted, found, changed, journals, stubs)))
    _stage(disk, name, data, moves)
    return Ready(moves=moves, removes=found.folders), _told(found, changed, journals)


def _stage(disk: Disk, name: str, data: bytes, moves: dict[str, str]) -> None:
    staged = f"{ROOM}/{hashlib.sha256(name.encode()).hexdigest()[:16]}"
    disk.write(staged, data)
    disk.sync_folder(ROOM)
    moves[staged] = name


def _stub(disk: Disk, stub: str, wanted: Intent) -> str:
    """Build the object that says only that there was a post, and when it was forgotten."""
    text = json.dumps({"forgotten": wanted.at}) + "\n"
    made = ocfl.stage_all(
        disk,
        f"info:archiver/forgotten/{stub}",
        [(text.encode(), wanted.moment, "forgotten")],
        name=STUB_NAME,
    )
    place = f"{ROOM}/stub-{stub}"
    disk.move(made, place)
    return place


def _description(disk: Disk, found: Subject) -> bytes | None:
    """archive.json without the addresses; None where it has none, or is damaged."""
    try:
        challenges = description.challenges(disk)
    except StoreError:
        return None
    plain = [blanked_journals.scrubbed_values(codec.plain(c), found.matter) for c in challenges]
    new = tuple(codec.read(Challenge, values) for values in plain)
    return description.encoded(disk, new) if new != challenges else None


def _facts(
    disk: Disk,
    wanted: Intent,
    found: Subject,
    changed: Changed,
    journals: Journals,
    stubs: list[str],
) -> Iterator[Fact]:
    at = wanted.moment
    addresses, openings, names = marks_of(wanted.salt, found.matter, found.texts)
    for number, stub in enumerate(stubs or [""]):
        first = number == 0
        yield Forgotten(
            at=at,
            salt=wanted.salt,
            stub=stub,
            addresses=tuple(addresses) if first else (),
            openings=tuple(openings) if first else (),
            names=tuple(names) if first else (),
        )
    for (file, offset), (before, after, _, _) in sorted(changed.redacted.items()):
        if before != after:
            yield Redacted(at=at, file=file, offset=offset, before=before, after=after)
    for name, data in sorted(journals.files.items()):
        before = hashlib.sha256(disk.read(name)).hexdigest()
        yield Rewritten(at=at, file=name, before=before, after=hashlib.sha256(data).hexdigest())
    for name, (_, after) in sorted(changed.files.items()):
        yield Rewritten(at=at, file=name, before=warcfiles.sha256(disk, name), after=after)


def _journal(disk: Disk, wanted: Intent, facts: list[Fact]) -> tuple[str, bytes]:
    """The journal of the forgetting itself."""
    last = max(runs.names(disk), default="")
    name = runs.new_name(wanted.run, wanted.moment, last)
    data = journal.opening(wanted.run, wanted.moment, last)
    data += b"".join(map(journal.write, facts))
    counts = {"forgotten": len(wanted.posts)}
    data += journal.closing(wanted.moment, journal.COMMITTED, counts, {})
    return name, data + journal.seal(hashlib.sha256(data).hexdigest())
