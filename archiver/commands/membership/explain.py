"""``archiver explain``: why a post is of a challenge or not, and what would change it."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.commands import names, options
from archiver.console import colour, err, out, say
from archiver.console.text import safe, style
from archiver.crawl.renaming import watched
from archiver.formats import codec
from archiver.membership import explaining
from archiver.membership.what_if import Change, what_if
from archiver.model import Challenge, Evidence, Grounds, Membership
from archiver.store import Archive
from archiver.web import urls

EXAMPLES = {
    "archiver explain http://clara.blogspot.example/2025/09/plum-cake-without-numbers.html": "the evidence for and against, and what would change the verdict",
    "archiver explain http://anna.wordpress.example/2025/09/03/four-legs-and-a-wobble/ --challenge kitchen-table --json": "of one challenge, for programs",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("url", metavar="POST", help=options.POST)
    options.add_archive(parser)
    parser.add_argument("--challenge", metavar="ID", help="this challenge, whatever was said of it")
    parser.add_argument("--json", action="store_true", help="one JSON object")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Explained:
    """A verdict on the post; not ``held`` where it is what today's rules say, and none was given."""

    challenge: Challenge
    membership: Membership
    held: bool
    changes: tuple[Change, ...]
    grounds: Grounds | None

    @property
    def decision(self) -> str:
        return explaining.decision(self.membership, self.challenge, self.changes, self.grounds)

    @property
    def timing(self) -> str:
        return explaining.timing(self.membership, self.challenge, self.grounds)


def run(args: Namespace) -> int:
    """Print what is known; ConfigError where the archive holds no such post."""
    archive = options.opened(args)
    only = names.challenge(archive, args.challenge)
    post = options.post_named(archive, args.url)
    _warn_of_edits(archive, args)
    grounds = archive.grounds(post)
    found = list(_explained(archive, post, grounds, only))
    title = grounds.post.title if grounds else ""
    waits = archive.is_unjudged(post)
    if args.json:
        value = {"url": post, "title": title, "waits": waits, "verdicts": list(map(_fields, found))}
        out(urls.redacted(json.dumps(value, ensure_ascii=False, indent=1)))
        return 0
    lines = [style(safe(title), "bold", colour=colour()), safe(post)]
    if waits:
        lines.append("It waits for being judged; `archiver judge` does it.")
    if not found:
        lines.append(_nobody(archive))
    for one in found:
        lines += ["", *map(safe, _text(one))]
    say(urls.redacted("\n".join(lines)))
    return 0


def _warn_of_edits(archive: Archive, args: Namespace) -> None:
    """Say so where sources.yaml is not what the verdicts were given by."""
    settings = options.settings_at_hand(args)
    if settings is None or Path(settings.archive).resolve() != archive.path.resolve():
        return
    held = archive.challenges()
    if any(challenge not in held for challenge in watched(held, settings.challenges)):
        err(f"archiver: {args.config} has been edited since; `archiver judge` judges by it")


def _explained(
    archive: Archive, post: str, grounds: Grounds | None, only: str | None
) -> Iterator[_Explained]:
    for challenge in archive.challenges():
        held = archive.membership(challenge.id, post)
        if only not in (None, challenge.id) or (held is None and only is None):
            continue
        found = held or (archive.verdict(grounds, challenge) if grounds else None)
        if found is not None:
            changes = what_if(grounds, challenge, archive.verdict) if grounds else ()
            yield _Explained(
                challenge=challenge,
                membership=found,
                held=held is not None,
                changes=changes,
                grounds=grounds,
            )


def _nobody(archive: Archive) -> str:
    ids = ", ".join(challenge.id for challenge in archive.challenges()) or "none"
    return (
        "No challenge has a verdict on it: none of their sources announced it, and nothing in it"
        f" speaks of them. With --challenge ID it says what would change that (known are: {ids})."
    )


def _text(one: _Explained) -> Iterator[str]:
    m = one.membership
    said = explaining.verdict(m, one.challenge)
    yield f"It {said}." if one.held else f"Nobody has judged it. By the rules of today it {said}."
    if m.writer:
        yield f"  written by {m.writer}"
    if m.repost_of:
        yield f"  it repeats {m.repost_of}"
    yield f"  {one.timing}"
    yield f"  decided by: {one.decision}"
    quoted: set[str] = set()
    for title, pieces in (("for", True), ("against", False)):
        chosen = [p for p in explaining.by_weight(m.evidence) if explaining.is_for(p) is pieces]
        if chosen:
            yield f"  what speaks {title} it:"
            yield from (f"    {_piece(piece, quoted)}" for piece in chosen)
    if one.changes:
        yield "  what would change it:"
        yield from (f"    {explaining.change(change)}" for change in one.changes)


def _piece(piece: Evidence, quoted: set[str]) -> str:
    """A piece of evidence; a sentence that was quoted before is only named."""
    parts = [piece.kind, piece.where]
    parts += [f"says: {piece.says}"] if piece.says else []
    parts += [f"round {piece.round}"] if piece.round else []
    parts += [f"weight {piece.weight:+.1f}"] if piece.weight else []
    quote = "the same sentence" if piece.quote in quoted else f'"{piece.quote}"'
    quoted.add(piece.quote)
    return f"{quote} ({'; '.join(parts)})"


def _fields(one: _Explained) -> dict[str, object]:
    changes = [
        {
            "way": str(change.way),
            "what": change.what,
            "verdict": str(change.then.verdict),
            "round": change.then.round,
            "confidence": change.then.confidence,
            "says": explaining.change(change),
        }
        for change in one.changes
    ]
    return codec.plain(one.membership, whole=True) | {
        "judged": one.held,
        "says": explaining.verdict(one.membership, one.challenge),
        "window": one.timing,
        "decided": one.decision,
        "changes": changes,
    }
