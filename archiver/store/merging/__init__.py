"""Merges another archive into this one: all captures, journals, posts and versions that it lacks.

Existing files stay as they are, except the objects of posts that both archives hold: their
histories are joined and written anew. A crash is possible after each step: the journal of the
merge records captures and versions before they are renamed into place, so that the next start can
finish or undo the step, and the merge can be repeated.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from archiver.errors import StoreError
from archiver.facts import Adopted, Repaired, VersionWritten
from archiver.formats import frontmatter, journal
from archiver.formats.journal import Journal
from archiver.model import Challenge, Version
from archiver.store import description, ocfl, runs, texts, warcfiles
from archiver.store.files import Disk
from archiver.store.layout import DERIVED, POSTS, REPLACED, STAGING, object_path
from archiver.store.lock import Lock
from archiver.store.merging import joining
from archiver.store.runs import RunJournal, version_fact
from archiver.store.types import Merged, Problem


def merge(
    ours: Disk,
    theirs: Disk,
    check: Callable[[], Iterable[Problem]],
    excused: Callable[[str], bool],
    run: str,
    at: datetime,
) -> Merged:
    """Take over what only ``theirs`` has. ``check`` names what is damaged there; ``excused`` says of a
    file that both have that it may differ: ours stays.

    Raises Locked where a run is at work in either, and StoreError where it cannot be done: then
    nothing was changed, unless a write failed, after which the merge can be done again.
    """
    if ours.root == theirs.root:
        raise StoreError("an archive cannot be merged with itself", where=str(ours.root))
    with Lock(ours), _locked(theirs):
        description.bring_up_to_date(ours)
        mended = runs.mend(ours, at)
        plan = _plan(ours, theirs, check, excused)
        if plan.is_empty():
            return Merged(repaired=tuple(mended))
        merging = _Merging(ours, theirs, plan, run, at)
        try:
            return merging.run_all(mended)
        except BaseException:
            merging.journal.close()
            with suppress(StoreError):  # where even that fails, the next start does it
                runs.mend(ours, at)
            raise


@contextmanager
def _locked(disk: Disk) -> Iterator[None]:
    """Lock the other archive; StoreError if a dead run has left files in its staging folder."""
    if disk.is_writable():
        with Lock(disk):
            _refuse_leftovers(disk)
            yield
    else:
        _refuse_leftovers(disk)
        yield


def _refuse_leftovers(disk: Disk) -> None:
    if next(disk.walk(STAGING), None) is not None:
        hint = f"`archiver check --repair -a {disk.root}` finishes it; then merge again"
        raise StoreError("a run died in that archive", where=str(disk.root), hint=hint)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What only the other archive has: journals and WARC files by name, posts, challenges."""

    journals: dict[str, Journal]
    warcs: dict[str, str]
    posts: tuple[str, ...]
    challenges: tuple[Challenge, ...]

    def is_empty(self) -> bool:
        return not self.journals and not self.challenges


def _plan(
    ours: Disk,
    theirs: Disk,
    check: Callable[[], Iterable[Problem]],
    excused: Callable[[str], bool],
) -> _Plan:
    """Check everything before the first write."""
    held = set(runs.names(ours))
    for name in held.intersection(runs.names(theirs)):
        if ours.read(name) != theirs.read(name) and not excused(name):
            raise _name_conflict(name)
    journals = {n: runs.load(theirs, n) for n in runs.names(theirs) if n not in held}
    warcs = {name: digest for found in journals.values() for name, digest in found.files.items()}
    for name, digest in warcs.items():
        differ = ours.exists(name) and warcfiles.sha256(ours, name) != digest
        if differ and not excused(name):
            raise _name_conflict(name)
    if journals:
        _refuse_damage(theirs, check)
    facts = (fact for found in journals.values() for fact in found.facts)
    written = {fact.url for fact in facts if isinstance(fact, VersionWritten)}
    # also under an id that it has there, and had here before
    known = {i for c in description.challenges(ours) for i in (c.id, *c.formerly)}
    return _Plan(
        journals=journals,
        warcs={name: digest for name, digest in warcs.items() if not ours.exists(name)},
        posts=tuple(sorted(written)),
        challenges=tuple(c for c in description.challenges(theirs) if c.id not in known),
    )


def _name_conflict(name: str) -> StoreError:
    hint = "one of the two was changed after it was written: `archiver check` names it"
    return StoreError("the two archives hold different files of this name", where=name, hint=hint)


def _refuse_damage(disk: Disk, check: Callable[[], Iterable[Problem]]) -> None:
    for problem in check():
        if not problem.path.startswith((DERIVED, STAGING)):
            hint = f"`archiver check --repair -a {disk.root}` restores what can be restored"
            raise StoreError(f"damaged: {problem.what}", where=problem.path, hint=hint)


class _Merging:
    """A merge in progress, with its own journal."""

    def __init__(self, ours: Disk, theirs: Disk, plan: _Plan, run: str, at: datetime) -> None:
        self._ours, self._theirs, self._plan, self._at = ours, theirs, plan, at
        last = max((*runs.names(ours), *plan.journals), default="")
        self.journal = RunJournal(ours, run, at, max(runs.names(ours), default=""), after=last)
        self._counts = {"copied": 0, "joined": 0}

    def run_all(self, mended: list[str]) -> Merged:
        for sentence in mended:
            self.journal.note(Repaired(at=self._at, reason=sentence))
        self._take_captures()
        for url in self._plan.posts:
            self._take_post(url)
        for name in sorted(
            self._plan.journals
        ):  # sorted: each names the journal before it, which must exist
            self._ours.replace(name, self._theirs.read(name))
        if self._plan.challenges:
            description.write(
                self._ours, (*description.challenges(self._ours), *self._plan.challenges)
            )
        counts = {
            **self._counts,
            "runs": len(self._plan.journals),
            "captures": len(self._plan.warcs),
            "challenges": len(self._plan.challenges),
        }
        self.journal.seal(self._at, journal.COMMITTED, counts, self._plan.warcs)
        return Merged(
            copied=counts["copied"],
            joined=counts["joined"],
            runs=counts["runs"],
            captures=counts["captures"],
            challenges=counts["challenges"],
            repaired=tuple(mended),
        )

    def _take_captures(self) -> None:
        for name in sorted(self._plan.warcs):
            self.journal.note(Adopted(at=self._at, file=name))
            self.journal.sync()
            warcfiles.copy(self._ours, self._theirs.path(name), name)

    def _take_post(self, url: str) -> None:
        folder = f"{POSTS}/{object_path(url)}"
        held = texts.with_bytes(self._ours, folder) if self._ours.exists(folder) else []
        theirs = texts.with_bytes(self._theirs, folder)
        joined = joining.join(joining.chain(held), joining.chain(theirs))
        history = [(version, data or _written(version)) for version, data in joined]
        for version, data in history:
            self.journal.note(version_fact(version, ocfl.sha512(data), None))
        if history == held:
            return
        self.journal.sync()
        self._put(folder, url, history)
        self._counts["joined" if held else "copied"] += 1

    def _put(self, folder: str, url: str, history: list[tuple[Version, bytes]]) -> None:
        """Rename the new object into place; the old one is kept in staging until that is done."""
        entries = [(data, v.seen_at, ocfl.message(v.change.value, v.reason)) for v, data in history]
        place = ocfl.stage_all(self._ours, url, entries)
        if self._ours.exists(folder):
            before = f"{REPLACED}/{folder.removeprefix(f'{POSTS}/')}"
            self._ours.move(folder, before)
            self._ours.sync_folder(folder.rpartition("/")[0])
            self._ours.move(place, folder)
            self._ours.remove(before)
        else:
            self._ours.move(place, folder)


def _written(version: Version) -> bytes:
    return frontmatter.write(version).encode()
