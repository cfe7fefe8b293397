"""Whether a line at an end of an article says who wrote it and when.

The markup says so, or the shape of the line: a sentence is never a byline or a date.
"""

from lxml.html import HtmlElement

from archiver.extraction.document.tree import Node, comparable
from archiver.web.vocabulary import Role, lines, marks, sentences

_BYLINES = frozenset((Role.BYLINE, Role.DATE, Role.AUTHOR))
_NAMES = 80
"""Characters of the longest line that only names its authors."""
_SIGNED = 120
"""Characters of the longest line that names authors and a day."""


def is_byline(block: Node, text: str) -> bool:
    """Whether a short block is a byline or a date."""
    if lines.WAS_WRITTEN.find(text):
        return True
    marked = _is_marked(block)
    day = bool(lines.DATE.find(text))
    if lines.WHO_AND_WHEN.find(text):
        return marked or not sentences.is_sentence(text, dated=day)
    if len(text) < _NAMES and lines.BYLINE.find(text):
        return marked or sentences.is_all_names(text)
    if day and len(text) < _SIGNED and lines.BY.find(text):
        return marked or not sentences.own_words(lines.DATE.without(text))
    return _is_moment(text, day=day, marked=marked)


def _is_marked(block: Node) -> bool:
    """Whether the markup says that a block is a byline or a date, or links to an author."""
    if not isinstance(block.source, HtmlElement):
        return False
    named = marks(f"{block.source.get('class') or ''} {block.source.get('id') or ''}")
    if (
        not _BYLINES.isdisjoint(named)
        or next(block.source.iter("time", "address"), None) is not None
    ):
        return True
    return any(n.tag == "a" and "author" in n.attrs.get("rel", "") for n in block.walk())


def _is_moment(text: str, *, day: bool, marked: bool) -> bool:
    """Whether a text is a date, a time or a reading time with few words around it, names and words
    of bylines only, unless the markup says so too.
    """
    rest = lines.READING_TIME.without(text)
    rest = lines.TIME.without(lines.DATE.without(rest, count=2))
    few = len(rest.split()) <= 5 and len(comparable(rest)) <= 32
    if rest == text or not few or text.endswith((":", "?", "!")):
        return False
    if marked:
        return True
    timed = not day and not sentences.is_parted(text)
    if timed or sentences.ends(text):
        return not sentences.names(rest)
    return not sentences.own_words(rest)
