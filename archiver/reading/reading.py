"""One page, one reading: a capture, what is known beside it, and the post that both give."""

import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from archiver.errors import ArchiverError, Bug
from archiver.extraction import HostHabits, extract
from archiver.extraction import learn as learn_habits
from archiver.model import Candidate, Capture, Post, Witnesses
from archiver.screen import screen
from archiver.web.page import Page

LESSONS = 40
"""So many posts of a host teach what repeats on it; the rest would teach the same."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A capture to read as a post, and all that is known beside its page.

    ``url`` was asked for. ``feed`` is the post's entry in its blog's feed, with its content,
    ``habits`` what the host's other posts have taught; ``witnesses`` records both. ``page`` is the
    parsed page, once somebody has asked for it: nobody parses it again.
    """

    url: str
    capture: Capture
    feed: Candidate | None = None
    habits: HostHabits | None = None
    witnesses: Witnesses = Witnesses()  # noqa: RUF009 - frozen
    page: Page | None = field(default=None, compare=False, repr=False)

    def opened(self) -> "Reading":
        """The reading with its page parsed and screened. Raises NotThePage."""
        return self if self.page else replace(self, page=screen(self.capture, self.url))

    def light(self) -> "Reading":
        """The reading without what another process does not need or cannot be sent."""
        return replace(self, page=None, capture=replace(self.capture, payload=b"", hops=()))

    def of_page_alone(self, capture: Capture) -> "Reading":
        """Another capture of the post, read with the feed's words but not with its metadata.

        For comparing two captures: today's entry would lend the older page its new title.
        """
        words = self.feed and replace(
            self.feed, title="", author="", published=None, updated=None, tags=()
        )
        return replace(self, capture=capture, feed=words, page=None)


def read(reading: Reading) -> Post:
    """The post of one page, screened and extracted. Raises NotThePage or ParseError."""
    page = reading.opened().page
    assert page is not None
    has_it = not reading.witnesses.has_left
    return extract(page, feed=reading.feed, feed_has_it=has_it, chrome=reading.habits)


@dataclass(frozen=True, slots=True)
class Lessons:
    """What some pages of a host have taught.

    ``readings`` are all of those pages that could be parsed, ``taught`` the addresses of those
    that added to the habits; ``bugs`` are exceptions that nobody expected.
    """

    habits: HostHabits
    readings: tuple[Reading, ...] = ()
    taught: tuple[str, ...] = ()
    bugs: tuple[Bug, ...] = ()


def learn(readings: Iterable[Reading], known: HostHabits) -> Lessons:
    """What further posts of a host teach about what repeats there.

    Walls and broken pages teach nothing: they are told of when they are read themselves. Nor does
    a page that is known already under another address.
    """
    opened: list[Reading] = []
    taught: list[str] = []
    bugs: list[Bug] = []
    for reading in readings:
        try:
            lesson = reading.opened()
            assert lesson.page is not None
            habits = learn_habits([(lesson.page, reading.url, reading.feed)], known)
        except ArchiverError:
            continue
        except Exception:  # noqa: BLE001 - the boundary of a page: one page's surprise must not end the others' run
            bugs.append(Bug(traceback.format_exc(), where=reading.url))
            continue
        opened.append(lesson)
        taught += [reading.url] if habits.pages > known.pages else []
        known = habits
    return Lessons(known, tuple(opened), tuple(taught), tuple(bugs))
