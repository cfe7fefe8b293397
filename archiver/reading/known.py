"""Collects the witnesses of a page: its entry in a feed, its host's chrome, a person's override.

For a page that was just fetched (``reading``), and for one that is read again (``again``): a
version records its witnesses, so that it can be read with the same ones later.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from archiver.errors import ArchiverError, StoreError
from archiver.extraction import HostHabits
from archiver.extraction.body import feed_content
from archiver.facts import Announced, Lesson
from archiver.history import announcements
from archiver.history.versions import is_from_feed
from archiver.model import Candidate, Capture, CaptureRef, Override, Version, Witnesses
from archiver.reading.from_copy import standing_in
from archiver.reading.matching import override_for
from archiver.reading.reading import LESSONS, Reading, learn
from archiver.store import Reader
from archiver.version import EXTRACTOR
from archiver.web import feeds, urls
from archiver.web.feeds import Entry

_FEEDS = 16
"""Parsed feeds in the cache: posts of one host are read one after another."""


class Known:
    """The witnesses that an archive has for its pages.

    ``overrides`` are those of sources.yaml; where it is not at hand, a version is read with what a
    person had said when it was written.
    """

    def __init__(self, archive: Reader, overrides: Mapping[str, Override] | None = None) -> None:
        self._archive, self._overrides = archive, overrides
        self._taught: dict[str, list[Lesson]] = {}
        self._feeds: dict[CaptureRef, tuple[Entry, ...]] = {}
        self._habits: dict[tuple[str, int], HostHabits] = {}
        self._of_held: dict[str, HostHabits] = {}

    # ---- a page with its witnesses

    def reading(self, url: str, capture: Capture, first: str = "") -> Reading:
        """A page that was requested at ``url``, with all witnesses of today.

        Of a further page of a post ``first`` is the address of its first page.
        """
        feed, witness = self.entry(url)
        host = urls.host(capture.final_url)
        said = self._override((first,) if first else (url, capture.url, capture.final_url))
        witness = replace(witness, lessons=len(self.lessons(host)), override=said)
        return Reading(url, capture, feed, self.habits(host), witness)

    def now(self, reading: Reading) -> Reading:
        """A reading of a page with what its host has taught since."""
        host = urls.host(reading.capture.final_url)
        witnesses = replace(reading.witnesses, lessons=len(self.lessons(host)))
        return replace(reading, habits=self.habits(host), witnesses=witnesses)

    def again(self, version: Version) -> Reading:
        """The page of a version, with the witnesses that it was read with.

        A version without recorded witnesses (before archiver 0.2) is read with those of today.
        Raises StoreError where its capture cannot be read; damage to its feed is passed over.
        """
        if version.capture is None:
            raise StoreError("this version has no capture", where=version.url)
        capture = self.capture(version.capture)
        released = self._archive.is_unscreened(version.url, capture.url)
        host, witnesses = urls.host(capture.final_url), version.witnesses
        if self._overrides is not None:
            said = self._override((version.url, capture.url, capture.final_url))
            witnesses = replace(witnesses, override=said)
        if witnesses.lessons is None:
            feed, witness = self.entry(version.url)
            habits = self.habits(host) if self._archive.lessons(host) else self._of_posts(host)
            witness = replace(witness, override=witnesses.override)
            return Reading(capture.url, capture, feed, habits, witness, released=released)
        feed = self._recorded(version, capture)
        if version.capture == witnesses.feed:  # a text that only the feed has
            return Reading(version.url, capture, feed, None, witnesses)
        habits = self.habits(host, witnesses.lessons)
        return Reading(capture.url, capture, feed, habits, witnesses, released=released)

    def further(self, url: str, capture: Capture, first: Reading) -> Reading:
        """A further page of a post, with the host's chrome and the override of its first page."""
        feed, witness = self.entry(url)
        known = first.witnesses
        witness = replace(witness, lessons=known.lessons, override=known.override)
        return Reading(url, capture, feed, first.habits, witness)

    def _override(self, addresses: Iterable[str]) -> Override | None:
        """What sources.yaml says of a post, by all addresses that lead to it.

        A post that has moved is known by its old address too, in a run as in re-extraction.
        """
        if not self._overrides:
            return None
        named = list(addresses)
        with suppress(StoreError):  # `check` names it
            held = [version for url in named if (version := self._archive.get(url))]
            named += [name for version in held for name in (version.url, *version.aliases)]
        return override_for(self._overrides, named)

    def capture(self, ref: CaptureRef) -> Capture:
        """A capture of the archive; that of a copy in a web archive stands for its page."""
        return standing_in(self._archive.capture(ref))

    # ---- feeds

    def entry(self, url: str) -> tuple[Candidate | None, Witnesses]:
        """The post's entry in its blog's own feed, with its content, and the capture of that feed.

        It is taken from the last capture of the feed, else from the one that announced it: then
        the entry has left the feed.
        """
        announced = announcements.own_announcement(self._archive.announced(url))
        if announced is None:
            return None, Witnesses()
        if found := self._in_its_feed(announced):
            said, ref, has_left = found
            entry = replace(announced.candidate, content=said.content)
            return entry, Witnesses(feed=ref, entry=_mark(entry), has_left=has_left)
        # the feed's words are lost; what the journal has of the entry still holds
        return announced.candidate, Witnesses(
            feed=announced.capture, entry=_mark(announced.candidate)
        )

    def whole_entry(self, url: str) -> Reading | None:
        """A post to be read from its feed, where that gives the whole text and not a beginning."""
        announced = announcements.own_announcement(self._archive.announced(url))
        found = self._in_its_feed(announced) if announced else None
        if found is None or not _is_whole(found[0]):
            return None
        entry, witnesses = self.entry(url)
        assert witnesses.feed is not None
        capture = replace(self.capture(witnesses.feed), url=url, final_url=url)
        witnesses = replace(witnesses, lessons=0, override=self._override((url,)))
        return Reading(url, capture, entry, None, witnesses)

    def _in_its_feed(self, announced: Announced) -> tuple[Entry, CaptureRef, bool] | None:
        """The entry that was announced, the capture that has it, and whether it has left the feed."""
        last = self._archive.last_good(announced.via)
        for ref in dict.fromkeys((last, announced.capture)):
            if ref and (found := self._announced_in(ref, announced)):
                return found, ref, ref != last
        return None

    def _announced_in(self, ref: CaptureRef, announced: Announced) -> Entry | None:
        """The entry that was announced, in a capture of its feed; None also where that is damaged."""
        try:
            entries = self._entries(ref)
        except ArchiverError:  # `check` names the damage; the journal still holds the entry
            return None
        found = [e for e in entries if _digest(e.content) == announced.content_sha256]
        same = [e for e in found if e.url and urls.same(urls.clean(e.url), announced.url)]
        return next((e for e in same if e.title == announced.title), next(iter(same), None))

    def _recorded(self, version: Version, capture: Capture) -> Candidate | None:
        """The feed entry that a version was read with, from the capture that it records.

        Where that cannot be read, as before archiver 0.2, what the journal holds of the entry.
        """
        witnesses = version.witnesses
        names = {version.url, *version.aliases, capture.url, capture.final_url}
        announced = self._archive.announced(version.url)
        keys = {urls.key(name) for name in (*names, *(a.url for a in announced))}
        if witnesses.feed:
            with suppress(ArchiverError):
                for entry in self._entries(witnesses.feed):
                    found = entry.candidate(capture.final_url)
                    if _mark(found) == witnesses.entry and urls.key(found.url) in keys:
                        return found
        said = (a for a in announced if witnesses.entry in (_mark(a.candidate), _full_mark(a)))
        return next((fact.candidate for fact in said), None)

    def _entries(self, ref: CaptureRef) -> tuple[Entry, ...]:
        if ref not in self._feeds:
            capture = self.capture(ref)
            content_type = capture.header("content-type")
            feed = feeds.parse(capture.body, capture.final_url, content_type)
            while len(self._feeds) >= _FEEDS:
                self._feeds.pop(next(iter(self._feeds)))
            self._feeds[ref] = feed.entries
        return self._feeds[ref]

    # ---- habits

    def habits(self, host: str, count: int | None = None) -> HostHabits:
        """The chrome learned from the first ``count`` lessons of a host, or from all."""
        lessons = self.lessons(host)
        count = len(lessons) if count is None else min(count, len(lessons))
        if (host, count) not in self._habits:
            self._habits[host, count] = self._from_catalog(host, count) or self._learn(
                host, lessons[:count]
            )
        return self._habits[host, count]

    def lessons(self, host: str) -> tuple[Lesson, ...]:
        """The lessons of a host: those in the archive, then those that are not yet noted there."""
        noted = self._archive.lessons(host)
        held = {(lesson.url, lesson.capture) for lesson in noted}
        fresh = (lesson for lesson in self._taught.get(host, ()))
        return (*noted, *(f for f in fresh if (f.url, f.capture) not in held))

    def teach(
        self, host: str, lessons: Iterable[Lesson], habits: HostHabits | Mapping[str, object]
    ) -> None:
        """Add lessons, and the learned chrome of a host with them."""
        self._taught.setdefault(host, []).extend(lessons)
        if not isinstance(habits, HostHabits):
            habits = HostHabits.from_json(habits)
        self._habits[host, len(self.lessons(host))] = habits

    def habits_to_keep(self, host: str) -> dict[str, object]:
        """The learned chrome of a host, as the catalog stores it."""
        count = len(self.lessons(host))
        return {"lessons": count, "extractor": EXTRACTOR, **self.habits(host).to_json()}

    def _from_catalog(self, host: str, count: int) -> HostHabits | None:
        """The chrome in the catalog, if it is of the same lessons and of this extractor."""
        kept = self._archive.habits(host) or {}
        if (kept.get("lessons"), kept.get("extractor")) != (count, EXTRACTOR):
            return None
        return HostHabits.from_json(kept)

    def _learn(self, host: str, lessons: Sequence[Lesson]) -> HostHabits:
        """Learn from lessons, starting with the longest part of them that is cached."""
        start = max((n for h, n in self._habits if h == host and n <= len(lessons)), default=0)
        known = self._habits.get((host, start), HostHabits())
        return learn(self._lessons(lessons[start:]), known).habits

    def _lessons(self, lessons: Iterable[Lesson]) -> Iterator[Reading]:
        """The pages of lessons; a damaged one teaches nothing any more, and `check` names it."""
        for lesson in lessons:
            with suppress(StoreError):
                capture = self.capture(lesson.capture)
                yield Reading(capture.final_url, capture, self._entry_of(lesson, capture))

    def _entry_of(self, lesson: Lesson, capture: Capture) -> Candidate | None:
        keys = {urls.key(lesson.url), urls.key(capture.final_url)}
        with suppress(ArchiverError):
            for entry in self._entries(lesson.feed) if lesson.feed else ():
                found = entry.candidate(capture.final_url)
                if urls.key(found.url) in keys and lesson.entry in ("", _mark(found)):
                    return found
        return None

    def heads(self, host: str) -> list[Reading]:
        """The pages of the posts that are held of a host, so many as may teach its habits."""
        heads = list(self._archive.posts(host=host, gone=False, damaged=[]))[:LESSONS]
        return list(self._pages(heads))

    def _of_posts(self, host: str) -> HostHabits:
        """Learn from the held posts of a host, where no lessons were recorded."""
        if host not in self._of_held:
            self._of_held[host] = learn(self.heads(host), HostHabits()).habits
        return self._of_held[host]

    def _pages(self, heads: Iterable[Version]) -> Iterator[Reading]:
        for head in heads:
            with suppress(StoreError):  # `check` names it; learn from the others
                if head.capture is not None and not is_from_feed(head.post):
                    capture = self.capture(head.capture)
                    feed, witnesses = self.entry(head.url)
                    yield Reading(head.url, capture, feed, witnesses=witnesses)


def _is_whole(entry: Entry) -> bool:
    """Whether an entry has the whole text: said to be it, or longer than excerpts are."""
    content = feed_content.read(entry.content, entry.url)
    return content is not None and content.whole and (entry.whole or content.long)


def _digest(content: str) -> str:
    """As the journal writes it; empty for no content."""
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest() if content else ""


def _full_mark(announced: Announced) -> str:
    """The mark of an entry with its content, of which the journal holds the digest alone."""
    return _mark(announced.candidate, announced.content_sha256)


def _mark(entry: Candidate, digest: str = "") -> str:
    """Twelve hexadecimal digits that tell an entry from others of its address."""
    content = digest or _digest(entry.content)
    words = "\n".join((entry.url, entry.entry_id, entry.title, content))
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:12]
