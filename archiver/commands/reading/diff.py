"""``archiver diff``: what changed between two versions of a post, word by word.

On a terminal in colours; elsewhere [-what was struck-] and {+what was added+} stand in marks.
"""

import html
import json
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from archiver.commands import options
from archiver.console import colour, columns, out, piece, say
from archiver.console.text import safe, style, width
from archiver.errors import ConfigError
from archiver.history import word_diff as differ
from archiver.model import Version

_WORD = re.compile(r"\S+")
_COLOURS = {"same": "", "removed": "red strike", "added": "green"}
_FIELDS = ("authors", "published", "updated", "tags", "categories", "series", "language", "licence")

EXAMPLES = {
    "archiver diff 'plum cake'": "the last change of its text",
    "archiver diff http://clara.blogspot.example/2025/09/plum-cake-without-numbers.html 1..2 --html > diff.html": "between two versions, as HTML",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("url", metavar="POST", help=options.POST)
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
        "--all", action="store_true", help="also the paragraphs that did not change"
    )


def run(args: Namespace) -> int:
    """Print the difference."""
    versions = options.history(options.opened(args), args.url)
    old, new = _pair(versions, args.versions)
    pieces = differ.words(_text(old), _text(new))
    shown = differ.paragraphs(pieces) if args.all else differ.excerpt(pieces)
    if args.json:
        out(json.dumps([{"kind": p.kind, "text": p.text} for p in pieces], ensure_ascii=False))
    elif args.html:
        out(_html(shown))
    else:
        say(f"{new.url}: version {old.number} -> {new.number} ({new.change})")
        for line in _fields(old, new):
            out(line)
        if any(paragraph.is_changed for paragraph in shown):
            out("")
            for paragraph in shown:
                piece(_written(paragraph))
        elif not args.all:
            out("no word of it differs")
    return 0


def _pair(versions: tuple[Version, ...], wanted: str | None) -> tuple[Version, Version]:
    if wanted is None:
        texts = [v for v in versions if v.post]
        if len(texts) < 2:
            hint = "`archiver log` lists its versions"
            what = f"there is {'one version' if texts else 'no version'} with a text, and nothing to compare"
            raise ConfigError(what, where=versions[-1].url, hint=hint)
        return texts[-2], texts[-1]
    first, dots, last = wanted.partition("..")
    if not (dots and first.isdigit() and last.isdigit()):
        raise ConfigError(f"`{wanted}` is no pair of versions", hint="write 1..2")
    return options.version_of(versions, int(first)), options.version_of(versions, int(last))


def _text(version: Version) -> str:
    """What a reader sees: title, then text. A tombstone has none."""
    return f"{version.post.title}\n\n{version.post.text}\n" if version.post else ""


def _fields(old: Version, new: Version) -> Iterator[str]:
    """What differs beside title and text, a line each."""
    if old.post is None or new.post is None:
        return
    for name in _FIELDS:
        before, after = (_said(getattr(post, name)) for post in (old.post, new.post))
        if before != after:
            pieces = (differ.Piece("removed", before), differ.Piece("added", after))
            said = differ.Paragraph(tuple(piece for piece in pieces if piece.text))
            yield f"{name}: {_written(said).rstrip()}"


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _written(paragraph: differ.Paragraph) -> str:
    """A paragraph for a person: on a terminal in lines that end between two words."""
    if paragraph.passed:
        what = "1 paragraph" if paragraph.passed == 1 else f"{paragraph.passed} paragraphs"
        return style(f"[… {what} the same]", "dim", colour=colour()) + (paragraph.end or "\n")
    runs = [(_marked(p, colour=colour()), _COLOURS[p.kind]) for p in paragraph.pieces]
    text = "".join(words for words, _ in runs)
    colours = [name for words, name in runs for _ in words]
    lines = _lines(text, columns())
    written = "\n".join(_coloured(text[a:b], colours[a:b]) for a, b in lines)
    return written + (paragraph.end or "\n")


def _marked(piece: differ.Piece, *, colour: bool) -> str:
    """A piece of text; where there are no colours, with the marks of `git diff --word-diff`."""
    text = safe(piece.text)
    if colour or piece.kind == "same":
        return text
    return f"[-{text}-]" if piece.kind == "removed" else f"{{+{text}+}}"


def _lines(text: str, most: int | None) -> list[tuple[int, int]]:
    """Where each line of a paragraph begins and ends, if none is to have more columns."""
    if most is None:
        return [(0, len(text))]
    lines: list[tuple[int, int]] = []
    for word in _WORD.finditer(text):
        start, end = word.span()
        if lines and width(text[lines[-1][0] : end]) <= most:
            lines[-1] = (lines[-1][0], end)
        else:
            lines.append((start, end))
    return lines


def _coloured(text: str, colours: list[str]) -> str:
    found, at = [], 0
    for name, same in groupby(colours):
        count = len(list(same))
        found.append(style(text[at : at + count], name, colour=bool(name) and colour()))
        at += count
    return "".join(found)


def _html(shown: list[differ.Paragraph]) -> str:
    tags = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
    body = "".join(
        (
            f"[… {paragraph.passed}]"
            if paragraph.passed
            else "".join(tags[p.kind].format(html.escape(p.text)) for p in paragraph.pieces)
        )
        + paragraph.end
        for paragraph in shown
    )
    return f'<div class="diff" style="white-space: pre-wrap">{body}</div>'
