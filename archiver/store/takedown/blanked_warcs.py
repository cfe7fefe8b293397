"""The WARC files without what is of forgotten posts: every record keeps its place and its length."""

import hashlib
import os
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from archiver.errors import ArchiverError
from archiver.formats.blanking import blank_records as blanking
from archiver.formats.blanking import body as document
from archiver.formats.blanking.escapes import undone, words
from archiver.formats.blanking.post_matter import Said, exactly, grams
from archiver.formats.warc import Record
from archiver.formats.warc.records import read_head
from archiver.store.files import Disk, store_errors, write_all
from archiver.store.layout import FORGETTING as ROOM
from archiver.store.layout import WARC
from archiver.store.takedown import past_damage
from archiver.store.takedown.subject import Subject
from archiver.web import urls
from archiver.web.content_coding import unpacked

_IDS = uuid.UUID("3f0e63a1-1d0e-5b5f-8a41-0a1c5a7d9b2e")
Place = tuple[str, int]


@dataclass(slots=True)
class Changed:
    """What became of the WARC files: new files by name, with the name of the staged one and their digest; the new
    body's digest, payload's digest and coding of each record in which words were blanked, with the digest
    before; records that are empty now; and damaged pieces that nobody can read."""

    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    redacted: dict[Place, tuple[str, str, str, str]] = field(default_factory=dict)
    emptied: set[Place] = field(default_factory=set)
    whole: set[Place] = field(default_factory=set)
    damaged: list[str] = field(default_factory=list)


def names(disk: Disk) -> list[str]:
    """All WARC files."""
    return [name for name in disk.walk(WARC) if name.endswith(".warc.gz")]


def with_rare_words(disk: Disk, found: Subject) -> Subject:
    """The subject whose matter knows the words that are its posts' alone."""
    return replace(found, matter=replace(found.matter, rare=_rare_words(disk, found)))


def blank_all(disk: Disk, found: Subject, *, stage: bool = True) -> Changed:
    """Make new WARC files in the room, of those that change; without ``stage`` only see what would change."""
    work = _Work(disk, found, stage=stage)
    for name in names(disk):
        work.blank(name)
    work.follow_revisits()
    return work.changed


class _Work:
    def __init__(self, disk: Disk, found: Subject, *, stage: bool) -> None:
        self._disk, self._found, self._stages = disk, found, stage
        self.changed = Changed()
        self._new: dict[str, dict[int, bytes]] = {}

    def blank(self, name: str) -> None:
        """Blank the records of a file, and stage it where some have changed."""
        new: dict[int, bytes] = {}
        own: set[str] = set()
        for record in _records(self._disk, name):
            if data := self._blanked(name, record, own):
                new[record.offset] = data
        if new:
            self._stage(name, new)

    def _stage(self, name: str, new: dict[int, bytes]) -> None:
        self._new[name] = new
        if not self._stages:
            self.changed.files[name] = "", ""
            return
        staged = f"{ROOM}/{hashlib.sha256(name.encode()).hexdigest()[:16]}.warc.gz"
        self._disk.make_folder(ROOM)
        self._disk.remove(staged)
        self.changed.files[name] = staged, _copy(self._disk, name, staged, new)

    def _blanked(self, name: str, record: Record, own: set[str]) -> bytes | None:
        place, mark = (name, record.offset), record.header("WARC-Record-ID")
        url = record.header("WARC-Target-URI")
        follows = record.header("WARC-Concurrent-To") in own
        if record.kind == past_damage.DAMAGED:
            return self._damaged(place, record)
        if place in self._found.captures or follows or (url and self._found.matter.is_address(url)):
            own.add(mark)
            return self._emptied(place, record)
        if not url or record.kind not in ("response", "revisit", "request"):
            return None
        others = self._found.others(name, record.offset, urls.host(url))
        if not may_have(record, self._found.matter):
            return None
        try:
            done = blanking.without(record, self._found.matter, others)
        except ValueError:  # what is left does not fit: nothing of it may stay
            own.add(mark)
            self.changed.whole.add(place)
            return self._emptied(place, record)
        if done is None:
            return None
        if record.kind == "response":
            digest = "sha256:" + hashlib.sha256(done.body).hexdigest()
            before = "sha256:" + hashlib.sha256(body_of(record)).hexdigest()
            self.changed.redacted[place] = before, digest, done.payload, done.coding
        return done.data

    def _damaged(self, place: Place, record: Record) -> bytes | None:
        """What nobody can restore goes, if what can be read of it may be of the post; else it stays, and is told."""
        said = record.block.decode("utf-8", "replace")
        if place in self._found.captures or text_may_have(said, self._found.matter):
            with suppress(ValueError):
                return self._emptied(place, record)
        self.changed.damaged.append(f"{place[0]}@{place[1]}")
        return None

    def _emptied(self, place: Place, record: Record) -> bytes:
        data = blanking.empty(record, str(uuid.uuid5(_IDS, f"{place[0]}\n{place[1]}")))
        self.changed.emptied.add(place)
        return data

    def follow_revisits(self) -> None:
        """Give revisits the digest that the payload has now to which they refer."""
        payloads = {place: found[2] for place, found in self.changed.redacted.items()}
        for name in names(self._disk) if payloads or self.changed.emptied else ():
            new = dict(self._new.get(name, {}))
            for record in _records(self._disk, name):
                if record.kind != "revisit" or (name, record.offset) in self.changed.emptied:
                    continue
                file, offset = (
                    record.header("WARC-Refers-To-Filename"),
                    int(record.header("WARC-Refers-To-File-Offset") or 0),
                )
                if payload := payloads.get((file, offset)):
                    now = blanking.of_payload(record, payload)
                    new[record.offset] = now.data
                    before, after, _, coding = self.changed.redacted[file, offset]
                    self.changed.redacted[name, record.offset] = before, after, payload, coding
            if new != self._new.get(name, {}):
                self._stage(name, new)


def body_of(record: Record) -> bytes:
    """The decoded body of a response."""
    _, pairs = read_head(record.block)
    coding = next((v for k, v in pairs if k.lower() == "content-encoding"), "")
    truncated = bool(record.header("WARC-Truncated"))
    return blanking.body_of(record.block.partition(b"\r\n\r\n")[2], coding, truncated=truncated)


def _records(disk: Disk, name: str) -> Iterator[Record]:
    """The records of a file, and its damaged pieces."""
    with disk.open(name) as stream:
        yield from past_damage.records(stream)


def _copy(disk: Disk, name: str, staged: str, new: dict[int, bytes]) -> str:
    """Copy a file with these members in the places of the old ones; the SHA-256 of the copy."""
    digest = hashlib.sha256()
    fd = disk.create(staged)
    try:
        with disk.open(name) as stream, store_errors(name):
            for offset in sorted(new):
                _copy_to(stream, fd, digest, offset - stream.tell())
                write_all(fd, new[offset])
                digest.update(new[offset])
                stream.seek(len(new[offset]), os.SEEK_CUR)
            _copy_to(stream, fd, digest, None)
            disk.sync(fd)
    finally:
        os.close(fd)
    return digest.hexdigest()


def _copy_to(stream: BinaryIO, fd: int, digest: Any, count: int | None) -> None:
    while count is None or count > 0:
        piece = stream.read(2**20 if count is None else min(count, 2**20))
        if not piece:
            return
        write_all(fd, piece)
        digest.update(piece)
        count = None if count is None else count - len(piece)


# ---- what is worth a closer look


def may_have(record: Record, matter: Said) -> bool:
    """Whether a record has anything at all of a post: a quick look."""
    return text_may_have(text_of(record), matter)


def text_may_have(text: str, matter: Said) -> bool:
    """The same of a text, whatever is escaped in it."""
    lowered = text.lower()
    if any(host in lowered for host in matter.hosts):
        return True
    found = words(undone(text).text)
    if not matter.rare.isdisjoint(found) or any(g in matter.known for g in grams(found)):
        return True
    lengths = {len(name) for name in matter.names}
    return any(g in matter.names for length in lengths for g in exactly(found, length))


def text_of(record: Record) -> str:
    """Head and body of a record as a text, with its address."""
    head = record.block.partition(b"\r\n\r\n")[0].decode("latin-1")
    kind = next((v for k, v in read_head(record.block)[1] if k.lower() == "content-type"), "")
    data = body_of(record) if record.kind == "response" else b""
    with suppress(ArchiverError):  # a broken packing, of which nobody reads anything
        data = unpacked(data, 2**28)
    body = document.read(data, kind)[0]
    return f"{record.header('WARC-Target-URI')}\n{head}\n{body}"


def _rare_words(disk: Disk, found: Subject) -> frozenset[str]:
    """The words of a post that no other post uses, and that are no part of the blog's frame: once the runs of its
    words are blanked, a word of the frame stands in most documents still."""
    if not found.own_words:
        return frozenset()
    count: Counter[str] = Counter()
    documents: set[str] = set()
    for name in names(disk):
        for record in _records(disk, name):
            url = record.header("WARC-Target-URI")
            if record.kind != "response" or not url or url.endswith("/robots.txt"):
                continue
            if found.matter.is_address(url) or (name, record.offset) in found.captures:
                continue
            body = body_of(record)
            digest = hashlib.sha256(body).hexdigest()
            if digest in documents or urls.host(url) not in found.matter.hosts:
                continue
            documents.add(digest)
            kind = next(
                (v for k, v in read_head(record.block)[1] if k.lower() == "content-type"), ""
            )
            others = found.others(name, record.offset, urls.host(url))
            left = document.blank(body, url, kind, found.matter, others)
            text = undone(document.read(left, kind)[0]).text
            count.update(found.own_words.intersection(words(text)))
    frame = {word for word, seen in count.items() if 2 * seen > len(documents)}
    return found.own_words - frame
