"""``archiver fetch``: posts, clean, to stdout or a folder; no sources.yaml needed."""

import json
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import yaml

from archiver.commands import options
from archiver.console import err, text
from archiver.console.report import exit_code
from archiver.console.text import safe
from archiver.crawl.stopping import Stopping
from archiver.errors import ArchiverError, ConfigError, NotThePage, Postponed
from archiver.extraction import extract
from archiver.facts import Failed, Quarantined
from archiver.formats import codec
from archiver.model import Capture, Post, Version
from archiver.model.settings import Settings
from archiver.pipeline import run as run_once
from archiver.reading.again import read_again
from archiver.store import open_archive
from archiver.store.archive import Archive
from archiver.version import EXTRACTOR
from archiver.web import urls
from archiver.web.dates import day
from archiver.web.page import page_of
from archiver.web.secrets import Secrets

FORMATS = ("markdown", "text", "json", "html")
_DOUBTFUL = 0.5
"""The confidence below which the reader is told to look, as in ``status``."""
_FIRST = 3
"""The number of a list's addresses that are told."""
_SUFFIX = {"markdown": "md", "text": "txt", "json": "json", "html": "html"}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("urls", metavar="URL", nargs="*", help="the posts")
    options.add_archive(parser)
    parser.add_argument(
        "-i", "--input-file", metavar="FILE", help="more addresses, one a line; - for stdin"
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="markdown", help="of the posts (default: markdown)"
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        default="-",
        help="a file a post in this folder; - for stdout",
    )
    parser.add_argument("--keep", action="store_true", help="also put the posts into the archive")
    options.add_network(parser)


def run(args: Namespace) -> int:
    """Fetch each post and print it; the exit code is that of the worst failure.

    It is a run of its own: without ``--keep`` into an archive that is thrown away afterwards.
    """
    settings = _settings(args)
    wanted = list(map(Secrets(settings.secrets).hide, _addresses(args)))
    with TemporaryDirectory(prefix="archiver-") as passing:
        path = options.archive_path(args) if args.keep else Path(passing)
        with Stopping() as stopping:
            reports = [run_once(settings, archive=path, urls=wanted, begun=stopping.begun)]
        stopped = exit_code(reports[0]) if reports[0].stopped else 0
        if stopped:  # what was fetched before is wanted all the same
            reports.append(run_once(settings, archive=path, urls=wanted, transport=_Nobody()))
        archive = open_archive(path)
        taken: set[Path] = set()
        written = [_write(archive, url, args, taken) for url in wanted]
        without: list[Failed | Quarantined] = []
        for report in reports:
            without += [*report.missed, *report.quarantined]
        for fact in without:
            err(f"archiver: {fact.url}: {safe(fact.reason or '')}")
            _tell_listed(archive, fact)
        told = {fact.url for fact in without}
        for url in wanted if stopped else ():
            if url not in told and archive.get(url) is None:
                err(f"archiver: {url}: interrupted before it was fetched")
    for sentence in (sentence for r in reports for sentence in r.warnings):
        err(f"archiver: {safe(sentence)}")
    if traceback := "".join(r.traceback for r in reports):
        err(traceback.rstrip())
        return 1
    return stopped or (0 if all(written) else 3)


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


def _tell_listed(archive: Archive, fact: Failed | Quarantined) -> None:
    """Where a page is a list, tell the first addresses on it, and what to do."""
    listed = _listed(archive, fact)
    for address in listed[:_FIRST]:
        err(f"  {safe(address)}")
    if listed:
        more = f"and {len(listed) - _FIRST} more; " if len(listed) > _FIRST else ""
        err(f"  {more}fetch one of these{_or_add(fact.url)}")


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
    try:
        extract(page_of(archive.capture(fact.capture)))
    except NotThePage as error:
        return error.addresses
    except ArchiverError:
        return ()
    return ()


def _write(archive: Archive, url: str, args: Namespace, taken: set[Path]) -> bool:
    version = archive.get(url)
    if version is None or version.post is None:
        if version is not None:
            err(f"archiver: {url}: gone: {version.reason}; its earlier versions are kept")
        return False
    written = render(whole(archive, version, version.post, args.format), args.format)
    if args.output == "-":
        text(written)
    else:
        path = _free(Path(args.output), file_stem(version.post), _SUFFIX[args.format], taken)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, "utf-8")
    sure = version.post.confidence
    if sure is not None and sure < _DOUBTFUL:
        err(f"archiver: {url}: doubtful: only {sure:.0%} of such pages are right; look at it first")
    return True


def _free(folder: Path, stem: str, suffix: str, taken: set[Path]) -> Path:
    """A path that no other post of this command has got; what an earlier one wrote is replaced."""
    names = (f"{stem}.{suffix}", *(f"{stem}-{n}.{suffix}" for n in range(2, len(taken) + 3)))
    path = next(folder / name for name in names if folder / name not in taken)
    taken.add(path)
    return path


def file_stem(post: Post) -> str:
    """A file name of a post's day, host and title."""
    title = re.sub(r"[^\w.]+", "-", post.title.casefold()).strip("-._")[:60] or "untitled"
    published = day(post.published)
    return "-".join([*([published.isoformat()] if published else []), urls.host(post.url), title])


def whole(archive: Archive, version: Version, post: Post, form: str) -> Post:
    """The post; for HTML, which the archive keeps in its captures only, read again from there."""
    if form != "html":
        return post
    again = read_again(archive, version)
    if again.text != post.text:
        err(f"archiver: {version.url}: {_otherwise(version)}")
    return again


def _otherwise(version: Version) -> str:
    """Why the HTML is not that of the version's text."""
    if version.extractor == EXTRACTOR:
        return (
            f"the HTML is that of the post's first page only, or read with what is known today; "
            f"version {version.number} is whole as text, markdown and json"
        )
    return (
        f"its page reads otherwise by today's rules ({EXTRACTOR}) than version {version.number} "
        f"({version.extractor}); `archiver re-extract` brings it up to date"
    )


def _addresses(args: Namespace) -> Iterable[str]:
    listed = []
    if args.input_file:
        text = (
            sys.stdin.read() if args.input_file == "-" else Path(args.input_file).read_text("utf-8")
        )
        listed = [line.strip() for line in text.splitlines()]
        listed = [line for line in listed if line and not line.startswith("#")]
    if not args.urls and not listed:
        raise ConfigError("no address given", hint="archiver fetch https://example.org/a-post/")
    return map(options.address, (*args.urls, *listed))


def render(post: Post, form: str) -> str:
    """The post in one of ``FORMATS``, ending in a line break."""
    if form == "json":
        values = codec.plain(post, whole=True) | {"words": post.word_count}
        return json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    if form == "html":
        return post.html.rstrip("\n") + "\n"
    if form == "text":
        return (
            f"{post.title}\n\n{post.text.rstrip()}\n" if post.title else post.text.rstrip() + "\n"
        )
    head = {
        "title": post.title,
        "author": ", ".join(post.authors),
        "date": post.published and post.published.isoformat(),
        "tags": list(post.tags),
        "lang": post.language,
        "canonical_url": post.url,
    }
    matter = yaml.safe_dump(
        {k: v for k, v in head.items() if v}, allow_unicode=True, sort_keys=False, width=10_000
    )
    return f"---\n{matter}---\n\n{post.markdown.rstrip()}\n"
