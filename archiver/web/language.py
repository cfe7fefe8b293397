"""The language of a text: as the page declares it, and as its words show it.

Detection needs the extra ``language`` (py3langid); without it only what is declared is known.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import cast

_TAG = re.compile(
    r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_.@].*)?", re.IGNORECASE
)
_ENOUGH = 200
"""Characters below which detection is a guess and is not made."""
_SEEN = 3000
"""Characters of which the language is told; more of them tell nothing else, and take time."""


def tag(declared: str | None) -> str | None:
    """A declared language as BCP 47 (RFC 5646) writes it: ``en-US``, ``zh-Hant-TW``; None for none.

    Locales (``en_US.UTF-8``) are read too; what is no language tag gives None.
    """
    match = _TAG.fullmatch((declared or "").split(",")[0].strip())
    if not match:
        return None
    language, script, region = match.groups()
    parts = (language.lower(), script and script.title(), region and region.upper())
    return "-".join(part for part in parts if part)


def detect(text: str) -> str | None:
    """The language of a text's words, as ISO 639-1; None for short texts or without the extra."""
    if len(text) < _ENOUGH or (identify := _identify()) is None:
        return None
    return identify(text[:_SEEN])[0]


def choose(declared: str | None, text: str) -> tuple[str | None, str]:
    """The language of a post and its witness: ``declared`` or ``detected``; both empty for none.

    A declared language is taken, except English: themes declare it for blogs in any language, so
    another language that is detected is taken instead.
    """
    known = tag(declared)
    if known and known.split("-")[0] != "en":
        return known, "declared"
    shown = detect(text)
    if shown and (known is None or shown != "en"):
        return shown, "detected"
    return known, "declared" if known else ""


@cache
def _identify() -> Callable[[str], tuple[str, float]] | None:
    try:
        from py3langid import classify
    except ImportError:
        return None
    return cast("Callable[[str], tuple[str, float]]", classify)
