"""One page, one reading: a capture, what is known beside it, and the post that both give."""

import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from archiver.errors import ArchiverError, Bug
from archiver.extract import HostChrome, extract
from archiver.extract import learn as learn_habits
from archiver.model import Candidate, Capture, Post
from archiver.screen import screen
from archiver.web.page import Page

LESSONS = 40
"""So many posts of a host teach what repeats on it; the rest would teach the same."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A capture to read as a post, and what helps: its feed entry, and its host's habits.

    ``page`` is the parsed page, once somebody has asked for it: nobody parses it again.
    """

    url: str
    capture: Capture
    feed: Candidate | None = None
    chrome: HostChrome | None = None
    page: Page | None = field(default=None, compare=False, repr=False)

    def opened(self) -> "Reading":
        """The reading with its page parsed and screened. Raises NotThePage."""
        return self if self.page else replace(self, page=screen(self.capture, self.url))

    def light(self) -> "Reading":
        """The reading without what another process does not need or cannot be sent."""
        return replace(self, page=None, capture=replace(self.capture, payload=b"", hops=()))


def read(reading: Reading) -> Post:
    """The post of one page, screened and extracted. Raises NotThePage or ParseError."""
    page = reading.opened().page
    assert page is not None
    return extract(page, feed=reading.feed, chrome=reading.chrome)


@dataclass(frozen=True, slots=True)
class Lessons:
    """What some pages of a host have taught. ``readings`` are those pages, now parsed; ``bugs``
    are exceptions that nobody expected.
    """

    habits: HostChrome
    readings: tuple[Reading, ...] = ()
    bugs: tuple[Bug, ...] = ()


def learn(readings: Iterable[Reading], known: HostChrome) -> Lessons:
    """What further posts of a host teach about what repeats there.

    Walls and broken pages teach nothing: they are told of when they are read themselves.
    """
    opened: list[Reading] = []
    bugs: list[Bug] = []
    for reading in readings:
        try:
            lesson = reading.opened()
            assert lesson.page is not None
            known = learn_habits([(lesson.page, reading.url, reading.feed)], known)
        except ArchiverError:
            continue
        except Exception:  # noqa: BLE001 - the boundary of a page: one page's surprise must not end the others' run
            bugs.append(Bug(traceback.format_exc(), where=reading.url))
            continue
        opened.append(lesson)
    return Lessons(known, tuple(opened), tuple(bugs))
