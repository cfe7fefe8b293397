"""What an archive knows beside a page: the post's entry in its feed, and its host's habits.

One place puts them together, for a page that was just fetched (``reading``) as for one that is read
again (``again``): a version records its witnesses, so that years later it is read with the same.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
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

        A version that names none (before archiver 0.2) is read with all that is known today. Raises
        StoreError where its capture cannot be had; damage to what stands beside it is passed over.
        """
        if version.capture is None:
            raise StoreError("this version has no capture", where=version.url)
        capture = self._archive.capture(version.capture)
        host, witnesses = urls.host(capture.final_url), version.witnesses
        if witnesses.lessons is None:
            feed, witness = self.entry(version.url)
            habits = self.habits(host) if self._archive.lessons(host) else self._of_posts(host)
            return Reading(capture.url, capture, feed, habits, witness)
        feed = self._recorded(version, capture)
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
            # without content it may be what an earlier run has left: the feed may have lost it
            if candidate.via != said.via or not candidate.content:
                continue
            if _digest(candidate.content) == said.content_sha256:
                entry = replace(said.candidate, content=candidate.content)
                return entry, Witnesses(feed=last or said.capture, entry=_mark(entry))
        for ref in dict.fromkeys((last, said.capture)):
            if ref and (found := self._announced_in(ref, said)):
                entry = replace(said.candidate, content=found.content)
                return entry, Witnesses(feed=ref, entry=_mark(entry), has_left=ref != last)
        # the feed's words are lost; what the journal has of the entry still holds
        return said.candidate, Witnesses(feed=said.capture, entry=_mark(said.candidate))

    def _announced_in(self, ref: CaptureRef, said: Announced) -> Entry | None:
        """The entry that was announced, in a capture of its feed; None also where that is damaged."""
        try:
            entries = self._entries(ref)
        except ArchiverError:  # without the feed its words are lost, no more; `check` names it
            return None
        found = [e for e in entries if _digest(e.content) == said.content_sha256]
        same = [e for e in found if e.url and urls.same(urls.clean(e.url), said.url)]
        return next((e for e in same if e.title == said.title), next(iter(same), None))

    def _recorded(self, version: Version, capture: Capture) -> Candidate | None:
        """The entry that a version was read with, out of the capture that it names.

        Where that cannot be had, as of announcements of before 0.2, what the journal has of it.
        """
        witnesses = version.witnesses
        names = {version.url, *version.aliases, capture.url, capture.final_url}
        announced = self._archive.announced(version.url)
        keys = {urls.key(name) for name in (*names, *(a.url for a in announced))}
        if witnesses.feed:
            with suppress(ArchiverError):
                for entry in self._entries(witnesses.feed):
                    found = _candidate(entry, capture.final_url)
                    if _mark(found) == witnesses.entry and urls.key(found.url) in keys:
                        return found
        said = (a.candidate for a in announced)
        return next((c for c in said if _mark(c) == witnesses.entry), None)

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
        return learn(self._lessons(lessons[start:]), known).habits

    def _lessons(self, lessons: Iterable[Lesson]) -> Iterator[Reading]:
        """The pages of lessons; a damaged one teaches nothing any more, and `check` names it."""
        for lesson in lessons:
            with suppress(StoreError):
                capture = self._archive.capture(lesson.capture)
                yield Reading(capture.final_url, capture, self._entry_of(lesson, capture))

    def _entry_of(self, lesson: Lesson, capture: Capture) -> Candidate | None:
        keys = {urls.key(lesson.url), urls.key(capture.final_url)}
        with suppress(ArchiverError):
            for entry in self._entries(lesson.feed) if lesson.feed else ():
                found = _candidate(entry, capture.final_url)
                if urls.key(found.url) in keys and lesson.entry in ("", _mark(found)):
                    return found
        return None

    def heads(self, host: str) -> list[Reading]:
        """The pages of the posts that are held of a host, so many as may teach its habits."""
        heads = list(self._archive.posts(host=host, gone=False, damaged=[]))[:LESSONS]
        return list(self._pages(heads))

    def _of_posts(self, host: str) -> HostHabits:
        """What the held posts of a host teach, where no lesson of it was noted."""
        if (host, -1) not in self._habits:
            self._habits[host, -1] = learn(self.heads(host), HostHabits()).habits
        return self._habits[host, -1]

    def _pages(self, heads: Iterable[Version]) -> Iterator[Reading]:
        for head in heads:
            with suppress(StoreError):  # `check` names it; the others teach
                if head.capture is not None:
                    capture = self._archive.capture(head.capture)
                    feed, witnesses = self.entry(head.url)
                    yield Reading(head.url, capture, feed, witnesses=witnesses)


def _digest(content: str) -> str:
    """As the journal writes it; empty for no content."""
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest() if content else ""


def _mark(entry: Candidate) -> str:
    """Twelve hexadecimal digits that tell an entry from others of its address."""
    words = "\n".join((entry.url, entry.entry_id, entry.title, _digest(entry.content)))
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:12]


def _candidate(entry: Entry, url: str) -> Candidate:
    return Candidate(
        url=urls.clean(entry.url) if entry.url else url,
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
