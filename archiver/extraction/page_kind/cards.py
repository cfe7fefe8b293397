"""Rows of alike cards: on a list, units that name another page each hold most of the page's text.

A post may have many cards below it, but most have more text of their own; and the links in its
sentences are no cards, since they do not stand alone.
"""

from collections.abc import Mapping

from lxml.html import HtmlElement

from archiver.extraction.body.measures import Measures

_ROW, _UNITS = 4, 8
"""Units that make a row, and those of all rows together that make a list of a page."""
_MOST = 0.5
"""The share of a page's text, its menus included."""
_CARD = 1200
"""Characters of a unit, at most, on average: what is longer is a text of its own."""
_LEVELS = 8
"""Elements between the title of a card and its row."""


def hold_most(sizes: Measures, names: Mapping[HtmlElement, str]) -> bool:
    """Whether rows of cards hold most of a page's text.

    ``names`` are the links that may be titles of cards, with their addresses. Of rows within rows,
    the one with the most units counts.
    """
    units = text = 0
    taken: list[tuple[int, int]] = []
    for row in sorted(_rows(sizes, names), key=lambda row: (-len(row), row[0])):
        start, end = row[0], max(sizes.end[n] for n in row)
        if not any(start < e and s < end for s, e in taken):
            taken.append((start, end))
            units += len(row)
            text += sum(sizes.text[n] for n in row)
    return units >= _UNITS and text >= _MOST * max(sizes.text)


def _rows(sizes: Measures, names: Mapping[HtmlElement, str]) -> list[list[int]]:
    """Children of one element with the same tag, in their order, that name different pages."""
    rows: dict[tuple[int, object], dict[int, set[str]]] = {}
    for link, address in names.items():
        unit = sizes.number[link]
        for _ in range(_LEVELS):
            if (row := sizes.parent[unit]) < 0:
                break
            units = rows.setdefault((row, sizes.elements[unit].tag), {})
            units.setdefault(unit, set()).add(address)
            unit = row
    return [
        list(units)
        for units in rows.values()
        if len(units) >= _ROW
        and len(set(map(frozenset, units.values()))) >= _ROW
        and sum(sizes.text[n] for n in units) <= _CARD * len(units)
    ]
