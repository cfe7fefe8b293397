"""Reads one page: a capture and its witnesses in, a post out."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypedDict

from archiver.errors import ArchiverError, Bug, NotThePage, ParseError, bugs_told, tried
from archiver.extraction import HostHabits, extract, from_feed
from archiver.extraction import learn as learn_habits
from archiver.model import Candidate, Capture, Override, Post, Witnesses
from archiver.screen import judge, screen, screen_entry
from archiver.web import robots_tag
from archiver.web.page import Page, page_of

Answer = Post | ArchiverError
"""A page's post, or the reason why there is none."""

LESSONS = 40
"""The number of posts of a host from which its chrome is learned."""


class Hints(TypedDict):
    """What `extract` and `audit` take beside a page."""

    feed: Candidate | None
    feed_has_it: bool
    chrome: HostHabits | None
    override: Override | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A capture to be read as a post, with its witnesses.

    ``url`` was requested. ``feed`` is the post's entry in its blog's feed, with its content,
    ``habits`` the learned chrome of the host; ``witnesses`` records both for the version. ``page``
    is the parsed page, if it was parsed already. One that is ``released`` is not screened: a person
    has said that it is the post.
    """

    url: str
    capture: Capture
    feed: Candidate | None = None
    habits: HostHabits | None = None
    witnesses: Witnesses = Witnesses()  # noqa: RUF009 - frozen
    page: Page | None = field(default=None, compare=False, repr=False)
    released: bool = False

    @property
    def from_feed(self) -> bool:
        """Whether there is no page, and the capture is the feed whose entry has the text."""
        return self.capture.ref is not None and self.capture.ref == self.witnesses.feed

    def opened(self) -> "Reading":
        """The reading with its page parsed and screened. Raises NotThePage."""
        if self.from_feed:
            raise NotThePage("there is no page: the text is that of the feed", where=self.url)
        if self.page:
            return self
        page = page_of(self.capture) if self.released else screen(self.capture, self.url)
        return replace(self, page=page)

    def light(self) -> "Reading":
        """The reading without what another process does not need, or what cannot be pickled."""
        return replace(self, page=None, capture=replace(self.capture, payload=b"", hops=()))

    def hints(self) -> Hints:
        """What extraction is told of the page, besides the page itself."""
        return {
            "feed": self.feed,
            "feed_has_it": not self.witnesses.has_left,
            "chrome": self.habits,
            "override": self.witnesses.override,
        }

    def of_page_alone(self, capture: Capture) -> "Reading":
        """Another capture of the post, read with the feed's words but not with its metadata.

        For comparing two captures: the entry of today would give the older page its new title.
        """
        words = self.feed and replace(
            self.feed, title="", author="", published=None, updated=None, tags=()
        )
        return replace(self, capture=capture, feed=words, page=None)


def attempt(reading: Reading) -> Answer:
    """The post on a page, or the reason why there is none."""
    return tried(reading.url, lambda: read(reading))


def read(reading: Reading) -> Post:
    """Screen and extract one page, or read the entry of a post that has none.

    Raises NotThePage or ParseError.
    """
    if reading.from_feed:
        if reading.feed is None:
            raise ParseError("the entry with the text is not in its feed", where=reading.url)
        screen_entry(reading.feed.content, reading.url)
        return from_feed(reading.feed, reading.url, reading.witnesses.override)
    page = reading.opened().page
    assert page is not None
    post = _judged(page, reading)
    if reading.capture.copy:
        post = replace(post, origins={**post.origins, "page": "copy"})
    return _told_by_header(post, reading.capture)


def _judged(page: Page, reading: Reading) -> Post:
    """The post of a page, where no wall stands in its place; a wall is told before what it lacks."""
    if reading.released:
        return extract(page, **reading.hints())
    try:
        post = extract(page, **reading.hints())
    except NotThePage:
        judge(page, asked=reading.url, entry=reading.feed)
        raise
    if "body" not in post.origins:  # else a person says where the post stands
        judge(page, post, asked=reading.url, entry=reading.feed)
    return post


def _told_by_header(post: Post, capture: Capture) -> Post:
    """The post, with what ``X-Robots-Tag`` says beside the page's own ``meta robots``."""
    values = [value for name, value in capture.headers if name.lower() == "x-robots-tag"]
    told = tuple(dict.fromkeys((*post.robots, *robots_tag.directives(values, "archiver"))))
    if told == post.robots:
        return post
    origins = {"robots": "header"} | dict(post.origins)
    return replace(post, robots=told, origins=origins)


@dataclass(frozen=True, slots=True)
class Lessons:
    """What was learned from some pages of a host.

    ``readings`` are the pages that could be parsed, ``taught`` the URLs of those that added to the
    habits; ``bugs`` are unexpected exceptions.
    """

    habits: HostHabits
    readings: tuple[Reading, ...] = ()
    taught: tuple[str, ...] = ()
    bugs: tuple[Bug, ...] = ()


def learn(readings: Iterable[Reading], known: HostHabits) -> Lessons:
    """Learn the chrome of a host from further posts.

    Walls and broken pages are skipped: they are reported when they are read. So are posts that are
    known under another URL.
    """
    opened: list[Reading] = []
    taught: list[str] = []
    bugs: list[Bug] = []
    for reading in readings:
        try:
            with bugs_told(reading.url):
                lesson = reading.opened()
                assert lesson.page is not None
                judge(lesson.page, asked=reading.url, entry=reading.feed)
                habits = learn_habits([(lesson.page, reading.url, reading.feed)], known)
        except ArchiverError as error:
            bugs += [error] if isinstance(error, Bug) else []
            continue
        opened.append(lesson)
        taught += [reading.url] if habits.pages > known.pages else []
        known = habits
    return Lessons(known, tuple(opened), tuple(taught), tuple(bugs))
