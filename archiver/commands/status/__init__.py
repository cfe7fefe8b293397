"""``archiver status``: how the archive and its sources fare, and what deserves a look.

It exits as a run would that finds everything so: 0 all well, 3 some sources have begun to fail or all
do, 4 nothing answered at all, 5 the archive is damaged. With an option that asks for one thing it
exits with 0, so that what asks can tell a failure of its own.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from archiver.commands import options
from archiver.commands.status import lists
from archiver.commands.status.figures import Figures, figures
from archiver.console import colour, columns, err, out, piece
from archiver.errors import ConfigError
from archiver.formats import codec
from archiver.model.settings import Settings
from archiver.pipeline import clock
from archiver.store import Archive
from archiver.web import urls
from archiver.web.dates import stamp

EXAMPLES = {
    "archiver status": "how the archive and each source fare, and what deserves a look",
    "archiver status --held-back": "all that is held back, with the reasons",
    "archiver status --sizes": "what it takes on disk, and what may be pruned",
    "archiver status --format prometheus > archiver.prom": "the figures for a monitoring system",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    only = parser.add_mutually_exclusive_group()
    only.add_argument(
        "--totals", action="store_true", help="the figures of the whole, and nothing else"
    )
    only.add_argument(
        "--sizes",
        action="store_true",
        help="what it takes on disk, by folder and host, and what may be pruned",
    )
    only.add_argument(
        "--doubtful", action="store_true", help="all texts that deserve a look, and nothing else"
    )
    only.add_argument(
        "--held-back", action="store_true", help="all that is held back, and nothing else"
    )
    only.add_argument(
        "--why",
        action="store_true",
        help="which ways to the posts of each blog were tried, and why each stopped",
    )
    only.add_argument(
        "--feeds",
        action="store_true",
        help="each feed, page and list that is asked, how it fares and when it wishes to be asked",
    )
    only.add_argument(
        "--format",
        choices=("text", "prometheus"),
        default="text",
        help="prometheus: the figures for a monitoring system (default: text)",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="one JSON object a line and source, or doubtful text; one of the totals, or the sizes",
    )


def run(args: Namespace) -> int:
    """Print the figures, the sources, then the posts that a person should look at."""
    if args.json and args.format == "prometheus":
        raise ConfigError("--json and --format prometheus are two formats", hint="choose one")
    archive = options.opened(args)
    for name, show in lists.VIEWS.items():
        if getattr(args, name):
            show(archive, as_json=args.json)
            return 0
    if args.sizes:
        _sizes(archive, as_json=args.json)
        return 0
    settings, now = _settings_of(archive, args), clock()
    found = figures(archive, settings, now)
    if args.format == "prometheus":
        from archiver.commands.status import metrics

        piece(metrics.text(found, now))
        return 0
    if args.json:
        if args.totals:
            out(json.dumps(_as_object(found), ensure_ascii=False))
        else:
            lists.sources_as_json(archive, found)
        return found.exit_code
    from archiver.commands.status import totals

    out(urls.redacted(totals.text(found, now, columns=columns(), colour=colour())))
    if not args.totals:
        lists.everything(archive, found, now)
    return found.exit_code


def _settings_of(archive: Archive, args: Namespace) -> Settings | None:
    """The settings of the sources.yaml at hand, if it is of this archive and can be read."""
    try:
        settings = options.settings_at_hand(args)
    except ConfigError as error:
        err(urls.redacted(f"archiver: which sources are still listed is not known: {error}"))
        return None
    if settings and Path(settings.archive).resolve() == archive.path.resolve():
        return settings
    return None


def _as_object(found: Figures) -> Mapping[str, object]:
    run = found.run
    last = run and {
        "id": run.id,
        "started": stamp(run.started),
        "seconds": run.seconds,
        "completed": run.completed,
        "status": run.status,
        "requests": run.requests,
        "changes": run.changes,
    }
    challenges = [
        {
            "id": each.id,
            "members": each.members,
            "unsure": each.unsure,
            "rounds": {part or "": count for part, count in each.rounds.items()},
        }
        for each in found.challenges
    ]
    return {
        "run": last,
        "completed": found.completed and stamp(found.completed),
        "unfinished": found.unfinished,
        "posts": found.posts,
        "gone": found.gone,
        "held_back": found.held_back,
        "challenges": challenges,
        "sources": dict(found.states),
        "bytes": found.sizes.all,
        "exit_code": found.exit_code,
    }


def _sizes(archive: Archive, *, as_json: bool) -> None:
    from archiver.commands.status import prunable
    from archiver.store.sizes import sizes

    found = sizes(archive.path)
    if as_json:
        values = {**codec.plain(found, whole=True), "all": found.all}
        out(json.dumps(values | {"prunable": list(prunable.prunable(found))}, ensure_ascii=False))
    else:
        out(prunable.text(found, columns=columns(), colour=colour()))
