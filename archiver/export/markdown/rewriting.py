"""Writes the Markdown of a post in the dialect of a program that reads it otherwise than CommonMark does.

Whatever stands in a post is its writer's words. A program that builds a site looks for code of its own
in them, before or while it reads Markdown, also in blocks of code: such a place is spelled otherwise.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archiver.formats import markdown as md

_PIECE = re.compile(
    r"(?P<words>(?:\\[!-/:-@\[-`{-~])++)"
    r"|`(?P<more>`*+)(?P<code>[^`]|[^`].*?[^`])`(?P=more)(?!`)|(?P<ticks>`++)"
    rf"|(?<=\])(?P<target>{md.DESTINATION})"
    r"|(?P<html>(?<=\d)<(?P<tag>su[bp])>[^<>`\[\]\\]*</(?P=tag)>|<sub>\d+</sub>(?=\d)|<[^<>]*>)"
)
_TITLE = re.compile(r' "((?:[^"\\]|\\.)*)"$')
_SIGN = r"[!-/:-@\[-`{-~]"
_ESCAPE = re.compile(rf"\\({_SIGN})")
_IN_ADDRESS = re.compile(r"[{}()|<>`\\\s]|&(?=#?\w{1,32};)")
_OPEN = re.compile(r"(?<!\\)(?:\\\\)*\\$")
"""An odd number of backslashes at the end of a line: a line break."""


def same(text: str) -> str:
    """What needs no other spelling."""
    return text


def same_in_place(text: str, around: str) -> str:
    """The same, whatever stands around it."""
    return text


@dataclass(frozen=True)
class Dialect:
    """How a program's own code is written so that it is text.

    ``special`` is found in each body that needs another spelling; any other stays as it is. ``words``
    spells a stretch of escaped words, ``row`` one in a table, ``heading`` one in a heading, ``start`` the
    beginning of a line, ``code`` code within a line, ``block`` a block of code and its language, ``address``
    that of a link or a picture, ``html`` a tag, or a raised or lowered number, by the signs around it.
    """

    special: re.Pattern[str]
    words: Callable[[str], str]
    code: Callable[[str], str] = md.code_span
    block: Callable[[str, str], str] = md.fenced
    address: Callable[[str], str] = same
    html: Callable[[str, str], str] = same_in_place
    row: Callable[[str], str] | None = None
    heading: Callable[[str], str] | None = None
    start: Callable[[str], str] = same
    line_break: str = "\\"

    def __call__(self, markdown: str) -> str:
        """A body in this dialect."""
        return _rewritten(markdown, self) if self.special.search(markdown) else markdown


def _rewritten(markdown: str, dialect: Dialect) -> str:
    found: list[str] = []
    lines = iter(markdown.split("\n"))
    for line in lines:
        opening = md.FENCE.match(line) if "```" in line else None
        if opening:
            code = _block(lines, opening[2], len(opening[1]))
            made = dialect.block("\n".join(code), opening[3].strip())
            rest = re.sub(r"[^ >]", " ", opening[1])
            first, *others = made.split("\n")
            found += [opening[1] + first, *((rest + other).rstrip(" ") for other in others)]
        else:
            found.append(_line(line, dialect))
    return "\n".join(found)


def _block(lines: Iterator[str], fence: str, width: int) -> Iterator[str]:
    """The lines of a block of code; its end is taken from the lines, too."""
    for line in lines:
        if line.strip(" >") == fence:
            return
        yield line[width:]


def _line(line: str, dialect: Dialect) -> str:
    lead = match[0] if (match := md.LEAD.match(line)) else ""
    rest, end = line[len(lead) :], ""
    if _OPEN.search(rest):
        rest, end = rest[:-1], dialect.line_break
    is_row = rest[:1] == "|" and rest[-1:] == "|"
    own = dialect.row if is_row else dialect.heading if rest[:1] == "#" else None
    words = own or dialect.words
    made, at = [], 0
    for piece in _PIECE.finditer(rest):
        if piece["words"] or piece["ticks"]:
            continue
        made += [words(rest[at : piece.start()]), _piece(piece, dialect, is_row)]
        at = piece.end()
    made.append(words(rest[at:]))
    return lead + dialect.start("".join(made)) + end


def _piece(piece: re.Match[str], dialect: Dialect, is_row: bool) -> str:
    if piece["target"]:
        return _target(piece["target"], dialect)
    if piece["html"]:
        line, start, end = piece.string, piece.start(), piece.end()
        return dialect.html(piece["html"], line[start - 1 : start] + line[end : end + 1])
    code = piece["code"]
    if code[:1] == code[-1:] == " " and code.strip():
        code = code[1:-1]
    if not is_row:
        return dialect.code(code)
    # a pipe is escaped in a table even within code
    made = dialect.code(code.replace("\\|", "|"))
    return made.replace("|", "\\|")


def _target(target: str, dialect: Dialect) -> str:
    """An address without a sign that any of the programs takes for its own; the same address."""
    inner = target[1:-1]
    title = _TITLE.search(inner)
    address = inner[: title.start()] if title else inner
    raw = _ESCAPE.sub(r"\1", address.removeprefix("<").removesuffix(">"))
    spelled = dialect.address(_IN_ADDRESS.sub(_encoded, raw))
    return f'({spelled} "{dialect.words(title[1])}")' if title else f"({spelled})"


def _encoded(match: re.Match[str]) -> str:
    return "&amp;" if match[0] == "&" else "".join(f"%{b:02X}" for b in match[0].encode())


def spelling(signs: str, escaped: str = "") -> Callable[[str], str]:
    """Spells a stretch of words: ``signs``, a pattern, are written as references.

    So are those of ``escaped`` that stand behind a backslash. Any other escape stays.
    """
    pattern = re.compile(rf"(?P<signs>{signs})|\\{_SIGN}")

    def spelled(match: re.Match[str]) -> str:
        text = match[0].removeprefix("\\")
        return references(text) if match["signs"] or text in escaped else match[0]

    return lambda words: pattern.sub(spelled, words)


def split_code(code: str, special: re.Pattern[str]) -> str:
    """Code within a line, in which what is special stands as words between spans of code."""
    made, at = [], 0
    for match in special.finditer(code):
        if code[at : match.start()]:
            made.append(md.code_span(code[at : match.start()]))
        made.append(references(match[0]))
        at = match.end()
    if code[at:]:
        made.append(md.code_span(code[at:]))
    return "".join(made)


def references(text: str) -> str:
    """Each sign of a text as a numeric character reference."""
    return "".join(f"&#{ord(char)};" for char in text)


def code_in_html(code: str, signs: str, *, block: bool = False, language: str = "") -> str:
    """Code as HTML, in which these signs are written as references."""
    text = code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for sign in signs:
        text = text.replace(sign, references(sign))
    if not block:
        return f"<code>{text}</code>"
    kind = f' class="language-{language}"' if language else ""
    return f"<pre><code{kind}>{text}</code></pre>"
