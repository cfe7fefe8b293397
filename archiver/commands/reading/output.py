"""Where posts go: to stdout one after the other, or into a folder, a file each, as they come."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from archiver.commands.reading.rendering import FORMATS, SUFFIX, file_stem, in_stream, render
from archiver.console import err, text
from archiver.console.text import safe
from archiver.errors import ConfigError
from archiver.model import Post

RECORD = ".archiver.jsonl"
"""The file in an output folder that says which file is of which address: an object a line."""

_FIRST = 3
"""The number of a list's addresses that are told."""
_DOUBTFUL = 0.5
"""The confidence below which the reader is told to look, as in ``status``."""


def add(parser: ArgumentParser) -> None:
    """Declare ``--format`` and ``--output``."""
    parser.add_argument(
        "--format", choices=FORMATS, default="markdown", help="of the posts (default: markdown)"
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        default="-",
        help="a file a post in this folder, written as it comes; - for stdout",
    )


class Output(Protocol):
    """Takes posts."""

    @property
    def count(self) -> int:
        """How many there were."""
        ...

    def add(self, post: Post, names: Iterable[str], where: str) -> None:
        """Write a post. ``names`` are the addresses or files that it is had by, ``where`` is what the
        user calls it."""
        ...


def output(args: Namespace, *, several: bool) -> Output:
    """What the options name. ``several``: more than one post was asked for, whatever comes of it."""
    return Stdout(args.format, several=several) if args.output == "-" else Folder.of(args)


class Stdout:
    """Prints posts; of several each can be told from the next."""

    def __init__(self, form: str, *, several: bool) -> None:
        self.count = 0
        self._form, self._several = form, several

    def add(self, post: Post, names: Iterable[str], where: str) -> None:
        """Print a post."""
        first = not self.count
        self.count += 1
        text(
            in_stream(post, self._form, first=first) if self._several else render(post, self._form)
        )
        warn(post, where)


class Folder:
    """Writes posts into a folder, and knows which file is of which address, also of earlier commands.

    A file that is of another address, or of nobody, is never written over.
    """

    def __init__(self, path: Path, form: str) -> None:
        self._path, self._form = path, form
        self._names = dict(self._recorded())
        kept = (pair for pair in self._names.items() if pair[0].endswith(self._suffix))
        self._files = {name: file for file, names in kept for name in names}
        self._written: set[str] = set()

    @classmethod
    def of(cls, args: Namespace) -> "Folder":
        """The folder that ``--output`` names. Raises ConfigError where that is a file."""
        path = Path(args.output)
        if path.exists() and not path.is_dir():
            hint = "-o names a folder; for one file write `> FILE`"
            raise ConfigError("this is no folder", where=str(path), hint=hint)
        return cls(path, args.format)

    def _recorded(self) -> Iterator[tuple[str, list[str]]]:
        """The files that are there, with their names; of two lines on one the last counts."""
        try:
            lines = (self._path / RECORD).read_text("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return
        for line in lines:
            # the last one may be torn, where the machine stopped
            with suppress(ValueError, KeyError, TypeError, AttributeError):
                said = json.loads(line)
                if (self._path / said["file"]).is_file():
                    yield said["file"], list(map(str, said["of"]))

    @property
    def count(self) -> int:
        """The number of files that were written."""
        return len(self._written)

    def holds(self, name: str) -> bool:
        """Whether the post of an address lies here, in this format."""
        return name in self._files

    @property
    def _suffix(self) -> str:
        return f".{SUFFIX[self._form]}"

    def add(self, post: Post, names: Iterable[str], where: str) -> None:
        """Write a post, in the place of what was had by the same names before."""
        names = list(names)
        file = next((self._files[name] for name in names if self.holds(name)), "")
        if not file:
            file = self._free(file_stem(post))
            self._names[file] = []
        self._path.mkdir(parents=True, exist_ok=True)
        passing = self._path / f".{file}.part"
        passing.write_text(render(post, self._form), "utf-8")
        self._note(file, names)  # before it is there: what is not there is not believed
        passing.replace(self._path / file)
        self._written.add(file)
        warn(post, where)

    def name(self, names: Iterable[str], known: str) -> None:
        """Note that the file of an address is that of further ones."""
        self._note(self._files[known], names)

    def _note(self, file: str, names: Iterable[str]) -> None:
        known = self._names[file]
        if fresh := [name for name in dict.fromkeys(names) if name not in known]:
            known += fresh
            self._files.update(dict.fromkeys(fresh, file))
            with (self._path / RECORD).open("a", encoding="utf-8") as record:
                record.write(json.dumps({"file": file, "of": known}, ensure_ascii=False) + "\n")

    def _free(self, stem: str) -> str:
        """A name that no other file has."""
        number = 1
        while True:
            file = (stem if number == 1 else f"{stem}-{number}") + self._suffix
            if not (self._path / file).exists():
                return file
            number += 1


def warn(post: Post, where: str) -> None:
    """Tell of a text that is likely wrong."""
    if post.confidence is not None and post.confidence < _DOUBTFUL:
        sure = f"{post.confidence:.0%}"
        err(f"archiver: {where}: doubtful: only {sure} of such pages are right; look at it first")


def tell_listed(addresses: tuple[str, ...], what_to_do: str) -> None:
    """Where a page is a list, tell the first addresses on it, and what to do."""
    for address in addresses[:_FIRST]:
        err(f"  {safe(address)}")
    if addresses:
        more = f"and {len(addresses) - _FIRST} more; " if len(addresses) > _FIRST else ""
        err(f"  {more}{what_to_do}")


def tell(out: Output, args: Namespace, *, there: int = 0) -> None:
    """Say what is in the folder now. ``there``: so many posts were in it before."""
    if isinstance(out, Folder) and not args.quiet:
        before = f"; {there} were there (--force fetches them again)" if there else ""
        err(f"archiver: {out.count} written into {args.output}{before}")
