"""Which posts an export takes, and which it leaves out."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from archiver.export.all_rows import Around
from archiver.export.holding import Holding
from archiver.store import Archive, Filter, Problem
from archiver.store.catalog.filters import EVERY

HIDDEN = "hidden"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What an export is to hold.

    ``posts`` are the identities of those to take, as of one person's; None takes all that pass the
    filter. ``marked``: posts that ask not to be copied, shown or learned from, too. ``all_versions``:
    with the text of each version. ``only`` is the table that goes into one file. ``flavour`` is that of a
    Markdown tree; ``pseudonymous`` hides who wrote what.
    """

    filter: Filter = EVERY
    posts: frozenset[str] | None = None
    marked: bool = False
    all_versions: bool = False
    only: str | None = None
    flavour: str = "plain"
    compressed: bool = False
    pseudonymous: bool = False


@dataclass
class Chosen:
    """The posts that a wish chooses: to be gone through once.

    ``left_out`` counts the posts that ask to be left out, by the mark, and those that are hidden;
    ``damaged`` are those that cannot be read, ``taken`` the identities of those that were given out.
    """

    archive: Archive
    wish: Wish
    left_out: Counter[str] = field(default_factory=Counter)
    damaged: list[Problem] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[Holding]:
        only = self.wish.posts
        for holding in self.archive.holdings(self.wish.filter, self.damaged):
            url = holding.newest.url
            if only is not None and url not in only:
                continue
            if holding.hidden:
                self.left_out[HIDDEN] += 1
                continue
            if holding.marks and not self.wish.marked:
                self.left_out[holding.marks[0]] += 1
                continue
            self.taken.add(url)
            yield holding

    def around(self) -> Around:
        """What is told beside the posts; the changes are those of posts that were given out.

        They are looked up when the first is asked for: that must be after the posts.
        """
        challenges = self.archive.challenges()
        return Around(
            challenges=challenges,
            people={c.id: self.archive.participants(c) for c in challenges},
            sources=self.archive.sources(),
            changes=self.archive.every_change(self.taken),
            runs=self.archive.runs(),
        )
