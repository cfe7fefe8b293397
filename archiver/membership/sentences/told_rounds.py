"""Which round a sentence speaks of: "week 3", "the second prompt", „dritte Woche“, "第3週", "no. 41", "May's".

A number means the round whose id has it where all ids have one of their own (``door-07``, ``041``);
else the place in the order. A month means the round that opens in it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from archiver.membership.sentences.words import folded
from archiver.model import Challenge
from archiver.web.vocabulary import lists

_ID = re.compile(r"(?:([a-z]+)[-_. ]?)?0*(\d{1,3})")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FULL_WIDTH = {ord("０") + n: str(n) for n in range(10)}
_KANJI = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Told:
    """Where a round is told, and which: empty where its number is not one of a round's. ``sure`` tells
    a number or a month from "the last one"."""

    start: int
    end: int
    round: str
    sure: bool = True
    month: bool = False


@dataclass(frozen=True, slots=True)
class _Counting:
    """How a challenge counts: rounds by number and by month, and the patterns that tell one."""

    by_number: dict[int, str]
    by_month: dict[tuple[int, int], str]
    last: str
    patterns: tuple[re.Pattern[str], ...]
    final: re.Pattern[str]
    month: re.Pattern[str]


@lru_cache(256)
def _counting(challenge: Challenge) -> _Counting:
    ids = [r.id for r in challenge.rounds]
    parts = [_ID.fullmatch(key) for key in ids]
    numbered = [int(m[2]) for m in parts if m]
    own = len(numbered) == len(ids) and len(set(numbered)) == len(ids)
    by_number = dict(zip(numbered if own else range(1, len(ids) + 1), ids, strict=True))
    months = [((r.opens.year, r.opens.month), r.id) for r in challenge.rounds if r.opens]
    by_month = dict(months) if len(dict(months)) == len(ids) else {}
    named = {m[1] for m in parts if m and m[1]}
    units = sorted({folded(u) for u in lists.words("round-units")} | named, key=len, reverse=True)
    return _Counting(
        by_number, by_month, ids[-1] if ids else "", *_patterns("|".join(map(re.escape, units)))
    )


def _patterns(unit: str) -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str], re.Pattern[str]]:
    cardinals, ordinals = lists.numbers()
    of_words = [w for w in cardinals if w[0] not in _KANJI]
    cardinal = "|".join(sorted(map(re.escape, map(folded, of_words)), key=len, reverse=True))
    ordinal = "|".join(sorted(map(re.escape, map(folded, ordinals)), key=len, reverse=True))
    months = "|".join(
        sorted((re.escape(folded(m)) for m in lists.months() if len(m) > 2), key=len, reverse=True)
    )
    number = rf"(?P<n>\d{{1,3}}|{cardinal})"
    return (
        (
            re.compile(rf"\b(?:{unit})s?[ \xa0]?(?:no\.?|nr\.?|n[°º]\.?|number|numero|nummer|#)?[ \xa0]?#?{number}\b(?![ ]?(?:/|of \d|out of))(?: ?(?:and|und|y|et|e|en|&|\+|-|–|/) ?#?(?P<n2>\d{{1,3}}|{cardinal})\b)?"),
            re.compile(rf"\b(?P<n>{ordinal}|\d{{1,3}}(?:\.|st|nd|rd|th|a|o|ª|º|e|eme))(?:[ ](?:and|und|y|et|e|en|of|und)[ ]\w+)?(?:[ ]\w+)??[ ](?:{unit})(?:s|n|en)?\b"),
            re.compile(r"(?:(?<![\w&])#|\bno\.? ?|\bnr\.? ?|\bn[°º] ?|\bnumber |\bnumero |\bnummer )(?P<n>\d{1,3})\b(?! ?(?:/|of \d))"),
            re.compile(rf"\b(?:the|my|die|der|das|meine?|la|le|el|il|mi|ma|mon|de|het|and|und|y|et) (?P<n>{ordinal})(?=[,.;:)!?—–-]|$| (?:of|in|for|from|der|des|del|du|de)\b(?! (?:{months})))"),
            re.compile(rf"第(?P<n>\d{{1,3}}|[{_KANJI}]{{1,3}})(?:週|回|日|夜|番|話|問|扉|章|題|月|週目|回目|日目)"),
            re.compile(rf"(?P<n>\d{{1,3}}|[{_KANJI}]{{1,3}})(?:週目|回目|日目|つ目|番目|問目|本目|夜目)"),
            re.compile(rf"(?:お題|題|テーマ|その|週)(?:その)?[ #＃]?(?P<n>\d{{1,3}}|[{_KANJI}]{{1,3}})(?![年月日時分歳人つ\d])"),
        ),
        re.compile(
            rf"\b(?:last|final|latest|letzten?r?s?|ultim[ao]|derniere?|laatste)(?: of)?(?: \w+)??(?: (?:one|{unit}|piece|post|entry|part|texto|beitrag|texte|billet|in the .{{0,40}}series))\b"
            r"|\b(?:the|my) last (?:one|in the)\b|最後の(?:お題|週|回)|最終(?:週|回)"
        ),
        re.compile(rf"\b(?P<m>{months})(?:\.)?(?:'s|’s)?(?: (?P<y>(?:19|20)\d\d))?(?!\w)|(?:(?P<y2>(?:19|20)\d\d)年)?(?P<jm>\d{{1,2}})月"),
    )  # fmt: skip


def told(text: str, challenge: Challenge, published: date | None) -> list[Told]:
    """All rounds that a sentence tells by number, month or as the last, in the order of the sentence."""
    counting = _counting(challenge)
    low = folded(text.translate(_FULL_WIDTH))
    if len(low) != len(text):  # places would not fit
        low = text.translate(_FULL_WIDTH).casefold()
    found: list[Told] = []
    for one in (*_numbers(low, counting), *_months(low, counting, published)):
        if not any(o.start < one.end and one.start < o.end for o in found):
            found.append(one)
    if not any(one.round for one in found) and counting.last:
        found += [
            Told(m.start(), m.end(), counting.last, sure=False)
            for m in counting.final.finditer(low)
        ][:1]
    return sorted(found, key=lambda one: one.start)


def meant(found: list[Told], text: str, names: Sequence[tuple[int, int]]) -> list[Told]:
    """Those that are told as the one that is answered: not what was skipped or came before, and a month
    without a year only near the challenge's name, for months stand everywhere."""
    return [
        one
        for one in found
        if not _SKIPPED.search(text[max(0, one.start - _BEFORE) : one.start])
        and not (one.month and all(_far(text, one, name) for name in names))
    ]


_BEFORE = 40
_CLOSE = 3
"""A month stands within so many words before the name, or right behind it."""
_SKIPPED = re.compile(
    r"\b(?:skip\w*|miss(?:ed|ing)?|did(?: not|n't) (?:do|write|answer)|last (?:week|time|month|round),? i \w+|"
    r"before|instead of|not|ausgelassen|verpasst|nach|statt|perdí|salté|manqué|raté|après|sauf|saltato)\b[^.;:!?,]{0,20}$",
    re.IGNORECASE,
)


def _far(text: str, one: Told, name: tuple[int, int]) -> bool:
    if one.start < name[0]:
        return len(text[one.end : name[0]].split()) > _CLOSE
    return len(text[name[1] : one.start].split()) > 1


def behind(text: str, end: int, challenge: Challenge) -> Told | None:
    """The number right behind a name: "Plotline Thursday 40"."""
    match = _BEHIND.match(text, end)
    key = _counting(challenge).by_number.get(int(match["n"])) if match else None
    return Told(match.start("n"), match.end("n"), key) if match and key else None


_BEHIND = re.compile(
    r"[ \xa0]?[,:(–-]?[ \xa0]?(?:#|no\.? ?|number ?|nr\.? ?|n[°º] ?)?(?P<n>\d{1,3})(?=\s*[,.;:!?)–—-]?\s*$|[,.;:)]|\s[–—-]|\s(?:on|is|was|asks|asked|and|und|y|et|then|by|from|about|für|sur|sobre)\b)"
)


def _numbers(text: str, counting: _Counting) -> Iterator[Told]:
    for pattern in counting.patterns:
        for match in pattern.finditer(text):
            number = value(match["n"])
            if number:
                end = match.end("n") if "n2" in pattern.groupindex else match.end()
                yield Told(match.start(), end, counting.by_number.get(number, ""))
            more = value(match["n2"]) if "n2" in pattern.groupindex and match["n2"] else None
            if more in counting.by_number:
                yield Told(match.start("n2"), match.end("n2"), counting.by_number[more])


def value(text: str) -> int | None:
    """The number that a cardinal or an ordinal stands for."""
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits[0])
    cardinals, ordinals = _folded_numbers()
    return cardinals.get(text) or ordinals.get(text)


@lru_cache(1)
def _folded_numbers() -> tuple[dict[str, int], dict[str, int]]:
    cardinals, ordinals = lists.numbers()
    return {folded(w): n for w, n in cardinals.items()}, {folded(w): n for w, n in ordinals.items()}


def _months(text: str, counting: _Counting, published: date | None) -> Iterator[Told]:
    """The rounds of months; without a year the one that is nearest to the day of the post."""
    if not counting.by_month:
        return
    for match in counting.month.finditer(text):
        month = int(match["jm"]) if match["jm"] else _folded_months().get(match["m"] or "")
        year = match["y"] or match["y2"]
        if month == 5 and match["m"] == "may" and not year and not _is_a_month(text, match):
            continue
        fitting = [
            (key, name)
            for key, name in counting.by_month.items()
            if key[1] == month and (not year or key[0] == int(year))
        ]
        if fitting:
            yield Told(
                match.start(),
                match.end(),
                min(fitting, key=lambda one: _distance(one[0], published))[1],
                month=not year,
            )


def _is_a_month(text: str, match: re.Match[str]) -> bool:
    """Whether "may" is the month: behind a word that goes before one, or with a possessive."""
    before = text[: match.start()].rstrip().rsplit(" ", 1)[-1]
    return (
        before in ("the", "in", "for", "of", "this", "last", "and", "since", "by", "on", "")
        or "'" in match[0]
        or "’" in match[0]
    )


@lru_cache(1)
def _folded_months() -> dict[str, int]:
    return {folded(word): n for word, n in lists.months().items()}


def _distance(key: tuple[int, int], published: date | None) -> tuple[int, int]:
    if published is None:
        return 0, 0
    months = (published.year - key[0]) * 12 + published.month - key[1]
    # the month of the post, then those before it, and the next one at last
    return (0, months) if months >= 0 else (1, -months)
