"""Parts of a post that stand otherwise than they are shown, by the words of their classes."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache

from archiver.web.vocabulary.lookup import words_of
from archiver.web.vocabulary.rows import rows


class Form(StrEnum):
    """What a class says of the form of a part of a post; the words stand in ``names/forms.tsv``."""

    NOTE = "note"
    MARK = "mark"
    CONSENT = "consent"
    CARD = "card"
    OPENS = "opens"
    WINDOW = "window"
    QUOTE = "quote"


@cache
def _rows() -> tuple[tuple[Form, frozenset[str], frozenset[str]], ...]:
    return tuple(
        (Form(form), frozenset(some.split()), frozenset(others.split()))
        for _, (form, some, others) in rows("forms.tsv", 3)
    )


@lru_cache(maxsize=65536)
def forms_of(names: str) -> frozenset[Form]:
    """The forms that an attribute ``class`` speaks of."""
    return frozenset(form for name in names.split() for form in _of_name(name))


def _of_name(name: str) -> Iterator[Form]:
    words = set(words_of(name))
    for form, some, others in _rows():
        if not some.isdisjoint(words) and (not others or not others.isdisjoint(words)):
            yield form
