"""``archiver run``: look at every source once and bring the archive up to date."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace

from archiver.commands import options
from archiver.console import colour, columns, err, out, progress
from archiver.console import report as reports
from archiver.crawl.stopping import Stopping
from archiver.model.settings import Settings
from archiver.outcomes import Report
from archiver.pipeline import replay
from archiver.pipeline import run as run_once
from archiver.web import urls


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
        type=int,
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
        "--replay",
        metavar="ARCHIVE",
        help="build -a again from this archive's captures, without the network",
    )


def run(args: Namespace) -> int:
    """Run, report, and answer with the report's exit code."""
    settings = options.settings(args)
    if args.jobs:
        settings = replace(settings, pace=replace(settings.pace, jobs=max(1, int(args.jobs))))
    logged = bool(args.log)
    # where the log goes to stderr, that says more than a bar
    with progress.shown(bar=not args.quiet and (not logged or bool(args.log_file)), logged=logged):
        done = _done(settings, args)
    for report in done:
        _print(report, args)
    return max((reports.exit_code(report) for report in done), default=0)


def _done(settings: Settings, args: Namespace) -> tuple[Report, ...]:
    if args.replay:
        return replay(settings, args.replay, args.archive or settings.archive)
    with Stopping(args.time_limit) as stopping:
        report = run_once(
            settings,
            archive=args.archive,
            only=args.only,
            force=args.force,
            begun=stopping.begun,
        )
    return (report,)


def _print(report: Report, args: Namespace) -> None:
    if args.json:
        out(urls.redacted(reports.as_json(report)))
    elif not args.quiet:
        out(urls.redacted(reports.text(report, columns=columns(), colour=colour())))
    elif reports.is_news(report):
        err(urls.redacted(reports.text(report)))
