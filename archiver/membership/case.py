"""What is judged: a post and a challenge, with all that is known beside them, read once for all evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from archiver.membership import own_pages
from archiver.membership.sentences import mentions, seasons
from archiver.membership.sentences.mentions import Mention
from archiver.membership.sentences.passages import Passage
from archiver.model import Candidate, Challenge, Post
from archiver.web import dates


@dataclass(frozen=True, kw_only=True)
class Case:
    """A post and a challenge. ``announcements`` are those for the challenge, ``others`` the further
    challenges that are watched, ``host_posts`` other posts of the same blog."""

    post: Post
    challenge: Challenge
    announcements: Sequence[Candidate] = ()
    others: Sequence[Challenge] = ()
    host_posts: Iterable[Post] = ()

    @cached_property
    def pages(self) -> Mapping[str, str | None]:
        """The keys of the challenge's own pages, with the round that each belongs to."""
        return own_pages.of(self.challenge)

    @cached_property
    def day(self) -> date | None:
        """The day of publication: the author's own, else that of an announcement."""
        announced = (dates.day(a.published) for a in self.announcements)
        return dates.day(self.post.published) or next(filter(None, announced), None)

    @cached_property
    def when(self) -> str:
        """Where that day lies against the challenge: one of ``seasons.When``."""
        return seasons.when(self.day, self.challenge)

    @cached_property
    def every_mention(self) -> tuple[Mention, ...]:
        """All sentences that name the challenge or link to it, whatever season is meant."""
        return mentions.of(self.post, self.challenge, tuple(self.pages), self.day)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Those that mean this season, and no other challenge that is watched."""
        theirs: dict[Passage, list[Mention]] = {}
        for other in self.others if self.every_mention else ():
            for mention in mentions.of(self.post, other, tuple(own_pages.of(other)), self.day):
                theirs.setdefault(mention.passage, []).append(mention)
        return tuple(
            mine
            for mine in self.every_mention
            if not mine.other_season
            and not any(_is_theirs(mine, other) for other in theirs.get(mine.passage, ()))
        )

    @cached_property
    def claim(self) -> Mention | None:
        """The mention that claims most plainly that the post is an answer."""
        claiming = [m for m in self.mentions if m.claim]
        return max(claiming, key=mentions.plainness, default=None)


def _is_theirs(mine: Mention, theirs: Mention) -> bool:
    """Whether a sentence speaks of another challenge rather: of a season named more plainly."""
    if theirs.other_season:
        return False
    return bool(theirs.links) > bool(mine.links) or (
        bool(theirs.links) == bool(mine.links) and (theirs.level or 0) > (mine.level or 0)
    )
