"""What one witness claims about a post, before the claims are weighed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

Moment: TypeAlias = datetime | date


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The values that one witness claims; empty where it has none.

    Texts are one line but otherwise as written: a title may still carry the site's name, an
    author may still be ``admin``. ``canonical`` and ``lead_image`` are absolute URLs.
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


def one_line(text: str | None) -> str:
    """The text with every run of white space (also no-break and zero-width) as one space."""
    if not text:
        return ""
    if not text.isascii():
        text = text.replace("\u200b", "").replace("\ufeff", "")
    return " ".join(text.split())


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """The non-empty values in order, without duplicates, ignoring case."""
    kept: dict[str, str] = {}
    for value in values:
        if value:
            kept.setdefault(value.casefold(), value)
    return tuple(kept.values())
