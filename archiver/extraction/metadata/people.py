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
_LABELLED = rf"(?:{_WROTE}\s+{_WORD_BY}|{_LABELS}|{_WROTE})(?:\(s\)|s)?\s*:+"
_BY = re.compile(
    rf"(?:{_LABELLED}|(?:this (?:post|article|entry) (?:was|is) )?(?:{_WROTE}\s+)?"
    rf"{_WORD_BY}\b\s*:?|{'|'.join(_ALL_BY)})\s+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"(?i:{lists.any_of('author-alone')})\s+"
    r"(?!(?i:photo|archive|bio|page|name|box|profile)\b)(?=[^\W\d_]\w*\s+[^\W\d_])"
)
"""A label without its colon, before at least two words."""
_BY_ENGLISH = re.compile(r"^by:?\s+", re.IGNORECASE)
_AFTER = re.compile(
    rf"\s*(?:[|•·/►»—]|\s[-–]\s|\(?https?://|\b(?:on|at|am|um|le|el|em|den)\s+(?:\d|{lists.any_of('weekdays')}\b)|\bon\s+\w|\bsays?:|(?-i:\bwho)\b|"
    r"\b(?:categor(?:y|ies)|tags?|filed|labels?|kategorien?|schlagw\w+)\s*:|"
    r"\b(?:posted|published|updated|last|under|leave|filed|follow|veröffentlicht|comments?|kommentare?)\b|"
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|"
    r"\d{1,2}\.?\s+[^\W\d]{3,10}\.?\s+\d{4}).*$",
    re.IGNORECASE | re.DOTALL,
)
_IN = re.compile(r"\s+(?:in|under)\s.*$")
_HANDLE = re.compile(r"(?:^|,?\s+)@\w+\b")
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_CONTACT = re.compile(r"@|https?:")
_SEVERAL = re.compile(
    r"\s*(?:,\s*(?:and|und|et|y|e|&)?\s+|\s(?:and|und|et|&|y)\s|;|\s\+\s)\s*", re.IGNORECASE
)
_DEGREES = re.compile(
    r"(?:ph\.?\s?d|m\.?d|jr|sr|esq|rn|rd|mba|msc?|bsc?|dr|i{2,3}|iv|m\.?a|lcsw|cpa|facp?|csm|pmp)\.?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^(?:https?:|www\.|#|/|mailto:)|[<>{}=@\[\]]|\d:\d|^published in\b", re.IGNORECASE
)
_WORDS = re.compile(
    r"(?:profile|home|website|twitter|facebook|about(?: me)?|contact|view|more|post|follow|email|subscribe|"
    r"name|comment|reply|read more|author|autor|by|share|leave a comment|view my complete profile|unknown user|"
    r"autorenarchiv|author archive|true|false|null|none|guest|edit|bio|archive|listen|clap|\d+ \w+)s?\W*",
    re.IGNORECASE,
)
_ARROWS = ("→", "»", "›")
_PARTICLES = frozenset(lists.words("particles"))
_NOBODY = frozenset(lists.words("nobody"))


def names(texts: Iterable[str]) -> tuple[str, ...]:
    """The names in bylines, without duplicates; URLs and words that are no names are left out.

    ``By Ada Lovelace and C. Babbage on May 3`` gives two names, ``https://…`` gives none.
    """
    return distinct(name for text in texts for name in _cut(text) if is_name(name))


def declared(texts: Iterable[str]) -> tuple[str, ...]:
    """The names in fields that hold only names: ``De`` of ``De Niro`` is no word for "by" there."""
    plain = (_BY_ENGLISH.sub("", one_line(text), count=1) for text in texts)
    return distinct(name for text in plain for name in _several(text) if is_name(name))


def signed(text: str) -> tuple[str, ...]:
    """The names in a line that begins as a byline does (``by``, ``written by``); else none."""
    text = one_line(text)
    return names([text]) if _BY.match(text) else ()


def _cut(text: str) -> list[str]:
    """The parts of a byline that may be names, without verbs, dates and categories."""
    text = one_line(text).strip(" \"'“”|•·-–—,:;")
    if text.endswith(_ARROWS):
        return []
    if whole := _ALL_OF.fullmatch(text):
        return [whole[1] or whole[2]]
    if match := _BY.match(text) or _LABEL.match(text):
        text = _IN.sub("", text[match.end() :])
    return _several(text if _AFTER.match(text) else _AFTER.sub("", text))


def _several(text: str) -> list[str]:
    """The names of a list; a degree (``PhD``) belongs to the name before it."""
    joined: list[str] = []
    for part in (p.strip(" ,;:|•·-–—*") for p in _SEVERAL.split(_without_contacts(text))):
        if joined and _DEGREES.fullmatch(part) and not part.islower():
            joined[-1] += ", " + part
        else:
            joined.append(part)
    return joined


def _without_contacts(text: str) -> str:
    """The text without handles, and without brackets that hold an e-mail address or a URL.

    Only the text up to the last ``)`` is searched: each ``(`` after it costs a scan to the end.
    """
    end = text.rfind(")") + 1
    kept = _BRACKETS.sub(lambda found: "" if _CONTACT.search(found[0]) else found[0], text[:end])
    return _HANDLE.sub("", kept + text[end:])


def is_name(text: str) -> bool:
    """Whether a text may be the name of a person or of a group that signs posts."""
    return (
        1 < len(text) <= 60
        and len(text.split()) <= 7
        and any(c.isalpha() for c in text)
        and not _ADDRESS.search(text)
        and not _WORDS.fullmatch(text)
        and not _a_day(text)
        and not _a_phrase(text)
        and not text.endswith(("…", "...", "?", "!", *_ARROWS))
    )


def _a_phrase(text: str) -> bool:
    """Whether a text has too many words in lower case for a name. Handles are all in lower case."""
    small = [word for word in text.split() if word.islower() and word not in _PARTICLES]
    return len(small) > 2 and (len(small) > 4 or not text.islower())


def _a_day(text: str) -> bool:
    parts = re.findall(r"\w+", text.casefold())
    return any(p.isdigit() for p in parts) and any(moments.is_month(p) for p in parts)


def nobody(name: str) -> bool:
    """Whether a name is that of an account and not of a person: ``admin``, ``editor``."""
    return name.casefold() in _NOBODY
