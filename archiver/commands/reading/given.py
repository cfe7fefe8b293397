"""What the words of `fetch` and `extract`, and the lines of a list, mean: addresses, or files here."""

import codecs
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from urllib.request import url2pathname

from archiver.commands import options
from archiver.errors import ConfigError
from archiver.reading.local_files import SUFFIXES, is_warc
from archiver.web import urls

_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
"""As the Notepad of Windows writes what it calls Unicode."""
_REMARK = re.compile(r"(?:^|\s)#.*")
_SAVED_WITH = "_files"
"""A browser puts what belongs to `page.html` into the folder `page_files`."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of addresses: each once, and what is wrong with its other lines."""

    addresses: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file as the user called it, ``-`` for stdin; ``path`` is absolute."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Files:
    """What there is to read."""

    files: tuple[File, ...]

    @property
    def are_several(self) -> bool:
        """Whether more than one post may come of it: a WARC file has as many as it likes."""
        return len(self.files) > 1 or any(is_warc(file.path) for file in self.files)


def listed(name: str) -> Listed:
    """The addresses in a file, one a line; ``-`` is stdin. Raises OSError where it cannot be read."""
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    where = "stdin" if name == "-" else name
    wide = next((coding for mark, coding in _WIDE if data.startswith(mark)), "")
    lines = data.decode(wide, "replace").splitlines() if wide else data.splitlines()
    found, wrong = list[str](), list[str]()
    for number, line in enumerate(lines, 1):
        try:
            said = line if isinstance(line, str) else line.decode("utf-8")
            said = _REMARK.sub("", said.lstrip("\ufeff")).strip()
            if said:
                found.append(options.address(said))
        except UnicodeDecodeError:
            wrong.append(f"{where}:{number}: the line is no text in UTF-8")
        except ConfigError as error:
            wrong.append(f"{where}:{number}: {error}")
    return Listed(once(found), tuple(wrong))


def once(addresses: Iterable[str]) -> tuple[str, ...]:
    """The addresses without those that were named before, in whatever spelling."""
    found: dict[str, str] = {}
    for url in addresses:
        found.setdefault(urls.spelling(url), url)
    return tuple(found.values())


def is_local(word: str) -> bool:
    """Whether a word names something on this machine, and no address."""
    if word == "-" or word.lower().startswith("file:"):
        return True
    return "://" not in word and (Path(word).exists() or _looks_like_file(word))


def _looks_like_file(word: str) -> bool:
    return word.startswith(("/", "./", "../", "~")) or (
        word.lower().endswith(SUFFIXES) and word.count("/") == 0
    )


@contextmanager
def opened(words: Iterable[str]) -> Iterator[Files]:
    """The files that the words name: those in a folder in the order of their names, each once.

    What comes from stdin is put into a file for so long, since a WARC file is sought in. Raises
    ConfigError where there is no such file, or nothing to be read in a folder.
    """
    with TemporaryDirectory(prefix="archiver-") as passing:
        stdin = File(Path(passing) / "stdin", "-")
        found: dict[Path, File] = {}
        for file in (file for word in words for file in _named(word, stdin)):
            found.setdefault(file.path, file)
        if stdin.path in found:
            with stdin.path.open("wb") as spool:
                shutil.copyfileobj(sys.stdin.buffer, spool)
        yield Files(tuple(found.values()))


def _named(word: str, stdin: File) -> Iterator[File]:
    if word == "-":
        yield stdin
        return
    path = _path(word)
    if not path.exists():
        hint = "`archiver fetch` asks for addresses" if "://" in word or "." in word else ""
        raise ConfigError("there is no such file or folder", where=word, hint=hint)
    if not path.is_dir():
        yield File(path.absolute(), word)
        return
    inside = sorted(_pages_below(path))
    if not inside:
        kinds = ", ".join(SUFFIXES)
        raise ConfigError("nothing to read is in this folder", where=word, hint=f"{kinds} are read")
    for found in inside:
        yield File(found.absolute(), str(found))


def _path(word: str) -> Path:
    if not word.lower().startswith("file:"):
        return Path(word).expanduser()
    parts = urlsplit(word)
    if parts.netloc not in ("", "localhost"):
        raise ConfigError("this is a file of another machine", where=word)
    return Path(url2pathname(parts.path))


def _pages_below(folder: Path) -> Iterator[Path]:
    for above, below, names in os.walk(folder):
        stems = {name.rpartition(".")[0] for name in names}
        below[:] = [
            name
            for name in below
            if not (name.endswith(_SAVED_WITH) and name.removesuffix(_SAVED_WITH) in stems)
        ]
        yield from (Path(above, name) for name in names if name.lower().endswith(SUFFIXES))
