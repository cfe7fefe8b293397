"""Which lines of a hub are rounds, and what each says: its day or number, its title and its prompt."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from archiver.discover.hubs import prompt_columns, round_dates, round_numbers
from archiver.discover.hubs.flow import Line, folded
from archiver.discover.hubs.link_roles import Placed, Role, is_home
from archiver.discover.hubs.round_dates import Span
from archiver.web.vocabulary import lists

_TITLE = 80
"""The most characters of a round's title."""
_PROMPT = 1200
"""The most characters of a prompt."""
_PARTED = re.compile(r"\s[–—-]{1,2}\s|[:：]\s?|\s\(")
_LEAD = re.compile(r"^[\s\W]*?(?=[\w\"'“‘«„¿¡(])")
_SENTENCE = re.compile(r"([^.?!]{1,50})[.!]\s+(?=\S.{0,1200}\?)")
_CREDIT = re.compile(r"\s(?:hosted |written )?(?:by|from|von|par|por)$")
_LAST_WORD = re.compile(r"[^\W\d_]{1,40}$")
_EMPTY = re.compile(r"\s?[(\[]\s{0,3}[)\]]|[–—-]\s{0,3}(?=[–—-]|$)|[\s\\_–—-]{1,6}$")


@dataclass(slots=True)
class Row:
    """What a line says of a round."""

    lines: list[Line]
    unit: str = ""
    number: int | None = None
    span: Span | None = None
    title: str = ""
    prompt: str = ""
    links: list[Placed] = field(default_factory=list)


class Words:
    """The words of lines without those of round-ups and of people's blogs; and the links in them."""

    def __init__(self, links: Sequence[Placed], roles: Mapping[int, Role]) -> None:
        self._links: dict[int, list[Placed]] = {}
        for p in links:
            self._links.setdefault(id(p.line), []).append(p)
        self._roundups = {id(p.link) for p in links if roles.get(id(p.link)) is Role.ROUNDUP}
        blogs = {id(p.link) for p in links if is_home(p.url) and not _in_sentence(p)}
        self._silent = self._roundups | blogs
        self._credits = self._roundups | {
            id(p.link) for p in links if id(p.link) in blogs and not _is_alone(p)
        }

    def of(self, line: Line) -> str:
        """The words of a line."""
        return _without(self._silent, line)

    def whole(self, line: Line) -> str:
        """The words of a line, and of the blog that is alone in it."""
        return _without(self._credits, line)

    def links(self, lines: Iterable[Line]) -> list[Placed]:
        """The links in lines."""
        return [p for line in lines for p in self._links.get(id(line), ())]


def _without(silent: Set[int], line: Line) -> str:
    pieces = ("" if id(piece.link) in silent else piece.text for piece in line.pieces)
    return folded(_EMPTY.sub(" ", "".join(pieces)))


def _in_sentence(p: Placed) -> bool:
    """Whether a link is a part of what is said: "Write to your younger self", and no "hosted by Kay"."""
    if p.credited or _CREDIT.search(f" {p.before}"):
        return False
    word = _LAST_WORD.search(p.before)
    return p.after[:1].islower() or bool(word and word[0].casefold() not in lists.months())


def _is_alone(p: Placed) -> bool:
    return not re.search(r"\w", p.before + p.after)


# ---- which lines are rounds


def _kept(rows: Sequence[Row]) -> list[Row]:
    """The rows that tell of rounds: those with a day or a number."""
    dated = [row for row in rows if row.span]
    numbered = [row for row in rows if row.number is not None]
    several = [row for row in rows if row.span or row.number is not None]
    found = (
        several
        if len(dated) != len(several) and len(numbered) != len(several)
        else (dated if len(dated) >= len(numbered) else numbered)
    )
    found = [row for row in found if row.title or row.prompt or _is_series(row.unit)]
    alone = found and found[0].lines[0].kind == "row" and found[0].span and found[0].span.first.day
    return found if len(found) > 1 or alone else []


def _tables(lines: Sequence[Line], said: Words) -> list[Row]:
    """The rows of tables, cell by cell: which column has the days is told by the cells themselves."""
    tables: dict[int, list[list[Line]]] = {}
    rows: dict[int, list[Line]] = {}
    for line in lines:
        if line.kind == "row" and line.box is not None:
            if id(line.box) not in rows:
                table = line.box.find_parent("table")
                rows[id(line.box)] = []
                tables.setdefault(id(table), []).append(rows[id(line.box)])
            rows[id(line.box)].append(line)
    return [row for table in tables.values() for row in _of_table(table, said)]


def _of_table(table: Sequence[list[Line]], said: Words) -> Iterable[Row]:
    cells = [_cells(row, said) for row in table]
    day_first = not round_dates.is_month_first([text for row in cells for text in row.values()])
    columns = prompt_columns.of_table(cells, [_linked(row, said) for row in table], day_first)
    for row, told in zip(table, cells, strict=True):
        found = Row(lines=row, links=said.links(row))
        found.span = columns.days(told, day_first=day_first)
        if counted := round_numbers.alone(told.get(columns.number, "")):
            found.unit, found.number = counted
        if found.span is None and found.number is None:
            yield _row(row, said, day_first=day_first)
            continue
        texts = [told[column] for column in columns.texts if told.get(column)]
        if len(texts) > 1:
            found.title, found.prompt = texts[0][:_TITLE].strip(" :–—-"), texts[1][:_PROMPT]
        elif texts:
            found.title, found.prompt = _parted(texts[0])
        yield found


def _cells(row: Iterable[Line], said: Words) -> dict[int, str]:
    cells: dict[int, str] = {}
    for line in row:
        cells[line.cell] = folded(f"{cells.get(line.cell, '')} {said.whole(line)}")
    return cells


def _linked(row: Iterable[Line], said: Words) -> frozenset[int]:
    """The cells that are nothing but a link to somebody's blog."""
    rest = {line.cell: "" for line in row}
    for line in row:
        rest[line.cell] += said.of(line)
    return frozenset(cell for cell, text in rest.items() if not text)


def _headed(lines: Sequence[Line], said: Words, level: int) -> list[Row]:
    """Headings of a level, each with what stands beneath it."""
    found: list[Row] = []
    current: list[Line] = []
    for line in lines:
        if line.kind == "heading" and line.level <= level:
            found += [_row(current, said)] if current else []
            current = [line] if line.level == level else []
        elif current:
            current.append(line)
    return found + ([_row(current, said)] if current else [])


def _row(lines: list[Line], said: Words, *, day_first: bool = True) -> Row:
    """What lines say of a round: the first has its day or number, and all of it where it is whole."""
    row = Row(lines=lines, links=said.links(lines))
    rest, more = said.of(lines[0]), [said.of(line) for line in lines[1:3]]
    for _ in range(2):  # "Week 1 (May 1):", "May 1, week 1:"
        bare = rest.lstrip(" (*[–—-:,.|\\")
        if row.span is None and (span := round_dates.read(bare, day_first=day_first)):
            row.span, rest = span, bare[span.end :]
        elif row.number is None and (named := round_numbers.label(bare)):
            row.unit, row.number, rest = named
    if row.span is None and row.number is None:
        return row
    if more and not re.search(r"\w", rest):  # "Week 1" above, its title and prompt beneath
        rest = more.pop(0)
    row.title, row.prompt = _parted(rest)
    if not row.prompt:
        row.prompt = folded(" ".join(more))[:_PROMPT]
    return row


def _parted(text: str) -> tuple[str, str]:
    """The title and the prompt of a text: parted at a colon, a dash or a bracket, or a question alone."""
    text = _CREDIT.sub(
        "", _LEAD.sub("", text.lstrip(" \t:–—-,.*|])").rstrip(" \t:–—-,*|["), count=1)
    ).rstrip(" ,")
    mark = _PARTED.search(text)
    if mark and 0 < mark.start() <= _TITLE and text[mark.end() :].strip():
        prompt = text[mark.end() :].strip()
        return text[: mark.start()].strip(" *"), (prompt.rstrip(")") if "(" in mark[0] else prompt)[
            :_PROMPT
        ]
    text = text.strip(" )")
    first = _SENTENCE.match(text)
    if first:
        return first[1].strip(), text[first.end() :][:_PROMPT]
    if len(text) > _TITLE or text.endswith(("?", "？")):
        return "", text[:_PROMPT]
    return text, ""


def read(lines: Sequence[Line], links: Sequence[Placed], roles: Mapping[int, Role]) -> list[Row]:
    """The rows of the rounds that a page announces: of the kind of line of which it has most."""
    said = Words(links, roles)
    dated = [found for rows in _sets(lines, said) if (found := _kept(rows))]
    return max(dated, key=len, default=[]) or _counted_off(lines, said)


def _sets(lines: Sequence[Line], said: Words) -> Iterable[list[Row]]:
    """The rows of each kind of line that there is: tables, lists, headings, paragraphs."""
    yield _tables(lines, said)
    boxes = _boxes(lines)
    month_first = round_dates.is_month_first([box[0].text for box in boxes])
    yield [_row(box, said, day_first=not month_first) for box in boxes]
    for level in range(1, 7):
        yield _headed(lines, said, level)
    yield [_row([line], said) for line in lines if line.kind == "text"]


def _boxes(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each item of a list; of a list of definitions a term with what stands behind it."""
    boxes: dict[int, list[Line]] = {}
    term: int | None = None
    for line in lines:
        if line.kind != "item" or line.box is None:
            continue
        if line.box.name == "dt":
            term = id(line.box)
        key = term if line.box.name == "dd" and term else id(line.box)
        boxes.setdefault(key, []).append(line)
    return list(boxes.values())


def _counted_off(lines: Sequence[Line], said: Words) -> list[Row]:
    """The items of a numbered list that asks: prompts without a day, whose number the list itself has."""
    items = [
        box for box in _boxes(lines) if box[0].box is not None and box[0].box.find_parent("ol")
    ]
    rows = []
    for n, box in enumerate(items, 1):
        title, prompt = _parted(folded(" ".join(said.of(line) for line in box)))
        rows.append(Row(lines=box, number=n, title=title, prompt=prompt, links=said.links(box)))
    asking = sum(row.prompt.endswith(("?", "？")) for row in rows)
    return rows if len(rows) > 1 and 2 * asking >= len(rows) else []


def _is_series(unit: str) -> bool:
    """Whether what is counted is the challenge itself: "T-SQL Tuesday #3"."""
    return bool(unit) and unit not in lists.words("round-units")
