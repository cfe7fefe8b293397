"""The table of a challenge for a terminal: people by rounds.

It is drawn with days and words where these fit the terminal; else with signs alone, in blocks of as many
rounds as fit. Off a terminal it is as wide as it has to be.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from archiver.console.sheet import LEAST, Drawn, Sheet
from archiver.console.text import safe, style, width, wrapped
from archiver.export.participation import (
    Cell,
    Entry,
    Table,
    Tally,
    column_name,
    notes,
    tally_in_words,
)
from archiver.model import Verdict

_MEMBER, _LATE, _REPOST, _GONE, _UNSURE = "●", "◑", "○", "†", "?"
_WORDS = {
    _MEMBER: "belongs",
    _LATE: "belongs, but came after the round",
    _UNSURE: "unsure",
    _GONE: "gone from the web, kept here",
    _REPOST: "a repost, not counted twice",
    "late": "after the round",
    "*": "new, edited or gone since then",
}
"""The legend, in its order."""

_COLOURS = {
    _MEMBER: "green",
    _LATE: "yellow",
    _UNSURE: "yellow",
    _GONE: "red",
    _REPOST: "cyan",
    "late": "yellow",
    "gone": "red",
    "new": "cyan",
    "edited": "cyan",
    "*": "cyan",
}
_NOTHING: Drawn = (("·", ""),)


def heading(found: Table, *, colour: bool = False) -> str:
    """The challenge, and how many people and posts there are."""
    challenge, posts = found.challenge, found.tally
    counts = [
        f"{len(found.rows)} {'person' if len(found.rows) == 1 else 'people'}",
        f"{posts.members} post{'s' * (posts.members != 1)}",
        *([f"{posts.unsure} unsure"] if posts.unsure else ()),
    ]
    title = style(safe(challenge.title or challenge.id), "bold", colour=colour)
    told = ", ".join(counts) if found.rows else "no post answers it yet"
    return f"{title} ({safe(challenge.id)}): {told}"


def grid(found: Table, *, columns: int | None = None, colour: bool = False) -> str:
    """The table for a terminal of so many columns, and what its signs mean; empty without rows."""
    if not found.rows:
        return ""
    whole = _in_words(found) if found.challenge.rounds else _as_list(found)
    narrow = replace(whole, names=max(LEAST, (columns or 0) // 3), narrow=True)
    if columns is None or whole.breadth <= columns:
        sheets = [(whole, "")]
    elif not found.challenge.rounds or narrow.breadth <= columns:
        sheets = [(narrow, "")]
    else:
        sheets = list(_blocks(found, columns))
    parts = []
    for sheet, titles in sheets:
        below = wrapped(titles, columns) if columns and titles else []
        told = (style(line.replace("\u00a0", " ").strip(), "dim", colour=colour) for line in below)
        parts.append("\n".join((*sheet.drawn(colour=colour), *told)))
    legend = _legend([sheet for sheet, _ in sheets])
    parts.append("\n".join(_painted(legend, columns, colour=colour)))
    return "\n\n".join(filter(None, parts))


# ---- with words


def _in_words(found: Table) -> Sheet:
    """Each post with its day and what there is to say of it, those of one cell below each other."""
    days = [e.answer.published for row in found.rows for cell in row.cells for e in cell]
    form = "%b" if len({day.year for day in days if day}) < 2 else "%b %Y"
    heads = [safe(column_name(n, column)) for n, column in enumerate(found.columns, 1)]
    lines: list[Line] = []
    for row in found.rows:
        cells = [_cell_in_words(cell, form) for cell in row.cells]
        for n in range(max(map(len, cells))):
            blank = () if n else _NOTHING
            places = [cell[n] if n < len(cell) else blank for cell in cells]
            lines.append(("" if n else safe(row.person), places, () if n else _sum(row.tally)))
    return _sheet(found, heads, lines, [_sum(tally) for tally in found.tallies])


def _cell_in_words(cell: Cell, form: str) -> list[Drawn]:
    """The posts of a cell; of many unsure ones only how many, or they would hide the members."""
    unsure = [entry for entry in cell if _sign(entry) == _UNSURE]
    if len(unsure) <= _FEW:
        return [_post_in_words(entry, form) for entry in cell]
    sure = [_post_in_words(entry, form) for entry in cell if entry not in unsure]
    return [*sure, ((_UNSURE, _COLOURS[_UNSURE]), (f" {len(unsure)} posts", ""))]


_FEW = 2


def _post_in_words(entry: Entry, form: str) -> Drawn:
    signs = _sign(entry).replace(_LATE, _MEMBER)  # a word says that it is late
    words = (
        piece for word in notes(entry) for piece in ((", ", ""), (word, _COLOURS.get(word, "")))
    )
    day = f" {_day(entry.answer.published, form)}"
    return (*((sign, _COLOURS[sign]) for sign in signs), (day, ""), *words)


def _as_list(found: Table) -> Sheet:
    """Without rounds: how many posts a person has, from which day to which, and what is not plain."""
    lines = []
    for row in found.rows:
        posts = [entry for cell in row.cells for entry in cell]
        days = sorted(e.answer.published for e in posts if e.answer.published)
        span = [((_day(day, "%b %Y"), ""),) for day in (days[0], days[-1])] if days else [(), ()]
        signs = () if set(map(_sign, posts)) == {_MEMBER} else _cell_in_signs(tuple(posts))
        lines.append((safe(row.person), (_sum(row.tally), *span, signs)))
    return Sheet(("posts", "first", "last", ""), tuple(lines))


def _day(when: date | None, form: str) -> str:
    return f"{when.day} {when:{form}}" if when else "undated"


# ---- with signs


def _blocks(found: Table, columns: int) -> Iterator[tuple[Sheet, str]]:
    """As few blocks of equally many rounds as fit, each with the titles of its rounds."""
    every = range(len(found.columns))
    names = max(LEAST, columns // 3)
    whole = replace(_in_signs(found, every, everybody=True), names=names)
    *widths, last = whole.widths if len(every) > 1 else (*whole.widths, 0)
    room = columns - whole.named - last - whole.gap
    sizes = (-(-len(every) // count) for count in every[1:])
    size = next((s for s in (len(every), *sizes) if _fit(widths, s, whole.gap, room)), 1)
    for start in range(0, len(every), size):
        numbers = every[start : start + size]
        sheet = _in_signs(found, numbers, everybody=size == len(every))
        yield replace(sheet, names=names), " \u00a0 ".join(_title(found, n) for n in numbers)


def _fit(widths: Sequence[int], size: int, gap: int, room: int) -> bool:
    """Whether so many columns at a time stand side by side."""
    starts = range(0, len(widths), size)
    return all(sum(w + gap for w in widths[start : start + size]) <= room for start in starts)


def _title(found: Table, number: int) -> str:
    """A round's number and title as one word, so that its line breaks before it."""
    column = found.columns[number]
    name = column_name(number + 1, column)
    return safe(name if column else f"- {name}").replace(" ", "\u00a0")


def _in_signs(found: Table, numbers: Sequence[int], *, everybody: bool) -> Sheet:
    """Some columns with a sign a post, and the people who stand in these; below, what is sure."""
    everybody = everybody or len(found.rows) == 1
    rows = [row for row in found.rows if everybody or any(row.cells[n] for n in numbers)]
    heads = [str(n + 1) if found.columns[n] else "-" for n in numbers]
    lines: list[Line] = [
        (safe(row.person), [_cell_in_signs(row.cells[n]) for n in numbers], _sum(row.tally))
        for row in rows
    ]
    sums: list[Drawn] = [((str(found.tallies[n].members), ""),) for n in numbers]
    return replace(_sheet(found, heads, lines, sums), gap=1)


def _cell_in_signs(cell: Cell) -> Drawn:
    """The signs of a cell, each once, with how often it stands there; a star marks what ``--since`` asks for."""
    if not cell:  # as most are of a long challenge
        return _NOTHING
    signs = Counter((_sign(entry), "*" if entry.change else "") for entry in cell).items()
    return tuple((sign + str(n) * (n > 1) + star, _COLOURS[sign[0]]) for (sign, star), n in signs)


def _sign(entry: Entry) -> str:
    answer = entry.answer
    sign = _GONE if answer.gone else _REPOST if answer.repost_of else ""
    if answer.verdict is Verdict.UNSURE:
        return sign + _UNSURE
    return sign or (_LATE if entry.late else _MEMBER)


# ---- with either

Line = tuple[str, list[Drawn], Drawn]
"""A person, what stands in the columns, and the person's sum."""


def _sheet(
    found: Table, heads: Sequence[str], lines: Iterable[Line], sums: Sequence[Drawn]
) -> Sheet:
    """With what each person and each round has in all, where there is more than one."""
    summed: list[Line] = [*lines, ("all", list(sums), _sum(found.tally))]
    if len(found.rows) == 1:
        summed.pop()
    if len(found.columns) == 1:
        return Sheet(tuple(heads), tuple((name, tuple(places)) for name, places, _ in summed))
    whole = tuple((name, (*places, tally)) for name, places, tally in summed)
    return Sheet((*heads, "all"), whole)


def _sum(tally: Tally) -> Drawn:
    return ((tally_in_words(tally), ""),)


def _legend(sheets: Sequence[Sheet]) -> Mapping[str, str]:
    """The signs and words that stand there, and what they mean."""
    pieces = {p for sheet in sheets for _, places in sheet.lines for drawn in places for p in drawn}
    styled = {text for text, how in pieces if how}
    there = styled | {sign for text in styled for sign in text}
    return {sign: meaning for sign, meaning in _WORDS.items() if sign in there}


def _painted(legend: Mapping[str, str], columns: int | None, *, colour: bool) -> Iterator[str]:
    """The legend in lines, each sign in its colour."""
    items = [(sign, f"{':' * (len(sign) > 1)} {words}") for sign, words in legend.items()]
    lines: list[list[str]] = []
    left = 0
    for sign, words in items:
        taken = width(sign + words)
        if not lines or taken > left:
            lines.append([])
            left = columns or sys.maxsize
        left -= taken + 3
        lines[-1].append(style(sign, _COLOURS[sign], colour=colour) + words)
    return map("   ".join, lines)
