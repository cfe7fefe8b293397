"""Keeps forgotten posts out of what a run writes: facts about them, and their words in documents of others."""

from dataclasses import replace
from functools import lru_cache

from archiver.errors import ArchiverError, StoreError
from archiver.facts import Fact, Lesson, VersionWritten
from archiver.facts.of_takedown import TakenDown
from archiver.formats import codec, journal
from archiver.formats.blanking import blank_records as blanking
from archiver.formats.blanking.blank_spans import Others, named
from archiver.formats.blanking.body import blank
from archiver.formats.blanking.escapes import words
from archiver.formats.blanking.post_matter import Hashed, exactly, grams
from archiver.formats.blanking.quick_look import may_have
from archiver.model import Capture, Challenge, Version
from archiver.store import texts
from archiver.store.catalog import Catalog
from archiver.store.files import Disk
from archiver.store.layout import POSTS, object_path
from archiver.store.takedown.blanked_journals import is_of, scrubbed_values
from archiver.store.takedown.subject import said_in
from archiver.web.content_encoders import encode


class KeepingOut:
    """What a writer asks before it writes. ``known`` is empty where no post was ever forgotten."""

    def __init__(self, disk: Disk, catalog: Catalog) -> None:
        self._disk, self._catalog = disk, catalog
        self.known = catalog.forgotten()
        self._others = lru_cache(maxsize=64)(self._read_others)

    def fact(self, fact: Fact) -> Fact | None:
        """The fact without what names a forgotten post; None where it is about one."""
        if not self.known or isinstance(fact, TakenDown):
            return fact
        values = journal.as_object(fact)
        if is_of(values, self.known):
            return None
        if isinstance(fact, VersionWritten | Lesson):
            return fact
        left = scrubbed_values(values, self.known)
        return fact if left == values else journal.read(journal.line_of(left))

    def challenge(self, challenge: Challenge) -> Challenge:
        """A challenge without the addresses of forgotten posts."""
        if not self.known:
            return challenge
        plain = codec.plain(challenge)
        left = scrubbed_values(plain, self.known)
        return challenge if left == plain else codec.read(Challenge, left)

    def is_forgotten(self, capture: Capture) -> bool:
        """Whether a capture is of a forgotten post."""
        return bool(self.known) and self.known.is_address(capture.final_url)

    def capture(self, capture: Capture) -> Capture:
        """The capture without the words and addresses of forgotten posts, as far as it is to be written."""
        if not self.known or capture.ref is not None:
            return capture
        _, headers = blanking.blank_head("", capture.headers, capture.final_url, self.known)
        kind = capture.header("content-type") or ""
        body = capture.body
        if self._may_have(capture, kind):
            body = blank(body, capture.final_url, kind, self.known, self._others(capture.final_url))
        if body == capture.body:
            return replace(capture, headers=headers)
        coding = capture.header("content-encoding") or ""
        coded = encode(body, coding) if capture.body != capture.payload else body
        if coded is None:
            headers = tuple((k, v) for k, v in headers if k.lower() != "content-encoding")
        payload = body if coded is None else coded
        sized = tuple(
            (k, str(len(payload)) if k.lower() == "content-length" else v) for k, v in headers
        )
        return replace(capture, headers=sized, payload=payload, body=body)

    def _may_have(self, capture: Capture, kind: str) -> bool:
        try:
            return may_have(capture.body, capture.final_url, kind, self.known)
        except ArchiverError:  # a broken packing, of which nobody reads anything
            return False

    def _read_others(self, url: str) -> Others:
        """What stays on a page: the words and links of the post that is held from there."""
        head = self._catalog.find(url)
        if head is None:
            return Others()
        try:
            version = texts.version(self._disk, f"{POSTS}/{object_path(head.url)}", head.number)
        except StoreError:
            return Others()
        return _of(version, self.known)


def _of(version: Version, known: Hashed) -> Others:
    links = named(version.post, known) if version.post else ()
    said = [words(text) for text in said_in(version)]
    lengths = {n for names in known.names.values() for n in names}
    runs = {gram for found in said for gram in grams(found)}
    runs |= {gram for found in said for length in lengths for gram in exactly(found, length)}
    return Others(frozenset(runs), frozenset(links))
