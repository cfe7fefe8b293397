"""Cards of other posts that plug-ins put between an author's paragraphs."""

from lxml.html import HtmlElement

from archiver.extraction.document.tree import Node
from archiver.web.vocabulary import lines

_LONGEST = 220
"""Characters of the longest label and title."""
_WRITTEN = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figure"))
"""What an author writes a line in."""


_LABELS = frozenset(("span", "div", "p", "small", "h2", "h3", "h4", "h5", "h6"))
"""What such a plug-in writes its label in; an author makes it bold."""


def is_card(block: Node) -> bool:
    """Whether a block is a box with one link around a label ("Read also:"), which has an element of
    its own, and another title; or a part of one. Who writes such a line by hand writes it in one piece.
    """
    box, text = block.source, block.text()
    if not isinstance(box, HtmlElement) or box.tag in _WRITTEN or len(text) > _LONGEST:
        return False
    links = [node for node in block.walk() if node.tag == "a"]
    if len(links) != 1 or links[0].text() != text:
        return False
    link = _link(box)
    label = next((e for e in link.iter("*") if (e.text or "").strip()), link)
    said, whole = label.text_content().strip(), link.text_content().strip()
    labelled = label is not link and label.tag in _LABELS and len(said) < len(whole) <= _LONGEST
    return labelled and lines.RELATED.find(said) is not None


def _link(box: HtmlElement) -> HtmlElement:
    """The link around a box, else the first in it, else the box itself."""
    around = box if box.tag == "a" else next(box.iterancestors("a"), None)
    return next(box.iter("a"), box) if around is None else around
