"""``archiver show``: one post, or one of its versions."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archiver.commands import options
from archiver.commands.reading.rendering import FORMATS, render, whole
from archiver.console import columns, err, out, piece, text
from archiver.console.text import folded, safe, safe_lines, width
from archiver.errors import NotThePage
from archiver.formats import codec, frontmatter
from archiver.history.versions import is_from_copy, is_from_feed, missed_body
from archiver.model import Version
from archiver.store.archive import Archive

if TYPE_CHECKING:
    from archiver.reading.reading import Reading

_BLOCK = 200
"""The most characters of a block: enough to find it in the page."""
_DOUBTFUL = 0.5
"""Below it `archiver status` lists a text, and says why."""

EXAMPLES = {
    "archiver show 'plum cake'": "the newest text of the post with this in its title",
    "archiver show http://clara.blogspot.example/2025/09/plum-cake-without-numbers.html@1 --format markdown": "its first version, as Markdown",
    "archiver show plum-cake --dropped": "what of the page was left out, and why",
}


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("url", metavar="POST[@N]", help=f"{options.POST}; N is a version")
    options.add_archive(parser)
    parser.add_argument(
        "--format", choices=(*FORMATS, "file"), default="text", help="file: as it is stored"
    )
    parser.add_argument(
        "--dropped",
        action="store_true",
        help="the page's blocks, kept and dropped, with the reasons",
    )
    parser.add_argument(
        "--comments", action="store_true", help="the readers' comments on the page instead"
    )


def run(args: Namespace) -> int:
    """Print the version."""
    archive = options.opened(args)
    url, number = options.split_version(archive, args.url)
    version = options.version_of(options.history(archive, url), number)
    if version.url in archive.hidden():
        err(f"archiver: {version.url}: hidden: it is kept, and left out of exports")
    if args.format == "file" and not (args.dropped or args.comments):
        piece(frontmatter.write(version))
        return 0
    if version.post is None:
        out(f"version {version.number} says that the post is gone: {version.reason}")
        return 0
    if args.dropped:
        return _dropped(archive, version)
    if args.comments:
        return _comments(archive, version, args.format)
    if is_from_feed(version.post):
        err(f"archiver: {version.url}: this text is from the feed: its page could not be read")
    if is_from_copy(version.post):
        err(f"archiver: {version.url}: its own page is dead; {version.reason}")
    post = whole(archive, version, version.post, args.format)
    text(render(post, args.format), prose=args.format == "text")
    return 0


def _dropped(archive: Archive, version: Version) -> int:
    from archiver.extraction import audit  # here: to show a text nothing is parsed
    from archiver.web.page import page_of

    reading = _with_page(archive, version)
    page = page_of(reading.capture)
    for mark, what, words in _by_hand(version):
        _told(mark, f"override in sources.yaml: {what}", safe(words))
    audited = audit(page, **reading.hints())
    why = _why(version) if audited.confidence < _DOUBTFUL else ""
    verdict = "; ".join(filter(None, (why, audited.verdict)))
    _told("sure", f"{audited.confidence:.0%} of such pages are right", verdict)
    for block in audited:
        mark = "keep" if block.kept else "drop"
        words = safe(block.text)
        shown = words if len(words) <= _BLOCK else f"{words[:_BLOCK]}…"
        _told(mark, block.reason, shown)
    return 0


def _told(mark: str, why: str, words: str) -> None:
    """A line of ``--dropped``; where it does not fit the terminal, the words stand below the reason."""
    line, most = f"{mark}  {why:40}  {words}".rstrip(), columns()
    if most is None or width(line) <= most:
        out(line)
        return
    for each in (f"{mark}  {why}", *([f"      {words}"] if words else ())):
        out("\n".join(folded(each, most, further=0 if each.startswith(" ") else 6)))


def _with_page(archive: Archive, version: Version) -> "Reading":
    """How a version is read from its page. Raises NotThePage where its text is the feed's."""
    from archiver.reading.known import Known

    reading = Known(archive).again(version)
    if reading.from_feed:
        raise NotThePage("there is no page: the text is that of the feed", where=version.url)
    return reading


def _by_hand(version: Version) -> Iterator[tuple[str, str, str]]:
    """What a person says of the post besides its blocks, and what of it is not on the page."""
    post, said = version.post, version.witnesses.override
    if post is None or said is None:
        return
    given = {"title": post.title, "authors": ", ".join(post.authors), "published": post.published}
    for name, value in given.items():
        if getattr(said, name):
            yield "said", name, str(value)
    for name, selectors in (("body", said.body), ("drop", said.drop)):
        for selector in selectors:
            if selector in post.unmatched:
                yield "none", f"{name} {selector}", "matches nothing on this page"


def _why(version: Version) -> str:
    from archiver.commands.status.lists import told

    post = version.post
    missed = ", ".join(missed_body(version))
    return told(post.word_count, len(post.text), missed) if post else ""


def _comments(archive: Archive, version: Version, form: str) -> int:
    from archiver.extraction import extract
    from archiver.web.page import page_of

    post = extract(page_of(_with_page(archive, version).capture), comments=True)
    if form == "json":
        found = [codec.plain(comment, whole=True, moment=str) for comment in post.comments]
        out(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    for comment in post.comments:
        indent = "    " * comment.depth
        day = f", {comment.published.isoformat()}" if comment.published else ""
        out(f"{indent}{safe(comment.author)}{day}")
        out("".join(f"{indent}  {line}\n" for line in safe_lines(comment.text).split("\n")))
    return 0
