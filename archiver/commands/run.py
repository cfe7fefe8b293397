"""``archiver run``: look at every source once and bring the archive up to date."""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from archiver.commands import options
from archiver.console import colour, columns, err, out, progress, say
from archiver.console import report as reports
from archiver.console.text import safe
from archiver.crawl import Work
from archiver.crawl.stopping import Stopping
from archiver.errors import ArchiverError, Bug, ConfigError, Locked
from archiver.fetch.notifying import Notifier
from archiver.fetch.transport import HttpTransport
from archiver.model.settings import Settings
from archiver.outcomes import Report
from archiver.pipeline import replay, user_agent
from archiver.pipeline import run as run_once
from archiver.web import urls

EXAMPLES = {
    "archiver run": "all sources that are due, with a report; for cron: `archiver run -q`",
    "archiver run --dry-run": "what would be asked now, and when the rest",
    "archiver run --only anna --force": "one source, also if it was looked at a short while ago",
    "archiver run --time-limit 50m": "end in order before the next run begins; that one goes on",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument(
        "--only", metavar="ID", action="append", default=[], help="only this source or challenge"
    )
    parser.add_argument(
        "--force", action="store_true", help="also what was looked at a short while ago"
    )
    parser.add_argument(
        "-j",
        "--jobs",
        metavar="N",
        type=options.count,
        default=options.env("jobs"),
        help="hosts asked at a time",
    )
    parser.add_argument(
        "--time-limit",
        metavar="TIME",
        type=options.time_limit,
        default=options.env("time_limit"),
        help="end in order after this time, such as 50m; the next run goes on",
    )
    parser.add_argument("--json", action="store_true", help="the report as JSON on stdout")
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="say what would be asked and when; ask nobody, and write nothing",
    )
    parser.add_argument(
        "--replay",
        metavar="ARCHIVE",
        help="build -a again from this archive's captures, without the network",
    )


def run(args: Namespace) -> int:
    """Run, report, and answer with the report's exit code."""
    settings = options.settings(args)
    options.check_folder(Path(args.archive or settings.archive))
    if args.jobs:
        settings = replace(settings, pace=replace(settings.pace, jobs=args.jobs))
    if args.dry_run:
        return _foreseen(settings, args)
    logged = bool(args.log)
    # where the log goes to stderr, that says more than a bar
    bar = not args.quiet and (not logged or bool(args.log_file))
    if args.replay:
        recorded = options.existing(Path(args.replay))
        with progress.shown(bar=bar, logged=logged):
            done = replay(settings, recorded, args.archive or settings.archive)
        for report in done:
            _print(report, args)
        return max((reports.exit_code(report) for report in done), default=0)
    notifier = _notifier(settings)
    try:
        with progress.shown(bar=bar, logged=logged):
            report = _once(settings, args, notifier)
    except Locked:  # this one did not start, and the other tells of itself
        raise
    except BaseException as error:
        code, what = code_of(error), urls.redacted(str(error))
        notifier.ended(code, lambda: json.dumps({"exit_code": code, "error": what}))
        raise
    code = reports.exit_code(report)
    _print(report, args)
    notifier.ended(code, lambda: urls.redacted(reports.as_json(report)))
    return code


def _foreseen(settings: Settings, args: Namespace) -> int:
    from archiver.commands.status import forecast
    from archiver.dry_run import dry_run

    if args.replay:
        raise ConfigError("--dry-run asks nobody anyway, and --replay neither", hint="choose one")
    found = dry_run(settings, archive=args.archive, only=args.only, force=args.force)
    if args.json:
        out(urls.redacted(forecast.as_json(found)))
    else:
        out(urls.redacted(forecast.text(found, columns=columns(), colour=colour())))
    return 0


def _once(settings: Settings, args: Namespace, notifier: Notifier) -> Report:
    with Stopping(args.time_limit) as stopping:

        def begun(work: Work) -> None:
            stopping.begun(work)
            notifier.started()

        return run_once(
            settings, archive=args.archive, only=args.only, force=args.force, begun=begun
        )


def _notifier(settings: Settings) -> Notifier:
    transport = HttpTransport(allow_private=settings.allow_private, proxy=settings.proxy)
    agent = user_agent(settings.contact)
    return Notifier(settings.notify, transport, agent, lambda said: err(safe(f"archiver: {said}")))


def code_of(error: BaseException) -> int:
    """The exit code of a run that an exception has ended."""
    if isinstance(error, ArchiverError):
        return error.exit_code
    return 130 if isinstance(error, KeyboardInterrupt) else Bug.exit_code


def _print(report: Report, args: Namespace) -> None:
    if args.json:
        out(urls.redacted(reports.as_json(report)))
    elif not args.quiet:
        say(urls.redacted(reports.text(report, columns=columns(), colour=colour())))
    elif reports.is_news(report):
        err(urls.redacted(reports.text(report)))
