"""``archiver export``: what the archive holds, in the formats of other programs."""

import sys
from argparse import ArgumentParser, Namespace
from os.path import realpath
from pathlib import Path

from archiver.commands import names, options
from archiver.console import err
from archiver.errors import ConfigError
from archiver.export.markdown import FLAVOURS
from archiver.export.tables import TABLES
from archiver.publishing import (
    FORMATS,
    Chosen,
    Folder,
    Format,
    OneFile,
    Stream,
    Wish,
    default_folder,
    publish,
    whole,
)

_NAMES = tuple(table.name for table in TABLES)

EXAMPLES = {
    "archiver export -o posts.jsonl": "the posts, a JSON object a line",
    "archiver export -o posts.csv": "the posts, for a spreadsheet",
    "archiver export --format csv -o tables": "a folder with a file a table",
    "archiver export --format sqlite -o archive.sqlite": "for Datasette and SQL",
    "archiver export --challenge kitchen-table -o - > posts.jsonl": "the members of a challenge",
    "archiver export --format opml -o sources.opml": "the sources, for a feed reader",
    "archiver export --format markdown --flavour hugo -o content": "pages for Hugo",
    'archiver export --participant "Anna Lindqvist" --format wxr -o anna.xml': "a writer's own posts, for WordPress",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    options.add_filters(parser)
    options.add_participant(parser)
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        choices=sorted(FORMATS),
        help="; ".join(f"{name}: {form.about}" for name, form in FORMATS.items())
        + " (default: what the name of -o ends in, else jsonl)",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help="a folder, a file such as posts.csv, or - for stdout (default: derived/export/ of the archive)",
    )
    parser.add_argument(
        "--table",
        choices=_NAMES,
        metavar="TABLE",
        help="the one that goes into a file or to stdout (default: posts, or versions with "
        f"--all-versions): {', '.join(_NAMES)}",
    )
    parser.add_argument(
        "--all-versions",
        action="store_true",
        help="the text of every version, not of the newest only",
    )
    parser.add_argument(
        "--include-marked",
        action="store_true",
        help="also posts that ask robots for noarchive, noindex or noai",
    )
    parser.add_argument(
        "--pseudonymous",
        action="store_true",
        help="dataset: made-up names in the place of names and addresses",
    )
    parser.add_argument(
        "--flavour", choices=list(FLAVOURS), help="markdown: what is to read it (default: plain)"
    )
    parser.add_argument("--zstd", action="store_true", help="jsonl: compressed")


def run(args: Namespace) -> int:
    """Write the files, or one table to stdout."""
    args.format = _format(args)
    form = FORMATS[args.format]
    sink = _sink(args, form)
    if args.format == "opml":
        return _sources(args, sink or Folder(default_folder(options.archive_path(args))))
    only = None if isinstance(sink, Folder) else _table(args, form)
    archive = options.opened(args)
    wish = Wish(
        filter=options.wanted(archive, args),
        posts=names.participant(archive, args.participant),
        marked=args.include_marked,
        all_versions=args.all_versions,
        only=only,
        compressed=args.zstd or _is_compressed(args),
        pseudonymous=args.pseudonymous,
        flavour=args.flavour or "plain",
    )
    sink = sink or Folder(default_folder(archive.path))
    chosen = publish(archive, form, wish, sink)
    if not (chosen.taken or chosen.left_out or chosen.damaged):
        names.say_none(args)
    _tell(args, sink, chosen)
    return options.report_damage(chosen.damaged)


def _sources(args: Namespace, sink: Folder | OneFile | Stream) -> int:
    """Write the sources of sources.yaml, of a challenge or all."""
    from archiver import config
    from archiver.commands.sources import common
    from archiver.commands.sources.listing import as_opml

    settings = config.read(args.config)
    if args.challenge:
        common.challenge_of(settings, args.challenge)
    sources = [s for s in settings.sources if args.challenge in (None, s.challenge)]
    with whole(sink, str(args.output)) as opened, opened.text("sources.opml") as file:
        file.write(as_opml(sources, args))
    if not args.quiet and not isinstance(sink, Stream):
        where = args.output or default_folder(options.archive_path(args))
        err(f"{len(sources)} source{'s' * (len(sources) != 1)}: {where}")
    return 0


def _format(args: Namespace) -> str:
    """The format that is asked for, or else that of which a file of this name is.

    Raises ConfigError where the two differ: whoever opens the file would believe its name.
    """
    name = Path(args.output or "")
    if not _is_file(name, args.output or "") or name.is_dir():
        return args.format or "jsonl"
    end, packed = name.suffix.lower(), _is_compressed(args)
    if packed:
        end = Path(name.stem).suffix.lower() or end
    named = [
        known
        for known, form in FORMATS.items()
        if end in form.suffixes and (form.text or not packed)
    ] or ["jsonl"]
    if args.format and args.format not in named:
        hint = f"say --format {named[0]}, or name it otherwise"
        raise ConfigError(
            f"a name in {end} is no name for {args.format}", where=str(name), hint=hint
        )
    return args.format or named[0]


def _is_compressed(args: Namespace) -> bool:
    """Whether a name is that of a compressed file."""
    return str(args.output or "").lower().endswith(".zst")


def _sink(args: Namespace, form: Format) -> Folder | OneFile | Stream | None:
    """Where it goes; None for the archive's own folder. Raises ConfigError for what cannot be."""
    _check(args, form)
    sink = _place(args, form)
    if args.table and not isinstance(sink, OneFile | Stream):
        hint = f"name a file, such as -o {args.table}{form.suffixes[0]}"
        raise ConfigError("a folder gets all tables, --table is for a file", hint=hint)
    if args.zstd and isinstance(sink, Stream):
        raise ConfigError("--zstd does not reach stdout", hint="pipe it through `zstd`")
    return sink


def _place(args: Namespace, form: Format) -> Folder | OneFile | Stream | None:
    if args.output is None:
        return None
    if args.output == "-":
        if not form.text:
            what = "a tree of files does" if form.is_tree else f"{args.format} does"
            hint = "name a folder or a file with -o"
            raise ConfigError(f"{what} not fit into stdout", hint=hint)
        return Stream(sys.stdout)
    path = Path(args.output)
    _check_outside(path, options.archive_path(args))
    if path.is_file() or (_is_file(path, args.output) and not path.is_dir()):
        if form.is_tree:
            hint = "name a folder with -o"
            raise ConfigError(f"{args.format} is a folder of files", where=str(path), hint=hint)
        return OneFile(path, compressed=args.zstd)
    return Folder(path)


def _check_outside(path: Path, archive: Path) -> None:
    """Raise ConfigError for a place among the archive's own files, which an export would replace."""
    place, root = Path(realpath(path)), Path(realpath(archive))
    if place.is_relative_to(root) and not place.is_relative_to(default_folder(root)):
        hint = "name a place outside of the archive with -o"
        raise ConfigError("is a place of the archive itself", where=str(path), hint=hint)


def _is_file(path: Path, written: str) -> bool:
    """Whether a name is meant as that of a file: it ends in one of the ends that files have."""
    ends = {suffix for form in FORMATS.values() for suffix in form.suffixes}
    return path.suffix.lower() in ends and not written.endswith("/")


def _check(args: Namespace, form: Format) -> None:
    """Raise ConfigError for options that this format has no use for."""
    for option, given, formats in (
        ("--zstd", args.zstd, ("jsonl",)),
        ("--pseudonymous", args.pseudonymous, ("dataset",)),
        ("--flavour", args.flavour, ("markdown",)),
        ("--table", args.table, [name for name, known in FORMATS.items() if known.tables]),
    ):
        if given and args.format not in formats:
            hint = f"it is for {', '.join(formats)}"
            raise ConfigError(f"{option} says nothing to {args.format}", hint=hint)


def _table(args: Namespace, form: Format) -> str | None:
    """The table that goes into the one file."""
    if not form.tables:
        return None
    return args.table or ("versions" if args.all_versions else "posts")


def _tell(args: Namespace, sink: Folder | OneFile | Stream, chosen: Chosen) -> None:
    """Say what was written where, and what was left out."""
    posts = len(chosen.taken)
    if not args.quiet and not isinstance(sink, Stream):
        where = sink.root if isinstance(sink, Folder) else args.output
        files = f" in {sink.count} file{'s' * (sink.count != 1)}" if sink.count > 1 else ""
        err(f"{posts} post{'s' * (posts != 1)}{files}: {where}")
    for why, count in sorted(chosen.left_out.items()):
        marked = f"asks for {why}" if count == 1 else f"ask for {why}"
        said = "hidden" if why == "hidden" else f"{marked} (--include-marked exports them)"
        err(f"archiver: {count} post{'s' * (count != 1)} left out: {said}")
