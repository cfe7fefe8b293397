"""Reads the pages of a host: learns what repeats there, then reads each page with its witnesses."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from archiver.errors import ArchiverError, Bug, StoreError, bugs_told
from archiver.facts import Lesson
from archiver.history.identity import identity
from archiver.history.versions import difference
from archiver.model import Post, Version
from archiver.reading.jobs import (
    LEARNING,
    READING,
    Begin,
    Learned,
    Read,
    ReadHost,
    Twins,
    Waiting,
)
from archiver.reading.known import Known
from archiver.reading.reading import LESSONS, Lessons, Reading, attempt, learn
from archiver.store import Reader
from archiver.web import urls


class HostReader:
    """Does a ``ReadHost`` job."""

    def __init__(self, archive: Reader, job: ReadHost, begin: Begin) -> None:
        self.archive, self.job, self.begin = archive, job, begin
        self.dead = dict(job.dead)
        self.known = Known(archive, job.overrides)
        for learned in job.learned:
            self.known.teach(learned.host, learned.lessons, learned.habits)

    def answers(self) -> Iterator[Learned | Read]:
        """The answers of the job, without those that were given before its process died."""
        left = self.job.given
        for host, group in groupby(sorted(self.job.pages, key=_host_first), key=_host):
            found = list(group)
            # always one, also of nothing: what was learned before the process died may have been
            # committed since, and the answers are counted
            opened, learned = self._learn(host, found)
            if left <= 0:
                yield learned
            left -= 1
            for page in found:
                if left <= 0:
                    yield self._read(page, opened.pop(page.url, None))
                left -= 1

    # ---- learn

    def _learn(self, host: str, found: list[Waiting]) -> tuple[dict[str, Reading], Learned]:
        """Learn the chrome of a host from its new posts.

        Returns the readings with parsed pages by URL, and what was learned.
        """
        before = self.known.lessons(host)
        bugs: list[Bug] = []
        if not before:
            # archives of before 0.2 note no lessons; and a bug may have kept the first posts from it
            bugs += self._taught(host, self._heads(host)).bugs
        known = self.known.lessons(host)
        taught = {lesson.url for lesson in known}
        fresh = [page for page in found if not page.first and page.url not in taught]
        fresh = fresh[: max(0, LESSONS - len(known))]
        lessons = self._taught(host, self._readings(fresh))
        if not fresh and len(known) == len(before):
            return {}, Learned(host=host)
        learned = Learned(
            host=host,
            lessons=self.known.lessons(host)[len(before) :],
            habits=self.known.habits_to_keep(host),
            bugs=(*bugs, *lessons.bugs),
        )
        return {r.url: r for r in lessons.readings if r.page}, learned

    def _heads(self, host: str) -> Iterator[Reading]:
        """The held posts of a host."""
        for reading in self.known.heads(host):
            step = LEARNING + reading.url
            if step not in self.dead:
                self.begin(step)
                yield reading

    def _readings(self, pages: Iterable[Waiting]) -> Iterator[Reading]:
        """The pages to learn from; one that meets a bug or damage is reported when it is read."""
        for page in pages:
            if LEARNING + page.url in self.dead:
                continue
            self.begin(LEARNING + page.url)
            try:
                with bugs_told(page.url):
                    reading = self._reading(page)
            except ArchiverError:
                continue
            yield reading

    def _taught(self, host: str, readings: Iterable[Reading]) -> Lessons:
        lessons = learn(readings, self.known.habits(host))
        facts = [
            _lesson(host, reading)
            for reading in lessons.readings
            if reading.url in lessons.taught and reading.capture.ref is not None
        ]
        self.known.teach(host, facts, lessons.habits)
        return lessons

    # ---- read

    def _read(self, page: Waiting, opened: Reading | None) -> Read:
        steps = (LEARNING + page.url, READING + page.url)
        if error := next((self.dead[step] for step in steps if step in self.dead), None):
            return Read(url=page.url, answer=error)
        self.begin(READING + page.url)
        try:
            with bugs_told(page.url):
                reading = self.known.now(opened) if opened else self._reading(page)
        except ArchiverError as error:
            return Read(url=page.url, answer=error)
        answer = attempt(reading)
        read = Read(
            url=page.url,
            answer=answer,
            witnesses=reading.witnesses,
            source=reading.feed.source if reading.feed else "",
        )
        if not isinstance(answer, Post) or page.first:
            return read
        twins = self._twins(reading, answer)
        bugs = tuple(twin for twin in twins or () if isinstance(twin, Bug))
        return replace(read, twins=_both(*twins) if twins else None, bugs=bugs)

    def _reading(self, page: Waiting) -> Reading:
        """A page with its witnesses, and with its bytes, which are read from the WARC file."""
        capture = page.capture
        if not capture.body and capture.ref is not None:
            capture = replace(capture, body=self.archive.capture(capture.ref).body)
        return self.known.reading(page.url, capture, page.first)

    def _twins(
        self, reading: Reading, post: Post
    ) -> tuple[int, Post | ArchiverError, Post | ArchiverError] | None:
        """The held capture and the new one, read with the same witnesses, where the texts differ.

        A better extractor, or more posts learned from, must not count as an edit.
        """
        held = self._held(reading, post)
        ref = reading.capture.ref
        if held is None or held.post is None or held.capture is None or ref is None:
            return None
        if difference(held.post, post) is None:
            return None
        try:
            then, now = (self.archive.capture(r) for r in (held.capture, ref))
        except StoreError:  # no older page to compare with
            return None
        alone = (attempt(reading.of_page_alone(capture)) for capture in (then, now))
        return held.number, next(alone), next(alone)

    def _held(self, reading: Reading, post: Post) -> Version | None:
        try:
            owner = identity(post, reading.capture)
            return self.archive.get(owner) or self.archive.get(reading.url)
        except StoreError:  # its held copy is damaged; `check` names it
            return None


def _both(number: int, then: Post | ArchiverError, now: Post | ArchiverError) -> Twins | None:
    if isinstance(then, Post) and isinstance(now, Post):
        return Twins(number=number, then=then, now=now)
    return None


def _lesson(host: str, reading: Reading) -> Lesson:
    ref = reading.capture.ref
    assert ref is not None
    return Lesson(
        url=reading.url,
        at=reading.capture.fetched_at,
        capture=ref,
        host=host,
        feed=reading.witnesses.feed,
        entry=reading.witnesses.entry,
    )


def _host(page: Waiting) -> str:
    return urls.host(page.capture.final_url)


def _host_first(page: Waiting) -> tuple[str, str]:
    return _host(page), page.url
