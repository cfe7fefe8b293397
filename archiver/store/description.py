"""How an archive explains itself: README.txt for people, archive.json for programs."""

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

from archiver.errors import StoreError
from archiver.formats import codec
from archiver.model import Challenge
from archiver.store import ocfl
from archiver.store.files import Disk
from archiver.store.layout import ARCHIVE, README

FORMAT = 2
"""Of the archive as a whole. A program that knows only smaller numbers must not write to it."""

_FORMAT = re.compile(rb'"format": *(\d{1,9})\b')

TEXT = """\
This folder is an archive of blog posts, kept by the program `archiver`.
You need no program to read it.

posts/    One folder a post: <host>/<words of its address>~<the first 10 hexadecimal digits of the
          SHA-256 of its address>. In it, v1, v2, ... are the post as it was at several times;
          v<n>/content/post.md is its text in Markdown, after a head that tells address, title,
          authors, dates, and when it was seen. The highest number is the newest. "change: gone"
          means that the post vanished from the web; the text stays in the version before.
          The layout is OCFL 1.1, https://ocfl.io/1.1/spec/
warc/     The web pages themselves, as they came: WARC 1.1, ISO 28500. A post's head names the
          file and the byte offset of its page ("capture").
runs/     What each run of the program did, one JSON object a line.
derived/  Made from the rest, and may be deleted.
archive.json  The writing challenges whose posts these are.

To search in all posts:  grep -r --include=post.md WORD posts/
"""


def write(disk: Disk, challenges: Iterable[Challenge]) -> None:
    """Write archive.json, with digests of itself and of README.txt so that damage shows."""
    disk.replace(ARCHIVE, encoded(disk, challenges))


def encoded(disk: Disk, challenges: Iterable[Challenge]) -> bytes:
    """What archive.json says of these challenges."""
    values = {
        "format": FORMAT,
        "readme_sha256": hashlib.sha256(disk.read(README)).hexdigest(),
        "challenges": [codec.plain(challenge) for challenge in challenges],
    }
    values["sha256"] = _digest(values)
    data = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    return data.encode("utf-8", "replace")


def bring_up_to_date(disk: Disk) -> None:
    """Give an older archive today's number before anything is written that older programs refuse."""
    if is_sound(disk) and int(read(disk)["format"]) < FORMAT:
        write(disk, challenges(disk))


def require(disk: Disk) -> None:
    """Raise StoreError where there is no archive, or one of a newer format than this program.

    A description that is damaged or lost is neither: all posts can be read without it.
    """
    if not disk.exists(ARCHIVE) and not any(map(disk.exists, ocfl.ROOT_FILES)):
        hint = "`archiver run` makes an archive; --archive names another folder"
        raise StoreError("there is no archive here", where=str(disk.root), hint=hint)
    try:
        number = _FORMAT.search(disk.read(ARCHIVE))
    except StoreError:
        number = None
    if number and int(number[1]) > FORMAT:
        raise StoreError("the archive's format is newer than this program", where=ARCHIVE)


def is_sound(disk: Disk) -> bool:
    """Whether the description can be read and is as it was written."""
    try:
        return bool(read(disk))
    except StoreError:
        return False


def _digest(values: dict[str, Any]) -> str:
    rest = {key: value for key, value in values.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def read(disk: Disk) -> dict[str, Any]:
    """The values of archive.json; StoreError where it is damaged, or there is none."""
    hint = "run `archiver check`"
    try:
        values = json.loads(disk.read(ARCHIVE))
        sound = values["sha256"] == _digest(values) and int(values["format"]) > 0
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"it cannot be read: {error}", where=ARCHIVE, hint=hint) from None
    if not sound:
        raise StoreError("it was changed by another hand", where=ARCHIVE, hint=hint)
    return dict(values)


def challenges(disk: Disk) -> tuple[Challenge, ...]:
    """The challenges whose posts the archive holds."""
    return tuple(codec.read(Challenge, item) for item in read(disk)["challenges"])
