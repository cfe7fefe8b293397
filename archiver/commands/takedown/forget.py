"""``archiver forget``: takes posts down for good."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from archiver.commands import options
from archiver.console import err, out
from archiver.console.text import safe
from archiver.errors import ConfigError
from archiver.pipeline import clock, new_run_id
from archiver.store.layout import CATALOG, DERIVED
from archiver.store.takedown.carrying_out import Touched

EXAMPLES = {
    "archiver forget http://greta.example/posts/a-table-for-one/ --yes": "for good: text, captures, journal",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "urls", metavar="URL", nargs="+", help="the posts, by any of their addresses"
    )
    options.add_archive(parser)
    parser.add_argument("-y", "--yes", action="store_true", help="do it without asking")


def run(args: Namespace) -> int:
    """Say what is touched and what cannot be reached; then do it, once a person has said so."""
    archive = options.opened(args)
    addresses = list(map(options.address, args.urls))
    exported = _exported(archive.path)
    if not args.yes:
        _tell("This would remove, for good:", archive.would_forget(addresses, clock()), exported)
        for line in _named_in(args, addresses):
            out(line)
        if not _agreed():
            return ConfigError.exit_code
    touched = archive.forget(addresses, new_run_id(), clock())
    if args.yes:
        _tell("Removed, for good:", touched, exported)
        for line in _named_in(args, addresses):
            out(line)
    archive.judge(m for challenge in archive.challenges() for m in archive.verdicts(challenge))
    out("forgotten; it is not fetched, announced or merged in again")
    return 0


def _agreed() -> bool:
    if not sys.stdin.isatty():
        err("archiver: nothing was changed: this cannot be undone; say --yes to do it")
        return False
    err("This cannot be undone. Type `forget` to do it: ")
    if sys.stdin.readline().strip() == "forget":
        return True
    err("archiver: nothing was changed")
    return False


def _tell(head: str, touched: Touched, exported: list[str]) -> None:
    out(head)
    for line in _told(touched, exported):
        out(line)


def _told(touched: Touched, exported: list[str]) -> Iterator[str]:
    """What is touched, and what is not."""
    yield f"  {_count(touched.posts, 'post')} with {_count(touched.versions, 'version')}"
    yield f"  {_count(touched.emptied, 'WARC record')} of it, blanked in their places"
    yield f"  its words and addresses in {_count(touched.redacted, 'capture')} of feeds, lists and other pages"
    if touched.whole:
        yield f"  {_count(touched.whole, 'capture')} of other pages, as what is left does not fit: they cannot be read again"
    yield f"  {_count(touched.lines, 'line')} of journals, and the catalog, which is made again"
    if exported:
        yield f"  what was exported below {DERIVED}/: {', '.join(exported)}"
    yield "It does not reach:"
    yield "  the history of a git repository, backups, snapshots, clones, archives it was merged into"
    yield "  what was exported or published elsewhere, and the blog itself"
    for place in touched.damaged:
        yield f"  a damaged piece of a WARC file, of which nobody can read whose it is: {safe(place)}"
    for url in touched.reposts:
        yield f"  the same text in another post: {safe(url)}"
    for url in touched.linking:
        yield f"  another post, which is its author's and links to it or was announced by it: {safe(url)}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _exported(path: Path) -> list[str]:
    """What lies beside the catalog in the folder for what is derived."""
    folder, catalog = path / DERIVED, Path(CATALOG).name
    names = (p.name for p in folder.iterdir()) if folder.is_dir() else ()
    return sorted(name for name in names if not name.startswith(catalog))


def _named_in(args: Namespace, addresses: list[str]) -> Iterator[str]:
    """The lines of sources.yaml that name the post: the file is the user's own."""
    file = Path(args.config)
    if not file.is_file():
        return
    for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
        if any(url.partition("://")[2].rstrip("/") in line for url in addresses):
            yield f"  {file}:{number}, which names it: remove that line yourself"
