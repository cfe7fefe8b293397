"""Where the file of a post lies in a tree: names that every file system and every program takes."""

import re
import unicodedata

from archiver.export.edition import Edition

_BYTES = 120
"""Of the words in a name. A file system takes 255, of which the date, the digest and the ending need 30."""
_NOT_IN_NAMES = re.compile(r"[\[\]#^|\\/:*?\"<>%{}`\s]+")
"""What a link of Obsidian cannot hold, and what some file system refuses."""


def place(edition: Edition, *, posts: str = "") -> str:
    """``challenge/round/host/title-digest.md``; an older version has its number behind that.

    ``posts`` is a folder and the beginning of the name, put before the title.
    """
    number = "" if edition.newest else f"-v{edition.version.number}"
    name = f"{slug(edition.title) or 'untitled'}-{edition.key}{number}.md"
    return f"{folder(edition)}/{posts}{name}"


def readable(edition: Edition) -> str:
    """The same with the title as it is written, but for signs that a name cannot have."""
    title = unicodedata.normalize("NFC", _NOT_IN_NAMES.sub(" ", edition.title))
    title = "".join(c for c in title if unicodedata.category(c)[0] != "C").strip(" ._-~")
    number = "" if edition.newest else f" v{edition.version.number}"
    words = _cut(title).rstrip(" .") or "Untitled"
    return f"{folder(edition)}/{words} {edition.key}{number}.md"


def folder(edition: Edition) -> str:
    """``challenge/round/host`` of the first challenge that a post is of."""
    first = next(iter(edition.holding.belongs), None)
    parts = (
        slug(first.challenge) if first else "other",
        slug(first.round or "") if first else "",
        ".".join(filter(None, map(slug, edition.holding.host.split(".")))),
    )
    return "/".join(part or name for part, name in zip(parts, _FALLBACK, strict=True))


_FALLBACK = ("other", "no-round", "no-host")


def slug(text: str) -> str:
    """Letters and digits of any script in lower case, joined by single hyphens; it may be empty."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isascii():
        words = re.sub(r"[^a-z0-9]+", "-", folded)
    else:
        # marks are parts of letters: without them the words of many scripts fall to pieces
        words = "".join(c if unicodedata.category(c)[0] in "LNM" else "-" for c in folded)
        words = re.sub(r"-{2,}", "-", unicodedata.normalize("NFC", words))
    return _cut(words.strip("-")).strip("-")


def _cut(text: str) -> str:
    return text if len(text) * 4 <= _BYTES else text.encode()[:_BYTES].decode(errors="ignore")
