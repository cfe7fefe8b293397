"""Compares titles by their words, and separates them from the site's name."""

import re
from collections.abc import Iterable
from functools import lru_cache

# The lookbehinds match a run of white space or marks from its beginning only: without them, each of
# 80,000 blanks in one title was tried, which took minutes.
_SEPARATOR = re.compile(
    r"(?:(?<!\s)\s+(?:[|»«›‹]|::|:\s|[-–—|:·•/~<>←→⋆*]{1,3}\s|>>\s|[-–—]$)|[|»«›‹]|::|:\s)\s*"
)
_MARKS = r"\s\-–—|:·•/~<>«»‹›→←,"
_EDGES = re.compile(rf"^[{_MARKS}.]+|(?<![{_MARKS}])[{_MARKS}]+$")
_TOKEN = re.compile(r"\w+(?:['’‘]\w+)*")
_WORD = re.compile(r"[^\W_]+")
_ARCHIVE = re.compile(r"blog archive|archives?", re.IGNORECASE)
_LONGEST = 1000  # characters; a longer text is no title, and each of its separators would be tried
_REPEATED = 0.6  # the share of the slug's words that a title must repeat
_EXTRAS = re.compile(r"blog archive|archive|by .+", re.IGNORECASE)


@lru_cache(maxsize=2048)
def words(text: str) -> str:
    """The words that count when two titles are compared, in lower case, each between spaces.

    So ``words(a) in words(b)`` tests whether ``b`` contains the words of ``a`` in sequence.
    """
    plain = text.casefold().replace("’", "").replace("'", "").replace("‘", "")
    found = _WORD.findall(plain)
    return f" {' '.join(found)} " if found else ""


@lru_cache(maxsize=256)
def parts(title: str) -> tuple[str, ...]:
    """The pieces that separators cut a title into."""
    return tuple(part for part in _SEPARATOR.split(title) if part)


def strip_site(title: str, sites: Iterable[str]) -> str:
    """The title without the site's name before or after it.

    Only a part between separators that is the site's name, or nearly so, is removed.
    """
    if len(title) > _LONGEST:
        return title
    names = [words(site) for site in sites if site]
    while (shorter := _strip_once(title, names)) != title:
        title = shorter
    return title


def _strip_once(title: str, names: list[str]) -> str:
    for match in _SEPARATOR.finditer(title):
        before, after = title[: match.start()].strip(), title[match.end() :].strip()
        if before and (not after or _is_site(after, names)):
            return before
        if after and (not before or _is_site(before, names)):
            return after
    return title


def of_element(head_title: str, sites: Iterable[str], slug: frozenset[str]) -> str:
    """The post's title from the title element, where no other witness has it.

    Without the site's name; of several parts the one that the slug of the URL repeats, or that
    follows ``Blog Archive``; else all of them.
    """
    rest = strip_site(head_title, sites)
    pieces = parts(rest)
    repeated = (
        {piece: len(slug & {*words(piece).split()}) / len(slug) for piece in pieces} if slug else {}
    )
    best = max(pieces, key=lambda piece: repeated.get(piece, 0), default="")
    if repeated.get(best, 0) > _REPEATED and all(repeated[p] == 0 for p in pieces if p != best):
        return best
    marks = [n for n, piece in enumerate(pieces) if _ARCHIVE.fullmatch(piece)]
    return pieces[marks[-1] + 1] if marks and marks[-1] + 1 < len(pieces) else rest


def site_of(head_title: str, title: str) -> str:
    """The site's name in the title element, beside the post's title; empty if that is not in it.

    ``Blog » Archive » A post`` gives ``Blog``; ``A post - by Ada - Blog`` gives ``Blog``.
    """
    span = _span(head_title, words(title).split())
    if span is None:
        return ""
    sides = (head_title[span[1] :], head_title[: span[0]])
    pieces = [_EDGES.sub("", part) for side in sides for part in parts(f"- {side} -")]
    names = [p for p in pieces if _WORD.search(p) and not _EXTRAS.fullmatch(p) and len(p) <= 80]
    return names[-1] if names else ""


def _span(text: str, wanted: list[str]) -> tuple[int, int] | None:
    """The start and end of a sequence of words in a text; None where it has not got it."""
    found = [m for m in _TOKEN.finditer(text) if words(m[0])]
    tokens = [words(m[0]).strip() for m in found]
    for first in range(len(tokens) - len(wanted) + 1 if wanted else 0):
        if tokens[first : first + len(wanted)] == wanted:
            return found[first].start(), found[first + len(wanted) - 1].end()
    return None


def _is_site(part: str, names: list[str]) -> bool:
    joined = words(part).replace(" ", "")
    same = any(_same_name(joined, name.replace(" ", "")) for name in names)
    return bool(joined) and (same or bool(_EXTRAS.fullmatch(part)))


def _same_name(one: str, other: str) -> bool:
    """Whether two names are one, or one is most of the other: ``mysite`` and ``mysite.org``."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > 5 and short in long and len(short) >= 0.7 * len(long))
