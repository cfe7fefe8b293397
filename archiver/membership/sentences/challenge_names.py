"""What a challenge is called: its title and phrases, taken apart in community, kind and season."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from archiver.membership.sentences import seasons
from archiver.membership.sentences.words import folded
from archiver.model import Challenge
from archiver.web import urls
from archiver.web.vocabulary import lists

_TOKEN = re.compile(r"[぀-ヿ㐀-鿿가-힣ー々]+|(?:(?![぀-ヿ㐀-鿿가-힣ー々])[^\W_])+")
_SPOKEN = re.compile(r"['’‘ʼ`´]s\b|['’‘ʼ`´]")
WIDE = re.compile(r"[぀-ヿ㐀-鿿가-힣ー々]")
BETWEEN = frozenset(
    ("and", "und", "y", "e", "et", "en", "the", "a", "of", "der", "die", "das", "des", "du", "de", "del", "la", "le",
     "los", "do", "da", "di", "for", "für", "to", "in", "on", "s", "with")
)  # fmt: skip
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, folded, and where it stands in the text as it is written."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Names:
    """What a challenge is called. ``whole`` are its title and phrases, the longest first; ``own`` the
    words of its community; ``kinds`` those of its kind; ``joined`` are its hashtags and the like; ``hosts`` the
    sites that host a round. ``bare``: the title is nothing but its kind; ``cased``: it has capitals."""

    whole: tuple[tuple[str, ...], ...]
    own: tuple[str, ...]
    kinds: frozenset[str]
    joined: frozenset[str]
    initials: frozenset[str]
    bare: bool
    hosts: frozenset[str]
    cased: bool


def tokens(text: str) -> list[Token]:
    """The words of a text; a possessive is its word, a run of Japanese is one."""
    quiet = _SPOKEN.sub(lambda m: " " * len(m[0]), text)
    return [Token(folded(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(quiet)]


@cache
def _kinds() -> frozenset[str]:
    return frozenset(map(folded, lists.words("challenge-words")))


@lru_cache(256)
def names(challenge: Challenge) -> Names:
    """The names of a challenge."""
    written = (challenge.title, *challenge.phrases)
    titles = [title for text in written if (title := _core(t.word for t in tokens(text)))]
    if not titles:
        return Names((), (), _kinds(), frozenset(), frozenset(), False, frozenset(), False)
    own = _own(titles[0])
    bare = not own
    own = own or titles[0]
    kinds = frozenset(
        w for w in titles[0] if len(w) > 2 and not (w in BETWEEN or YEAR.fullmatch(w))
    )
    hashtags = {"".join(title) for title in titles} | {folded(fold(tag)) for tag in challenge.tags}
    hashtags |= {"".join(own)} if len("".join(own)) > 5 else set()
    first = [w for w in titles[0] if not YEAR.fullmatch(w)]
    initials = {
        "".join(w[0] for w in some)
        for some in (own, first)
        if len(some) > 1 and not WIDE.search("".join(some))
    }
    return Names(
        whole=tuple(sorted(set(titles), key=lambda title: (-len(title), title))),
        own=own,
        kinds=(kinds | _kinds()) - set(own),
        joined=frozenset(hashtags - {""}),
        initials=frozenset(initials),
        bare=bare,
        hosts=_hosts(challenge),
        cased=any(text != text.lower() for text in written),
    )


def _core(words: Iterable[str]) -> tuple[str, ...]:
    """A title without little words at its ends; empty where too little is left to tell a name."""
    kept = list(words)
    while kept and kept[0] in BETWEEN:
        del kept[0]
    while kept and kept[-1] in BETWEEN:
        del kept[-1]
    return tuple(kept) if len("".join(kept)) > 2 or WIDE.search("".join(kept)) else ()


def _hosts(challenge: Challenge) -> frozenset[str]:
    """The names of the sites that host its rounds, in one word: "mirrormoss", "slowcharts"."""
    pages = [r.invitation for r in challenge.rounds if r.invitation]
    of_sites = [url for url in pages if urls.host(url).removeprefix("www.").count(".") == 1]
    labels = set(map(site_label, of_sites)) - {site_label(challenge.hub or "")}
    return frozenset(label for label in labels if len(label) > 5)


def site_label(url: str) -> str:
    """The name of a site in one word: ``slowcharts`` of ``https://www.slow-charts.example/``."""
    return urls.host(url).removeprefix("www.").split(".")[0].replace("-", "")


def _own(title: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a title that are its community's name; the season may be part of a word of Japanese."""
    kept = []
    for word in title:
        if word in _kinds() or word in BETWEEN or YEAR.fullmatch(word) or seasons.is_season(word):
            continue
        if len(word) == 1 and (word.isdecimal() or not WIDE.match(word)):
            continue
        kept.append(word)
    return tuple(kept)


def fold(tag: str) -> str:
    """A tag without case, blanks, hyphens, ``#`` and the like."""
    return "".join(_TOKEN.findall(unicodedata.normalize("NFKC", tag).casefold()))
