"""Lists in Markdown: tables as GitHub writes them, items of lists, and lines of links.

Links are read as CommonMark has them (6.3): inline, by reference, in angle brackets, and bare ones as
GitHub does. Code and comments are no part of the list.
"""

import re
from collections.abc import Iterable, Iterator

from archiver.discover import documents
from archiver.discover.rosters import html_rows
from archiver.discover.rosters.table import (
    Cell,
    Listed,
    Row,
    Table,
    grouped,
    refuse_masses,
)
from archiver.web import urls

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)")
_ITEM = re.compile(r"[ \t]{0,40}(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(\S.*)")
_DEFINITION = re.compile(r" {0,3}\[([^\[\]\n]{1,200})\]:[ \t]{0,9}<?([^\s<>]{1,2000})")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_BARE = re.compile(r"https?://[^\s<>()\[\]|\"`]{1,2000}", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][\w-]{0,30}(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE)
_STRUCK = re.compile(r"~~[^~\n]{1,2000}~~")
_MARKS = re.compile(r"[*_`~]{1,3}")
_PICTURE = re.compile(r"!\[([^\[\]\n]{0,300})\]\([^\s()\n]{0,2000}(?:[ \t]\"[^\"\n]{0,200}\")?\)")
_TARGET = re.compile(
    r"\s{0,9}+<?([^\s()<>]{1,2000}+(?:\([^\s()<>]{0,200}+\)[^\s()<>]{0,2000}+){0,3})>?(?:\s[^()\n]{0,300}+)?\)"
)
_LABEL = 500
_PROSE = 80
"""A line with so many characters outside its links is running text, and no row."""


def read(text: str, url: str) -> Listed:
    """The rows of a Markdown text, and of the HTML that stands in it."""
    lines = list(_outside_code(_shown(text).splitlines()))
    known = {m[1].casefold(): m[2] for _, line in lines if (m := _DEFINITION.match(line))}
    tables, rows = _Lines(lines, known, url).read()
    refuse_masses(len(rows) + sum(len(table.rows) for table in tables), url)
    title = next((m[2].strip("# ") for _, line in lines if (m := _HEADING.match(line))), "")
    found = (*tables, *grouped(rows))
    if "<a " in text:
        found += html_rows.read(documents.parsed(text, url), url).tables
    return Listed(format="Markdown", tables=found, title=_plain(title), is_page=True)


def _shown(text: str) -> str:
    """The text without its comments."""
    first, *others = text.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in others)


def _is_rule(line: str) -> bool:
    """Whether a line parts the head of a table from its rows."""
    return "-" in line and not line.strip("|-: \t")


def _outside_code(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, without those of code and of the front matter."""
    fence, front = "", False
    for number, line in enumerate(lines, 1):
        if number == 1 and line.rstrip() == "---":
            front = True
        elif front:
            front = line.rstrip() not in ("---", "...")
        elif match := _FENCE.match(line):
            fence = "" if fence == match[1] else fence or match[1]
        elif not fence:
            yield number, line


class _Lines:
    """The rows of a text, line by line, under the headings above them."""

    def __init__(self, lines: list[tuple[int, str]], known: dict[str, str], url: str) -> None:
        self._lines, self._known, self._url = lines, known, url
        self._headings: list[tuple[int, str]] = []

    def read(self) -> tuple[list[Table], list[Row]]:
        """The tables, and the rows that stand in none."""
        tables: list[Table] = []
        rows: list[Row] = []
        n = 0
        while n < len(self._lines):
            line = self._lines[n][1]
            following = self._lines[n + 1][1] if n + 1 < len(self._lines) else ""
            if match := _HEADING.match(line):
                self._under(len(match[1]), match[2])
            elif "|" in line and _is_rule(following):
                end = n + 2
                while end < len(self._lines) and "|" in self._lines[end][1]:
                    end += 1
                tables.append(self._table(n, end))
                n = end
                continue
            elif row := self._line(*self._lines[n]):
                rows.append(row)
            n += 1
        return tables, rows

    def _under(self, level: int, words: str) -> None:
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._headings.append((level, _plain(words.rstrip("# "))))

    @property
    def _groups(self) -> tuple[str, ...]:
        return tuple(words for _, words in self._headings)

    def _table(self, head: int, end: int) -> Table:
        names = [_plain(cell) for cell in _split(self._lines[head][1])]
        rows = []
        for number, line in self._lines[head + 2 : end]:
            cells = [
                cell
                for place, text in enumerate(_split(line))
                for cell in self._cells(text, names[place] if place < len(names) else "")
            ]
            rows.append(
                Row(
                    where=f"line {number}",
                    cells=tuple(cells),
                    groups=self._groups,
                    words=_plain(" ".join(_split(line))),
                )
            )
        return Table(rows=tuple(rows))

    def _cells(self, text: str, column: str) -> Iterator[Cell]:
        yield from self._addresses(links(text, self._known), column)
        if words := _plain(text):
            yield Cell(column, words)

    def _addresses(self, found: Iterable[tuple[str, str]], column: str) -> Iterator[Cell]:
        for written, label in found:
            if target := urls.resolve(written, self._url):
                yield Cell(column, target, label)

    def _line(self, number: int, line: str) -> Row | None:
        """An item of a list, or a line of little but links, as a row."""
        item = _ITEM.fullmatch(line)
        found = [] if _DEFINITION.match(line) else list(links(line, self._known))
        words = _plain(item[1] if item else line)
        if not item and len(words) - sum(len(label) for _, label in found) > _PROSE:
            return None
        cells = tuple(self._addresses(found, ""))
        if not cells:
            return None
        return Row(where=f"line {number}", cells=cells, groups=self._groups, words=words)


def _split(line: str) -> list[str]:
    cells = line.strip().replace("\\|", "\0").strip("|").split("|")
    return [cell.replace("\0", "|").strip() for cell in cells]


def links(line: str, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What a line links to, each with the link's words; pictures are none, nor is
    what is struck out.
    """
    line = _STRUCK.sub("", _PICTURE.sub(r"\1", line))
    at, rest, told = 0, [], 0
    while (close := line.find("]", at)) >= 0:
        start = _opening(line, at, close)
        at = close + 1
        if start < 0:
            continue
        label = line[start + 1 : close]
        if line[at : at + 1] == "(":
            target, at = _target(line, at + 1)
        elif line[at : at + 1] == "[" and (end := line.find("]", at, at + _LABEL)) > 0:
            target, at = known.get((line[at + 1 : end] or label).casefold(), ""), end + 1
        else:
            target = known.get(label.casefold(), "")
        if target:
            yield target, _plain(label)
            rest.append(line[told:start])
            told = at
    plain = _TAG.sub(" ", " ".join((*rest, line[told:])))  # the links of tags are read with these
    for bare in _BARE.finditer(plain):
        yield bare[0].rstrip(".,;:!?'*_"), ""


def _opening(line: str, start: int, close: int) -> int:
    """Where the label that ends at ``close`` begins: brackets within it are balanced."""
    depth = 0
    for place in range(close - 1, max(start, close - _LABEL) - 1, -1):
        if line[place] == "[":
            if not depth:
                return place
            depth -= 1
        elif line[place] == "]":
            depth += 1
    return -1


def _target(line: str, start: int) -> tuple[str, int]:
    """The address in the round brackets that open before ``start``, and where it all ends."""
    match = _TARGET.match(line, start)
    return (match[1], match.end()) if match else ("", start)


def _plain(text: str) -> str:
    """The words of a text, without the marks and the addresses of Markdown."""
    text = _PICTURE.sub(r"\1", text)
    text = re.sub(r"\[([^\[\]\n]{0,300})\]\([^()\n]{0,2000}\)", r"\1", text)
    text = _BARE.sub("", _TAG.sub(" ", text))
    return " ".join(_MARKS.sub("", text).split())
