"""``archiver list``: the posts that the archive holds."""

import json
from argparse import ArgumentParser, Namespace

from archiver.commands import options
from archiver.console import colour, columns, out
from archiver.console.text import table
from archiver.export import record
from archiver.history import versions
from archiver.model import Membership, Post, Verdict, Version
from archiver.store import Archive, Problem
from archiver.web.dates import day


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    options.add_filters(parser)
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a line, without the texts"
    )


def run(args: Namespace) -> int:
    """Print the table."""
    archive = options.opened(args)
    belongs = memberships(archive)
    rows = []
    damaged: list[Problem] = []
    for version in options.chosen(archive, args, damaged):
        post = text_of(archive, version)
        if post is None:
            continue
        found = belongs.get(version.url, [])
        if args.json:
            whole = record(version, post, found)
            out(
                json.dumps(
                    {k: v for k, v in whole.items() if k not in ("text", "markdown")},
                    ensure_ascii=False,
                )
            )
        else:
            rows.append(_row(version, post, found))
    if rows:
        head = ("published", "round", "author", "title", "v", "address")
        out(table(head, sorted(rows), columns=columns(), colour=colour()))
    elif not args.json:
        out("no post matches")
    return options.report_damage(damaged)


def memberships(archive: Archive) -> dict[str, list[Membership]]:
    """What is known of each post's membership, by the post's address."""
    known: dict[str, list[Membership]] = {}
    for challenge in archive.challenges():
        for membership in archive.memberships(challenge.id):
            known.setdefault(membership.post, []).append(membership)
    return known


def text_of(archive: Archive, version: Version) -> Post | None:
    """The newest text of a post, also where it is gone by now."""
    held = version if version.post else versions.last_text(archive.versions(version.url))
    return held.post if held else None


def _row(version: Version, post: Post, found: list[Membership]) -> tuple[str, ...]:
    rounds = [m.round or "yes" for m in found if m.verdict is Verdict.MEMBER]
    rounds += ["?" for m in found if m.verdict is Verdict.UNSURE]
    published = day(post.published)
    mark = f"{version.number}†" if version.post is None else str(version.number)
    return (
        published.isoformat() if published else "",
        ", ".join(rounds) or "-",
        ", ".join(post.authors),
        post.title,
        mark,
        version.url,
    )
