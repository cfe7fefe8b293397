"""``archiver list``: the posts that the archive holds."""

import json
from argparse import ArgumentParser, Namespace

from archiver.commands import options
from archiver.console import colour, columns, out
from archiver.console.text import table
from archiver.errors import StoreError
from archiver.history import versions
from archiver.model import Membership, Post, Verdict, Version
from archiver.store import Archive, Belonging, Problem, Summary


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    options.add_filters(parser)
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a line, without the texts"
    )


def run(args: Namespace) -> int:
    """Print the table, from the catalog alone; the JSON objects are of whole posts."""
    archive = options.opened(args)
    if args.json:
        return _as_json(archive, args)
    belongs: dict[str, list[Belonging]] = {}
    for found in archive.belongings(Verdict.MEMBER, Verdict.UNSURE):
        belongs.setdefault(found.post, []).append(found)
    posts = archive.summaries(options.wanted(archive, args))
    if posts:
        rows = sorted(_row(post, belongs.get(post.url, [])) for post in posts)
        head = ("published", "round", "author", "title", "v", "address")
        out(table(head, rows, columns=columns(), colour=colour()))
    else:
        out("no post matches")
    return 0


def _as_json(archive: Archive, args: Namespace) -> int:
    from archiver.export import record  # here: a table needs none of the formats

    belongs = memberships(archive)
    damaged: list[Problem] = []
    for version in options.chosen(archive, args, damaged):
        if post := text_of(archive, version, damaged):
            whole = record(version, post, belongs.get(version.url, []))
            short = {k: v for k, v in whole.items() if k not in ("text", "markdown")}
            out(json.dumps(short, ensure_ascii=False))
    return options.report_damage(damaged)


def memberships(archive: Archive) -> dict[str, list[Membership]]:
    """What is known of each post's membership, by the post's address."""
    known: dict[str, list[Membership]] = {}
    for challenge in archive.challenges():
        for membership in archive.memberships(challenge.id):
            known.setdefault(membership.post, []).append(membership)
    return known


def text_of(archive: Archive, version: Version, damaged: list[Problem]) -> Post | None:
    """The newest text of a post, also where it is gone by now; what is damaged goes on the list."""
    try:
        held = version if version.post else versions.last_text(archive.versions(version.url))
    except StoreError as error:
        damaged.append(Problem(path=error.where, what=error.message))
        return None
    return held.post if held else None


def _row(post: Summary, found: list[Belonging]) -> tuple[str, ...]:
    rounds = [b.round or "yes" for b in found if b.verdict is Verdict.MEMBER]
    rounds += ["?" for b in found if b.verdict is Verdict.UNSURE]
    return (
        post.published,
        ", ".join(rounds) or "-",
        ", ".join(post.authors),
        post.title,
        f"{post.number}†" if post.gone else str(post.number),
        post.url,
    )
