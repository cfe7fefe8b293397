"""``archiver explain``: why a post is of a challenge or not, and what would change it."""

import json
import textwrap
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.commands import options
from archiver.console import colour, columns, err, out
from archiver.console.text import safe, style
from archiver.crawl.renaming import watched
from archiver.errors import ConfigError
from archiver.formats import codec
from archiver.membership import explaining
from archiver.membership.what_if import Change, what_if
from archiver.model import Challenge, Evidence, Grounds, Membership
from archiver.store import Archive
from archiver.web import urls


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("url", metavar="URL", help="the post, by any address that leads to it")
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
    only = options.challenge(archive, args)
    post = archive.identity(args.url)
    if post is None:
        raise _unknown(archive, args.url)
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
        lines += ["", *(piece for line in _text(one) for piece in _folded(safe(line), columns()))]
    out(urls.redacted("\n".join(lines)))
    return 0


def _folded(line: str, width: int | None) -> list[str]:
    """A line as several that fit the terminal, the later ones further in; off a terminal as it is."""
    bare = line.lstrip()
    indent = len(line) - len(bare)
    if width is None or len(line) <= width:
        return [line]
    first, *rest = textwrap.wrap(
        bare, max(20, width - indent - 2), break_long_words=False, break_on_hyphens=False
    ) or [""]
    return [" " * indent + first, *(" " * (indent + 2) + piece for piece in rest)]


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


def _unknown(archive: Archive, url: str) -> ConfigError:
    """The error for an address that leads to no post; the hint says what is known of it."""
    announced = archive.announcements(url)
    held_back = next((q for q in archive.held_back() if urls.same(q.url, url)), None)
    host = urls.host(url if "://" in url else f"https://{url}")
    hint = "`archiver list` shows what it holds"
    if held_back is not None:
        hint = (
            f"what answered there is held back: {held_back.reason}; `archiver status --held-back`"
        )
    elif announced:
        hint = f"{announced[0].via} announced it, but it could not be had so far"
    elif host in archive.hosts():
        hint = f"`archiver list --host {host}` shows the posts of its blog"
    return ConfigError("the archive holds no such post", where=url, hint=hint)


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
