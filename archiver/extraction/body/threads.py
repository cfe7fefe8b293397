"""Whether an element holds a discussion: by what stands in it, whatever its name is."""

from lxml.html import HtmlElement

from archiver.extraction.body.paragraphs import LINE, prose
from archiver.web.vocabulary import lines, sentences
from archiver.web.vocabulary.exemptions import HEADINGS

_UNITS = ("comment", "reply", "vcard", "avatar", "respond", "disqus", "trackback", "pingback")
"""Words in the names of what discussions are made of."""
_READERS = frozenset(("nofollow", "ugc"))
"""What engines say of the links that readers leave."""
_SIGNATURE = 120
"""Characters of the longest line of who wrote a comment and when."""


def is_discussion(element: HtmlElement) -> bool:
    """Whether an element that is named after comments holds what discussions hold."""
    for part in element.iterdescendants("*"):
        names = f"{part.get('class') or ''} {part.get('id') or ''}".lower()
        if part.tag in ("textarea", "input") or any(word in names for word in _UNITS):
            return True
        if part.tag == "a" and not _READERS.isdisjoint((part.get("rel") or "").split()):
            return True
        if part.tag in HEADINGS and lines.DISCUSSION.find(part.text_content()):
            return True
    return _has_units(element) or any(map(_is_signature, element.iter("p", "div", "li", "dt")))


def _is_signature(block: HtmlElement) -> bool:
    """Whether a short line says when somebody wrote what stands beside it."""
    text = block.text_content()
    return len(text) <= _SIGNATURE and bool(
        lines.DATE.find(text) and not sentences.is_sentence(text, dated=True)
    )


def _has_units(element: HtmlElement) -> bool:
    """Whether several children of one kind each begin with a short line, such as a name or a date."""
    parts = list(element.iterchildren("*"))
    while len(parts) == 1:
        parts = list(parts[0].iterchildren("*"))
    units = [part for part in parts if len(part) > 1 and prose(part)]
    named = sum(_is_name_line(next(unit.iterchildren("*"), unit)) for unit in units)
    return named > 1 and named == len(units)


def _is_name_line(element: HtmlElement) -> bool:
    return element.tag not in HEADINGS and 0 < len(element.text_content().strip()) < LINE
