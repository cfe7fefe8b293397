"""``archiver sources``: the sources of sources.yaml, those that hubs and rounds imply among them.

archiver sources
archiver sources --challenge kitchen-table --json
archiver sources --opml > sources.opml
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from archiver import config
from archiver.commands import options
from archiver.commands.sources import common
from archiver.console import colour, err, out, piece
from archiver.console.text import table
from archiver.export import source_list
from archiver.formats import codec
from archiver.model import Source
from archiver.store import open_archive
from archiver.web import urls

EXAMPLES = {
    "archiver sources": "what is watched",
    "archiver sources --opml > sources.opml": "for a feed reader, or another sources.yaml",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument("--challenge", metavar="ID", help="only of this challenge")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line and source")
    form.add_argument(
        "--opml", action="store_true", help="OPML for feed readers and `archiver import`"
    )


def run(args: Namespace) -> int:
    """Print them."""
    settings = config.read(args.config)
    if args.challenge:
        common.challenge_of(settings, args.challenge)
    sources = [s for s in settings.sources if args.challenge in (None, s.challenge)]
    if args.opml:
        piece(as_opml(sources, args))
    elif args.json:
        for source in sources:
            told = codec.plain(source, whole=True)
            del told["rounds"]  # those of its challenge
            out(json.dumps(told, ensure_ascii=False))
    elif not sources:
        out("sources.yaml names no source; `archiver add URL` puts one in")
    else:
        out(_table(sources))
    return 0


def _table(sources: Iterable[Source]) -> str:
    """A row a source; one without a name of its own is called by its address."""
    rows = [
        (
            "" if s.id == urls.spelling(s.url) else s.id,
            f"{s.method}{', retired' * s.retired}",
            s.challenge,
            s.round or "",
            s.writer,
            s.url,
        )
        for s in sources
    ]
    head = ("source", "kind", "challenge", "round", "writer", "address")
    # a column that tells nothing, or the same challenge of all, only takes room
    told = [n for n in range(6) if any(row[n] for row in rows)]
    if len({row[2] for row in rows}) == 1:
        told.remove(2)
    shown = [tuple(row[n] for n in told) for row in (head, *rows)]
    # no width is given: the address is last, and no address is ever cut
    return table(shown[0], shown[1:], colour=colour())


def as_opml(sources: list[Source], args: Namespace) -> str:
    """Sources as OPML, with the feeds that the archive knows of; who is left out is told."""
    shared = source_list.shareable(sources)
    if left := len(sources) - len(shared):
        err(f"{left} left out: who knows the address is let in by it")
    names = {c.id: c.title for c in config.read(args.config).challenges}
    title = names[args.challenge] if args.challenge else ", ".join(names.values())
    path = options.archive_path(args)
    clocks = open_archive(path).clocks() if options.is_archive(path) else ()
    return source_list.opml(shared, title, source_list.feeds_of(shared, clocks))
