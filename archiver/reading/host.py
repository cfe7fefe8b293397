"""Reads the pages of a host: learns what repeats there, then reads each page with its witnesses."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import groupby

from archiver.errors import ArchiverError, Bug, NotThePage, ParseError, StoreError, bugs_told, tried
from archiver.facts import Lesson
from archiver.history.identity import identity, site
from archiver.history.likeness import alike
from archiver.history.versions import difference, is_from_feed, last_text
from archiver.model import Post, Version
from archiver.reading import instead
from archiver.reading.agreement import agrees, bears, has_end
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
from archiver.screen import judge
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
        fresh = [p for p in found if not (p.first or p.missed or p.url in taught)]
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
        if page.missed:
            return self._fed(Read(url=page.url, answer=NotThePage("it could not be had")))
        reading = tried(page.url, partial(self._opened, page, opened))
        if isinstance(reading, ArchiverError):
            refused = Read(url=page.url, answer=reading)
            return refused if page.first or isinstance(reading, Bug) else self._fed(refused)
        answer = self._attempted(reading)
        read = Read(
            url=page.url,
            answer=answer,
            witnesses=reading.witnesses,
            source=reading.feed.source if reading.feed else "",
        )
        if isinstance(answer, NotThePage | ParseError) and not page.first:
            return self._fed(read)
        if not isinstance(answer, Post) or page.first:
            return read
        twins = self._twins(reading, answer)
        bugs = tuple(twin for twin in twins or () if isinstance(twin, Bug))
        said = agrees(reading.feed, answer, reading.capture.final_url)
        return replace(
            read,
            twins=_both(*twins) if twins else None,
            bugs=bugs,
            entry=_by_way(reading, said),
            titled=self._is_titled(reading),
            title_stays=self._title_stays(reading, answer),
            breaks_off=self._breaks_off(reading, answer),
            as_before=self._as_before(page, reading, answer),
        )

    def _fed(self, read: Read) -> Read:
        """A page that gives no post, with what the feed has of it."""
        return replace(read, fed=instead.of_page(self.archive, self.known, read.url))

    def _attempted(self, reading: Reading) -> Post | ArchiverError:
        """What a page says; or that a wall stands on it, though it has the title of a held post.

        Themes keep the title above an error: where nothing of the held text is left, it does not
        speak for the page.
        """
        answer = attempt(reading)
        if not isinstance(answer, Post) or reading.released or "body" in answer.origins:
            return answer
        held = self._last_held(reading, answer)
        if held is None or held.post is None or alike(held.post, answer):
            return answer
        assert reading.page is not None
        try:
            with bugs_told(reading.url):
                judge(reading.page, answer, asked=reading.url, by_title=False)
        except ArchiverError as error:
            return error
        return answer

    def _is_titled(self, reading: Reading) -> bool:
        """Whether a page itself bears a title that was announced of it."""
        assert reading.page is not None
        titles = [said.title for said in self.archive.announcements(reading.url)]
        return any(bears(reading.page, title) for title in titles)

    def _title_stays(self, reading: Reading, post: Post) -> bool:
        """Whether a page itself bears the title of the held post."""
        held = self._last_held(reading, post)
        assert reading.page is not None
        return bool(held and held.post and bears(reading.page, held.post.title))

    def _breaks_off(self, reading: Reading, post: Post) -> bool:
        """Whether a page has no end, though the one that is held has."""
        if has_end(reading.capture.body):
            return False
        held = self._held(reading, post)
        try:
            then = held and held.capture and self.known.capture(held.capture)
        except StoreError:
            return False
        return bool(then and has_end(then.body))

    def _as_before(self, page: Waiting, reading: Reading, post: Post) -> bool:
        """Whether a page says what was held back in an earlier run."""
        if page.earlier is None:
            return False
        try:
            capture = self.known.capture(page.earlier)
        except StoreError:
            return False
        earlier = attempt(replace(reading, capture=capture, page=None, released=True))
        return isinstance(earlier, Post) and alike(earlier, post)

    def _opened(self, page: Waiting, known: Reading | None) -> Reading:
        """A page with its witnesses, parsed and screened; one that was released is not screened."""
        reading = self.known.now(known) if known else self._reading(page)
        released = page.released or self.archive.is_unscreened(page.url)
        return replace(reading, released=released).opened()

    def _reading(self, page: Waiting) -> Reading:
        """A page with its witnesses, and with its bytes, which are read from the WARC file."""
        capture = page.capture
        if not capture.body and capture.ref is not None:
            capture = replace(capture, body=self.known.capture(capture.ref).body)
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
        if is_from_feed(held.post):  # there is no older page to compare with
            return None
        if difference(held.post, post) is None:
            return None
        try:
            then, now = (self.known.capture(r) for r in (held.capture, ref))
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

    def _last_held(self, reading: Reading, post: Post) -> Version | None:
        """The last version of the held post that has a text."""
        held = self._held(reading, post)
        if held is not None and held.post is None and held.number > 1:
            with suppress(StoreError):
                return last_text(self.archive.versions(held.url))
        return held


def _by_way(reading: Reading, said: bool | None) -> bool | None:
    """What the feed's entry says of a page; it speaks against one of another site that a redirect has
    led to, where its title is not there."""
    titled = reading.feed is not None and reading.feed.title.strip()
    led_away = site(reading.url) != site(reading.capture.final_url)
    return False if said is None and titled and led_away else said


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
