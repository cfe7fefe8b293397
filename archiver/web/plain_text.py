"""Plain words: of a piece of HTML without a tree of it, and of a text without what steers a terminal."""

import re

_TAG = re.compile(r"<[^<>]{0,2000}>")
_LINK = re.compile(r"\bhref\s{0,9}=\s{0,9}[\"']?([^\"'\s<>]{1,2000})", re.IGNORECASE)


CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""C0 and C1 controls but for tabs and line breaks, and the marks that turn the order of text around
(Unicode TR 36): no word is written with any of them, and a terminal that shows one obeys it."""


def without_controls(text: str) -> str:
    """A text without control characters; its tabs and line breaks stay."""
    # nearly all texts are printable, and to look for more costs more than to ask
    return text if text.isprintable() else CONTROLS.sub("", text)


def without_tags(text: str, by: str = "") -> str:
    """A text with ``by`` in the place of each tag. References such as ``&amp;`` stay."""
    return _TAG.sub(by, text)


def links(text: str) -> list[str]:
    """The addresses that links in a piece of HTML name, as they are written."""
    return _LINK.findall(text)
