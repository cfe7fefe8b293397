"""``archiver export``: the posts as JSON Lines, CSV or a tree of Markdown files."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from archiver.commands import options
from archiver.commands.listing import memberships, text_of
from archiver.console import err, piece
from archiver.errors import ConfigError, StoreError
from archiver.export import FORMATS, Record, record
from archiver.store import Archive, Problem


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    options.add_filters(parser)
    parser.add_argument(
        "--format", choices=sorted(FORMATS), default="jsonl", help="of the files (default: jsonl)"
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help="a folder, or - for stdout (default: derived/ of the archive)",
    )


def run(args: Namespace) -> int:
    """Write the files, or one of them to stdout."""
    archive = options.opened(args)
    damaged: list[Problem] = []
    pieces = FORMATS[args.format].export(_records(archive, args, damaged))
    if args.output == "-":
        if args.format == "markdown":
            raise ConfigError(
                "a tree of files does not fit into stdout", hint="name a folder with -o"
            )
        for _, text in pieces:
            piece(text)
        return options.report_damage(damaged)
    folder = Path(args.output) if args.output else archive.path / "derived" / "export"
    files = _write(folder, pieces)
    if not args.quiet:
        err(f"{files} file{'s' * (files != 1)} in {folder}")
    return options.report_damage(damaged)


def _records(archive: Archive, args: Namespace, damaged: list[Problem]) -> Iterator[Record]:
    known = memberships(archive)
    for version in options.chosen(archive, args, damaged):
        post = text_of(archive, version, damaged)
        if post is not None:
            yield record(version, post, known.get(version.url, ()))


def _write(folder: Path, pieces: Iterable[tuple[str, str]]) -> int:
    """Write the pieces of each file under a temporary name, and rename the whole ones."""
    current, count = "", 0
    with ExitStack() as files:
        target: TextIO | None = None
        try:
            for name, text in pieces:
                if name != current:
                    files.close()
                    current, count = name, count + 1
                    target = files.enter_context(_replacing(folder / name))
                if target is not None:
                    target.write(text)
        except OSError as error:
            raise StoreError(f"cannot be written: {error.strerror}", where=str(folder)) from error
    return count


class _replacing:  # noqa: N801 - reads as a verb in its `with`
    """A text file that takes its name only once it is whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(path.name + ".part")

    def __enter__(self) -> TextIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.part.open("w", encoding="utf-8", newline="")
        return self.file

    def __exit__(self, kind: object, *_: object) -> None:
        self.file.close()
        if kind is None:
            self.part.replace(self.path)
        else:
            self.part.unlink()
