"""The Markdown of the archive, and the plain text that it stands for.

What is written is CommonMark 0.31 with five agreements:

- a table is a pipe table (GFM), a line break within a cell is ``<br>``;
- superscript and subscript are ``<sup>`` and ``<sub>``, the only other inline HTML; digits in them
  that follow a digit are raised or lowered in the plain text as well ("1911¹" is not 19111);
- struck out words stand between ``~~`` (GFM), in the plain text as well;
- a formula is TeX: a code span between two ``$``, or a block of code of the language ``math``;
- a video or another foreign document is a paragraph ``[its title](address "embed")``. Like a
  picture it is no part of the plain text.

A character that could be read as markup is always escaped, so a bare ``*`` is emphasis and a bare
``<`` opens a tag. That makes ``to_text`` a handful of passes instead of a parser; CommonMark by
other hands that keeps to paragraphs, lists, quotes and links is read as well.
"""

import re
from functools import lru_cache

DESTINATION = r"\((?:<[^<>\n]*>|(?:[^()\\\s]|\\.|\([^()\s]*\))*)(?: \"(?:[^\"\\]|\\.)*\")?\)"
"""The address of a link or a picture, and its title, with the brackets around them."""
_INLINE = re.compile(  # every alternative starts with a literal: that makes the search fast
    r"(?P<escaped>(?:\\[!-/:-@\[-`{-~])++)"
    r"|`(?P<more>`*+)(?P<code>[^`]|[^`].*?[^`])`(?P=more)(?!`)|(?P<ticks>`++)"
    rf"|!\[(?:[^\[\]\\]|\\.)*\]{DESTINATION}|\]{DESTINATION}|\[|\*|</?su[bp]>"
)
_PLAIN = re.compile(rf"!\[[^\[\]]*\]{DESTINATION}|\]{DESTINATION}|\[|\*|</?su[bp]>")
"""The same without escapes and code."""
_STARTS = frozenset(" >-+*#|<[0123456789")
LEAD = re.compile(r"(?:[ >]|[-+*] (?=\S)|\d{1,9}[.)] (?=\S))*")
"""The marks of the blocks that a line stands in."""
_ITEM = re.compile(r"((?:[ >]|[-+*] )*)(\d{1,9})[.)](?= \S)")
FENCE = re.compile(r"((?:[ >]|[-+*] |\d{1,9}[.)] )*)(`{3,})([^`]*)$")
"""The first line of a block of code: the marks of the blocks around it, its fence, its language."""
_RULES = frozenset(("---", "***", "<!-- -->"))
_DELIMITER = re.compile(r"\|(?: *:?-{3,}:? *\|)+")
_CELL = re.compile(r"(?<!\\)\|")
_HEADING = re.compile(r"^#{1,6} ")
_SPECIAL = re.compile(r"[\\`*\[\]<]+|(?<![^\W_])_+(?!\s)|&(?=#?\w{1,32};)|!(?=\[)|~+(?=~)")
_STARTERS = frozenset("-+=#>|~:0123456789")
_LINE_START = re.compile(
    r"^(?:([=>|]|[-+](?=[\s-]|$)|#(?=#{0,5}(?:\s|$))|:(?=-))|(\d{1,9})([.)])(?=\s|$))"
)


def escape(text: str) -> str:
    """``text`` as words within a line of Markdown: nothing in it is read as inline markup."""
    # most texts hold none of these, and ten searches cost less than the pattern's walk
    if (
        "_" in text
        or "*" in text
        or "&" in text
        or "!" in text
        or "[" in text
        or "]" in text
        or "`" in text
        or "<" in text
        or "~" in text
        or "\\" in text
    ):
        # a row of signs at once, since pages are made of millions of them
        return _SPECIAL.sub(lambda m: "\\" + "\\".join(m[0]), text)
    return text


def escape_start(line: str) -> str:
    """An already escaped line as the start of a paragraph: no list, quote, heading or table."""
    if line[:1] not in _STARTERS:
        return line
    return _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line, count=1)


def destination(url: str) -> str:
    """An address as the destination of a link: brackets, quotes and white space are encoded."""
    encoded = re.sub(r"[\s<>\"`\\]", lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), url)
    return re.sub(r"[()]|&(?=#?\w{1,32};)", r"\\\g<0>", encoded)


def code_span(code: str) -> str:
    """Code within a line, its fence longer than any run of back-ticks in it."""
    ticks = "`" * (1 + max(map(len, re.findall("`+", code)), default=0))
    pad = " " if code[:1] == "`" or code[-1:] == "`" or (code[:1] == code[-1:] == " ") else ""
    return f"{ticks}{pad}{code}{pad}{ticks}"


def fenced(code: str, language: str = "") -> str:
    """A block of code, its fence longer than any run of back-ticks in it."""
    ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    return f"{ticks}{language}\n{code}\n{ticks}"


def to_text(markdown: str) -> str:
    """The plain text of a post from its stored Markdown.

    Paragraphs are separated by one blank line, no line ends in a space. Pictures, embeds, rules
    and the addresses of links are no text; code stands as it is; every list item begins with a
    hyphen, and with its number where that is not told by counting.
    """
    lines: list[str] = []
    fence, width = "", 0
    counts = _Counts()
    for line in markdown.split("\n"):
        if fence:
            if line.strip(" >") == fence:
                fence = ""
            else:
                lines.append(line[width:].rstrip())
        elif not line:
            counts.end_quotations()
            if lines and lines[-1]:
                lines.append("")
        elif "```" in line and (opening := FENCE.match(line)):
            fence, width = opening[2], len(opening[1])
            counts.without(line)
        elif text := _line(counts.without(line)):
            lines.append(text)
        elif lines and lines[-1] and line[-1] != "|":
            lines.append("")
    return "\n".join(lines).strip("\n").replace("\u00a0", " ")


class _Counts:
    """The lists that are open: by the depth of the quotation they stand in, and by their column.

    A list has the number that comes next; 0 where it counts otherwise than from one.
    """

    def __init__(self) -> None:
        self.open: dict[int, dict[int, int]] = {}

    def end_quotations(self) -> None:
        """Forget the lists within quotations, which an empty line ends."""
        self.open = {0: self.open.get(0, {})}

    def without(self, line: str) -> str:
        """A line, with a hyphen for its number where it is an item of a list that counts from one."""
        if line[0] not in _STARTS and not any(self.open.values()):
            return line
        lead = line[: len(line) - len(line.lstrip(" >"))]
        if len(lead) == len(line):
            return line
        item = _ITEM.match(line) if line[0] in _STARTS else None
        depth, column = (item[1].count(">"), len(item[1])) if item else (0, -1)
        starts = [at for at, sign in enumerate(lead) if sign == ">"]
        for deep, lists in self.open.items():
            start = -1 if len(starts) < deep else [*starts, len(lead)][deep]
            own = column if deep == depth else -1
            for known in [known for known in lists if known > start or known == start != own]:
                del lists[known]
        if item is None:
            return line
        lists = self.open.setdefault(depth, {})
        number = int(item[2])
        counted = number == lists.get(column, 1)
        lists[column] = number + 1 if counted else 0
        return f"{item[1]}-{line[item.end() :]}" if counted else line


_SCRIPT = re.compile(
    r"(?<=\d)(?P<link>\[?)<(?P<kind>su[bp])>\[?(?P<signs>[-+−=\d]+|[inx])"
    r"(?:\]\([^()\s]*\))?</(?P=kind)>"
    r"|<sub>(?P<base>\d+)</sub>(?=\d)"
    r"|(?<=\d)\[(?P<note>\d{1,3})\](?=\(#)"
)
_RAISED = dict(zip("0123456789+-−=nix", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼ⁿⁱˣ", strict=True))
_LOWERED = dict(zip("0123456789+-−=nix", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌ₙᵢₓ", strict=True))


def _apart(match: re.Match[str]) -> str:
    """Raised or lowered digits as characters that do not run into the number before them."""
    signs = _LOWERED if match["base"] or match["kind"] == "sub" else _RAISED
    written = match["note"] or match["base"] or match["signs"]
    raised = "".join(map(signs.__getitem__, written))
    return f"[{raised}]" if match["note"] else (match["link"] or "") + raised


def raised(html: str) -> str:
    """A number in ``<sup>`` or ``<sub>`` as raised or lowered characters; any other HTML as it is."""
    kind, _, rest = html.removeprefix("<").partition(">")
    words = rest.removesuffix(f"</{kind}>")
    signs = {"sup": _RAISED, "sub": _LOWERED}.get(kind, {})
    return "".join(map(signs.__getitem__, words)) if words and signs.keys() >= set(words) else html


def _line(line: str) -> str:
    """The text of a line that is no code; empty where it holds none."""
    if line[0] in _STARTS:
        line = _block(line)
    if "<su" in line or "](#" in line:
        line = _SCRIPT.sub(_apart, line)
    if "\\" in line or "`" in line:
        if line.endswith("\\") and (len(line) - len(line.rstrip("\\"))) % 2:
            line = line[:-1]
        return _INLINE.sub(_inline, line).rstrip()
    if "](" in line or "[" in line or "*" in line or "<" in line:
        return _PLAIN.sub("", line).rstrip()
    return line


def _block(line: str) -> str:
    """A line without the marks of its blocks."""
    match = LEAD.match(line)
    lead = match[0] if match else ""
    rest = line[len(lead) :]
    if rest in _RULES or (rest[:1] == "[" and rest.endswith(' "embed")')):
        return ""
    if rest[:1] == "#":
        rest = _HEADING.sub("", rest, count=1)
    elif rest[:1] == "|" and rest[-1:] == "|":
        rest = _row(rest)
    return _lead(lead) + rest if rest else ""


@lru_cache(maxsize=4096)
def _lead(lead: str) -> str:
    """What is left of the marks before a line's words: indentation, hyphens and numbers."""
    return lead.replace("> ", "").replace(">", "")


def _row(row: str) -> str:
    if _DELIMITER.fullmatch(row):
        return ""
    cells = (cell.strip().replace("<br>", " ") for cell in _CELL.split(row))
    return " | ".join(cell for cell in cells if cell)


def _inline(match: re.Match[str]) -> str:
    if escaped := match["escaped"]:
        return escaped[1::2]
    if ticks := match["ticks"]:
        return ticks
    if code := match["code"]:
        return code[1:-1] if code[:1] == code[-1:] == " " and code.strip() else code
    return ""
