"""``archiver diff``: what changed between two versions of a post, word by word."""

import html
import json
from argparse import ArgumentParser, Namespace

from archiver.commands import options
from archiver.console import colour, out
from archiver.console.text import safe_lines, style
from archiver.errors import ConfigError, StoreError
from archiver.history import word_diff as differ
from archiver.model import Version


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("url", metavar="URL", help="the post")
    parser.add_argument(
        "versions", metavar="V1..V2", nargs="?", help="default: the last two with a text"
    )
    options.add_archive(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--html", action="store_true", help="as an HTML fragment with <ins> and <del>"
    )
    form.add_argument("--json", action="store_true", help="as a list of pieces")
    parser.add_argument(
        "--all", action="store_true", help="also the long stretches that did not change"
    )


def run(args: Namespace) -> int:
    """Print the difference."""
    versions = options.history(options.opened(args), args.url)
    old, new = _pair(versions, args.versions)
    pieces = differ.words(_text(old), _text(new))
    shown = pieces if args.all or args.json else differ.excerpt(pieces)
    if args.json:
        out(json.dumps([{"kind": p.kind, "text": p.text} for p in shown], ensure_ascii=False))
    elif args.html:
        out(_html(shown))
    else:
        out(f"{new.url}: version {old.number} -> {new.number} ({new.change})")
        out("".join(_piece(p, colour=colour()) for p in shown))
    return 0


def _pair(versions: tuple[Version, ...], wanted: str | None) -> tuple[Version, Version]:
    if wanted is None:
        texts = [v for v in versions if v.post]
        if len(texts) < 2:
            raise StoreError("the post has only one version with a text", where=versions[-1].url)
        return texts[-2], texts[-1]
    first, dots, last = wanted.partition("..")
    if not (dots and first.isdigit() and last.isdigit()):
        raise ConfigError(f"`{wanted}` is no pair of versions", hint="write 1..2")
    return options.version_of(versions, int(first)), options.version_of(versions, int(last))


def _text(version: Version) -> str:
    """What a reader sees: title, then text. A tombstone has none."""
    return f"{version.post.title}\n\n{version.post.text}\n" if version.post else ""


def _piece(piece: differ.Piece, *, colour: bool) -> str:
    text = safe_lines(piece.text)
    if piece.kind == "same":
        return text
    if colour:
        return style(text, "red" if piece.kind == "removed" else "green", colour=True)
    return f"[-{text}-]" if piece.kind == "removed" else f"{{+{text}+}}"


def _html(pieces: tuple[differ.Piece, ...]) -> str:
    tags = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
    body = "".join(tags[p.kind].format(html.escape(p.text)) for p in pieces)
    return f'<div class="diff" style="white-space: pre-wrap">{body}</div>'
