"""What each way reads from each post, and how that compares with its gold."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import trafilatura
from lxml.html import fromstring

import archiver
from archiver.errors import ArchiverError
from archiver.extraction import HostHabits, learn
from archiver.model import Candidate, Method
from bench.witnessing.posts import Post
from bench.witnessing.twin import nameless

PEER, ALONE = "trafilatura", "the page alone"
WITNESSED = (HOST, TAUGHT, FEED, BOTH) = (
    "with the host",
    "with the host's feed",
    "with its own feed",
    "with both",
)
"""The other posts; those with what the feed has of them; what it has of this one; all of it."""


@dataclass(frozen=True, kw_only=True)
class Score:
    """One reading of one page beside its gold: two F1, and words that are none or are missing."""

    words: float
    shingles: float
    foreign: int
    lost: int


Scores = Mapping[str, list[Score]]
Lesson = tuple[bytes | str, str, Candidate | None]


def measured(posts: Iterable[Post]) -> list[Post]:
    """Those that have a gold text."""
    return [post for post in posts if post.gold]


def twins(posts: Sequence[Post], *, cipher: bool) -> list[str]:
    """The posts' pages without names; with ``cipher`` also without words outside of the posts."""
    return [nameless(p.body, p.gold or _plain(p.record), cipher=cipher) for p in posts]


def _plain(markup: str) -> str:
    return str(fromstring(f"<div>{markup}</div>").text_content())


def read(
    posts: Sequence[Post], pages: Sequence[bytes | str], ways: Iterable[str]
) -> dict[str, list[str]]:
    """The texts of the measured posts by the way of reading; ``pages`` are those of all posts."""
    both = [(post, page) for post, page in zip(posts, pages, strict=True) if post.gold]
    host = {fed: dict(_habits(posts, pages, fed=fed)) for fed in _needed(ways)}
    readings = {}
    for way in ways:
        if way == PEER:
            readings[way] = [_trafilatura(post, page) for post, page in both]
            continue
        fed, own = way in (TAUGHT, BOTH), way in (FEED, BOTH)
        habits = host[fed] if way in (HOST, TAUGHT, BOTH) else {}
        readings[way] = [
            _archiver(post, page, said(post.feed) if own else None, habits.get(post))
            for post, page in both
        ]
    return readings


def _needed(ways: Iterable[str]) -> set[bool]:
    return {way != HOST for way in ways if way in (HOST, TAUGHT, BOTH)}


def _habits(
    posts: Sequence[Post], pages: Sequence[bytes | str], *, fed: bool
) -> Iterator[tuple[Post, HostHabits]]:
    """Every measured post with what its host's other posts teach, with or without their entries."""
    only_taught: dict[str, list[Lesson]] = defaultdict(list)
    of_host: dict[str, list[tuple[Post, Lesson]]] = defaultdict(list)
    for post, page in zip(posts, pages, strict=True):
        lesson = (page, post.url, said(post.record) if fed else None)
        if post.gold:
            of_host[post.host].append((post, lesson))
        else:
            only_taught[post.host].append(lesson)
    for host, lessons in of_host.items():
        yield from _but_one(lessons, learn(only_taught[host]))


def _but_one(
    lessons: list[tuple[Post, Lesson]], known: HostHabits
) -> Iterator[tuple[Post, HostHabits]]:
    """Every post with what all the others teach.

    Each half is learned once for the other one and so on, which reads a page as often as the list
    can be halved and not once for every other page.
    """
    if len(lessons) == 1:
        yield lessons[0][0], known
        return
    halves = lessons[: len(lessons) // 2], lessons[len(lessons) // 2 :]
    for half, rest in (halves, halves[::-1]):
        yield from _but_one(half, learn((lesson for _, lesson in rest), known))


def said(content: str) -> Candidate | None:
    """An entry of a feed with this content; None for no content."""
    if not content:
        return None
    return Candidate(url="", via="", how=Method.FEED, source="", content=content)


def _archiver(
    post: Post, page: bytes | str, feed: Candidate | None, chrome: HostHabits | None
) -> str:
    try:
        return archiver.extract(page, url=post.url, feed=feed, chrome=chrome).text
    except ArchiverError:
        return ""  # counted among the pages from which nothing was read


def _trafilatura(post: Post, page: bytes | str) -> str:
    found = trafilatura.bare_extraction(page, url=post.url, include_comments=False)
    return str(getattr(found, "text", None) or "")


def score(text: str, gold: str) -> Score:
    """How a reading compares with its gold, word by word, whatever their case and signs."""
    ours, theirs = (re.findall(r"\w+", side.lower()) for side in (text, gold))
    found, due = Counter(ours), Counter(theirs)
    return Score(
        words=_f1(found, due),
        shingles=_f1(_shingles(ours), _shingles(theirs)),
        foreign=(found - due).total(),
        lost=(due - found).total(),
    )


def _shingles(words: list[str]) -> Counter[str]:
    """Every four words that follow each other; what is shorter is one shingle."""
    return Counter(" ".join(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def _f1(ours: Counter[str], theirs: Counter[str]) -> float:
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())
