"""What an archive knows beside a page: the post's entry in its feed, and its host's habits.

One place puts them together, for a page that was just fetched (``reading``) as for one that is read
again (``again``): a version records its witnesses, so that years later it is read with the same.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from archiver.errors import ArchiverError, StoreError
from archiver.extraction import EXTRACTOR, HostHabits
from archiver.facts import Announced, Lesson
from archiver.history import announcements
from archiver.model import Candidate, Capture, CaptureRef, Method, Version, Witnesses
from archiver.reading.reading import LESSONS, Reading, learn
from archiver.store import Reader
from archiver.web import feeds, urls
from archiver.web.feeds import Entry

_FEEDS = 16
"""So many parsed feeds are kept: the posts of a host follow one another."""


class Known:
    """What an archive knows beside its pages.

    ``fresh`` gives the announcements of a post, by the key of its address, that are at hand with
    their content: then no feed is read a second time for them.
    """

    def __init__(
        self, archive: Reader, fresh: Callable[[str], Sequence[Candidate]] = lambda key: ()
    ) -> None:
        self._archive, self._fresh = archive, fresh
        self._feeds: dict[CaptureRef, tuple[Entry, ...]] = {}
        self._habits: dict[tuple[str, int], HostHabits] = {}

    # ---- a page, and what is known beside it

    def reading(self, url: str, capture: Capture) -> Reading:
        """A page that was asked for at ``url``, with all that is known today."""
        feed, witness = self.entry(url)
        host = urls.host(capture.final_url)
        witness = replace(witness, lessons=len(self._archive.lessons(host)))
        return Reading(url, capture, feed, self.habits(host), witness)

    def again(self, version: Version) -> Reading:
        """The page of a version, with the witnesses that it was read with.

        A version that names none (before archiver 0.2) is read with all that is known today.
        Raises StoreError where its capture, or that of its feed, cannot be had.
        """
        if version.capture is None:
            raise StoreError("this version has no capture", where=version.url)
        capture = self._archive.capture(version.capture)
        host, witnesses = urls.host(capture.final_url), version.witnesses
        if witnesses.lessons is None:
            feed, witness = self.entry(version.url)
            habits = self.habits(host) if self._archive.lessons(host) else self._of_posts(host)
            return Reading(capture.url, capture, feed, habits, witness)
        feed = self._recorded(witnesses.feed, version, capture) if witnesses.feed else None
        return Reading(capture.url, capture, feed, self.habits(host, witnesses.lessons), witnesses)

    def further(self, url: str, capture: Capture, first: Reading) -> Reading:
        """A further page of a post, read with what its first page was read with of the host."""
        feed, witness = self.entry(url)
        witness = replace(witness, lessons=first.witnesses.lessons)
        return Reading(url, capture, feed, first.habits, witness)

    # ---- feeds

    def entry(self, url: str) -> tuple[Candidate | None, Witnesses]:
        """The post's entry in its blog's own feed, with its content, and the capture of that feed.

        It is looked for where the feed was seen last, and else in the capture that announced it:
        then it has left the feed.
        """
        said = announcements.own_announcement(self._archive.announced(url))
        if said is None:
            return None, Witnesses()
        last = self._archive.last_good(said.via)
        for candidate in self._fresh(urls.key(said.url)):
            if candidate.via == said.via and _digest(candidate.content) == said.content_sha256:
                entry = replace(said.candidate, content=candidate.content)
                return entry, Witnesses(feed=last or said.capture)
        for ref in dict.fromkeys((last, said.capture)):
            if ref and (found := self._announced_in(ref, said)):
                entry = replace(said.candidate, content=found.content)
                return entry, Witnesses(feed=ref, has_left=ref != last)
        return said.candidate, Witnesses()

    def _announced_in(self, ref: CaptureRef, said: Announced) -> Entry | None:
        """The entry that was announced, in a capture of its feed; None also where that is damaged."""
        try:
            entries = self._entries(ref)
        except ArchiverError:  # without the feed its words are lost, no more; `check` names it
            return None
        found = (e for e in entries if _digest(e.content) == said.content_sha256)
        return next((e for e in found if urls.same(urls.clean(e.url), said.url)), None)

    def _recorded(self, ref: CaptureRef, version: Version, capture: Capture) -> Candidate | None:
        """The entry that a version was read with, out of the capture that it names."""
        names = {version.url, *version.aliases, capture.url, capture.final_url}
        names |= {a.url for a in self._archive.announced(version.url)}
        keys = {urls.key(name) for name in names}
        entries = [e for e in self._entries(ref) if e.url and urls.key(urls.clean(e.url)) in keys]
        return _candidate(entries[0], capture.final_url) if entries else None

    def _entries(self, ref: CaptureRef) -> tuple[Entry, ...]:
        if ref not in self._feeds:
            capture = self._archive.capture(ref)
            content_type = capture.header("content-type")
            feed = feeds.parse(capture.body, capture.final_url, content_type)
            while len(self._feeds) >= _FEEDS:
                self._feeds.pop(next(iter(self._feeds)))
            self._feeds[ref] = feed.entries
        return self._feeds[ref]

    # ---- habits

    def habits(self, host: str, count: int | None = None) -> HostHabits:
        """What the first ``count`` lessons of a host taught, or all of them."""
        lessons = self._archive.lessons(host)
        count = len(lessons) if count is None else min(count, len(lessons))
        if (host, count) not in self._habits:
            self._habits[host, count] = self._kept(host, count) or self._learned(
                host, lessons[:count]
            )
        return self._habits[host, count]

    def teach(self, host: str, habits: HostHabits) -> dict[str, object]:
        """Remember what a host has taught by its lessons so far; as the catalog keeps it."""
        count = len(self._archive.lessons(host))
        self._habits[host, count] = habits
        return {"lessons": count, "extractor": EXTRACTOR, **habits.to_json()}

    def _kept(self, host: str, count: int) -> HostHabits | None:
        """What the catalog has kept of just so many lessons, learned by today's extractor."""
        kept = self._archive.habits(host) or {}
        if (kept.get("lessons"), kept.get("extractor")) != (count, EXTRACTOR):
            return None
        return HostHabits.from_json(kept)

    def _learned(self, host: str, lessons: Sequence[Lesson]) -> HostHabits:
        """What lessons teach, beginning with the most of them that are learned already."""
        start = max((n for h, n in self._habits if h == host and n <= len(lessons)), default=0)
        known = self._habits.get((host, start), HostHabits())
        return learn(map(self._lesson, lessons[start:]), known).habits

    def _lesson(self, lesson: Lesson) -> Reading:
        capture = self._archive.capture(lesson.capture)
        feed = None
        if lesson.feed:
            keys = {urls.key(lesson.url), urls.key(capture.final_url)}
            with suppress(ArchiverError):
                entries = (
                    e for e in self._entries(lesson.feed) if urls.key(urls.clean(e.url)) in keys
                )
                feed = next((_candidate(e, capture.final_url) for e in entries), None)
        return Reading(capture.final_url, capture, feed)

    def _of_posts(self, host: str) -> HostHabits:
        """What the held posts of a host teach, where no lesson of it was noted."""
        if (host, -1) not in self._habits:
            heads = list(self._archive.posts(host=host, gone=False, damaged=[]))[:LESSONS]
            self._habits[host, -1] = learn(self._pages(heads), HostHabits()).habits
        return self._habits[host, -1]

    def _pages(self, heads: Iterable[Version]) -> Iterable[Reading]:
        for head in heads:
            with suppress(StoreError):  # `check` names it; the others teach
                if head.capture is not None:
                    capture = self._archive.capture(head.capture)
                    yield Reading(capture.url, capture, self.entry(head.url)[0])


def _digest(content: str) -> str:
    """As the journal writes it; empty for no content."""
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest() if content else ""


def _candidate(entry: Entry, url: str) -> Candidate:
    return Candidate(
        url=entry.url or url,
        via="",
        how=Method.FEED,
        source="",
        title=entry.title,
        author=entry.author,
        published=entry.published,
        updated=entry.updated,
        tags=entry.tags,
        entry_id=entry.id,
        content=entry.content,
    )
