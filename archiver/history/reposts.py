"""One text on two hosts, as on a blog and on Medium: which of the two posts repeats the other.

Both stay posts with versions of their own; the later one is said to repeat the earlier. Among many
posts those that are worth a comparison are found by their sketches: a few numbers a text, of which
two texts that say the same have at least one in common.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache
from hashlib import blake2b
from heapq import nsmallest

from archiver.formats.markdown import to_text
from archiver.history.folding import fold
from archiver.history.identity import site
from archiver.history.likeness import RUN, Shared, shared, words_of
from archiver.model import Post, Version
from archiver.web import urls

SKETCH = 8
"""Numbers a sketch: two texts that are just alike enough (below) share 0.55 of their runs, and miss
each other in 0.45 ** 8 of all cases, one of 600."""
_RUN = 4
"""Words a run of a sketch: longer ones would not outlive a few changed words in a short text."""
_ENOUGH = 50
"""Words: a shorter text may be any two people's, as a promise to take part is."""
_SAME = 0.7
"""The share of each text's runs of words that the other one has: a word in twenty may have been
changed, or a note been added to a hundred. What an excerpt, a quoting post or a reply has of a
text is less of one of the two."""
_OF_ANOTHER = 0.9
"""The same under two names of authors, each of whom has no passage of their own: who fills in a form
letter has."""
_NAMED = 0.6
"""The same where one of them says that it repeats the other."""
_STRETCH = 8
"""Words in a row that only one text has, from which they are a passage of its own; fewer are an edit."""
_REPLACED = 0.1
"""The share of both texts that are passages of their own, from which these are what each is about, and
what they share is the frame of a series."""

_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?![\w])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """The post ``url`` has the text of the post ``of``. ``named``: it says so itself; ``since`` is
    when that one was published, or else first seen."""

    url: str
    of: str
    named: bool
    since: datetime


def sketch(post: Post) -> tuple[int, ...]:
    """The least of the digests of a text's runs of words (min-hash), in order; fewer for a text of
    a few words, none for one that is all quotation."""
    words = words_of(_own(post))
    runs = {" ".join(run) for run in zip(*(words[at:] for at in range(_RUN)), strict=False)}
    return tuple(nsmallest(SKETCH, map(_digest, runs)))


def _digest(run: str) -> int:
    # seven bytes: SQLite's integers have a sign
    return int.from_bytes(blake2b(run.encode("utf-8", "replace"), digest_size=7).digest())


def may_repeat(one: str, other: str) -> bool:
    """Whether posts at two addresses may be reposts of each other: those of one host are its own
    business, such as a page and its printable form."""
    return site(one) != site(other)


def repeat(one: Version, other: Version) -> Repeat | None:
    """Which of two posts repeats the other; None where none does. Both have a text.

    The later one repeats the earlier; but one that names the other as its original does, whatever
    the days. The order of the two does not matter.
    """
    assert one.post is not None
    assert other.post is not None
    if not may_repeat(one.url, other.url):
        return None
    names = _names(one.post, other), _names(other.post, one)
    if not _are_one_text(one.post, other.post, named=any(names)):
        return None
    if names[0] != names[1]:
        first, second = (other, one) if names[0] else (one, other)
    else:
        exact = all(isinstance(v.post and v.post.published, datetime) for v in (one, other))
        first, second = sorted((one, other), key=lambda version: _age(version, exact=exact))
    since = _age(first, exact=True)[0]
    return Repeat(url=second.url, of=first.url, named=names[0] != names[1], since=since)


def _age(version: Version, *, exact: bool) -> tuple[datetime, datetime, str]:
    """What the earlier one of two has less of: when it was published, or else first seen.

    Unless both are ``exact``, days are compared: one that has no time is not earlier for that.
    """
    published = version.post.published if version.post else None
    seen = version.first_seen
    moment = _moment(published) if published else seen
    return (moment if exact else datetime.combine(moment, time(), UTC), seen, version.url)


def _moment(day: date | datetime) -> datetime:
    moment = day if isinstance(day, datetime) else datetime.combine(day, time())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _names(post: Post, other: Version) -> bool:
    """Whether a post names another one as its original: by its canonical address, or in words.

    The words may name the host alone: the text is the same, so it is clear what is meant.
    """
    assert other.post is not None
    known = (other.url, other.post.url, *other.aliases)
    own = {urls.key(url) for url in known if not may_repeat(url, other.url)}
    if urls.key(post.url) in own:
        return True
    host = site(other.url)
    return any(host in paragraph.casefold() for paragraph in _on_its_origin(post))


def _on_its_origin(post: Post) -> Iterator[str]:
    """The lines of a post that say where it was published first; links in them with their addresses."""
    first = _first_published()
    return (line for line in post.markdown.splitlines() if first.search(fold(to_text(line))))


@cache
def _first_published() -> re.Pattern[str]:
    # here: a run in which nothing is new compares nothing, and must not wait for the vocabulary
    from archiver.web.vocabulary import lists

    return re.compile(lists.any_of("first-published"), re.IGNORECASE)


def _are_one_text(one: Post, other: Post, *, named: bool) -> bool:
    left, right = (replace(post, text=_own(post)) for post in (one, other))
    both = shared(left, right)
    if named:
        return bool(words_of(left.text)) and _least(both) >= _NAMED
    sizes = [len(words_of(post.text)) for post in (left, right)]
    others = _are_others(one.authors, other.authors)
    if min(sizes) < _ENOUGH or _least(both) < (_OF_ANOTHER if others else _SAME):
        return False
    if _are_of_a_series(one.title, other.title):
        return False
    return _replaced(left, right) <= (0 if others else _REPLACED)


def _least(both: Shared) -> float:
    return min(both.kept, both.known)


def _own(post: Post) -> str:
    """The words of a post without what it quotes: who quotes a whole post has not written it."""
    return to_text(_QUOTED.sub("", post.markdown))


def _are_others(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two posts name authors, and no word of these names is the same."""
    left, right = ({word for name in names for word in words_of(name)} for names in (one, other))
    return bool(left and right) and not left & right


def _are_of_a_series(one: str, other: str) -> bool:
    """Whether two titles count, and differ in it: week 3 does not repeat week 2."""
    left, right = (set(_NUMBER.findall(fold(title))) for title in (one, other))
    return bool(left and right) and left != right


def _replaced(one: Post, other: Post) -> float:
    """The share of both texts that are passages where the other one has others."""
    left, right = words_of(one.text), words_of(other.text)
    return min(_passages(left, right) / len(left), _passages(right, left) / len(right))


def _passages(words: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many of the words are in passages that the other text does not have."""
    size = RUN // 2
    known = set(zip(*(other[at:] for at in range(size)), strict=False))
    has = [False] * len(words)
    for at in range(len(words) - size + 1):
        if words[at : at + size] in known:
            has[at : at + size] = [True] * size
    total = stretch = 0
    for found in (*has, True):
        if not found:
            stretch += 1
            continue
        total += stretch if stretch >= _STRETCH else 0
        stretch = 0
    return total


def original(repeats: Iterable[Repeat]) -> str:
    """Which post one repeats, of several with its text: the one that it names, else the earliest."""
    return min(repeats, key=lambda r: (not r.named, r.since, r.of)).of
