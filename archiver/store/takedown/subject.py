"""The posts that are to be forgotten, and what the others say that stays."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from archiver.errors import ArchiverError
from archiver.facts import Announced, VersionWritten
from archiver.formats.blanking.blank_spans import Others, named
from archiver.formats.blanking.escapes import words
from archiver.formats.blanking.post_matter import Gram, Said, above, exactly, grams, said, slug_of
from archiver.model import CaptureRef, Version
from archiver.store import description, ocfl, runs, texts
from archiver.store.files import Disk
from archiver.store.journals import what_holds
from archiver.store.layout import POSTS, STUBS, object_path
from archiver.web import urls

_REPEATED = 0.5
"""A post with so much of the text has it, too."""
Named = tuple[str, Gram]
_LETTERS = 5
"""A shorter word is nobody's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is to be forgotten: the matter, the captures and folders of the posts, and their words.

    ``texts`` are all texts that they ever had. ``others`` says what stays, by host and by place of a capture;
    ``reposts`` are posts of other people that have the text, ``linking`` those that link to it, or that it has announced.
    """

    matter: Said
    folders: tuple[str, ...]
    captures: frozenset[tuple[str, int]]
    texts: tuple[str, ...]
    own_words: frozenset[str]
    by_host: dict[str, Others]
    by_place: dict[tuple[str, int], Others]
    reposts: tuple[str, ...]
    linking: tuple[str, ...]
    versions: int = 0

    def others(self, name: str, offset: int, host: str) -> Others:
        """What stays in a record."""
        near, here = self.by_host.get(host), self.by_place.get((name, offset))
        found = [others for others in (near, here) if others]
        if not found:
            return Others()
        return Others(
            kept=frozenset().union(*(o.kept for o in found)),
            links=frozenset().union(*(o.links for o in found)),
            words=frozenset().union(*(o.words for o in found)),
        )


@dataclass(slots=True)
class _Beside:
    kept: dict[str, set[Gram]] = field(default_factory=dict)
    links: dict[str, set[Named]] = field(default_factory=dict)
    at: dict[tuple[str, int], tuple[set[Gram], set[Named]]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    shared: set[Gram] = field(default_factory=set)
    words: dict[str, set[str]] = field(default_factory=dict)
    reposts: list[str] = field(default_factory=list)
    linking: list[str] = field(default_factory=list)


def subject(
    disk: Disk, posts: tuple[str, ...], addresses: tuple[str, ...], keys: tuple[str, ...]
) -> Subject:
    """Read all that is held of these posts, and what the others have in common with them."""
    folders = [f"{POSTS}/{object_path(url)}" for url in posts]
    versions = [v for folder in folders for v in _versions(disk, folder)]
    found = [text for v in versions for text in _texts(v)]
    titles = {v.post.title for v in versions if v.post}
    announced = list(_announced(disk, set(keys)))
    found += [text for title, quote in announced for text in (title, quote) if text]
    titles |= {title for title, _ in announced}
    named = {*addresses, *posts, *(name for v in versions for name in _names(v))}
    matter = said(sorted(named), keys, found, sorted(filter(None, titles)))
    matter = replace(matter, covers=_covers(disk, matter, set(posts)))
    said_of_it = (*found, *titles, *map(slug_of, named))
    own = {w for text in said_of_it for w in words(text) if len(w) >= _LETTERS}
    beside = _Beside()
    beside.used |= own & set(_said_of_others(disk, matter))
    for text in _said_of_challenges(disk):
        beside.used |= own.intersection(words(text))
        beside.shared |= _common(words(text), matter)
    for folder in _objects(disk):
        if folder not in folders:
            _compare(disk, folder, matter, own, beside)
    return Subject(
        matter=replace(
            matter, known=matter.known - beside.shared, names=matter.names - beside.shared
        ),
        folders=tuple(folder for folder in folders if disk.exists(folder)),
        captures=frozenset(
            (ref.warc, ref.offset)
            for v in versions
            if (ref := v.capture) and ref != v.witnesses.feed
        ),
        texts=tuple(found),
        own_words=frozenset(own - beside.used),
        by_host={
            host: Others(
                frozenset(beside.kept[host]),
                frozenset(beside.links[host]),
                frozenset(beside.words.get(host, ())),
            )
            for host in beside.kept
        },
        by_place={
            place: Others(frozenset(kept), frozenset(links))
            for place, (kept, links) in beside.at.items()
        },
        reposts=tuple(beside.reposts),
        linking=tuple(beside.linking),
        versions=len(versions),
    )


def _objects(disk: Disk) -> Iterator[str]:
    for host in disk.names(POSTS):
        if disk.is_folder(f"{POSTS}/{host}") and f"{POSTS}/{host}" != STUBS:
            yield from (f"{POSTS}/{host}/{name}" for name in disk.names(f"{POSTS}/{host}"))


def _versions(disk: Disk, folder: str) -> Iterator[Version]:
    """All versions of an object that can be read."""
    for name in disk.names(folder) if disk.exists(folder) else ():
        if number := ocfl.number_of(name):
            with suppress(ArchiverError):
                yield texts.version(disk, folder, number)


def said_in(version: Version) -> Iterator[str]:
    """All that a version says in words, but for its addresses: a link in it is its author's, and its words are not."""
    if post := version.post:
        yield "\n".join((post.title, post.text, post.description or "", post.series or ""))
        yield from (*post.tags, *post.categories, *post.authors, post.site or "")
        yield from (image.alt for image in post.images)


def _texts(version: Version) -> Iterator[str]:
    if post := version.post:
        yield from (post.text, post.description or "", *(image.alt for image in post.images))


def _names(version: Version) -> Iterator[str]:
    yield from (version.url, *version.aliases)
    if post := version.post:
        yield from filter(None, (post.url, post.next_page))


def _announced(disk: Disk, keys: set[str]) -> Iterator[tuple[str, str]]:
    """Title and quote of all announcements of the posts."""
    for name in runs.names(disk):
        with suppress(ArchiverError):
            for fact in what_holds(disk, name).facts:
                if urls.key(fact.url) in keys and (title := getattr(fact, "title", None)):
                    yield title, getattr(fact, "quote", "")


def _covers(disk: Disk, matter: Said, posts: set[str]) -> frozenset[str]:
    """The addresses below which all is of the posts: none below which another post stands, as in a series."""
    covers = set(matter.covers)
    for name in runs.names(disk) if covers else ():
        with suppress(ArchiverError):
            for fact in what_holds(disk, name).facts:
                if isinstance(fact, VersionWritten) and fact.url not in posts:
                    covers.difference_update(above(urls.key(fact.url)))
    return frozenset(covers)


def _said_of_others(disk: Disk, matter: Said) -> Iterator[str]:
    """The words by which other posts were announced, held or not."""
    for name in runs.names(disk):
        with suppress(ArchiverError):
            for fact in what_holds(disk, name).facts:
                if isinstance(fact, Announced) and not matter.is_address(fact.url):
                    for text in (fact.title, fact.author, *fact.tags):
                        yield from words(text)


def _said_of_challenges(disk: Disk) -> Iterator[str]:
    """What the organiser says: a post that quotes its prompt has not made it its own."""
    with suppress(ArchiverError):
        for challenge in description.challenges(disk):
            yield from (challenge.title, *challenge.phrases, *challenge.tags)
            for told in challenge.rounds:
                yield from (told.title or "", told.prompt or "")


def _common(line: list[str], matter: Said) -> set[Gram]:
    """What a text has in common with a post: runs of its words, and its titles."""
    found = {g for g in grams(line) if g in matter.known}
    for length in {len(name) for name in matter.names}:
        found |= {g for g in exactly(line, length) if g in matter.names}
    return found


def _compare(disk: Disk, folder: str, matter: Said, own: set[str], beside: _Beside) -> None:
    """Take down what another post has in common with those that are to be forgotten."""
    held = [v for v in _versions(disk, folder) if v.post]
    found = [words(text) for v in held for text in said_in(v)]
    kept = {gram for line in found for gram in _common(line, matter)}
    links = {link for v in held if v.post for link in named(v.post, matter)}
    used = own & {w for line in found for w in line}
    repeats = len(kept & matter.known) > _REPEATED * max(1, len(matter.known))
    # who links to it names its title, which is not hers for that
    hers = kept - matter.names if links else kept
    if not repeats:
        beside.used |= used
        beside.shared |= hers
    announced = any(matter.is_address(via) for v in held for via in v.via)
    if not held or not (kept or links or announced):
        return
    url = held[-1].url
    if repeats:
        beside.reposts.append(url)
    if links or announced:
        beside.linking.append(url)
    for v in held:
        for host in {urls.host(url), *([urls.host(v.post.url)] if v.post else [])}:
            beside.kept.setdefault(host, set()).update(hers)
            beside.links.setdefault(host, set()).update(links)
            if repeats:
                beside.words.setdefault(host, set()).update(used)
        for ref in (v.capture, v.witnesses.feed):
            if isinstance(ref, CaptureRef):
                at = beside.at.setdefault((ref.warc, ref.offset), (set(), set()))
                at[0].update(kept)
                at[1].update(links)
