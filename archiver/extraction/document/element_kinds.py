"""Which elements are blocks, styles and embeds, and what their attributes say of white space."""

import re

from lxml.html import HtmlElement

from archiver.web.vocabulary.exemptions import HEADINGS

TRANSPARENT = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "center",
        "header",
        "footer",
        "address",
        "fieldset",
        "details",
        "summary",
        "hgroup",
        "dir",
        "menu",
        "body",
        "html",
        "form",
        "nav",
        "aside",
        "legend",
        "optgroup",
        "noscript",
        "thead",
        "tbody",
        "tfoot",
        "caption",
    ]
)
"""Blocks of which only the content is kept."""
KEPT = frozenset(
    [
        "ul",
        "ol",
        "li",
        "blockquote",
        "table",
        "tr",
        "td",
        "th",
        "figure",
        "figcaption",
        "dl",
        "dt",
        "dd",
    ]
)
"""Blocks that become a node of the same name."""
BLOCKS = TRANSPARENT | HEADINGS | KEPT
STYLES = {
    **dict.fromkeys(("em", "i", "cite", "var", "dfn"), "em"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("del", "s", "strike"), "del"),
    "ins": "ins",
    "sup": "sup",
    "sub": "sub",
}
EMBEDS = frozenset(("iframe", "video", "audio", "embed", "object"))
NESTED = frozenset(
    ("ul", "ol", "li", "blockquote", "table", "tr", "td", "th", "dl", "dt", "dd", "figure")
)
INLINE_TAGS = frozenset(
    [
        *("a", "span", "em", "i", "b", "strong", "sup", "sub", "small", "img", "svg", "font"),
        *("script", "style", "template", "link", "meta", "noscript", "input", "label", "button"),
    ]
)
"""Where one of these is left out, the words around it stay in one paragraph."""
PLAIN_BLOCKS = frozenset(("p", "div", "section", "li", "td", "center", "dd", "figure"))

_KEEPING = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_CLASSES = re.compile(
    r"(?:^|\s)(?:whitespace-(?:pre(?:-line|-wrap)?|break-spaces)|pre-?wrap|pre-?line)(?:\s|$)"
)
_MONOSPACE = re.compile(
    r"font(?:-family)?\s*:[^;:]*(?:mono|consolas|courier|menlo|monaco)", re.IGNORECASE
)


def keeps_lines(element: HtmlElement) -> bool:
    """Whether the style of an element keeps the lines of its source (``white-space: pre-line``)."""
    style, names = element.get("style"), element.get("class")
    if style and "white-space" in style.lower() and _KEEPING.search(style):
        return True
    # what all of these classes hold: most classes are not searched
    return bool(names and ("pre" in names or "break" in names) and _CLASSES.search(names))


def is_monospaced(element: HtmlElement) -> bool:
    """Whether the style of an element asks for letters of one width."""
    style = element.get("style")
    return bool(style and _MONOSPACE.search(style))


def is_struck_out(element: HtmlElement) -> bool:
    """Whether the style of a part of a sentence strikes its words out."""
    return element.tag in ("span", "font") and "line-through" in (element.get("style") or "")
