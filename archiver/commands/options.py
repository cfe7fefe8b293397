"""Options that several commands share. Each may also come from an ``ARCHIVER_`` variable."""

import argparse
import difflib
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from archiver.console import err
from archiver.errors import ConfigError, StoreError
from archiver.model import Verdict, Version
from archiver.model.settings import Settings
from archiver.store import Filter, Problem, Reader, open_archive
from archiver.store.archive import Archive
from archiver.store.layout import ARCHIVE, POSTS
from archiver.web import dates, urls


def env(name: str, default: str | None = None) -> str | None:
    """The text of ``ARCHIVER_<NAME>``, which is checked as that of the option; empty is unset."""
    return os.environ.get("ARCHIVER_" + name.upper()) or default


def add_config(parser: ArgumentParser) -> None:
    """``-c/--config``."""
    parser.add_argument(
        "-c",
        "--config",
        metavar="FILE",
        default=env("config", "sources.yaml"),
        help="what to watch (default: sources.yaml)",
    )


def add_archive(parser: ArgumentParser) -> None:
    """``-a/--archive`` and ``-c/--config``, which names it otherwise."""
    add_config(parser)
    parser.add_argument(
        "-a",
        "--archive",
        metavar="DIR",
        default=env("archive"),
        help="the archive (default: the one that sources.yaml names, else ./archive)",
    )


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
    parser.add_argument("--after", metavar="DATE", type=day, help="published on or after this day")
    parser.add_argument("--before", metavar="DATE", type=day, help="published before this day")


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
    """An address of the command line, with https where no scheme is written."""
    url = urls.resolve(text if "://" in text else "https://" + text)
    if url is None:
        raise ConfigError(f"`{text}` is no http or https address")
    return url


def day(text: str) -> datetime:
    """A day of the command line as the moment at which it begins."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is no day such as 2017-05-01") from None


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
    if Path(args.config).exists():
        from archiver import config  # here: most commands are told where their archive lies

        return Path(config.read(args.config).archive)
    return Path("archive")


def existing(path: Path) -> Path:
    """The path of an archive. Raises ConfigError where nothing like one is there."""
    if not any((path / name).exists() for name in (ARCHIVE, POSTS)):
        what = "there is no archive here" if path.exists() else "there is no such folder"
        hint = "`archiver run` makes an archive; --archive names another folder"
        raise ConfigError(what, where=str(path), hint=hint)
    return path


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
    if dates.parse(text) is None:
        hint = "runs are called like 3fa9c1d2, days are written 2017-05-01"
        raise ConfigError(f"`{text}` is neither a run nor a day", hint=hint)
    return day(text[:10])


def challenge(archive: Archive, args: Namespace) -> str | None:
    """The challenge that ``--challenge`` names. Raises ConfigError where the archive has none such."""
    name: str | None = args.challenge
    known = {found.id: found for found in archive.challenges()}
    if name is None or name in known:
        return name
    raise ConfigError(f"no challenge is called `{name}`", hint=_known(name, known))


def host_of(archive: Archive, name: str) -> None:
    """Raise ConfigError where the archive has no post of this host."""
    known = archive.hosts()
    if name not in known:
        raise ConfigError(f"no post is of the host `{name}`", hint=_known(name, known))


def _known(name: str, known: Iterable[str]) -> str:
    """The hint for a name that nobody has."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, 1)
    return f"did you mean `{near[0]}`?" if near else f"known are: {', '.join(names) or 'none'}"


def settings_at_hand(args: Namespace) -> Settings | None:
    """The settings of sources.yaml where there is one, for commands that can do without."""
    return settings(args) if Path(args.config).exists() else None


def settings(args: Namespace) -> Settings:
    """The settings of sources.yaml."""
    from archiver import config

    return config.read(args.config)


def wanted(archive: Archive, args: Namespace) -> Filter:
    """The posts that the filters of ``add_filters`` choose."""
    if args.round and not args.challenge:
        raise ConfigError("--round needs --challenge", hint="rounds belong to a challenge")
    name = challenge(archive, args)
    rounds = [r.id for c in archive.challenges() if c.id == name for r in c.rounds]
    if args.round and args.round not in rounds:
        message = f"no round of `{name}` is called `{args.round}`"
        raise ConfigError(message, hint=_known(args.round, rounds))
    until = args.before and args.before - timedelta(days=1)
    return Filter(
        challenge=name,
        round=args.round,
        verdict=args.verdict,
        author=args.author,
        host=args.host,
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


def split_version(text: str) -> tuple[str, int | None]:
    """``URL@2`` as address and version number."""
    url, at, number = text.rpartition("@")
    return (url, int(number)) if at and number.isdigit() else (text, None)


def history(archive: Archive, url: str) -> tuple[Version, ...]:
    """All versions of a post. Raises ConfigError where the archive does not hold it."""
    held = archive.get(url)
    if held is None:
        hint = "`archiver list` shows what it holds"
        raise ConfigError("the archive holds no such post", where=url, hint=hint)
    return archive.versions(held.url)


def version_of(versions: tuple[Version, ...], number: int | None) -> Version:
    """A version by its number; without one the newest that has a text."""
    if number is None:
        return next((v for v in reversed(versions) if v.post), versions[-1])
    for version in versions:
        if version.number == number:
            return version
    hint = f"it has versions 1 to {versions[-1].number}"
    raise ConfigError(f"there is no version {number}", where=versions[-1].url, hint=hint)
