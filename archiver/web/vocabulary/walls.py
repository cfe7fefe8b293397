"""What walls, parked domains and error pages call themselves, in several languages."""

from dataclasses import dataclass

from archiver.web.vocabulary.phrases import PhraseSet, Table, WallKind


@dataclass(frozen=True, slots=True)
class Wall:
    """What a kind of wall calls itself: in its title, and in what it says."""

    reason: str
    title: PhraseSet
    words: PhraseSet


def _wall(reason: str, kind: WallKind) -> Wall:
    title, words = (
        PhraseSet("search", (Table(file, only=kind),)) for file in ("wall-titles", "wall-words")
    )
    return Wall(reason, title, words)


WALLS = (
    _wall("a login wall", WallKind.LOGIN),
    _wall("a consent wall", WallKind.CONSENT),
    _wall("a parked domain", WallKind.PARKED),
    _wall("a block page", WallKind.BLOCK),
    _wall("a page that says that there is nothing (a soft 404)", WallKind.NOTHING),
    _wall("a notice that the site is closed", WallKind.CLOSED),
)

NOT_FOUND = PhraseSet("fullmatch", (Table("not-found"),))
"""A whole title, up to its site's name, that says that there is nothing."""

NOT_FOUND_SLUG = PhraseSet("search", (Table("not-found-slug"),))
"""An address that says so too belongs to a post of that title."""
