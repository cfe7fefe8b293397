"""How posts name a challenge: by its title in full or in part, possessive, shortened, joined, as a hashtag.

A title is taken apart: words of its kind ("writing challenge", "Adventskalender"), of its season (a
year, "spring") and what is left, the name of its community. In a sentence the name stands

- **in full**: the title, or a phrase of sources.yaml;
- **named**: the community beside a word of the kind or the season, in any order ("Support Driven's
  spring challenge"); or its initials ("SD challenge"), or all in one word ("#SDWritingChallenge");
- **community**: the community alone, whose title has more to it;
- **partly**: most words of the community in another form or language, beside a word of the kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from archiver.membership.sentences import seasons
from archiver.membership.sentences.challenge_names import (
    BETWEEN,
    WIDE,
    YEAR,
    Names,
    Token,
    names,
    tokens,
)
from archiver.membership.sentences.words import folded
from archiver.model import Challenge

_AROUND = 6
"""A word of the kind stands within so many words of the community's name."""


class Level(IntEnum):
    """How plainly a challenge is named."""

    PARTLY = 1
    COMMUNITY = 2
    NAMED = 3
    FULL = 4


@dataclass(frozen=True, slots=True)
class Naming:
    """A place where a sentence names the challenge, by the tokens ``first`` up to ``last``."""

    level: Level
    start: int
    end: int
    season: seasons.Season


def find(text: str, challenge: Challenge) -> list[Naming]:
    """All places where a sentence names the challenge, none within another; the plainest of each."""
    said = names(challenge)
    words = tokens(text) if said.own else []
    found: list[Naming] = []
    for level, first, last in _all(words, said, text):
        if level is Level.FULL and said.cased and not _has_capital(words, first, last, text):
            level = Level.FULL if _tells_its_kind(words, first, last, said) else Level.PARTLY
        if level is Level.FULL:
            first, last = _whole(words, first, last, said)
        start, end = words[first].start, words[last].end
        if any(n.start <= start < n.end or start <= n.start < end for n in found):
            continue
        near = words[max(0, first - 3) : last + 4]
        season = seasons.of(text[near[0].start : near[-1].end])
        found.append(Naming(level, start, end, season))
    return sorted(found, key=lambda n: n.start)


def _all(words: list[Token], said: Names, text: str) -> Iterator[tuple[Level, int, int]]:
    yield from _in_full(words, said)
    yield from _by_community(words, said, text)
    yield from _partly(words, said)
    yield from _by_host(words, said, text)


def _has_capital(words: list[Token], first: int, last: int, text: str) -> bool:
    return any(text[t.start] != text[t.start].lower() for t in words[first : last + 1])


def _tells_its_kind(words: list[Token], first: int, last: int, said: Names) -> bool:
    return last - first > 1 or any(_is_kind(t.word, said) for t in words[first : last + 1])


def is_named(text: str, challenge: Challenge) -> bool:
    """Whether a text names the challenge in full, and no other season of it."""
    said, words = names(challenge), tokens(text)
    for _, first, last in _in_full(words, said):
        near = words[max(0, first - 3) : last + 4]
        if not seasons.is_other(seasons.of(text[near[0].start : near[-1].end]), challenge):
            return True
    return False


def may_name(text: str, challenge: Challenge) -> bool:
    """Whether it is worth to look: most paragraphs of a blog have none of the words."""
    said = names(challenge)
    if not said.own:
        return False
    flat = folded(text)
    first = {whole[0] for whole in said.whole} | {said.own[0][:5]}
    if any(word in flat for word in first) or any(tag in flat for tag in said.joined):
        return True
    if any(i.upper() in text for i in said.initials) or any(w[:5] in flat for w in said.own):
        return True
    return any(host[:6] in flat.replace(" ", "") for host in said.hosts)


def _in_full(words: list[Token], said: Names) -> list[tuple[Level, int, int]]:
    found = []
    for whole in said.whole:
        for at in range(len(words)):
            last = _run(words, at, whole)
            if last is not None and not _is_a_number_of(words, at, whole, said):
                found.append((Level.FULL, at, last))
    return found


def _is_a_number_of(words: list[Token], at: int, whole: tuple[str, ...], said: Names) -> bool:
    """Whether an article tells that no name is meant: "a hundred evenings with my father"."""
    has_kind = any(word in said.kinds for word in whole)
    return (
        not has_kind
        and len(whole) > 1
        and at > 0
        and words[at - 1].word
        in ("a", "an", "ein", "eine", "un", "une", "una", "these", "those", "my")
    )


def _run(words: list[Token], at: int, wanted: tuple[str, ...]) -> int | None:
    """The last token of a name that begins at a token; little words within it do not count, and two words
    of it may be one."""
    place = at
    n = 0
    while n < len(wanted):
        if place >= len(words):
            return None
        word = words[place].word
        if _alike(word, wanted[n], last=n == len(wanted) - 1):
            n += 1
        elif n + 1 < len(wanted) and word == wanted[n] + wanted[n + 1]:
            n += 2
        elif wanted[n] in BETWEEN:
            n += 1
            continue
        elif not (n and word in BETWEEN):
            return None
        place += 1
    return place - 1


def _alike(word: str, wanted: str, *, last: bool) -> bool:
    if word == wanted:
        return True
    if WIDE.match(wanted):
        return len(wanted) > 3 and wanted in word
    # the plural of a name: "two Small Site Salons"
    return (
        last
        and len(wanted) > 3
        and word in (wanted + "s", wanted + "es", wanted + "n", wanted + "en")
    )


def _by_community(words: list[Token], said: Names, text: str) -> list[tuple[Level, int, int]]:
    found: list[tuple[Level, int, int]] = []
    joined = "".join(said.own)
    for at, token in enumerate(words):
        hashtag = token.start > 0 and text[token.start - 1] in "#＃"
        bare = folded(token.word)
        if bare in said.joined and (hashtag or len(bare) > 7):
            found.append((Level.FULL if hashtag else Level.NAMED, at, at))
            continue
        last = at if len(said.own) > 1 and token.word == joined else _run(words, at, said.own)
        if last is None and hashtag and len(joined) > 3 and token.word.startswith(joined):
            found.append((Level.NAMED, at, at))
            continue
        if last is None and not _is_short(token, said, text):
            continue
        last = at if last is None else last
        short = token.word in said.initials
        # written small, the words of a name are mostly just words
        small = said.cased and not hashtag and not _has_capital(words, at, last, text)
        near = _kind_near(words, at, last, said, small=small or short)
        numbered = short and _has_number(words, last)
        if near is not None and (not short or numbered or _is_told_apart(words, at, last, said)):
            found.append((Level.NAMED, *_whole(words, min(at, near), max(last, near), said)))
        elif said.bare or small:
            continue
        elif short:
            if near is not None or numbered:
                found.append((Level.NAMED if numbered else Level.PARTLY, at, last))
        elif not (_is_a_number_of(words, at, said.own, said) or _is_of_people(words, last)):
            found.append((Level.COMMUNITY, at, last))
    found.sort(key=lambda one: -one[0])
    return found


def _is_of_people(words: list[Token], last: int) -> bool:
    """Whether the people of a community are meant, or where they meet, and not its call to write."""
    return any(t.word in _PEOPLE for t in words[last + 1 : last + 2])


_PEOPLE = frozenset(
    ("community", "slack", "discord", "server", "forum", "group", "team", "members", "chat", "meetup", "newsletter",
     "conference", "podcast", "wiki", "website", "gemeinschaft", "gruppe", "comunidad", "grupo", "communaute", "groupe")
)  # fmt: skip


def _is_told_apart(words: list[Token], at: int, last: int, said: Names) -> bool:
    """Whether initials are long enough, or beside a season or a year: two letters stand for much else."""
    if len(words[at].word) > 2:
        return True
    near = words[max(0, at - 3) : last + 4]
    return any(YEAR.fullmatch(t.word) or seasons.is_season(t.word) for t in near)


def _is_short(token: Token, said: Names, text: str) -> bool:
    written = text[token.start : token.end]
    return token.word in said.initials and written.isupper() and len(written) > 1


def _has_number(words: list[Token], last: int) -> bool:
    return any(w.word.isdecimal() for w in words[last + 1 : last + 3])


def _kind_near(
    words: list[Token], first: int, last: int, said: Names, *, small: bool
) -> int | None:
    """The nearest word of the kind beside a name; right beside one that is written ``small``, or short,
    and plainly of such a call."""
    own = set(said.own)
    title = {word for whole in said.whole for word in whole if len(word) > 2} - BETWEEN
    for distance in range(1, 2 if small else _AROUND + 1):
        for at in (last + distance, first - distance):
            if not 0 <= at < len(words) or words[at].word in own:
                continue
            word = words[at].word
            plain = (word in title | _HEADS and not _is_common(word)) or seasons.is_season(word)
            if plain or (
                not small and _is_kind(word, said) and (distance < 2 or not _is_common(word))
            ):
                return at
    return None


def _is_common(word: str) -> bool:
    """Whether a word of the kind stands in any text: it counts right beside the name."""
    return word.removesuffix("s") in _COMMON


_COMMON = frozenset(
    ("month", "week", "year", "day", "post", "blog", "blogger", "web", "reading", "write", "event", "party", "online", "series",
     "monat", "woche", "wochen", "schreiben", "moi", "semaine", "mese", "mes", "semana", "settimana", "maand", "projekt", "project")
)  # fmt: skip


def _whole(words: list[Token], first: int, last: int, said: Names) -> tuple[int, int]:
    """The name with the words of its kind and season that stand right beside it."""

    def is_season(at: int) -> bool:
        word = words[at].word
        return bool(YEAR.fullmatch(word)) or seasons.is_season(word)

    title = set(said.whole[-1]).union(*said.whole)
    while last + 1 < len(words) and (
        is_season(last + 1) or (words[last + 1].word in title | _HEADS)
    ):
        last += 1
    while first > 0 and (is_season(first - 1) or words[first - 1].word in title - BETWEEN):
        first -= 1
    return first, last


_HEADS = frozenset(("challenge", "writing", "blog", "carnival", "calendar", "series"))


def _is_kind(word: str, said: Names) -> bool:
    if word in said.kinds:
        return True
    return any(len(kind) > 4 and (word.endswith(kind) or word == kind + "s") for kind in said.kinds)


def _partly(words: list[Token], said: Names) -> list[tuple[Level, int, int]]:
    """Most words of a name in another order or form beside a word of its kind; or the beginning of a
    name that is one word: "the quill month" of Quilltember."""
    found: list[tuple[Level, int, int]] = []
    parts = [w for w in said.own if len(w) > 3]
    if len(parts) == 1:
        places = (at for at, t in enumerate(words) if parts[0].startswith(t.word[:5]))
        return [
            (Level.PARTLY, at, at + 1)
            for at in places
            if _begins(words[at].word, parts[0], words[at + 1 : at + 3], said)
        ]
    hits = [at for at, t in enumerate(words) if any(_stem(p, t.word) for p in parts)]
    for at in hits if len(parts) > 1 else ():
        window = words[at : at + _AROUND]
        held = [w for w in parts if any(_stem(w, t.word) for t in window)]
        if len(held) < 2 or 3 * len(held) < 2 * len(said.own) or _is_like_named(words, at, said):
            continue
        plain = any(_is_kind(t.word, said) and not _is_common(t.word) for t in window)
        if len(said.own) > 2 or plain:
            found.append((Level.PARTLY, at, at + len(window) - 1))
    return found


def _begins(word: str, name: str, behind: list[Token], said: Names) -> bool:
    if not (len(name) > 7 and 4 < len(word) < len(name) and name.startswith(word)):
        return False
    return any(token.word in said.kinds for token in behind)


def _is_like_named(words: list[Token], at: int, said: Names) -> bool:
    """Whether another word stands in the place of one: a "Small Sound Salon" is no Small Site Salon."""
    row = [t.word for t in words[at : at + len(said.own)]]
    same = [a == b or _stem(a, b) for a, b in zip(row, said.own, strict=False)]
    return len(row) == len(said.own) > 2 and same.count(False) == 1


def _by_host(words: list[Token], said: Names, text: str) -> Iterator[tuple[Level, int, int]]:
    """The site that hosts a round is named, in one word or two, with a capital."""
    for at, token in enumerate(words):
        if text[token.start].isupper():
            for last in (at, at + 1, at + 2):
                joined = "".join(
                    t.word for t in words[at : last + 1] if t.word not in ("and", "the")
                )
                if last < len(words) and joined in said.hosts:
                    yield Level.PARTLY, at, last


def _stem(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and long.startswith(short) and len(long) - len(short) < 3
