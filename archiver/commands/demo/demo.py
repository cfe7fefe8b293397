"""``archiver demo``: archive a made-up blogosphere twice, with a change in between, and tell of it.

It needs no network: the blogs answer within this process. What it leaves in its folder is an archive
and a sources.yaml, on which every other command can be tried.
"""

import codecs
import io
import os
import shutil
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from archiver import config
from archiver.commands.demo import expected, telling
from archiver.commands.demo.crawls import MOMENTS, Crawl, crawl
from archiver.console import colour, err, out
from archiver.demo import SOURCES
from archiver.demo.blogosphere import Blogosphere
from archiver.errors import ConfigError
from archiver.store import open_archive

PLAIN = str.maketrans("●◑○†·…“”’", '*%o+.~""\'')
ARCHIVE = "archive"
EXAMPLES = {
    "archiver demo": "into the folder archiver-demo",
    "archiver demo -o there": "into another one",
}


EXAMPLES = {
    "archiver demo": "archive the made-up blogs into ./archiver-demo, and tell of it",
    "archiver demo -q -o trial": "the same into another folder, without a word",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        default="archiver-demo",
        help="the folder that it makes (default: archiver-demo)",
    )
    parser.add_argument(
        "--force", action="store_true", help="make the folder of an earlier demo anew"
    )


def run(args: Namespace) -> int:
    """Run the story in a new folder; 0 if it came out as it should."""
    codecs.register_error("plain", plain)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="plain")
    folder = Path(args.output)
    prepare(folder, force=args.force)
    first, second = crawl_twice(folder / SOURCES.name, quiet=args.quiet)
    return tell(folder, first, second, quiet=args.quiet)


def prepare(folder: Path, *, force: bool) -> None:
    """Make the folder with its sources.yaml. Raises ConfigError rather than delete what is no demo's."""
    sources = folder / SOURCES.name
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        if not _is_demo(sources):
            raise ConfigError(
                "there is something else here", where=str(folder), hint="name a new folder with -o"
            )
        if not force:
            hint = "--force makes it anew, -o names another folder"
            raise ConfigError("a demo is here already", where=str(folder), hint=hint)
        shutil.rmtree(folder / ARCHIVE, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    sources.write_bytes(SOURCES.read_bytes())


def _is_demo(sources: Path) -> bool:
    """Whether a sources.yaml leads to the demo's blogs, and keeps its archive beside it."""
    try:
        settings = config.read(sources)
    except ConfigError:
        return False
    return settings.demo and Path(settings.archive) == sources.parent / ARCHIVE


def crawl_twice(sources: Path, *, quiet: bool = False) -> tuple[Crawl, Crawl]:
    """Both runs, a line on each as it ends."""
    web, crawls = Blogosphere(), []
    if not quiet:
        out(telling.opening(web, colour=colour()))
    for name in MOMENTS:
        crawls.append(crawl(web, sources, name))
        if not quiet:
            out(telling.crawled(f"{name} run", crawls[-1], colour=colour()))
        web.flip()
    first, second = crawls
    return first, second


def tell(folder: Path, first: Crawl, second: Crawl, *, quiet: bool = False) -> int:
    """Say what happened, and 0 if that is what should have happened."""
    story = telling.Story(
        challenge=config.read(SOURCES).challenges[0],
        archive=open_archive(folder / ARCHIVE),
        first=first,
        second=second,
        colour=colour(),
    )
    if not quiet:
        for section in story.sections(os.path.relpath(folder), _program(folder)):
            out(section)
    problems = expected.surprises(first, second, story.belongs)
    for problem in problems:
        err(f"archiver: this should have come out otherwise: {problem}")
    return 1 if problems else 0


def _program(folder: Path) -> str:
    """The ``archiver`` beside the Python that runs this, as one would type it in a folder."""
    ours = Path(sys.executable).parent / "archiver"
    known = shutil.which("archiver")
    if known and Path(known).exists() and Path(known).samefile(ours):
        return "archiver"
    return os.path.relpath(ours, folder)


def plain(error: UnicodeError) -> tuple[str, int]:
    """Signs for a terminal that has no better ones; a handler for ``codecs.register_error``."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return error.object[error.start : error.end].translate(PLAIN), error.end
