"""What is of a post that was taken down: its addresses and its words; from the post itself while it is taken down,
and from salted hashes afterwards."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import unquote, urlsplit

from archiver.formats.blanking.escapes import weight, words
from archiver.web import urls

RUN = 5
"""So many words in a row that are the post's, and no other's, are of the post."""
OPENING = 6
"""So many words of a sentence are hashed: too many to be guessed, few enough to stand in an excerpt."""
_TITLE_LETTERS = 8
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])\s*|\n+")

Gram = tuple[str, ...]


class Matter(Protocol):
    """What is to be blanked."""

    @property
    def hosts(self) -> Collection[str]:
        """The hosts of the posts, as far as they are known."""

    def is_address(self, url: str) -> bool:
        """Whether an absolute address is the post's, or one below it."""

    def runs(
        self, found: Sequence[str], breaks: Sequence[int], kept: Collection[Gram]
    ) -> Iterator[tuple[int, int]]:
        """Which words of a document are of the post: from, up to. ``breaks`` are where blocks of it end;
        ``kept`` are words of others, which stay."""

    def is_host(self, host: str) -> bool:
        """Whether the post is, or was, of a host."""

    def is_name(self, found: Gram) -> bool:
        """Whether words are a title of the post."""

    def is_rare(self, word: str) -> bool:
        """Whether a word is the post's alone."""


def exactly(found: Sequence[str], length: int) -> Iterator[Gram]:
    """All runs of so many words."""
    return (tuple(found[n : n + length]) for n in range(len(found) - length + 1))


def grams(found: Sequence[str], count: int = RUN) -> Iterator[Gram]:
    """The run from each word on that has so many words, or twice as many letters where these are words."""
    weights = list(map(weight, found))
    end, total = 0, 0
    for start, first in enumerate(weights):
        while total < 2 * count and end < len(found):
            total += weights[end]
            end += 1
        if total < 2 * count:
            return
        yield tuple(found[start:end])
        total -= first


def _weighs(line: Sequence[str], least: int, below: int) -> bool:
    """Whether a line has at least so many words, and fewer than so many."""
    return 2 * least <= sum(map(weight, line)) < 2 * below


def covering(url: str) -> bool:
    """Whether what lies below an address is of the post, too: its feed of comments, its second page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    # of the key: `/index.html` is the blog itself
    slug = urls.key(url).partition("?")[0].rstrip("/").partition("/")[2].rpartition("/")[2]
    return not parts.query and (len(slug) >= _TITLE_LETTERS or "-" in slug or "." in slug)


def slug_of(url: str) -> str:
    """The last part of an address's path, which mostly has the words of the title."""
    try:
        return unquote(urlsplit(url).path).strip("/").rpartition("/")[2]
    except ValueError:
        return ""


def above(key: str) -> Iterator[str]:
    """The keys of the addresses above one, the nearest first; of one with arguments that without them."""
    page = key.partition("?")[0]
    if page != key:
        yield page.rstrip("/")
    while "/" in page.strip("/"):
        page = page.rstrip("/").rpartition("/")[0]
        yield page


@dataclass(frozen=True, slots=True)
class Said:
    """A post's own matter, known while it is taken down.

    ``keys`` are those of its addresses, ``covers`` of those below which all is the post's, without a slash at
    the end. ``rare`` are words that no other post uses.
    """

    keys: frozenset[str]
    covers: frozenset[str]
    hosts: frozenset[str]
    known: frozenset[Gram]
    names: frozenset[Gram]
    rare: frozenset[str] = frozenset()
    goes_on: Mapping[Gram, frozenset[str]] = field(default_factory=dict)

    def is_address(self, url: str) -> bool:
        """As ``Matter``."""
        key = urls.key(url)
        if key in self.keys or key.rstrip("/") in self.covers:
            return True
        return any(found in self.covers for found in above(key))

    def runs(
        self, found: Sequence[str], breaks: Sequence[int], kept: Collection[Gram]
    ) -> Iterator[tuple[int, int]]:
        """As ``Matter``."""
        end = 0
        every = list(grams(found))
        for n, gram in enumerate(every):
            if gram in self.known and gram not in kept:
                last = n + len(gram)
                # an excerpt may be cut off within a word
                if n + 1 < len(every) and self._is_cut(every[n + 1]):
                    last = n + 1 + len(every[n + 1])
                yield max(n, end), last
                end = last
        for length in {len(name) for name in self.names}:
            for n, gram in enumerate(exactly(found, length)):
                if gram in self.names and gram not in kept:
                    yield n, n + length

    def is_host(self, host: str) -> bool:
        """As ``Matter``."""
        return host in self.hosts

    def is_name(self, found: Gram) -> bool:
        """As ``Matter``."""
        return found in self.names

    def _is_cut(self, run: Gram) -> bool:
        return any(w.startswith(run[-1]) for w in self.goes_on.get(run[:-1], ()))

    def is_rare(self, word: str) -> bool:
        """As ``Matter``."""
        return word in self.rare


def said(
    addresses: Iterable[str], keys: Iterable[str], texts: Iterable[str], titles: Iterable[str]
) -> Said:
    """The matter of a post with these addresses, texts of all versions, and titles."""
    known = list(addresses)
    runs: set[Gram] = set()
    names: set[Gram] = set()
    goes_on: dict[Gram, set[str]] = {}
    for text in texts:
        found = words(text)
        runs.update(grams(found))
        for gram in grams(found):
            goes_on.setdefault(gram[:-1], set()).add(gram[-1])
        lines = map(words, _SENTENCE.split(text))
        names |= {tuple(line) for line in lines if _weighs(line, 3, RUN)}
    for text in (*titles, *map(slug_of, known)):
        name = tuple(
            words(text.rpartition(".")[0] if text.endswith((".html", ".htm", ".php")) else text)
        )
        if _weighs(name, 2, len(name) + 1):  # one word alone may be anybody's
            names.add(name)
    return Said(
        keys=frozenset((*keys, *map(urls.key, known))),
        covers=frozenset(urls.key(url).rstrip("/") for url in known if covering(url)),
        hosts=frozenset(filter(None, map(urls.host, known))),
        known=frozenset(runs),
        names=frozenset(names),
        goes_on={gram: frozenset(after) for gram, after in goes_on.items()},
    )


# ---- afterwards


def hashed(salt: str, text: str) -> str:
    """Thirty-two hexadecimal digits of a salted SHA-256."""
    return hashlib.sha256(f"{salt}\n{text}".encode("utf-8", "replace")).hexdigest()[:32]


def marks_of(salt: str, post: Said, texts: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """What is kept of a post: hashes of its addresses, of how its sentences begin, and of its titles.

    Of a title with the number of its words before it. No two of them overlap, so that no text can be made
    of them word by word.
    """
    addresses = {hashed(salt, key) for key in post.keys}
    addresses |= {hashed(salt, f"{key}/*") for key in post.covers}
    addresses |= {hashed(salt, f"host {host}") for host in post.hosts}
    openings, names = set(), set(post.names)
    for text in texts:
        for sentence in _SENTENCE.split(text):
            line = words(sentence)
            first = next(grams(line, OPENING), ())
            if first and next(grams(first)) in post.known:
                openings.add(hashed(salt, " ".join(first)))
            elif _weighs(line, RUN, OPENING) and next(grams(line)) in post.known:
                names.add(tuple(line))
    told = (f"{len(name)}:{hashed(salt, ' '.join(name))}" for name in names if len(name) > 1)
    return sorted(addresses), sorted(openings), sorted(told)


@dataclass(frozen=True, slots=True)
class Hashed:
    """The matter of all posts that were taken down, by the salts of their hashes."""

    addresses: Mapping[str, frozenset[str]]
    openings: Mapping[str, frozenset[str]]
    names: Mapping[str, Mapping[int, frozenset[str]]]
    hosts: Collection[str] = ()

    def __bool__(self) -> bool:
        return bool(self.addresses)

    def is_address(self, url: str) -> bool:
        """As ``Matter``."""
        if not self.addresses:
            return False
        key = urls.key(url)
        tried = [key, f"{key.rstrip('/')}/*", *(f"{found}/*" for found in above(key))]
        return any(
            hashed(salt, text) in held for salt, held in self.addresses.items() for text in tried
        )

    def runs(
        self, found: Sequence[str], breaks: Sequence[int], kept: Collection[Gram]
    ) -> Iterator[tuple[int, int]]:
        """As ``Matter``: from where a sentence of the post begins up to the end of its block."""
        for salt, held in self.openings.items():
            for n, gram in enumerate(grams(found, OPENING)):
                if hashed(salt, " ".join(gram)) in held and next(grams(gram)) not in kept:
                    yield n, next((b for b in breaks if b >= n + len(gram)), len(found))
        for salt, lengths in self.names.items():
            for length, held in lengths.items():
                for n, gram in enumerate(exactly(found, length)):
                    if hashed(salt, " ".join(gram)) in held and gram not in kept:
                        yield n, n + length

    def is_host(self, host: str) -> bool:
        """As ``Matter``."""
        return any(hashed(salt, f"host {host}") in held for salt, held in self.addresses.items())

    def is_mark(self, found: Gram) -> bool:
        """Whether words are a title, or how a sentence begins."""
        said = " ".join(found)
        return any(hashed(salt, said) in held for salt, held in self.openings.items()) or (
            self.is_name(found)
        )

    def is_name(self, found: Gram) -> bool:
        """As ``Matter``."""
        return any(
            hashed(salt, " ".join(found)) in lengths.get(len(found), ())
            for salt, lengths in self.names.items()
        )

    def is_rare(self, word: str) -> bool:
        """As ``Matter``: single words are not kept, not even hashed."""
        return False
