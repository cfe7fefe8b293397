"""Renders the tree as Markdown, from which the plain text is made, and as sanitised HTML."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import escape as html_escape
from urllib.parse import unquote

from archiver.extraction.document.grids import grid
from archiver.extraction.document.tree import INLINE, Node
from archiver.formats import markdown as md

# ---- Markdown -------------------------------------------------------------------------------


def to_markdown(body: Node) -> str:
    """The article as CommonMark, by the conventions of ``archiver.formats.markdown``."""
    return "\n\n".join(_blocks(body.children))


def _blocks(children: Iterable[Node | str]) -> list[str]:
    """The blocks of a container; inline content between them is a paragraph of its own."""
    found: list[str] = []
    previous = ""
    for child in children:
        if isinstance(child, str) or (child.tag in INLINE and child.tag != "embed"):
            child = Node("p", [child])
        block = _block(child)
        if not block:
            continue
        if child.tag in ("ul", "ol", "dl") and previous in ("ul", "ol", "dl"):
            found.append("<!-- -->")
        found.append(block)
        previous = child.tag
    return found


def _block(node: Node) -> str:
    tag = node.tag
    if tag == "p" or tag in ("dt", "figcaption"):
        return (
            _container(node) if any(c.tag not in INLINE for c in node.nodes()) else _paragraph(node)
        )
    if tag in _LEVELS:
        words = _inline(node.children, plain=True).replace("\\\n", " ").strip()
        return f"{'#' * _LEVELS[tag]} {_heading(words)}" if words else ""
    if tag in ("ul", "ol", "dl"):
        return _list(node)
    if tag == "blockquote":
        return _prefixed(_container(node), "> ", "> ")
    if tag == "pre":
        return md.fenced(str(node.children[0]), node.attrs.get("lang", ""))
    if tag == "verse":
        return _verse(str(node.children[0]))
    if tag == "table":
        return _table(node)
    if tag == "hr":
        return "***"
    if tag == "embed":
        label = md.escape(node.attrs["title"] or node.attrs["src"])
        return f'[{label}]({md.destination(node.attrs["src"])} "embed")'
    return _container(node)


_LEVELS = {f"h{n}": n for n in range(1, 7)}


def _container(node: Node) -> str:
    return "\n\n".join(_blocks(node.children))


def _heading(words: str) -> str:
    return words[:-1] + "\\#" if words.endswith("#") else words


def _paragraph(node: Node) -> str:
    text = _inline(node.children).strip()
    while text.endswith("\\\n"):
        text = text[:-2].rstrip()
    return "\n".join(md.escape_start(line.strip()) for line in text.split("\n"))


def _prefixed(text: str, first: str, rest: str) -> str:
    if not text:
        return ""
    lines = text.split("\n")
    return "\n".join(
        (p + line).rstrip() for p, line in zip([first, *[rest] * len(lines)], lines, strict=False)
    )


def _list(node: Node) -> str:
    backwards = "reversed" in node.attrs
    number = int(node.attrs.get("start", len(node.children) if backwards else 1))
    items: list[str] = []
    loose = False
    for item in node.nodes():
        blocks = _blocks(item.children)
        if item.tag == "dt":
            loose = True
            items.append("\n\n".join(blocks))
            continue
        tight = len(blocks) == 2 and [c.tag for c in item.nodes()][-1] in ("ul", "ol")
        loose = loose or (len(blocks) > 1 and not tight)
        text = ("\n" if tight else "\n\n").join(blocks)
        if not text:
            continue
        number = int(item.attrs.get("value", number))
        marker = f"{number}. " if node.tag == "ol" else "- "
        number = max(0, number - 1) if backwards else number + 1
        items.append(_prefixed(text, marker, " " * len(marker)))
    return ("\n\n" if loose else "\n").join(items)


def _verse(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        words = line.lstrip()
        lines.append("\u00a0" * (len(line) - len(words)) + md.escape_start(md.escape(words)))
    return "\n\n".join(
        "\\\n".join(stanza.split("\n"))
        for stanza in "\n".join(lines).split("\n\n")
        if stanza.strip()
    )


def _table(node: Node) -> str:
    strays = [_block(child) for child in node.nodes() if child.tag != "tr"]
    found = grid(node)
    rows = [["" if cell is None else _cell(cell) for cell in line] for line in found]
    if not any(cell is not None and cell.tag == "th" for cell in found[0]):
        rows.insert(0, [""] * len(found[0]))
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"| {' | '.join(['---'] * len(found[0]))} |")
    return "\n\n".join([*strays, "\n".join(lines)])


def _cell(node: Node) -> str:
    text = "<br>".join(_paragraph(c) if c.tag == "p" else _block(c) for c in node.nodes())
    return text.replace("\\\n", "<br>").replace("\n", " ").replace("\\|", "|").replace("|", "\\|")


def _inline(children: Iterable[Node | str], *, plain: bool = False) -> str:
    """Inline Markdown. Emphasis that CommonMark would not parse as such is left out."""
    parts: list[str] = []
    items = list(children)
    for at, child in enumerate(items):
        if isinstance(child, str):
            parts.append(md.escape(child))
            continue
        if child.tag in _MARKS and not plain:
            following = items[at + 1] if at + 1 < len(items) else None
            parts.append(_emphasis(child, parts[-1] if parts else "", following))
        else:
            parts.append(_inline_node(child, plain=plain))
        if _touches(parts):
            # two adjacent code spans would be parsed as one: the second is left as text
            parts[-1] = md.escape(child.text()) + " " * parts[-1][-1:].isspace()
        if parts[-1].startswith("[") and len(parts) > 1 and parts[-2].endswith("!"):
            parts[-2] = parts[-2][:-1] + "\\!"
    return "".join(parts)


def _touches(parts: list[str]) -> bool:
    """Whether the last part begins with code right where another span of code has ended."""
    if len(parts) < 2 or not parts[-1].startswith("`"):
        return False
    return parts[-2].endswith("`") and not parts[-2].endswith("\\`")


def _inline_node(node: Node, *, plain: bool) -> str:
    tag = node.tag
    if tag == "br":
        return "\\\n"
    if tag == "img":
        return f"![{md.escape(node.attrs['alt'])}]({md.destination(node.attrs['src'])})"
    if tag == "code":
        return _code(node)
    if tag == "math":
        return f"${md.code_span(node.text())}$"
    inner = _inline(node.children, plain=plain)
    if tag == "a":
        lead, words, tail = _split(inner)
        return f"{lead}[{words}]({md.destination(node.attrs['href'])}){tail}" if words else inner
    if tag in ("sup", "sub") and inner.strip():
        return f"<{tag}>{inner}</{tag}>"
    if tag == "del":
        lead, words, tail = _split(inner)
        return f"{lead}~~{words}~~{tail}" if words else inner
    return inner


_BLANKS_BEFORE = re.compile(r"(?:\s|\\\n)*+")
_BLANKS_AFTER = re.compile(r"(?:\n\\|\s)*+")


def _split(inner: str) -> tuple[str, str, str]:
    """White space and line breaks before the words, the words, and the same after them."""
    return _parted(inner, _BLANKS_BEFORE, _BLANKS_AFTER)


def _parted(text: str, before: re.Pattern[str], after: re.Pattern[str]) -> tuple[str, str, str]:
    """What one pattern matches before the words, the words, and what matches after them, read back."""
    start = _length(before, text)
    end = len(text) - _length(after, text[start:][::-1])
    return text[:start], text[start:end], text[end:]


def _length(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _code(node: Node) -> str:
    """A code span; white space at its ends is put outside."""
    code, raw = node.text(), "".join(_strings(node))
    if not code:
        return raw and " "
    return " " * raw[0].isspace() + md.code_span(code) + " " * raw[-1].isspace()


def _strings(node: Node) -> Iterator[str]:
    """The texts below a node as they stand, a line break as a space."""
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield " "
        else:
            yield from _strings(child)


_MARKS = {"em": "*", "strong": "**", "del": "~~"}
_SIGNS_BEFORE = re.compile(r"[^\w\s\\`*\[\]<&!~_]*+")
_SIGNS_AFTER = re.compile(r"[^\w\s\\`*\[\]<>&!~_();]*+")
"""Signs at the ends of emphasised words that are no markup."""


def _emphasis(node: Node, before: str, following: Node | str | None) -> str:
    inner = _inline(node.children, plain=node.tag != "del")
    lead, words, tail = _split(inner)
    mark = _MARKS[node.tag]
    left = (lead or before)[-1:]
    after = (
        tail or (following if isinstance(following, str) else following and following.text()) or ""
    )
    opening, closing = "", ""
    if words and not (_opens(words, left) and _closes(words, after[:1])):
        # CommonMark reads no emphasis in `**「a」**b`, but in `「**a**」b`
        first, _, last = _parted(words, _SIGNS_BEFORE, _SIGNS_AFTER)
        opening = "" if _opens(words, left) else first
        closing = "" if _closes(words, after[:1]) else last
        words = words[len(opening) : len(words) - len(closing)]
    if (
        not words
        or words.startswith("`")
        or not (_opens(words, opening[-1:] or left) and _closes(words, closing[:1] or after[:1]))
        or left == mark[0]
        or (not tail and isinstance(following, Node) and following.tag in _MARKS)
    ):
        return inner if node.tag != "del" or not words else f"{lead}{mark}{words}{mark}{tail}"
    return f"{lead}{opening}{mark}{words}{mark}{closing}{tail}"


def _opens(words: str, left: str) -> bool:
    return not _punctuation(words[0]) or _edge(left)


def _closes(words: str, right: str) -> bool:
    return not _punctuation(words[-1]) or _edge(right)


def _punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _edge(char: str) -> bool:
    return not char or char.isspace() or _punctuation(char)


# ---- HTML -----------------------------------------------------------------------------------

_WRAPPED = {"verse": "pre", "body": "div", "note": "div"}
_NUMBERED = {
    "ol": ("start",),
    "li": ("value",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan"),
}
_VOID = frozenset(("br", "hr", "img"))


def _anchor(mark: str) -> str:
    """The id of a place within the post: one that no script of a page around it looks for."""
    return "in-" + re.sub(r"[^\w.-]+", "-", unquote(mark).removeprefix("in-"))


def to_html(body: Node) -> str:
    """The article as sanitised HTML: our own elements and attributes only, nothing of the page's."""
    return "\n".join(_html(child) for child in body.children)


def _html(node: Node | str) -> str:
    if isinstance(node, str):
        return html_escape(node, quote=False)
    attrs = node.attrs
    if node.tag == "img":
        return f'<img src="{html_escape(attrs["src"])}" alt="{html_escape(attrs["alt"])}">'
    if node.tag == "embed":
        label = html_escape(attrs["title"] or attrs["src"])
        return f'<p><a href="{html_escape(attrs["src"])}">{label}</a></p>'
    if node.tag in _VOID:
        return f"<{node.tag}>"
    inner = "".join(map(_html, node.children))
    if node.tag == "a":
        href = attrs["href"]
        href = f"#{_anchor(href[1:])}" if href.startswith("#") else html_escape(href)
        return f'<a href="{href}">{inner}</a>'
    if node.tag == "pre":
        return f"<pre><code>{inner}</code></pre>"
    if node.tag == "math":
        return f"<code>${inner}$</code>"
    tag = _WRAPPED.get(node.tag, node.tag)
    said = "".join(f' {n}="{attrs[n]}"' for n in _NUMBERED.get(node.tag, ()) if n in attrs)
    said += " reversed" if "reversed" in attrs else ""
    said += f' id="{_anchor(attrs["id"])}"' if "id" in attrs else ""
    return f"<{tag}{said}>{inner}</{tag}>"
