"""Names of people: what may be one, and which of them are names of one person.

Case, accents, titles and initials beside two whole words do not count, nor the order ``Last, First``.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import product

from archiver.web.vocabulary import lists

_BRACKETS = re.compile(r"\s{0,3}[(\[（]([^()\[\]（）]{0,80})[)\]）]")
_QUOTED = re.compile(r"\s[\"“„«']([^\"“”„«»']{1,40})[\"”“»'](?=\s)")
_APOSTROPHES = re.compile(r"['’ʼ`´]")
_ADDRESS = re.compile(
    r"\S@\S|://|^www\.|^[\w-]+(?:\.[\w-]+)*\.(?!jr$|sr$)[a-z]{2,18}(?:/\S*)?$", re.I
)
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_MARKS = re.compile(r"[\u0300-\u036f]")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af々ー・]+")
_GIVEN = re.compile(r"(?:[^\W\d_][’'])?[^\W\d_]+(?:[’'\-‐][^\W\d_]+)*\.?")
_OPENERS = frozenset(("a", "an", "in", "just", "my", "on", "our", "the"))
"""Words that names of blogs begin with, and pen names at most."""

_LONGEST, _MOST_WORDS = 60, 6
_HANDLE = 5
"""So many letters of an account's name that is written in one tell who it is of."""


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name as it is shown: first name first, without brackets, white space folded.

    ``Lovelace, Ada (she/her)`` is ``Ada Lovelace``.
    """
    name = " ".join(_BRACKETS.sub(" ", name).split()).strip(" ,;:|@")
    first, comma, last = (part.strip() for part in name.partition(","))
    if not comma or "," in last or not first or not last or _are_honorifics(last):
        return name
    # two names of two words each are two people
    turns = len(first.split()) <= 2 and len(last.split()) <= (2 if " " not in first else 1)
    return f"{last} {first}" if turns else name


def _are_honorifics(text: str) -> bool:
    return all(word in _honorifics() for word in _tokens(_folded(text.replace(".", ""))))


@cache
def _honorifics() -> frozenset[str]:
    return frozenset(lists.words("honorifics"))


def _folded(text: str, *, german: bool = False) -> str:
    """Letters without case and accents; ``german`` writes umlauts with an e, as many do."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if german:
        text = text.translate(_GERMAN)
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text).translate(_LETTERS))
    return unicodedata.normalize("NFC", text)


def _tokens(folded: str) -> list[str]:
    """Words of letters, with the marks that some scripts write vowels with."""
    bare = _APOSTROPHES.sub("", folded)
    kept = (c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in bare)
    return "".join(kept).split()


@lru_cache(maxsize=8192)
def words(name: str, *, german: bool = False) -> tuple[str, ...]:
    """The words of a name as they are compared, first name first; ``german`` as in ``Joerg``."""
    found = _tokens(_folded(plain(name), german=german))
    for drops in (_honorifics().__contains__, lambda word: len(word) == 1 and word.isascii()):
        rest = [word for word in found if not drops(word)]
        found = rest if len(rest) > 1 else found
    if len(found) == 1 and _EAST_ASIAN.fullmatch(found[0]):
        called = (h for h in _honorifics() if found[0].endswith(h) and len(found[0]) > len(h) + 1)
        found = [found[0].removesuffix(next(called, ""))]
    return tuple(found)


def person_key(name: str) -> str:
    """What the names of one person have in common: to group rows by. Empty where there is no name."""
    return " ".join(words(name))


def is_full(name: str) -> bool:
    """Whether a name tells one person from others: two words or more, that are no initials.

    A name of three characters or more counts where names are written without a blank.
    """
    found = words(name)
    if len(found) == 1:
        return len(found[0]) > 2 and bool(_EAST_ASIAN.fullmatch(found[0]))
    return sum(len(word) > 1 for word in found) > 1


def is_person(text: str) -> bool:
    """Whether a text may be the name of a person: no address, no account of nobody (``admin``), and no
    name of a blog or a firm."""
    name = plain(text)
    found = _tokens(name.casefold())
    return (
        0 < len(name) <= _LONGEST
        and 0 < len(found) <= _MOST_WORDS
        and any(c.isalpha() for c in name)
        and not _ADDRESS.search(text.strip())
        and name.casefold() not in lists.words("nobody")
        and _no_person().isdisjoint(found)
    )


@cache
def _no_person() -> frozenset[str]:
    return frozenset(lists.words("no-person"))


def looks_full(text: str) -> bool:
    """Whether a text is in the form of a person's whole name: two words to four, each with a capital,
    or two to four characters where names are written without a blank."""
    name = plain(text)
    if not is_person(name):
        return False
    if _EAST_ASIAN.fullmatch(name):
        return len(name) in range(2, 5)
    said = [word for word in name.split() if word not in lists.words("particles")]
    capital = all(
        _GIVEN.fullmatch(w) and (w[0].isupper() or w[0].lower() == w[0].upper()) for w in said
    )
    named = name.split()[0].casefold() not in _OPENERS
    owned = any(re.search(r"[’']s$", word) for word in said)
    return len(said) in range(2, 5) and capital and named and not owned


@lru_cache(maxsize=8192)
def agree(left: str, right: str) -> bool:
    """Whether two names are, or well may be, of one person: ``A. Lovelace`` and ``Ada King Lovelace``,
    ``Jörg`` and ``Joerg``, ``Tanaka Yuki`` and ``Yuki Tanaka``, ``kaynguyen`` and ``Kay Nguyen``. A
    first name alone agrees with itself only: see ``is_part``."""
    # what stands in brackets may be a nickname, and is a pronoun for many: two of these tell nothing
    ways = ((_whole(left), spellings(right)), (spellings(left), _whole(right)))
    return any(_fit(one, other) for either in ways for one, other in product(*either))


@lru_cache(maxsize=8192)
def spellings(name: str) -> frozenset[tuple[str, ...]]:
    """The words of a name, as it may be written, and those of the nickname that stands in it."""
    inner = [m for pattern in (_BRACKETS, _QUOTED) for m in pattern.findall(name)]
    return _whole(name).union(*(_whole(nickname) for nickname in inner))


@lru_cache(maxsize=8192)
def _whole(name: str) -> frozenset[tuple[str, ...]]:
    """The words of a name without a nickname, with umlauts as they are and with an e."""
    bare = _QUOTED.sub("", name)
    return frozenset(filter(None, (words(bare, german=german) for german in (False, True))))


def _fit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if sorted(one) == sorted(other):
        return True
    squashed = "".join(one)
    if squashed == "".join(other):
        return len(squashed) >= _HANDLE
    if min(len(one), len(other)) < 2:
        return False
    pairs = ((one[0], other[0]), (one[-1], other[-1]))
    if not all(map(_abbreviates, pairs)) or not any(a == b and len(a) > 1 for a, b in pairs):
        return False
    between = sorted((one[1:-1], other[1:-1]), key=len)
    return {word for word in between[0] if len(word) > 1} <= {*between[1]}


def _abbreviates(pair: tuple[str, str]) -> bool:
    short, long = sorted(pair, key=len)
    return short == long or (len(short) == 1 and long.startswith(short))


def is_part(short: str, whole: str) -> bool:
    """Whether a name is one word of a whole name, the first or the last: ``Kay`` of ``Kay Nguyen``."""
    for german in (False, True):
        part, found = words(short, german=german), words(whole, german=german)
        if len(part) == 1 < len(found) and part[0] in (found[0], found[-1]):
            return True
    return False


def several(text: str) -> tuple[str, ...]:
    """The names in a text that may hold more than one: ``Ana Lima and Ben Ode``, ``Ana Lima, Ben Ode``."""
    parts = [half for part in re.split(r"[;&+/|]", text) for half in _halves(part)]
    names = [n for part in parts for n in (part.split(",") if "," in plain(part) else [part])]
    alone = (plain(name) for name in names)
    return tuple(name for name in alone if name and not _are_honorifics(name))


def _halves(text: str) -> list[str]:
    """Both sides of an "and", unless it joins two family names: ``José Ortega y Gasset``."""
    halves = re.split(rf" {lists.any_of('and')} ", " ".join(text.split()))
    counts = [len(half.split()) for half in halves]
    return [text] if len(halves) == 2 and counts[0] > 1 == counts[1] else halves
