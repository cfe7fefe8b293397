"""``python -m demo``: archive a small blogosphere twice, with a change in between, and tell of it."""

import codecs
import io
import os
import shutil
import sys
from pathlib import Path

import archiver
from archiver import config
from archiver.console import colour, err, out
from demo import expected, telling
from demo.crawls import OUT, SOURCES, Broken, Crawl, crawl
from demo.names import leading
from demo.server import Blogosphere

PLAIN = str.maketrans("●◑○†·…“”’", '*%o+.~""\'')


def main(folder: Path = OUT) -> int:
    """Run the story in a folder that is made anew; 0 if it came out as it should."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        first, second = crawl_twice(folder / "archive")
    except Broken as error:
        err(f"demo: {error}")
        return 1
    return tell(folder / "archive", first, second)


def crawl_twice(archive: Path) -> tuple[Crawl, Crawl]:
    """Both runs, a line on each as it ends."""
    with Blogosphere() as web, leading(web.ports):
        out(telling.opening(web, colour=colour()))
        first = crawl(web, archive)
        out(telling.crawled("first run ", first, colour=colour()))
        web.flip()
        second = crawl(web, archive)
        out(telling.crawled("second run", second, colour=colour()))
    return first, second


def tell(archive: Path, first: Crawl, second: Crawl) -> int:
    """Say what happened, and 0 if that is what should have happened."""
    story = telling.Story(
        challenge=config.read(SOURCES).challenges[0],
        archive=archiver.open(archive),
        first=first,
        second=second,
        colour=colour(),
    )
    for section in story.sections(_from_here(archive), _from_here(_program())):
        out(section)
    problems = expected.surprises(first, second, story.belongs)
    for problem in problems:
        err(f"demo: this should have come out otherwise: {problem}")
    return 1 if problems else 0


def _program() -> Path:
    """The ``archiver`` beside the Python that runs this."""
    return Path(sys.executable).parent / "archiver"


def _from_here(path: Path) -> str:
    """A path as one would type it here."""
    return os.path.relpath(path)


def plain(error: UnicodeError) -> tuple[str, int]:
    """Signs for a terminal that has no better ones; a handler for ``codecs.register_error``."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return error.object[error.start : error.end].translate(PLAIN), error.end


if __name__ == "__main__":
    codecs.register_error("plain", plain)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="plain")
    sys.exit(main())
