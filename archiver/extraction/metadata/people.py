"""Extracts people's names from bylines; URLs, labels and account names are recognised."""

import re
from collections.abc import Iterable

from archiver.extraction.metadata import moments
from archiver.extraction.metadata.claims import distinct, one_line
from archiver.web.vocabulary import lists

_ALL_BY = (
    r"(?:(?:view|see|read) )?(?:all|more) (?:posts|articles|entries) by",
    r"(?:zeige )?alle beiträge von",
    r"voir tous les articles (?:par|de)",
    r"ver todas las entradas de",
    r"ver todos (?:os|los) (?:posts|artigos) (?:de|por)",
    r"author archives?:?",
    r"about(?: the author)?:?",
    r"über",
)
_ALL_OF = re.compile(
    r"view all of (.+?)['’]s? posts\.?|alle beiträge von (.+?) (?:anzeigen|ansehen)\.?",
    re.IGNORECASE,
)
_WROTE, _WORD_BY, _LABELS = map(lists.any_of, ("wrote", "by", "author"))
_LABELLED = rf"(?:{_WROTE}\s+{_WORD_BY}|{_LABELS}|{_WROTE})(?:\(s\)|s)?\s*[:：]+"
_BY = re.compile(
    rf"(?:{_LABELLED}\s*|(?:(?:this (?:post|article|entry) (?:was|is) )?(?:{_WROTE}\s+)?"
    rf"{_WORD_BY}\b\s*:?|{'|'.join(_ALL_BY)})\s+)",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"about|über", re.IGNORECASE)
"""Opens the box about an author, and links to other pages."""
_LABEL = re.compile(
    rf"(?i:{lists.any_of('author-alone')})\s+"
    r"(?!(?i:photo|archive|bio|page|name|box|profile)\b)(?=[^\W\d_]\w*\s+[^\W\d_])"
)
"""A label without its colon, before at least two words."""
_BY_ENGLISH = re.compile(r"^by:?\s+", re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:(?<!\s)\s+)?(?:[|•·/►»—]|\s[-–]\s|\(?https?://|\b(?:on|at|am|um|le|el|em|den)\s+(?:\d|{lists.any_of('weekdays')}\b)|\bon\s+\w|\bsays?:|(?-i:\bwho)\b|"
    r"\b(?:categor(?:y|ies)|tags?|filed|labels?|kategorien?|schlagw\w+)\s*:|"
    r"\b(?:posted|published|updated|last|under|leave|filed|follow|veröffentlicht|comments?|kommentare?)\b|"
    rf"\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{4}}-\d\d-\d\d|{lists.any_of('date-labels')}|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|"
    r"\d{1,2}\.?\s+[^\W\d]{3,10}\.?\s+\d{4}).*$",
    re.IGNORECASE | re.DOTALL,
)
_IN = re.compile(r"(?<!\s)\s++(?:in|under)\s.*", re.DOTALL)
_HANDLE = re.compile(r"(?:^|(?:,|(?<![\s,]))\s++)@\w+\b")
_BRACKETS = re.compile(r"(?:(?<!\s)\s+)?\([^)]{0,200}\)")
_CONTACT = re.compile(r"@|https?:")
_SEVERAL = re.compile(
    r"(?:(?<!\s)\s+)?(?:,(?:\s*+(?:and|und|et|y|e|&))?\s|\s(?:and|und|et|&|y)\s|;|\s\+\s)\s*+",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"(?:ph\.?\s?d|m\.?d|jr|sr|esq|rn|rd|mba|msc?|bsc?|dr|i{2,3}|iv|m\.?a|lcsw|cpa|facp?|csm|pmp)\.?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^(?:https?:|www\.|#|/|mailto:)|[<>{}=@\[\]]|\d:\d|^published in\b", re.IGNORECASE
)
_COUNTED = re.compile(r"^\d[\d.,]*[km]?\+?\s+\w+$|:\s*\d|\d[.,]\d{3}\b|[•·]", re.IGNORECASE)
"""What counters and reading times have, and names have not: ``Views: 1,742``."""
_WORDS = re.compile(
    r"(?:profile|home|website|twitter|facebook|about(?: me)?|contact|view|more|post|follow|email|subscribe|"
    r"name|comment|reply|read more|author|autor|by|share|leave a comment|view my complete profile|unknown user|"
    r"autorenarchiv|author archive|true|false|null|none|guest|edit|bio|archive|listen|clap|min read|full bio|see bio|\d+ \w+|"
    rf"(?:(?:the|this|of|article|post|corresponding) ?|{_LABELS}s? ?|{lists.any_of('networks')})+?)s?\W*",
    re.IGNORECASE,
)
_ARROWS = ("→", "»", "›")
_JOINED = re.compile(
    rf"(?:[,;&+/]|{lists.any_of('and')}\b)[\s,;&+/]*(?:{lists.any_of('and')}\b)?", re.IGNORECASE
)
"""What stands between the names of one byline, or opens the text after the first."""
_ALONE = re.compile(
    rf"(?:(?:{_WROTE}\s+)?{_WORD_BY}|{_LABELS}s?|{_WROTE}\s*(?=:))\s*:*", re.IGNORECASE
)
"""A label that stands by itself, in an element of its own before the name's."""
_WRITTEN = re.compile(rf"(?:{_WROTE}\s+{_WORD_BY}|{_LABELS}s?\s*(?::|$))(?!\w)", re.IGNORECASE)
_WHEN = re.compile(
    rf"(?:(?:{_WROTE}|{lists.any_of('date-labels')}|{lists.any_of('weekdays')}|{'|'.join(sorted(lists.months(), key=len, reverse=True))}|"
    r"mon|tue|wed|thu|fri|sat|sun|on|at|am|um|pm|the|le|el|il|den|uhr|de|del|of|di|"
    r"\d[\d:./-]*(?:st|nd|rd|th|er|h|[ap]m)?)(?!\w)\W*|\d{1,4}\s?[年월月일日년]\W*|(?-i:[A-Z]{2,4}T)\b\W*)++",
    re.IGNORECASE,
)
"""When a post was written, before who wrote it: ``Posted May 6, 2009 10:05 am PDT``."""
_YEAR_OR_TIME = re.compile(r"\d{4}|\d:\d")
_DAY_AND_MONTH = re.compile(  # the first of each is enough: to try all would take the square
    rf"(?>.*?\d).*?\b(?:{'|'.join(lists.months())})|(?>.*?\b(?:{'|'.join(lists.months())})\b).*\d",
    re.IGNORECASE | re.DOTALL,
)
_CONTACTED = re.compile(r"\s[-–—|(<\[]{0,3}\s?(?:https?://|www\.|[\w.+-]{1,64}@[\w-]{1,64}\.\w).*$")
_AFFILIATED = re.compile(r"^([^\W\d_]\S*(?:\s+\S+){1,3}?)\s+[-–—]\s.*$")
_SENTENCE = re.compile(r"[^\W\d_]{4}[.!?…]+[\"”’»)]*$")
"""The end of a sentence: names end so only where they are abbreviated (``Jr.``)."""
_OPEN_END = re.compile(rf"\s(?:from|for|with|to|at|in|of|the|min read|{_WORD_BY})$", re.IGNORECASE)
_GIVEN = re.compile(
    r"[A-ZÀ-ÖØ-ÞĀ-Ž](?:[^\W\d_]*[^\W\d_A-Z]|\.)(?:['’-][^\W\d_]+)?|[A-Z]['’][A-Z][^\W\d_]+"
)
_JOBS = frozenset(lists.words("jobs"))
_HELPED = re.compile(rf"\W*(?:\w+ly\s+)?{lists.any_of('helped')}\b", re.IGNORECASE)
_CLAUSE = 5  # words; what ends as a sentence and has more of them is one
_PHRASE = 3  # words; a longer part that is no name belongs to prose
_PARTICLES = frozenset(lists.words("particles"))
_NOBODY = frozenset(lists.words("nobody"))


def names(texts: Iterable[str]) -> tuple[str, ...]:
    """The names in bylines, without duplicates; URLs and words that are no names are left out.

    ``By Ada Lovelace and C. Babbage on May 3`` gives two names, ``https://…`` gives none.
    """
    return distinct(name for text in texts for name in _authors(_cut(text)))


def declared(texts: Iterable[str]) -> tuple[str, ...]:
    """The names in fields that hold only names: ``De`` of ``De Niro`` is no word for "by" there."""
    plain = (_BY_ENGLISH.sub("", one_line(text), count=1) for text in texts)
    bare = (_AFFILIATED.sub(r"\1", _CONTACTED.sub("", text)) for text in plain)
    return distinct(name for text in bare for name in _authors(_several(text)))


def signed(text: str) -> tuple[str, ...]:
    """The names in a line that begins as a byline does (``by``, ``written by``), or does so after
    a date; else none. A sentence is no byline, and a name in lower case needs the date beside it.
    """
    text = one_line(text)
    rest = without_date(text)
    opening = _BY.match(rest)
    if not opening or _ABOUT.match(rest) or _SENTENCE.search(text):
        return ()
    found = names([rest])
    dated = rest != text or opening[0].casefold().startswith(lists.words("wrote"))
    return found if all(_is_capital(n) or (dated and " " not in n) for n in found) else ()


def in_pieces(texts: Iterable[str]) -> tuple[str, ...]:
    """The names after a label in the texts of a short line's elements, in order: the label may
    stand in one and the names in others (``<p>Written by</p><p>Ada Holt</p>``).
    """
    found: list[str] = []
    labelled = joined = False
    for text in texts:
        if _HELPED.match(text):
            labelled = False
        elif _ALONE.fullmatch(without_date(text)):
            labelled = not found
            joined = labelled
        elif not labelled:
            found.extend(signed(text) if not found else ())
            labelled, joined = bool(found), False
        elif opening := _JOINED.match(text):
            joined = True
            found.extend(names([text[opening.end() :]]))
        elif joined:
            found.extend(names([text]))
            joined = False
        else:
            break
    return distinct(found)


def labels(text: str) -> bool:
    """Whether a text is a verb's label (``Written by``, ``Author:``), or begins with one."""
    return bool(_WRITTEN.match(text))


def without_date(text: str) -> str:
    """A line without the day and the time that it begins with."""
    when = _WHEN.match(text)
    told = when and (_YEAR_OR_TIME.search(when[0]) or _DAY_AND_MONTH.match(when[0]))
    return text[when.end() :] if when and told else text


def helped(text: str) -> bool:
    """Whether a text is about who helped without writing: ``Reviewed by``, ``Photos:``."""
    return bool(_HELPED.match(text))


def login(name: str) -> bool:
    """Whether a name is in the form of an account's: one word, and not only its first letter large."""
    return " " not in name and name.isascii() and name != name.capitalize()


def person(text: str) -> bool:
    """Whether a text is in the form of a person's name: two words to four, each with a capital."""
    said = [word for word in text.split() if word not in _PARTICLES]
    return len(said) in range(2, 5) and all(_GIVEN.fullmatch(word) for word in said)


def _is_capital(name: str) -> bool:
    """Whether each word of a name may begin one: none is in lower case but particles."""
    return all(not w[0].islower() or w in _PARTICLES for w in name.split())


def _authors(parts: list[str]) -> list[str]:
    """The names that a byline's parts begin with; what somebody is stands behind a name."""
    found: list[str] = []
    for part in parts:
        if found and not _JOBS.isdisjoint(part.casefold().split()):
            continue
        if _HELPED.match(part):
            break
        if is_name(part):
            found.append(part)
        elif part and len(part.split()) > _PHRASE:
            break
    return found


def _cut(text: str) -> list[str]:
    """The parts of a byline that may be names, without verbs, dates and categories."""
    text = one_line(text).strip(" \"'“”|•·-–—,:;")
    if text.endswith(_ARROWS) or (_SENTENCE.search(text) and len(text.split()) > _CLAUSE):
        return []
    if whole := _ALL_OF.fullmatch(text):
        return [whole[1] or whole[2]]
    if match := _BY.match(text) or _LABEL.match(text):
        text = _IN.sub("", text[match.end() :])
    return _several(text if _AFTER.match(text) else _AFTER.sub("", text))


def _several(text: str) -> list[str]:
    """The names of a list; a degree (``PhD``) belongs to the name before it."""
    joined: list[str] = []
    for part in (p.strip(" ,;:|•·-–—*&") for p in _SEVERAL.split(_without_contacts(text))):
        if joined and _DEGREES.fullmatch(part) and not part.islower():
            joined[-1] += ", " + part
        else:
            joined.append(part)
    return joined


def _without_contacts(text: str) -> str:
    """The text without handles, and without brackets that hold an e-mail address or a URL."""
    kept = _BRACKETS.sub(lambda found: "" if _CONTACT.search(found[0]) else found[0], text)
    return _HANDLE.sub("", kept)


def is_name(text: str) -> bool:
    """Whether a text may be the name of a person or of a group that signs posts."""
    return (
        1 < len(text) <= 60
        and len(text.split()) <= 7
        and any(c.isalpha() for c in text)
        and not _ADDRESS.search(text)
        and not _COUNTED.search(text)
        and not _SENTENCE.search(text)
        and not _WORDS.fullmatch(text)
        and not _a_day(text)
        and not _a_phrase(text)
        and not text.endswith(("…", "...", "?", "!", *_ARROWS))
    )


def _a_phrase(text: str) -> bool:
    """Whether a text has too many words in lower case for a name, or ends as no name does. Handles
    are all in lower case."""
    if _OPEN_END.search(text):
        return True
    small = [word for word in text.split() if word.islower() and word not in _PARTICLES]
    return len(small) > 2 and (len(small) > 4 or not text.islower())


def _a_day(text: str) -> bool:
    parts = re.findall(r"\w+", text.casefold())
    return any(p.isdigit() for p in parts) and any(moments.is_month(p) for p in parts)


def nobody(name: str) -> bool:
    """Whether a name is that of an account and not of a person: ``admin``, ``editor``."""
    return name.casefold() in _NOBODY
