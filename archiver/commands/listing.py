"""``archiver list``: the posts that the archive holds."""

import json
from argparse import ArgumentParser, Namespace

from archiver.commands import names, options
from archiver.console import colour, columns, out
from archiver.console.text import table
from archiver.model import Verdict
from archiver.store import Archive, Belonging, Problem, Summary

EXAMPLES = {
    "archiver list --challenge kitchen-table --round recipe": "the answers to one prompt",
    'archiver list --author "Clara Moretti" --after 2025-09-01': "what one person has written since a day",
    "archiver list --challenge kitchen-table --verdict unsure": "the posts that may be members",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    options.add_filters(parser)
    options.add_participant(parser)
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
    theirs = names.participant(archive, args.participant)
    posts = [
        post
        for post in archive.summaries(options.wanted(archive, args))
        if theirs is None or post.url in theirs
    ]
    if posts:
        hidden = archive.hidden()
        rows = sorted(
            _row(post, belongs.get(post.url, []), hidden=post.url in hidden) for post in posts
        )
        head = ("published", "round", "author", "title", "v", "address")
        out(table(head, rows, columns=columns(), colour=colour()))
    else:
        names.say_none(args)
    return 0


def _as_json(archive: Archive, args: Namespace) -> int:
    from archiver.export.tables.posts import POSTS  # here: a table needs none of the formats

    damaged: list[Problem] = []
    theirs = names.participant(archive, args.participant)
    none = True
    for holding in archive.holdings(options.wanted(archive, args), damaged):
        if theirs is not None and holding.newest.url not in theirs:
            continue
        none = False
        row = POSTS.row(holding)
        short = {name: value for name, value in row.items() if name not in ("text", "markdown")}
        out(json.dumps(short, ensure_ascii=False))
    if none and not damaged:
        names.say_none(args)
    return options.report_damage(damaged)


def _row(post: Summary, found: list[Belonging], *, hidden: bool) -> tuple[str, ...]:
    rounds = [b.round or "yes" for b in found if b.verdict is Verdict.MEMBER]
    rounds += ["?" for b in found if b.verdict is Verdict.UNSURE]
    return (
        post.published,
        ", ".join(rounds) or "-",
        ", ".join(post.authors),
        post.title,
        f"{post.number}{'†' * post.gone}{' hidden' * hidden}",
        post.url,
    )
