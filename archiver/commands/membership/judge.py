"""``archiver judge``: judge all posts by today's sources.yaml, offline, and say what changed."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from itertools import groupby

from archiver.commands import names, options
from archiver.console import colour, err, out, say
from archiver.console.text import safe, style
from archiver.errors import Bug, StoreError, unknown_name
from archiver.facts import Ruled
from archiver.formats import codec
from archiver.membership.differences import Difference, Kind
from archiver.model import Evidence, Membership
from archiver.model.settings import Settings
from archiver.rejudging import Judged, Review, agrees, rejudge, review
from archiver.web import urls

_LINES = 20
"""No list is longer: it is to be read."""


EXAMPLES = {
    "archiver judge --dry-run": "after an edit of sources.yaml: what would change",
    "archiver judge": "change it",
    "archiver judge --review --challenge kitchen-table": "the unsure posts, the nearest first",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    options.add_archive(parser)
    parser.add_argument("--challenge", metavar="ID", help="tell of this challenge only")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would change, and write nothing"
    )
    parser.add_argument(
        "--review",
        action="store_true",
        help="judge nothing: list the unsure posts, the nearest first, and what was decided by hand",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: Namespace) -> int:
    """Judge and print; 1 where a rule fails, else 5 where a post is damaged."""
    if args.review:
        return _review(args)
    settings = options.settings(args)
    path = options.existing(options.archive_path(args))
    if args.challenge is not None:
        _check_name(args.challenge, settings)
    found = rejudge(path, settings, dry_run=args.dry_run)
    if args.json:
        out(
            urls.redacted(json.dumps(_as_json(found, args.challenge), ensure_ascii=False, indent=1))
        )
    else:
        lines = list(_text(found, args.challenge, dry=args.dry_run))
        if lines or not args.quiet:
            say(urls.redacted("\n".join(lines or [f"nothing changed; {found.posts} posts judged"])))
    for sentence in found.damaged:
        err(urls.redacted(safe(f"archiver: {sentence}; run `archiver check`")))
    if found.traceback:
        last = found.traceback.strip().rpartition("\n")[2]
        err(
            safe(
                f"archiver: a rule fails: {last}; what it had judged before holds; please report it"
            )
        )
        return Bug.exit_code
    return StoreError.exit_code if found.damaged else 0


def _check_name(name: str, settings: Settings) -> None:
    known = [challenge.id for challenge in settings.challenges]
    if name not in known:
        raise unknown_name("challenge", name, known, where=settings.file)


def _text(found: Judged, only: str | None, *, dry: bool) -> Iterator[str]:
    """What a person reads: what changed by challenge and kind, then the lines that match nothing."""
    changes = [one for one in found.changes if only in (None, one.challenge)]
    for new, old in found.renamed.items():
        if only in (None, new):
            yield f"{new} was called {old} before: its posts and verdicts go along"
    for name, members in found.gone.items():
        if only is None:
            yield (
                f"{name} is not in sources.yaml any more: its {members} members stay in the archive"
            )
    for challenge, of_challenge in groupby(changes, lambda one: one.challenge):
        for kind, of_kind in groupby(of_challenge, lambda one: one.kind):
            every = list(of_kind)
            yield style(f"{safe(challenge)}: {len(every)} {kind}", "bold", colour=colour())
            yield from _few([_line(one, found) for one in every])
    idle = [line for line in found.idle if only in (None, line.challenge)]
    unused = [line for line in found.unused if only in (None, line.challenge)]
    for title, lines in (("These lines match nothing", idle), ("Not used so far", unused)):
        if lines:
            yield style(title, "bold", colour=colour())
            yield from _few([f"  {safe(str(line))}" for line in lines])
    if changes:
        verb = "would change" if dry else "changed"
        yield f"{len(changes)} verdict{'s' * (len(changes) > 1)} {verb}; {found.posts} posts judged"
    elif found.renamed or found.gone or idle or unused:
        yield f"nothing changed; {found.posts} posts judged"
    if found.traceback:
        yield found.traceback.rstrip()


def _few(lines: list[str]) -> list[str]:
    more = len(lines) - _LINES
    return [*lines[:_LINES], *([f"  and {more} more"] * (more > 0))]


def _line(one: Difference, found: Judged) -> str:
    then = _state(one.before, one.round_before) if one.before else "not judged"
    now = _state(one.verdict, one.round)
    if one.kind is Kind.WRITER:
        then, now = one.writer_before or "nobody", one.writer or "nobody"
    title = found.titles.get(one.post, "")
    return safe(f"  {title}  {one.post}  ({then} -> {now})  {one.reason}")


def _state(verdict: str, answered: str | None) -> str:
    return f"{verdict}, {answered}" if answered else str(verdict)


def _as_json(found: Judged, only: str | None) -> dict[str, object]:
    changes = [
        codec.plain(one, whole=True) | {"title": found.titles.get(one.post, "")}
        for one in found.changes
        if only in (None, one.challenge)
    ]
    lines = {
        name: [codec.plain(line, whole=True) for line in every if only in (None, line.challenge)]
        for name, every in (("idle", found.idle), ("unused", found.unused))
    }
    rest: dict[str, object] = {"renamed": dict(found.renamed), "gone": dict(found.gone)}
    return {
        "posts": found.posts,
        "changes": changes,
        **rest,
        **lines,
        "run": found.report.run if found.report else None,
        "traceback": found.traceback,
    }


# ---- the review


def _review(args: Namespace) -> int:
    archive = options.opened(args)
    found = review(archive, names.challenge(archive, args.challenge))
    if args.json:
        out(json.dumps([_fields(one) for one in found], ensure_ascii=False, indent=1))
        return 0
    say(
        urls.redacted("\n\n".join("\n".join(_reviewed(one)) for one in found) or "no challenge yet")
    )
    return 0


def strongest(evidence: Iterable[Evidence]) -> Evidence | None:
    """The piece that decides: it speaks for the post more than any other."""
    return max(evidence, key=lambda piece: piece.weight, default=None)


def _reviewed(one: Review) -> Iterator[str]:
    title = f"{one.challenge.id}: {len(one.unsure)} unsure"
    yield style(safe(title), "bold", colour=colour())
    for m in one.unsure:
        yield safe(f"  {_percent(m.confidence)}  {one.titles.get(m.post, '')}  {m.post}")
        piece = strongest(m.evidence)
        if piece:
            yield safe(f'       "{piece.quote}" ({piece.kind}, {piece.where})')
    if one.decided:
        yield f"  decided by hand: {len(one.decided)}, as the rules had said: {one.agreed}"
        yield from _few([safe(f"    {_decided(fact)}  {fact.url}") for fact in one.decided])


def _percent(confidence: float | None) -> str:
    return "   ?" if confidence is None else f"{confidence:4.0%}"


def _decided(fact: Ruled) -> str:
    told = _state(str(fact.verdict), fact.round)
    if fact.rules is None:
        return told
    rules = _state(fact.rules.verdict, fact.rules.round)
    return f"{told} (the rules {'too' if agrees(fact) else f'said {rules}'})"


def _fields(one: Review) -> dict[str, object]:
    def with_title(m: Membership) -> dict[str, object]:
        piece = strongest(m.evidence)
        decides = codec.plain(piece, whole=True) if piece else None
        title = one.titles.get(m.post, "")
        return codec.plain(m, whole=True) | {"title": title, "decides": decides}

    decided = [codec.plain(fact, whole=True) | {"agrees": agrees(fact)} for fact in one.decided]
    return {
        "challenge": one.challenge.id,
        "unsure": [with_title(m) for m in one.unsure],
        "decided": decided,
        "agreed": one.agreed,
    }
