"""Hugo: content with front matter. Shortcodes in a post stay text.

Hugo looks for ``{{<`` and ``{{%`` before it reads Markdown, also in code. In words a brace is written as a
reference; in a block of code the shortcode as a comment of itself, which is how Hugo's own documentation
shows one. Where that cannot be, as in a half of one, the block is written as lines of code. ``<!--more-->``
ends the summary, and is swallowed, wherever it stands.

Raw HTML is left out by Hugo, unless a site allows it: of ours, raised digits become characters, and a line
break in a table a space. What is struck out in a link in a heading makes Hugo 0.111 fail: in headings the
tildes are words. ``url``, ``published``, ``lang``, ``aliases`` and the like mean something to
Hugo, so they are called otherwise here.
"""

import re

from archiver.export.edition import Edition
from archiver.export.markdown.flavour import Flavour, Matter, common, fit_for_folders
from archiver.export.markdown.rewriting import Dialect, spelling, split_code
from archiver.formats import markdown as md

_MORE = re.compile(r"<(?=!--\s*more\s*-->)")
_HALF = re.compile(rf"\{{\{{(?=[<%])|{_MORE.pattern}")
_OPEN = re.compile(r"\{\{[<%]")
_SIGNS = r"\{|\\<(?=!--)"
_TAG = re.compile(r"</?su[bp]>")
_DRAWN = frozenset(("goat",))
"""Languages of which Hugo makes pictures by itself."""


def _code(code: str) -> str:
    return split_code(code, _HALF)


def _block(code: str, language: str) -> str:
    if language in _DRAWN:
        language = ""
    if not _HALF.search(code):
        return md.fenced(code, language)
    shown = None if _MORE.search(code) else _commented(code)
    return _as_lines(code) if shown is None else md.fenced(shown, language)


def _commented(code: str) -> str | None:
    """Code with each shortcode as a comment of itself; None where one cannot be."""
    made, at = [], 0
    while opening := _OPEN.search(code, at):
        start, close = opening.end(), ">}}" if opening[0][-1] == "<" else "%}}"
        end = code.find(close, start)
        inner = code[start:end]
        if end < 0 or inner.startswith("/") or "*/" in inner:
            return None
        made.append(f"{code[at:start]}/*{inner}*/{close}")
        at = end + len(close)
    return "".join(made) + code[at:]


def _as_lines(code: str) -> str:
    """A block of code as a paragraph of lines; spaces that begin a line are kept as fixed ones."""
    found = []
    for line in code.split("\n"):
        words = line.lstrip(" \t")
        indent = line[: len(line) - len(words)].replace("\t", "    ").replace(" ", "\u00a0")
        found.append(indent + _code(words.rstrip()) if words else "\u00a0")
    return "\\\n".join(found)


def _html(tag: str, around: str) -> str:
    if tag == "<br>":
        return " "
    if not tag.startswith(("<su", "</su")) or set(around) & set("`*_~"):
        return tag  # without it what is apart would be one: two spans of code, or two marks
    return _TAG.sub("", md.raised(tag))


def _matter(edition: Edition) -> Matter:
    matter = common(edition)
    matter["lastmod"] = matter.pop("updated")
    matter["language"] = matter.pop("lang")
    fit_for_folders(matter, "tags", "categories")
    return matter


DIALECT = Dialect(
    special=re.compile(
        r"\{|<su|<br>|<!--\s*more|```goat|(?m:^[ >\d.)+*-]*#{1,6} .*~~)",
    ),
    words=spelling(_SIGNS, "{"),
    heading=spelling(rf"{_SIGNS}|~", "{"),
    code=_code,
    block=_block,
    html=_html,
)
FLAVOUR = Flavour(matter=_matter, body=DIALECT)
