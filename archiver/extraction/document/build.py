"""Builds an article's tree from a page's elements: one walk without recursion, for any nesting."""

import re
from collections.abc import Callable, Iterable

from lxml import etree
from lxml.html import HtmlElement

from archiver.extraction.document.tidying import ends_in_break, tidy_container, trim_ends
from archiver.extraction.document.tree import Node, tidy
from archiver.web.urls import resolve

Drop = Callable[[HtmlElement], object]
"""Returns a true value for an element that is to be dropped with its descendants."""

_TRANSPARENT = frozenset(
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
_KEPT = frozenset(
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
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _TRANSPARENT | _HEADINGS | _KEPT
_STYLES = {
    **dict.fromkeys(("em", "i", "cite", "var", "dfn"), "em"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    "sup": "sup",
    "sub": "sub",
}
_EMBEDS = frozenset(("iframe", "video", "audio", "embed", "object"))
_NESTED = frozenset(
    ("ul", "ol", "li", "blockquote", "table", "tr", "td", "th", "dl", "dt", "dd", "figure")
)
_DEEPEST = 40
"""Nested lists, quotes and tables beyond this depth are read as plain paragraphs."""
_LAZY = ("data-orig-file", "data-src", "data-lazy-src", "data-original", "data-lazyload", "src")
_LANGUAGE = re.compile(
    r"(?:language|lang|brush:\s*|highlight-source|sourceCode\s)-?([A-Za-z0-9+#]{1,20})"
)
_NEWLINE = re.compile(r"\r\n|\r|\n")
_EMOJI = frozenset(("emoji", "wp-smiley"))
"""Classes of images that stand for a character, which is their ``alt`` text."""
_NUMBERED = re.compile(r"1\n2(?:\n\d+)*")
"""A code block with only the line numbers of the block beside it."""


class Builder:
    """Takes elements in document order and builds the tree of an article."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.root = Node("body")
        self.open: list[tuple[object, Node]] = [(None, self.root)]
        self.styles: list[tuple[object, Node]] = []
        self.paragraph: Node | None = None
        self.inline: list[Node] = []
        self.space = True
        self.pre: tuple[object, list[str]] | None = None
        self.heading: tuple[object, str] | None = None
        self.source: object = None

    # ---- text -------------------------------------------------------------------------------

    def text(self, text: str | None) -> None:
        """Add text, with white space collapsed as in a browser."""
        if not text:
            return
        if self.pre is not None:
            self.pre[1].append(text)
            return
        words = text.split()
        if not words:
            self._blank()
            return
        folded = tidy(" ".join(words))
        if text[0].isspace() and not self.space:
            folded = " " + folded
        if text[-1].isspace():
            folded += " "
        if folded:
            self._inline_node().children.append(folded)
            self.space = folded[-1] == " "

    def _blank(self) -> None:
        if not self.space and self.paragraph is not None:
            self._inline_node().children.append(" ")
            self.space = True

    def _inline_node(self) -> Node:
        """The node for inline content: in the open paragraph, within the open styles."""
        if self.paragraph is None:
            tag = self.heading[1] if self.heading else "p"
            self.paragraph = Node(tag, source=self.source)
            self.open[-1][1].children.append(self.paragraph)
            self.inline = [self.paragraph]
            self.space = True
        while len(self.inline) <= len(self.styles):
            style = self.styles[len(self.inline) - 1][1]
            siblings = self.inline[-1].children
            if not (siblings and _continues(siblings[-1], style)):
                siblings.append(Node(style.tag, attrs=style.attrs))
            node = siblings[-1]
            assert isinstance(node, Node)
            self.inline.append(node)
        return self.inline[-1]

    def flush(self) -> None:
        """End the open paragraph."""
        if self.pre is not None:
            if self.pre[1] and not self.pre[1][-1].endswith("\n"):
                self.pre[1].append("\n")
            return
        if self.paragraph is not None:
            trim_ends(self.paragraph)
            if not self.paragraph.children:
                self.open[-1][1].children.remove(self.paragraph)
        self.paragraph = None
        self.space = True

    # ---- elements ---------------------------------------------------------------------------

    def start(self, element: HtmlElement) -> None:
        """An element begins."""
        tag = element.tag
        if tag in _BLOCKS:
            self.flush()
            self.source = element
            if self.pre is None:
                self._start_block(element, tag)
        elif tag == "br":
            self._break()
        elif tag in _STYLES or tag == "a":
            self._start_style(element, tag)
        elif tag == "img":
            self._image(element)
        elif tag == "pre":
            self.flush()
            if self.pre is None:
                self.pre = (element, [])
        elif tag == "hr":
            self.flush()
            if self.pre is None:
                self.open[-1][1].children.append(Node("hr"))
        elif tag in _EMBEDS:
            self._embed(element)
        if tag == "q":
            self.text("“")
        if tag not in _EMBEDS:
            self.text(element.text)

    def end(self, element: HtmlElement) -> None:
        """An element ends; its tail is the parent's."""
        tag = element.tag
        if tag == "q":
            self.text("”")
        if self.pre is not None and self.pre[0] is element:
            self._end_pre(element)
        elif tag in _BLOCKS:
            self.flush()
            self.source = element.getparent()
            if self.heading and self.heading[0] is element:
                self.heading = None
            if self.open[-1][0] is element:
                tidy_container(self.open.pop()[1], self.open[-1][1])
        if self.styles and self.styles[-1][0] is element:
            self.styles.pop()
            del self.inline[len(self.styles) + 1 :]

    def _start_block(self, element: HtmlElement, tag: str) -> None:
        if tag in _HEADINGS:
            self.heading = self.heading or (element, tag)
            return
        if tag not in _KEPT or (tag in _NESTED and len(self.open) > _DEEPEST):
            return
        self.heading = None
        node = Node(tag, source=element)
        if tag == "ol" and (start := element.get("start")):
            node.attrs["start"] = start
        self.open[-1][1].children.append(node)
        self.open.append((element, node))

    def _break(self) -> None:
        if self.pre is not None:
            self.pre[1].append("\n")
            return
        if self.paragraph is None:
            return
        if ends_in_break(self.paragraph):
            self.flush()
            return
        self._inline_node().children.append(Node("br"))
        self.space = True

    def _start_style(self, element: HtmlElement, tag: str) -> None:
        if self.pre is not None:
            return
        href = self._address(element.get("href")) if tag == "a" else ""
        if href is None:
            return
        node = Node("a", attrs={"href": href}) if tag == "a" else Node(_STYLES[tag])
        if tag == "a" and (rel := element.get("rel")):
            node.attrs["rel"] = rel
        if any(style.tag == node.tag for _, style in self.styles) or len(self.styles) > _DEEPEST:
            return
        self.styles.append((element, node))

    def _address(self, given: str | None) -> str | None:
        """An address that a link may have: http, https or mailto."""
        given = (given or "").strip()
        if given[:7].lower() == "mailto:":
            return given
        return resolve(given, self.url or None) if given else None

    def _image(self, element: HtmlElement) -> None:
        alt = tidy(" ".join((element.get("alt") or "").split()))
        if not alt.isascii() and _EMOJI.intersection((element.get("class") or "").split()):
            self.text(alt)
            return
        if self.pre is not None:
            return
        src = self._first(element.get(name) for name in _LAZY)
        if src is None or element.get("width") == "1" or element.get("height") == "1":
            return
        self._inline_node().children.append(Node("img", attrs={"src": src, "alt": alt}))
        self.space = False

    def _first(self, sources: Iterable[str | None]) -> str | None:
        found = (resolve(s.strip(), self.url or None) for s in sources if s)
        return next((url for url in found if url), None)

    def _embed(self, element: HtmlElement) -> None:
        if self.pre is not None:
            return
        sources = [element.get(n) for n in ("src", "data-src", "data")]
        src = self._first([*sources, *(s.get("src") for s in element.iter("source"))])
        if src is None or "wp-embedded-content" in (element.get("class") or ""):
            return
        self.flush()
        title = tidy(" ".join((element.get("title") or "").split()))
        self.open[-1][1].children.append(Node("embed", attrs={"src": src, "title": title}))

    def _end_pre(self, element: HtmlElement) -> None:
        assert self.pre is not None
        code = tidy("".join(self.pre[1])).replace("\u00a0", " ")
        self.pre = None
        lines = [line.rstrip() for line in _NEWLINE.split(code)]
        code = "\n".join(lines).strip("\n")
        if not code or _NUMBERED.fullmatch(code):
            return
        verse = "verse" in (element.get("class") or "")
        node = Node("verse" if verse else "pre", [code], source=element)
        if language := _language(element):
            node.attrs["lang"] = language
        self.open[-1][1].children.append(node)


def _continues(last: Node | str, style: Node) -> bool:
    """Whether a style is the same as the one that has just ended: both become one node."""
    return isinstance(last, Node) and last.tag == style.tag and last.attrs == style.attrs


def _language(pre: HtmlElement) -> str:
    """The language of a code block, from its class, that of its ``code`` or of its wrapper."""
    parent = pre.getparent()
    for element in (pre, *pre.iterchildren("code"), *(() if parent is None else (parent,))):
        match = _LANGUAGE.search(f"{element.get('class') or ''} {element.get('data-lang') or ''}")
        if match and match[1] not in ("plaintext", "text", "none", "default", "highlighter"):
            return match[1].lower()
    return ""


def build(element: HtmlElement, url: str, drop: Drop) -> Node:
    """The tree of an element's content; ``drop`` is asked once for every element below it."""
    builder = Builder(url)
    walk = etree.iterwalk(element, events=("start", "end", "comment"))
    skipped: object = None
    for event, current in walk:
        if event == "start":
            if current is not element and drop(current):
                walk.skip_subtree()
                skipped = current
                if current.tag not in _INLINE_TAGS:
                    builder.flush()
                continue
            builder.start(current)
            if current.tag in _EMBEDS:
                walk.skip_subtree()
            elif current.tag == "math" and (formula := _formula(current)):
                builder.text(formula)
                walk.skip_subtree()
        else:
            if event == "end" and current is not skipped:
                builder.end(current)
            if current is not element and (tail := current.tail):
                builder.text(tail)
    builder.flush()
    return builder.root


def _formula(element: HtmlElement) -> str:
    """The source of a formula, where its MathML has an annotation; else empty."""
    return next((note.text or "" for note in element.iter("annotation")), "")


_INLINE_TAGS = frozenset(
    ["a", "span", "em", "i", "b", "strong", "sup", "sub", "small", "script", "style", "img", "svg"]
)
