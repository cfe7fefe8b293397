"""``archiver fetch``: posts, clean, to stdout or a folder; no sources.yaml needed.

A file, a folder or a WARC file is read as `archiver extract` does it, without the network.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from archiver.commands import options
from archiver.commands.reading import given, output
from archiver.commands.reading.extract import written
from archiver.commands.reading.rendering import whole
from archiver.console import err, progress
from archiver.console.report import exit_code
from archiver.console.text import safe
from archiver.crawl.stopping import Stopping
from archiver.errors import ArchiverError, ConfigError, NotThePage, Postponed
from archiver.facts import Failed, Quarantined
from archiver.model import Capture, Post, Version
from archiver.model.settings import Settings
from archiver.outcomes import Report
from archiver.pipeline import run as run_once
from archiver.store import open_archive
from archiver.store.archive import Archive
from archiver.web import urls
from archiver.web.secrets import Secrets

_LINES = 20
"""No more wrong lines of a list are told."""

EXAMPLES = {
    "archiver fetch http://anna.wordpress.example/2025/09/03/four-legs-and-a-wobble/": "one post, clean, as Markdown; nothing is kept",
    "archiver fetch -i addresses.txt -o posts": "those of a list into a folder; the same again goes on where it ended",
    "archiver fetch http://anna.wordpress.example/2025/09/03/four-legs-and-a-wobble/ --keep": "into the archive",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "urls",
        metavar="URL",
        nargs="*",
        help="the posts; a file, a folder, a WARC file or - (stdin) is read as `extract` does",
    )
    options.add_archive(parser)
    parser.add_argument(
        "-i", "--input-file", metavar="FILE", help="more addresses, one a line; - for stdin"
    )
    output.add(parser)
    parser.add_argument(
        "--force", action="store_true", help="also what the folder of -o has already"
    )
    parser.add_argument("--keep", action="store_true", help="also put the posts into the archive")
    options.add_network(parser)


def run(args: Namespace) -> int:
    """Fetch each post and write it; the exit code is that of the worst failure."""
    settings = _settings(args)
    here = [word for word in args.urls if given.is_local(word)]
    there = [options.address(word) for word in args.urls if word not in here]
    wrong: tuple[str, ...] = ()
    if args.input_file:
        found = given.listed(args.input_file)
        there, wrong = [*there, *found.addresses], found.wrong
    _tell_wrong(wrong, alone=not (here or there))
    if args.input_file and not (here or there):
        raise ConfigError("no address stands in this list", where=args.input_file)
    if not (here or there):
        raise ConfigError("no address given", hint="archiver fetch https://example.org/a-post/")
    if here and args.keep:
        hint = "an archive keeps what a server has answered"
        raise ConfigError("--keep is for addresses, not for files", where=here[0], hint=hint)
    there = [*given.once(map(Secrets(settings.secrets).hide, there))]
    with given.opened(here) as files:
        count = len(files.files) + len(there)
        several = bool(args.input_file) or count > 1 or files.are_several
        out = output.output(args, several=several)
        code = written(files, out, overrides=settings.overrides) if here else 0
        fetched = _Fetched(settings, args, out).run(there) if there else 0
    if fetched in (130, 143, 1):
        return fetched
    return ConfigError.exit_code if wrong else max(code, fetched)


def _tell_wrong(lines: tuple[str, ...], *, alone: bool) -> None:
    """Name the wrong lines of a list. Raises ConfigError where there is nothing else: it is no list."""
    if lines and alone:
        none = f"; none of its {len(lines)} lines is an address" * (len(lines) > 1)
        raise ConfigError(urls.redacted(lines[0]) + none)
    for line in lines[:_LINES]:
        err(f"archiver: {urls.redacted(line)}")
    if len(lines) > _LINES:
        err(f"archiver: and {len(lines) - _LINES} more lines are wrong")


class _Fetched:
    """A run of its own for some addresses: without ``--keep`` into an archive that is thrown away."""

    def __init__(self, settings: Settings, args: Namespace, out: output.Output) -> None:
        self._settings, self._args, self._out = settings, args, out
        self._in_order = not isinstance(out, output.Folder)
        self._done: dict[str, int] = {}

    def run(self, addresses: Iterable[str]) -> int:
        """Fetch and write them; the exit code."""
        asked = [*addresses]
        wanted = [url for url in asked if not self._has(url)]
        if not wanted:
            output.tell(self._out, self._args, there=len(asked))
            return 0
        with TemporaryDirectory(prefix="archiver-") as passing:
            path = options.archive_path(self._args) if self._args.keep else Path(passing)
            reports = self._reports(path, wanted)
            archive = open_archive(path)
            stopped = exit_code(reports[0]) if reports[0].stopped else 0
            had = [self._write(archive, url) for url in wanted]
            self._tell(archive, reports, wanted if stopped else [])
        output.tell(self._out, self._args, there=len(asked) - len(wanted))
        if stopped and not self._in_order:
            err("archiver: interrupted; run it again to fetch the others")
        if any(report.traceback for report in reports):
            return 1
        return stopped or (0 if all(had) else 3)

    def _has(self, url: str) -> bool:
        """Whether an earlier command has written the post into the folder."""
        return (
            isinstance(self._out, output.Folder)
            and not self._args.force
            and not self._args.keep
            and self._out.holds(url)
        )

    def _reports(self, path: Path, wanted: list[str]) -> list[Report]:
        """Fetch them; and where the user wanted to stop, read what had come by then."""
        quiet, log = self._args.quiet, self._args.log
        shown = progress.shown(bar=not quiet and (not log or bool(self._args.log_file)), logged=log)
        told = _ignored if self._in_order else self._told
        once = partial(run_once, self._settings, archive=path, urls=wanted, told=told)
        with Stopping() as stopping, shown:
            alone = not (self._in_order or self._args.keep)
            reports = [once(begun=stopping.begun, at_once=alone)]
        if reports[0].stopped:
            reports.append(once(transport=_Nobody()))
        return reports

    def _told(self, version: Version) -> None:
        """A version was written: its file is, too, whatever becomes of the run."""
        if version.post is not None and (version.post.html or self._args.format != "html"):
            self._put(version, version.post, [])

    def _put(self, version: Version, post: Post, names: list[str]) -> None:
        if self._done.get(version.url) != version.number:
            self._out.add(post, [version.url, *version.aliases, *names], version.url)
            self._done[version.url] = version.number
        elif isinstance(self._out, output.Folder):
            self._out.name(names, version.url)

    def _write(self, archive: Archive, url: str) -> bool:
        """Write the post of an address where that is not done; whether there is one."""
        version = archive.get(url)
        if version is None or version.post is None:
            if version is not None:
                err(f"archiver: {url}: gone: {version.reason}; its earlier versions are kept")
            return False
        done = self._done.get(version.url) == version.number
        form = "" if done else self._args.format
        self._put(version, whole(archive, version, version.post, form), [url])
        return True

    def _tell(self, archive: Archive, reports: list[Report], left: Iterable[str]) -> None:
        """Say what was not had and why; ``left`` are those that may not have been asked for."""
        without: list[Failed | Quarantined] = []
        for report in reports:
            without += [*report.missed, *report.quarantined]
        for fact in without:
            err(f"archiver: {fact.url}: {safe(fact.reason or '')}")
            output.tell_listed(_listed(archive, fact), f"fetch one of these{_or_add(fact.url)}")
        told = {fact.url for fact in without}
        for url in left:
            if url not in told and archive.get(url) is None:
                err(f"archiver: {url}: interrupted before it was fetched")
        for sentence in (sentence for report in reports for sentence in report.warnings):
            err(f"archiver: {safe(sentence)}")
        if traceback := "".join(report.traceback for report in reports):
            err(traceback.rstrip())


def _ignored(version: Version) -> None:
    """For posts that are printed at the end, in the order in which they were asked for."""


class _Nobody:
    """A transport for reading what was fetched before the user wanted to stop."""

    def exchange(
        self, url: str, headers: Mapping[str, str], *, deadline: float, max_bytes: int
    ) -> Capture:
        """Ask nobody."""
        raise Postponed("interrupted before it was asked for", where=url)


def _settings(args: Namespace) -> Settings:
    """What sources.yaml says of the network and of how posts are read; its sources are left alone."""
    known = options.settings_at_hand(args) or Settings()
    return replace(
        known,
        contact=args.contact or known.contact,
        allow_private=(*known.allow_private, *args.allow_private),
        challenges=(),
        sources=(),
    )


def _or_add(url: str) -> str:
    """How a list may be a source: a blog's home page, or a tag, category or archive page."""
    parts = urlsplit(url)
    if parts.query:  # a search, most likely
        return ""
    kind = "tag" if parts.path.strip("/") else "site"
    return f", or add `{kind}: {safe(url)}` to the sources of sources.yaml to archive them all"


def _listed(archive: Archive, fact: Failed | Quarantined) -> tuple[str, ...]:
    """The addresses on a page that was refused as a list: a run's report has its reason alone."""
    if not isinstance(fact, Quarantined) or fact.capture is None or fact.unreadable_by:
        return ()
    from archiver.extraction import extract  # here: most addresses are those of posts
    from archiver.web.page import page_of

    try:
        extract(page_of(archive.capture(fact.capture)))
    except NotThePage as error:
        return error.addresses
    except ArchiverError:
        return ()
    return ()
