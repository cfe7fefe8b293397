"""The tables of challenges as CSV, JSON and Markdown."""

import json
from collections.abc import Iterable, Iterator
from datetime import date

from archiver.export import csv
from archiver.export.participation import (
    Entry,
    Row,
    Table,
    Tally,
    column_name,
    notes,
    tally_in_words,
)
from archiver.formats import markdown
from archiver.model import Round, Verdict
from archiver.web.plain_text import without_controls

COLUMNS = (
    "challenge",
    "round",
    "round_title",
    "person",
    "url",
    "title",
    "published",
    "verdict",
    "confidence",
    "late",
    "gone",
    "repost_of",
    "change",
)
"""The columns of the CSV."""


def as_csv(tables: Iterable[Table]) -> Iterator[str]:
    """A heading, then a line a person, round and post."""
    yield csv.line(COLUMNS)
    for table in tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                for entry in cell:
                    yield csv.line(csv.cell(value) for value in _line(table, row, column, entry))


def _line(table: Table, row: Row, column: Round | None, entry: Entry) -> tuple[object, ...]:
    post = _post(entry)
    named = (column.id, column.title) if column else ("", "")
    return (table.challenge.id, *named, row.person, *(post[name] for name in COLUMNS[4:]))


def as_json(tables: Iterable[Table]) -> str:
    """One object: challenges, each with its rounds and its people, each of these with their cells."""
    whole = {"challenges": [_challenge(table) for table in tables]}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _challenge(table: Table) -> dict[str, object]:
    rounds = zip(table.columns, table.tallies, strict=True)
    return {
        "id": table.challenge.id,
        "title": table.challenge.title,
        "hub": table.challenge.hub,
        **_tally(table.tally),
        "rounds": [_round(column) | _tally(tally) for column, tally in rounds],
        "people": [_person(table, row) for row in table.rows],
    }


def _round(column: Round | None) -> dict[str, object]:
    """A round; its id is null where the posts answer no single one."""
    one = column or Round(id="")
    return {
        "id": one.id or None,
        "title": one.title,
        "opens": _day(one.opens),
        "closes": _day(one.closes),
    }


def _person(table: Table, row: Row) -> dict[str, object]:
    cells = zip(table.columns, row.cells, strict=True)
    filled = [
        {"round": column.id if column else None, "posts": [_post(entry) for entry in cell]}
        for column, cell in cells
        if cell
    ]
    return {"name": row.person, **_tally(row.tally), "cells": filled}


def _tally(tally: Tally) -> dict[str, object]:
    return {"members": tally.members, "unsure": tally.unsure}


def _post(entry: Entry) -> dict[str, object]:
    answer = entry.answer
    return {
        "url": answer.url,
        "title": answer.title,
        "published": _day(answer.published),
        "verdict": str(answer.verdict),
        "confidence": answer.confidence,
        "late": entry.late,
        "gone": answer.gone,
        "repost_of": answer.repost_of or None,
        "change": entry.change or None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def as_markdown(tables: Iterable[Table]) -> Iterator[str]:
    """A heading and a table, as GitHub reads them, for each challenge."""
    for number, table in enumerate(tables):
        yield "\n" * (number > 0) + f"## {_words(table.challenge.title or table.challenge.id)}\n\n"
        if not table.rows:
            yield "No post answers it yet.\n"
            continue
        heads = [column_name(n, column) for n, column in enumerate(table.columns, 1)]
        yield _row(["", *map(_words, heads), "all"])
        yield _row(["---"] * (len(heads) + 2))
        for row in table.rows:
            cells = ("<br>".join(map(_link, cell)) for cell in row.cells)
            yield _row([_words(row.person), *cells, tally_in_words(row.tally)])
        totals = map(tally_in_words, (*table.tallies, table.tally))
        yield _row(["all", *totals])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _link(entry: Entry) -> str:
    answer = entry.answer
    title = f"[{_words(answer.title) or _words(answer.url)}]({_destination(answer.url)})"
    unsure = "unsure" if answer.verdict is Verdict.UNSURE else ""
    said = ", ".join(filter(None, (unsure, *notes(entry))))
    return f"{title} ({said})" if said else title


def _words(text: str) -> str:
    """Words of a stranger in one cell: no markup, no control, no line break and no rule of the table."""
    return markdown.escape(" ".join(without_controls(text).split())).replace("|", "\\|")


def _destination(url: str) -> str:
    return markdown.destination(url).replace("|", "%7C")
