"""Options that several commands share. Each may also come from an ``ARCHIVER_`` variable."""

import argparse
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from archiver.commands import names
from archiver.commands.shell.place import SOURCES

# these stand apart, as the help of all commands needs them and nothing of this module
from archiver.commands.shell.place import add_archive as add_archive
from archiver.commands.shell.place import add_config as add_config
from archiver.commands.shell.place import env as env
from archiver.console import err
from archiver.console.text import safe
from archiver.errors import ConfigError, StoreError
from archiver.model import Verdict, Version
from archiver.model.settings import Settings
from archiver.store import Filter, Problem, Reader, open_archive
from archiver.store.archive import Archive
from archiver.store.layout import ARCHIVE, POSTS
from archiver.web import urls

POST = "an address that leads to the post, or a part of its address or title"
"""What an argument for ``post_named`` takes."""


def add_filters(parser: ArgumentParser) -> None:
    """What narrows down the posts."""
    parser.add_argument("--challenge", metavar="ID", help="members of this challenge")
    parser.add_argument("--round", metavar="ID", help="answers to this round's prompt")
    parser.add_argument(
        "--verdict",
        choices=[str(verdict) for verdict in Verdict],
        help="on which this was said, of the challenge or of any (default with --challenge: member)",
    )
    parser.add_argument("--author", metavar="NAME", help="by this author")
    parser.add_argument("--host", metavar="NAME", help="from this host")
    parser.add_argument(
        "--since",
        "--after",
        metavar="DATE",
        dest="after",
        type=day,
        help="published on or after this day",
    )
    until = parser.add_mutually_exclusive_group()
    until.add_argument("--until", metavar="DATE", type=day, help="published on or before this day")
    until.add_argument("--before", metavar="DATE", type=day, help="published before this day")


def add_participant(parser: ArgumentParser) -> None:
    """``--participant``."""
    parser.add_argument(
        "--participant",
        metavar="NAME",
        help="by this person, as a challenge or the page names the writer",
    )


def add_network(parser: ArgumentParser) -> None:
    """Who asks, and whom, where there is no sources.yaml to say it."""
    parser.add_argument(
        "--contact", default=env("contact"), help="who asks; part of the User-Agent"
    )
    parser.add_argument(
        "--allow-private",
        metavar="HOST",
        action="append",
        default=[],
        help="a host that may have a private address",
    )


def address(text: str) -> str:
    """An address of the command line, with https where no scheme is written.

    Raises ConfigError, which says what it is instead.
    """
    hint = "write the address of a page, such as https://blog.example/a-post/"
    if what := _no_address(text):
        raise ConfigError(f"`{safe(text)[:200]}` {what}", hint=hint)
    url = urls.resolve(text if "://" in text else "https://" + text)
    if url is None:
        raise ConfigError(f"`{safe(text)[:200]}` is no http or https address", hint=hint)
    return url


def address_in(text: str, place: str) -> str:
    """An address that stands in a file. Raises ConfigError with the place, such as ``list.txt:3``."""
    try:
        return address(text)
    except ConfigError as error:
        raise ConfigError(error.message, where=place, hint=error.hint) from None


_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d)(?://)?", re.IGNORECASE)
"""Behind a host there is a port."""


def _no_address(text: str) -> str:
    """What is written instead of an address, as far as its letters tell; else nothing."""
    scheme = _SCHEME.match(text)
    name = scheme[1].lower() if scheme else ""
    rest = text[scheme.end() :] if scheme else text
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if not text.strip():
        return "is empty, where an address is wanted"
    if name == "mailto" or (not scheme and "@" in host and " " not in text):
        return "is an e-mail address, and no address of a page"
    if name not in ("", "http", "https"):
        return f"is an address of the kind {name}: only http and https are asked"
    if re.search(r"\s", text.strip()):
        return "has a space in it: are these two addresses, or words?"
    if not host:
        return "is a path, and no address" if rest.startswith("/") and not name else "names no host"
    if not name and (text.startswith((".", "~", "\\")) or Path(text).exists()):
        return "is a file here, and no address"
    if not name and not re.search(r"[.:]|^localhost$", host):
        return "is no host of the web, which has a dot in it"
    return ""


def day(text: str) -> datetime:
    """A day of the command line as the moment at which it begins."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is no day such as 2017-05-01") from None


def count(text: str) -> int:
    """A number of the command line: at least one."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"`{text}` is no whole number of at least 1")
    return int(text)


def time_limit(text: str) -> float:
    """A time of the command line such as ``50m``, in seconds."""
    from archiver.config.shapes import seconds  # here: few commands are given a time

    limit = seconds(text)
    if limit is None:
        raise argparse.ArgumentTypeError(f"`{text}` is no time such as 90s, 50m or 2h")
    return limit


def archive_path(args: Namespace) -> Path:
    """The archive that the options name."""
    if args.archive:
        return Path(args.archive)
    if has_sources(args):
        from archiver import config  # here: most commands are told where their archive lies

        return Path(config.read(args.config).archive)
    return Path("archive")


def is_archive(path: Path) -> bool:
    """Whether something like an archive is there."""
    return any((path / name).exists() for name in (ARCHIVE, POSTS))


def existing(path: Path) -> Path:
    """The path of an archive. Raises ConfigError where nothing like one is there."""
    if path.exists() and not path.is_dir():
        hint = "an archive is a folder: --archive names another"
        raise ConfigError("this is a file", where=str(path), hint=hint)
    if not is_archive(path):
        what = "there is no archive here" if path.exists() else "there is no such folder"
        hint = "`archiver run` makes an archive; --archive names another folder"
        raise ConfigError(what, where=str(path), hint=hint)
    return path


def check_folder(path: Path) -> None:
    """Raise ConfigError where a folder cannot be made, as a file is in its way."""
    for place in (path, *path.parents):
        if place.exists() and not place.is_dir():
            raise ConfigError("this is a file", where=str(place), hint="name a folder")


def opened(args: Namespace) -> Archive:
    """The archive that the options name, for reading; damage to its description is told of."""
    archive = open_archive(existing(archive_path(args)))
    archive.challenges()
    for sentence in archive.damage:
        err(f"archiver: {sentence}")
    return archive


def since(archive: Reader, text: str) -> str | datetime:
    """The run or the day that ``--since`` names. Raises ConfigError where it is neither."""
    if text in {info.id for info in archive.runs()}:
        return text
    try:
        return day(text[:10])
    except argparse.ArgumentTypeError:
        hint = "runs are called like 3fa9c1d2, days are written 2017-05-01"
        raise ConfigError(f"--since `{text}` is neither a run nor a day", hint=hint) from None


def settings_at_hand(args: Namespace) -> Settings | None:
    """The settings of sources.yaml where there is one, for commands that can do without."""
    return settings(args) if has_sources(args) else None


def has_sources(args: Namespace) -> bool:
    """Whether there is a sources.yaml. Raises ConfigError where one was named that is not there."""
    there = Path(args.config).exists()
    if not there and args.config != SOURCES:
        raise ConfigError("no such file", where=args.config, hint="-c names a sources.yaml")
    return there


def settings(args: Namespace) -> Settings:
    """The settings of sources.yaml."""
    from archiver import config

    return config.read(args.config)


def wanted(archive: Archive, args: Namespace) -> Filter:
    """The posts that the filters of ``add_filters`` choose."""
    challenge = names.challenge(archive, args.challenge)
    try:
        until = args.until or (args.before and args.before - timedelta(days=1))
    except OverflowError:
        raise ConfigError("no day is before the first one that there is") from None
    if args.after and until and until < args.after:
        hint = "--since is the first day, --until the last"
        raise ConfigError("no day is after the one and before the other", hint=hint)
    return Filter(
        challenge=challenge,
        round=names.round_of(archive, challenge, args.round),
        verdict=args.verdict,
        author=names.author(archive, args.author),
        host=names.host(archive, args.host),
        since=args.after and args.after.date().isoformat(),
        until=until and until.date().isoformat(),
    )


def chosen(archive: Archive, args: Namespace, damaged: list[Problem]) -> Iterator[Version]:
    """The posts that pass the filters; those that cannot be read are put on the list."""
    return archive.posts(**asdict(wanted(archive, args)), damaged=damaged)


def report_damage(damaged: list[Problem]) -> int:
    """Name what could not be read; the exit code."""
    for problem in damaged:
        err(f"archiver: {problem.path}: {problem.what}; run `archiver check`")
    return StoreError.exit_code if damaged else 0


def split_version(archive: Archive, text: str) -> tuple[str, int | None]:
    """``URL@2`` as address and version number; an address that itself ends so is one."""
    url, at, number = text.rpartition("@")
    is_version = at and number.isdigit() and not archive.identity(text)
    return (url, int(number)) if is_version else (text, None)


def post_named(archive: Archive, text: str) -> str:
    """The identity of the post that is meant by an address, or by a part of an address or a title.

    An address that leads to a post always wins. Raises ConfigError, with those that may be meant,
    where none or several are.
    """
    if exact := archive.identity(text):
        return exact
    from archiver.commands.reading import naming  # here: an address needs no search

    return naming.meant(archive, text)


def history(archive: Archive, text: str) -> tuple[Version, ...]:
    """All versions of the post that is meant, see ``post_named``. Raises what that raises."""
    return archive.versions(post_named(archive, text))


def version_of(versions: tuple[Version, ...], number: int | None) -> Version:
    """A version by its number; without one the newest that has a text."""
    if number is None:
        return next((v for v in reversed(versions) if v.post), versions[-1])
    for version in versions:
        if version.number == number:
            return version
    hint = f"it has versions 1 to {versions[-1].number}"
    raise ConfigError(f"there is no version {number}", where=versions[-1].url, hint=hint)
