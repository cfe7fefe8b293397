"""The words of a piece of HTML, without a tree of it: for short pieces, of which only the words count."""

import re

_TAG = re.compile(r"<[^<>]{0,2000}>")
_LINK = re.compile(r"\bhref\s{0,9}=\s{0,9}[\"']?([^\"'\s<>]{1,2000})", re.IGNORECASE)


def without_tags(text: str, by: str = "") -> str:
    """A text with ``by`` in the place of each tag. References such as ``&amp;`` stay."""
    return _TAG.sub(by, text)


def links(text: str) -> list[str]:
    """The addresses that links in a piece of HTML name, as they are written."""
    return _LINK.findall(text)
