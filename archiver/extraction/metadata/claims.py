"""What one witness claims about a post, before the claims are weighed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import TypeAlias

Moment: TypeAlias = datetime | date

_ESCAPED = re.compile(
    r"&(?:amp|quot|apos|[lr][sd]quo|[nm]dash|hellip|shy|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE
)
"""Entities that nobody writes about; a title may be about ``&nbsp;`` or ``&lt;``."""
_BREAK = re.compile(r"(?<=\w)<br\s*/?>\s*|(?:(?<!\s)\s+)?<br\s*/?>(?=\w)|<wbr\s*/?>", re.IGNORECASE)
_PAIR = re.compile(r"<(i|em|b|strong|span|u)(?:\s[^<>]*)?>([^<>]*)</\1>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The values that one witness claims; empty where it has none.

    Texts are one line but otherwise as written: a title may still carry the site's name, an
    author may still be ``admin``. ``canonical`` and ``lead_image`` are absolute URLs. ``paid``
    tells a post that is not free for all, ``gated`` the selectors of its sections that are not;
    ``guessed`` tells authors whom no markup names, only the words or the place of a line.
    ``shown`` is the date that readers see, where ``published`` is left to better witnesses.
    """

    witness: str
    title: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str = ""
    sites: tuple[str, ...] = ()
    licence: str = ""
    description: str = ""
    lead_image: str = ""
    series: str = ""
    canonical: str = ""
    robots: tuple[str, ...] = ()
    paid: bool = False
    gated: tuple[str, ...] = ()
    guessed: bool = False
    shown: Moment | None = None


def one_line(text: str | None) -> str:
    """The text with every run of white space (also no-break and zero-width) as one space.

    Without soft hyphens, which say only where a word may break.
    """
    if not text:
        return ""
    if not text.isascii():
        text = text.replace("\u200b", "").replace("\ufeff", "").replace("\u00ad", "")
    return " ".join(text.split())


def unmarked(text: str | None) -> str:
    """One line without the marks that show where a text was escaped twice, or holds elements.

    ``Bread &amp; butter`` and ``four<br>in the mor&shy;ning`` are seen by readers as they stand
    here, and meant by nobody.
    """
    if not text:
        return ""
    for _ in range(2 if "&" in text else 0):
        text = _ESCAPED.sub(lambda found: unescape(found[0]), text)
    if "<" in text:
        text = _PAIR.sub(r"\2", _BREAK.sub(" ", text))
    return one_line(text)


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """The non-empty values in order, without duplicates, ignoring case."""
    kept: dict[str, str] = {}
    for value in values:
        if value:
            kept.setdefault(value.casefold(), value)
    return tuple(kept.values())
