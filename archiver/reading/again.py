"""Reads posts again from their captures, with all their pages and their recorded witnesses."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from archiver.errors import ArchiverError, StoreError, bugs_told
from archiver.history.versions import difference
from archiver.model import Post, Version
from archiver.reading import multipage
from archiver.reading.comparison import compare
from archiver.reading.jobs import Again, Begin, ReadAgain
from archiver.reading.known import Known
from archiver.reading.reading import Answer, Reading, attempt
from archiver.store import Reader


def read_again(archive: Reader, version: Version) -> Post:
    """A version's post, with its HTML, by today's extractor and with the version's witnesses.

    Raises StoreError where there is no capture, NotThePage or ParseError where it gives no post.
    """
    known = Known(archive)
    reading = known.again(version)
    return whole(archive, known, reading, attempt(reading))


def reread(archive: Reader, job: ReadAgain, begin: Begin) -> Iterator[Again]:
    """Does a ``ReadAgain`` job."""
    known, dead = Known(archive, job.overrides), dict(job.dead)
    for url in job.urls[job.given :]:
        if error := dead.get(url):
            yield Again(url=url, answer=error)
            continue
        begin(url)
        try:
            with bugs_told(url):
                yield _again(archive, known, url, compares=job.compares)
        except ArchiverError as error:
            yield Again(url=url, answer=error)


def _again(archive: Reader, known: Known, url: str, *, compares: bool) -> Again:
    held = archive.get(url)
    if held is None:
        raise StoreError("the archive holds no such post", where=url)
    reading = known.again(held)
    post = whole(archive, known, reading, attempt(reading))
    said = reading.witnesses.override
    if not compares or held.post is None or difference(held.post, post) is None:
        return Again(url=url, answer=post, override=said)
    anew = said != held.witnesses.override
    judged = compare(reading, held.post, post, overruled=anew)
    return Again(url=url, answer=post, override=said, comparison=judged)


def readings(archive: Reader, version: Version) -> Iterator[Post]:
    """The posts that the capture of a version may have given, the most likely first.

    Several for a version without recorded witnesses: it may have been read with fewer than there
    are today; it yields nothing where the capture cannot be read.
    """
    known = Known(archive)
    with suppress(ArchiverError):
        reading = known.again(version)
        attempts = [reading]
        if version.witnesses.lessons is None:
            bare = reading.feed and replace(reading.feed, content="")
            fewer = ((habits, feed) for habits in (reading.habits, None) for feed in (bare, None))
            attempts += [replace(reading, habits=habits, feed=feed) for habits, feed in fewer]
        for reading in attempts:
            with suppress(ArchiverError):
                yield whole(archive, known, reading, attempt(reading))


def whole(archive: Reader, known: Known, reading: Reading, answer: Answer) -> Post:
    """A post with its further pages, as they were last captured, after its first page was read.

    Raises the answer, where it is an error, and StoreError where a page is in no capture.
    """
    if isinstance(answer, ArchiverError):
        raise answer
    return multipage.append(list(_pages(archive, known, reading, answer)))


def _pages(archive: Reader, known: Known, reading: Reading, post: Post) -> Iterator[Post]:
    first = reading.capture.final_url
    seen = {first}
    post = multipage.only_own(post, first)
    yield post
    while post.next_page and post.next_page not in seen:
        seen.add(post.next_page)
        capture = archive.last_capture(post.next_page)
        if capture is None:
            raise StoreError("a page of this post is in no capture", where=post.next_page)
        answer = attempt(known.further(post.next_page, capture, reading))
        if isinstance(answer, ArchiverError):
            raise answer
        post = multipage.only_own(answer, first)
        yield post
