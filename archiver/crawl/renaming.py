"""A challenge that has another id in sources.yaml than before: its posts and its verdicts go along."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from archiver.errors import ConfigError
from archiver.model import Challenge
from archiver.web import urls


def watched(held: Collection[Challenge], wanted: Collection[Challenge]) -> tuple[Challenge, ...]:
    """The ``wanted`` challenges, each with the ids that it had before, by those that are ``held``.

    A new challenge is an old one that is not wanted any more where it is most like it: by its hub, its
    title, or most of its rounds.
    """
    ids = {challenge.id for challenge in wanted}
    known = {challenge.id: challenge for challenge in held}
    told = {name for challenge in held if challenge.id in ids for name in challenge.formerly}
    lost = [old for old in held if old.id not in ids and old.id not in told]
    found: dict[str, Challenge] = {}
    for likeness, new, old in sorted(_pairs(lost, wanted, known), key=lambda pair: -pair[0]):
        if likeness and new.id not in found and old not in found.values():
            found[new.id] = old

    def formerly(challenge: Challenge) -> tuple[str, ...]:
        before, old = known.get(challenge.id), found.get(challenge.id)
        names = (*(before.formerly if before else ()), *((old.id, *old.formerly) if old else ()))
        return tuple(dict.fromkeys(name for name in names if name not in ids))

    return tuple(replace(challenge, formerly=formerly(challenge)) for challenge in wanted)


def check_ids(held: Collection[Challenge], wanted: Collection[Challenge], file: str = "") -> None:
    """Refuse an id that another challenge had before: what was announced under it
    belongs to that one, and nobody could tell it from what is announced for the new one.

    Raises ConfigError.
    """
    watching = {challenge.id: challenge for challenge in watched(held, wanted)}
    for challenge in watching.values():
        owner = _owner(challenge, held, watching)
        if owner is not None:
            message = f"challenge `{challenge.id}` has an id that `{owner.id}` had before"
            hint = (
                "what was announced under it belongs to that one; choose an id that was never used"
            )
            raise ConfigError(message, where=file or "sources.yaml", hint=hint)


def _owner(
    challenge: Challenge, held: Collection[Challenge], watching: Mapping[str, Challenge]
) -> Challenge | None:
    """The other challenge whose id it is: that had it before, or that has now moved on to another id."""
    for old in held:
        if challenge.id in old.formerly and old.id not in challenge.formerly:
            return watching.get(old.id, old)
        if old.id == challenge.id and not _likeness(old, challenge):
            others = (new for new in watching.values() if new is not challenge)
            heirs = (new for new in others if _likeness(old, new) and not _stays(new, held))
            if heir := next(heirs, None):
                return replace(old, id=heir.id)
    return None


def _stays(challenge: Challenge, held: Iterable[Challenge]) -> bool:
    """Whether it is like the one that is held under its id."""
    return any(old.id == challenge.id and _likeness(old, challenge) for old in held)


def _pairs(
    lost: Iterable[Challenge], wanted: Collection[Challenge], known: Collection[str]
) -> Iterator[tuple[int, Challenge, Challenge]]:
    for old in lost:
        yield from ((_likeness(old, new), new, old) for new in wanted if new.id not in known)


def _likeness(old: Challenge, new: Challenge) -> int:
    """In how many ways two challenges are the same one."""
    hubs = bool(old.hub and new.hub and urls.same(old.hub, new.hub))
    titles = _folded(old.title) == _folded(new.title)
    rounds = [{(r.id, _folded(r.prompt)) for r in one.rounds} for one in (old, new)]
    most = len(set.intersection(*rounds)) * 2 > max(map(len, rounds))
    return hubs + titles + most


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def renamed(
    held: Iterable[Challenge], watching: Iterable[Challenge]
) -> tuple[tuple[Challenge, Challenge], ...]:
    """Each challenge that is held under another id, and what it is from now on."""
    heirs = {name: challenge for challenge in watching for name in challenge.formerly}
    return tuple((old, heirs[old.id]) for old in held if old.id in heirs)


def gone(held: Iterable[Challenge], watching: Collection[Challenge]) -> tuple[Challenge, ...]:
    """The held challenges that are not watched any more, under no id."""
    names = {name for challenge in watching for name in (challenge.id, *challenge.formerly)}
    return tuple(challenge for challenge in held if challenge.id not in names)
