"""How far the ways to one blog's posts are gone: its rungs, and when one of them says enough. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from archiver.crawl.sources.announcing import Gained
from archiver.discover.rungs import BY_DAYS, GONE, ladder
from archiver.model import Found, Method, Source
from archiver.model.blog import Blog

LEAN = 10
"""So many pages in a row may announce one post each; a calendar names a next page for ever."""

_NEWER = 3
"""So many pages in a row may be newer than the wanted days, where another way leads there at once."""

_FULL = 10
"""No engine gives fewer entries than this in a feed, unless there are no more."""

FEED, LOOK = str(Method.FEED), str(Method.SITE)
"""The rungs below the ladder: the feed with its own pages, and a look at the home page."""


@dataclass(kw_only=True)
class Step:
    """One rung, as far as it is climbed.

    ``open`` requests are not dealt with yet; ``lean`` pages in a row have announced one post each.
    ``whole``: it has shown that there is nothing older; ``enough``: nothing older is wanted, or not
    now; ``reason`` puts that into words. ``left`` is the page at which the next run goes on,
    ``resumed`` tells that this run did. ``others`` are further addresses at which it can begin.
    ``newer`` pages in a row were newer than the wanted days; ``put_off`` is the page after them.
    ``failing``: its first page fails since then, as by chance. ``older`` tells that a page of older
    entries was named; ``only_looks`` that another rung reads those.
    """

    rung: str
    open: int = 0
    pages: int = 0
    posts: int = 0
    news: int = 0
    lean: int = 0
    newer: int = 0
    whole: bool = False
    enough: bool = False
    failed: bool = False
    resumed: bool = False
    reason: str = ""
    left: str = ""
    put_off: str = ""
    failing: datetime | None = None
    older: bool = False
    only_looks: bool = False
    others: tuple[str, ...] = ()

    def took(self, found: Found, gained: Gained) -> None:
        """A page was read."""
        self.pages += 1
        self.older |= any(follow.paging for follow in found.follow)
        self.posts += gained.posts
        self.news += gained.news
        self.lean = self.lean + 1 if gained.posts <= 1 else 0
        self.newer = self.newer + 1 if gained.newer else 0
        if found.end and not any(follow.paging for follow in found.follow):
            self.whole, self.reason = True, "it has all posts"
        if gained.past:
            self.enough, self.reason = True, "what is older lies before the wanted days"
        if gained.limited:
            self.enough, self.reason = True, "as many posts as are wanted"

    def goes_back(self, older: str, gained: Gained, *, deep: bool, by_days: bool = False) -> bool:
        """Whether an older page that was named is to be asked for; ``deep``: whatever is known;
        ``by_days``: there is a way that leads to the wanted days at once."""
        if self.enough or self.only_looks:
            return False
        if not gained.fresh:
            self.reason = self.reason or "it gives the same page again"
            return False
        if not (gained.news or deep):
            self.reason = self.reason or "its older posts are known"
            return False
        if by_days and self.newer >= _NEWER:
            self.reason, self.put_off = "its pages are newer than the wanted days", older
            return False
        if self.lean >= LEAN:
            self.reason, self.left = f"{LEAN} pages in a row announce one post each", older
            return False
        return True

    def past_end(self) -> None:
        """An older page is not there: the page before it was the last."""
        # a full page alone proves nothing: it may be no engine that counts pages
        if self.pages > 1 or self.posts < _FULL:
            self.whole, self.reason = True, "it has all posts"

    def begin_at(self, others: Iterable[str]) -> None:
        """It begins once more, at another address."""
        self.others, self.failed, self.reason = tuple(others), False, ""

    @property
    def ended(self) -> str:
        """Why it stopped."""
        return self.reason or ("it names no older page" if self.posts else "it is empty")


@dataclass(kw_only=True)
class Climb:
    """How the posts of one blog are looked for.

    ``key`` is the blog's in its list, empty for a source that is a blog; ``first`` the rung of what
    the source itself names. ``deep``: the whole history is wanted; ``gap``: something may have been
    missed since the last look; ``dead``: the blog is gone. ``rungs`` are those that may be tried, None
    for those of its platform; ``feeds`` the feeds that failed, ``error`` what the source's own
    address failed with, ``pages_lost`` what older pages of the feed did. ``of_part``: a part of a blog
    alone is wanted, as of one tag. ``again`` is the rung that this run begins with: an earlier one could
    not go on there, and it has failed as by chance ``since`` then.
    """

    source: Source
    key: str
    blog: Blog
    deep: bool
    first: str
    rungs: tuple[str, ...] | None = None
    gap: bool = False
    dead: bool = False
    current: str = ""
    error: str = ""
    pages_lost: list[str] = field(default_factory=list)
    of_part: bool = False
    again: str = ""
    since: datetime | None = None
    feeds: list[str] = field(default_factory=list)
    steps: dict[str, Step] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The address by which the blog is told of."""
        return self.key or self.source.url

    def step(self, rung: str) -> Step:
        """The step of a rung, begun where it is new."""
        return self.steps.setdefault(rung, Step(rung=rung))

    def left(self) -> Iterator[str]:
        """The rungs that have not been tried, in their order; the present one, if it may begin anew."""
        names = GONE if self.dead else ladder(self.blog.platform)
        names = names if self.rungs is None else self.rungs
        below = names.index(self.again) if self.again in names and not self.gap else 0
        for name in names[below:]:
            if name not in self.steps or self.steps[name].others:
                yield name

    def by_days(self) -> bool:
        """Whether a way that has not been tried leads to the wanted days at once."""
        bounds = self.source.scope
        return bool(bounds.since and bounds.until) and any(name in BY_DAYS for name in self.left())

    def put_off(self) -> Step | None:
        """A step that is to be gone on with, as no way leads to the wanted days at once."""
        return next((s for s in self.steps.values() if s.put_off and not self.by_days()), None)

    def failed(self, step: Step, *, own: bool, lost: bool) -> None:
        """A rung's first page could not be had, or is of no use; ``lost``: its address is gone."""
        feed = self.steps.get(FEED)
        if step.rung == LOOK:
            is_feed_lost = feed is None or (feed.failed and not feed.pages)
            self.dead |= lost and is_feed_lost
        elif step.rung == FEED:
            self.dead |= lost and own and not self.blog.home

    def may_look(self) -> bool:
        """Whether the home page is to be looked at: it may name another feed, and its platform."""
        look, feed = self.steps.get(LOOK), self.steps.get(FEED)
        looked = look is not None and bool(look.pages or look.failed)
        if looked or not self.blog.home or self.of_part:
            return False
        # of a list without a window only where its feed is of no use
        return self.rungs is None or (feed is not None and feed.failed)

    def waits(self, step: Step) -> bool:
        """Whether a feed has so few entries that the look at the home page may wait for the next run:
        most such feeds are whole, and the posts come first."""
        is_few = step.rung == FEED and 0 < step.posts < _FULL and not (step.older or step.failed)
        over = step.whole or step.enough
        return is_few and not over and self.deep and not self.again and self.may_look()

    def is_over(self, step: Step) -> bool:
        """Whether no further rung is to be tried after one."""
        # an API may have no posts and the blog some; nothing within the wanted days is an answer
        is_answer = step.posts or step.rung == FEED or self.source.scope.since
        if step.enough or step.left or (step.whole and is_answer):
            return True
        if not step.failed and not step.pages:
            return not self.again  # it has not changed
        if step.rung in (FEED, LOOK) and self._is_small():
            return True
        if step.failed or not step.posts:
            return False
        if self.gap and step.posts > step.news:
            return True
        return not (self.deep or self.gap or self.again)

    def reads_all(self, rung: str) -> bool:
        """Whether the older pages of a rung are read whatever is known of them."""
        is_again = self.again == LOOK == rung or (bool(self.again) and rung not in (FEED, LOOK))
        return self.deep or is_again

    def _is_small(self) -> bool:
        """Whether the feed has so few entries that it has all, and the home page, if it can be had,
        was seen not to show more."""
        feed, look = self.steps.get(FEED), self.steps.get(LOOK, Step(rung=LOOK))
        if feed is None or feed.failed or not feed.posts or self.may_look():
            return False
        if look.pages and not look.posts:
            return False  # a page that shows no entries does not tell
        return feed.posts < _FULL and not (feed.older or look.older or look.posts > feed.posts)

    def has_all_by_another(self) -> bool:
        """Whether a way other than the feed has led to all that is wanted."""
        others = (step for step in self.steps.values() if step.rung != FEED and not step.failed)
        return any(step.whole or step.enough for step in others)

    def made_up(self) -> bool:
        """Whether a way has led to posts in the place of one that failed."""
        own = (FEED, self.first)
        return any(s.posts for s in self.steps.values() if s.rung not in own or not s.failed)
