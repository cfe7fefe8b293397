"""What walls, parked domains and error pages call themselves and say, in several languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from archiver.web.vocabulary.phrases import PhraseSet, Table, WallKind, load

REASONS = {
    WallKind.LOGIN: "a login wall",
    WallKind.CONSENT: "a consent wall",
    WallKind.PARKED: "a parked domain",
    WallKind.BLOCK: "a block page",
    WallKind.NOTHING: "a page that says that there is nothing (a soft 404)",
    WallKind.CLOSED: "a notice that the site is closed",
    WallKind.ERROR: "an error page",
    WallKind.AGE: "an age gate",
    WallKind.REGION: "a notice that the page is not shown everywhere",
    WallKind.PAID: "a paywall",
    WallKind.BROWSER: "a notice about the reader's browser",
    WallKind.INDEX: "a list of the files in a folder",
}
"""What each kind of wall is, as a user is told."""

Sign = Literal["programs", "titles", "words", "marks", "places"]
"""What tells a wall: a whole title that only ``programs`` give, or one of the ``titles`` that authors
give, too; the ``words`` that such a page says; the ``marks`` that its markup has; the ids and classes
of the ``places`` where it stands."""

_FILES: dict[Sign, str] = {
    "programs": "machine-titles",
    "titles": "wall-titles",
    "words": "wall-words",
    "marks": "wall-marks",
    "places": "wall-places",
}
SIGNS = tuple(_FILES)
_WHOLE: frozenset[Sign] = frozenset(("programs", "titles", "places"))

PAYWALL = PhraseSet("search", (Table("paywalls"),))
"""What stands where the rest of a post would stand for those who pay."""

LOCKED = PhraseSet("match", (Table("locked"),))
"""How the title of a post begins that asks for a password."""

SALE = PhraseSet("search", (Table("sale"),))
"""What a title says of an address that is to be had."""

PRICES = PhraseSet("search", (Table("prices"),))
"""What it costs to read on."""

INVITES = PhraseSet("search", (Table("invites"),))
"""Who may read on."""

JOINING = PhraseSet("fullmatch", (Table("joining"),))
"""What the buttons say that take the money."""

GATES = PhraseSet("fullmatch", (Table("wall-places", only=WallKind.PAID),))
"""Classes of what stands there."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sign of a wall: the kind of the wall, and the words that told it."""

    kind: WallKind
    said: str

    @property
    def wall(self) -> str:
        """What kind of wall it is, as a user is told."""
        return REASONS[self.kind]


def find(sign: Sign, texts: Iterable[str]) -> Found | None:
    """The first of some texts that is a sign of a wall."""
    for text in texts:
        for kind, phrases in kinds(sign):
            if match := phrases.find(text):
                return Found(kind, match[0])
    return None


@cache
def kinds(sign: Sign) -> tuple[tuple[WallKind, PhraseSet], ...]:
    """The phrases of a sign, by the kinds of wall that have it. They are read when first asked for."""
    file = _FILES[sign]
    have = {row.role for row in load(file)}
    asked: Literal["fullmatch", "search"] = "fullmatch" if sign in _WHOLE else "search"
    return tuple(
        (kind, PhraseSet(asked, (Table(file, only=kind),))) for kind in REASONS if kind in have
    )
