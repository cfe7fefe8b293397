"""``archiver show``: one post, or one of its versions."""

from argparse import ArgumentParser, Namespace

from archiver import frontmatter
from archiver.commands import options
from archiver.commands.fetch import FORMATS, render, whole
from archiver.console import out, piece
from archiver.errors import StoreError
from archiver.extract import audit
from archiver.model import Version
from archiver.store.archive import Archive
from archiver.terminal import safe_lines

HELP = "show one post, or one of its versions (URL@2)"


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("url", metavar="URL[@N]", help="the post, and the number of the version")
    options.add_archive(parser)
    parser.add_argument(
        "--format", choices=(*FORMATS, "file"), default="text", help="file: as it is stored"
    )
    parser.add_argument(
        "--dropped",
        action="store_true",
        help="the page's blocks, kept and dropped, with the reasons",
    )


def run(args: Namespace) -> int:
    """Print the version."""
    archive = options.opened(args)
    url, number = options.split_version(args.url)
    version = options.version_of(options.history(archive, url), number)
    if args.dropped:
        return _dropped(archive, version)
    if args.format == "file":
        piece(frontmatter.write(version))
        return 0
    if version.post is None:
        out(f"version {version.number} says that the post is gone: {version.reason}")
        return 0
    piece(render(whole(archive, version, version.post, args.format), args.format))
    return 0


def _dropped(archive: Archive, version: Version) -> int:
    if version.capture is None:
        raise StoreError("this version has no capture", where=version.url)
    capture = archive.capture(version.capture)
    for block in audit(
        capture.body, capture.final_url, content_type=capture.header("content-type")
    ):
        mark = "keep" if block.kept else "drop"
        out(f"{mark}  {block.reason:40}  {safe_lines(block.text)[:200]}")
    return 0
